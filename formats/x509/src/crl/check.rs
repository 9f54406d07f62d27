//! Looks at a list before it is released: reads it in pieces, in memory that does not grow with it.

use asn1::{Header, Reader, Rules, Tag, Tlv, Writer, tag};

use super::{Crl, Entry, Parameters, Reason};
use crate::{
    At, Error, Result,
    alg::{DigestAlgorithm, Hasher, PublicKey, VerifyError},
    lint::{Finding, Severity},
    oid,
};

/// Octets within which the fields before the entries must end, and those after them.
const MOST_AROUND: usize = 16 << 10;
/// Octets of the longest entry.
const MOST_ENTRY: usize = 4 << 10;

/// Reads a list from its first octet to its last, in pieces of any size.
///
/// ```no_run
/// # fn check(pieces: &[&[u8]], key: &x509::alg::PublicKey, wanted: &x509::crl::Parameters<'_>)
/// #     -> Result<(), Box<dyn std::error::Error>> {
/// let mut check = x509::crl::ListCheck::new(wanted.algorithm.digest());
/// for piece in pieces {
///     check.feed(piece)?;
/// }
/// let list = check.finish()?;
/// list.verify_signed_by(key)?;
/// assert!(list.lint(wanted).is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ListCheck {
    hasher: Hasher,
    stage: Stage,
    /// What was read and is not understood yet.
    held: Vec<u8>,
    /// Octets that the signature covers and that were not digested yet.
    tbs_left: u64,
    /// Octets of the entries that were not read yet.
    entries_left: u64,
    fields: Vec<u8>,
    empty_list: bool,
    count: u64,
    last_serial: Vec<u8>,
    out_of_order: Option<u64>,
    wrong_reason: Option<(u64, u64)>,
    removals: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Head,
    Entries,
    Tail,
}

impl ListCheck {
    /// For a list whose signature is made over this digest.
    pub fn new(digest: DigestAlgorithm) -> Self {
        Self {
            hasher: digest.hasher(),
            stage: Stage::Head,
            held: Vec::new(),
            tbs_left: 0,
            entries_left: 0,
            fields: Vec::new(),
            empty_list: false,
            count: 0,
            last_serial: Vec::new(),
            out_of_order: None,
            wrong_reason: None,
            removals: 0,
        }
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// When it cannot belong to a list.
    pub fn feed(&mut self, octets: &[u8]) -> Result<()> {
        if self.stage == Stage::Head {
            self.held.extend_from_slice(octets);
            return if self.held.len() < MOST_AROUND { Ok(()) } else { self.begin() };
        }
        self.digest(octets);
        self.go_on(octets)
    }

    fn digest(&mut self, octets: &[u8]) {
        let covered = usize::try_from(self.tbs_left).unwrap_or(usize::MAX).min(octets.len());
        self.hasher.update(&octets[..covered]);
        self.tbs_left -= covered as u64;
    }

    /// Reads the fields before the entries.
    fn begin(&mut self) -> Result<()> {
        const LIST: &str = "certificateList";
        const TBS: &str = "tbsCertList";
        let held = std::mem::take(&mut self.held);
        let outer = header(&held, LIST)?;
        let inner = header(&held[outer.size..], TBS)?;
        self.tbs_left = inner.size as u64 + inner.content.unwrap_or(0);
        let start = outer.size + inner.size;
        let mut fields = Reader::der(&held[start..]);
        let mut len = 0;
        // version, signature, issuer, thisUpdate, nextUpdate
        for wanted in [&[tag::INTEGER][..], &[tag::SEQUENCE], &[tag::SEQUENCE], TIMES, TIMES] {
            if fields.peek().is_some_and(|found| wanted.contains(&found)) {
                len += fields.read().at(TBS)?.raw.len();
            }
        }
        self.fields = held[start..start + len].to_vec();
        let mut at = start + len;
        if held.get(at) == Some(&tag::SEQUENCE.0) {
            let list = header(&held[at..], "revokedCertificates")?;
            self.entries_left = list.content.unwrap_or(0);
            self.empty_list = self.entries_left == 0;
            at += list.size;
        }
        self.stage = if self.entries_left > 0 { Stage::Entries } else { Stage::Tail };
        self.digest(&held[outer.size..]);
        self.go_on(&held[at..])
    }

    fn go_on(&mut self, octets: &[u8]) -> Result<()> {
        let mut rest = octets;
        if self.stage == Stage::Entries {
            // An entry that was cut in two is put together first.
            while !self.held.is_empty() && self.entries_left > 0 {
                let Some((octet, after)) = rest.split_first() else { return Ok(()) };
                self.held.push(*octet);
                rest = after;
                if entry_len(&self.held)? == Some(self.held.len()) {
                    let entry = std::mem::take(&mut self.held);
                    self.entry(&entry)?;
                }
            }
            while self.entries_left > 0 {
                match entry_len(rest)? {
                    Some(len) if len <= rest.len() => {
                        self.entry(&rest[..len])?;
                        rest = &rest[len..];
                    }
                    _ => {
                        self.held = rest.to_vec();
                        return Ok(());
                    }
                }
            }
            self.stage = Stage::Tail;
        }
        self.held.extend_from_slice(rest);
        if self.held.len() > MOST_AROUND {
            return Err(Error::Value { field: "certificateList", rule: "too much after the entries" });
        }
        Ok(())
    }

    fn entry(&mut self, raw: &[u8]) -> Result<()> {
        const FIELD: &str = "revokedCertificates";
        self.entries_left = self
            .entries_left
            .checked_sub(raw.len() as u64)
            .ok_or(Error::Value { field: FIELD, rule: "an entry goes beyond the list" })?;
        let (serial, reason) = match plain_entry(raw) {
            Some(found) => found,
            None => {
                let (entry, _) = Entry::read(&Tlv::parse_der(raw).at(FIELD)?)?;
                entry.invalidity_date()?;
                (entry.serial, entry.reason()?)
            }
        };
        // An explicit code 0 is against RFC 5280 §5.3.1, and 7 is not used; both fail above or here.
        match reason {
            Reason::RemoveFromCrl => self.removals += 1,
            Reason::CaCompromise | Reason::AaCompromise => {
                self.wrong_reason.get_or_insert((self.count, u64::from(reason.code())));
            }
            Reason::Unspecified if raw.windows(5).any(|part| part == [6, 3, 0x55, 0x1d, 0x15]) => {
                self.wrong_reason.get_or_insert((self.count, 0));
            }
            _ => {}
        }
        let ascends = (self.last_serial.len(), &self.last_serial[..]) < (serial.len(), serial);
        if self.count > 0 && !ascends {
            self.out_of_order.get_or_insert(self.count);
        }
        self.last_serial.clear();
        self.last_serial.extend_from_slice(serial);
        self.count += 1;
        Ok(())
    }

    /// The end of the list.
    ///
    /// # Errors
    /// When something is missing, too much, or malformed.
    pub fn finish(mut self) -> Result<CheckedList> {
        if self.stage == Stage::Head {
            self.begin()?;
        }
        if self.stage != Stage::Tail || self.tbs_left > 0 {
            return Err(Error::Value { field: "certificateList", rule: "ends too soon" });
        }
        // What follows the signed octets: the algorithm and the signature, which end the list.
        let mut tail = Reader::der(&self.held);
        let extensions = tail.optional(Tag::context_constructed(0)).at("crlExtensions")?;
        let extensions = extensions.map_or(&[][..], |tlv| tlv.raw);
        let rest = &self.held[extensions.len()..];
        let without_entries = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.raw(&self.fields);
                    w.raw(extensions);
                });
                w.raw(rest);
            });
        });
        Ok(CheckedList {
            list: Crl::from_der(without_entries)?,
            digest: self.hasher.finish(),
            entries: self.count,
            has_version: self.fields.starts_with(&[2, 1, 1]),
            empty_list: self.empty_list,
            out_of_order: self.out_of_order,
            wrong_reason: self.wrong_reason,
            removals: self.removals,
        })
    }
}

