//! Archive time stamps of containers (EN 319 162-1 §A.7): those about a signature belong to it, make it
//! last and are renewed.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::io::Cursor;

use asic::{Container, DataFile, DataObject, DocumentKind, Form, NewEntry, prepare_archive, rewrite};
use base64::{Engine, engine::general_purpose::STANDARD};
use cades::ContentDigest;
use common::{
    chamber::{Chamber, instant},
    kinds::{Cades, Kind, Xades, sign_xml},
    world::{AFTER_FIFTEEN_YEARS, LIST_OF_2026, World, data},
};
use jiff::civil::{DateTime, date};
use sigcheck::{Code, Indication, Signature};
use x509::{Certificate, alg::DigestAlgorithm::Sha256};

const NAME: &str = "contratto.txt";
const CONTENT: &[u8] = b"contratto";
const SIGNATURE: &str = "META-INF/signature001.p7s";
const MANIFEST: &str = "META-INF/ASiCManifest001.xml";
const AT: DateTime = date(2026, 11, 22).at(9, 30, 0, 0);
const NOW: &str = "2026-11-23T00:00:00Z";

/// An extended container.
struct File(Vec<u8>);

impl AsRef<[u8]> for File {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl File {
    fn read<T>(&self, look: impl FnOnce(&mut Container<'_>) -> T) -> T {
        look(&mut Container::read(&mut Cursor::new(&self.0), &asic::Limits::default()).unwrap())
    }

    fn octets(&self, name: &str) -> Vec<u8> {
        self.read(|container| container.octets(name).unwrap())
    }

    fn with(&self, entries: &[NewEntry]) -> Self {
        self.read(|container| {
            Self(rewrite(container, entries, AT, Cursor::new(Vec::new())).unwrap().into_inner())
        })
    }

    /// An archive time stamp over all; `evidence` goes into the last one, where there is one.
    fn archived(&self, chamber: &Chamber, unit: &Certificate, at: &str, evidence: &[NewEntry]) -> Self {
        self.read(|container| {
            let to_stamp = prepare_archive(container, Sha256, evidence.to_vec()).unwrap();
            let token = chamber.token(unit, &to_stamp.content().value, at);
            Self(to_stamp.add(&token, container, AT, Cursor::new(Vec::new())).unwrap().into_inner())
        })
    }

    /// An archive time stamp over a manifest with these digests.
    fn archived_over(&self, world: &World, entries: &[(&str, Vec<u8>)]) -> Self {
        let mut xml = String::from(
            r#"<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><asic:SigReference URI="META-INF/timestamp001.tst"/>"#,
        );
        for (name, digest) in entries {
            xml += &format!(
                r#"<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>"#,
                STANDARD.encode(digest)
            );
        }
        xml += "</asic:ASiCManifest>";
        let token =
            world.first.token(&world.units[0], &Sha256.digest(xml.as_bytes()), "2026-11-22T10:00:00Z");
        self.with(&[
            NewEntry { name: "META-INF/ASiCArchiveManifest.xml".into(), octets: xml.into_bytes() },
            NewEntry { name: "META-INF/timestamp001.tst".into(), octets: token },
        ])
    }

    fn digest(&self, name: &str) -> Vec<u8> {
        Sha256.digest(&self.octets(name))
    }
}

/// An envelope with a certificate and the list of its authority.
fn with_list(envelope: &[u8], chamber: &Chamber, from: &str) -> Vec<u8> {
    Cades.with_data(envelope, &data(chamber, Some(from)))
}

impl World {
    /// At level B-LT.
    fn signed(&self) -> File {
        let digest = ContentDigest::of_slice(CONTENT, Sha256);
        let object = DataObject { name: NAME.into(), media_type: None, digest };
        let to_sign = asic::prepare(Form::Extended, DocumentKind::Cades, vec![object]).unwrap();
        let envelope = self.first.sign_detached(to_sign.content(), &self.signer, "2026-11-20T10:00:00Z");
        let stamped = Cades
            .stamped(&envelope, &|digest| self.first.token(&self.units[0], digest, "2026-11-20T10:00:05Z"));
        let envelope = with_list(&stamped, &self.first, LIST_OF_2026);
        let data = &mut [DataFile { name: NAME, content: &mut &CONTENT[..] }];
        File(to_sign.create(&envelope, data, AT, Cursor::new(Vec::new())).unwrap().into_inner())
    }

