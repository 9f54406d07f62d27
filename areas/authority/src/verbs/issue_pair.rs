//! Issues the pair of certificates of a device (pki.md §11): the signature certificate and the CNS
//! certificate, both or neither.

use foundation::{Actor, AuditEvent, Id, Secret, Timestamp, hex};
use italia::CodiceFiscale;
use store::Tx;
use x509::{Certificate, profile::Serial, request::Request};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    life::{Registration, RequestKind, StoredRequest},
    model::{PairKind, ServiceAuthority},
    profiles,
    rules::{
        lifecycle::{Refused, Step},
        permissions::{Asker, Party},
        requests::RequestState,
        serial,
        service::Service,
    },
    tables::{self, Intent},
};

/// Who the certificates are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Given names, as in the identity document.
    pub given_name: String,
    /// Surname, as in the identity document.
    pub surname: String,
    /// Codice fiscale, 16 characters.
    pub codice_fiscale: CodiceFiscale,
}

/// What a pair is asked with.
#[derive(Clone, Debug)]
pub struct PairRequest {
    /// Who it is for.
    pub holder: Holder,
    /// Number of the card, 16 digits.
    pub card_number: String,
    /// Content of EF_DatiPersonali on the device; its hash stands in the CNS certificate.
    pub personal_data: Vec<u8>,
    /// Proof of possession of the signature key: PKCS #10, DER.
    pub signature_request: Vec<u8>,
    /// Proof of possession of the CNS key: PKCS #10, DER.
    pub cns_request: Vec<u8>,
    /// The emergency code in the holder's envelope; only a verifier of it is stored.
    pub emergency_code: Option<Secret<String>>,
    /// Contacts, third parties, evidence, and whether to issue suspended. Of a request that was submitted
    /// before, the stored one counts.
    pub registration: Registration,
}

/// What the device brings to a request that was approved.
#[derive(Clone, Debug)]
pub struct Device {
    /// Number of the card, 16 digits.
    pub card_number: String,
    /// Content of EF_DatiPersonali on the device; its hash stands in the CNS certificate.
    pub personal_data: Vec<u8>,
    /// Proof of possession of the signature key: PKCS #10, DER.
    pub signature_request: Vec<u8>,
    /// Proof of possession of the CNS key: PKCS #10, DER.
    pub cns_request: Vec<u8>,
    /// The emergency code in the holder's envelope.
    pub emergency_code: Option<Secret<String>>,
}

/// A pair that was issued.
#[derive(Clone, Debug)]
pub struct IssuedPair {
    /// Its id.
    pub id: Id<PairKind>,
    /// The qualified signature certificate.
    pub signature: Certificate,
    /// The CNS authentication certificate.
    pub cns: Certificate,
}

impl Authority {
    /// Submits, approves and issues in one: what the local command line does. The request is stored with
    /// the intent, having gone through Requested and Approved.
    ///
    /// # Errors
    /// As [`issue_approved`](Self::issue_approved); and the rule that refuses the approval, because the
    /// actor is no registration operator or the evidence is missing.
    pub fn issue_pair(&self, actor: &Actor, request: &PairRequest) -> Result<IssuedPair, AuthorityError> {
        let asker = Asker::of(actor);
        asker.entered_by(actor)?;
        RequestState::Requested.approve(&asker, &request.registration.evidence)?;
        self.issue(actor, None, request)
    }

    /// Issues the pair of an approved request on a device.
    ///
    /// # Errors
    /// [`AuthorityError::NoRequest`], the rule that refuses, or what is wrong with the device: nothing was
    /// issued then, serial numbers that were shown to the linter are burnt. After the intent is stored
    /// only a failing key or store can stop it, and [`Authority::recover`] finishes the rest.
    pub fn issue_approved(
        &self,
        actor: &Actor,
        id: Id<RequestKind>,
        device: &Device,
    ) -> Result<IssuedPair, AuthorityError> {
        // Only who may enter requests puts a device under one; T3 itself is the program's.
        let desk = Asker::of(actor);
        desk.entered_by(actor)?;
        if !matches!(desk.party, Party::Rao | Party::System) {
            return Err(Refused::EnteredBy { role: actor.role.as_str() }.into());
        }
        let stored = self.request(id)?;
        // Whether it is approved is decided again where the intent is stored.
        stored.state.begin(Id::new(&*self.clock, &*self.entropy))?;
        let request = PairRequest {
            holder: stored.holder,
            card_number: device.card_number.clone(),
            personal_data: device.personal_data.clone(),
            signature_request: device.signature_request.clone(),
            cns_request: device.cns_request.clone(),
            emergency_code: device.emergency_code.clone(),
            registration: stored.registration,
        };
        self.issue(actor, Some(id), &request)
    }

