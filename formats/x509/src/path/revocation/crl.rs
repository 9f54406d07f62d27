//! Certificate revocation lists as evidence (RFC 5280 §5, §6.3.3).

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use asn1::Tlv;
use jiff::Timestamp;

use super::{Evidence, MAX_DEPTH, Question, Source, Status, Why, status_within};
use crate::{
    Certificate,
    crl::{Crl, IssuingDistributionPoint, Reason},
    extension::{DistributionPoint, KeyUsage, ReasonFlags},
    name::GeneralName,
    oid,
    path::{Conditions, Pool, find, names, same_name},
};

/// A CRL with an index of its entries, made when the first certificate is looked up.
#[derive(Clone, Debug)]
pub(super) struct List {
    crl: Crl,
    index: Arc<OnceLock<Option<Index>>>,
    /// Fingerprint of the certificate with whose key the signature was verified: a list is asked
    /// about many certificates.
    signer: Arc<OnceLock<[u8; 32]>>,
    /// Fingerprints of certificates with whose keys it does not verify, as many as are kept.
    strangers: Arc<Mutex<HashSet<[u8; 32]>>>,
}

/// Certificates with the name of a list's issuer that are tried as its signer, beside the issuer and the
/// anchor: whoever makes the list can name as many as he likes.
const SIGNERS: usize = 32;
/// Certificates that a list remembers as not its signer's.
const STRANGERS: usize = 2 * SIGNERS;

#[derive(Debug, Default)]
struct Index {
    /// Sorted by serial number.
    entries: Vec<Indexed>,
    /// Issuers that entries of an indirect CRL name; comparable forms.
    issuers: Vec<Vec<Vec<u8>>>,
}

#[derive(Clone, Copy, Debug)]
struct Indexed {
    /// Content of the serial number: start and end in the list.
    serial: (u32, u32),
    /// Which of the issuers.
    issuer: Option<u32>,
    entry: Entry,
}

/// What an entry says.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Timestamp,
    reason: Reason,
}

impl List {
    pub(super) fn new(crl: Crl) -> Self {
        Self { crl, index: Arc::default(), signer: Arc::default(), strangers: Arc::default() }
    }

    /// `None` when an entry cannot be understood: then the list says nothing about any certificate
    /// (RFC 5280 §5.3).
    fn index(&self) -> Option<&Index> {
        self.index.get_or_init(|| self.read_index()).as_ref()
    }

    fn read_index(&self) -> Option<Index> {
        let base = self.crl.der().as_ptr() as usize;
        let mut index = Index::default();
        for entry in self.crl.entries() {
            let known = [oid::REASON_CODE, oid::INVALIDITY_DATE, oid::CERTIFICATE_ISSUER];
            if entry.extensions().any(|extension| extension.critical && !known.contains(&extension.oid)) {
                return None;
            }
            if let Some(names) = entry.certificate_issuer().ok()? {
                index.issuers.push(forms(&names, None, &[]));
            }
            let start = entry.serial.as_ptr() as usize - base;
            index.entries.push(Indexed {
                serial: (start as u32, (start + entry.serial.len()) as u32),
                issuer: (index.issuers.len() as u32).checked_sub(1),
                entry: Entry { at: entry.revocation_date, reason: entry.reason().ok()? },
            });
        }
        index.entries.sort_by(|a, b| self.serial(a).cmp(self.serial(b)));
        Some(index)
    }

    fn serial(&self, entry: &Indexed) -> &[u8] {
        &self.crl.der()[entry.serial.0 as usize..entry.serial.1 as usize]
    }