const TIMES: &[Tag] = &[tag::UTC_TIME, tag::GENERALIZED_TIME];

fn header(octets: &[u8], field: &'static str) -> Result<Header> {
    let header = Header::parse(octets, Rules::Der).at(field)?;
    if header.tag == tag::SEQUENCE { Ok(header) } else { Err(Error::Value { field, rule: "not a SEQUENCE" }) }
}

/// Octets of the entry that begins here; `None` while its header is not there in full.
fn entry_len(octets: &[u8]) -> Result<Option<usize>> {
    match octets {
        [0x30, len @ 0..0x80, ..] => Ok(Some(2 + usize::from(*len))),
        [] | [0x30] | [0x30, _] | [0x30, _, _] => Ok(None),
        _ => {
            let header = header(octets, "revokedCertificates")?;
            let len = header.content.and_then(|content| usize::try_from(content).ok());
            len.filter(|len| *len <= MOST_ENTRY)
                .map(|len| Some(header.size + len))
                .ok_or(Error::Value { field: "revokedCertificates", rule: "an entry is too long" })
        }
    }
}

/// Serial number and reason of an entry of the form that [`Revoked::write`](super::Revoked::write)
/// gives nearly always: a reason and no other extension. Lists have a million of these.
fn plain_entry(raw: &[u8]) -> Option<(&[u8], Reason)> {
    let [0x30, all, 2, serial_len, rest @ ..] = raw else { return None };
    let (serial, rest) = rest.split_at_checked(usize::from(*serial_len))?;
    let [0x17, 13, date @ ..] = rest else { return None };
    let (date, extensions) = date.split_at_checked(13)?;
    let [b'0'..=b'9', .., b'Z'] = date else { return None };
    let two = |at: usize| (date[at].wrapping_sub(b'0') * 10).wrapping_add(date[at + 1].wrapping_sub(b'0'));
    let in_range = date[..12].iter().all(u8::is_ascii_digit)
        && (1..=12).contains(&two(2))
        && (1..=28).contains(&two(4))
        && two(6) < 24
        && two(8) < 60
        && two(10) < 60;
    let [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1d, 0x15, 4, 3, 0x0a, 1, code] = extensions else { return None };
    let minimal = match serial {
        [0, next, ..] => next & 0x80 != 0,
        [first, ..] => first & 0x80 == 0,
        [] => false,
    };
    let reason = Reason::from_code(u64::from(*code)).filter(|reason| *reason != Reason::Unspecified)?;
    (in_range && minimal && raw.len() == 2 + usize::from(*all)).then_some((serial, reason))
}

