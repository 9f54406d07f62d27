//! The whole register read at night, and keys that are in other hands.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};

use crate::{
    model::{AuthorityKind, CertificateKind},
    verbs::survey_register::RegisterSurvey,
};

/// Takes a key as compromised; `false` when it was known.
pub(crate) fn insert_compromised_key(
    tx: &mut Tx,
    spki_sha256: &[u8; 32],
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "INSERT INTO authority_compromised_key (spki_sha256, since) VALUES (?1, ?2)
               ON CONFLICT (spki_sha256) DO NOTHING";
    Ok(tx.execute(sql, params![spki_sha256, now])? > 0)
}

/// Takes the key of a certificate as compromised.
pub(crate) fn compromise_key_of(tx: &mut Tx, id: Id<CertificateKind>, now: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO authority_compromised_key (spki_sha256, since)
               SELECT spki_sha256, ?2 FROM authority_certificate WHERE id = ?1
               ON CONFLICT (spki_sha256) DO NOTHING";
    tx.execute(sql, params![id, now]).map(drop)
}

pub(crate) fn key_is_compromised(tx: &mut ReadTx, spki_sha256: &[u8]) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM authority_compromised_key WHERE spki_sha256 = ?1";
    Ok(tx.query_opt(sql, params![spki_sha256])?.is_some())
}

/// A certificate as it is read for a survey.
pub(crate) struct Surveyed {
    pub id: Id<CertificateKind>,
    pub authority: Id<AuthorityKind>,
    pub profile: String,
    pub der: Vec<u8>,
    /// Whether its key is in other hands.
    pub compromised: bool,
    /// Whether it is neither revoked nor expired.
    pub stands: bool,
}

/// The next certificates of the register in the order of their ids.
pub(crate) fn certificates_after(
    tx: &mut ReadTx,
    after: &str,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Surveyed>, Error> {
    let rows = tx.query(
        "SELECT c.id, c.ca_id, c.profile, c.der, k.spki_sha256 IS NOT NULL,
                s.state <> 'revoked' AND c.not_after > ?3
           FROM authority_certificate c
           JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial
           LEFT JOIN authority_compromised_key k ON k.spki_sha256 = c.spki_sha256
          WHERE c.id > ?1 AND c.der IS NOT NULL ORDER BY c.id LIMIT ?2",
        params![after, limit, now],
    )?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Surveyed {
                id: row.get(0)?,
                authority: row.get(1)?,
                profile: row.take_text(2)?,
                der: row.take_blob(3)?,
                compromised: row.get(4)?,
                stands: row.get(5)?,
            })
        })
        .collect()
}

pub(crate) fn insert_survey(
    tx: &mut Tx,
    survey: &RegisterSurvey,
    compared_until: Option<&str>,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_survey (ended_at, certificates, findings, compared_until)
         VALUES (?1, ?2, ?3, ?4)",
        params![
            survey.ended,
            i64::try_from(survey.certificates).unwrap_or(i64::MAX),
            i64::try_from(survey.findings).unwrap_or(i64::MAX),
            compared_until
        ],
    )?;
    Ok(())
}

/// The last survey, and the last certificate whose key was held against all others.
pub(crate) fn last_survey(tx: &mut ReadTx) -> Result<Option<(RegisterSurvey, Option<String>)>, Error> {
    let sql = "SELECT ended_at, certificates, findings, compared_until FROM authority_survey
                ORDER BY id DESC LIMIT 1";
    let read = |row: Row| {
        let survey = RegisterSurvey { ended: row.get(0)?, certificates: row.get(1)?, findings: row.get(2)? };
        Ok((survey, row.get(3)?))
    };
    tx.query_opt(sql, &[])?.map(read).transpose()
}
