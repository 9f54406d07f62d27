//! Containers made by others: signatures/dss of the corpus.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::{fs, io::Cursor, path::PathBuf};

use asic::{Container, DocumentKind, Error, Fault, Finding, Form, Limits, Over, ReferenceState};
use x509::alg::DigestAlgorithm;

/// A file of the corpus; `None`, with a word about it, where the corpus is not here.
fn corpus(name: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("CERALACCA_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"));
    let folder = root.join("signatures/dss");
    if !folder.is_dir() {
        eprintln!("{name} not read: no corpus in {}", folder.display());
        return None;
    }
    Some(fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn inspect<T>(name: &str, look: impl FnOnce(&mut Container<'_>) -> T) -> Option<T> {
    let octets = corpus(name)?;
    let mut source = Cursor::new(octets);
    let mut container = Container::read(&mut source, &Limits::default()).unwrap();
    Some(look(&mut container))
}

#[test]
fn an_envelope_of_a_simple_container_is_over_the_data_file() {
    inspect("asic-cades/onefile-ok.asics", |container| {
        assert_eq!(container.form(), Form::Simple);
        assert_eq!(container.faults(), []);
        let [document] = container.documents() else { panic!("{:?}", container.documents()) };
        assert_eq!(document.kind, DocumentKind::Cades);
        assert_eq!(document.over, Over::Data("test.text".into()));
        verify_envelope(container, "META-INF/signature.p7s", "test.text");
    });
}

#[test]
fn an_envelope_of_an_extended_container_is_over_the_manifest() {
    inspect("asic-cades/onefile-ok.asice", |container| {
        assert_eq!(container.form(), Form::Extended);
        assert_eq!(container.faults(), []);
        assert_eq!(container.findings(), [Finding::MimetypeNotFirst]);
        let document = container.documents()[0].clone();
        assert_eq!(document.over, Over::Manifest("META-INF/ASiCManifest.xml".into()));
        assert_eq!(document.covers, ["test.text"]);
        let manifest = container.manifest("META-INF/ASiCManifest.xml").unwrap();
        assert_eq!(manifest.references[0].state, ReferenceState::Intact);
        assert_eq!(manifest.references[0].algorithm, Ok(DigestAlgorithm::Sha256));
        assert_eq!(manifest.references[0].media_type.as_deref(), Some("text/plain"));
        verify_envelope(container, &document.name, "META-INF/ASiCManifest.xml");
    });
}

fn verify_envelope(container: &mut Container<'_>, signature: &str, content: &str) {
    let octets = container.octets(signature).unwrap();
    let envelope = cades::SignedData::from_slice(&octets, &cades::Limits::default()).unwrap();
    let digests = container.digests(content, &envelope.digest_algorithms()).unwrap();
    for signer in envelope.signers() {
        envelope.verify_detached(signer, Some(&digests), &[]).unwrap();
    }
}

#[test]
fn a_broken_manifest_leaves_the_signature_without_content() {
    inspect("asic-cades/brokenReferenceAndAlteredManifest.asice", |container| {
        assert!(matches!(container.faults(), [Fault::Manifest { .. }]), "{:?}", container.faults());
        let [document] = container.documents() else { panic!("{:?}", container.documents()) };
        assert_eq!(document.faults, [Fault::NoManifest("META-INF/signature001.p7s".into())]);
        assert_eq!(container.uncovered().collect::<Vec<_>>(), ["test.text", "test2.text"]);
    });
}

/// openssl cms says the same of this container: the file is not the one that was signed, and only the
/// counter-signature is intact.
#[test]
fn a_compressed_mimetype_is_noted_and_an_exchanged_file_found() {
    inspect("asic-cades/containerWithCounterSig.asics", |container| {
        assert_eq!(container.findings(), [Finding::MimetypeNotFirst, Finding::MimetypeNotPlain]);
        assert_eq!(container.faults(), []);
        let octets = container.octets("META-INF/signature.p7s").unwrap();
        let envelope = cades::SignedData::from_slice(&octets, &cades::Limits::default()).unwrap();
        let digests = container.digests("test_input_unsigned.txt", &envelope.digest_algorithms()).unwrap();
        let signer = &envelope.signers()[0];
        let verified = envelope.verify_detached(signer, Some(&digests), &[]);
        assert_eq!(verified.err(), Some(cades::SignatureError::DigestMismatch));
        let counter = signer.counter_signatures().next().unwrap().unwrap();
        let covered = cades::Covered::Signature(signer.signature());
        assert!(counter.verify(covered, envelope.certificates()).is_ok());
    });
}

#[test]
fn xml_signatures_name_the_files_they_are_about() {
    for (name, form, covers) in [
        ("asic-xades/onefile-ok.asice", Form::Extended, &["test.text"][..]),
        ("asic-xades/onefile-ok.asics", Form::Simple, &["test.text"]),
        ("asic-xades/container-with-counter-signature.asics", Form::Simple, &["document.txt"]),
    ] {
        inspect(name, |container| {
            assert_eq!(container.form(), form, "{name}");
            assert_eq!(container.faults(), [], "{name}");
            let [document] = container.documents() else { panic!("{:?}", container.documents()) };
            assert_eq!((document.kind, &document.over), (DocumentKind::Xades, &Over::References), "{name}");
            assert_eq!(document.covers, covers, "{name}");
            assert_eq!(container.uncovered().count(), 0, "{name}");
        });
    }
}

#[test]
fn an_exchanged_data_file_is_not_what_the_signature_names() {
    inspect("asic-xades/removed-doc.asics", |container| {
        assert_eq!(container.form(), Form::Simple);
        assert_eq!(container.documents()[0].covers, ["package.zip"]);
        let digests = container.digests("package.zip", &[DigestAlgorithm::Sha256]).unwrap();
        let octets = container.octets("META-INF/signatures.xml").unwrap();
        let digest = base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            digests.get(DigestAlgorithm::Sha256).unwrap(),
        );
        assert!(!String::from_utf8(octets).unwrap().contains(&digest));
    });
}

#[test]
fn a_signed_text_document_covers_all_its_parts() {
    inspect("asic-xades/libreoffice.odt", |container| {
        assert_eq!(container.form(), Form::OpenDocument);
        assert_eq!(container.mimetype(), Some("application/vnd.oasis.opendocument.text"));
        assert_eq!((container.faults(), container.findings()), (&[][..], &[][..]));
        assert_eq!(container.uncovered().count(), 0);
        assert_eq!(container.data_files().count(), 6);
    });
}

/// Whatever is cut away, what is left is refused: nothing is read past the end, nothing is guessed.
#[test]
fn a_container_cut_short_anywhere_is_refused() {
    let Some(octets) = corpus("asic-cades/onefile-ok.asice") else { return };
    for len in 0..octets.len() {
        let mut source = Cursor::new(&octets[..len]);
        let error = Container::read(&mut source, &Limits::default()).unwrap_err();
        assert!(matches!(error, Error::Malformed(_) | Error::TrailingData), "{len}: {error}");
    }
}
