//! Time stamps in signatures (EN 319 132-1 §5.2.8, §5.3, §5.5) and what each of them is over.

use std::collections::{BTreeSet, HashSet};

use x509::{
    alg::{DigestAlgorithm, Hasher},
    evidence::{ObjectId, Protected},
    ocsp::Answer,
};

use crate::{
    Contents, Signature, SignatureError,
    c14n::Canonicalization,
    nodes::NodeSet,
    properties::{self, Namespaces, is_property},
    reference::{Processing, decode},
    signature::object_id,
    uri,
    xml::{self, Node},
};

/// What a time stamp is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeStampKind {
    /// All signed contents, before signing (AllDataObjectsTimeStamp).
    AllContents,
    /// The signature with all that validates it (ArchiveTimeStamp).
    Archive,
    /// Some signed contents, before signing (IndividualDataObjectsTimeStamp).
    Contents,
    /// The references to certificates and revocation data (RefsOnlyTimeStamp).
    Refs,
    /// The signature (SignatureTimeStamp).
    Signature,
    /// The signature and the references to certificates and revocation data (SigAndRefsTimeStamp).
    SignatureAndRefs,
}

impl TimeStampKind {
    fn of(element: Node<'_>) -> Option<Self> {
        if !Namespaces::is_xades(element.tag_name().namespace()) {
            return None;
        }
        Some(match element.tag_name().name() {
            "AllDataObjectsTimeStamp" => Self::AllContents,
            "ArchiveTimeStamp" => Self::Archive,
            "IndividualDataObjectsTimeStamp" => Self::Contents,
            "RefsOnlyTimeStamp" | "RefsOnlyTimeStampV2" => Self::Refs,
            "SigAndRefsTimeStamp" | "SigAndRefsTimeStampV2" => Self::SignatureAndRefs,
            "SignatureTimeStamp" => Self::Signature,
            _ => return None,
        })
    }
}

/// A time stamp in a signature.
pub struct TimeStamp<'d, 'c> {
    /// What it is for.
    pub kind: TimeStampKind,
    /// The token in DER; `Err` where it is not base64, or not one token per RFC 3161.
    pub token: Result<Vec<u8>, SignatureError>,
    signature: Signature<'d>,
    element: Node<'d>,
    contents: &'c dyn Contents,
}

impl std::fmt::Debug for TimeStamp<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TimeStamp").field("kind", &self.kind).field("element", &self.element).finish()
    }
}

impl<'d> Signature<'d> {
    /// Its time stamps: those of the contents, then the unsigned ones in document order. An element
    /// with several tokens gives several time stamps.
    ///
    /// `contents` are those of detached signatures, which most time stamps are over.
    pub fn time_stamps<'c>(&self, contents: &'c dyn Contents) -> Vec<TimeStamp<'d, 'c>> {
        let Some(properties) = self.properties() else { return Vec::new() };
        let mut stamps = Vec::new();
        for element in properties.signed_objects().into_iter().chain(properties.unsigned()) {
            let Some(kind) = TimeStampKind::of(element) else { continue };
            let tokens: Vec<_> =
                element.children().filter(|child| is_property(*child, "EncapsulatedTimeStamp")).collect();
            let malformed = |reason| SignatureError::Malformed { part: "EncapsulatedTimeStamp", reason };
            let mut add = |token| {
                let signature = self.clone();
                stamps.push(TimeStamp { kind, token, signature, element, contents });
            };
            if tokens.is_empty() {
                add(Err(malformed("no token")));
            }
            for token in tokens {
                add(decode(&xml::text_of(token)).ok_or(malformed("not base64")));
            }
        }
        stamps
    }
}

