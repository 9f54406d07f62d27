//! Signatures beside the programs that people use for them: pyHanko on PDF, xmlsec1 on XML, EU DSS on a
//! folder of everything.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Cursor, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use asic::{DataFile, DataObject, DocumentKind, Form};
use base64::Engine as _;
use cades::ContentDigest;
use keyvault::SigningKey;

use crate::{
    Plan,
    chamber::{Chamber, algorithm, octets},
    formats::{pdf, sign_bare, sign_pdf},
    say,
    table::{Row, Table},
    timing::{self, Figure, done},
};

const KIB: usize = 1024;
/// Signatures of one PDF.
const MANY: usize = 51;
/// Twice the signatures take at most so many times as long: linear, with room for what else runs.
const LINEAR: f64 = 2.3;
/// Files in the folder that EU DSS and we validate.
const MIXED: usize = 200;

/// PDF, XML, trusted lists, and a mixed folder.
pub fn measure(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    say("signatures beside pyHanko, xmlsec1 and EU DSS");
    table.section("signatures, one thread, RSA-2048 signer, beside the programs that people use");
    pdf_rows(plan, chamber, table)?;
    xml_rows(plan, chamber, table)?;
    trusted_list_row(plan, chamber, table)?;
    mixed_row(plan, chamber, table)
}

fn pdf_rows(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    let (now, signer) = (chamber.now(), &chamber.signer);
    let rounds = plan.count(40, 4).to_string();
    let unsigned = pdf(100 * KIB);
    let (file, signed_file) = (chamber.file("peer.pdf"), chamber.file("peer-signed.pdf"));
    let signed = sign_pdf(chamber, &unsigned)?;
    fs::write(&file, &unsigned)?;
    fs::write(&signed_file, &signed)?;

    let [ours, bare] = timing::in_turns(
        plan.count(30, 3),
        20,
        [&mut || done(sign_pdf(chamber, &unsigned)?), &mut || done(sign_bare(&signer.bare, &unsigned)?)],
    )?;
    let key = [file.as_os_str(), signer.key_pem.as_os_str(), signer.certificate_pem.as_os_str()];
    let peer = hanko("sign", &key, &rounds)?;
    table.add(Row::ratio("PAdES-B of 100 KB", ours, (peer, "pyHanko"), None));
    table.add(Row::beyond("  beyond the bare signature", ours, bare, 2e-3));

    let [ours] = timing::in_turns(plan.count(30, 3), 20, [&mut || done(chamber.verify(&signed, now)?)])?;
    let (ca, crl) = (chamber.trust_folder.join("ca.cer"), chamber.trust_folder.join("shard.crl"));
    let trust = [signed_file.as_os_str(), ca.as_os_str(), crl.as_os_str()];
    let peer = hanko("validate", &trust, &rounds)?;
    table.add(Row::limit("validate that PDF", ours, (peer, "pyHanko"), 2e-3));

    let mut files = Vec::new();
    let mut grown = unsigned;
    for count in 1..=MANY {
        grown = sign_pdf(chamber, &grown)?;
        if count == MANY / 2 || count == MANY {
            files.push(grown.clone());
        }
    }
    let [half, whole] = timing::in_turns(
        plan.count(8, 2),
        1,
        [&mut || done(chamber.verify(&files[0], now)?), &mut || done(chamber.verify(&files[1], now)?)],
    )?;
    let what = format!("a PDF with {MANY} signatures analysed");
    let one = Figure { wall: MANY as f64 * ours.wall, cpu: MANY as f64 * ours.cpu };
    table.add(Row::limit(&what, whole, (one, "so many PDFs with one"), 0.3));
    let growth = whole.wall / half.wall;
    table.add(Row {
        what: "  beside one with half of them".to_owned(),
        ours: whole.to_string(),
        peer: format!("{half} with {}", MANY / 2),
        result: format!("{growth:.2} ×"),
        target: format!("≤ {LINEAR} ×"),
        met: Some(growth <= LINEAR),
    });
    Ok(())
}

