//! Writing signatures as text, and putting text into a document without touching what is there.

use std::{fmt::Write as _, ops::Range};

use x509::Certificate;

use crate::{
    properties::issuer_serial,
    reference::encode,
    uri,
    xml::{self, Node, Source},
};

/// Text for an element or an attribute in ASCII, so that it fits any encoding.
pub(crate) fn ascii(text: &str) -> String {
    let escaped = xml::escape(text);
    if escaped.is_ascii() {
        return escaped.into_owned();
    }
    let mut ascii = String::with_capacity(escaped.len() * 2);
    for character in escaped.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            let _ = write!(ascii, "&#x{:X};", u32::from(character));
        }
    }
    ascii
}

/// A relative URI for a file name.
pub(crate) fn percent_encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for octet in name.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~/!$'()*+,;=@".contains(&octet) {
            encoded.push(char::from(octet));
        } else {
            let _ = write!(encoded, "%{octet:02X}");
        }
    }
    encoded
}

/// `<ds:Transform …/>` of an algorithm.
pub(crate) fn transform(algorithm: &str) -> String {
    format!("<ds:Transform Algorithm=\"{algorithm}\"/>")
}

/// ds:KeyInfo with these certificates.
pub(crate) fn key_info(certificates: &[Certificate]) -> String {
    let mut text = "<ds:KeyInfo><ds:X509Data>".to_owned();
    for certificate in certificates {
        let _ = write!(text, "<ds:X509Certificate>{}</ds:X509Certificate>", encode(certificate.der()));
    }
    text + "</ds:X509Data></ds:KeyInfo>"
}

/// SigningCertificateV2 (EN 319 132-1 §5.2.2).
pub(crate) fn signing_certificate(certificate: &Certificate) -> String {
    format!(
        "<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
         <ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue>{}</ds:DigestValue></xades:CertDigest>\
         <xades:IssuerSerialV2>{}</xades:IssuerSerialV2></xades:Cert></xades:SigningCertificateV2>",
        uri::of_digest(x509::alg::DigestAlgorithm::Sha256),
        encode(&certificate.sha256()),
        encode(&issuer_serial(certificate)),
    )
}

/// Text to be put in the place of a range of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Insertion {
    pub(crate) range: Range<usize>,
    /// Before what is inserted.
    pub(crate) before: String,
    /// After it.
    pub(crate) after: String,
}

impl Insertion {
    /// As the last child of an element.
    pub(crate) fn last_in(element: Node<'_>) -> Self {
        let text = element.document().input_text();
        let range = element.range();
        if text[range.clone()].ends_with("/>") {
            let (prefix, local) = xml::name(element);
            let colon = if prefix.is_empty() { "" } else { ":" };
            return Self {
                range: range.end - 2..range.end,
                before: ">".to_owned(),
                after: format!("</{prefix}{colon}{local}>"),
            };
        }
        let end = range.start + text[range.clone()].rfind("</").unwrap_or_default();
        Self { range: end..end, before: String::new(), after: String::new() }
    }

    /// As the first child of an element.
    pub(crate) fn first_in(element: Node<'_>) -> Self {
        match element.first_child() {
            None => Self::last_in(element),
            Some(child) => {
                let start = child.range().start;
                Self { range: start..start, before: String::new(), after: String::new() }
            }
        }
    }

    /// The same with more text around what is inserted.
    pub(crate) fn within(mut self, before: &str, after: &str) -> Self {
        self.before.push_str(before);
        self.after.insert_str(0, after);
        self
    }

    /// The octets of the document before and after what is inserted.
    pub(crate) fn split(&self, source: &Source) -> (Vec<u8>, Vec<u8>) {
        let octets = source.octets();
        let mut before = octets[..source.offset(self.range.start)].to_vec();
        before.extend_from_slice(&source.encode(&self.before));
        let mut after = source.encode(&self.after).into_owned();
        after.extend_from_slice(&octets[source.offset(self.range.end)..]);
        (before, after)
    }

    /// The document with this text put in.
    pub(crate) fn put(&self, source: &Source, text: &str) -> Vec<u8> {
        let (mut file, after) = self.split(source);
        file.extend_from_slice(&source.encode(text));
        file.extend_from_slice(&after);
        file
    }
}
