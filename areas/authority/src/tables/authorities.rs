//! Service authorities.

use foundation::Timestamp;
use store::{Error, ReadTx, Row, Tx, params};
use x509::Certificate;

use super::stored;
use crate::model::ServiceAuthority;

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
