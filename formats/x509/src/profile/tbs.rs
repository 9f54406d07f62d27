use asn1::{Oid, Tag, Writer, tag};

use super::{Addresses, Issuer, Refused, Serial, Validity, check_key, is_issued_algorithm};
use crate::{
    Name, ToSign,
    alg::{PublicKey, SignatureAlgorithm},
    extension::{self, KeyUsage, PolicyInformation, write_distribution_points},
    oid,
};

/// Extensions in the order in which they are written.
pub(super) struct ExtensionWriter<'w>(&'w mut Writer);

impl ExtensionWriter<'_> {
    pub(super) fn raw(&mut self, oid: &Oid, critical: bool, value: impl FnOnce(&mut Writer)) {
        extension::write(self.0, oid, critical, value);
    }

    pub(super) fn key_usage(&mut self, usage: KeyUsage) {
        self.raw(&oid::KEY_USAGE, true, |w| usage.write(w));
    }

    pub(super) fn purposes(&mut self, critical: bool, purposes: &[Oid]) {
        self.raw(&oid::EXT_KEY_USAGE, critical, |w| {
            w.sequence(|w| purposes.iter().for_each(|purpose| w.oid(purpose)));
        });
    }

    pub(super) fn policies(&mut self, policies: &[PolicyInformation]) {
        self.raw(&oid::CERTIFICATE_POLICIES, false, |w| {
            w.sequence(|w| policies.iter().for_each(|policy| policy.write(w)));
        });
    }

    /// authorityInfoAccess and cRLDistributionPoints.
    pub(super) fn addresses(&mut self, addresses: &Addresses) {
        self.raw(&oid::AUTHORITY_INFO_ACCESS, false, |w| {
            w.sequence(|w| {
                for (method, url) in
                    [(oid::AD_OCSP, &addresses.ocsp), (oid::AD_CA_ISSUERS, &addresses.ca_issuers)]
                {
                    w.sequence(|w| {
                        w.oid(&method);
                        w.text(Tag::context(6), url);
                    });
                }
            });
        });
        self.crl(&addresses.crl);
    }

    pub(super) fn crl(&mut self, url: &str) {
        self.raw(&oid::CRL_DISTRIBUTION_POINTS, false, |w| write_distribution_points(w, &[url.to_owned()]));
    }

    /// authorityKeyIdentifier and subjectKeyIdentifier.
    pub(super) fn keys(&mut self, issuer: &Issuer<'_>, key: &PublicKey) {
        self.raw(&oid::AUTHORITY_KEY_IDENTIFIER, false, |w| {
            w.sequence(|w| w.value(Tag::context(0), issuer.key_identifier));
        });
        self.subject_key(key);
    }

    pub(super) fn subject_key(&mut self, key: &PublicKey) {
        self.raw(&oid::SUBJECT_KEY_IDENTIFIER, false, |w| w.octets(&key.key_identifier()));
    }

    pub(super) fn alt_names(&mut self, critical: bool, names: &[(Tag, &str)]) {
        self.raw(&oid::SUBJECT_ALT_NAME, critical, |w| {
            w.sequence(|w| names.iter().for_each(|(kind, name)| w.text(*kind, name)));
        });
    }
}

/// A certificate to be signed by its issuer.
pub(super) fn issued(
    issuer: &Issuer<'_>,
    serial: &Serial,
    validity: Validity,
    subject: &[u8],
    key: &PublicKey,
    extensions: impl FnOnce(&mut ExtensionWriter<'_>),
) -> Result<ToSign, Refused> {
    build(issuer.name, issuer.algorithm, serial, validity, subject, key, extensions)
}

/// A `TBSCertificate` (RFC 5280 §4.1), version 3.
pub(super) fn build(
    issuer: Name<'_>,
    algorithm: SignatureAlgorithm,
    serial: &Serial,
    validity: Validity,
    subject: &[u8],
    key: &PublicKey,
    extensions: impl FnOnce(&mut ExtensionWriter<'_>),
) -> Result<ToSign, Refused> {
    check_key(key)?;
    if !is_issued_algorithm(algorithm) {
        return Err(Refused::Algorithm);
    }
    let tbs = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| w.uint(2));
            w.value(tag::INTEGER, serial.as_bytes());
            algorithm.write(w);
            w.raw(issuer.der());
            w.sequence(|w| {
                w.time(validity.not_before);
                w.time(validity.not_after);
            });
            w.raw(subject);
            w.raw(key.spki_der());
            w.context(3, |w| w.sequence(|w| extensions(&mut ExtensionWriter(w))));
        });
    });
    Ok(ToSign::new(tbs, algorithm))
}