    fn archived(&self) -> File {
        self.signed().archived(&self.first, &self.units[0], "2026-11-22T10:00:00Z", &[])
    }

    fn renewed(&self, file: &File) -> File {
        let name = "META-INF/timestamp001.tst";
        let octets = with_list(&file.octets(name), &self.first, "2032-02-28T00:00:00Z");
        let evidence = NewEntry { name: name.into(), octets };
        file.archived(&self.second, &self.units[1], "2032-03-01T00:00:00Z", &[evidence])
    }

    fn renewed_again(&self, file: &File) -> File {
        let name = "META-INF/timestamp002.tst";
        let octets = with_list(&file.octets(name), &self.second, "2037-02-28T00:00:00Z");
        let evidence = NewEntry { name: name.into(), octets };
        file.archived(&self.third, &self.units[2], "2037-03-01T00:00:00Z", &[evidence])
    }
}

fn kinds(signature: &Signature) -> Vec<(&str, Indication)> {
    signature.timestamps.iter().map(|one| (one.kind, one.indication)).collect()
}

const PASSED: Indication = Indication::TotalPassed;

#[test]
fn an_archive_time_stamp_of_the_container_belongs_to_the_signature_and_uses_its_revocation_data() {
    let world = World::new();
    let report = world.check(&world.signed(), NOW);
    assert_eq!((report.indication, report.signatures[0].level), (PASSED, Some("B-LT")));
    let report = world.check(&world.archived(), NOW);
    let signature = &report.signatures[0];
    assert_eq!((report.indication, signature.level), (PASSED, Some("B-LTA")), "{report:#?}");
    assert_eq!(kinds(signature), [("signature", PASSED), ("archive", PASSED)]);
    assert!(report.timestamps.is_empty() && report.warnings.is_empty(), "{:?}", report.warnings);
}

#[test]
fn a_renewed_container_is_valid_fifteen_years_later_with_its_authority_gone() {
    let world = World::new();
    let file = world.renewed_again(&world.renewed(&world.archived()));
    let report = world.check(&file, AFTER_FIFTEEN_YEARS);
    let signature = &report.signatures[0];
    assert_eq!((report.indication, signature.level), (PASSED, Some("B-LTA")), "{signature:#?}");
    assert_eq!(signature.best_signature_time, instant("2026-11-20T10:00:05Z"));
    let stamps: Vec<_> = signature.timestamps.iter().map(|one| (one.kind, one.archived)).collect();
    assert_eq!(stamps, [("signature", true), ("archive", true), ("archive", true), ("archive", false)]);
}

#[test]
fn a_renewal_of_a_container_that_is_missing_is_named() {
    let world = World::new();
    let archived = world.archived();
    // Nobody renewed it in 2032: the unit of 2026 ended in 2034, before the next time stamp.
    let file = archived.archived(&world.third, &world.units[2], "2037-03-01T00:00:00Z", &[]);
    let report = world.check(&file, AFTER_FIFTEEN_YEARS);
    assert_eq!(report.indication, Indication::Indeterminate, "{report:#?}");
    let codes: Vec<_> = report.signatures[0].errors.iter().map(|reason| reason.code).collect();
    assert!(codes.contains(&Code::TimestampExpired) || codes.contains(&Code::EvidenceUnproven), "{codes:?}");
    let report = world.check(&archived, AFTER_FIFTEEN_YEARS);
    assert_eq!(report.indication, Indication::Indeterminate);
}

#[test]
fn an_archive_manifest_that_misses_the_signature_or_what_is_signed_archives_nothing() {
    let world = World::new();
    let file = world.signed();
    let all = [NAME, MANIFEST, SIGNATURE].map(|name| (name, file.digest(name)));
    let whole = world.check(&file.archived_over(&world, &all), NOW);
    assert_eq!(whole.signatures[0].level, Some("B-LTA"));
    for missing in 0..all.len() {
        let mut some = all.to_vec();
        let (name, _) = some.remove(missing);
        let report = world.check(&file.archived_over(&world, &some), NOW);
        let signature = &report.signatures[0];
        assert_eq!((signature.indication, signature.level), (PASSED, Some("B-LT")), "{name}");
        assert_eq!(kinds(signature), [("signature", PASSED)], "{name}");
        assert_eq!(report.timestamps.len(), 1, "{name}");
    }
}

#[test]
fn an_archive_manifest_with_another_digest_of_the_signature_archives_nothing() {
    let world = World::new();
    let file = world.signed();
    let mut entries = [NAME, MANIFEST, SIGNATURE].map(|name| (name, file.digest(name)));
    entries[2].1[0] ^= 1;
    let report = world.check(&file.archived_over(&world, &entries), NOW);
    let signature = &report.signatures[0];
    assert_eq!((signature.indication, signature.level), (PASSED, Some("B-LT")), "{report:#?}");
    assert_eq!(kinds(signature), [("signature", PASSED)]);
    assert_ne!(report.timestamps[0].indication, PASSED);
}

#[test]
fn what_else_an_archive_manifest_names_and_is_lost_is_told_and_harms_no_signature() {
    let world = World::new();
    let file = world.signed();
    let mut entries = [NAME, MANIFEST, SIGNATURE].map(|name| (name, file.digest(name))).to_vec();
    entries.push(("META-INF/signature002.p7s", vec![0; 32]));
    let report = world.check(&file.archived_over(&world, &entries), NOW);
    let signature = &report.signatures[0];
    assert_eq!((signature.indication, signature.level), (PASSED, Some("B-LTA")), "{report:#?}");
    assert!(report.warnings.iter().any(|reason| reason.code == Code::SignedReferenceMissing));
}

#[test]
fn an_archive_time_stamp_over_another_manifest_is_told_and_archives_nothing() {
    let world = World::new();
    let whole = world.archived();
    let token = world.first.token(&world.units[0], &[7; 32], "2026-11-22T10:00:00Z");
    let broken = whole.with(&[NewEntry { name: "META-INF/timestamp001.tst".into(), octets: token }]);
    let report = world.check(&broken, NOW);
    let signature = &report.signatures[0];
    assert_eq!((signature.indication, signature.level), (PASSED, Some("B-LT")), "{report:#?}");
    assert!(signature.has(Code::TimestampMismatch));
}

#[test]
fn an_xml_signature_beside_a_cms_one_lasts_by_the_same_archive_time_stamps() {
    let world = World::new();
    let add = |file: &File| {
        file.read(|container| {
            let further =
                asic::prepare_further(container, DocumentKind::Xades, Sha256, |_| None, |_| true).unwrap();
            let files = further.objects().iter().map(|object| xades::DetachedFile {
                name: object.uri(),
                mime_type: "text/plain".into(),
                digest: object.digest.value.clone(),
            });
            let files: Vec<_> = files.collect();
            let content = xades::Content::Detached { files: &files, around: ("", "") };
            let at = "2026-11-20T11:00:00Z";
            let signed = sign_xml(&content, "due", &world.first, &world.signer, at);
            let stamped = Xades.stamped(&signed, &|digest| {
                world.first.token(&world.units[0], digest, "2026-11-20T11:00:05Z")
            });
            let long = Xades.with_data(&stamped, &data(&world.first, Some(LIST_OF_2026)));
            File(further.add(&long, container, AT, Cursor::new(Vec::new())).unwrap().into_inner())
        })
    };
    let both = add(&world.signed()).archived(&world.first, &world.units[0], "2026-11-22T10:00:00Z", &[]);
    let report = world.check(&both, NOW);
    assert_eq!((report.indication, report.signatures.len()), (PASSED, 2), "{report:#?}");
    let report = world.check(&world.renewed_again(&world.renewed(&both)), AFTER_FIFTEEN_YEARS);
    let formats: Vec<_> = report.signatures.iter().map(|one| (one.format, one.indication)).collect();
    assert_eq!(formats, [("CAdES", PASSED), ("XAdES", PASSED)], "{report:#?}");
    // Without the renewal of 2032 neither of them does.
    let late = both.archived(&world.third, &world.units[2], "2037-03-01T00:00:00Z", &[]);
    let report = world.check(&late, AFTER_FIFTEEN_YEARS);
    assert!(report.signatures.iter().all(|one| one.indication != PASSED), "{report:#?}");
}
