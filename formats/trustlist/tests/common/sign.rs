//! Signs composed lists: enveloped XAdES, with faults on demand.

use asn1::{Reader, tag};
use base64::{Engine, engine::general_purpose::STANDARD};
use x509::{Certificate, alg::DigestAlgorithm};
use xades::{
    c14n::Canonicalization,
    xml::{Document, Source},
};

use super::pki::Key;

/// How a list is signed.
pub struct Signer<'a> {
    pub key: &'a Key,
    pub certificate: &'a Certificate,
    /// Certificates in KeyInfo.
    pub key_info: Vec<&'a Certificate>,
    pub digest: DigestAlgorithm,
    /// What the reference points to.
    pub uri: &'static str,
    pub with_properties: bool,
}

impl<'a> Signer<'a> {
    pub fn new(key: &'a Key, certificate: &'a Certificate) -> Self {
        Self {
            key,
            certificate,
            key_info: vec![certificate],
            digest: DigestAlgorithm::Sha256,
            uri: "",
            with_properties: true,
        }
    }

    /// The list with a signature as last child of its root.
    pub fn sign(&self, list: &str) -> Vec<u8> {
        let digest_uri = xades::uri::of_digest(self.digest);
        let encode = |octets: &[u8]| STANDARD.encode(octets);
        let digest_of = |octets: &[u8]| encode(&self.digest.digest(octets));
        let key_info: String = self
            .key_info
            .iter()
            .map(|certificate| {
                format!(
                    "<d:X509Data><d:X509Certificate>{}</d:X509Certificate></d:X509Data>",
                    encode(certificate.der())
                )
            })
            .collect();
        let properties = if self.with_properties {
            format!(
                "<d:Object><a:QualifyingProperties xmlns:a=\"http://uri.etsi.org/01903/v1.3.2#\" Target=\"#sig\">\
                 <a:SignedProperties Id=\"props\"><a:SignedSignatureProperties>\
                 <a:SigningTime>2026-11-01T00:00:00Z</a:SigningTime><a:SigningCertificateV2><a:Cert>\
                 <a:CertDigest><d:DigestMethod Algorithm=\"{digest_uri}\"/><d:DigestValue>{}</d:DigestValue>\
                 </a:CertDigest></a:Cert></a:SigningCertificateV2></a:SignedSignatureProperties>\
                 </a:SignedProperties></a:QualifyingProperties></d:Object>",
                digest_of(self.certificate.der())
            )
        } else {
            String::new()
        };
        let target = digest_of(&canonical(list, self.uri));
        let template = |over_list: &str, over_properties: &str, value: &str| {
            let exclusive = xades::uri::EXC_C14N;
            let transform = format!("<d:Transform Algorithm=\"{exclusive}\"/>");
            let second = if self.with_properties {
                format!(
                    "<d:Reference Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#props\">\
                     <d:Transforms>{transform}</d:Transforms><d:DigestMethod Algorithm=\"{digest_uri}\"/>\
                     <d:DigestValue>{over_properties}</d:DigestValue></d:Reference>"
                )
            } else {
                String::new()
            };
            let signature = format!(
                "<d:Signature xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"sig\"><d:SignedInfo>\
                 <d:CanonicalizationMethod Algorithm=\"{exclusive}\"/>\
                 <d:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>\
                 <d:Reference URI=\"{}\"><d:Transforms><d:Transform Algorithm=\"{}\"/>{transform}\
                 </d:Transforms><d:DigestMethod Algorithm=\"{digest_uri}\"/>\
                 <d:DigestValue>{over_list}</d:DigestValue></d:Reference>{second}</d:SignedInfo>\
                 <d:SignatureValue>{value}</d:SignatureValue><d:KeyInfo>{key_info}</d:KeyInfo>{properties}\
                 </d:Signature></TrustServiceStatusList>",
                self.uri,
                xades::uri::ENVELOPED,
            );
            list.replace("</TrustServiceStatusList>", &signature)
        };
        let draft = template(&target, "", "");
        let over_properties =
            if self.with_properties { digest_of(&canonical(&draft, "#props")) } else { String::new() };
        let draft = template(&target, &over_properties, "");
        let value = self.key.sign(&signed_info(&draft));
        template(&target, &over_properties, &encode(&plain(&value))).into_bytes()
    }
}

/// The exclusive canonical form of the root, or of the element with an identifier.
fn canonical(xml: &str, uri: &str) -> Vec<u8> {
    let source = Source::read(xml.as_bytes()).unwrap();
    let document = Document::parse(&source).unwrap();
    let element = match uri.strip_prefix('#') {
        Some(id) => document.by_id(id).unwrap(),
        None => document.root_element(),
    };
    Canonicalization::EXCLUSIVE.element(&document, element)
}

fn signed_info(xml: &str) -> Vec<u8> {
    let source = Source::read(xml.as_bytes()).unwrap();
    let document = Document::parse(&source).unwrap();
    xades::signatures(&document)[0].signed_octets().unwrap()
}

/// r and s in 32 octets each.
fn plain(der: &[u8]) -> Vec<u8> {
    let mut fields = Reader::der(der).sequence().unwrap();
    let mut plain = Vec::new();
    for _ in 0..2 {
        let number = fields.expect(tag::INTEGER).unwrap().unsigned().unwrap().to_vec();
        plain.resize(plain.len() + 32 - number.len(), 0);
        plain.extend(number);
    }
    plain
}