    /// The order is that of pki.md §11: check, choose the serial numbers, lint a copy signed with a
    /// throw-away key, store the intent, sign, verify, store the certificates, release.
    fn issue(
        &self,
        actor: &Actor,
        approved: Option<Id<RequestKind>>,
        request: &PairRequest,
    ) -> Result<IssuedPair, AuthorityError> {
        let signature_request = proof("signature", &request.signature_request)?;
        let cns_request = proof("CNS", &request.cns_request)?;
        let keys = [signature_request.public_key(), cns_request.public_key()];
        if keys[0].spki_der() == keys[1].spki_der() {
            return Err(AuthorityError::KeyInUse);
        }
        let now = self.now();
        let (signature_ca, cns_ca) = (self.current(Service::Signature)?, self.current(Service::Cns)?);

        let codice_fiscale = request.holder.codice_fiscale.to_string();
        let (code, given, surname) =
            (codice_fiscale.clone(), request.holder.given_name.clone(), request.holder.surname.clone());
        let fresh = request.emergency_code.as_ref().map(|_| self.fresh_recipe());
        let (dn_qualifier, recipe) = self.store.write_blocking(move |tx| {
            let recipe = fresh.map(|fresh| Self::recipe_in(tx, &code, &fresh)).transpose()?;
            Ok::<_, store::Error>((tables::dn_qualifier(tx, &code, &given, &surname, now)?, recipe))
        })?;
        let verifier = match (&request.emergency_code, &recipe) {
            (Some(code), Some(recipe)) => Some(self.emergency_verifier(code, recipe)?),
            _ => None,
        };

        let serials = [self.new_serial(), self.new_serial()];
        let algorithm = |ca: &ServiceAuthority| algorithm_of(&self.public_key(&ca.key_label)?);
        let signature = profiles::qualified_signature(
            &self.settings,
            &signature_ca,
            &request.holder,
            &dn_qualifier,
            (keys[0], &serials[0], algorithm(&signature_ca)?),
            now,
        )?;
        let cns = profiles::cns_authentication(
            &self.settings,
            &cns_ca,
            request,
            (keys[1], &serials[1], algorithm(&cns_ca)?),
            now,
        )?;
        let linted = profiles::lint_before_signing(
            x509::profile::Profile::QualifiedSignature,
            &signature.to_sign,
            Some(&signature_ca.certificate),
        )
        .and_then(|()| {
            let issuer = Some(&cns_ca.certificate);
            profiles::lint_before_signing(x509::profile::Profile::CnsAuthentication, &cns.to_sign, issuer)
        });
        if let Err(error) = linted {
            self.burn(actor, [(&signature_ca, serials[0]), (&cns_ca, serials[1])], &error)?;
            return Err(error);
        }

        let pair = Id::new(&*self.clock, &*self.entropy);
        let intent =
            |profile, ca: &ServiceAuthority, serial: Serial, made: profiles::Made, spki: &[u8]| Intent {
                id: Id::new(&*self.clock, &*self.entropy),
                authority: ca.id,
                serial,
                profile,
                pair: Some(pair),
                codice_fiscale: Some(codice_fiscale.clone()),
                to_sign: made.to_sign,
                spki_sha256: x509::alg::DigestAlgorithm::Sha256.digest(spki),
                validity: made.validity,
                shard: serial::shard(serial.as_bytes(), ca.shard_count),
            };
        let intents = [
            intent("signature", &signature_ca, serials[0], signature, keys[0].spki_der()),
            intent("cns", &cns_ca, serials[1], cns, keys[1].spki_der()),
        ];
        self.store_intent(actor, pair, (approved, request), (intents, verifier))?;

        let certificates = self.finish_pair(actor, pair, false)?;
        match <[Certificate; 2]>::try_from(certificates) {
            Ok([signature, cns]) => Ok(IssuedPair { id: pair, signature, cns }),
            Err(_) => Err(AuthorityError::internal("a pair without its two certificates")),
        }
    }

