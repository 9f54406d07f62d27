//! Acts that two officers must sign (pki.md §10 K5): propose, approve, carry out.

use foundation::{Actor, AuditEvent, Id, Kind, Role, Timestamp, hex};
use keyvault::KeySpec;
use store::Tx;
use x509::{
    Certificate, oid,
    path::{self, Conditions, Pool},
};

use crate::{
    Authority, AuthorityError,
    life::{Demand, PriorNotice, Target},
    rules::{
        approvals::{self, ApprovalState, BULK, EXPIRY, Objection, Operation, Proposal},
        lifecycle::CertificateState,
        motives::Motive,
        operators::{Operator, OperatorRole},
        service::Service,
    },
    tables,
};

/// Longest signed approval that is read, octets.
const LONGEST: usize = 4 << 20;

/// Marks the ids of proposals.
#[derive(Debug)]
pub enum ApprovalKind {}

impl Kind for ApprovalKind {
    const PREFIX: &'static str = "appr";
}

/// An act that was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its id.
    pub id: Id<ApprovalKind>,
    /// The act.
    pub operation: Operation,
    /// Who proposed it, `role:name`.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Until when it can be approved; once approved, until when it can be carried out.
    pub expires_at: Timestamp,
    /// Where it stands. One that expired stays in its state.
    pub state: ApprovalState,
    /// When its state changed last.
    pub decided_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<String>,
    /// The approvals given.
    pub given: Vec<Given>,
}

/// An officer's approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The officer.
    pub officer: String,
    /// When.
    pub at: Timestamp,
    /// The officer's certificate.
    pub certificate_sha256: Vec<u8>,
    /// The signature as it was handed in, DER.
    pub signature: Vec<u8>,
}

impl Approval {
    /// What officers sign.
    pub fn document(&self) -> Vec<u8> {
        // The proposal's own instants: an approved one expires later.
        let expires_at = self.proposed_at + EXPIRY;
        approvals::document(
            &self.id.to_string(),
            &self.operation,
            &self.proposed_by,
            (self.proposed_at, expires_at),
        )
    }

    /// Whether its time has run out while it waited.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        matches!(self.state, ApprovalState::Pending | ApprovalState::Approved) && now > self.expires_at
    }

    fn proposer(&self) -> &str {
        self.proposed_by.split_once(':').map_or(self.proposed_by.as_str(), |(_, name)| name)
    }
}