impl<'d> TimeStamp<'d, '_> {
    /// The property that holds it.
    pub fn element(&self) -> Node<'d> {
        self.element
    }

    /// The digest that its token must state; `None` where what it is over cannot be found.
    pub fn imprint(&self, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        self.checked_imprint(algorithm).ok()
    }

    /// As [`Self::imprint`], with the reason where there is none.
    ///
    /// # Errors
    /// As [`Signature::check_references`].
    pub fn checked_imprint(&self, algorithm: DigestAlgorithm) -> Result<Vec<u8>, SignatureError> {
        let method = match xml::child(self.element, uri::DS, "CanonicalizationMethod") {
            None => Canonicalization::INCLUSIVE,
            Some(method) => Canonicalization::read(method).ok_or_else(|| {
                SignatureError::UnsupportedTransform(
                    method.attribute("Algorithm").unwrap_or_default().to_owned(),
                )
            })?,
        };
        let input = Input { signature: &self.signature, contents: self.contents, method };
        let mut hasher = algorithm.hasher();
        match self.kind {
            TimeStampKind::AllContents => input.contents(&mut hasher)?,
            TimeStampKind::Archive => {
                let version = Namespaces::of(self.element.tag_name().namespace());
                let objects =
                    if version == Some(Namespaces::V141) { Objects::All } else { Objects::Unreferenced };
                input.archive(&self.preceding(), objects, &mut hasher)?;
            }
            TimeStampKind::Contents => input.included(self.element, None, &mut hasher)?,
            TimeStampKind::Refs => input.properties(&self.refs(), &mut hasher)?,
            TimeStampKind::Signature => {
                let value = self.signature.value_element()?;
                if includes(self.element).next().is_some() {
                    input.included(self.element, Some(value), &mut hasher)?;
                } else {
                    hasher.update(&input.canonical(value)?);
                }
            }
            TimeStampKind::SignatureAndRefs => {
                let value = self.signature.value_element()?;
                hasher.update(&input.canonical(value)?);
                let mut covered = self.preceding();
                covered.retain(|node| is_property(*node, "SignatureTimeStamp") || is_refs(*node));
                input.properties(&covered, &mut hasher)?;
            }
        }
        Ok(hasher.finish())
    }

    /// The unsigned properties before this one.
    fn preceding(&self) -> Vec<Node<'d>> {
        let properties = self.signature.unsigned_properties();
        properties.into_iter().take_while(|property| *property != self.element).collect()
    }

    fn refs(&self) -> Vec<Node<'d>> {
        let mut refs = self.preceding();
        refs.retain(|node| is_refs(*node));
        refs
    }

    /// What the time stamp proves to have existed, once its token and imprint hold.
    pub fn protects(&self) -> Protected {
        let mut protected = Protected { signature: false, objects: BTreeSet::new() };
        match self.kind {
            TimeStampKind::AllContents | TimeStampKind::Contents => {}
            TimeStampKind::Signature => protected.signature = true,
            TimeStampKind::Refs => self.add_named(&mut protected),
            TimeStampKind::SignatureAndRefs => {
                protected.signature = true;
                self.add_named(&mut protected);
                for property in self.preceding() {
                    if is_property(property, "SignatureTimeStamp") {
                        add_tokens(property, &mut protected);
                    }
                }
            }
            TimeStampKind::Archive => {
                protected.signature = true;
                for certificate in self.signature.key_info_certificates() {
                    protected.objects.insert(ObjectId::of(certificate.der()));
                }
                let properties = self.signature.properties();
                for property in properties.map(|found| found.signed_objects()).unwrap_or_default() {
                    add_tokens(property, &mut protected);
                }
                for property in self.preceding() {
                    add_tokens(property, &mut protected);
                    add_data(property, &mut protected);
                    if is_property(property, "CounterSignature") {
                        add_counter_signatures(property, &mut protected);
                    }
                }
            }
        }
        protected
    }

    /// Adds what the references name and the signature carries.
    fn add_named(&self, protected: &mut Protected) {
        let mut digests = BTreeSet::new();
        let mut algorithms = Vec::new();
        for holder in self.refs().into_iter().flat_map(|refs| refs.descendants()) {
            if !matches!(holder.tag_name().name(), "CertDigest" | "DigestAlgAndValue") {
                continue;
            }
            if let Some((Ok(algorithm), digest)) = properties::digest(holder) {
                if !algorithms.contains(&algorithm) {
                    algorithms.push(algorithm);
                }
                digests.insert(digest);
            }
        }
        let named = |der: &[u8]| algorithms.iter().any(|algorithm| digests.contains(&algorithm.digest(der)));
        let data = self.signature.validation_data();
        let certificates = self.signature.key_info_certificates();
        let certificates = certificates.iter().map(|certificate| certificate.der());
        let carried = certificates.chain(data.certificates.iter().chain(&data.crls).map(Vec::as_slice));
        protected.objects.extend(carried.filter(|der| named(der)).map(ObjectId::of));
        let responses = data.responses.iter().filter(|der| named(der));
        protected.objects.extend(responses.map(|der| of_response(der)));
    }
}

