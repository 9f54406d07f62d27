//! Certificates, from the stored intent on.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};
use x509::{
    Certificate, ToSign,
    profile::{Serial, Validity},
};

use super::{next, stored};
use crate::{
    AuthorityError,
    model::{AuthorityKind, CertificateKind, IssuedCertificate, PairKind},
    rules::lifecycle::CertificateState,
    verbs::census::Census,
};

/// A certificate about to be signed, as it is stored before.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    pub id: Id<CertificateKind>,
    pub authority: Id<AuthorityKind>,
    pub serial: Serial,
    pub profile: &'static str,
    pub pair: Option<Id<PairKind>>,
    pub codice_fiscale: Option<String>,
    pub to_sign: ToSign,
    pub spki_sha256: Vec<u8>,
    pub validity: Validity,
    pub shard: u16,
}

pub(crate) fn insert_intent(tx: &mut Tx, intent: &Intent) -> Result<(), Error> {
    let to_sign = serde_json::to_vec(&intent.to_sign).map_err(|error| Error::Json(error.to_string()))?;
    tx.execute(
        "INSERT INTO authority_certificate
            (id, ca_id, serial, profile, pair_id, codice_fiscale, to_sign, spki_sha256, not_before, not_after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            intent.id,
            intent.authority,
            intent.serial.as_bytes(),
            intent.profile,
            intent.pair,
            intent.codice_fiscale.as_deref(),
            to_sign,
            &intent.spki_sha256,
            intent.validity.not_before,
            intent.validity.not_after
        ],
    )?;
    let seq = next(tx, "status")?;
    tx.execute(
        "INSERT INTO authority_status (ca_id, serial, state, shard, status_seq) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            intent.authority,
            intent.serial.as_bytes(),
            CertificateState::Issuing.name(),
            intent.shard,
            seq
        ],
    )?;
    Ok(())
}

/// A certificate whose issuing did not end: what is to be signed is stored, the signature is not.
pub(crate) struct Unfinished {
    pub id: Id<CertificateKind>,
    pub authority: Id<AuthorityKind>,
    pub to_sign: ToSign,
}

const UNFINISHED: &str = "SELECT c.id, c.ca_id, c.to_sign FROM authority_certificate c
   JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial AND s.state = 'issuing'";

fn read_unfinished(rows: &[Row]) -> Result<Vec<Unfinished>, Error> {
    rows.iter()
        .map(|row| {
            let to_sign: Vec<u8> = row.get(2)?;
            let to_sign = serde_json::from_slice(&to_sign).map_err(|error| Error::Json(error.to_string()))?;
            Ok(Unfinished { id: row.get(0)?, authority: row.get(1)?, to_sign })
        })
        .collect()
}

pub(crate) fn unfinished(tx: &mut ReadTx, pair: Id<PairKind>) -> Result<Vec<Unfinished>, Error> {
    let sql = format!("{UNFINISHED} WHERE c.pair_id = ?1 ORDER BY c.profile DESC");
    read_unfinished(&tx.query(&sql, params![pair])?)
}

/// Certificates outside pairs whose issuing began at an instant or before and has not ended.
pub(crate) fn unfinished_singles(tx: &mut ReadTx, begun: Timestamp) -> Result<Vec<Unfinished>, Error> {
    let sql = format!("{UNFINISHED} WHERE c.pair_id IS NULL AND c.der IS NULL AND c.not_before <= ?1");
    read_unfinished(&tx.query(&sql, params![begun])?)
}

pub(crate) fn is_unfinished(tx: &mut ReadTx, id: Id<CertificateKind>) -> Result<bool, Error> {
    Ok(tx.query_opt(&format!("{UNFINISHED} WHERE c.id = ?1"), params![id])?.is_some())
}

pub(crate) fn store_der(
    tx: &mut Tx,
    id: Id<CertificateKind>,
    certificate: &Certificate,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE authority_certificate SET der = ?2, sha256 = ?3, issued_at = ?4 WHERE id = ?1",
        params![id, certificate.der(), &certificate.sha256(), now],
    )?;
    Ok(())
}

/// Whether a certificate for this key exists or is being issued, whoever holds it. One that was given up
/// before anybody had it does not count.
fn key_is_certified(tx: &mut ReadTx, spki_sha256: &[u8]) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM authority_certificate c
                 JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial
                WHERE c.spki_sha256 = ?1 AND (c.der IS NOT NULL OR s.state = 'issuing') LIMIT 1";
    Ok(tx.query_opt(sql, params![spki_sha256])?.is_some())
}

/// Whether a new certificate may have this key.
pub(crate) fn check_key(tx: &mut ReadTx, spki_sha256: &[u8]) -> Result<(), AuthorityError> {
    match () {
        () if super::key_is_compromised(tx, spki_sha256)? => Err(AuthorityError::KeyCompromised),
        () if key_is_certified(tx, spki_sha256)? => Err(AuthorityError::KeyInUse),
        () => Ok(()),
    }
}

