//! Certificates of the internal authority for operators and services (pki.md §4 P8): they sign in with
//! them, and officers sign their approvals with them.

use foundation::{Actor, AuditEvent, Id, hex};
use x509::{Certificate, profile::Validity, request::Request};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    profiles,
    rules::{
        lifecycle::CertificateState,
        operators::{Operator, OperatorRole, is_operator_id},
        serial,
        service::Service,
    },
    tables::{self, Intent},
};

/// At most a year (pki.md §4 P8).
const VALIDITY_DAYS: i32 = 365;

/// What an operator's certificate is asked with.
#[derive(Clone, Debug)]
pub struct OperatorRequest {
    /// Identifier of the person or service: letters, digits, `-`, `_`, `.`; the same for the same
    /// person in every role.
    pub id: String,
    /// Name of the person or service, at most 64 characters.
    pub name: String,
    /// In which role.
    pub role: OperatorRole,
    /// Proof of possession of the key: PKCS #10, DER.
    pub csr: Vec<u8>,
}

impl Authority {
    /// Issues a certificate of a year to an operator. It is active at once.
    ///
    /// # Errors
    /// [`AuthorityError::RolesApart`] when the person holds a role that this one must not meet,
    /// [`AuthorityError::KeyInUse`], what is wrong with name or request, or what key and store say.
    pub fn issue_operator(
        &self,
        actor: &Actor,
        request: &OperatorRequest,
    ) -> Result<Certificate, AuthorityError> {
        let asked = Request::from_der(&request.csr[..])
            .map_err(|error| AuthorityError::Request { certificate: "operator", why: error.to_string() })?;
        if !is_operator_id(&request.id) {
            let why = "1 to 64 letters, digits, hyphens, underscores and dots".to_owned();
            return Err(AuthorityError::Holder { field: "operator", why });
        }
        let now = self.now();
        let ca = self.current(Service::Internal)?;
        let (id, serial) = (Id::new(&*self.clock, &*self.entropy), self.new_serial());
        let algorithm = algorithm_of(ca.certificate.public_key().map_err(AuthorityError::internal)?)?;
        let validity = Validity::days(now, VALIDITY_DAYS);
        let operator = Operator { id: request.id.clone(), role: request.role };
        let key = asked.public_key();
        let to_sign = profiles::operator(
            &self.settings,
            &ca,
            (&operator, &request.name),
            (key, &serial, algorithm),
            validity,
        )?;
        profiles::lint_before_signing(x509::profile::Profile::Operator, &to_sign, Some(&ca.certificate))?;
        let intent = Intent {
            id,
            authority: ca.id,
            serial,
            profile: "operator",
            pair: None,
            codice_fiscale: None,
            spki_sha256: x509::alg::DigestAlgorithm::Sha256.digest(key.spki_der()),
            to_sign: to_sign.clone(),
            validity,
            shard: serial::shard(serial.as_bytes(), ca.shard_count),
        };
        let (name, by) = (request.name.clone(), actor.clone());
        self.store.write_blocking(move |tx| {
            if tables::key_is_certified(tx, &intent.spki_sha256)? {
                return Err(AuthorityError::KeyInUse);
            }
            let roles = tables::roles_of(tx, &operator.id, now)?;
            if let Some(held) = roles.into_iter().find(|held| !held.goes_with(operator.role)) {
                return Err(AuthorityError::RolesApart { held, asked: operator.role });
            }
            tables::insert_intent(tx, &intent)?;
            tables::insert_operator(tx, id, &operator, &name, validity.not_after)?;
            let event = AuditEvent::done("certificate.issuing", &by, "certificate", id)
                .states("approved", "issuing")
                .because(&format!("{} {}", operator.role, operator.id))
                .evidence(hex(&intent.to_sign.digest()));
            tx.audit(now, &event)?;
            Ok(())
        })?;
        let certificate =
            Certificate::from_der(self.sign(&to_sign, &ca.key_label)?).map_err(AuthorityError::internal)?;
        let (stored, actor) = (certificate.clone(), actor.clone());
        self.store.write_blocking(move |tx| {
            let from = CertificateState::Issuing;
            let issued = from.issue()?;
            let active = issued.activate()?;
            tables::store_der(tx, id, &stored, now)?;
            tables::set_state(tx, id, (from, issued), &actor, None, now)?;
            tables::set_state(tx, id, (issued, active), &actor, None, now)?;
            let event = AuditEvent::done("certificate.issued", &actor, "certificate", id)
                .states(from.name(), active.name())
                .evidence(hex(&stored.sha256()));
            tx.audit(now, &event)?;
            Ok::<_, AuthorityError>(())
        })?;
        Ok(certificate)
    }
}