/// Seconds of one operation of pyHanko.
fn hanko(what: &str, files: &[&OsStr], rounds: &str) -> Result<Figure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/hanko.py");
    let output = Command::new(judges().join("venv/bin/python"))
        .arg(script)
        .arg(what)
        .args(files)
        .arg(rounds)
        .output()
        .context("pyHanko; setup/install python")?;
    ensure!(output.status.success(), "pyHanko: {}", String::from_utf8_lossy(&output.stderr));
    let wall: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Figure { wall, cpu: wall })
}

/// Where `setup/install` puts other people's programs.
fn judges() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cache/judges")
}

fn xml_rows(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    let now = chamber.now();
    let repeat = plan.count(500, 20);
    let invoice = xml(10 * KIB);
    let signed = sign_xml(chamber, &invoice)?;
    let (file, template) = (chamber.file("peer-signed.xml"), chamber.file("peer-template.xml"));
    fs::write(&file, &signed)?;
    fs::write(&template, without_values(&signed)?)?;

    let [ours, bare] = timing::in_turns(
        plan.count(30, 3),
        plan.count(40, 5),
        [&mut || done(sign_xml(chamber, &invoice)?), &mut || {
            done(sign_bare(&chamber.signer.bare, &invoice)?)
        }],
    )?;
    let pair = format!("{},{}", chamber.signer.key_pem.display(), chamber.signer.certificate_pem.display());
    let peer = xmlsec(&["--sign", "--privkey-pem", &pair, "--output", "/dev/null"], repeat, &template)?;
    let peer = Figure { wall: peer, cpu: peer };
    table.add(Row::ratio("XAdES-B of 10 KB", ours, (peer, "xmlsec1"), None));
    table.add(Row::beyond("  beyond the bare signature", ours, bare, 0.5e-3));

    let [ours] = timing::in_turns(
        plan.count(30, 3),
        plan.count(100, 5),
        [&mut || done(chamber.verify(&signed, now)?)],
    )?;
    let trust = chamber.trust_pem.display().to_string();
    let arguments = ["--verify", "--trusted-pem", &trust, "--enabled-key-data", "x509,rsa"];
    let peer = xmlsec(&arguments, repeat, &file)?;
    let figure = Figure { wall: peer, cpu: peer };
    table.add(Row::limit("verify it with chain and CRL", ours, (figure, "xmlsec1 with chain"), 0.5e-3));
    Ok(())
}

/// Seconds of one of so many operations of xmlsec1.
fn xmlsec(arguments: &[&str], repeat: usize, file: &Path) -> Result<f64> {
    let output = Command::new("xmlsec1")
        .args(arguments)
        .args(["--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"])
        .args(["--repeat", &repeat.to_string()])
        .arg(file)
        .output()
        .context("xmlsec1; setup/install xml")?;
    let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
    // Executed 500 tests in 312 msec
    let words: Vec<&str> = said.split_whitespace().collect();
    let place = words.windows(3).position(|words| words[0] == "tests" && words[1] == "in");
    let taken: f64 =
        place.and_then(|place| words[place + 2].parse().ok()).with_context(|| said.to_string())?;
    Ok(taken / 1e3 / repeat as f64)
}

fn sign_xml(chamber: &Chamber, file: &[u8]) -> Result<Vec<u8>> {
    let parameters = xades::Parameters::new(algorithm(), chamber.now(), "prova");
    let content = xades::Content::Enveloped { file, parallel: false };
    let to_sign = xades::prepare(&content, &chamber.signer.certificate, &[], &parameters)?;
    let value = chamber.signer.key.sign_digest(to_sign.algorithm(), &to_sign.digest())?;
    Ok(to_sign.complete(&value)?)
}

