use std::net::IpAddr;

use foundation::{AuditEvent, hex};
use webkit::Person;

use super::begin_login::{read, sha256};
use crate::{
    AccessError,
    people::{LoginEntry, Outcome, People},
    tables::people as rows,
};

impl People {
    /// Fetches the outcome of a login: once, with the code and the secret of the session that began it. A
    /// person who enters stands in both logs from now on. Nothing when there is no such outcome (any more).
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn finish(&self, code: &str, secret: &str, from: IpAddr) -> Result<Option<Outcome>, AccessError> {
        let (Some(code), Some(secret)) = (read(code), read(secret)) else { return Ok(None) };
        let (attempt, digest, now) = (sha256(&secret), sha256(&code), self.now());
        let finished = self.store.write_blocking(move |tx| {
            let outcome = rows::take(tx, &attempt, &digest, now)?;
            if let Some(Outcome::Entered(entered)) = &outcome {
                let person = &entered.person;
                rows::log(
                    tx,
                    &LoginEntry {
                        at: now,
                        method: person.method,
                        outcome: "entered".to_owned(),
                        codice_fiscale: Some(person.codice_fiscale.clone()),
                        address: from.to_string(),
                        certificate_sha256: Some(entered.certificate_sha256.clone()),
                        card_number: Some(entered.card_number.clone()),
                    },
                )?;
                let event =
                    AuditEvent::done("person.login", &person.actor(), "person", &person.codice_fiscale)
                        .because(&format!("from {from}, serial {} of {}", entered.serial, entered.issuer))
                        .evidence(hex(&entered.certificate_sha256));
                tx.audit(now, &event)?;
            }
            Ok::<_, store::Error>(outcome)
        })?;
        Ok(finished)
    }

    /// Writes down that a person leaves. The session is ended by who has it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn leave(&self, person: &Person, from: IpAddr) -> Result<(), AccessError> {
        let now = self.now();
        let entry = LoginEntry {
            at: now,
            method: person.method,
            outcome: "left".to_owned(),
            codice_fiscale: Some(person.codice_fiscale.clone()),
            address: from.to_string(),
            certificate_sha256: None,
            card_number: None,
        };
        let event = AuditEvent::done("person.logout", &person.actor(), "person", &person.codice_fiscale)
            .because(&format!("from {from}"));
        self.store.write_blocking(move |tx| {
            rows::log(tx, &entry)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(())
    }

    /// The last logins of a person, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn logins_of(&self, codice_fiscale: &str, most: u16) -> Result<Vec<LoginEntry>, AccessError> {
        let codice_fiscale = codice_fiscale.to_owned();
        let read = self.store.read_blocking(move |tx| rows::of_person(tx, &codice_fiscale, i64::from(most)));
        Ok(read?)
    }
}
