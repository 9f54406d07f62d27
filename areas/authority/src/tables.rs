//! The SQL of the area.

use foundation::{Actor, Id, Timestamp};
use store::{Error, Migration, ReadTx, Row, Tx, Value, params};
use x509::{
    Certificate, ToSign,
    profile::{Serial, Validity},
};

use crate::{
    model::{
        AuthorityKind, CertificateKind, IssuedCertificate, PairKind, PublishedList, Scope, ServiceAuthority,
    },
    rules::lifecycle::CertificateState,
    verbs::census::Census,
};

/// The tables of the area.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "authority/0001_authority", sql: include_str!("../migrations/0001_authority.sql") }];

fn stored(what: &str) -> impl FnOnce() -> Error + use<> {
    let what = format!("authority: {what} is not what was stored");
    move || Error::Corrupt(what)
}

// --- service authorities ---------------------------------------------------------------------------

const AUTHORITY: &str =
    "SELECT id, service, path, certificate, key_label, shard_count, publication_url FROM authority_ca";

fn authority(row: &Row) -> Result<ServiceAuthority, Error> {
    let der: Vec<u8> = row.get(3)?;
    Ok(ServiceAuthority {
        id: row.get(0)?,
        service: row.get::<&str>(1)?.parse().map_err(|_| stored("a service")())?,
        path: row.get(2)?,
        certificate: Certificate::from_der(der).map_err(|_| stored("a CA certificate")())?,
        key_label: row.get(4)?,
        shard_count: row.get(5)?,
        publication_url: row.get(6)?,
    })
}

pub(crate) fn authorities(tx: &mut ReadTx) -> Result<Vec<ServiceAuthority>, Error> {
    tx.query(&format!("{AUTHORITY} ORDER BY service, generation"), &[])?.iter().map(authority).collect()
}

pub(crate) fn insert_authority(
    tx: &mut Tx,
    authority: &ServiceAuthority,
    generation: i64,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_ca
            (id, service, generation, path, certificate, key_label, shard_count, publication_url, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            authority.id,
            authority.service.path(),
            generation,
            &authority.path,
            authority.certificate.der(),
            &authority.key_label,
            authority.shard_count,
            &authority.publication_url,
            now
        ],
    )?;
    Ok(())
}

// --- OCSP responders -------------------------------------------------------------------------------

/// Certificate (DER) and key label of the responder of an authority that is valid longest at `now`.
pub(crate) fn responder(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    now: Timestamp,
) -> Result<Option<(Vec<u8>, String, Timestamp)>, Error> {
    let row = tx.query_opt(
        "SELECT certificate, key_label, not_after FROM authority_responder
          WHERE ca_id = ?1 AND not_before <= ?2 AND not_after > ?2 ORDER BY not_after DESC LIMIT 1",
        params![authority, now],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
}

pub(crate) fn insert_responder(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    certificate: &Certificate,
    key_label: &str,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_responder (ca_id, certificate, key_label, not_before, not_after)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![authority, certificate.der(), key_label, certificate.not_before(), certificate.not_after()],
    )?;
    Ok(())
}

// --- holders and pairs -----------------------------------------------------------------------------

/// The holder's code at the provider (dnQualifier), made once and stable across renewals.
pub(crate) fn dn_qualifier(
    tx: &mut Tx,
    codice_fiscale: &str,
    given_name: &str,
    surname: &str,
    now: Timestamp,
) -> Result<String, Error> {
    let known = "SELECT dn_qualifier FROM authority_holder WHERE codice_fiscale = ?1";
    if let Some(row) = tx.query_opt(known, params![codice_fiscale])? {
        return row.get(0);
    }
    let code = format!("SIG{:013}", next(tx, "holder")?);
    tx.execute(
        "INSERT INTO authority_holder (codice_fiscale, dn_qualifier, given_name, surname, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![codice_fiscale, &code, given_name, surname, now],
    )?;
    Ok(code)
}

pub(crate) fn insert_pair(
    tx: &mut Tx,
    pair: Id<PairKind>,
    codice_fiscale: &str,
    card_number: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_pair (id, codice_fiscale, card_number, requested_at) VALUES (?1, ?2, ?3, ?4)",
        params![pair, codice_fiscale, card_number, now],
    )?;
    Ok(())
}

pub(crate) fn release_pair(tx: &mut Tx, pair: Id<PairKind>, now: Timestamp) -> Result<(), Error> {
    tx.execute("UPDATE authority_pair SET released_at = ?2 WHERE id = ?1", params![pair, now])?;
    Ok(())
}

pub(crate) fn open_pairs(tx: &mut ReadTx) -> Result<Vec<Id<PairKind>>, Error> {
    let sql = "SELECT id FROM authority_pair WHERE released_at IS NULL ORDER BY requested_at";
    tx.query(sql, &[])?.iter().map(|row| row.get(0)).collect()
}

// --- certificates ----------------------------------------------------------------------------------

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
        "INSERT INTO authority_status (ca_id, serial, certificate_id, state, shard, status_seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            intent.authority,
            intent.serial.as_bytes(),
            intent.id,
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