pub(crate) fn burn_serial(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    serial: &Serial,
    why: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_burnt_serial (ca_id, serial, why, burnt_at) VALUES (?1, ?2, ?3, ?4)",
        params![authority, serial.as_bytes(), why, now],
    )?;
    Ok(())
}

/// Whether a serial number of this authority was used or burnt.
pub(crate) fn serial_is_taken(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    serial: &Serial,
) -> Result<bool, Error> {
    let row = tx.query_opt(
        "SELECT 1 FROM authority_certificate WHERE ca_id = ?1 AND serial = ?2
         UNION ALL SELECT 1 FROM authority_burnt_serial WHERE ca_id = ?1 AND serial = ?2 LIMIT 1",
        params![authority, serial.as_bytes()],
    )?;
    Ok(row.is_some())
}

const CERTIFICATE: &str =
    "SELECT c.id, c.ca_id, c.serial, c.der, c.pair_id, s.state, s.effective_at, s.reason,
        s.status_seq, c.not_after, s.invalidity_at
   FROM authority_certificate c JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial";

fn certificate(row: &Row) -> Result<IssuedCertificate, Error> {
    Ok(IssuedCertificate {
        id: row.get(0)?,
        authority: row.get(1)?,
        serial: row.get(2)?,
        der: row.get(3)?,
        pair: row.get(4)?,
        state: CertificateState::from_stored(row.get(5)?, row.get(6)?, row.get(7)?, row.get(10)?)
            .ok_or_else(stored("a state"))?,
        status_seq: row.get(8)?,
        not_after: row.get(9)?,
    })
}

pub(crate) fn certificate_by_serial(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    serial: &[u8],
) -> Result<Option<IssuedCertificate>, Error> {
    let sql = format!("{CERTIFICATE} WHERE c.ca_id = ?1 AND c.serial = ?2");
    tx.query_opt(&sql, params![authority, serial])?.as_ref().map(certificate).transpose()
}

pub(crate) fn certificates_by_serial(
    tx: &mut ReadTx,
    serial: &[u8],
) -> Result<Vec<IssuedCertificate>, Error> {
    tx.query(&format!("{CERTIFICATE} WHERE c.serial = ?1"), params![serial])?
        .iter()
        .map(certificate)
        .collect()
}

/// State and end of the certificate with this SHA-256.
pub(crate) fn state_by_sha256(
    tx: &mut ReadTx,
    sha256: &[u8],
) -> Result<Option<(CertificateState, Timestamp)>, Error> {
    let sql = "SELECT s.state, s.effective_at, s.reason, s.invalidity_at, c.not_after
                 FROM authority_certificate c JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial
                WHERE c.sha256 = ?1";
    let Some(row) = tx.query_opt(sql, params![sha256])? else { return Ok(None) };
    let state = CertificateState::from_stored(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(Some((state.ok_or_else(stored("a state"))?, row.get(4)?)))
}

pub(crate) fn certificates_of_pair(
    tx: &mut ReadTx,
    pair: Id<PairKind>,
) -> Result<Vec<IssuedCertificate>, Error> {
    let sql = format!("{CERTIFICATE} WHERE c.pair_id = ?1 ORDER BY c.profile DESC");
    tx.query(&sql, params![pair])?.iter().map(certificate).collect()
}

/// Counts pairs by how many of their certificates are stored, and serial numbers that repeat.
pub(crate) fn census(tx: &mut ReadTx) -> Result<Census, Error> {
    let row = tx.query_one(
        "SELECT COUNT(CASE WHEN released = 1 AND abandoned = 0 AND stored = 2 THEN 1 END),
                COUNT(CASE WHEN released = 0 THEN 1 END),
                COUNT(CASE WHEN released = 1 AND abandoned = 0 AND stored <> 2 THEN 1 END)
           FROM (SELECT p.id,
                        MAX(CASE WHEN p.released_at IS NULL THEN 0 ELSE 1 END) AS released,
                        COUNT(c.der) AS stored,
                        COUNT(CASE WHEN s.state = 'revoked' AND c.der IS NULL THEN 1 END) AS abandoned
                   FROM authority_pair p
                   JOIN authority_certificate c ON c.pair_id = p.id
                   JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial
                  GROUP BY p.id) AS pair",
        &[],
    )?;
    let repeated = tx.query_one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT ca_id, serial FROM authority_certificate
                                   UNION ALL SELECT ca_id, serial FROM authority_burnt_serial) AS used
                                GROUP BY ca_id, serial HAVING COUNT(*) > 1) AS repeated",
        &[],
    )?;
    Ok(Census {
        whole_pairs: row.get(0)?,
        open_pairs: row.get(1)?,
        half_pairs: row.get(2)?,
        repeated_serials: repeated.get(0)?,
    })
}
