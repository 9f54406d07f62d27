//! ZIPs made to deceive or to exhaust: each is refused with a reason of its own, or noted.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::{Cursor, Read, Write};

use asic::{Container, Error, Fault, Finding, Form, Limits, ManifestError, Over, ReferenceState};
use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// An entry as it stands in the file, every field of which can be made to lie.
#[derive(Clone)]
struct Raw {
    name: Vec<u8>,
    local_name: Vec<u8>,
    data: Vec<u8>,
    flags: u16,
    method: u16,
    crc: u32,
    local_crc: u32,
    size: u32,
    local_size: u32,
    stored: u32,
    link: bool,
}

fn crc32(octets: &[u8]) -> u32 {
    !octets.iter().fold(!0u32, |crc, octet| {
        (0..8).fold(crc ^ u32::from(*octet), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

impl Raw {
    fn new(name: &str, data: &[u8]) -> Self {
        let (crc, size) = (crc32(data), data.len() as u32);
        Self {
            name: name.into(),
            local_name: name.into(),
            data: data.to_vec(),
            flags: 0,
            method: 0,
            crc,
            local_crc: crc,
            size,
            local_size: size,
            stored: size,
            link: false,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// A ZIP of these entries, with octets between them, and its end.
fn zip_of(before: &[u8], entries: &[Raw], between: &[u8], comment: &[u8]) -> Vec<u8> {
    fn put(out: &mut Vec<u8>, fields: &[(u32, usize)]) {
        fields.iter().for_each(|(value, len)| out.extend(&value.to_le_bytes()[..*len]));
    }
    let (mut out, mut directory) = (before.to_vec(), Vec::new());
    for (index, raw) in entries.iter().enumerate() {
        if index > 0 {
            out.extend(between);
        }
        let offset = (out.len() - before.len()) as u32;
        let common = [(raw.flags.into(), 2), (raw.method.into(), 2), (0x5976_4b00, 4)];
        put(&mut out, &[(0x0403_4b50, 4), (20, 2)]);
        put(&mut out, &common);
        put(&mut out, &[(raw.local_crc, 4), (raw.stored, 4), (raw.local_size, 4)]);
        put(&mut out, &[(raw.local_name.len() as u32, 2), (0, 2)]);
        out.extend(&raw.local_name);
        out.extend(&raw.data);
        put(&mut directory, &[(0x0201_4b50, 4), (0x0314, 2), (20, 2)]);
        put(&mut directory, &common);
        put(&mut directory, &[(raw.crc, 4), (raw.stored, 4), (raw.size, 4), (raw.name.len() as u32, 2)]);
        let attributes = if raw.link { 0o120_777 << 16 } else { 0 };
        put(&mut directory, &[(0, 2), (0, 2), (0, 2), (0, 2), (attributes, 4), (offset, 4)]);
        directory.extend(&raw.name);
    }
    let start = (out.len() - before.len()) as u32;
    let (count, size) = (entries.len() as u32, directory.len() as u32);
    out.extend(directory);
    put(&mut out, &[(0x0605_4b50, 4), (0, 4), (count, 2), (count, 2), (size, 4), (start, 4)]);
    put(&mut out, &[(comment.len() as u32, 2)]);
    out.extend(comment);
    out
}

fn honest() -> Vec<Raw> {
    vec![
        Raw::new("mimetype", asic::ASIC_S.as_bytes()),
        Raw::new("a.txt", b"uno"),
        Raw::new("META-INF/signature.p7s", b"not looked at"),
    ]
}

fn simple(entries: &[Raw]) -> Vec<u8> {
    zip_of(b"", entries, b"", b"")
}

fn read<T>(octets: &[u8], look: impl FnOnce(&mut Container<'_>) -> T) -> Result<T, Error> {
    let mut source = Cursor::new(octets);
    Ok(look(&mut Container::read(&mut source, &Limits::default())?))
}

fn refusal(octets: &[u8]) -> Error {
    read(octets, |container| format!("{container:?}")).unwrap_err()
}

/// What happens when the second of the honest entries is changed.
fn with_second(change: impl FnOnce(&mut Raw)) -> Error {
    let mut entries = honest();
    change(&mut entries[1]);
    refusal(&simple(&entries))
}

#[test]
fn an_honest_container_is_read_without_a_remark() {
    read(&simple(&honest()), |container| {
        assert_eq!(container.form(), Form::Simple);
        assert_eq!((container.faults(), container.findings()), (&[][..], &[][..]));
        assert_eq!(container.documents()[0].over, Over::Data("a.txt".into()));
        let mut content = String::new();
        container.open("a.txt").unwrap().read_to_string(&mut content).unwrap();
        assert_eq!(content, "uno");
        assert!(matches!(container.octets("b.txt"), Err(Error::EntryMissing { .. })));
    })
    .unwrap();
}

#[test]
fn names_that_leave_the_container_are_refused() {
    for name in ["../a.txt", "/etc/passwd", "a/../../b", "C:\\a", "c:a", "a\\..\\b", "a\0.txt", "./a", "a//b"]
    {
        let error = with_second(|raw| {
            raw.name = name.into();
            raw.local_name = name.into();
        });
        assert!(matches!(error, Error::UnsafeName { .. }), "{name}: {error}");
    }
}

#[test]
fn a_symbolic_link_is_refused() {
    assert!(matches!(with_second(|raw| raw.link = true), Error::UnsafeName { .. }));
}

#[test]
fn an_entry_that_occurs_twice_is_refused() {
    for twin in ["a.txt", "a.txt/"] {
        let mut entries = honest();
        entries.push(Raw::new(twin, if twin.ends_with('/') { b"" } else { b"due" }));
        assert!(matches!(refusal(&simple(&entries)), Error::DuplicateName { .. }), "{twin}");
    }
}

#[test]
fn an_encrypted_entry_is_refused() {
    for flags in [1, 1 << 6, 1 << 13] {
        assert!(matches!(with_second(|raw| raw.flags = flags), Error::Encrypted { .. }), "{flags}");
    }
}

#[test]
fn an_unknown_compression_is_refused() {
    assert!(matches!(with_second(|raw| raw.method = 12), Error::Compression { .. }));
}

#[test]
fn a_local_header_that_contradicts_the_directory_is_refused() {
    type Lie = (&'static str, fn(&mut Raw));
    let lies: [Lie; 5] = [
        ("name", |raw| raw.local_name = b"b.txt".to_vec()),
        ("sizes or CRC-32", |raw| raw.local_crc ^= 1),
        ("sizes or CRC-32", |raw| raw.local_size += 1),
        ("two sizes of a stored entry", |raw| raw.size += 1),
        ("data descriptor", |raw| raw.flags = 8),
    ];
    for (expected, lie) in lies {
        let error = with_second(lie);
        assert!(
            matches!(error, Error::HeaderMismatch { what, .. } if what == expected),
            "{expected}: {error}"
        );
    }
}

#[test]
fn a_wrong_checksum_is_found_when_the_entry_is_read() {
    let mut entries = honest();
    entries[1].crc ^= 1;
    entries[1].local_crc ^= 1;
    let error = read(&simple(&entries), |container| container.octets("a.txt").unwrap_err()).unwrap();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

#[test]
fn entries_that_share_octets_are_refused() {
    // The second entry reaches over the header of the third.
    let mut entries = honest();
    let inner = simple(&entries[2..3]);
    let inner = &inner[..30 + entries[2].name.len() + entries[2].data.len()];
    entries[1] = Raw::new("a.txt", inner);
    let mut octets = simple(&entries);
    // The directory now says that the third entry is the one inside the second.
    let name = b"META-INF/signature.p7s";
    let last = octets.windows(name.len()).rposition(|part| part == name).unwrap();
    let inside = octets.windows(inner.len()).position(|part| part == inner).unwrap() as u32;
    octets[last - 4..last].copy_from_slice(&inside.to_le_bytes());
    assert!(matches!(refusal(&octets), Error::Overlap { .. }), "{}", refusal(&octets));
}

#[test]
fn octets_before_the_zip_are_refused() {
    let octets = zip_of(b"%PDF-1.7 both at once", &honest(), b"", b"");
    assert!(matches!(refusal(&octets), Error::PrependedData { octets: 21 }));
    // Also where every offset counts from the start of the file.
    let mut entries = honest();
    entries.insert(0, Raw::new("hidden", b"data"));
    let mut octets = simple(&entries);
    let (count, end) = (entries.len() as u16 - 1, octets.len() - 22);
    let directory = octets.windows(4).position(|part| part == b"PK\x01\x02").unwrap();
    octets.drain(directory..directory + 46 + 6);
    let end = end - 52;
    for at in [8, 10] {
        octets[end + at..end + at + 2].copy_from_slice(&count.to_le_bytes());
    }
    let size = (end - directory) as u32;
    octets[end + 12..end + 16].copy_from_slice(&size.to_le_bytes());
    assert!(matches!(refusal(&octets), Error::PrependedData { octets: 40 }), "{}", refusal(&octets));
}

#[test]
fn octets_after_the_zip_are_refused() {
    let mut octets = simple(&honest());
    octets.push(0);
    assert!(matches!(refusal(&octets), Error::TrailingData));
}

#[test]
fn a_comment_that_hides_another_end_is_refused() {
    let other = simple(&honest()[..2]);
    let octets = zip_of(b"", &honest(), b"", &other);
    assert!(matches!(refusal(&octets), Error::CommentTrick), "{}", refusal(&octets));
    let octets = zip_of(b"", &honest(), b"", b"mimetype=text/plain");
    assert!(read(&octets, |container| container.findings().len()).unwrap() == 0);
}

#[test]
fn octets_between_entries_are_noted() {
    let octets = zip_of(b"", &honest(), b"nobody's", b"");
    let findings = read(&octets, |container| container.findings().to_vec()).unwrap();
    assert_eq!(findings, [Finding::Gap { octets: 8 }, Finding::Gap { octets: 8 }]);
}

#[test]
fn more_entries_than_allowed_are_refused_before_any_is_read() {
    let mut entries = honest();
    entries.extend((0..10_000).map(|number| Raw::new(&format!("{number}"), b"")));
    assert!(matches!(refusal(&simple(&entries)), Error::Limit { what: "entries", limit: 10_000 }));
}

fn deflated(name: &str, octets: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("mimetype", options.compression_method(CompressionMethod::Stored)).unwrap();
    zip.write_all(asic::ASIC_S.as_bytes()).unwrap();
    zip.start_file(name, options).unwrap();
    std::io::copy(&mut std::io::repeat(0).take(octets as u64), &mut zip).unwrap();
    zip.start_file("META-INF/signature.p7s", options).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_refused_before_it_is_inflated() {
    assert!(matches!(refusal(&deflated("a", 2 << 20)), Error::Limit { limit: 200, .. }));
    // Below a mebibyte the ratio does not count.
    assert!(read(&deflated("a", 1 << 20), |_| ()).is_ok());
    // Sizes that lie are found by the limit on what is inflated.
    let mut octets = deflated("a", 2 << 20);
    let small = 1000u32.to_le_bytes();
    let large = (2u32 << 20).to_le_bytes();
    while let Some(at) = octets.windows(4).position(|part| part == large) {
        octets[at..at + 4].copy_from_slice(&small);
    }
    let error = read(&octets, |container| container.octets("a").unwrap_err()).unwrap();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    // Many entries that together are too much.
    let huge = |name: &str| {
        Raw::new(name, &[0; 4 << 20]).with(|raw| {
            raw.method = 8;
            raw.size = 600 << 20;
            raw.local_size = raw.size;
        })
    };
    let entries = [&honest()[..1], &[huge("a"), huge("b")], &honest()[2..]].concat();
    let error = refusal(&simple(&entries));
    assert!(matches!(error, Error::Limit { what: "octets of all entries", .. }), "{error}");
}

#[test]
fn another_zip_is_no_container() {
    for entries in [&[Raw::new("a.txt", b"uno")][..], &[Raw::new("mimetype", b"application/epub+zip")], &[]] {
        assert!(matches!(refusal(&simple(entries)), Error::NotAContainer));
    }
    assert!(matches!(refusal(b"PK\x03\x04"), Error::Malformed(_)));
    assert!(matches!(refusal(b""), Error::Malformed(_)));
}

#[test]
fn a_mimetype_that_is_not_as_asked_for_is_noted() {
    let mimetype = |text: &str| [&[Raw::new("mimetype", text.as_bytes())], &honest()[1..]].concat();
    let findings =
        |entries: &[Raw]| read(&simple(entries), |container| container.findings().to_vec()).unwrap();
    assert_eq!(findings(&mimetype("application/vnd.etsi.asic-s+zip\n")), [Finding::MimetypeBlanks]);
    let text = "application/octet-stream".to_owned();
    assert_eq!(findings(&mimetype(&text)), [Finding::MimetypeUnknown { text }]);
    assert_eq!(findings(&honest()[1..]), [Finding::MimetypeMissing]);
    let mut late = honest();
    late.swap(0, 1);
    assert_eq!(findings(&late), [Finding::MimetypeNotFirst]);
}

#[test]
fn what_has_no_place_beside_the_signatures_is_noted() {
    let mut entries = honest();
    entries.push(Raw::new("META-INF/run.exe", b"MZ"));
    let findings = read(&simple(&entries), |container| container.findings().to_vec()).unwrap();
    assert_eq!(findings, [Finding::UnknownRole { name: "META-INF/run.exe".into() }]);
}

#[test]
fn a_file_no_signature_is_about_is_noted() {
    let manifest = manifest(&[("a.txt", "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=")]);
    let findings = |extra: Raw| {
        let entries = [extended(&manifest), vec![extra]].concat();
        read(&simple(&entries), |container| container.findings().to_vec()).unwrap()
    };
    assert_eq!(findings(Raw::new("b.txt", b"due")), [Finding::Uncovered { name: "b.txt".into() }]);
    assert_eq!(findings(Raw::new("b/", b"")), []);
}

#[test]
fn names_that_some_systems_take_for_one_are_noted() {
    for (first, second) in [("b.txt", "B.TXT"), ("pi\u{f9}.txt", "piu\u{300}.txt"), ("b", "B/")] {
        let entries = [honest(), vec![Raw::new(first, b""), Raw::new(second, b"")]].concat();
        let alike = Finding::AlikeNames { name: second.into() };
        let found = read(&simple(&entries), |container| container.findings().contains(&alike)).unwrap();
        assert!(found, "{first} {second}");
    }
}

#[test]
fn names_in_utf_8_are_read_whether_or_not_they_are_marked_as_such() {
    for flags in [0, 1 << 11] {
        let entry = Raw::new("perché.txt", b"").with(|raw| raw.flags = flags);
        let entries = [honest(), vec![entry]].concat();
        let found = read(&simple(&entries), |container| container.archive().entry("perché.txt").is_some());
        assert!(found.unwrap(), "{flags}");
    }
}

#[test]
fn what_only_looks_like_a_signature_covers_nothing() {
    let reference = r#"<d:Reference URI="a.txt"/>"#;
    let info = format!("<d:SignedInfo>{reference}</d:SignedInfo>");
    let signature = format!("<d:Signature>{info}</d:Signature>");
    for (inside, covers) in [
        (signature.clone(), true),
        (info.clone(), false),
        (format!("<d:Signature><d:Object>{info}</d:Object></d:Signature>"), false),
        (format!("<d:Signature><d:Object><x>{signature}</x></d:Object></d:Signature>"), false),
    ] {
        let xml = format!(r#"<x xmlns:d="http://www.w3.org/2000/09/xmldsig#">{inside}</x>"#);
        let entries = [
            Raw::new("mimetype", asic::ASIC_E.as_bytes()),
            Raw::new("a.txt", b"a"),
            Raw::new("META-INF/signatures.xml", xml.as_bytes()),
        ];
        let covered = read(&simple(&entries), |container| !container.documents()[0].covers.is_empty());
        assert_eq!(covered.unwrap(), covers, "{inside}");
    }
}

fn manifest(references: &[(&str, &str)]) -> String {
    let references: String = references
        .iter()
        .map(|(uri, digest)| {
            format!(
                r#"<DataObjectReference URI="{uri}"><d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue>{digest}</d:DigestValue></DataObjectReference>"#
            )
        })
        .collect();
    format!(
        r#"<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:d="http://www.w3.org/2000/09/xmldsig#"><SigReference URI="META-INF/signature.p7s"/>{references}</ASiCManifest>"#
    )
}

fn extended(manifest: &str) -> Vec<Raw> {
    vec![
        Raw::new("mimetype", asic::ASIC_E.as_bytes()),
        Raw::new("a.txt", b"a"),
        Raw::new("META-INF/signature.p7s", b""),
        Raw::new("META-INF/ASiCManifest.xml", manifest.as_bytes()),
    ]
}

#[test]
fn every_reference_of_a_manifest_is_compared() {
    let right = "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=";
    let manifest = manifest(&[
        ("a.txt", right),
        ("./a%2etxt", right),
        ("a.txt", "AAAA"),
        ("b.txt", right),
        ("../a.txt", right),
        ("http://example.com/a.txt", right),
    ]);
    read(&simple(&extended(&manifest)), |container| {
        use ReferenceState::{Altered, Intact, Missing};
        let states: Vec<_> = container.manifests()[0].references.iter().map(|one| one.state).collect();
        assert_eq!(states, [Intact, Intact, Altered, Missing, Missing, Missing]);
        assert_eq!(container.documents()[0].covers, ["a.txt"]);
    })
    .unwrap();
    let unknown = manifest.replace("xmlenc#sha256", "xmlenc#ripemd160");
    read(&simple(&extended(&unknown)), |container| {
        assert_eq!(container.manifests()[0].references[0].state, ReferenceState::UnknownAlgorithm);
    })
    .unwrap();
}

#[test]
fn a_manifest_that_is_not_one_is_a_fault() {
    let good = manifest(&[("a.txt", "AAAA")]);
    for (bad, xml) in [
        (format!("<!DOCTYPE a [<!ENTITY b 'c'>]>{good}"), true),
        ("<a".into(), true),
        ("\u{0}".into(), true),
        (good.replace("ASiCManifest", "Manifest"), false),
        (good.replace("SigReference", "Sig"), false),
        (good.replace("AAAA", "!"), false),
        (manifest(&[]), false),
    ] {
        read(&simple(&extended(&bad)), |container| {
            let [Fault::Manifest { error, .. }] = container.faults() else { panic!("{bad}") };
            assert_eq!(matches!(error, ManifestError::Xml(_)), xml, "{bad}: {error}");
            assert_eq!(container.documents()[0].faults, [Fault::NoManifest("META-INF/signature.p7s".into())]);
        })
        .unwrap();
    }
}

#[test]
fn two_manifests_for_one_signature_are_a_fault() {
    let text = manifest(&[("a.txt", "AAAA")]);
    let mut entries = extended(&text);
    entries.push(Raw::new("META-INF/ASiCManifest2.xml", text.as_bytes()));
    read(&simple(&entries), |container| {
        let document = &container.documents()[0];
        assert_eq!(document.over, Over::Unknown);
        assert!(matches!(document.faults[..], [Fault::SeveralManifests(_)]));
    })
    .unwrap();
}

#[test]
fn a_manifest_for_a_signature_that_is_gone_is_a_fault() {
    let mut entries = extended(&manifest(&[("a.txt", "AAAA")]));
    entries.remove(2);
    read(&simple(&entries), |container| {
        assert!(matches!(container.faults(), [Fault::SignatureMissing { .. }]));
    })
    .unwrap();
}

/// Elements inside elements do not exhaust the stack.
#[test]
fn deeply_nested_xml_is_a_fault_and_no_crash() {
    let deep = "<a>".repeat(100_000);
    for text in [deep.clone(), format!("{deep}{}", "</a>".repeat(100_000))] {
        read(&simple(&extended(&text)), |container| {
            assert!(matches!(container.faults(), [Fault::Manifest { .. }]));
        })
        .unwrap();
    }
}

/// One file that a thousand manifests name is read once.
#[test]
fn many_references_to_one_file_cost_one_pass() {
    let text = manifest(&vec![("a.txt", "AAAA"); 200]);
    let mut entries = extended(&text);
    entries[1] = Raw::new("a.txt", &vec![b'x'; 8 << 20]);
    entries.extend((0..100).map(|n| Raw::new(&format!("META-INF/ASiCManifest{n}.xml"), text.as_bytes())));
    read(&simple(&entries), |container| assert_eq!(container.manifests().len(), 101)).unwrap();
    entries.extend((0..500).map(|n| Raw::new(&format!("META-INF/ASiCManifestx{n}.xml"), text.as_bytes())));
    assert!(matches!(refusal(&simple(&entries)), Error::Limit { what: "references of manifests", .. }));
}

fn look_at_everything(octets: &[u8]) {
    let _ = read(octets, |container| {
        let names: Vec<String> = container.entries().iter().map(|entry| entry.name.clone()).collect();
        for name in names {
            let _ = container.octets(&name);
        }
        container.uncovered().count()
    });
}

#[test]
fn a_container_cut_short_anywhere_is_refused() {
    let octets = simple(&extended(&manifest(&[("a.txt", "AAAA")])));
    for len in 0..octets.len() {
        assert!(matches!(refusal(&octets[..len]), Error::Malformed(_) | Error::TrailingData), "{len}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn noise_is_refused(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        look_at_everything(&octets);
    }

    #[test]
    fn a_changed_octet_is_refused_or_read(
        at in any::<proptest::sample::Index>(),
        value in any::<u8>(),
        again in any::<proptest::sample::Index>(),
    ) {
        let mut octets = simple(&extended(&manifest(&[("a.txt", "AAAA")])));
        let (at, again) = (at.index(octets.len()), again.index(octets.len()));
        octets[at] = value;
        octets[again] ^= value;
        look_at_everything(&octets);
    }
}