pub(crate) fn unfinished(tx: &mut ReadTx, pair: Id<PairKind>) -> Result<Vec<Unfinished>, Error> {
    let rows = tx.query(
        "SELECT c.id, c.ca_id, c.to_sign FROM authority_certificate c
           JOIN authority_status s ON s.certificate_id = c.id
          WHERE c.pair_id = ?1 AND s.state = 'issuing' ORDER BY c.profile DESC",
        params![pair],
    )?;
    rows.iter()
        .map(|row| {
            let to_sign: Vec<u8> = row.get(2)?;
            let to_sign = serde_json::from_slice(&to_sign).map_err(|error| Error::Json(error.to_string()))?;
            Ok(Unfinished { id: row.get(0)?, authority: row.get(1)?, to_sign })
        })
        .collect()
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

/// Whether a certificate for this key exists, whoever holds it.
pub(crate) fn key_is_certified(tx: &mut ReadTx, spki_sha256: &[u8]) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM authority_certificate WHERE spki_sha256 = ?1 LIMIT 1";
    Ok(tx.query_opt(sql, params![spki_sha256])?.is_some())
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
        s.status_seq, c.not_after
   FROM authority_certificate c JOIN authority_status s ON s.certificate_id = c.id";

fn certificate(row: &Row) -> Result<IssuedCertificate, Error> {
    Ok(IssuedCertificate {
        id: row.get(0)?,
        authority: row.get(1)?,
        serial: row.get(2)?,
        der: row.get(3)?,
        pair: row.get(4)?,
        state: CertificateState::from_stored(row.get(5)?, row.get(6)?, row.get(7)?)
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
                   JOIN authority_status s ON s.certificate_id = c.id
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

// --- status ----------------------------------------------------------------------------------------

/// Writes a transition: the current status, its history, and the next number of the sequence from which
/// CRL and OCSP are both published.
pub(crate) fn set_state(
    tx: &mut Tx,
    id: Id<CertificateKind>,
    (from, to): (CertificateState, CertificateState),
    actor: &Actor,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let seq = next(tx, "status")?;
    let (effective, code) = match to.on_list() {
        Some((at, why)) => (Some(at), Some(i64::from(why.code()))),
        None => (None, None),
    };
    tx.execute(
        "UPDATE authority_status SET state = ?2, reason = ?3, effective_at = ?4, status_seq = ?5
          WHERE certificate_id = ?1",
        params![id, to.name(), code, effective, seq],
    )?;
    tx.execute(
        "INSERT INTO authority_status_history
            (certificate_id, from_state, to_state, actor, reason, effective_at, decided_at, status_seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![id, from.name(), to.name(), actor.to_string(), reason, effective, now, seq],
    )?;
    Ok(())
}

/// The suspended and revoked serial numbers of a shard, in ascending order.
pub(crate) fn listed(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    shard: u16,
) -> Result<Vec<(Vec<u8>, CertificateState)>, Error> {
    let rows = tx.query(
        "SELECT serial, state, effective_at, reason FROM authority_status
          WHERE ca_id = ?1 AND shard = ?2 AND state IN ('suspended', 'revoked') ORDER BY serial",
        params![authority, shard],
    )?;
    rows.iter()
        .map(|row| {
            let state = CertificateState::from_stored(row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((row.get(0)?, state.ok_or_else(stored("a state"))?))
        })
        .collect()
}

/// The number of the last change of any status.
pub(crate) fn last_change(tx: &mut ReadTx) -> Result<i64, Error> {
    current(tx, "status")
}

/// Whether a certificate of a shard was issued or changed its status after a change.
pub(crate) fn changed_since(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    shard: u16,
    status_seq: i64,
) -> Result<bool, Error> {
    let row = tx.query_opt(
        "SELECT 1 FROM authority_status WHERE ca_id = ?1 AND shard = ?2 AND status_seq > ?3 LIMIT 1",
        params![authority, shard, status_seq],
    )?;
    Ok(row.is_some())
}

// --- revocation lists ------------------------------------------------------------------------------

const LIST: &str =
    "SELECT number, this_update, next_update, der, sha256, entries, status_seq FROM authority_crl";

fn list(row: &Row) -> Result<PublishedList, Error> {
    Ok(PublishedList {
        number: row.get(0)?,
        this_update: row.get(1)?,
        next_update: row.get(2)?,
        der: row.get(3)?,
        sha256: row.get(4)?,
        entries: row.get(5)?,
        status_seq: row.get(6)?,
    })
}

pub(crate) fn newest_list(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    scope: Scope,
) -> Result<Option<PublishedList>, Error> {
    let sql = format!("{LIST} WHERE ca_id = ?1 AND scope = ?2 ORDER BY number DESC LIMIT 1");
    tx.query_opt(&sql, params![authority, scope.number()])?.as_ref().map(list).transpose()
}

pub(crate) fn insert_list(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    scope: Scope,
    list: &PublishedList,
) -> Result<(), Error> {
    let number = i64::try_from(list.number).map_err(|_| stored("a CRL number")())?;
    let entries = i64::try_from(list.entries).map_err(|_| stored("a CRL")())?;
    tx.execute(
        "INSERT INTO authority_crl
            (ca_id, scope, number, this_update, next_update, der, sha256, entries, status_seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            authority,
            scope.number(),
            number,
            list.this_update,
            list.next_update,
            &list.der,
            &list.sha256,
            entries,
            list.status_seq
        ],
    )?;
    Ok(())
}

// --- sequences -------------------------------------------------------------------------------------

fn next(tx: &mut Tx, name: &str) -> Result<i64, Error> {
    let row = tx.query_one(
        "INSERT INTO authority_sequence (name, value) VALUES (?1, 1)
         ON CONFLICT (name) DO UPDATE SET value = authority_sequence.value + 1 RETURNING value",
        params![Value::from(name)],
    )?;
    row.get(0)
}

fn current(tx: &mut ReadTx, name: &str) -> Result<i64, Error> {
    let row = tx.query_opt("SELECT value FROM authority_sequence WHERE name = ?1", params![name])?;
    row.map_or(Ok(0), |row| row.get(0))
}
