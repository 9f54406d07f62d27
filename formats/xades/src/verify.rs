//! The checks of one signature (XMLDSig §3.2, EN 319 132-1, EN 319 102-1 §5.2).

use std::collections::HashSet;

use asn1::{Writer, tag};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm, VerifyError},
};

use crate::{
    Contents, Scope, Signature, SignatureError, SignatureWarning, SignedReference,
    reference::{Processing, Reference, manifests},
    uri,
    xml::{self, Node},
};

/// Certificates that are looked for of those that a signature names as the signer's and its issuers'.
const NAMED: usize = 16;

/// A signature that verifies. Whether its certificate is to be trusted is another question.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The certificate of the signer.
    pub certificate: Certificate,
    /// How the first of the contents was digested.
    pub digest_algorithm: DigestAlgorithm,
    /// How it was signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// What was tolerated.
    pub warnings: Vec<SignatureWarning>,
    /// What is signed, in the order of the references.
    pub references: Vec<SignedReference>,
}

impl<'d> Signature<'d> {
    /// All checks, in the order of EN 319 102-1 §5.3: format, what the references point to,
    /// certificate, digests, signature value, and last that the signed properties are signed and no
    /// filter hides parts of the content.
    ///
    /// `contents` are those of detached signatures; `candidates` certificates that may be the signer's
    /// beside those in the signature.
    ///
    /// # Errors
    /// [`SignatureError`]: the first cause for which it is not accepted.
    pub fn verify(
        &self,
        contents: &dyn Contents,
        candidates: &[Certificate],
    ) -> Result<Verified, SignatureError> {
        self.check_format()?;
        let references = self.check_references(contents)?;
        let signers = self.signing_certificates(candidates)?;
        for reference in &references {
            check_intact(reference)?;
        }
        let signature_algorithm = self.signature_algorithm()?;
        let digest = signature_algorithm.digest().digest(&self.signed_octets()?);
        let mut failure = SignatureError::CertificateNotFound;
        for (certificate, mut warnings) in signers {
            let key =
                certificate.public_key().map_err(|_| SignatureError::Signature(VerifyError::UnsupportedKey));
            match key.and_then(|key| self.check_value(key, signature_algorithm, &digest)) {
                Ok(()) => {
                    warnings.extend(self.check_coverage(&references)?);
                    return Ok(Verified {
                        certificate,
                        digest_algorithm: signed_content(&references).digest_algorithm,
                        signature_algorithm,
                        warnings,
                        references,
                    });
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// As [`Self::verify`], with a key instead of a certificate: for signatures that carry none, see
    /// [`Self::key_value`]. Returns what is signed.
    ///
    /// # Errors
    /// [`SignatureError`]: the first cause for which it is not accepted.
    pub fn verify_with_key(
        &self,
        contents: &dyn Contents,
        key: &PublicKey,
    ) -> Result<Vec<SignedReference>, SignatureError> {
        self.check_format()?;
        let references = self.check_references(contents)?;
        for reference in &references {
            check_intact(reference)?;
        }
        let algorithm = self.signature_algorithm()?;
        self.check_value(key, algorithm, &algorithm.digest().digest(&self.signed_octets()?))?;
        self.check_coverage(&references)?;
        Ok(references)
    }

    /// The form of the signature and its properties.
    ///
    /// # Errors
    /// The variants of [`SignatureError`] marked FORMAT_FAILURE.
    pub fn check_format(&self) -> Result<(), SignatureError> {
        if let Some(id) = self.document().duplicate_id() {
            return Err(SignatureError::DuplicateId(id.to_owned()));
        }
        for (part, most) in [("SignedInfo", 1), ("SignatureValue", 1), ("KeyInfo", 1)] {
            if xml::children(self.element(), uri::DS, part).count() > most {
                return Err(SignatureError::Malformed { part: "Signature", reason: "a part occurs twice" });
            }
        }
        self.signed_info()?;
        self.value_element()?;
        let Some(properties) = self.properties() else { return Ok(()) };
        if properties.ambiguous {
            return Err(SignatureError::Malformed { part: "QualifyingProperties", reason: "more than one" });
        }
        if properties.has_twice() {
            return Err(SignatureError::Malformed {
                part: "QualifyingProperties",
                reason: "a part occurs twice",
            });
        }
        match (properties.element().attribute("Target"), self.id()) {
            (Some(target), Some(id)) if target.strip_prefix('#') == Some(id) => Ok(()),
            // Signatures without Id circulate; their properties cannot name another one by mistake.
            (None | Some(""), _) => Ok(()),
            _ => Err(SignatureError::TargetMismatch),
        }
    }

    /// Finds and digests what the references point to. Whether the digests match is in the result.
    ///
    /// # Errors
    /// When something is not found, is not this signature's own, or has a form not known here.
    pub fn check_references(&self, contents: &dyn Contents) -> Result<Vec<SignedReference>, SignatureError> {
        let processing = Processing::new(self.document(), contents);
        let references = self.references()?;
        for reference in &references {
            self.check_place(reference)?;
            let Some((node, _)) = reference.target(self.document()).transpose()? else { continue };
            for listed in manifests(node).flat_map(|manifest| xml::children(manifest, uri::DS, "Reference")) {
                if let Ok(listed) = Reference::read(self.document(), listed) {
                    self.check_place(&listed)?;
                }
            }
        }
        let stands_alone = self.stands_alone();
        references
            .iter()
            .map(|reference| {
                let checked = processing.check(reference, |node| match self.scope(node) {
                    // All of an object, but of a file that has more.
                    Scope::Full if !stands_alone && node.ancestors().any(|one| one == self.element()) => {
                        Scope::Partial { filtered: false }
                    }
                    scope => scope,
                })?;
                if reference.names_signed_properties() && checked.scope != Scope::Properties {
                    return Err(SignatureError::SignedPropertiesMoved);
                }
                Ok(checked)
            })
            .collect()
    }

    /// That what a reference points to by its identifier is where it belongs: an object or manifest in
    /// this signature, not one of another or put elsewhere (signature wrapping).
    fn check_place(&self, reference: &Reference<'d>) -> Result<(), SignatureError> {
        let Some((node, _)) = reference.target(self.document()).transpose()? else { return Ok(()) };
        let moved = || Err(SignatureError::ObjectMoved { uri: reference.shown() });
        if xml::is(node, uri::DS, "Object") && node.parent() != Some(self.element()) {
            return moved();
        }
        if xml::is(node, uri::DS, "Manifest") {
            let object = node.parent().filter(|parent| xml::is(*parent, uri::DS, "Object"));
            if object.and_then(|object| object.parent()) != Some(self.element()) {
                return moved();
            }
        }
        if xml::is(node, uri::DS, "SignatureValue")
            && let Some(owner) = self.owner()
            && node.parent() != Some(owner)
            && reference.kind() == Some(uri::COUNTERSIGNED)
        {
            return moved();
        }
        Ok(())
    }

    /// Whether there is nothing beside it in the file but other signatures.
    fn stands_alone(&self) -> bool {
        self.element().ancestors().skip(1).filter(Node::is_element).all(|holder| {
            holder.children().all(|child| {
                xml::is(child, uri::DS, "Signature")
                    || !child.is_element()
                        && !child.text().is_some_and(|text| child.is_text() && !text.trim().is_empty())
            })
        })
    }

    /// The objects in it that none of its references points into, without that of the properties: they
    /// may hold anything. Their `Id`, or none.
    pub fn unsigned_objects(&self) -> Vec<Option<&'d str>> {
        let holder = self.properties().and_then(|properties| properties.element().parent());
        let references = self.references().unwrap_or_default();
        let targets: HashSet<_> = references
            .iter()
            .filter_map(|reference| Some(reference.target(self.document())?.ok()?.0))
            .flat_map(|target| {
                let listed = manifests(target).flat_map(|one| xml::children(one, uri::DS, "Reference"));
                let listed = listed.filter_map(|one| Reference::read(self.document(), one).ok());
                let targets = listed.filter_map(|one| Some(one.target(self.document())?.ok()?.0));
                targets.chain([target]).collect::<Vec<_>>()
            })
            .flat_map(|target| target.ancestors())
            .map(|node| node.id())
            .collect();
        xml::children(self.element(), uri::DS, "Object")
            .filter(|object| Some(*object) != holder && object.has_children())
            .filter(|object| !targets.contains(&object.id()))
            .map(|object| object.attribute("Id"))
            .collect()
    }

    fn scope(&self, node: Node<'d>) -> Scope {
        let signed = self.properties().and_then(|properties| properties.signed());
        if node.is_root() || node == self.document().root_element() {
            Scope::Full
        } else if Some(node) == signed {
            Scope::Properties
        } else if xml::is(node, uri::DS, "Manifest") {
            Scope::Manifest
        } else if node.parent() == Some(self.element()) && xml::is(node, uri::DS, "Object") {
            if xml::child(node, uri::DS, "Manifest").is_some() { Scope::Manifest } else { Scope::Full }
        } else if node.parent() == Some(self.element()) && xml::is(node, uri::DS, "KeyInfo") {
            Scope::KeyInfo
        } else if self.owner().is_some() && node.parent() == self.owner() {
            Scope::CounterSigned
        } else if node.parent().is_some_and(|parent| {
            xml::is(parent, uri::DS, "Object")
                && parent.parent() == Some(self.element())
                && parent.children().filter(|child| child.is_element()).nth(1).is_none()
        }) {
            Scope::Full
        } else {
            Scope::Partial { filtered: false }
        }
    }

    /// The certificates that may be the signer's, with what is to be said of each: the one whose digest
    /// is a signed property, or where that is missing all at hand. Never empty.
    ///
    /// # Errors
    /// [`SignatureError::CertificateNotFound`], [`SignatureError::CertificateMismatch`],
    /// [`SignatureError::UnsupportedAlgorithm`] of the digest.
    pub fn signing_certificates(
        &self,
        candidates: &[Certificate],
    ) -> Result<Vec<(Certificate, Vec<SignatureWarning>)>, SignatureError> {
        let mut known = self.key_info_certificates();
        let in_key_info = known.len();
        for certificate in self.certificates().iter().chain(candidates) {
            if !known.contains(certificate) {
                known.push(certificate.clone());
            }
        }
        let named = self.properties().and_then(|properties| properties.signing_certificate());
        let Some(named) = named else {
            if known.is_empty() {
                return Err(SignatureError::CertificateNotFound);
            }
            let warning = if self.properties().is_some() {
                SignatureWarning::NoSigningCertificate
            } else {
                SignatureWarning::NotXades
            };
            return Ok(known.into_iter().map(|certificate| (certificate, vec![warning.clone()])).collect());
        };
        // Its issuers may be named with it, in any order.
        let mut found = Vec::new();
        let mut unknown = None;
        for named_one in named.certificates.iter().take(NAMED) {
            for certificate in &known {
                match named_one.matches(certificate) {
                    Err(algorithm) => unknown = Some(algorithm),
                    Ok(false) => {}
                    Ok(true) => {
                        let mut warnings = Vec::new();
                        if !named.v2 {
                            warnings.push(SignatureWarning::SigningCertificateVersion1);
                        }
                        if !named_one.issuer_serial_matches(certificate) {
                            warnings.push(SignatureWarning::IssuerSerial);
                        }
                        found.push((certificate.clone(), warnings));
                    }
                }
            }
        }
        if !found.is_empty() {
            return Ok(found);
        }
        if let Some(algorithm) = unknown {
            return Err(SignatureError::UnsupportedAlgorithm(algorithm));
        }
        // A property that names no certificate in a readable way matches none.
        Err(if in_key_info > 0 {
            SignatureError::CertificateMismatch
        } else {
            SignatureError::CertificateNotFound
        })
    }

    /// The signature value over the digest of [`Self::signed_octets`].
    ///
    /// # Errors
    /// [`SignatureError::Signature`], [`SignatureError::ValueEncoding`].
    pub fn check_value(
        &self,
        key: &PublicKey,
        algorithm: SignatureAlgorithm,
        digest: &[u8],
    ) -> Result<(), SignatureError> {
        let mut value = self.value()?;
        if matches!(algorithm, SignatureAlgorithm::Ecdsa(_)) {
            value = der_of_plain(&value).ok_or(SignatureError::Signature(VerifyError::Invalid))?;
        }
        key.verify_digest(algorithm, digest, &value).map_err(SignatureError::Signature)
    }

    /// That the signed properties are signed and no filter hides parts of the content.
    fn check_coverage(
        &self,
        references: &[SignedReference],
    ) -> Result<Vec<SignatureWarning>, SignatureError> {
        let signed = self.properties().and_then(|properties| properties.signed());
        let covered = references.iter().any(|reference| reference.scope == Scope::Properties);
        if signed.is_some() && !covered {
            return Err(SignatureError::SignedPropertiesNotSigned);
        }
        let is_filtered = |reference: &&SignedReference| reference.scope == Scope::Partial { filtered: true };
        let entries = || references.iter().flat_map(|reference| &reference.manifest);
        if let Some(reference) = references.iter().chain(entries().flatten()).find(is_filtered) {
            let uri = reference.uri.clone().unwrap_or_default();
            return Err(SignatureError::ContentExcluded { uri });
        }
        Ok(entries()
            .filter_map(|entry| match entry {
                Err(SignatureError::ContentMissing { uri }) => {
                    Some(SignatureWarning::ManifestContentMissing { uri: uri.clone() })
                }
                _ => None,
            })
            .collect())
    }
}

/// That a reference and those of the manifest it points to have the digests that they state. Contents
/// of a manifest may be missing, but not all of them.
fn check_intact(reference: &SignedReference) -> Result<(), SignatureError> {
    if !reference.intact {
        return Err(SignatureError::DigestMismatch { uri: reference.uri.clone().unwrap_or_default() });
    }
    let mut found = false;
    let mut missing = None;
    for entry in &reference.manifest {
        match entry {
            Ok(entry) => {
                check_intact(entry)?;
                found = true;
            }
            Err(error @ SignatureError::ContentMissing { .. }) => missing = Some(error.clone()),
            Err(error) => return Err(error.clone()),
        }
    }
    match missing {
        Some(error) if !found => Err(error),
        _ => Ok(()),
    }
}

/// The first reference to something else than the properties.
fn signed_content(references: &[SignedReference]) -> &SignedReference {
    references
        .iter()
        .find(|reference| !matches!(reference.scope, Scope::Properties | Scope::KeyInfo))
        .unwrap_or(&references[0])
}

/// r and s one after the other, as XML has them, to `SEQUENCE { r, s }`.
fn der_of_plain(value: &[u8]) -> Option<Vec<u8>> {
    if value.is_empty() || !value.len().is_multiple_of(2) || value.len() > 132 {
        return None;
    }
    let (r, s) = value.split_at(value.len() / 2);
    Some(Writer::build(|w| {
        w.sequence(|w| {
            w.integer(r);
            w.integer(s);
        });
    }))
}

/// `SEQUENCE { r, s }` to r and s one after the other, each of `length` octets.
pub(crate) fn plain_of_der(der: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut outer = asn1::Reader::der(der);
    let mut fields = outer.sequence().ok()?;
    outer.finish().ok()?;
    let mut plain = Vec::with_capacity(2 * length);
    for _ in 0..2 {
        let number = fields.expect(tag::INTEGER).and_then(|number| number.unsigned()).ok()?;
        plain.resize(plain.len() + length.checked_sub(number.len())?, 0);
        plain.extend_from_slice(number);
    }
    fields.finish().ok()?;
    Some(plain)
}