    /// The entry of a certificate. `direct` says that entries which name no issuer are of the
    /// certificate's issuer.
    fn entry(&self, certificate: &Certificate, direct: bool) -> Result<Option<Entry>, Why> {
        let index = self.index().ok_or(Why::Unreadable)?;
        let serial = certificate.serial_content();
        let first = index.entries.partition_point(|entry| self.serial(entry) < serial);
        let same_serial = index.entries[first..].iter().take_while(|entry| self.serial(entry) == serial);
        let issuer = names::key(certificate.issuer().der());
        let mut of_issuer = same_serial.filter(|entry| match entry.issuer {
            None => direct,
            Some(named) => index.issuers[named as usize].contains(&issuer),
        });
        Ok(of_issuer.next().map(|found| found.entry))
    }

    fn is_signed_by(&self, signer: &Certificate) -> bool {
        if self.signer.get() == Some(&signer.sha256()) {
            return true;
        }
        let strangers = || self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        if strangers().contains(&signer.sha256()) {
            return false;
        }
        let allowed = match signer.key_usage() {
            Ok(usage) => usage.is_none_or(|usage| usage.contains(KeyUsage::CRL_SIGN)),
            Err(_) => false,
        };
        let verified = allowed && signer.public_key().is_ok_and(|key| self.crl.verify_signed_by(key).is_ok());
        if verified {
            // Another signer may have been first; then this one is verified again when it is asked for.
            let _ = self.signer.set(signer.sha256());
        } else {
            let mut strangers = strangers();
            if strangers.len() < STRANGERS {
                strangers.insert(signer.sha256());
            }
        }
        verified
    }
}

/// What a CRL covers, and how it relates to others.
struct Scope<'a> {
    point: Option<IssuingDistributionPoint<'a>>,
    /// Octets of the issuingDistributionPoint.
    point_raw: Option<&'a [u8]>,
    /// baseCRLNumber, in a delta CRL.
    base: Option<&'a [u8]>,
    number: Option<&'a [u8]>,
    expired_since: Option<Timestamp>,
}

impl<'a> Scope<'a> {
    fn read(crl: &'a Crl) -> Result<Self, Why> {
        let known = [
            oid::ISSUING_DISTRIBUTION_POINT,
            oid::DELTA_CRL_INDICATOR,
            oid::CRL_NUMBER,
            oid::AUTHORITY_KEY_IDENTIFIER,
            oid::ISSUER_ALT_NAME,
            oid::FRESHEST_CRL,
            oid::EXPIRED_CERTS_ON_CRL,
        ];
        if crl.extensions().any(|extension| extension.critical && !known.contains(&extension.oid)) {
            return Err(Why::Unreadable);
        }
        let unreadable = |_| Why::Unreadable;
        Ok(Self {
            point: crl.issuing_distribution_point().map_err(unreadable)?,
            point_raw: crl.extension(&oid::ISSUING_DISTRIBUTION_POINT).map(|extension| extension.value),
            base: crl.delta_base().map_err(unreadable)?,
            number: crl.number().map_err(unreadable)?,
            expired_since: crl.expired_certs_since().map_err(unreadable)?,
        })
    }

    /// The reasons for which this CRL covers the certificate (RFC 5280 §6.3.3 b, d).
    fn covers(&self, crl: &Crl, certificate: &Certificate) -> Option<u16> {
        let is_ca = certificate.is_ca();
        let mut own = ReasonFlags::ALL.0;
        if let Some(point) = &self.point {
            if point.only_attribute_certs
                || (point.only_user_certs && is_ca)
                || (point.only_ca_certs && !is_ca)
            {
                return None;
            }
            own &= point.only_some_reasons.unwrap_or(ReasonFlags::ALL).0;
        }
        let issuer = certificate.issuer().der();
        let direct = same_name(crl.issuer().der(), issuer);
        let Ok(points) = certificate.crl_distribution_points() else { return None };
        let Some(points) = points else {
            // No point named: a CRL of the issuer, for whatever point the issuer's own name denotes.
            let here = self.names(crl).is_none_or(|names| names.contains(&names::key(issuer)));
            return (direct && here).then_some(own);
        };
        let reasons = points
            .iter()
            .filter(|point| self.is_of_point(crl, point, issuer, direct))
            .fold(0, |all, point| all | (point.reasons.unwrap_or(ReasonFlags::ALL).0 & own));
        (reasons != 0).then_some(reasons)
    }