/// An OCSP response is named by what is signed of it.
fn of_response(der: &[u8]) -> ObjectId {
    match Answer::from_der(der) {
        Ok(Answer::Successful(basic)) => ObjectId::of(basic.der()),
        _ => ObjectId::of(der),
    }
}

fn add_tokens(property: Node<'_>, protected: &mut Protected) {
    for token in property.descendants().filter(|node| is_property(*node, "EncapsulatedTimeStamp")) {
        if let Some(der) = decode(&xml::text_of(token)) {
            protected.objects.insert(ObjectId::of(&der));
        }
    }
}

fn add_data(property: Node<'_>, protected: &mut Protected) {
    let data = properties::validation_data(property, usize::MAX);
    let ders = data.certificates.iter().chain(&data.crls);
    protected.objects.extend(ders.map(|der| ObjectId::of(der)));
    protected.objects.extend(data.responses.iter().map(|der| of_response(der)));
}

/// Counter-signatures, with what they carry.
fn add_counter_signatures(property: Node<'_>, protected: &mut Protected) {
    for node in property.descendants().filter(|node| node.is_element()) {
        if xml::is(node, uri::DS, "Signature") {
            protected.objects.insert(object_id(node));
        } else if xml::is(node, uri::DS, "X509Certificate") {
            protected.objects.extend(decode(&xml::text_of(node)).map(|der| ObjectId::of(&der)));
        } else {
            add_data(node, protected);
        }
    }
}

fn is_refs(node: Node<'_>) -> bool {
    const NAMES: [&str; 8] = [
        "AttributeCertificateRefs",
        "AttributeCertificateRefsV2",
        "AttributeRevocationRefs",
        "AttributeRevocationRefsV2",
        "CompleteCertificateRefs",
        "CompleteCertificateRefsV2",
        "CompleteRevocationRefs",
        "CompleteRevocationRefsV2",
    ];
    NAMES.iter().any(|name| is_property(node, name))
}

/// Include of XAdES 1.2.2 and later, HashDataInfo of before: what is stamped is listed.
fn includes<'d>(stamp: Node<'d>) -> impl Iterator<Item = Node<'d>> {
    stamp.children().filter(|child| is_property(*child, "Include") || is_property(*child, "HashDataInfo"))
}

/// Which ds:Object elements an archive time stamp is over, beside that of the properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Objects {
    /// All (TS 101 903 v1.4.2 §8.2.1).
    All,
    /// Those that no reference points to (TS 101 903 v1.3.2 §7.7.1).
    Unreferenced,
}

/// What goes into an imprint.
pub(crate) struct Input<'s, 'd, 'c> {
    pub(crate) signature: &'s Signature<'d>,
    pub(crate) contents: &'c dyn Contents,
    pub(crate) method: Canonicalization,
}

impl<'d> Input<'_, 'd, '_> {
    fn canonical(&self, element: Node<'d>) -> Result<Vec<u8>, SignatureError> {
        let document = self.signature.document();
        document.canonical(&self.method, &NodeSet::subtree(document, element))
    }

