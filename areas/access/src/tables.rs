use authority::OperatorRole;
use foundation::Timestamp;
use store::{Error, Migration, ReadTx, Row, Tx, params};

use crate::model::{Account, GivenCertificate};

/// The tables of the area.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { name: "access/0001_operators", sql: include_str!("../migrations/0001_operators.sql") },
    Migration { name: "access/0002_people", sql: include_str!("../migrations/0002_people.sql") },
];

pub(crate) mod people;

pub(crate) fn insert(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO access_operator (id, role, name, email, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![&account.id, account.role.name(), &account.name, &account.email, account.created_at],
    )?;
    Ok(())
}

const COLUMNS: &str = "SELECT id, role, name, email, created_at, disabled_at FROM access_operator";

fn account(row: Row) -> Result<Account, Error> {
    let role = row.get::<&str>(1)?.parse::<OperatorRole>();
    Ok(Account {
        id: row.get(0)?,
        role: role.map_err(|error| Error::Corrupt(format!("access_operator: {error}")))?,
        name: row.get(2)?,
        email: row.get(3)?,
        created_at: row.get(4)?,
        disabled_at: row.get(5)?,
        certificates: Vec::new(),
    })
}

pub(crate) fn find(tx: &mut ReadTx, id: &str, role: OperatorRole) -> Result<Option<Account>, Error> {
    let sql = format!("{COLUMNS} WHERE id = ?1 AND role = ?2");
    let found = tx.query_opt(&sql, params![id, role.name()])?.map(account).transpose()?;
    found.map(|account| with_certificates(tx, account)).transpose()
}

/// Every account of a person, by identifier or by address, whatever its case.
pub(crate) fn of_person(tx: &mut ReadTx, id: &str, email: &str) -> Result<Vec<Account>, Error> {
    let sql = format!("{COLUMNS} WHERE lower(id) = ?1 OR email = ?2");
    let rows = tx.query(&sql, params![id.to_ascii_lowercase(), email])?;
    rows.into_iter().map(account).collect()
}

/// All accounts: the open ones first, by name.
pub(crate) fn all(tx: &mut ReadTx) -> Result<Vec<Account>, Error> {
    let sql = format!("{COLUMNS} ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, name, id, role");
    let accounts = tx.query(&sql, &[])?.into_iter().map(account).collect::<Result<Vec<_>, _>>()?;
    accounts.into_iter().map(|account| with_certificates(tx, account)).collect()
}

fn with_certificates(tx: &mut ReadTx, mut account: Account) -> Result<Account, Error> {
    let sql = "SELECT sha256, serial, issued_at, not_after FROM access_certificate
               WHERE operator = ?1 AND role = ?2 ORDER BY issued_at DESC";
    let rows = tx.query(sql, params![&account.id, account.role.name()])?;
    let certificate = |row: &Row| {
        Ok(GivenCertificate {
            sha256: row.get(0)?,
            serial: row.get(1)?,
            issued_at: row.get(2)?,
            not_after: row.get(3)?,
        })
    };
    account.certificates = rows.iter().map(certificate).collect::<Result<_, Error>>()?;
    Ok(account)
}

pub(crate) fn disable(tx: &mut Tx, id: &str, role: OperatorRole, now: Timestamp) -> Result<bool, Error> {
    let sql =
        "UPDATE access_operator SET disabled_at = ?3 WHERE id = ?1 AND role = ?2 AND disabled_at IS NULL";
    Ok(tx.execute(sql, params![id, role.name(), now])? == 1)
}

pub(crate) fn insert_certificate(
    tx: &mut Tx,
    (id, role): (&str, OperatorRole),
    given: &GivenCertificate,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO access_certificate (sha256, operator, role, serial, issued_at, not_after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![&given.sha256, id, role.name(), &given.serial, given.issued_at, given.not_after],
    )?;
    Ok(())
}
