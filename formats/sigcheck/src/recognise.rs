//! What a file is, by its content alone.

use std::io::{self, Read, SeekFrom};

use asn1::{Header, Rules, Writer, tag};
use cades::ReadSeek;

use crate::{
    Context, Input, active, cms, container, pdf,
    reason::{Code, Reason},
    report::{Document, Kind, Report, SubIndication},
    stamped,
    subject::Findings,
    walk::{self, Around, Walk},
    xml,
};

const XMLDSIG: &[u8] = b"http://www.w3.org/2000/09/xmldsig#";

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
        Front::Zip if contains(file, &[b"META-INF/", b"vnd.etsi.asic"])? => {
            let mut walk = begin(Document::Asic);
            if container::check(file, around, &mut walk)? {
                Ok(walk.finish())
            } else {
                refused(Document::Unsigned, None, Code::NotSigned)
            }
        }
        Front::Xml => xml_file(file, detached, &head, context),
        Front::TimestampResponse => {
            let mut walk = begin(Document::Timestamp);
            stamped::token(file, detached, around, &mut walk)?;
            Ok(walk.finish())
        }
        Front::Mime => {
            let mut walk = begin(Document::TimestampedData);
            if stamped::m7m(file, around, &mut walk)? {
                Ok(walk.finish())
            } else {
                refused(Document::Unsigned, None, Code::NotSigned)
            }
        }
        Front::OtherAsn1 | Front::Zip => refused(Document::Unsigned, None, Code::NotSigned),
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
                    walk.report.document = Document::TimestampedData;
                    stamped::data(file, detached, around, &mut walk)?;
                    return Ok(walk.finish());
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

fn xml_file(
    file: &mut (dyn ReadSeek + '_),
    detached: Option<&mut (dyn Read + '_)>,
    head: &[u8],
    context: Context<'_>,
) -> io::Result<Report> {
    let refused = |document, sub_indication, reason: Reason| {
        Ok(Report::refused(document, context.at, sub_indication, reason))
    };
    let is_page = active::is_page(head) && !head.starts_with(b"<?xml");
    let signed = contains(file, &[XMLDSIG])?;
    if !signed && (is_page || !contains(file, &[b"<!DOCTYPE"])?) {
        return refused(Document::Unsigned, None, Code::NotSigned.into());
    }
    let mut walk = Walk::new(context, Report::new(Document::Xades, context.at));
    let Some(octets) = walk.whole(file)? else {
        return refused(Document::Xades, Some(SubIndication::Generic), Code::FileLimit.into());
    };
    let content = match detached {
        Some(content) => {
            let mut octets = Vec::new();
            content.take(context.policy.max_pdf).read_to_end(&mut octets)?;
            Some(octets)
        }
        None => None,
    };
    let content = Detached(content);
    match xml::check(octets, &content, Around::default(), &Findings::default(), &mut walk) {
        Err((sub_indication, reason)) => return refused(Document::Damaged, Some(sub_indication), reason),
        Ok(()) if walk.report.signatures.is_empty() => {
            walk.report.document = Document::Unsigned;
            walk.report.errors.push(Code::NotSigned.into());
        }
        Ok(()) => {}
    }
    Ok(walk.finish())
}

/// The one content that was given, under whatever name it is referred to.
struct Detached(Option<Vec<u8>>);

impl xades::Contents for Detached {
    fn octets(&self, _: &str) -> Option<std::borrow::Cow<'_, [u8]>> {
        self.0.as_deref().map(Into::into)
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
        Front::Zip if contains(file, &[b"META-INF/"])? => {
            if container::check(file, around, walk)? {
                Ok(())
            } else {
                active::look(file, &head, walk)
            }
        }
        Front::Xml if contains(file, &[XMLDSIG])? => {
            let Some(octets) = walk.whole(file)? else {
                walk.warn(Code::FileLimit);
                return Ok(());
            };
            if let Err((_, reason)) = xml::check(octets, &Detached(None), around, &Findings::default(), walk)
            {
                walk.warn(reason);
            }
            Ok(())
        }
        Front::MaybeCms if cades::looks_signed(file, &walk.context.policy.limits)? => {
            match cms::check(file, None, around, walk)? {
                Some(cms::Refused::Token) => stamped::token(file, None, around, walk),
                _ => Ok(()),
            }
        }
        Front::Mime => stamped::m7m(file, around, walk).map(|_| ()),
        Front::MaybeCms if is_time_stamped(&head) => stamped::data(file, None, around, walk),
        _ => active::look(file, &head, walk),
    }
}

/// ContentInfo of TimeStampedData: its type is the first value inside (RFC 5544 §2).
fn is_time_stamped(head: &[u8]) -> bool {
    let Ok(outer) = Header::parse(head, Rules::Ber) else { return false };
    let oid = Writer::build(|w| w.oid(&cms::TIMESTAMPED_DATA));
    head.get(outer.size..).is_some_and(|inside| inside.starts_with(&oid))
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
    if text.starts_with(b"<")
        || head.starts_with(b"\0<")
        || head.starts_with(b"\xff\xfe")
        || head.starts_with(b"\xfe\xff")
    {
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
    let mut buffer = vec![0; 32 * 1024];
    let mut kept: Vec<u8> = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(false);
        }
        if memchr::memchr(0, &buffer[..count]).is_none() {
            kept.extend_from_slice(&buffer[..count]);
        } else {
            kept.extend(buffer[..count].iter().filter(|octet| **octet != 0));
        }
        if needles.iter().any(|needle| memchr::memmem::find(&kept, needle).is_some()) {
            return Ok(true);
        }
        kept.drain(..kept.len().saturating_sub(longest));
    }
}