/// An invoice of about so many octets, without the meaning of one.
fn xml(size: usize) -> Vec<u8> {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p:FatturaElettronica xmlns:p=\"urn:prova\">\n"
            .to_owned();
    let mut line = 0;
    while text.len() + 40 < size {
        line += 1;
        let _ = writeln!(
            text,
            "  <DettaglioLinee><NumeroLinea>{line}</NumeroLinea><PrezzoUnitario>{line}.00</PrezzoUnitario></DettaglioLinee>"
        );
    }
    text.push_str("</p:FatturaElettronica>\n");
    text.into_bytes()
}

/// A signed file as a template for xmlsec1: digests and value empty.
fn without_values(signed: &[u8]) -> Result<String> {
    let mut text = String::from_utf8(signed.to_vec())?;
    for element in ["ds:DigestValue>", "ds:SignatureValue"] {
        let mut from = 0;
        while let Some(start) = text[from..].find(&format!("<{element}")) {
            let open = from + start;
            let begin = open + text[open..].find('>').context("a tag ends")? + 1;
            let end = begin + text[begin..].find("</").context("an element ends")?;
            // The digest of the certificate is part of the signed properties.
            if !text[..open].ends_with("</ds:DigestMethod>") || !text[..open].contains("<ds:SignatureValue") {
                text.replace_range(begin..end, "");
            }
            from = begin;
        }
    }
    Ok(text)
}

fn trusted_list_row(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    let list = sign_xml(chamber, trusted_list(chamber, 2 << 20).as_bytes())?;
    let file = chamber.file("peer-list.xml");
    fs::write(&file, &list)?;
    let operators = [chamber.signer.certificate.clone()];
    let [ours] =
        timing::in_turns(plan.count(15, 2), 1, [&mut || done(trustlist::check::check(&list, &operators)?)])?;
    let trust = chamber.trust_pem.display().to_string();
    let arguments = ["--verify", "--trusted-pem", &trust, "--enabled-key-data", "x509,rsa"];
    let peer = xmlsec(&arguments, plan.count(10, 2), &file)?;
    let what = format!("trusted list of {:.1} MB read and checked", list.len() as f64 / 1048576.0);
    let figure = Figure { wall: peer, cpu: peer };
    table.add(Row::limit(&what, ours, (figure, "xmlsec1, the signature alone"), 60e-3));
    Ok(())
}

/// A list of services, each with a certificate and a history, of about so many octets.
fn trusted_list(chamber: &Chamber, size: usize) -> String {
    const TYPES: &str = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
    const GRANTED: &str = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
    let certificate = base64::engine::general_purpose::STANDARD.encode(chamber.ca.certificate.der());
    let name = |text: &str| format!("<Name xml:lang=\"en\">{text}</Name>");
    let mut list = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" \
         TSLTag=\"http://uri.etsi.org/19612/TSLTag\" Id=\"lista\"><SchemeInformation><TSLVersionIdentifier>6\
         </TSLVersionIdentifier><TSLSequenceNumber>1</TSLSequenceNumber><TSLType>\
         http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric</TSLType><SchemeOperatorName>{}\
         </SchemeOperatorName><SchemeTerritory>IT</SchemeTerritory><ListIssueDateTime>{now}</ListIssueDateTime>\
         <NextUpdate><dateTime>{now}</dateTime></NextUpdate></SchemeInformation><TrustServiceProviderList>\
         <TrustServiceProvider><TSPInformation><TSPName>{}</TSPName></TSPInformation><TSPServices>",
        name("Prova"),
        name("Prova"),
        now = chamber.now(),
    );
    let mut number = 0;
    while list.len() < size {
        number += 1;
        let identity = format!(
            "<ServiceTypeIdentifier>{TYPES}</ServiceTypeIdentifier><ServiceName>{}</ServiceName>\
             <ServiceDigitalIdentity><DigitalId><X509Certificate>{certificate}</X509Certificate></DigitalId>\
             </ServiceDigitalIdentity><ServiceStatus>{GRANTED}</ServiceStatus>\
             <StatusStartingTime>2016-07-01T00:00:00Z</StatusStartingTime>",
            name(&format!("CA {number}")),
        );
        let _ = write!(
            list,
            "<TSPService><ServiceInformation>{identity}</ServiceInformation><ServiceHistory>\
             <ServiceHistoryInstance>{identity}</ServiceHistoryInstance></ServiceHistory></TSPService>"
        );
    }
    list.push_str(
        "</TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>",
    );
    list
}

