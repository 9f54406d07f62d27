//! Whether somebody who has logged in may stay: a card that is suspended ends its sessions at once.

use foundation::{AuditEvent, Problem, Timestamp};
use webkit::{Doorkeeper, Failure, Person};

use crate::{
    AccessError,
    people::{LoginEntry, People},
    rules::cns::{self, CnsRefusal},
    tables::people as rows,
};

impl Doorkeeper for People {
    /// Our own certificates are looked up in the register, by key; those of others were good at the login,
    /// and a session lasts hours.
    fn over(&self, person: &Person) -> Result<Option<Problem>, Failure> {
        let Some(sha256) = person.certificate.as_deref().and_then(octets) else { return Ok(None) };
        let failed = |error: &AccessError| Failure::from(Problem::from(error)).because(error);
        let status = self.authority.status_by_sha256(&sha256).map_err(AccessError::from);
        let status = status.map_err(|error| failed(&error))?;
        let Some(refusal) = status.and_then(|status| cns::status(Some(status)).err()) else {
            return Ok(None);
        };
        self.end(person, sha256, &refusal).map_err(|error| failed(&error))?;
        Ok(Some(Problem::from(&refusal)))
    }
}

fn octets(hexadecimal: &str) -> Option<Vec<u8>> {
    let pairs = (0..hexadecimal.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(hexadecimal.get(at..at + 2)?, 16).ok()).collect()
}

impl People {
    /// Writes down that a session was ended because of its certificate. The session itself is ended by who
    /// has it.
    fn end(&self, person: &Person, sha256: Vec<u8>, refusal: &CnsRefusal) -> Result<(), AccessError> {
        let now: Timestamp = self.now();
        let entry = LoginEntry {
            at: now,
            method: person.method,
            outcome: "ended".to_owned(),
            codice_fiscale: Some(person.codice_fiscale.clone()),
            address: person.address.clone().unwrap_or_default(),
            certificate_sha256: Some(sha256),
            card_number: None,
        };
        let event =
            AuditEvent::done("person.session-ended", &person.actor(), "person", &person.codice_fiscale)
                .because(&refusal.to_string());
        self.store.write_blocking(move |tx| {
            rows::log(tx, &entry)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(())
    }
}