    fn is_of_point(&self, crl: &Crl, point: &DistributionPoint<'_>, issuer: &[u8], direct: bool) -> bool {
        if point.crl_issuer.is_empty() {
            if !direct {
                return false;
            }
        } else {
            let named = point.crl_issuer.iter().any(
                |name| matches!(name, GeneralName::Directory(name) if same_name(name.der(), crl.issuer().der())),
            );
            if !named || !self.point.as_ref().is_some_and(|point| point.indirect) {
                return false;
            }
        }
        let Some(ours) = self.names(crl) else { return true };
        // RFC 5280 §6.3.3 b 2 i: a point without a name stands for its CRL issuer.
        let theirs = if point.full_name.is_empty() && point.relative_name.is_none() {
            forms(&point.crl_issuer, None, issuer)
        } else {
            let base = match point.crl_issuer.first() {
                Some(GeneralName::Directory(name)) => name.der(),
                _ => issuer,
            };
            forms(&point.full_name, point.relative_name.as_ref(), base)
        };
        ours.iter().any(|name| theirs.contains(name))
    }

    /// The names of its distribution point; none when it names no point.
    fn names(&self, crl: &Crl) -> Option<Vec<Vec<u8>>> {
        let point = self.point.as_ref()?;
        if point.full_name.is_empty() && point.relative_name.is_none() {
            return None;
        }
        Some(forms(&point.full_name, point.relative_name.as_ref(), crl.issuer().der()))
    }
}

