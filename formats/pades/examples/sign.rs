//! Signs files with keys made on the spot, so that other programs can judge the result:
//! `cargo run -p pades --example sign -- OUT_FOLDER [--password PASSWORD] [FILE…]`. Without PDF files, one
//! of every make. A TrueType file and a picture among the files are used to show the signatures.
//! Writes the certificates beside them, and of each file `NAME.1.pdf`, `NAME.2.pdf` (signed twice),
//! `NAME.lta.pdf` (every level) and `NAME.visible.pdf`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::path::{Path, PathBuf};

use pades::{Appearance, Corner, Options, PageNumber, Password, Place, SignError};
use x509::alg::DigestAlgorithm::Sha256;
use x509::evidence::ValidationData;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().unwrap_or_else(|| PathBuf::from("."));
    let mut inputs: Vec<(String, Vec<u8>)> = Vec::new();
    let mut options = Options { reserve: 6500, ..common::options() };
    let (mut font, mut image) = (None, None);
    while let Some(file) = arguments.next() {
        if file == Path::new("--password") {
            let password = arguments.next().unwrap_or_default();
            options.password = Password::new(password.to_string_lossy());
            continue;
        }
        let octets = std::fs::read(&file)?;
        match file.extension().and_then(|kind| kind.to_str()) {
            Some("ttf") => font = Some(octets),
            Some("png" | "jpg") => image = Some(octets),
            _ => inputs.push((file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), octets)),
        }
    }
    if inputs.is_empty() {
        inputs.extend(common::every_make().into_iter().map(|(name, pdf)| (name.replace(' ', "-"), pdf)));
    }
    let (signer, authority) = (common::Signer::rsa(), common::Signer::time_stamping());
    std::fs::write(folder.join("signer.pem"), signer.certificate.to_pem())?;
    std::fs::write(folder.join("authority.pem"), authority.certificate.to_pem())?;
    for (name, pdf) in inputs {
        let write = |kind: &str, made: Result<Vec<u8>, SignError>| match made {
            Ok(pdf) => std::fs::write(folder.join(format!("{name}.{kind}.pdf")), &pdf).map(|()| Some(pdf)),
            Err(error) => {
                eprintln!("{name}.{kind}: {error}");
                Ok(None)
            }
        };
        let sign = |pdf: &[u8], options: &Options| {
            let to_sign = signer.prepare(pdf, options)?;
            to_sign.complete_document(pdf, &signer.value(to_sign.to_be_signed()))
        };
        let Some(once) = write("1", sign(&pdf, &options))? else { continue };
        write("2", sign(&once, &options))?;
        write("lta", up_to_lta(&pdf, &options, &signer, &authority))?;
        if font.is_none() && image.is_none() {
            continue;
        }
        let lines = ["Firmato da Maria Rossi", "Perché: approvazione", "22/11/2026 10:00 (€)"];
        let mut shown = options.clone();
        let mut visible = Ok(pdf.clone());
        for corner in [Corner::TopLeft, Corner::TopRight, Corner::BottomRight, Corner::BottomLeft] {
            shown.appearance = Some(Appearance {
                place: Place::Corner { page: PageNumber::Last, corner, size: [140.0, 36.0], margin: 5.0 },
                lines: font.iter().flat_map(|_| lines.map(str::to_owned)).collect(),
                font: font.clone(),
                font_size: None,
                image: image.clone(),
            });
            visible = visible.and_then(|pdf| sign(&pdf, &shown));
        }
        write("visible", visible)?;
    }
    Ok(())
}

fn up_to_lta(
    pdf: &[u8],
    options: &Options,
    signer: &common::Signer,
    authority: &common::Signer,
) -> Result<Vec<u8>, SignError> {
    let to_sign = signer.prepare(pdf, options)?;
    let value = signer.value(to_sign.to_be_signed());
    let token = authority.token(Sha256, &to_sign.imprint(&value, Sha256), 1);
    let stamped = [pdf, &to_sign.complete_with_time_stamp(&value, &token)?].concat();
    let certificates = [signer, authority].map(|one| one.certificate.der().to_vec()).to_vec();
    let data = ValidationData { certificates, ..ValidationData::default() };
    let long = pades::with_validation_data_unlocked(&stamped, &data, &options.password)?;
    let to_stamp = pades::prepare_document_time_stamp(&long, options)?;
    let digest = to_stamp.digest(Sha256).unwrap_or_default();
    to_stamp.complete_document(&long, &authority.token(Sha256, digest, 2))
}
