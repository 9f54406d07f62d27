//! The XML that containers hold, written octet by octet.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    ASIC_E, CreateError, DataObject, NAMESPACE,
    manifest::{XMLDSIG, digest_uri, parse_xml},
    names::uri_of_entry,
};

/// Media type of a detached CMS envelope in a manifest.
pub(crate) const SIGNATURE_TYPE: &str = "application/pkcs7-signature";
/// Media type of a time-stamp token in a manifest.
pub(crate) const TOKEN_TYPE: &str = "application/vnd.etsi.timestamp-token";
const PROLOG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An ASiCManifest (EN 319 162-1 §A.4); `root` is the object that is the archive manifest before this.
pub(crate) fn manifest(
    signature: &str,
    signature_type: &str,
    objects: &[DataObject],
    root: Option<&str>,
) -> Vec<u8> {
    let mut text = format!(
        r#"{PROLOG}<asic:ASiCManifest xmlns:asic="{NAMESPACE}" xmlns:ds="{XMLDSIG}"><asic:SigReference URI="{}" MimeType="{signature_type}"/>"#,
        uri_of_entry(signature)
    );
    for object in objects {
        let media_type = object.media_type.as_ref().map(|name| format!(r#" MimeType="{}""#, escaped(name)));
        // Writing to a String does not fail.
        let _ = write!(
            text,
            r#"<asic:DataObjectReference URI="{}"{}{}><ds:DigestMethod Algorithm="{}"/><ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>"#,
            object.uri(),
            media_type.unwrap_or_default(),
            if root == Some(object.name.as_str()) { r#" Rootfile="true""# } else { "" },
            digest_uri(object.digest.algorithm),
            STANDARD.encode(&object.digest.value)
        );
    }
    text.push_str("</asic:ASiCManifest>");
    text.into_bytes()
}

/// `META-INF/manifest.xml` (OpenDocument 1.2 part 3 §3.2).
pub(crate) fn package_manifest(objects: &[DataObject]) -> Vec<u8> {
    let entry = |path: &str, media_type: &str| {
        let (path, media_type) = (escaped(path), escaped(media_type));
        format!(r#"<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media_type}"/>"#)
    };
    let mut text = format!(
        r#"{PROLOG}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">{}"#,
        entry("/", ASIC_E)
    );
    for object in objects {
        text.push_str(&entry(
            &object.name,
            object.media_type.as_deref().unwrap_or("application/octet-stream"),
        ));
    }
    text.push_str("</manifest:manifest>");
    text.into_bytes()
}

/// A document with a ds:Signature element, which may come with the root of such a document around it: a
/// new one, or the one that is there with it as its last.
pub(crate) fn signatures(signature: &[u8], there: Option<&[u8]>) -> Result<Vec<u8>, CreateError> {
    let element = {
        let document = parse_xml(signature).map_err(|_| CreateError::NotASignature)?;
        let root = document.root_element();
        let around = root.has_tag_name((NAMESPACE, "XAdESSignatures"));
        let mut found = if around { root.first_element_child() } else { Some(root) }.into_iter();
        let signature = found
            .find(|node| node.has_tag_name((XMLDSIG, "Signature")) && node.next_sibling_element().is_none())
            .ok_or(CreateError::NotASignature)?;
        document.input_text()[signature.range()].to_owned()
    };
    let Some(there) = there else {
        return Ok(format!(
            r#"{PROLOG}<asic:XAdESSignatures xmlns:asic="{NAMESPACE}">{element}</asic:XAdESSignatures>"#
        )
        .into_bytes());
    };
    let document = parse_xml(there).map_err(CreateError::Document)?;
    let text = document.input_text();
    let range = document.root_element().range();
    let at = text[range.clone()].rfind("</").map(|at| range.start + at);
    let at = at.ok_or(CreateError::Document(crate::ManifestError::Structure("the root is empty")))?;
    Ok([&text[..at], &element, &text[at..]].concat().into_bytes())
}
