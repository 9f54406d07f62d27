//! Suspending, and saying that the device has arrived, with the emergency code (L10).
//!
//! Who types an unknown number, a wrong code or the code of a locked device gets the same answer after
//! the same work: one transaction that writes, one computation of Argon2id, one comparison. The counter is
//! stored before anything is compared.

use std::sync::{Condvar, Mutex, PoisonError};

use foundation::{Actor, AuditEvent, AuthMethod, Id, Role, Secret, hex};
use italia::CodiceFiscale;
use store::Tx;
use x509::alg::DigestAlgorithm;

use super::transition::change_in;
use crate::{
    Authority, AuthorityError,
    life::{Act, Change, Demand, Target},
    model::PairKind,
    rules::{
        emergency_code::{SALT_LENGTH, Tries, VERIFIER_LENGTH, same, verifier},
        motives::Motive,
        permissions::Asker,
    },
    tables::{self, Candidate, Recipe},
};

/// Who may wait for a comparison; more are sent away.
const WAITING: u16 = 64;

/// Lets a few comparisons run at a time, so that their memory stays bounded whatever is asked.
#[derive(Debug)]
pub(crate) struct Gate {
    most: u16,
    inside: Mutex<Inside>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Inside {
    running: u16,
    waiting: u16,
}

/// Leave to compare; given back when dropped.
struct Pass<'a>(&'a Gate);

impl Gate {
    /// A gate for so many at a time, at least one.
    pub(crate) fn new(most: u16) -> Self {
        Self { most: most.max(1), inside: Mutex::default(), freed: Condvar::new() }
    }

    /// Waits for its turn; `None` when too many wait already.
    fn enter(&self) -> Option<Pass<'_>> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.running >= self.most {
            if inside.waiting >= WAITING {
                return None;
            }
            inside.waiting += 1;
            while inside.running >= self.most {
                inside = self.freed.wait(inside).unwrap_or_else(PoisonError::into_inner);
            }
            inside.waiting -= 1;
        }
        inside.running += 1;
        Some(Pass(self))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.inside.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
        self.0.freed.notify_one();
    }
}

/// What a person names its device by.
enum Identifier {
    Holder(String),
    Serial(Vec<u8>),
    Neither,
}

impl Identifier {
    fn read(text: &str) -> Self {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if let Ok(code) = text.to_uppercase().parse::<CodiceFiscale>() {
            return Self::Holder(code.to_string());
        }
        crate::parse_serial(&text).map_or(Self::Neither, Self::Serial)
    }
}

impl Authority {
    /// Suspends both certificates of a device at once. `identifier` is the holder's codice fiscale or the
    /// serial number of a certificate. The lists are published by the next round, OCSP says it at once.
    ///
    /// # Errors
    /// [`AuthorityError::EmergencyCode`] for everything that does not fit, without saying what;
    /// [`AuthorityError::Busy`] when too many are being compared; after the right code, the rule that
    /// refuses, for example because the certificates are suspended already.
    pub fn suspend_with_emergency_code(
        &self,
        identifier: &str,
        code: &Secret<String>,
    ) -> Result<Act, AuthorityError> {
        let change = Change::Suspend { since: None, until: None };
        self.with_emergency_code(identifier, code, change, Some(Motive::Suspension))
    }

    /// T6: the holder says with the emergency code that the device has arrived.
    ///
    /// # Errors
    /// As [`suspend_with_emergency_code`](Self::suspend_with_emergency_code).
    pub fn activate_with_emergency_code(
        &self,
        identifier: &str,
        code: &Secret<String>,
    ) -> Result<Act, AuthorityError> {
        self.with_emergency_code(identifier, code, Change::Activate, None)
    }

    fn with_emergency_code(
        &self,
        identifier: &str,
        code: &Secret<String>,
        change: Change,
        motive: Option<Motive>,
    ) -> Result<Act, AuthorityError> {
        let pass = self.life.gate.enter().ok_or(AuthorityError::Busy)?;
        let (now, asked) = (self.now(), Identifier::read(identifier));
        // Which device somebody tried to guess is worth keeping; the identifier itself is not.
        let what = hex(&DigestAlgorithm::Sha256.digest(identifier.trim().to_uppercase().as_bytes()));
        let (candidates, recipe) = self.store.write_blocking(move |tx| {
            let found = match &asked {
                Identifier::Holder(code) => tables::emergency_codes_of_holder(tx, code, now)?,
                Identifier::Serial(serial) => tables::emergency_codes_of_serial(tx, serial)?,
                Identifier::Neither => Vec::new(),
            };
            let mut compared = Vec::new();
            let mut recipe = None;
            for one in found {
                if recipe.is_none() {
                    recipe = tables::emergency_recipe(tx, &one.codice_fiscale)?;
                }
                let (tries, compare) = one.tries.one_more(now);
                if compare {
                    tables::set_emergency_tries(tx, one.pair, tries)?;
                    compared.push(one);
                }
            }
            let actor = Actor::system("emergency-code");
            tx.audit(now, &AuditEvent::done("emergency-code.tried", &actor, "device", what))?;
            Ok::<_, AuthorityError>((compared, recipe))
        })?;
        let recipe = recipe.unwrap_or_else(|| self.dummy_recipe());
        let computed = verifier(code, &recipe.salt, recipe.cost)
            .ok_or_else(|| AuthorityError::internal("the cost of an emergency code is not reasonable"))?;
        drop(pass);
        let right = right_one(&candidates, &computed).ok_or(AuthorityError::EmergencyCode)?;
        self.take_back_tries(&candidates, right.pair)?;
        let actor = Actor {
            role: Role::Holder,
            name: right.codice_fiscale.clone(),
            method: AuthMethod::EmergencyCode,
        };
        let (pair, act) = (right.pair, self.new_act());
        let done = self.store.write_blocking(move |tx| {
            let demand = Demand::by(Asker::of(&actor), motive);
            change_in(tx, act, (Target::Pair(pair), change), (&actor, &demand), now)
        })?;
        self.status_changed();
        Ok(done)
    }

