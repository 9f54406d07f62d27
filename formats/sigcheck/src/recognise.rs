//! What a file is, by its content alone.

use std::io::{self, Read, SeekFrom};

use asn1::{Header, Rules, tag};
use cades::ReadSeek;

use crate::{
    Context, Input, cms, pdf,
    reason::Code,
    report::{Document, Report, SubIndication},
};

/// How much of the front decides.
const HEAD: usize = 1024 + 8;

/// Recognises a file and checks it.
pub(crate) fn check(input: Input<'_>, context: Context<'_>) -> io::Result<Report> {
    let Context { at, policy, .. } = context;
    let Input { file, detached } = input;
    let mut head = Vec::with_capacity(HEAD);
    file.seek(SeekFrom::Start(0))?;
    Read::take(&mut *file, HEAD as u64).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let unsigned = |code: Code| Report::refused(Document::Unsigned, at, None, code);
    let not_examined =
        |document| Report::refused(document, at, Some(SubIndication::Generic), Code::FormatNotExamined);
    Ok(match front(&head) {
        Front::Empty => unsigned(Code::FileEmpty),
        Front::Pdf => {
            let size = file.seek(SeekFrom::End(0))?;
            if size > policy.max_pdf {
                return Ok(Report::refused(
                    Document::Pades,
                    at,
                    Some(SubIndication::Generic),
                    Code::FileLimit,
                ));
            }
            file.seek(SeekFrom::Start(0))?;
            let mut octets = Vec::with_capacity(size as usize);
            file.read_to_end(&mut octets)?;
            pdf::check(&octets, context)
        }
        Front::Zip
            if contains(
                file,
                &[b"vnd.etsi.asic", b"META-INF/signature", b"signatures.xml", b"timestamp.tst"],
            )? =>
        {
            not_examined(Document::Asic)
        }
        Front::Xml if contains(file, &[b"http://www.w3.org/2000/09/xmldsig#"])? => {
            not_examined(Document::Xades)
        }
        Front::TimestampResponse => not_examined(Document::Timestamp),
        Front::Mime
            if contains(
                file,
                &[b"application/timestamp", b"timestamp-reply", b"pkcs7-mime", b"pkcs7-signature"],
            )? =>
        {
            not_examined(Document::TimestampedData)
        }
        Front::OtherAsn1 | Front::Zip | Front::Xml | Front::Mime => unsigned(Code::NotSigned),
        Front::MaybeCms => cms::check(file, detached, context)?,
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Front {
    Empty,
    MaybeCms,
    Mime,
    OtherAsn1,
    Pdf,
    TimestampResponse,
    Xml,
    Zip,
}

fn front(head: &[u8]) -> Front {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if head.is_empty() {
        return Front::Empty;
    }
    if head.starts_with(b"%PDF-") {
        return Front::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") {
        return Front::Zip;
    }
    if head[0] == tag::SEQUENCE.0
        && let Some(kind) = first_inside(head)
    {
        // A PDF may stand within the first kilobyte of an envelope, so ASN.1 comes before the search.
        return kind;
    }
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Front::Pdf;
    }
    if text.starts_with(b"<") || head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Front::Xml;
    }
    if text.len() >= 13 && text[..13].eq_ignore_ascii_case(b"MIME-Version:") {
        return Front::Mime;
    }
    Front::MaybeCms
}

/// By the first value inside the outer SEQUENCE; none when the front is not ASN.1 at all.
fn first_inside(head: &[u8]) -> Option<Front> {
    let outer = Header::parse(head, Rules::Ber).ok()?;
    let inside = head.get(outer.size..)?;
    let inner = Header::parse(inside, Rules::Ber).ok()?;
    match inner.tag {
        tag::OID => Some(Front::MaybeCms),
        // PKIStatusInfo { status INTEGER … }, then the token (RFC 3161 §2.4.2).
        tag::SEQUENCE => {
            let status = inside.get(inner.size..)?;
            let is_status = status.starts_with(&[2, 1]) && status.get(2).is_some_and(|status| *status <= 5);
            let token = status.get(3..)?.first() == Some(&tag::SEQUENCE.0);
            Some(if is_status && token { Front::TimestampResponse } else { Front::OtherAsn1 })
        }
        tag::INTEGER | tag::SET | tag::OCTET_STRING => Some(Front::OtherAsn1),
        _ => None,
    }
}

/// Whether one of the texts stands anywhere in the file, in an encoding of ASCII or UTF-16.
fn contains(file: &mut (dyn ReadSeek + '_), needles: &[&[u8]]) -> io::Result<bool> {
    let longest = needles.iter().map(|needle| needle.len()).max().unwrap_or(0);
    let mut buffer = vec![0; 256 * 1024];
    let mut kept: Vec<u8> = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(false);
        }
        kept.extend(buffer[..count].iter().filter(|octet| **octet != 0));
        if needles.iter().any(|needle| kept.windows(needle.len()).any(|window| window == *needle)) {
            return Ok(true);
        }
        kept.drain(..kept.len().saturating_sub(longest));
    }
}
