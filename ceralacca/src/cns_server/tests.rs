//! Through real TLS, with clients of rustls and hyper, and with curl.

use std::process::Command;

use access::{CnsRefusal, Outcome as Ended};
use authority::{Authority, IssuedPair, practice, rules::service::Service};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa,
};
use foundation::{Actor, TestClock};
use http_body_util::Empty;
use keyvault::{KeySpec, SoftwareKey};
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::*;

const SITE: &str = "https://firma.example.it";
const LOCAL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

struct House {
    people: Arc<People>,
    authority: Arc<Authority>,
    address: SocketAddr,
    folder: tempfile::TempDir,
    _stop: watch::Sender<bool>,
}

/// A key as software has it, and its certificate.
#[derive(Clone, Debug)]
struct Card {
    pkcs8: Vec<u8>,
    certificate: Certificate,
}

async fn house(versions: Versions) -> House {
    let folder = tempfile::tempdir().unwrap();
    // The clients here look at the clock of the machine.
    let clock = Arc::new(TestClock::at(foundation::SystemClock.now()));
    let settings = practice::settings(1).unwrap();
    let entropy = Arc::new(SystemEntropy);
    let opened = practice::open(folder.path(), settings, KeySpec::P256, clock.clone(), entropy.clone());
    let (store, authority) = opened.unwrap();
    let authority = Arc::new(authority);
    let people = Arc::new(People::open(store, clock.clone(), entropy, Arc::clone(&authority)).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let issued = authority.issue_server(&Actor::command_line(), &["localhost".to_owned()]).unwrap();
    let chain = issued.chain.iter().map(|certificate| certificate.der().to_vec()).collect();
    let card = format!("https://localhost:{}", address.port());
    let login =
        Login { people: Arc::clone(&people), places: Places { site: SITE.to_owned(), card }, proxies: None };
    let tls = CardTls::new(Arc::clone(&people), chain, issued.key, versions).unwrap();
    let (sender, stop) = watch::channel(false);
    tokio::spawn(serve(listener, tls, router(&login, clock), stop));
    House { people, authority, address, folder, _stop: sender }
}

fn rsa_key() -> (SoftwareKey, Vec<u8>) {
    let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
    let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).unwrap().as_ref().to_vec();
    (SoftwareKey::from_pkcs8(&pkcs8).unwrap(), pkcs8)
}

impl House {
    /// A pair on RSA keys, as cards have them: what logs in, and what signs.
    fn pair(&self) -> (Card, Card, IssuedPair) {
        let [(signing, of_signing), (cns, of_cns)] = [rsa_key(), rsa_key()];
        let request = practice::pair_request(practice::mario().unwrap(), 1, &signing, &cns).unwrap();
        let pair = self.authority.issue_pair(&Actor::command_line(), &request).unwrap();
        let cns = Card { pkcs8: of_cns, certificate: pair.cns.clone() };
        (cns, Card { pkcs8: of_signing, certificate: pair.signature.clone() }, pair)
    }

    fn root(&self) -> Certificate {
        let all = self.authority.authorities();
        all.iter().find(|ca| ca.service == Service::Internal).unwrap().certificate.clone()
    }

    fn client(&self, version: &'static SupportedProtocolVersion, card: Option<&Card>) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(self.root().der().to_vec())).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        match card {
            Some(card) => {
                let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(card.pkcs8.clone()));
                let chain = vec![CertificateDer::from(card.certificate.der().to_vec())];
                config.with_client_auth_cert(chain, key).unwrap()
            }
            None => config.with_no_client_auth(),
        }
    }

    async fn connect(&self, config: ClientConfig) -> io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// How a login ends that leads to this address.
    fn ended(&self, location: &str, secret: &str) -> Ended {
        let code = location.strip_prefix(&format!("{SITE}/accedi/cns/torna?codice="));
        let code = code.unwrap_or_else(|| panic!("{location}"));
        self.people.finish(code, secret, LOCAL).unwrap().unwrap()
    }

    /// A whole login over HTTP/1.1.
    async fn login(&self, config: ClientConfig) -> Ended {
        let begun = self.people.begin().unwrap();
        let mut tls = self.connect(config).await.unwrap();
        let path = format!("{}?tentativo={}", cns::ENTER, begun.attempt);
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        tls.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // It ends by itself: the connection is for one answer.
        let _ = tls.read_to_end(&mut answer).await;
        self.ended(&location(&String::from_utf8_lossy(&answer)), &begun.secret)
    }
}

