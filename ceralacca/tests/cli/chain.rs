//! The full chain with the real program: a person is created and a device personalised; its CNS logs in
//! through TLS, its key signs; the device is suspended with the emergency code, and from then on the login is
//! refused and a signature is told as that of a suspended certificate; reactivated, it works again.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    sync::Arc,
};

use foundation::Secret;
use keyvault::{
    SigningKey,
    token::{Slot, TokenFile},
};
use rustls::{
    ClientConfig, ClientConnection, SignatureAlgorithm, SignatureScheme, StreamOwned,
    client::{
        ResolvesClientCert,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
    sign::{CertifiedKey, Signer},
};
use serde_json::Value;
use x509::alg::DigestAlgorithm;

use crate::{
    desk::{Ran, copy_folder, demo, fresh_folder, program, split},
    serving::Server,
};

const MARCO: &str = "NREMRC90M15L781B";

/// The CNS key of a token file, as rustls asks for signatures.
#[derive(Debug)]
struct Card(Arc<dyn SigningKey>);

impl rustls::sign::SigningKey for Card {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(Card(Arc::clone(&self.0))))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

impl Signer for Card {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let digest = DigestAlgorithm::Sha256.digest(message);
        let algorithm = x509::alg::SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        self.0.sign_digest(algorithm, &digest).map_err(|error| rustls::Error::General(error.to_string()))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::RSA_PKCS1_SHA256
    }
}

#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesClientCert for Shows {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Who the server is, is not what is tried here.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ECDSA_NISTP256_SHA256]
    }
}

/// TLS 1.2 as old modules of cards need it: RSA with PKCS #1, which is what a CNS computes.
fn card(token: &Path, pin: &str) -> Arc<ClientConfig> {
    let mut token = TokenFile::open(token).unwrap();
    let certificate = token.certificate_der(Slot::Cns).unwrap().to_vec();
    let session = token.unlock(Slot::Cns, &Secret::new(pin.to_owned())).unwrap();
    let key = CertifiedKey::new(vec![CertificateDer::from(certificate)], Arc::new(Card(Arc::new(session))));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_client_cert_resolver(Arc::new(Shows(Arc::new(key))));
    Arc::new(config)
}

/// What an address answered: the head and the body.
struct Answer {
    head: String,
    body: String,
}

impl Answer {
    fn of(octets: &[u8]) -> Self {
        let text = String::from_utf8_lossy(octets).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Self { head: head.to_owned(), body: body.to_owned() }
    }

    fn status(&self) -> &str {
        &self.head[9..12]
    }

    fn header(&self, name: &str) -> impl Iterator<Item = &str> {
        let named =
            move |line: &&str| line.split(':').next().is_some_and(|found| found.eq_ignore_ascii_case(name));
        self.head.lines().filter(named).map(|line| line.split_once(": ").map_or("", |(_, value)| value))
    }

    #[track_caller]
    fn location(&self) -> &str {
        self.header("location").next().unwrap_or_else(|| panic!("{}\n{}", self.head, self.body))
    }
}

