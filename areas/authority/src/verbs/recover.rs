//! Finishes what a crash interrupted between the stored intent and the stored certificate
//! (pki.md §11).

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};
use jiff::SignedDuration;
use store::ReadTx;
use x509::Certificate;

use super::issue_single::{GIVEN_UP, give_up};
use crate::{
    Authority, AuthorityError,
    model::PairKind,
    rules::{
        deadlines::next_expiry_notice,
        lifecycle::{CertificateState, Step},
        motives::Motive,
        permissions::Asker,
    },
    tables::{self, Unfinished},
};

/// No issuing takes longer.
const AT_WORK: SignedDuration = SignedDuration::from_mins(1);

impl Authority {
    /// Finishes every issuing that was interrupted. Returns how many pairs were finished and
    /// single certificates given up.
    ///
    /// A signature of RSA PKCS #1 v1.5 is determined by what is signed, so signing the stored octets
    /// again gives the very certificate that the crash may have cost. Any other signature would make a
    /// second certificate with the same serial number: those are given up as issued and revoked (T5),
    /// unless whoever holds the keys keeps a record. With one, a signature that left comes back the same,
    /// and one that did not may be made.
    ///
    /// # Errors
    /// When a key or the store refuses.
    pub fn recover(&self) -> Result<usize, AuthorityError> {
        self.recover_begun_before(self.now())
    }

    /// The same for what has had a minute to end by itself: another node may be at work on what is
    /// younger.
    ///
    /// # Errors
    /// As [`Self::recover`].
    pub fn recover_left_behind(&self) -> Result<usize, AuthorityError> {
        self.recover_begun_before(self.now() - AT_WORK)
    }

    fn recover_begun_before(&self, begun: Timestamp) -> Result<usize, AuthorityError> {
        let actor = Actor::system("recovery");
        let open = self.store.read_blocking(move |tx| tables::open_pairs(tx, begun))?;
        let found = open.len();
        for pair in open {
            self.finish_pair(&actor, pair, true)?;
        }
        Ok(found + self.give_up_singles(&actor, begun)?)
    }

    /// Whether signing the stored octets again makes no second certificate.
    fn can_be_repeated(&self, unfinished: &[Unfinished]) -> Result<bool, AuthorityError> {
        for one in unfinished {
            if matches!(one.to_sign.algorithm(), x509::alg::SignatureAlgorithm::RsaPkcs1(_)) {
                continue;
            }
            let authority = self.by_id(one.authority)?;
            if self.was_signed(&authority.key_label, one.to_sign.bytes())?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Signs the stored octets of both certificates of a pair and stores them: both or neither. Where
    /// somebody else was faster, the certificates are those that it stored.
    pub(super) fn finish_pair(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        interrupted: bool,
    ) -> Result<Vec<Certificate>, AuthorityError> {
        let unfinished = self.store.read_blocking(move |tx| tables::unfinished(tx, pair))?;
        if interrupted && !self.can_be_repeated(&unfinished)? {
            self.abandon(actor, pair, unfinished)?;
            return Ok(Vec::new());
        }
        let mut signed = Vec::with_capacity(unfinished.len());
        for one in unfinished {
            let authority = self.by_id(one.authority)?;
            signed.push((one.id, self.signed(&one.to_sign, &authority.key_label)?));
        }
        let (now, actor) = (self.now(), actor.clone());
        self.store.write_blocking(move |tx| {
            if signed.is_empty() || tables::unfinished(tx, pair)?.len() != signed.len() {
                return stored_pair(tx, pair);
            }
            let suspended = tables::is_issued_suspended(tx, pair)?;
            for (id, certificate) in &signed {
                let from = CertificateState::Issuing;
                let (to, hold) = if suspended {
                    let (to, hold) = from.issue_suspended(now)?;
                    (to, Some(hold))
                } else {
                    (from.issue()?, None)
                };
                tables::store_der(tx, *id, certificate, now)?;
                tables::set_state(tx, *id, (from, to), &actor, None, now)?;
                if let Some(hold) = hold {
                    tables::begin_suspension(tx, *id, &hold, Motive::AwaitingReceipt, now)?;
                }
                let event = AuditEvent::done(Step::Issue.event(), &actor, "certificate", id)
                    .states(from.name(), to.name())
                    .evidence(hex(&certificate.sha256()));
                tx.audit(now, &event)?;
            }
            let ends = signed.iter().map(|(_, certificate)| certificate.not_after()).min();
            let next_notice = ends.and_then(|ends| next_expiry_notice(ends, None));
            tables::set_next_notice(tx, pair, next_notice)?;
            tables::release_pair(tx, pair, now)?;
            Ok(signed.into_iter().map(|(_, certificate)| certificate).collect())
        })
    }

    fn abandon(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        unfinished: Vec<Unfinished>,
    ) -> Result<(), AuthorityError> {
        let (now, actor) = (self.now(), actor.clone());
        self.store.write_blocking(move |tx| {
            if tables::unfinished(tx, pair)?.len() != unfinished.len() {
                return Ok(());
            }
            for one in &unfinished {
                give_up(tx, &actor, one, now)?;
            }
            // The approval is good for another pair, with new serial numbers (pki.md §11).
            if let Some(request) = tables::request_of_pair(tx, pair)? {
                let again = request.state.begin_again()?;
                let (step, asker) = ((Some(request.state), again), Asker::system("recovery"));
                tables::set_request_state(tx, request.id, step, (&actor, &asker), Some(GIVEN_UP), now)?;
                let event = AuditEvent::done("request.reopened", &actor, "request", request.id)
                    .states("issuing", "approved")
                    .because(GIVEN_UP);
                tx.audit(now, &event)?;
            }
            tables::release_pair(tx, pair, now)?;
            Ok::<_, AuthorityError>(())
        })
    }
}

/// The certificates of a pair whose issuing has ended.
fn stored_pair(tx: &mut ReadTx, pair: Id<PairKind>) -> Result<Vec<Certificate>, AuthorityError> {
    let stored = tables::certificates_of_pair(tx, pair)?;
    let given_up = || AuthorityError::internal("the issuing took too long and was given up meanwhile");
    let read = |der: Option<Vec<u8>>| {
        Certificate::from_der(der.ok_or_else(given_up)?).map_err(AuthorityError::internal)
    };
    stored.into_iter().map(|one| read(one.der)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use foundation::{SystemEntropy, TestClock};
    use keyvault::{KeySpec, SoftwareKey};

    use super::*;
    use crate::practice;

    #[test]
    fn who_comes_second_finds_what_the_first_stored_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let open = || {
            let settings = practice::settings(4).unwrap();
            practice::open(folder.path(), settings, KeySpec::P384, clock.clone(), Arc::new(SystemEntropy))
                .unwrap()
        };
        let (store, first) = open();
        let (_, second) = open();
        let actor = Actor::command_line();
        let [one, other] = [(); 2].map(|()| SoftwareKey::generate(KeySpec::P256).unwrap());
        let request = practice::pair_request(practice::mario().unwrap(), 1, &one, &other).unwrap();
        let pair = first.issue_pair(&actor, &request).unwrap();
        let before = store::audit::verify(&store).unwrap().entries;
        let found = second.finish_pair(&actor, pair.id, true).unwrap();
        let ders: Vec<&[u8]> = found.iter().map(Certificate::der).collect();
        assert_eq!(ders, [pair.signature.der(), pair.cns.der()]);
        assert_eq!(store::audit::verify(&store).unwrap().entries, before);
    }
}
