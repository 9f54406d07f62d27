//! Issues the pair of certificates of a device (pki.md §11): the signature certificate and the CNS
//! certificate, both or neither.

use foundation::{Actor, AuditEvent, Id};
use italia::CodiceFiscale;
use x509::{Certificate, profile::Serial, request::Request};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    model::{PairKind, ServiceAuthority},
    profiles,
    rules::{serial, service::Service},
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
    /// Issues a pair. The order is that of pki.md §11: check, choose the serial numbers, lint a copy
    /// signed with a throw-away key, store the intent, sign, verify, store the certificates, release.
    ///
    /// # Errors
    /// What is wrong with the request: nothing was issued then, serial numbers that were shown to the
    /// linter are burnt. After the intent is stored only a failing key or store can stop it, and
    /// [`Authority::recover`] finishes the rest.
    pub fn issue_pair(&self, actor: &Actor, request: &PairRequest) -> Result<IssuedPair, AuthorityError> {
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
        let dn_qualifier =
            self.store.write_blocking(move |tx| tables::dn_qualifier(tx, &code, &given, &surname, now))?;

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
        self.store_intent(actor, pair, request, intents)?;

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
        request: &PairRequest,
        intents: [Intent; 2],
    ) -> Result<(), AuthorityError> {
        let (now, actor) = (self.now(), actor.clone());
        let codice_fiscale = request.holder.codice_fiscale.to_string();
        let card_number = request.card_number.clone();
        self.store.write_blocking(move |tx| {
            tables::insert_pair(tx, pair, &codice_fiscale, &card_number, now)?;
            for intent in &intents {
                if tables::key_is_certified(tx, &intent.spki_sha256)? {
                    return Err(AuthorityError::KeyInUse);
                }
                if tables::serial_is_taken(tx, intent.authority, &intent.serial)? {
                    return Err(AuthorityError::internal("a serial number came up twice"));
                }
                tables::insert_intent(tx, intent)?;
                let event = AuditEvent::done("certificate.issuing", &actor, "certificate", intent.id)
                    .states("approved", "issuing")
                    .evidence(foundation::hex(&intent.to_sign.digest()));
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