/// A browser at the plain listener, with its cookies.
struct Browser {
    address: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn send(&mut self, request: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let head = format!(
            "{request} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nCookie: {}\r\nConnection: close\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            cookies.join("; "),
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut octets = Vec::new();
        stream.read_to_end(&mut octets).unwrap();
        let answer = Answer::of(&octets);
        for cookie in answer.header("set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), "")
    }

    /// A whole login with the CNS, up to where the browser is led.
    fn enter(&mut self, card: &Arc<ClientConfig>) -> String {
        let begun = self.get("/accedi/cns/inizia?here=1&next=/area-personale");
        let reader = begun.location().strip_prefix("https://").unwrap().to_owned();
        let (authority, path) = reader.split_once('/').unwrap();
        let port = authority.rsplit(':').next().unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let tls = ClientConnection::new(Arc::clone(card), name).unwrap();
        let mut stream = StreamOwned::new(tls, TcpStream::connect(format!("127.0.0.1:{port}")).unwrap());
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {authority}\r\n\r\n").unwrap();
        let mut octets = Vec::new();
        let _ = stream.read_to_end(&mut octets);
        let back = Answer::of(&octets);
        let at = back.location().find("/accedi/").unwrap();
        self.get(&back.location()[at..]).location().to_owned()
    }
}

fn run(folder: &Path, line: &str) -> Ran {
    Ran::of(program(folder).args(split(line)).output().unwrap())
}

/// The codes of the envelope: the PINs of signature and CNS, and the emergency code.
fn codes(folder: &Path) -> (String, String, String) {
    let text = std::fs::read_to_string(folder.join("codes.toml")).unwrap();
    let value = |name: &str| {
        let line = text.lines().find(|line| line.split('=').next().unwrap().trim() == name);
        line.unwrap_or_else(|| panic!("{name}: {text}")).split('"').nth(1).unwrap().to_owned()
    };
    (value("pin_signature"), value("pin_cns"), value("emergency_code"))
}

#[test]
fn from_the_envelope_to_the_login_the_signature_the_suspension_and_back() {
    let folder = fresh_folder("chain");
    copy_folder(&demo().untouched, &folder.join("data"));
    let issue = format!(
        "ca issue --name Marco --surname Neri --codice-fiscale {MARCO} --email marco.neri@example.org \
         --token neri.token --codes-file codes.toml --activate --json --data data"
    );
    let issued = run(&folder, &issue).exits(0).json();
    let pair = issued["pair"].as_str().unwrap();
    let (pin_signature, pin_cns, emergency) = codes(&folder);
    std::fs::write(folder.join("pin.txt"), &pin_signature).unwrap();
    std::fs::write(folder.join("atto.txt"), "Il contratto.").unwrap();
    let card = card(&folder.join("neri.token"), &pin_cns);

    let line = "serve --data data --http 127.0.0.1:0 --https 127.0.0.1:0 --cns 127.0.0.1:0 --json";
    let mut server = Server::start_in(&folder, line);
    let told: Value = serde_json::from_str(&server.told("}").join("\n")).unwrap();
    let address = told["addresses"][0].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let browser = || Browser { address: address.clone(), cookies: BTreeMap::new() };
    let sign = |name: &str| {
        let line = format!("sign atto.txt --key token:neri.token --pin-file pin.txt --output {name}");
        run(&folder, &line).exits(0);
    };
    let verdict = |name: &str| {
        let told = run(&folder, &format!("verify {name} --json --data data"));
        (told.code, told.text())
    };

    // Login and signature.
    let mut first = browser();
    assert_eq!(first.enter(&card), "/area-personale");
    let area = first.get("/area-personale");
    assert!(
        area.body.contains("MARCO NERI") && area.body.contains("Non c’è niente da fare"),
        "{}",
        area.body
    );
    sign("prima.p7m");
    assert_eq!(verdict("prima.p7m").0, 0, "{}", verdict("prima.p7m").1);

    // Lost: codice fiscale and emergency code, on another browser.
    let mut phone = browser();
    let form = "/ho-perso-il-dispositivo/codice";
    let page = phone.get(form).body;
    let token = page.split("name=\"_token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let body = format!("_token={token}&codice_fiscale={MARCO}&code={emergency}");
    let done = phone.send(&format!("POST {form}"), &body);
    assert_eq!(done.location(), "/ho-perso-il-dispositivo/fatto", "{}", done.body);
    assert!(phone.get(done.location()).body.contains("Il dispositivo è sospeso"));

    // The session that was open is over, the login is refused with its page, the signature is told.
    let over = first.get("/area-personale");
    assert_eq!(over.status(), "403");
    assert!(over.body.contains("Il tuo dispositivo è sospeso"));
    let mut second = browser();
    assert_eq!(second.enter(&card), "/accedi/esito");
    let refused = second.get("/accedi/esito");
    assert!(refused.body.contains("Il tuo dispositivo è sospeso") && refused.body.contains("/ritrovato"));
    sign("durante.p7m");
    // It has effect from the publication of the list (CAD art. 36(3)).
    run(&folder, "ca crl --data data").exits(0);
    let (code, told) = verdict("durante.p7m");
    assert_ne!(code, 0, "{told}");
    assert!(told.contains("TRY_LATER") || told.to_lowercase().contains("suspended"), "{told}");

    // Found again, at the counter.
    run(&folder, &format!("ca reactivate {pair} --reason ritrovato --data data")).exits(0);
    assert_eq!(browser().enter(&card), "/area-personale");
    sign("dopo.p7m");
    assert_eq!(verdict("dopo.p7m").0, 0, "{}", verdict("dopo.p7m").1);
    assert_eq!(server.end("TERM"), Some(0));
}