/// A list that was read in pieces: everything but its entries is at hand.
#[derive(Debug)]
pub struct CheckedList {
    /// The list as if it had no entries; its signature is that of the whole.
    list: Crl,
    pub(super) digest: Vec<u8>,
    /// How many certificates it names.
    pub entries: u64,
    has_version: bool,
    empty_list: bool,
    out_of_order: Option<u64>,
    wrong_reason: Option<(u64, u64)>,
    removals: u64,
}

impl CheckedList {
    /// Verifies the signature with a key.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn verify_signed_by(&self, key: &PublicKey) -> std::result::Result<(), VerifyError> {
        let algorithm = self.list.signature_algorithm().map_err(|_| VerifyError::UnsupportedAlgorithm)?;
        key.verify_digest(algorithm, &self.digest, self.list.signature())
    }

    /// What the list breaks of the rules for our lists (pki.md §6), and where it differs from what was
    /// wanted. One rule has one id.
    pub fn lint(&self, wanted: &Parameters<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut rule = |id: &'static str, broken: bool, message: String| {
            if broken {
                findings.push(Finding { rule: id.into(), severity: Severity::Error, message });
            }
        };
        let list = &self.list;
        rule("crl_version", !self.has_version, "the version is not 2".to_owned());
        rule("crl_issuer", list.issuer().der() != wanted.issuer.der(), format!("issuer {}", list.issuer()));
        let algorithm = list.signature_algorithm();
        let weak = !algorithm.as_ref().is_ok_and(|algorithm| {
            use DigestAlgorithm as D;
            *algorithm == wanted.algorithm && matches!(algorithm.digest(), D::Sha256 | D::Sha384 | D::Sha512)
        });
        rule("crl_signature_algorithm", weak, format!("{algorithm:?}"));
        let dates = list.next_update().is_none_or(|next| next <= list.this_update())
            || list.this_update() != wanted.this_update
            || list.next_update() != Some(wanted.next_update);
        let shown = format!("from {} to {:?}", list.this_update(), list.next_update());
        rule("crl_dates", dates, shown);
        rule("crl_entries_empty", self.empty_list, "revokedCertificates is there and empty".to_owned());
        let at = |entry: u64| format!("entry {entry}");
        rule("crl_entries_order", self.out_of_order.is_some(), self.out_of_order.map(at).unwrap_or_default());
        let reason = self.wrong_reason.map(|(entry, code)| format!("entry {entry} has the reason {code}"));
        rule("crl_entry_reason", reason.is_some(), reason.unwrap_or_default());
        let removals = self.removals > 0 && wanted.delta_base.is_none();
        rule("crl_entry_removed", removals, format!("{} entries removed in a full list", self.removals));

        let number = list.number().ok().flatten();
        let right = number.is_some_and(|n| n.len() <= 20 && value(n) == Some(wanted.number));
        rule("crl_number", !right, format!("cRLNumber {number:02x?}"));
        let base = list.delta_base().ok().flatten().map(value);
        rule("crl_delta_base", base != wanted.delta_base.map(Some), format!("BaseCRLNumber {base:?}"));
        let identifier = list.authority_key_identifier().ok().flatten();
        let right =
            identifier.is_some_and(|found| found.key_identifier == Some(wanted.authority_key_identifier));
        rule("crl_authority_key", !right, "not the key identifier of the authority".to_owned());
        let point =
            list.extension(&oid::ISSUING_DISTRIBUTION_POINT).map(|found| (found.critical, found.value));
        let right = wanted.issuing_distribution_point();
        let same = point == right.as_deref().map(|value| (true, value));
        rule("crl_distribution_point", !same, "not the issuingDistributionPoint of the scope".to_owned());
        let since = list.expired_certs_since().ok().flatten();
        rule("crl_expired", since != wanted.expired_certs_since, format!("expiredCertsOnCRL {since:?}"));
        let critical = [oid::ISSUING_DISTRIBUTION_POINT, oid::DELTA_CRL_INDICATOR];
        let wrong = list.extensions().find(|found| found.critical != critical.contains(&found.oid));
        let message = wrong.map(|found| format!("{} is critical: {}", found.oid, found.critical));
        rule("crl_critical", message.is_some(), message.unwrap_or_default());
        findings
    }
}

fn value(magnitude: &[u8]) -> Option<u64> {
    (magnitude.len() <= 8).then(|| magnitude.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet)))
}
