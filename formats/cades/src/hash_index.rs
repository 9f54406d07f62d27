//! ats-hash-index: the account of what an archive time stamp protects (EN 319 122-1 §5.5.2).

use asn1::{Oid, Writer, tag};
use x509::alg::DigestAlgorithm;

use crate::{SignerInfo, TimeStampFault, attributes::octet_string, oid, signed_data::parse_one};

/// Where an entry is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Certificates,
    Revocation,
    Unsigned,
}

/// A digest in the index.
pub(crate) type Entry = (Part, Vec<u8>);

/// ATSHashIndex in any of its versions.
#[derive(Debug)]
pub(crate) struct HashIndex<'a> {
    /// As it is: it goes into the imprint.
    pub(crate) raw: &'a [u8],
    /// Versions 1 and 2 digest whole attributes, version 3 each value.
    pub(crate) whole_attributes: bool,
    pub(crate) algorithm: DigestAlgorithm,
    pub(crate) entries: Vec<Entry>,
}

impl<'a> HashIndex<'a> {
    /// The index in the unsigned attributes of a token's signature.
    pub(crate) fn of(signer: &'a SignerInfo) -> Result<Self, TimeStampFault> {
        const VERSIONS: [Oid; 3] = [oid::ATS_HASH_INDEX_V3, oid::ATS_HASH_INDEX_V2, oid::ATS_HASH_INDEX_V1];
        let mut found = signer
            .unsigned_attributes()
            .iter()
            .filter(|attribute| VERSIONS.contains(&attribute.oid()))
            .flat_map(|attribute| attribute.values().map(move |value| (attribute.oid(), value)));
        let (version, raw) = found.next().ok_or(TimeStampFault::HashIndexMissing)?;
        if found.next().is_some() {
            return Err(TimeStampFault::HashIndexAmbiguous);
        }
        Self::read(raw, version != oid::ATS_HASH_INDEX_V3)
    }

    fn read(raw: &'a [u8], whole_attributes: bool) -> Result<Self, TimeStampFault> {
        let parse = || -> asn1::Result<(Result<DigestAlgorithm, Oid>, Vec<Entry>)> {
            let mut fields = parse_one(raw)?.reader()?;
            let mut algorithm = Ok(DigestAlgorithm::Sha256);
            let mut first = fields.expect(tag::SEQUENCE)?;
            // Before version 3 the algorithm had a default: SHA-256.
            if first.reader()?.peek() == Some(tag::OID) {
                let oid = first.reader()?.expect(tag::OID)?.oid()?;
                algorithm = DigestAlgorithm::from_oid(&oid).ok_or(oid);
                first = fields.expect(tag::SEQUENCE)?;
            }
            let mut entries = Vec::new();
            let lists = [first, fields.expect(tag::SEQUENCE)?, fields.expect(tag::SEQUENCE)?];
            fields.finish()?;
            for (part, list) in [Part::Certificates, Part::Revocation, Part::Unsigned].into_iter().zip(lists)
            {
                for entry in list.children() {
                    entries.push((part, octet_string(&entry?)?));
                }
            }
            Ok((algorithm, entries))
        };
        let (algorithm, entries) = parse().map_err(TimeStampFault::HashIndexMalformed)?;
        let algorithm = algorithm.map_err(TimeStampFault::HashIndexAlgorithm)?;
        Ok(Self { raw, whole_attributes, algorithm, entries })
    }
}

/// What an entry for one value of an unsigned attribute is the digest of: in version 3 its type and the
/// value (EN 319 122-1 §5.5.2.3).
pub(crate) fn value_octets(attribute: Oid, value: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.oid(&attribute);
        w.raw(value);
    })
}
