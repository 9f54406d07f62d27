//! What a file is, by its content alone.

use std::io::{self, Read, SeekFrom};

use asn1::{Header, Rules, tag};
use cades::ReadSeek;

use crate::{
    Context, Input, active, cms, pdf,
    reason::Code,
    report::{Document, Kind, Report, SubIndication},
    stamped,
    walk::{self, Around, Walk},
};

/// How much of the front decides.
const HEAD: usize = 1024 + 8;

/// Recognises a file and checks it.
pub(crate) fn check(input: Input<'_>, context: Context<'_>) -> io::Result<Report> {
    let Input { file, detached } = input;
    let at = context.at;
    let head = walk::head(file, HEAD)?;
    let refused =
        |document, sub_indication, code: Code| Ok(Report::refused(document, at, sub_indication, code));
    let begin = |document| Walk::new(context, Report::new(document, at));
    let around = Around::default();
    match front(&head) {
        Front::Empty => refused(Document::Unsigned, None, Code::FileEmpty),
        Front::Pdf => {
            let mut walk = begin(Document::Pades);
            let Some(octets) = walk.whole(file)? else {
                return refused(Document::Pades, Some(SubIndication::Generic), Code::FileLimit);
            };
            if let Err(report) = pdf::check(&octets, around, &mut walk) {
                return Ok(*report);
            }
            Ok(walk.finish())
        }
        Front::Zip
            if contains(
                file,
                &[b"vnd.etsi.asic", b"META-INF/signature", b"signatures.xml", b"timestamp.tst"],
            )? =>
        {
            refused(Document::Asic, Some(SubIndication::Generic), Code::FormatNotExamined)
        }
        Front::Xml if contains(file, &[b"http://www.w3.org/2000/09/xmldsig#"])? => {
            refused(Document::Xades, Some(SubIndication::Generic), Code::FormatNotExamined)
        }
        Front::TimestampResponse => {
            let mut walk = begin(Document::Timestamp);
            stamped::token(file, detached, around, &mut walk)?;
            Ok(walk.finish())
        }
        Front::Mime
            if contains(
                file,
                &[b"application/timestamp", b"timestamp-reply", b"pkcs7-mime", b"pkcs7-signature"],
            )? =>
        {
            refused(Document::TimestampedData, Some(SubIndication::Generic), Code::FormatNotExamined)
        }
        Front::OtherAsn1 | Front::Zip | Front::Xml | Front::Mime => {
            refused(Document::Unsigned, None, Code::NotSigned)
        }
        Front::MaybeCms => {
            let mut walk = begin(Document::Cades);
            let mut detached = detached;
            let content = detached.as_mut().map(|content| &mut **content as &mut dyn Read);
            match cms::check(file, content, around, &mut walk)? {
                None => {}
                Some(cms::Refused::Token) => {
                    walk.report.document = Document::Timestamp;
                    stamped::token(file, detached, around, &mut walk)?;
                    return Ok(walk.finish());
                }
                Some(cms::Refused::TimestampedData) => {
                    return refused(
                        Document::TimestampedData,
                        Some(SubIndication::Generic),
                        Code::FormatNotExamined,
                    );
                }
                Some(refused) => return Ok(refused.report(context)),
            }
            if walk.report.signatures.iter().all(|signature| signature.kind != Kind::Signature) {
                // An envelope of certificates only.
                walk.report.errors.push(Code::NotSigned.into());
            }
            Ok(walk.finish())
        }
    }
}

/// Looks at a document that stands inside something: whether it is signed itself, and whether it is one
/// that can change what it shows.
///
/// # Errors
/// When reading fails.
pub(crate) fn look_inside(
    file: &mut (dyn ReadSeek + '_),
    around: Around,
    walk: &mut Walk<'_>,
) -> io::Result<()> {
    let head = walk::head(file, HEAD)?;
    if around.depth as usize > walk.context.policy.limits.nesting {
        walk.warn(Code::NestingLimit);
        return Ok(());
    }
    match front(&head) {
        Front::Pdf => {
            let Some(octets) = walk.whole(file)? else {
                walk.warn(Code::FileLimit);
                return Ok(());
            };
            if let Ok(inspection) = pades::inspect(&octets) {
                pdf::add_signatures(&octets, &inspection, around, walk);
            }
            Ok(())
        }
        Front::TimestampResponse => stamped::token(file, None, around, walk),
        _ => active::look(file, &head, walk),
    }
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
pub(crate) fn contains(file: &mut (dyn ReadSeek + '_), needles: &[&[u8]]) -> io::Result<bool> {
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