/// CAdES, PAdES, XAdES and ASiC in equal parts, validated by EU DSS in one warm process and by us.
fn mixed_row(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    let now = chamber.now();
    let folder = chamber.file("mixed");
    fs::create_dir_all(&folder)?;
    let mut files = Vec::new();
    for number in 0..plan.count(MIXED, 8) {
        let (name, signed) = match number % 4 {
            0 => ("p7m", chamber.sign(&octets(10 * KIB + number), now)?),
            1 => ("pdf", sign_pdf(chamber, &pdf(100 * KIB + number))?),
            2 => ("xml", sign_xml(chamber, &xml(10 * KIB + 50 * number))?),
            _ => ("asics", container(chamber, &octets(10 * KIB + number))?),
        };
        let path = folder.join(format!("{number}.{name}"));
        fs::write(&path, signed)?;
        files.push(path);
    }
    let begun = Instant::now();
    for path in &files {
        chamber.verify(&fs::read(path)?, now)?;
    }
    let ours = files.len() as f64 / begun.elapsed().as_secs_f64();
    let peer = dss(&files, &chamber.trust_folder)?;
    table.add(Row {
        what: format!("{} signed files of four formats validated", files.len()),
        ours: format!("{ours:.0}/s"),
        peer: format!("{peer:.0}/s EU DSS, warm"),
        result: format!("{:.1} ×", ours / peer),
        target: "≥ 10 ×".to_owned(),
        met: Some(ours >= 10.0 * peer),
    });
    Ok(())
}

fn container(chamber: &Chamber, content: &[u8]) -> Result<Vec<u8>> {
    const NAME: &str = "contratto.bin";
    let digest = ContentDigest::of_slice(content, algorithm().digest());
    let object = DataObject { name: NAME.to_owned(), media_type: None, digest };
    let to_sign = asic::prepare(Form::Simple, DocumentKind::Cades, vec![object])?;
    let parameters = cades::Parameters::new(algorithm(), chamber.now());
    let prepared = cades::prepare(to_sign.content(), &chamber.signer.certificate, &[], &parameters)?;
    let value = chamber.signer.key.sign_digest(prepared.algorithm(), &prepared.digest())?;
    let envelope = prepared.complete(&value)?.detached();
    let mut data = [DataFile { name: NAME, content: &mut &*content }];
    let at = jiff::civil::date(2026, 11, 22).at(9, 0, 0, 0);
    Ok(to_sign.create(&envelope, &mut data, at, Cursor::new(Vec::new()))?.into_inner())
}

/// Files per second that EU DSS validates, the second time it sees them.
fn dss(files: &[PathBuf], trust: &Path) -> Result<f64> {
    let home = judges().join("dss");
    let path = format!("{}:{}/*", home.join("classes").display(), home.join("lib").display());
    let mut java = Command::new("java")
        .args(["-cp", &path, "Validate"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("EU DSS; setup/install dss")?;
    let mut questions = java.stdin.take().context("a pipe")?;
    let mut answers = BufReader::new(java.stdout.take().context("a pipe")?).lines();
    let mut taken = 0.0;
    for _ in 0..2 {
        let begun = Instant::now();
        for file in files {
            writeln!(questions, "file={}\ttrust={}", file.display(), trust.display())?;
            let answer = answers.next().context("EU DSS answers no more; setup/install dss")??;
            ensure!(answer.contains("TOTAL_PASSED"), "EU DSS on {}: {answer}", file.display());
        }
        taken = begun.elapsed().as_secs_f64();
    }
    drop(questions);
    java.wait()?;
    Ok(files.len() as f64 / taken)
}
