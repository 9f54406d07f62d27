//! Certificates that belong to no pair: operators, servers, time-stamping units. The order is that of
//! pki.md §11: lint, store the intent, sign, verify, store the certificate.

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};
use store::Tx;
use x509::{
    Certificate, ToSign,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
    profile::{Profile, Serial, Validity},
};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    model::{CertificateKind, ServiceAuthority},
    profiles,
    rules::{
        lifecycle::{CertificateState, Step},
        serial,
    },
    tables::{self, Intent, Unfinished},
};

/// A certificate to be issued by itself.
pub(super) struct Single<'a> {
    pub ca: &'a ServiceAuthority,
    /// Its rules, and the name under which it is stored.
    pub profile: (Profile, &'static str),
    pub key: &'a PublicKey,
    pub validity: Validity,
    /// For whom or what, in the audit log.
    pub subject: String,
}

impl Authority {
    /// Issues a certificate that is active at once. `to_sign` makes what is signed; `begin` runs in the
    /// transaction of the intent, `end` in the one that stores the certificate.
    pub(super) fn issue_single(
        &self,
        actor: &Actor,
        single: Single<'_>,
        to_sign: impl FnOnce(&Serial, SignatureAlgorithm) -> Result<ToSign, AuthorityError>,
        begin: impl FnOnce(&mut Tx, Id<CertificateKind>) -> Result<(), AuthorityError> + Send + 'static,
        end: impl FnOnce(&mut Tx, Id<CertificateKind>, &Certificate) -> Result<(), AuthorityError>
        + Send
        + 'static,
    ) -> Result<Certificate, AuthorityError> {
        let Single { ca, profile: (profile, stored_as), key, validity, subject } = single;
        let (id, serial, now) = (Id::new(&*self.clock, &*self.entropy), self.new_serial(), self.now());
        let algorithm = algorithm_of(ca.certificate.public_key().map_err(AuthorityError::internal)?)?;
        let to_sign = to_sign(&serial, algorithm)?;
        profiles::lint_before_signing(profile, &to_sign, Some(&ca.certificate))?;
        let intent = Intent {
            id,
            authority: ca.id,
            serial,
            profile: stored_as,
            pair: None,
            codice_fiscale: None,
            spki_sha256: DigestAlgorithm::Sha256.digest(key.spki_der()),
            to_sign: to_sign.clone(),
            validity,
            shard: serial::shard(serial.as_bytes(), ca.shard_count),
        };
        let by = actor.clone();
        self.store.write_blocking(move |tx| {
            tables::check_key(tx, &intent.spki_sha256)?;
            tables::insert_intent(tx, &intent)?;
            begin(tx, id)?;
            let event = AuditEvent::done("certificate.issuing", &by, "certificate", id)
                .states("approved", CertificateState::Issuing.name())
                .because(&subject)
                .evidence(hex(&intent.to_sign.digest()));
            tx.audit(now, &event)?;
            Ok::<_, AuthorityError>(())
        })?;
        let certificate = self.signed(&to_sign, &ca.key_label)?;
        let (stored, actor) = (certificate.clone(), actor.clone());
        self.store.write_blocking(move |tx| {
            if !tables::is_unfinished(tx, id)? {
                return Err(AuthorityError::internal("the issuing took too long and was given up meanwhile"));
            }
            let from = CertificateState::Issuing;
            let issued = from.issue()?;
            let active = issued.activate()?;
            tables::store_der(tx, id, &stored, now)?;
            tables::set_state(tx, id, (from, issued), &actor, None, now)?;
            tables::set_state(tx, id, (issued, active), &actor, None, now)?;
            end(tx, id, &stored)?;
            let event = AuditEvent::done(Step::Issue.event(), &actor, "certificate", id)
                .states(from.name(), active.name())
                .evidence(hex(&stored.sha256()));
            tx.audit(now, &event)?;
            Ok(())
        })?;
        Ok(certificate)
    }

    /// Signs the stored octets: the certificate that they are.
    pub(super) fn signed(&self, to_sign: &ToSign, key_label: &str) -> Result<Certificate, AuthorityError> {
        let certificate =
            Certificate::from_der(self.sign(to_sign, key_label)?).map_err(AuthorityError::internal)?;
        if certificate.tbs() != to_sign.bytes() {
            return Err(AuthorityError::internal("the signed certificate is not the stored one"));
        }
        Ok(certificate)
    }

    /// Gives up the single certificates that a crash interrupted: whoever asked for one asks again, with
    /// the same key if they like. Returns how many.
    pub(super) fn give_up_singles(&self, actor: &Actor, begun: Timestamp) -> Result<usize, AuthorityError> {
        let found = self.store.read_blocking(move |tx| tables::unfinished_singles(tx, begun))?;
        let count = found.len();
        for one in found {
            let (now, actor) = (self.now(), actor.clone());
            self.store.write_blocking(move |tx| {
                // Another node may have given it up, or its issuing may have ended after all.
                if tables::is_unfinished(tx, one.id)? {
                    give_up(tx, &actor, &one, now)?;
                }
                Ok::<_, AuthorityError>(())
            })?;
        }
        Ok(count)
    }
}

/// Counts a certificate of which a signature may exist as issued and revoked (T5): its serial number is
/// on the lists from now on.
pub(super) fn give_up(
    tx: &mut Tx,
    actor: &Actor,
    one: &Unfinished,
    now: Timestamp,
) -> Result<(), AuthorityError> {
    let from = CertificateState::Issuing;
    let to = from.abandon(now)?;
    tables::set_state(tx, one.id, (from, to), actor, Some(GIVEN_UP), now)?;
    let event = AuditEvent::done(Step::Abandon.event(), actor, "certificate", one.id)
        .states(from.name(), to.name())
        .because(GIVEN_UP);
    tx.audit(now, &event)?;
    Ok(())
}

/// Why a certificate was given up.
pub(super) const GIVEN_UP: &str = "a signature may exist and was not stored";
