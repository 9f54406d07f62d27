//! What somebody with the database in hand would do, where no verb would.

/// Revokes the certificates of all units.
pub const REVOKE_UNITS: &str = "UPDATE authority_status SET state = 'revoked', effective_at = 1, reason = 1
    WHERE serial IN (SELECT c.serial FROM authority_certificate c
        JOIN authority_time_stamping_unit u ON u.certificate_id = c.id)";

/// Puts another token in the place of those of the third newest batch.
pub const CHANGE_A_TOKEN: &str = "UPDATE authority_time_stamp SET token = x'3000'
    WHERE batch_id = (SELECT MAX(batch_id) - 2 FROM authority_time_stamp)";

/// Takes the tokens of the second batch away.
pub const TAKE_TOKENS_AWAY: &str = "DELETE FROM authority_time_stamp WHERE batch_id = 2";

/// Takes all tokens but those of the first batch away.
pub const CUT_THE_ARCHIVE: &str = "DELETE FROM authority_time_stamp WHERE batch_id > 1";