impl Authority {
    /// Proposes an act.
    ///
    /// # Errors
    /// [`Objection::MayNotPropose`] unless an officer or an administrator asks, [`Objection::Unfit`]
    /// when the act makes no sense, or what the store says.
    pub fn propose(&self, actor: &Actor, operation: Operation) -> Result<Id<ApprovalKind>, AuthorityError> {
        if !matches!(actor.role, Role::CaOfficer | Role::SysAdmin) {
            return Err(Objection::MayNotPropose.into());
        }
        self.check_operation(&operation)?;
        let now = self.now();
        let approval = Approval {
            id: Id::new(&*self.clock, &*self.entropy),
            operation,
            proposed_by: actor.to_string(),
            proposed_at: now,
            expires_at: now + EXPIRY,
            state: ApprovalState::Pending,
            decided_at: None,
            outcome: None,
            given: Vec::new(),
        };
        let id = approval.id;
        let event = AuditEvent::done("approval.proposed", actor, "approval", id)
            .states("", ApprovalState::Pending.name())
            .because(approval.operation.name())
            .evidence(hex(&sha256(&approval.document())));
        self.store.write_blocking(move |tx| {
            tables::insert_approval(tx, &approval)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(id)
    }

    /// Counts an officer's approval: a CAdES or CMS signature over [`Approval::document`], enveloping or
    /// detached, with the certificate of the internal authority.
    ///
    /// # Errors
    /// The [`Objection`]; it is told to the audit log.
    pub fn approve(
        &self,
        actor: &Actor,
        id: Id<ApprovalKind>,
        signed: &[u8],
    ) -> Result<ApprovalState, AuthorityError> {
        match self.try_approve(id, signed) {
            Err(AuthorityError::Approval(objection)) => {
                let now = self.now();
                let event =
                    AuditEvent::done("approval.given", actor, "approval", id).failed(objection.to_string());
                self.store.write_blocking(move |tx| tx.audit(now, &event).map(drop))?;
                Err(objection.into())
            }
            outcome => outcome,
        }
    }

    fn try_approve(&self, id: Id<ApprovalKind>, signed: &[u8]) -> Result<ApprovalState, AuthorityError> {
        let now = self.now();
        let approval = self.approval(id)?;
        let certificate = signer_of(signed, &approval.document(), &self.internal_certificates())?;
        let officer = self.officer(&certificate, now)?;
        let given = Given {
            officer: officer.id.clone(),
            at: now,
            certificate_sha256: certificate.sha256().to_vec(),
            signature: signed.to_vec(),
        };
        let by = Actor {
            role: Role::CaOfficer,
            name: officer.id.clone(),
            method: foundation::AuthMethod::Signature,
        };
        self.store.write_blocking(move |tx| {
            let approval = tables::approval_by_id(tx, id)?.ok_or(Objection::Unknown)?;
            let mut roles = tables::roles_of(tx, &officer.id, now)?;
            roles.push(officer.role);
            let officers: Vec<String> = approval.given.iter().map(|given| given.officer.clone()).collect();
            let proposal = Proposal {
                state: approval.state,
                proposed_by: approval.proposer(),
                expires_at: approval.expires_at,
                officers: &officers,
            };
            let next = approvals::approve(&proposal, &officer.id, &roles, now)?;
            tables::insert_given(tx, id, &given)?;
            if next != approval.state {
                tables::move_approval(tx, id, (approval.state, next), (now, now + EXPIRY), None)?;
            }
            let event = AuditEvent::done("approval.given", &by, "approval", id)
                .states(approval.state.name(), next.name())
                .because(approval.operation.name())
                .evidence(hex(&sha256(&given.signature)));
            tx.audit(now, &event)?;
            Ok(next)
        })
    }

    /// One proposal.
    ///
    /// # Errors
    /// [`Objection::Unknown`], or what the store says.
    pub fn approval(&self, id: Id<ApprovalKind>) -> Result<Approval, AuthorityError> {
        let found = self.store.read_blocking(move |tx| tables::approval_by_id(tx, id))?;
        found.ok_or_else(|| Objection::Unknown.into())
    }

    /// Proposals, the newest first; `open`: only those that wait.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn approvals(&self, open: bool, limit: u32) -> Result<Vec<Approval>, AuthorityError> {
        Ok(self.store.read_blocking(move |tx| tables::approvals(tx, open, limit))?)
    }

    /// Takes back a proposal that was not carried out.
    ///
    /// # Errors
    /// [`Objection`]: who did not propose it and is no officer, or it is over.
    pub fn withdraw(&self, actor: &Actor, id: Id<ApprovalKind>) -> Result<(), AuthorityError> {
        let now = self.now();
        let approval = self.approval(id)?;
        if !matches!(actor.role, Role::CaOfficer | Role::SysAdmin) {
            return Err(Objection::MayNotPropose.into());
        }
        let event = AuditEvent::done("approval.withdrawn", actor, "approval", id)
            .states(approval.state.name(), ApprovalState::Withdrawn.name())
            .because(approval.operation.name());
        self.store.write_blocking(move |tx| {
            let from = match approval.state {
                state @ (ApprovalState::Pending | ApprovalState::Approved) => state,
                state => return Err(Objection::NotNow(state.name()).into()),
            };
            let change = (from, ApprovalState::Withdrawn);
            if !tables::move_approval(tx, id, change, (now, approval.expires_at), None)? {
                return Err(Objection::NotNow(from.name()).into());
            }
            tx.audit(now, &event)?;
            Ok(())
        })
    }

    /// Uses up an approval in the transaction of the act itself: for acts that are nothing but a
    /// change of the database. The act is carried out once, or not at all.
    ///
    /// # Errors
    /// [`Objection`] when it is not approved, over, or for another act.
    pub(crate) fn use_approval(
        tx: &mut Tx,
        actor: &Actor,
        id: Id<ApprovalKind>,
        operation: &Operation,
        now: Timestamp,
    ) -> Result<(), AuthorityError> {
        let approval = tables::approval_by_id(tx, id)?.ok_or(Objection::Unknown)?;
        if approval.operation != *operation {
            return Err(Objection::OtherContent.into());
        }
        approvals::in_time(approval.state, ApprovalState::Approved, approval.expires_at, now)?;
        let change = (ApprovalState::Approved, ApprovalState::Executed);
        if !tables::move_approval(tx, id, change, (now, approval.expires_at), None)? {
            return Err(Objection::NotNow(ApprovalState::Executed.name()).into());
        }
        let event = AuditEvent::done("approval.executed", actor, "approval", id)
            .states(change.0.name(), change.1.name())
            .because(operation.name());
        tx.audit(now, &event)?;
        Ok(())
    }

    /// Carries out an approved act, once: who comes second finds it taken. What a crash interrupts
    /// stays `executing` and must be proposed anew.
    ///
    /// What an administrator then does to the configuration or at the machine (activation, profiles,
    /// addresses, the audit log's key) is a decision: it is recorded, with its signatures.
    ///
    /// # Errors
    /// [`Objection`], or why the act failed; the failure is recorded.
    pub fn execute(&self, actor: &Actor, id: Id<ApprovalKind>) -> Result<String, AuthorityError> {
        let now = self.now();
        let by = actor.clone();
        let operation = self.approval(id)?.operation;
        if operation.is_decision() {
            let name = operation.name().to_owned();
            self.store.write_blocking(move |tx| Self::use_approval(tx, &by, id, &operation, now))?;
            return Ok(name);
        }
        let operation = self.store.write_blocking(move |tx| {
            let approval = tables::approval_by_id(tx, id)?.ok_or(Objection::Unknown)?;
            approvals::in_time(approval.state, ApprovalState::Approved, approval.expires_at, now)?;
            let change = (ApprovalState::Approved, ApprovalState::Executing);
            if !tables::move_approval(tx, id, change, (now, approval.expires_at), None)? {
                return Err(AuthorityError::from(Objection::NotNow(ApprovalState::Executing.name())));
            }
            let event = AuditEvent::done("approval.executing", &by, "approval", id)
                .states(change.0.name(), change.1.name())
                .because(approval.operation.name());
            tx.audit(now, &event)?;
            Ok(approval.operation)
        })?;
        let done = self.carry_out(actor, &operation);
        let (to, outcome) = match &done {
            Ok(outcome) => (ApprovalState::Executed, outcome.clone()),
            Err(error) => (ApprovalState::Failed, error.to_string()),
        };
        let mut event = AuditEvent::done("approval.executed", actor, "approval", id)
            .states(ApprovalState::Executing.name(), to.name())
            .because(operation.name());
        if done.is_err() {
            event = event.failed(&outcome);
        }
        let now = self.now();
        self.store.write_blocking(move |tx| {
            let change = (ApprovalState::Executing, to);
            tables::move_approval(tx, id, change, (now, now), Some(&outcome))?;
            tx.audit(now, &event).map(drop)
        })?;
        done
    }

    fn carry_out(&self, actor: &Actor, operation: &Operation) -> Result<String, AuthorityError> {
        match operation {
            Operation::CreateAuthority { service, key } => {
                let service: Service = parsed(service)?;
                let spec: KeySpec = parsed(key)?;
                let authority = self.next_generation(actor, service, spec)?;
                Ok(authority.path)
            }
            Operation::DestroyKey { label } => {
                self.destroy_key(label)?;
                let now = self.now();
                let event = AuditEvent::done("key.destroyed", actor, "key", label);
                self.store.write_blocking(move |tx| tx.audit(now, &event).map(drop))?;
                Ok(label.clone())
            }
            Operation::BulkRevocation { serials, motive, words } => self.revoke_many(serials, motive, words),
            Operation::ActivateAuthority { .. }
            | Operation::ChangeAddress { .. }
            | Operation::ChangeAuditKey { .. }
            | Operation::ChangeProfile { .. } => Ok(operation.name().to_owned()),
        }
    }

    /// Revokes every certificate with one of these serial numbers; tells those that could not be.
    fn revoke_many(&self, serials: &[String], motive: &str, words: &str) -> Result<String, AuthorityError> {
        let motive = motive_named(motive)?;
        // Each has signed with the key of a client certificate.
        let officers = Actor {
            role: Role::CaOfficer,
            name: "two-officers".to_owned(),
            method: foundation::AuthMethod::ClientCertificate,
        };
        let (mut revoked, mut left) = (0, Vec::new());
        for text in serials {
            let serial = crate::parse_serial(text).ok_or_else(|| {
                AuthorityError::from(Objection::Unfit(format!("{text} is no serial number")))
            })?;
            let found = self.store.read_blocking(move |tx| tables::certificates_by_serial(tx, &serial))?;
            let mut demand = Demand::of(&officers, motive).because(words);
            demand.notice = PriorNotice::Urgent(words.to_owned());
            let done = match &found[..] {
                [one] => self.revoke(&officers, Target::Certificate(one.id), &demand, None).map(drop),
                _ => Err(AuthorityError::NoPair),
            };
            match done {
                Ok(()) => revoked += 1,
                // One that is revoked already, or is none of ours, does not stop the others.
                Err(AuthorityError::Store(error)) => return Err(error.into()),
                Err(error) => left.push(format!("{text}: {error}")),
            }
        }
        Ok(format!("{revoked} revoked; {} not: {}", left.len(), left.join("; ")))
    }

    /// Whether an act makes sense before officers are asked.
    fn check_operation(&self, operation: &Operation) -> Result<(), AuthorityError> {
        let unfit = |why: String| Err(Objection::Unfit(why).into());
        match operation {
            Operation::CreateAuthority { service, key } => {
                parsed::<Service>(service)?;
                parsed::<KeySpec>(key)?;
            }
            Operation::DestroyKey { label } => {
                let known = self.all_keys()?;
                if !known.iter().any(|key| key.label == *label) {
                    return unfit(format!("no key is called {label}"));
                }
            }
            Operation::BulkRevocation { serials, motive, .. } => {
                motive_named(motive)?;
                if serials.len() <= BULK {
                    return unfit(format!("up to {BULK} certificates are revoked without it"));
                }
                if let Some(bad) = serials.iter().find(|serial| crate::parse_serial(serial).is_none()) {
                    return unfit(format!("{bad} is no serial number"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn internal_certificates(&self) -> Vec<Certificate> {
        let all = self.authorities();
        all.iter().filter(|ca| ca.service == Service::Internal).map(|ca| ca.certificate.clone()).collect()
    }

    /// The officer of a certificate: its path, its purpose, its status and its role.
    fn officer(&self, certificate: &Certificate, now: Timestamp) -> Result<Operator, AuthorityError> {
        let refused = |why: String| AuthorityError::from(Objection::Signature(why));
        let mut anchors = Pool::new();
        self.internal_certificates().into_iter().for_each(|ca| anchors.add(ca));
        let conditions = Conditions { purpose: Some(oid::CLIENT_AUTH), ..Conditions::at(now) };
        let found = path::find(certificate, &[], &Pool::new(), &anchors, &conditions)
            .map_err(|refusal| refused(refusal.rule.to_string()))?;
        let anchor = found.anchor().sha256();
        let all = self.authorities();
        let issuer = all
            .iter()
            .find(|ca| ca.certificate.sha256() == anchor)
            .ok_or_else(|| refused("another authority issued it".to_owned()))?;
        let (ca, serial) = (issuer.id, certificate.serial().to_vec());
        let stored = self.store.read_blocking(move |tx| tables::certificate_by_serial(tx, ca, &serial))?;
        let good = stored.is_some_and(|stored| {
            matches!(stored.state, CertificateState::Issued | CertificateState::Active)
                && stored.der.as_deref() == Some(certificate.der())
        });
        if !good {
            return Err(refused("the certificate is not good".to_owned()));
        }
        match Operator::of(certificate) {
            Some(operator) if operator.role == OperatorRole::CaOfficer => Ok(operator),
            Some(operator) => Err(Objection::NotOfficer(operator.id).into()),
            None => Err(Objection::NotOfficer(certificate.subject().friendly()).into()),
        }
    }
}

fn motive_named(name: &str) -> Result<Motive, AuthorityError> {
    let found = Motive::ALL.iter().copied().find(|motive| motive.name() == name);
    found.ok_or_else(|| Objection::Unfit(format!("{name} is no motive")).into())
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, AuthorityError> {
    text.parse().map_err(|error| Objection::Unfit(format!("{text}: {error}")).into())
}

/// The certificate of the one signature over a document.
fn signer_of(signed: &[u8], document: &[u8], known: &[Certificate]) -> Result<Certificate, AuthorityError> {
    let refused = |why: String| AuthorityError::from(Objection::Signature(why));
    if signed.len() > LONGEST {
        return Err(refused("it is too long".to_owned()));
    }
    let mut content = Vec::new();
    let envelope = cades::SignedData::extract(
        &mut std::io::Cursor::new(signed),
        &cades::Limits::default(),
        &mut content,
    )
    .map_err(|error| refused(error.to_string()))?;
    if !envelope.is_detached() && content != document {
        return Err(Objection::OtherContent.into());
    }
    let [signer] = envelope.signers() else {
        return Err(refused("it must have one signature".to_owned()));
    };
    let digests = cades::ContentDigests::of_slice(document, &envelope.digest_algorithms());
    let verified = envelope.verify_detached(signer, Some(&digests), known).map_err(|error| match error {
        cades::SignatureError::DigestMismatch => Objection::OtherContent.into(),
        error => refused(error.to_string()),
    })?;
    Ok(verified.certificate)
}

fn sha256(octets: &[u8]) -> Vec<u8> {
    x509::alg::DigestAlgorithm::Sha256.digest(octets)
}
