//! Signing and verifying in this process, beside the bare key.

use anyhow::Result;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use foundation::{Entropy, SystemEntropy};
use keyvault::SigningKey;
use x509::alg::PublicKey;

use crate::{
    Plan,
    chamber::{Chamber, algorithm, octets},
    say,
    table::{Row, Table},
    timing::{self, done},
};

const KIB: usize = 1024;

/// CAdES and PAdES of small files.
pub fn measure(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    say("signing and verifying in process");
    table.section("in process, one thread, RSA-2048 signer, RSA-4096 authority");
    let (now, signer) = (chamber.now(), &chamber.signer);
    let content = octets(10 * KIB);

    let [ours, bare] = timing::in_turns(
        plan.count(30, 3),
        plan.count(40, 5),
        [&mut || done(chamber.sign(&content, now)?), &mut || done(sign_bare(&signer.bare, &content)?)],
    )?;
    table.add(Row::ratio("CAdES-B of 10 KB", ours, (bare, "bare signature"), Some(1.5)));

    let signed = chamber.sign(&content, now)?;
    let checks = BareChecks::of(chamber)?;
    let [ours, bare] = timing::in_turns(
        plan.count(30, 3),
        plan.count(100, 10),
        [&mut || done(chamber.verify(&signed, now)?), &mut || checks.run()],
    )?;
    let row = "verify 10 KB with chain and CRL";
    table.add(Row::limit(row, ours, (bare, "both bare signatures"), 0.25e-3));

    let pdf = pdf(100 * KIB);
    let [ours, bare] = timing::in_turns(
        plan.count(30, 3),
        plan.count(40, 5),
        [&mut || done(sign_pdf(chamber, &pdf)?), &mut || done(sign_bare(&signer.bare, &pdf)?)],
    )?;
    table.add(Row::beyond("PAdES-B of 100 KB, beyond the bare signature", ours, bare, 2e-3));

    let signed = sign_pdf(chamber, &pdf)?;
    let [ours, bare] = timing::in_turns(
        plan.count(30, 3),
        plan.count(40, 5),
        [&mut || done(chamber.verify(&signed, now)?), &mut || checks.run()],
    )?;
    table.add(Row::ratio("verify the PDF", ours, (bare, "both bare signatures"), None));
    Ok(())
}

/// What no signature can do without: the digest of the content and the private key.
pub fn sign_bare(key: &RsaKeyPair, content: &[u8]) -> Result<Vec<u8>> {
    let mut value = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), content, &mut value)?;
    Ok(value)
}

/// What no verification can do without: the signature on the content and that on the certificate.
struct BareChecks {
    signer: PublicKey,
    content: Vec<u8>,
    value: Vec<u8>,
    authority: PublicKey,
    certificate: x509::Certificate,
}

impl BareChecks {
    fn of(chamber: &Chamber) -> Result<Self> {
        let content = octets(10 * KIB);
        Ok(Self {
            signer: chamber.signer.key.public_key().clone(),
            value: sign_bare(&chamber.signer.bare, &content)?,
            content,
            authority: chamber.ca.certificate.public_key()?.clone(),
            certificate: chamber.signer.certificate.clone(),
        })
    }

    fn run(&self) -> Result<()> {
        self.signer.verify(algorithm(), &self.content, &self.value)?;
        Ok(self.certificate.verify_signed_by(&self.authority)?)
    }
}

/// Signs a PDF with an invisible signature.
pub fn sign_pdf(chamber: &Chamber, pdf: &[u8]) -> Result<Vec<u8>> {
    let options = pades::Options::new(chamber.now(), (&SystemEntropy as &dyn Entropy).bytes::<16>());
    let to_sign = pades::prepare(pdf, &options, algorithm(), &chamber.signer.certificate, &[])?;
    let value = chamber.signer.key.sign_digest(to_sign.algorithm(), &to_sign.digest())?;
    Ok(to_sign.complete_document(pdf, &value)?)
}

/// A PDF of one page, most of it the page's image.
pub fn pdf(size: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    let mut object = |out: &mut Vec<u8>, parts: &[&[u8]]| {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", offsets.len()).as_bytes());
        parts.iter().for_each(|part| out.extend_from_slice(part));
        out.extend_from_slice(b"\nendobj\n");
    };
    let text = b"q 500 0 0 700 50 50 cm /Im0 Do Q";
    let image = octets(size - KIB);
    let length = |data: &[u8]| format!("/Length {}>>\nstream\n", data.len());
    let end = b"\nendstream";
    object(&mut out, &[b"<</Type/Catalog/Pages 2 0 R>>"]);
    object(&mut out, &[b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]);
    let page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
                 /Resources<</XObject<</Im0 5 0 R>>>>>>";
    object(&mut out, &[page]);
    object(&mut out, &[b"<<", length(text).as_bytes(), text, end]);
    let image_entries = b"<</Type/XObject/Subtype/Image/Width 250/Height 132/BitsPerComponent 8\
                          /ColorSpace/DeviceRGB";
    object(&mut out, &[image_entries, length(&image).as_bytes(), &image, end]);
    let start = out.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1);
    table.extend(offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")));
    table.push_str(&format!(
        "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        offsets.len() + 1
    ));
    out.extend_from_slice(table.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pdf_that_is_measured_is_one() {
        let pdf = pdf(100 * KIB);
        assert!((99 * KIB..101 * KIB).contains(&pdf.len()), "{}", pdf.len());
        let document = pades::Document::open(&pdf).unwrap();
        assert!(document.damage().is_empty(), "{:?}", document.damage());
    }
}