    fn properties(&self, properties: &[Node<'d>], hasher: &mut Hasher) -> Result<(), SignatureError> {
        for property in properties {
            hasher.update(&self.canonical(*property)?);
        }
        Ok(())
    }

    /// The processed references, but for the one to the signed properties (EN 319 132-1 §5.2.8.2).
    fn contents(&self, hasher: &mut Hasher) -> Result<(), SignatureError> {
        let processing = Processing::new(self.signature.document(), self.contents);
        for reference in self.signature.references()? {
            if !reference.names_signed_properties() {
                hasher.update(&processing.process(&reference, &self.method)?.octets);
            }
        }
        Ok(())
    }

    /// What is listed (EN 319 132-1 §5.1.4.4, explicit). `only`: the one element that it must be.
    fn included(
        &self,
        stamp: Node<'d>,
        only: Option<Node<'d>>,
        hasher: &mut Hasher,
    ) -> Result<(), SignatureError> {
        let document = self.signature.document();
        let processing = Processing::new(document, self.contents);
        let references = self.signature.references()?;
        let malformed = SignatureError::Malformed { part: "Include", reason: "points to something else" };
        if only.is_some() && includes(stamp).count() != 1 {
            return Err(malformed);
        }
        for include in includes(stamp) {
            let uri = include.attribute("URI").or_else(|| include.attribute("uri")).unwrap_or_default();
            let target = self.signature.target(uri)?;
            if only.is_some_and(|only| only != target) {
                return Err(malformed);
            }
            if let Some(transforms) = include.children().find(|node| is_property(*node, "Transforms")) {
                let transforms: Vec<_> = xml::children(transforms, uri::DS, "Transform").collect();
                // A filter could leave of the value what every signature has, and what was stamped long ago.
                if only.is_some() && transforms.iter().any(|one| Canonicalization::read(*one).is_none()) {
                    return Err(SignatureError::Malformed { part: "Include", reason: "filters the value" });
                }
                hasher.update(&processing.process_target(target, &transforms, &self.method)?);
                continue;
            }
            match references.iter().find(|reference| reference.element == target) {
                // Anything but "false" here: the data that the reference covers.
                Some(reference) if include.attribute("referencedData") != Some("false") => {
                    hasher.update(&processing.process(reference, &self.method)?.octets);
                }
                // Contents are stamped by their references alone (§5.2.8.3).
                None if only.is_none() && is_property(stamp, "IndividualDataObjectsTimeStamp") => {
                    return Err(malformed);
                }
                _ => hasher.update(&self.canonical(target)?),
            }
        }
        Ok(())
    }

    /// EN 319 132-1 §5.5.2.2, with these unsigned properties before the time stamp.
    pub(crate) fn archive(
        &self,
        preceding: &[Node<'d>],
        objects: Objects,
        hasher: &mut Hasher,
    ) -> Result<(), SignatureError> {
        let document = self.signature.document();
        let processing = Processing::new(document, self.contents);
        let references = self.signature.references()?;
        let mut referenced = HashSet::new();
        for reference in &references {
            if let Some(target) = reference.target(document) {
                referenced.insert(target?.0.id());
            }
            hasher.update(&processing.process(reference, &self.method)?.octets);
        }
        for part in ["SignedInfo", "SignatureValue", "KeyInfo"] {
            if let Some(element) = self.signature.child(part) {
                hasher.update(&self.canonical(element)?);
            }
        }
        self.properties(preceding, hasher)?;
        let holder = self.signature.properties().and_then(|properties| properties.element().parent());
        for object in xml::children(self.signature.element(), uri::DS, "Object") {
            let left_out = objects == Objects::Unreferenced && referenced.contains(&object.id());
            if Some(object) != holder && !left_out {
                hasher.update(&self.canonical(object)?);
            }
        }
        Ok(())
    }
}
