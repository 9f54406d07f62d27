//! ASiCManifest and ASiCArchiveManifest (EN 319 162-1 §A.4, §A.7): which entries a signature or a time
//! stamp over the manifest is about, with their digests.

use base64::{Engine, engine::general_purpose::STANDARD};
use roxmltree::{Document, Node, ParsingOptions};
use x509::alg::DigestAlgorithm;

use crate::names::entry_of_uri;

/// Namespace of the manifests.
pub const NAMESPACE: &str = "http://uri.etsi.org/02918/v1.2.1#";
pub(crate) const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// A manifest of `META-INF`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Its entry.
    pub name: String,
    /// Whether it is an ASiCArchiveManifest.
    pub archive: bool,
    /// SigReference: the entry with the signature or time stamp over this manifest; the URI as it
    /// stands where it means no entry.
    pub signature: Result<String, String>,
    /// Media type of the signature.
    pub signature_type: Option<String>,
    /// DataObjectReferences, in document order.
    pub references: Vec<DataReference>,
}

/// A DataObjectReference: an entry with its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataReference {
    /// The entry; the URI as it stands where it means none.
    pub entry: Result<String, String>,
    /// Media type of the entry.
    pub media_type: Option<String>,
    /// It is marked as the archive manifest before this one.
    pub root: bool,
    /// The digest algorithm, or its URI when it is not known here.
    pub algorithm: Result<DigestAlgorithm, String>,
    /// The digest as it stands.
    pub digest: Vec<u8>,
    /// What the comparison with the entry showed.
    pub state: ReferenceState,
}

/// Whether an entry is the one a manifest speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceState {
    /// The digest matches.
    Intact,
    /// The digest does not match (HASH_FAILURE).
    Altered,
    /// The entry is not there (SIGNED_DATA_NOT_FOUND).
    Missing,
    /// The digest algorithm is not known here (CRYPTO_CONSTRAINTS_FAILURE).
    UnknownAlgorithm,
}

/// Why a manifest is not readable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// It is not XML, or has a document type declaration.
    #[error("not readable as XML: {0}")]
    Xml(String),
    /// It is other XML, or lacks what a manifest has.
    #[error("{0}")]
    Structure(&'static str),
}

/// Parses XML from a container: UTF-8 and without document type declaration.
pub(crate) fn parse_xml(octets: &[u8]) -> Result<Document<'_>, ManifestError> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    let text = str::from_utf8(octets).map_err(|error| ManifestError::Xml(error.to_string()))?;
    // A node takes about 80 octets of memory.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 200_000, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| ManifestError::Xml(error.to_string()))
}

impl Manifest {
    /// Reads a manifest; the states of its references are [`ReferenceState::Missing`] until the
    /// entries are compared.
    pub(crate) fn parse(name: &str, octets: &[u8], archive: bool) -> Result<Self, ManifestError> {
        let document = parse_xml(octets)?;
        let root = document.root_element();
        if !root.has_tag_name((NAMESPACE, "ASiCManifest")) {
            return Err(ManifestError::Structure("the root is not an ASiCManifest"));
        }
        let mut signatures = children(root, NAMESPACE, "SigReference");
        let (Some(signature), None) = (signatures.next(), signatures.next()) else {
            return Err(ManifestError::Structure("there is not exactly one SigReference"));
        };
        let references =
            children(root, NAMESPACE, "DataObjectReference").map(reference).collect::<Result<Vec<_>, _>>()?;
        if references.is_empty() {
            return Err(ManifestError::Structure("there is no DataObjectReference"));
        }
        Ok(Self {
            name: name.to_owned(),
            archive,
            signature: entry(signature)?,
            signature_type: attribute(signature, "MimeType"),
            references,
        })
    }
}

fn reference(node: Node<'_, '_>) -> Result<DataReference, ManifestError> {
    let child = |name| {
        let mut found = children(node, XMLDSIG, name);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(ManifestError::Structure("a DataObjectReference has not exactly one digest")),
        }
    };
    let algorithm = attribute(child("DigestMethod")?, "Algorithm")
        .ok_or(ManifestError::Structure("a DigestMethod names no algorithm"))?;
    let mut text: String = child("DigestValue")?.children().filter_map(|part| part.text()).collect();
    text.retain(|c| !c.is_ascii_whitespace());
    let digest =
        STANDARD.decode(&text).map_err(|_| ManifestError::Structure("a DigestValue is not base64"))?;
    Ok(DataReference {
        entry: entry(node)?,
        media_type: attribute(node, "MimeType"),
        root: attribute(node, "Rootfile").is_some_and(|value| matches!(value.trim(), "true" | "1")),
        algorithm: digest_algorithm(&algorithm).ok_or(algorithm),
        digest,
        state: ReferenceState::Missing,
    })
}

fn entry(node: Node<'_, '_>) -> Result<Result<String, String>, ManifestError> {
    let uri = attribute(node, "URI").ok_or(ManifestError::Structure("a reference has no URI"))?;
    Ok(entry_of_uri(&uri).ok_or(uri))
}

fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name).map(str::to_owned)
}

fn children<'a, 'input>(
    node: Node<'a, 'input>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name((namespace, name)))
}

const DIGESTS: [(DigestAlgorithm, &str); 9] = [
    (DigestAlgorithm::Md5, "http://www.w3.org/2001/04/xmldsig-more#md5"),
    (DigestAlgorithm::Sha1, "http://www.w3.org/2000/09/xmldsig#sha1"),
    (DigestAlgorithm::Sha224, "http://www.w3.org/2001/04/xmldsig-more#sha224"),
    (DigestAlgorithm::Sha256, "http://www.w3.org/2001/04/xmlenc#sha256"),
    (DigestAlgorithm::Sha384, "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    (DigestAlgorithm::Sha512, "http://www.w3.org/2001/04/xmlenc#sha512"),
    (DigestAlgorithm::Sha3_256, "http://www.w3.org/2007/05/xmldsig-more#sha3-256"),
    (DigestAlgorithm::Sha3_384, "http://www.w3.org/2007/05/xmldsig-more#sha3-384"),
    (DigestAlgorithm::Sha3_512, "http://www.w3.org/2007/05/xmldsig-more#sha3-512"),
];

/// The algorithm with this URI (RFC 9231 §2.1).
fn digest_algorithm(uri: &str) -> Option<DigestAlgorithm> {
    DIGESTS.iter().find(|(_, known)| *known == uri).map(|(algorithm, _)| *algorithm)
}

/// The URI of an algorithm (RFC 9231 §2.1).
pub(crate) fn digest_uri(algorithm: DigestAlgorithm) -> &'static str {
    DIGESTS.iter().find(|(known, _)| *known == algorithm).map_or("", |(_, uri)| uri)
}