/// The names of a distribution point in comparable form.
fn forms(full: &[GeneralName<'_>], relative: Option<&Tlv<'_>>, base: &[u8]) -> Vec<Vec<u8>> {
    let mut forms: Vec<Vec<u8>> = full
        .iter()
        .map(|name| match name {
            GeneralName::Directory(name) => names::key(name.der()),
            GeneralName::Uri(uri) => [b"uri:", uri.as_bytes()].concat(),
            other => format!("{other:?}").into_bytes(),
        })
        .collect();
    if let Some(relative) = relative
        && let (Some(mut rdns), Some(last)) = (names::canonical(base), names::canonical_rdn(relative))
    {
        rdns.push(last);
        forms.push(rdns.concat());
    }
    forms
}

/// What the CRLs say of one certificate, one answer per list that says something, or one for lists
/// that only together cover every reason.
pub(super) fn statuses(
    question: &Question<'_>,
    lists: &[&List],
    evidence: &[&Evidence],
    depth: u8,
    consider: &mut impl FnMut(Status),
) {
    let mut covered = 0;
    let mut oldest: Option<(Timestamp, Option<Timestamp>)> = None;
    for list in lists {
        let crl = &list.crl;
        let (this_update, next_update) = (crl.this_update(), crl.next_update());
        let trial = || -> Result<(u16, Option<Entry>), Why> {
            let scope = Scope::read(crl)?;
            if scope.base.is_some() {
                return Err(Why::Scope);
            }
            let reasons = scope.covers(crl, question.certificate).ok_or_else(|| {
                if same_name(crl.issuer().der(), question.certificate.issuer().der()) {
                    Why::Scope
                } else {
                    Why::NoEvidence
                }
            })?;
            authorised(list, question, evidence, depth)?;
            let direct = same_name(crl.issuer().der(), question.certificate.issuer().der());
            let mut entry = list.entry(question.certificate, direct)?;
            for delta in lists {
                if let Some(changed) = delta_entry(list, &scope, delta, question, evidence, depth, direct)? {
                    entry = (changed.reason != Reason::RemoveFromCrl).then_some(changed);
                }
            }
            if entry.is_none() {
                question.timely(this_update, next_update)?;
                question.keeps(this_update, scope.expired_since)?;
            } else if this_update > question.now + super::CLOCK_SKEW && !question.accept_later {
                return Err(Why::Future);
            }
            Ok((reasons, entry))
        };
        match trial() {
            Err(why) => consider(Status::Unknown(why)),
            Ok((_, Some(entry))) => {
                let status = Status::Revoked {
                    at: entry.at,
                    reason: entry.reason,
                    source: Source::Crl,
                    this_update,
                    next_update,
                };
                // A suspension that nobody confirmed lately may be over.
                match question.timely(this_update, next_update) {
                    Err(why) if !status.is_definitive() => consider(Status::Unknown(why)),
                    _ => consider(status),
                }
            }
            Ok((reasons, None)) => {
                let good =
                    |this_update, next_update| Status::Good { source: Source::Crl, this_update, next_update };
                if reasons == ReasonFlags::ALL.0 {
                    consider(good(this_update, next_update));
                    continue;
                }
                covered |= reasons;
                if oldest.is_none_or(|(oldest, _)| this_update < oldest) {
                    oldest = Some((this_update, next_update));
                }
                match oldest {
                    Some((this_update, next_update)) if covered == ReasonFlags::ALL.0 => {
                        consider(good(this_update, next_update));
                    }
                    _ => consider(Status::Unknown(Why::Scope)),
                }
            }
        }
    }
}

/// The entry in a delta CRL that completes `base` (RFC 5280 §5.2.4, §6.3.3 c, i).
fn delta_entry(
    base: &List,
    scope: &Scope<'_>,
    delta: &List,
    question: &Question<'_>,
    evidence: &[&Evidence],
    depth: u8,
    direct: bool,
) -> Result<Option<Entry>, Why> {
    let Ok(changes) = Scope::read(&delta.crl) else { return Ok(None) };
    let (Some(from), Some(number), Some(base_number)) = (changes.base, changes.number, scope.number) else {
        return Ok(None);
    };
    let less = |a: &[u8], b: &[u8]| (a.len(), a) < (b.len(), b);
    let completes = same_name(base.crl.issuer().der(), delta.crl.issuer().der())
        && changes.point_raw == scope.point_raw
        && !less(base_number, from)
        && !less(number, base_number)
        && question.timely(delta.crl.this_update(), delta.crl.next_update()).is_ok()
        && authorised(delta, question, evidence, depth).is_ok();
    if completes { delta.entry(question.certificate, direct) } else { Ok(None) }
}

/// Whether the CRL is signed by the certificate's issuer, or by one that leads to the same anchor and
/// bears the name of the CRL's issuer (RFC 5280 §6.3.3 f, g).
fn authorised(list: &List, question: &Question<'_>, evidence: &[&Evidence], depth: u8) -> Result<(), Why> {
    let name = list.crl.issuer().der();
    let issuer = question.issuer;
    if same_name(issuer.subject().der(), name) && list.is_signed_by(issuer) {
        return Ok(());
    }
    if same_name(question.anchor.subject().der(), name) && list.is_signed_by(question.anchor) {
        return Ok(());
    }
    if depth >= MAX_DEPTH {
        return Err(Why::Unauthorised);
    }
    let anchors: Pool = [question.anchor.clone()].into_iter().collect();
    for signer in question.candidates.with_subject(name).take(SIGNERS) {
        if signer == issuer || !list.is_signed_by(signer) {
            continue;
        }
        let conditions = Conditions::at(question.instant);
        let Ok(path) = find(signer, &[], question.candidates, &anchors, &conditions) else { continue };
        let sound = path.links().all(|(certificate, issuer)| {
            let question = Question { certificate, issuer, ..*question };
            !matches!(status_within(&question, evidence, depth + 1), Status::Revoked { .. })
        });
        if sound {
            return Ok(());
        }
    }
    Err(Why::Unauthorised)
}
