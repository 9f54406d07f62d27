use asn1::{Tag, Writer, tag};
use jiff::{Timestamp, civil::DateTime, tz::Offset};

use super::Reason;
use crate::{
    ToSign,
    alg::SignatureAlgorithm,
    extension::{self, write_distribution_points},
    name::Name,
    oid,
};

/// What a list says beside its entries.
#[derive(Clone, Debug)]
pub struct Parameters<'a> {
    /// Name of the authority.
    pub issuer: Name<'a>,
    /// The authority's algorithm.
    pub algorithm: SignatureAlgorithm,
    /// The instant it speaks of.
    pub this_update: Timestamp,
    /// When the next is due; [`Timestamp::MAX`] for the last.
    pub next_update: Timestamp,
    /// Identifier of the authority's key.
    pub authority_key_identifier: &'a [u8],
    /// Number, strictly growing.
    pub number: u64,
    /// Number of the list that this one adds to, for a delta.
    pub delta_base: Option<u64>,
    /// Address of the shard, exactly as in the certificates; `None` when there is only one list.
    pub distribution_point: Option<String>,
    /// Only about certificates of authorities: an ARL, which must not pass for the list of all.
    pub only_authorities: bool,
    /// Addresses of delta lists; none by default.
    pub freshest: Vec<String>,
    /// Since when revoked certificates stay after they expire.
    pub expired_certs_since: Option<Timestamp>,
}

/// One certificate on a list to be built.
#[derive(Clone, Copy, Debug)]
pub struct Revoked<'a> {
    /// Magnitude of the serial number, at most 20 octets.
    pub serial: &'a [u8],
    /// Since when.
    pub at: Timestamp,
    /// Why; nothing is written for `Unspecified`.
    pub reason: Reason,
    /// Since when the key is suspected to be in other hands.
    pub invalidity_date: Option<Timestamp>,
}

impl Revoked<'_> {
    /// Appends the encoded entry. Written out by hand: lists have a million of these.
    pub fn write(&self, out: &mut Vec<u8>) {
        let skip = self.serial.iter().take_while(|octet| **octet == 0).count();
        let serial = &self.serial[skip..];
        let pad = serial.first().is_none_or(|first| first & 0x80 != 0);
        let reason = self.reason != Reason::Unspecified;
        let extensions = 12 * usize::from(reason) + 26 * usize::from(self.invalidity_date.is_some());
        let at = Offset::UTC.to_datetime(self.at);
        let (time_tag, year_digits) = time_form(at);
        let time_len = 11 + year_digits;
        let mut len = 2 + serial.len() + usize::from(pad) + 2 + time_len;
        if extensions > 0 {
            len += 2 + extensions;
        }
        // Serial numbers have at most 20 octets (RFC 5280 §4.1.2.2), so the entry stays below 128.
        debug_assert!(len < 0x80);
        out.extend_from_slice(&[0x30, len as u8, 2, (serial.len() + usize::from(pad)) as u8]);
        if pad {
            out.push(0);
        }
        out.extend_from_slice(serial);
        out.extend_from_slice(&[time_tag.0, time_len as u8]);
        push_time(out, at, year_digits);
        if extensions > 0 {
            out.extend_from_slice(&[0x30, extensions as u8]);
        }
        if reason {
            out.extend_from_slice(&[0x30, 10, 6, 3, 0x55, 0x1d, 0x15, 4, 3, 0x0a, 1, self.reason.code()]);
        }
        if let Some(instant) = self.invalidity_date {
            out.extend_from_slice(&[0x30, 24, 6, 3, 0x55, 0x1d, 0x18, 4, 17, 0x18, 15]);
            push_time(out, Offset::UTC.to_datetime(instant), 4);
        }
    }
}

/// UTCTime through 2049, then GeneralizedTime (RFC 5280 §5.1.2.6).
fn time_form(at: DateTime) -> (Tag, usize) {
    if (1950..2050).contains(&at.year()) { (tag::UTC_TIME, 2) } else { (tag::GENERALIZED_TIME, 4) }
}

fn push_time(out: &mut Vec<u8>, at: DateTime, year_digits: usize) {
    let mut pair = |number: i16| {
        out.push(b'0' + (number / 10 % 10) as u8);
        out.push(b'0' + (number % 10) as u8);
    };
    if year_digits == 4 {
        pair(at.year() / 100);
    }
    pair(at.year() % 100);
    for field in [at.month(), at.day(), at.hour(), at.minute(), at.second()] {
        pair(i16::from(field));
    }
    out.push(b'Z');
}

