//! Signs files with a key made on the spot, so that other programs can judge the result:
//! `cargo run -p pades --example sign -- OUT_FOLDER [FILE…]`. Without files, one of every make.
//! Writes `signer.pem` beside them; each file is signed twice, `NAME.1.pdf` and `NAME.2.pdf`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().unwrap_or_else(|| PathBuf::from("."));
    let mut inputs: Vec<(String, Vec<u8>)> = Vec::new();
    for file in arguments {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        inputs.push((name, std::fs::read(&file)?));
    }
    if inputs.is_empty() {
        inputs.extend(common::every_make().into_iter().map(|(name, pdf)| (name.replace(' ', "-"), pdf)));
    }
    let signer = common::Signer::rsa();
    std::fs::write(folder.join("signer.pem"), signer.certificate.to_pem())?;
    for (name, pdf) in inputs {
        let mut signed = pdf;
        for round in 1..=2 {
            match signer.prepare(&signed, &common::options()) {
                Ok(to_sign) => {
                    let value = signer.value(to_sign.to_be_signed());
                    signed = to_sign.complete_document(&signed, &value).map_err(std::io::Error::other)?;
                    std::fs::write(folder.join(format!("{name}.{round}.pdf")), &signed)?;
                }
                Err(error) => {
                    eprintln!("{name}: {error}");
                    break;
                }
            }
        }
    }
    Ok(())
}
