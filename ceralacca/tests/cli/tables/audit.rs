//! What somebody does who cuts the log.

/// The log ends after entry `{last}`, its head and its checkpoints too.
pub const CUT: &str = "DELETE FROM audit_entry WHERE seq > {last};
    DELETE FROM audit_time_stamp; DELETE FROM audit_note WHERE size > {last};
    UPDATE audit_checkpoint SET size = {last}, head = (SELECT sha256 FROM audit_entry WHERE seq = {last})";
/// A time stamp that is none.
pub const BOGUS_STAMP: &str = "INSERT INTO audit_time_stamp (note_id, source, stamped_at, token)
    SELECT id, 'other', made_at, x'3000' FROM audit_note";
