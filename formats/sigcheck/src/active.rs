//! Documents that can change what they show: macros, scripts (DPCM 22-2-2013 art. 4 c. 3). For PDF see
//! [`pades::ActiveContent`].

use std::io;

use cades::ReadSeek;

use crate::{
    reason::{Code, Reason},
    recognise::contains,
    walk::Walk,
};

/// Compound files: the Office formats of old.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Says what in the signed document acts by itself.
///
/// # Errors
/// When reading fails.
pub(crate) fn look(file: &mut (dyn ReadSeek + '_), head: &[u8], walk: &mut Walk<'_>) -> io::Result<()> {
    if let Some(kind) = kind(file, head)? {
        walk.warn(Reason::from(Code::ActiveContent).with("kinds", kind));
    }
    Ok(())
}

fn kind(file: &mut (dyn ReadSeek + '_), head: &[u8]) -> io::Result<Option<&'static str>> {
    let text = plain(head);
    let has = |needle: &[u8]| text.windows(needle.len()).any(|window| window == needle);
    let begins = text.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf").unwrap_or(text.trim_ascii_start());
    if head.starts_with(b"PK\x03\x04") {
        // Office Open XML keeps macros in one file, OpenDocument in a folder.
        return Ok(contains(file, &[b"vbaProject.bin", b"Basic/Standard", b"Scripts/"])?.then_some("Macros"));
    }
    if head.starts_with(OLE) {
        return Ok(contains(file, &[b"_VBA_PROJECT", b"Macros"])?.then_some("Macros"));
    }
    if begins.starts_with(b"{\\rtf") {
        return Ok(contains(file, &[b"\\objdata", b"\\objupdate"])?.then_some("EmbeddedObjects"));
    }
    if is_page(head) {
        return Ok(Some("Html"));
    }
    if has(b"<svg") {
        return Ok(contains(file, &[b"<script", b"onload="])?.then_some("Script"));
    }
    Ok(None)
}

/// Whether it is an HTML page.
pub(crate) fn is_page(head: &[u8]) -> bool {
    let text = plain(head);
    let has = |needle: &[u8]| text.windows(needle.len()).any(|window| window == needle);
    has(b"<!doctype html") || has(b"<html")
}

/// In lower case, and without what UTF-16 has between the letters.
fn plain(head: &[u8]) -> Vec<u8> {
    head.iter().filter(|octet| **octet != 0).map(u8::to_ascii_lowercase).collect()
}
