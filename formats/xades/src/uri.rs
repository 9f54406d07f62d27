//! Names of namespaces and algorithms.

use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

/// Namespace of XML signatures.
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Namespace of what XML signatures 1.1 added.
pub const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";
/// Namespace of XAdES 1.3.2, the one that is written.
pub const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// Namespace of what XAdES 1.4.1 added.
pub const XADES141: &str = "http://uri.etsi.org/01903/v1.4.1#";
/// Namespace of `xml:lang` and its like.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Canonical XML 1.0.
pub const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
/// Canonical XML 1.1.
pub const C14N11: &str = "http://www.w3.org/2006/12/xml-c14n11";
/// Exclusive Canonical XML 1.0.
pub const EXC_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// Transform: without the signature itself.
pub const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// Transform: what the text encodes.
pub const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";
/// Transform: nodes for which an expression holds.
pub const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
/// Transform: XPath Filter 2.0, also its namespace.
pub const FILTER2: &str = "http://www.w3.org/2002/06/xmldsig-filter2";
/// Transform: a style sheet, never executed.
pub const XSLT: &str = "http://www.w3.org/TR/1999/REC-xslt-19991116";

/// Type of a reference to a ds:Manifest.
pub const MANIFEST: &str = "http://www.w3.org/2000/09/xmldsig#Manifest";
/// Type of a reference to a ds:Object.
pub const OBJECT: &str = "http://www.w3.org/2000/09/xmldsig#Object";
/// Type of the reference of a counter-signature.
pub const COUNTERSIGNED: &str = "http://uri.etsi.org/01903#CountersignedSignature";
/// Type of the reference to the signed properties.
pub const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";

use DigestAlgorithm::{Md5, Sha1, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512};

const DIGESTS: [(DigestAlgorithm, &str); 9] = [
    (Md5, "http://www.w3.org/2001/04/xmldsig-more#md5"),
    (Sha1, "http://www.w3.org/2000/09/xmldsig#sha1"),
    (Sha224, "http://www.w3.org/2001/04/xmldsig-more#sha224"),
    (Sha256, "http://www.w3.org/2001/04/xmlenc#sha256"),
    (Sha384, "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    (Sha512, "http://www.w3.org/2001/04/xmlenc#sha512"),
    (Sha3_256, "http://www.w3.org/2007/05/xmldsig-more#sha3-256"),
    (Sha3_384, "http://www.w3.org/2007/05/xmldsig-more#sha3-384"),
    (Sha3_512, "http://www.w3.org/2007/05/xmldsig-more#sha3-512"),
];

const RSA: [(DigestAlgorithm, &str); 6] = [
    (Md5, "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"),
    (Sha1, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
    (Sha224, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224"),
    (Sha256, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
    (Sha384, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"),
    (Sha512, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
];

const ECDSA: [(DigestAlgorithm, &str); 8] = [
    (Sha1, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"),
    (Sha224, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224"),
    (Sha256, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
    (Sha384, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"),
    (Sha512, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"),
    (Sha3_256, "http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-256"),
    (Sha3_384, "http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-384"),
    (Sha3_512, "http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-512"),
];

/// RSASSA-PSS whose salt is as long as the digest (RFC 6931 §2.3.10).
const PSS: [(DigestAlgorithm, &str); 8] = [
    (Sha1, "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1"),
    (Sha224, "http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1"),
    (Sha256, "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"),
    (Sha384, "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1"),
    (Sha512, "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1"),
    (Sha3_256, "http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1"),
    (Sha3_384, "http://www.w3.org/2007/05/xmldsig-more#sha3-384-rsa-MGF1"),
    (Sha3_512, "http://www.w3.org/2007/05/xmldsig-more#sha3-512-rsa-MGF1"),
];

/// RSASSA-PSS with its parameters as a child element (RFC 6931 §2.3.9).
pub const RSA_PSS: &str = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss";

/// The digest algorithm with this identifier.
pub fn digest(uri: &str) -> Option<DigestAlgorithm> {
    DIGESTS.iter().find(|(_, known)| *known == uri).map(|(algorithm, _)| *algorithm)
}

/// The identifier of a digest algorithm.
pub fn of_digest(algorithm: DigestAlgorithm) -> &'static str {
    DIGESTS.iter().find(|(known, _)| *known == algorithm).map_or("", |(_, uri)| uri)
}

/// The signature algorithm with this identifier, if it says all.
pub fn signature(uri: &str) -> Option<SignatureAlgorithm> {
    let find = |table: &[(DigestAlgorithm, &str)]| {
        table.iter().find(|(_, known)| *known == uri).map(|(digest, _)| *digest)
    };
    find(&RSA)
        .map(SignatureAlgorithm::RsaPkcs1)
        .or_else(|| find(&ECDSA).map(SignatureAlgorithm::Ecdsa))
        .or_else(|| find(&PSS).map(SignatureAlgorithm::rsa_pss))
}

/// The identifier of a signature algorithm; `None` where there is none that says all.
pub fn of_signature(algorithm: SignatureAlgorithm) -> Option<&'static str> {
    let (table, digest): (&[_], _) = match algorithm {
        SignatureAlgorithm::Ecdsa(digest) => (&ECDSA, digest),
        SignatureAlgorithm::RsaPkcs1(digest) => (&RSA, digest),
        SignatureAlgorithm::RsaPss { digest, .. } if algorithm == SignatureAlgorithm::rsa_pss(digest) => {
            (&PSS, digest)
        }
        SignatureAlgorithm::RsaPss { .. } => return None,
    };
    table.iter().find(|(known, _)| *known == digest).map(|(_, uri)| *uri)
}
