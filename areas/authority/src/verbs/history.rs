//! The whole life of a certificate, as it is kept inside: for operators, and as an export for disputes.

use foundation::{Actor, AuditEvent, Id, Timestamp};
use serde_json::json;

use crate::{
    Authority, AuthorityError,
    life::{Interval, Passage, Target},
    model::CertificateKind,
    rules::lifecycle::{CertificateState, Purpose},
    tables,
};

/// The life of one certificate.
#[derive(Clone, Debug)]
pub struct History {
    /// The certificate.
    pub certificate: Id<CertificateKind>,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it stands.
    pub state: CertificateState,
    /// Every transition, oldest first.
    pub passages: Vec<Passage>,
    /// Every suspension, those that ended too: outside they never were (L5).
    pub suspensions: Vec<Interval>,
}

impl History {
    /// The key of the words for what the certificate is for.
    pub fn purpose_key(&self) -> &'static str {
        match self.purpose {
            Purpose::Signature => "certificate-purpose-signature",
            Purpose::Cns => "certificate-purpose-cns",
            Purpose::Operator => "certificate-purpose-operator",
            Purpose::Server => "certificate-purpose-server",
            Purpose::Service => "certificate-purpose-service",
        }
    }
}

impl Authority {
    /// The lives of the certificates of a target.
    ///
    /// # Errors
    /// [`AuthorityError::NoCertificate`], or when the store does not answer.
    pub fn history(&self, target: Target) -> Result<Vec<History>, AuthorityError> {
        self.store.read_blocking(move |tx| {
            let mut lives = Vec::new();
            for standing in tables::standing_of(tx, target)? {
                lives.push(History {
                    certificate: standing.id,
                    purpose: standing.subject.purpose,
                    state: standing.subject.state,
                    passages: tables::passages(tx, standing.id)?,
                    suspensions: tables::intervals(tx, standing.id)?,
                });
            }
            if lives.is_empty() { Err(AuthorityError::NoCertificate) } else { Ok(lives) }
        })
    }

    /// What a person means by a pair's id, a certificate's id, or a serial number.
    ///
    /// # Errors
    /// [`AuthorityError::NoCertificate`] when there is no such thing, or two certificates share the number.
    pub fn find_target(&self, text: &str) -> Result<Target, AuthorityError> {
        let text = text.trim();
        if let Ok(pair) = text.parse() {
            return Ok(Target::Pair(pair));
        }
        if let Ok(certificate) = text.parse() {
            return Ok(Target::Certificate(certificate));
        }
        let serial = crate::parse_serial(text).ok_or(AuthorityError::NoCertificate)?;
        let found = self.store.read_blocking(move |tx| tables::ids_by_serial(tx, &serial))?;
        match found[..] {
            [one] => Ok(Target::Certificate(one)),
            _ => Err(AuthorityError::NoCertificate),
        }
    }

    /// Both certificates of the device that a certificate is on; the certificate itself when it is on none.
    ///
    /// # Errors
    /// [`AuthorityError::NoCertificate`], or when the store does not answer.
    pub fn whole_device(&self, target: Target) -> Result<Target, AuthorityError> {
        let standing = self.store.read_blocking(move |tx| tables::standing_of(tx, target))?;
        let first = standing.first().ok_or(AuthorityError::NoCertificate)?;
        Ok(first.pair.map_or(target, Target::Pair))
    }

    /// The history as a document for a dispute (eIDAS art. 28(5)): JSON, format `ceralacca.history/1`. The
    /// export itself stands in the audit log, because it holds personal data.
    ///
    /// # Errors
    /// As [`history`](Self::history).
    pub fn export_history(&self, actor: &Actor, target: Target) -> Result<serde_json::Value, AuthorityError> {
        let lives = self.history(target)?;
        let (now, actor) = (self.now(), actor.clone());
        let ids: Vec<_> = lives.iter().map(|life| life.certificate).collect();
        self.store.write_blocking(move |tx| {
            for id in &ids {
                let event = AuditEvent::done("certificate.history-exported", &actor, "certificate", id);
                tx.audit(now, &event)?;
            }
            Ok::<_, store::Error>(())
        })?;
        let certificates: Vec<_> = lives.iter().map(told).collect();
        Ok(json!({ "format": "ceralacca.history/1", "at": now.to_string(), "certificates": certificates }))
    }
}

/// RFC 3339.
fn text(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

fn told(life: &History) -> serde_json::Value {
    let (since, reason, invalidity) = match life.state.on_list() {
        Some((since, reason, invalidity)) => (Some(since), Some(reason.code()), invalidity),
        None => (None, None, None),
    };
    let interval = |one: &Interval| {
        json!({
            "since": one.since.to_string(), "ended": text(one.ended), "ended_by": one.ended_by,
            "party": one.party.name(), "motive": one.motive.map(|motive| motive.name()),
        })
    };
    let suspensions: Vec<_> = life.suspensions.iter().map(interval).collect();
    let passages: Vec<_> = life.passages.iter().map(passage).collect();
    json!({
        "certificate": life.certificate,
        "purpose": match life.purpose {
            Purpose::Signature => "signature",
            Purpose::Cns => "cns",
            Purpose::Operator => "operator",
            Purpose::Server => "server",
            Purpose::Service => "service",
        },
        "state": life.state.name(),
        "since": text(since),
        "reason": reason,
        "invalidity": text(invalidity),
        "transitions": passages,
        "suspensions": suspensions,
    })
}

fn passage(one: &Passage) -> serde_json::Value {
    let asked = one.asked.as_ref().map(|asked| {
        let evidence: Vec<_> =
            asked.evidence.iter().map(|(kind, sha256)| json!({ "kind": kind, "sha256": sha256 })).collect();
        json!({
            "act": asked.act,
            "party": asked.party.name(),
            "asker": asked.asker,
            "channel": asked.channel.name(),
            "method": asked.method,
            "motive": asked.motive.map(|motive| motive.name()),
            "words": asked.words,
            "received": asked.received.to_string(),
            "until": text(asked.until),
            "effective_from": text(asked.effective_from),
            "crl_number": asked.crl_number,
            "evidence": evidence,
        })
    });
    json!({
        "from": one.from,
        "to": one.to,
        "actor": one.actor,
        "effective": text(one.effective),
        "decided": one.decided.to_string(),
        "status_seq": one.status_seq,
        "asked": asked,
    })
}