    /// The intent is stored before the irreversible act (HOUSE invariant 5).
    fn store_intent(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        (approved, request): (Option<Id<RequestKind>>, &PairRequest),
        (intents, verifier): ([Intent; 2], Option<[u8; 32]>),
    ) -> Result<(), AuthorityError> {
        let (now, actor) = (self.now(), actor.clone());
        let codice_fiscale = request.holder.codice_fiscale.to_string();
        let card_number = request.card_number.clone();
        let fresh = StoredRequest {
            id: Id::new(&*self.clock, &*self.entropy),
            state: RequestState::Requested,
            holder: request.holder.clone(),
            registration: request.registration.clone(),
            submitted: now,
        };
        self.store.write_blocking(move |tx| {
            let id = match approved {
                Some(id) => id,
                None => submit_and_approve(tx, &actor, &fresh)?,
            };
            begin(tx, &actor, (id, pair), now)?;
            tables::insert_pair(tx, pair, id, (&codice_fiscale, &card_number), now)?;
            if let Some(verifier) = verifier {
                tables::insert_emergency_code(tx, pair, &codice_fiscale, &verifier, now)?;
            }
            for intent in &intents {
                tables::check_key(tx, &intent.spki_sha256)?;
                if tables::serial_is_taken(tx, intent.authority, &intent.serial)? {
                    return Err(AuthorityError::internal("a serial number came up twice"));
                }
                tables::insert_intent(tx, intent)?;
                // T3: serial number, profile and the verdict of the linter, which had nothing to say.
                let told = format!(
                    "serial {}, profile {}/1, lint clean",
                    hex(intent.serial.as_bytes()),
                    intent.profile
                );
                let event = AuditEvent::done(Step::Begin.event(), &actor, "certificate", intent.id)
                    .states("approved", "issuing")
                    .because(&told)
                    .evidence(hex(&intent.to_sign.digest()));
                tx.audit(now, &event)?;
            }
            Ok(())
        })
    }

    fn burn(
        &self,
        actor: &Actor,
        serials: [(&ServiceAuthority, Serial); 2],
        error: &AuthorityError,
    ) -> Result<(), AuthorityError> {
        let (now, why) = (self.now(), error.to_string());
        let serials = serials.map(|(ca, serial)| (ca.id, serial));
        let event = AuditEvent::done("certificate.lint", actor, "authority", serials[0].0).failed(&why);
        self.store.write_blocking(move |tx| {
            for (authority, serial) in &serials {
                tables::burn_serial(tx, *authority, serial, &why, now)?;
            }
            tx.audit(now, &event).map(drop)
        })?;
        Ok(())
    }
}

/// Reads a request, whose signature proves that the asker has the private key.
fn proof(certificate: &'static str, der: &[u8]) -> Result<Request, AuthorityError> {
    Request::from_der(der).map_err(|error| AuthorityError::Request { certificate, why: error.to_string() })
}

/// The request of who submits, approves and issues in one.
fn submit_and_approve(
    tx: &mut Tx,
    actor: &Actor,
    request: &StoredRequest,
) -> Result<Id<RequestKind>, AuthorityError> {
    let (id, now, asker) = (request.id, request.submitted, Asker::of(actor));
    let evidence = &request.registration.evidence;
    tables::insert_request(tx, request)?;
    tables::set_request_state(tx, id, (None, request.state), (actor, &asker), None, now)?;
    let event = AuditEvent::done("request.submitted", actor, "request", id).states("", "requested");
    tx.audit(now, &event)?;
    let approved = request.state.approve(&asker, evidence)?;
    tables::set_request_state(tx, id, (Some(request.state), approved), (actor, &asker), None, now)?;
    let mut event =
        AuditEvent::done(Step::Approve.event(), actor, "request", id).states("requested", "approved");
    for piece in evidence {
        event = event.evidence(hex(&piece.sha256));
    }
    tx.audit(now, &event)?;
    Ok(id)
}

/// T3 of the request; the certificates have their own audit events.
fn begin(
    tx: &mut Tx,
    actor: &Actor,
    (id, pair): (Id<RequestKind>, Id<PairKind>),
    now: Timestamp,
) -> Result<(), AuthorityError> {
    let request = tables::request_by_id(tx, id)?.ok_or(AuthorityError::NoRequest)?;
    let issuing = request.state.begin(pair)?;
    let (step, asker) = ((Some(request.state), issuing), Asker::system("issuing"));
    tables::set_request_state(tx, id, step, (actor, &asker), None, now)?;
    Ok(())
}