fn location(answer: &str) -> String {
    let line = answer.lines().find_map(|line| line.strip_prefix("location: "));
    line.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn entered(ended: &Ended) -> String {
    match ended {
        Ended::Entered(entered) => entered.person.codice_fiscale.clone(),
        Ended::Refused(refusal) => panic!("{refusal}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_opens_the_door_with_tls_1_2_and_1_3() {
    let house = house(Versions::Both).await;
    let (cns, ..) = house.pair();
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let ended = house.login(house.client(version, Some(&cns))).await;
        assert_eq!(entered(&ended), "RSSMRA80A01H501U", "{version:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_other_certificate_completes_the_handshake_and_is_explained() {
    let house = house(Versions::Both).await;
    let (cns, signing, pair) = house.pair();
    // A key of nobody, in a certificate that it did not sign: what counts is the chain.
    let other = self::house(Versions::Both).await.pair().0;
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let refused = async |card: Option<&Card>| match house.login(house.client(version, card)).await {
            Ended::Refused(refusal) => refusal,
            Ended::Entered(entered) => panic!("{entered:?}"),
        };
        assert_eq!(refused(None).await, CnsRefusal::NoCertificate);
        assert_eq!(refused(Some(&signing)).await, CnsRefusal::SignatureCertificate);
        assert!(matches!(refused(Some(&other)).await, CnsRefusal::OtherAuthority(_)));
    }
    house.authority.suspend_pair(&Actor::command_line(), pair.id, "lost").unwrap();
    let ended = house.login(house.client(&rustls::version::TLS13, Some(&cns))).await;
    assert!(matches!(ended, Ended::Refused(CnsRefusal::Suspended(_))), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_without_its_key_completes_no_handshake() {
    let house = house(Versions::Both).await;
    let (cns, signing, _) = house.pair();
    let stolen = Card { pkcs8: signing.pkcs8, certificate: cns.certificate };
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        // rustls looks at the pair itself; this client does not.
        let mut config = house.client(version, None);
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(stolen.pkcs8.clone()));
        let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key).unwrap();
        let chain = vec![CertificateDer::from(stolen.certificate.der().to_vec())];
        let pair = rustls::sign::CertifiedKey::new(chain, key);
        config.client_auth_cert_resolver = Arc::new(rustls::sign::SingleCertAndKey::from(pair));
        let connected = house.connect(config).await;
        // With TLS 1.3 the client hears of it at its first reading.
        if let Ok(mut tls) = connected {
            let mut octet = [0];
            assert!(tls.read_exact(&mut octet).await.is_err());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http_2_is_spoken() {
    let house = house(Versions::Both).await;
    let (cns, ..) = house.pair();
    let mut config = house.client(&rustls::version::TLS13, Some(&cns));
    config.alpn_protocols = vec![b"h2".to_vec()];
    let tls = house.connect(config).await.unwrap();
    assert_eq!(tls.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(tls)).await.unwrap();
    let ended = tokio::spawn(connection);
    let begun = house.people.begin().unwrap();
    let uri = format!("https://localhost{}?tentativo={}", cns::ENTER, begun.attempt);
    let request = http::Request::get(uri).body(Empty::<axum::body::Bytes>::new()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.status(), 303);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(entered(&house.ended(&location, &begun.secret)), "RSSMRA80A01H501U");
    drop(response);
    // The server lets go of the connection by itself.
    ended.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_resumed() {
    let house = house(Versions::Both).await;
    let (cns, ..) = house.pair();
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        // The same configuration would resume if it had been given anything to resume with.
        let config = house.client(version, Some(&cns));
        for _ in 0..2 {
            let mut tls = house.connect(config.clone()).await.unwrap();
            tls.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
            let mut answer = Vec::new();
            let _ = tls.read_to_end(&mut answer).await;
            assert_eq!(location(&String::from_utf8_lossy(&answer)), format!("{SITE}/accedi"));
            assert_eq!(tls.get_ref().1.handshake_kind(), Some(rustls::HandshakeKind::Full));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_modules_are_asked_for_pkcs1_signatures_under_tls_1_2() {
    let house = house(Versions::OldModules).await;
    let (cns, ..) = house.pair();
    let ended = house.login(house.client(&rustls::version::TLS12, Some(&cns))).await;
    assert_eq!(entered(&ended), "RSSMRA80A01H501U");
    assert!(house.connect(house.client(&rustls::version::TLS13, Some(&cns))).await.is_err());
}

/// What openssl says of the request for a certificate.
async fn request_seen_by_openssl(house: &House, version: &str) -> String {
    let arguments = ["s_client", "-connect", &house.address.to_string(), version].map(str::to_owned);
    let asked = tokio::task::spawn_blocking(move || {
        Command::new("openssl").args(arguments).stdin(std::process::Stdio::null()).output().unwrap()
    });
    String::from_utf8_lossy(&asked.await.unwrap().stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_names_the_issuers_of_cards_and_signatures_that_cards_can_make() {
    for versions in [Versions::Both, Versions::OldModules] {
        let house = house(versions).await;
        let seen = request_seen_by_openssl(&house, "-tls1_2").await;
        assert!(seen.contains("Servizi di Certificazione CA"), "{seen}");
        assert!(!seen.contains("Firma Qualificata"), "{seen}");
        let algorithms =
            seen.lines().find(|line| line.starts_with("Requested Signature Algorithms")).unwrap();
        assert!(algorithms.contains("RSA+SHA256") && algorithms.contains("ECDSA+SHA256"), "{algorithms}");
        assert_eq!(algorithms.contains("RSA-PSS+SHA256"), versions == Versions::Both, "{algorithms}");
        if versions == Versions::Both {
            let seen = request_seen_by_openssl(&house, "-tls1_3").await;
            assert!(
                seen.contains("Servizi di Certificazione CA") && seen.contains("RSA-PSS+SHA256"),
                "{seen}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_enters_with_http_1_1_and_2() {
    let house = house(Versions::Both).await;
    let (cns, ..) = house.pair();
    let write = |name: &str, text: String| {
        let path = house.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let key = write("key.pem", x509::pem::encode("PRIVATE KEY", &cns.pkcs8));
    let certificate = write("cert.pem", cns.certificate.to_pem());
    let root = write("root.pem", house.root().to_pem());
    for (protocol, version) in
        [("--http1.1", "--tls-max=1.2"), ("--http2", "--tlsv1.3"), ("--http1.1", "--tlsv1.3")]
    {
        let begun = house.people.begin().unwrap();
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--max-time", "20", protocol])
            .args(match version.split_once('=') {
                Some((option, value)) => vec![option, value],
                None => vec![version],
            })
            .arg("--cacert")
            .arg(&root)
            .arg("--cert")
            .arg(&certificate)
            .arg("--key")
            .arg(&key)
            .arg(format!(
                "https://localhost:{}{}?tentativo={}",
                house.address.port(),
                cns::ENTER,
                begun.attempt
            ));
        let ran = tokio::task::spawn_blocking(move || curl.output().unwrap()).await.unwrap();
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{protocol} {version}: {err}");
        let ended = house.ended(location(&out).trim_end(), &begun.secret);
        assert_eq!(entered(&ended), "RSSMRA80A01H501U", "{protocol} {version}");
    }
}

#[tokio::test]
async fn one_address_holds_so_many_connections_and_no_more() {
    let doors = Arc::new(Doors::default());
    let mut held: Vec<Place> = (0..MOST_OF_ONE).map(|_| Doors::enter(&doors, LOCAL).unwrap()).collect();
    assert!(Doors::enter(&doors, LOCAL).is_none());
    assert!(Doors::enter(&doors, "192.0.2.1".parse().unwrap()).is_some());
    held.pop();
    assert!(Doors::enter(&doors, LOCAL).is_some());
    let home = |last: u8| format!("2001:db8:1:2::{last}").parse::<IpAddr>().unwrap();
    assert_eq!(network(home(1)), network(home(2)));
    drop(held);
    assert!(doors.0.lock().unwrap().1.is_empty());
}

#[test]
fn what_makes_no_sense_in_the_configuration_is_named() {
    for (text, key) in [
        ("url = \"http://cns.example.it\"", Some("cns.url")),
        ("url = \"https://cns.example.it/\"", Some("cns.url")),
        ("url = \"https://\"", Some("cns.url")),
        ("proxies = [\"10.0.0.1\"]", Some("cns.url")),
        ("proxy_header = \"not a header\"", Some("cns.proxy_header")),
        ("url = \"https://cns.example.it\"\nproxies = [\"10.0.0.1\", \"::1\"]", None),
        ("listen = \"0.0.0.0:8445\"\ntls12_only = true", None),
    ] {
        let raw: RawCns = toml::from_str(text).unwrap();
        assert_eq!(raw.wrong().map(|(key, _)| key), key, "{text}");
    }
}