    /// The right code was typed: it starts anew, and the other devices of the holder, which it was
    /// compared with too, lose only this one try.
    fn take_back_tries(&self, candidates: &[Candidate], right: Id<PairKind>) -> Result<(), AuthorityError> {
        let others: Vec<_> = candidates.iter().map(|one| one.pair).filter(|pair| *pair != right).collect();
        self.store.write_blocking(move |tx| {
            tables::set_emergency_tries(tx, right, Tries::default())?;
            for pair in others {
                tables::take_back_emergency_try(tx, pair)?;
            }
            Ok::<_, store::Error>(())
        })?;
        Ok(())
    }

    fn dummy_recipe(&self) -> Recipe {
        Recipe { salt: vec![0; SALT_LENGTH], cost: self.life.settings.emergency_cost }
    }

    /// The recipe of a holder's codes, made when there is none: before the first code is stored.
    pub(super) fn recipe_in(
        tx: &mut Tx,
        codice_fiscale: &str,
        fresh: &Recipe,
    ) -> Result<Recipe, store::Error> {
        if let Some(known) = tables::emergency_recipe(tx, codice_fiscale)? {
            return Ok(known);
        }
        tables::insert_emergency_recipe(tx, codice_fiscale, fresh)?;
        Ok(fresh.clone())
    }

    /// A recipe with a new salt and the cost of the settings.
    pub(super) fn fresh_recipe(&self) -> Recipe {
        let salt = self.entropy.bytes::<SALT_LENGTH>().to_vec();
        Recipe { salt, cost: self.life.settings.emergency_cost }
    }

    /// The verifier of a code that is about to be stored.
    pub(super) fn emergency_verifier(
        &self,
        code: &Secret<String>,
        recipe: &Recipe,
    ) -> Result<[u8; VERIFIER_LENGTH], AuthorityError> {
        let _pass = self.life.gate.enter().ok_or(AuthorityError::Busy)?;
        verifier(code, &recipe.salt, recipe.cost)
            .ok_or_else(|| AuthorityError::internal("the cost of an emergency code is not reasonable"))
    }
}

/// The device whose code was typed. Every candidate is compared, and where there is none, nothing is
/// compared with itself, so that the time says nothing.
fn right_one<'a>(candidates: &'a [Candidate], computed: &[u8]) -> Option<&'a Candidate> {
    let mut right = None;
    for one in candidates {
        if same(&one.verifier, computed) {
            right = Some(one);
        }
    }
    if candidates.is_empty() {
        std::hint::black_box(same(&[0; VERIFIER_LENGTH], computed));
    }
    right
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU16, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn only_so_many_compare_at_a_time_and_everybody_gets_a_turn() {
        let gate = Gate::new(2);
        let (inside, most, served) = (AtomicU16::new(0), AtomicU16::new(0), AtomicU16::new(0));
        thread::scope(|scope| {
            for _ in 0..12 {
                scope.spawn(|| {
                    let _pass = gate.enter().unwrap();
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    served.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(served.load(Ordering::SeqCst), 12);
        assert!(most.load(Ordering::SeqCst) <= 2);
    }

    #[test]
    fn who_comes_when_too_many_wait_is_sent_away() {
        let gate = Gate::new(1);
        let pass = gate.enter().unwrap();
        gate.inside.lock().unwrap().waiting = WAITING;
        assert!(gate.enter().is_none());
        gate.inside.lock().unwrap().waiting = 0;
        drop(pass);
        assert!(gate.enter().is_some());
    }

    #[test]
    fn a_device_is_named_by_codice_fiscale_or_serial_number() {
        assert!(
            matches!(Identifier::read(" rssmra80a01h501u "), Identifier::Holder(code) if code == "RSSMRA80A01H501U")
        );
        assert!(
            matches!(Identifier::read("50:a1:c3"), Identifier::Serial(serial) if serial == [0x50, 0xa1, 0xc3])
        );
        for nothing in ["", "RSSMRA80A01H501X", "non so"] {
            assert!(matches!(Identifier::read(nothing), Identifier::Neither), "{nothing}");
        }
    }
}