impl Parameters<'_> {
    /// A list in memory. Give the entries in ascending order of serial number where the order does
    /// not matter, so that equal lists are equal octets.
    pub fn build<'r>(&self, entries: impl IntoIterator<Item = Revoked<'r>>) -> ToSign {
        let mut encoded = Vec::new();
        for entry in entries {
            entry.write(&mut encoded);
        }
        let frame = self.frame(encoded.len() as u64);
        let mut tbs = frame.tbs_head;
        tbs.extend_from_slice(&encoded);
        tbs.extend_from_slice(&frame.tbs_tail);
        ToSign::new(tbs, self.algorithm)
    }

    /// What stands around entries that take `entries_len` octets in all.
    pub fn frame(&self, entries_len: u64) -> Frame {
        let mut tbs_tail = Writer::new();
        tbs_tail.context(0, |w| w.sequence(|w| self.write_extensions(w)));
        let tbs_tail = tbs_tail.into_vec();
        let mut fields = Writer::new();
        fields.uint(1);
        self.algorithm.write(&mut fields);
        fields.raw(self.issuer.der());
        fields.time(self.this_update);
        fields.time(self.next_update);
        let mut fields = fields.into_vec();
        // revokedCertificates is absent, not empty, when there is none (RFC 5280 §5.1.2.6).
        if entries_len > 0 {
            fields.extend_from_slice(&sequence_header(entries_len));
        }
        let content = fields.len() as u64 + entries_len + tbs_tail.len() as u64;
        let mut tbs_head = sequence_header(content);
        let tbs_len = tbs_head.len() as u64 + content;
        tbs_head.extend_from_slice(&fields);
        Frame { tbs_head, tbs_tail, tbs_len, algorithm: self.algorithm }
    }

    /// The value of issuingDistributionPoint, if the list has one.
    pub(super) fn issuing_distribution_point(&self) -> Option<Vec<u8>> {
        if self.distribution_point.is_none() && !self.only_authorities {
            return None;
        }
        Some(Writer::build(|w| {
            w.sequence(|w| {
                if let Some(url) = &self.distribution_point {
                    w.context(0, |w| w.context(0, |w| w.text(Tag::context(6), url)));
                }
                if self.only_authorities {
                    w.value(Tag::context(2), &[0xff]);
                }
            });
        }))
    }

    fn write_extensions(&self, w: &mut Writer) {
        extension::write(w, &oid::AUTHORITY_KEY_IDENTIFIER, false, |w| {
            w.sequence(|w| w.value(Tag::context(0), self.authority_key_identifier));
        });
        extension::write(w, &oid::CRL_NUMBER, false, |w| w.uint(self.number));
        if let Some(base) = self.delta_base {
            extension::write(w, &oid::DELTA_CRL_INDICATOR, true, |w| w.uint(base));
        }
        if let Some(point) = self.issuing_distribution_point() {
            extension::write(w, &oid::ISSUING_DISTRIBUTION_POINT, true, |w| w.raw(&point));
        }
        if !self.freshest.is_empty() {
            extension::write(w, &oid::FRESHEST_CRL, false, |w| write_distribution_points(w, &self.freshest));
        }
        if let Some(instant) = self.expired_certs_since {
            extension::write(w, &oid::EXPIRED_CERTS_ON_CRL, false, |w| w.generalized_time(instant));
        }
    }
}

/// What stands around the entries of a list that is streamed.
///
/// First pass: digest `tbs_head`, the entries, `tbs_tail`; have the digest signed. Second pass: write
/// [`Self::head`], `tbs_head`, the entries, `tbs_tail`, [`Self::tail`].
#[derive(Clone, Debug)]
pub struct Frame {
    /// Signed octets before the entries.
    pub tbs_head: Vec<u8>,
    /// Signed octets after the entries.
    pub tbs_tail: Vec<u8>,
    /// Signed octets in all.
    pub tbs_len: u64,
    algorithm: SignatureAlgorithm,
}

impl Frame {
    /// Octets before the signed ones.
    pub fn head(&self, signature: &[u8]) -> Vec<u8> {
        sequence_header(self.tbs_len + self.tail(signature).len() as u64)
    }

    /// Octets after the signed ones.
    pub fn tail(&self, signature: &[u8]) -> Vec<u8> {
        Writer::build(|w| {
            self.algorithm.write(w);
            w.bit_string(signature);
        })
    }
}

fn sequence_header(content: u64) -> Vec<u8> {
    let mut header = vec![tag::SEQUENCE.0];
    if content < 0x80 {
        header.push(content as u8);
    } else {
        let octets = content.to_be_bytes();
        let skip = (content.leading_zeros() / 8) as usize;
        header.push(0x80 | (8 - skip) as u8);
        header.extend_from_slice(&octets[skip..]);
    }
    header
}
