//! The pages of the signing desk through the router, with a device that does what it is told.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use authority::practice;
use axum::{Router, body::Body};
use devices::{Condition, DeviceError, DeviceId, Found, Kind, Opened, PinState, Purpose, Shelf};
use foundation::{Actor, Secret, TestClock, TestEntropy};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use keyvault::{KeyError, KeySpec, SigningKey, SoftwareKey};
use signing::{
    AuthorityTrust,
    desk::{Desk, Ports},
    pages::desk::{Seat, router, rules},
};
use tempfile::TempDir;
use tower::ServiceExt;
use webkit::{Site, Web};
use x509::{
    Certificate,
    alg::{PublicKey, SignatureAlgorithm},
};

use crate::site::{Answer, NOW, Part, form};

const FONT: &[u8] = include_bytes!(
    "../../../../web/node_modules/bootstrap-italia/src/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf"
);
const PIN: &str = "12345678";
const PUK: &str = "87654321";

/// A device in memory.
#[derive(Debug)]
struct Device {
    key: Arc<SoftwareKey>,
    signature: Certificate,
    authentication: Certificate,
    state: Mutex<State>,
    /// How often a PIN reached it.
    presented: AtomicUsize,
    /// Signatures until it is pulled out.
    lasts: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct State {
    pin: String,
    tries: u8,
    puk_tries: u8,
    /// What is the matter with it from the start.
    condition: Option<Condition>,
    is_there: bool,
}

impl Device {
    fn found(&self) -> Option<Found> {
        let state = self.state.lock().unwrap();
        let condition = match (&state.condition, state.tries) {
            (Some(condition), _) => Some(condition.clone()),
            (None, 0) => Some(Condition::PinLocked),
            (None, 1) => Some(Condition::LastTry),
            (None, _) => None,
        };
        state.is_there.then(|| Found {
            id: DeviceId::new("carta-1"),
            kind: Kind::TokenFile,
            name: "Dispositivo di Mario Rossi".to_owned(),
            holder: Some("Mario Rossi".to_owned()),
            card_number: Some("7420021100000001".to_owned()),
            place: "lettore di prova".to_owned(),
            signature: Some(self.signature.clone()),
            authentication: Some(self.authentication.clone()),
            pin: PinState {
                needed: true,
                tries_left: Some(state.tries),
                puk_tries_left: Some(state.puk_tries),
            },
            test_device: true,
            condition,
        })
    }

    fn told(condition: Condition) -> DeviceError {
        DeviceError::new(condition, "Dispositivo di Mario Rossi")
    }

    fn present(&self, pin: &str) -> Result<(), DeviceError> {
        let mut state = self.state.lock().unwrap();
        if !(5..=8).contains(&pin.len()) || !pin.bytes().all(|octet| octet.is_ascii_digit()) {
            return Err(Self::told(Condition::PinShape));
        }
        self.presented.fetch_add(1, Ordering::Relaxed);
        if state.tries == 0 {
            return Err(Self::told(Condition::PinLocked));
        }
        if state.pin == pin {
            state.tries = 3;
            return Ok(());
        }
        state.tries -= 1;
        Err(Self::told(match state.tries {
            0 => Condition::PinLocked,
            left => Condition::PinWrong { left: Some(left) },
        }))
    }
}

impl Shelf for Device {
    fn list(&self) -> Vec<Found> {
        self.found().into_iter().collect()
    }

    fn open(&self, _: &DeviceId, _: Purpose, pin: Option<&Secret<String>>) -> Result<Opened, DeviceError> {
        let pin = pin.ok_or_else(|| Self::told(Condition::PinMissing))?;
        self.present(pin.expose())?;
        let key = Held { key: Arc::clone(&self.key), lasts: Arc::clone(&self.lasts) };
        Ok(Opened { key: Arc::new(key), certificate: self.signature.clone(), chain: Vec::new() })
    }

    fn change_pin(
        &self,
        _: &DeviceId,
        _: Option<Purpose>,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError> {
        self.present(old.expose())?;
        self.state.lock().unwrap().pin.clone_from(new.expose());
        Ok(())
    }

    fn unblock(
        &self,
        _: &DeviceId,
        _: Option<Purpose>,
        puk: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError> {
        let mut state = self.state.lock().unwrap();
        if puk.expose() != PUK {
            state.puk_tries -= 1;
            return Err(Self::told(Condition::PukWrong { left: Some(state.puk_tries) }));
        }
        state.pin.clone_from(new.expose());
        state.tries = 3;
        Ok(())
    }
}

/// A key that is pulled out after some signatures.
#[derive(Debug)]
struct Held {
    key: Arc<SoftwareKey>,
    lasts: Arc<AtomicUsize>,
}

impl SigningKey for Held {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        let left = |left: usize| left.checked_sub(1);
        match self.lasts.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left) {
            Ok(_) => self.key.sign_digest(algorithm, digest),
            Err(_) => Err(KeyError::Elsewhere(Box::new(Device::told(Condition::Removed)))),
        }
    }
}

struct World {
    device: Arc<Device>,
    desk: Desk,
    router: Router,
    cookie: Mutex<String>,
    closed: Arc<AtomicUsize>,
    folder: TempDir,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at(NOW.parse().unwrap()));
    let entropy = Arc::new(TestEntropy::seeded(3));
    let settings = practice::settings(2).unwrap();
    let (_, authority) =
        practice::open(folder.path(), settings, KeySpec::P256, clock.clone(), entropy.clone()).unwrap();
    let actor = Actor::command_line();
    let keys = [(); 2].map(|()| SoftwareKey::generate(KeySpec::P256).unwrap());
    let request = practice::pair_request(practice::mario().unwrap(), 1, &keys[0], &keys[1]).unwrap();
    let pair = authority.issue_pair(&actor, &request).unwrap();
    authority.activate_pair(&actor, pair.id).unwrap();
    authority.publish_lists(&actor).unwrap();
    let [key, _] = keys;
    let state = State { pin: PIN.to_owned(), tries: 3, puk_tries: 10, condition: None, is_there: true };
    let device = Arc::new(Device {
        key: Arc::new(key),
        signature: pair.signature.clone(),
        authentication: pair.cns.clone(),
        state: Mutex::new(state),
        presented: AtomicUsize::new(0),
        lasts: Arc::new(AtomicUsize::new(usize::MAX)),
    });
    let trust = Arc::new(AuthorityTrust::new(Arc::new(authority)));
    let ports = Ports { clock: clock.clone(), entropy: entropy.clone(), trust, raise: None, font: FONT };
    let desk = Desk::open(folder.path(), ports).unwrap();
    let closed = Arc::new(AtomicUsize::new(0));
    let ends = Arc::clone(&closed);
    let seat = Seat::new(desk.clone(), device.clone()).with_close(move || {
        ends.fetch_add(1, Ordering::Relaxed);
    });
    let mut site = Site::new(Arc::new(Web::new(clock, entropy)));
    for rule in rules() {
        site = site.rule(rule);
    }
    let router = site.layer(router(Arc::new(seat)));
    World { device, desk, router, cookie: Mutex::default(), closed, folder }
}

impl World {
    async fn ask(&self, mut request: Request<Body>) -> Answer {
        let cookie = self.cookie.lock().unwrap().clone();
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, "text/html".parse().unwrap());
        headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
        if !cookie.is_empty() {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        let answer = self.router.clone().oneshot(request).await.unwrap();
        if let Some(set) = answer.headers().get(header::SET_COOKIE) {
            let value = set.to_str().unwrap().split(';').next().unwrap();
            value.clone_into(&mut self.cookie.lock().unwrap());
        }
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn token(&self) -> String {
        let page = self.get("/firma").await.text();
        let (_, rest) = page.split_once("name=\"_token\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("_token={}", self.token().await);
        for (name, value) in fields {
            let encoded: String = value.bytes().map(|octet| format!("%{octet:02X}")).collect();
            body.push_str(&format!("&{name}={encoded}"));
        }
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(body.into()).unwrap()).await
    }

    async fn upload(&self, path: &str, parts: &[Part<'_>]) -> Answer {
        let token = self.token().await;
        let mut all: Vec<Part<'_>> = vec![("_token", None, token.as_bytes())];
        all.extend(parts);
        let (kind, body) = form(&all);
        self.ask(Request::post(path).header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()).await
    }

    async fn bring(&self, name: &str, octets: &[u8]) {
        let answer = self.upload("/firma", &[("file", Some(name), octets)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.header(header::LOCATION), "/firma");
    }

    async fn sign(&self, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("device", "carta-1")];
        all.extend(fields);
        let answer = self.post("/firma/autorizza", &all).await;
        // The batch has a thread of its own.
        while self.desk.progress().is_some_and(|progress| progress.is_running()) {
            tokio::task::yield_now().await;
        }
        answer
    }
}

const PDF: &[u8] = include_bytes!("../../../../demo/samples/contratto.pdf");
const INVOICE: &[u8] = include_bytes!("../../../../demo/samples/fattura.xml");
const PICTURE: &[u8] = include_bytes!("../../../../demo/samples/pianta.png");

#[tokio::test]
async fn without_files_the_page_asks_for_them_and_says_where_they_stay() {
    let world = world();
    let page = world.get("/firma").await.text();
    assert!(page.contains("I file non lasciano questo computer"));
    assert!(page.contains("Documenti da firmare") && page.contains("type=\"file\""));
    assert!(!page.contains("name=\"pin\""));
    for path in ["/firma/autorizza", "/firma/esito", "/firma/formato"] {
        let answer = world.get(path).await;
        assert_eq!(
            (answer.status, answer.header(header::LOCATION)),
            (StatusCode::SEE_OTHER, "/firma"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_pdf_is_signed_with_one_form_of_files_and_one_of_the_pin() {
    let world = world();
    world.bring("contratto.pdf", PDF).await;
    let page = world.get("/firma").await.text();
    for words in [
        "contratto.pdf",
        "PDF firmato (PAdES)",
        "È un PDF",
        "Firma non visibile, ugualmente valida",
        "Firma 1 documento come Mario Rossi",
        "Restano 3 tentativi",
        "certificato valido fino al",
        "la firma non ha valore legale",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let answer = world.sign(&[("pin", PIN)]).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/firma/esito"));
    let page = world.get("/firma/esito").await.text();
    for words in
        ["Il documento è firmato", "contratto-firmato.pdf", "La firma è integra", "ugualmente valida"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("queste firme non hanno valore legale"), "a test device signed: {page}");
    let result = world.get("/firma/esito/1").await;
    assert!(result.body.starts_with(PDF) && result.body.len() > PDF.len());
    assert!(result.header(header::CONTENT_DISPOSITION).contains("contratto-firmato.pdf"));
}

#[tokio::test]
async fn many_files_take_one_pin_and_leave_as_one_archive_with_a_report() {
    let world = world();
    let names: Vec<String> = (1..=50).map(|number| format!("atto {number}.txt")).collect();
    let parts: Vec<Part<'_>> = names.iter().map(|name| ("file", Some(&**name), name.as_bytes())).collect();
    assert_eq!(world.upload("/firma", &parts).await.status, StatusCode::SEE_OTHER);
    assert!(world.get("/firma").await.text().contains("Firma 50 documenti come Mario Rossi"));
    world.sign(&[("pin", PIN)]).await;
    assert_eq!(world.device.presented.load(Ordering::Relaxed), 1);
    assert!(world.get("/firma/esito").await.text().contains("Tutti i 50 documenti sono firmati"));
    let archive = world.get("/firma/esito/tutti.zip").await;
    assert!(archive.body.starts_with(b"PK"));
    let csv = world.get("/firma/esito/rapporto.csv").await.text();
    assert_eq!(csv.lines().count(), 51, "{csv}");
    let json = world.get("/firma/esito/rapporto.json").await.text();
    assert!(json.contains("\"ceralacca.desk/1\"") && json.contains("atto 50.txt.p7m"));
}

#[tokio::test]
async fn a_wrong_pin_says_how_many_tries_are_left_and_the_last_one_is_announced() {
    let world = world();
    world.bring("contratto.pdf", PDF).await;
    let answer = world.sign(&[("pin", "19283746")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(page.contains("<title>Errore:") && page.contains("Restano 2 tentativi"), "{page}");
    assert!(!page.contains("19283746"));
    let page = world.sign(&[("pin", "19283746")]).await.text();
    assert!(page.contains("resta un solo tentativo"), "{page}");
    let page = world.sign(&[("pin", "19283746")]).await.text();
    assert!(page.contains("/firma/dispositivi/carta-1/puk"), "{page}");
    assert!(!page.contains("name=\"pin\""), "a locked PIN is not asked for: {page}");
    assert!(world.desk.files()[0].is_due(), "nothing was signed");
}

#[tokio::test]
async fn a_pin_that_cannot_be_one_costs_no_try() {
    let world = world();
    world.bring("contratto.pdf", PDF).await;
    for (pin, words) in
        [("", "Scrivi il PIN"), ("123", "Restano 3 tentativi"), ("abcdefgh", "Restano 3 tentativi")]
    {
        let answer = world.sign(&[("pin", pin)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains(words), "{pin}: {}", answer.text());
    }
    assert_eq!(world.device.presented.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn each_condition_of_the_device_has_its_own_page_and_asks_for_no_pin() {
    let world = world();
    world.bring("contratto.pdf", PDF).await;
    let date = NOW.parse().unwrap();
    let detail = || "dettaglio".to_owned();
    let mut headings = std::collections::BTreeSet::new();
    let conditions = [
        Condition::AuthenticationOnly,
        Condition::BluetoothNotPaired,
        Condition::Busy,
        Condition::CardMissing,
        Condition::CardUnknown,
        Condition::CertificateExpired { since: date },
        Condition::CertificateNotYetValid { from: date },
        Condition::CertificateRevoked { since: date },
        Condition::CertificateSuspended { since: date },
        Condition::Damaged { detail: detail() },
        Condition::Failed { detail: detail() },
        Condition::MiddlewareMissing { module: detail(), detail: detail() },
        Condition::NoCertificate,
        Condition::PinLocked,
        Condition::PukLocked,
        Condition::ReaderMissing,
        Condition::Removed,
        Condition::TokenAsleep,
    ];
    let count = conditions.len();
    for condition in conditions {
        let words = webkit::words(&condition.problem("Dispositivo di Mario Rossi"), webkit::Lang::It);
        world.device.state.lock().unwrap().condition = Some(condition.clone());
        let page = world.get("/firma").await.text();
        for part in &words {
            let escaped = part.replace('&', "&amp;").replace('"', "&quot;");
            assert!(page.contains(&escaped), "{condition:?}: {part}: {page}");
        }
        assert!(!page.contains("name=\"pin\""), "{condition:?}");
        headings.insert(words[0].clone());
    }
    assert_eq!(headings.len(), count, "each has words of its own");
    world.device.state.lock().unwrap().is_there = false;
    let page = world.get("/firma").await.text();
    assert!(page.contains("Nessun dispositivo di firma") && page.contains("Cerca di nuovo"));
    let answer = world.sign(&[("pin", PIN)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_device_that_goes_in_the_middle_leaves_what_is_signed_and_the_rest_is_signed_later() {
    let world = world();
    for name in ["a.txt", "b.txt", "c.txt"] {
        world.bring(name, name.as_bytes()).await;
    }
    world.device.lasts.store(2, Ordering::Relaxed);
    world.sign(&[("pin", PIN)]).await;
    let page = world.get("/firma/esito").await.text();
    assert!(page.contains("Sono firmati 2 documenti su 3"), "{page}");
    assert!(page.contains("Resta 1 documento da firmare") && page.contains("Firma quelli che mancano"));
    world.device.lasts.store(usize::MAX, Ordering::Relaxed);
    assert!(world.get("/firma").await.text().contains("Firma 1 documento come Mario Rossi"));
    world.sign(&[("pin", PIN)]).await;
    assert!(world.get("/firma/esito").await.text().contains("Tutti i 3 documenti sono firmati"));
}

#[tokio::test]
async fn each_file_that_cannot_be_signed_says_why_and_goes() {
    let world = world();
    let parts: [Part<'_>; 3] = [
        ("file", Some("vuoto.txt"), b""),
        ("file", Some("rotto.pdf"), b"%PDF-1.7\n%%EOF"),
        ("file", Some("a.txt"), b"a"),
    ];
    world.upload("/firma", &parts).await;
    let page = world.get("/firma").await.text();
    assert!(page.contains("2 file che non puoi firmare"), "{page}");
    assert!(page.contains("Firma 1 documento come"));
    world.post("/firma/togli", &[("n", "1")]).await;
    assert!(!world.get("/firma").await.text().contains("vuoto.txt"));
    let answer = world.post("/firma/togli", &[("n", "99")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_file_at_all_is_told_in_the_form() {
    let answer = world().upload("/firma", &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Scegli almeno un documento."));
}

#[tokio::test]
async fn previews_show_what_is_signed() {
    let world = world();
    for (name, octets) in [
        ("contratto.pdf", PDF),
        ("fattura.xml", INVOICE),
        ("pianta.png", PICTURE),
        ("nota.txt", b"<script>alert(1)</script>"),
    ] {
        world.bring(name, octets).await;
    }
    let page = world.get("/firma/anteprima/1").await;
    assert!(page.text().contains("<iframe") && page.text().contains("Firma visibile"));
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("frame-src 'self'") && policy.contains("default-src 'none'"), "{policy}");
    let document = world.get("/firma/anteprima/1/documento").await;
    assert_eq!(document.body, PDF);
    assert_eq!(document.header(header::CONTENT_TYPE), "application/pdf");
    assert!(document.header(header::CONTENT_SECURITY_POLICY).contains("frame-ancestors 'self'"));
    let page = world.get("/firma/anteprima/2").await.text();
    assert!(page.contains("Forno del Borgo S.r.l.") && page.contains("57,20 €"), "{page}");
    assert_eq!(world.get("/firma/anteprima/3/documento").await.header(header::CONTENT_TYPE), "image/png");
    let page = world.get("/firma/anteprima/4").await.text();
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert(1)"));
    let text = world.get("/firma/anteprima/4/documento").await;
    assert!(text.header(header::CONTENT_DISPOSITION).starts_with("attachment"), "shown by no browser");
    assert_eq!(world.get("/firma/anteprima/9").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("/firma/anteprima/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_shown_is_signed_with_consent_only() {
    let world = world();
    world.bring("relazione.bin", b"PK\x03\x04\0\0\0").await;
    assert!(world.get("/firma/anteprima/1").await.text().contains("Questo documento qui non si può vedere"));
    let answer = world.sign(&[("pin", PIN)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Conferma di aver letto"));
    assert_eq!(world.device.presented.load(Ordering::Relaxed), 0);
    world.sign(&[("pin", PIN), ("consent", "1")]).await;
    assert!(world.get("/firma/esito").await.text().contains("Il documento è firmato"));
}

#[tokio::test]
async fn a_consent_on_the_preview_counts_too() {
    let world = world();
    world.bring("relazione.bin", b"PK\x03\x04\0\0\0").await;
    world.post("/firma/anteprima/1", &[("consent", "1")]).await;
    assert!(!world.get("/firma").await.text().contains("name=\"consent\""));
    world.sign(&[("pin", PIN)]).await;
    assert!(world.get("/firma/esito").await.text().contains("Il documento è firmato"));
}

#[tokio::test]
async fn a_format_is_chosen_for_the_file() {
    let world = world();
    world.bring("contratto.pdf", PDF).await;
    let page = world.get("/firma/formato").await.text();
    assert!(page.contains("Busta .p7m (CAdES)") && page.contains("solo firme di livello B"), "{page}");
    let field = "format-pades-cades-asic";
    assert!(page.contains(field), "{page}");
    world.post("/firma/formato", &[("n", "1"), (field, "cades"), ("detached", "1")]).await;
    world.sign(&[("pin", PIN)]).await;
    assert!(world.get("/firma/esito").await.text().contains("contratto.pdf.p7s"));
}

#[tokio::test]
async fn a_mark_stands_where_the_fields_say_and_never_off_the_page() {
    let world = world();
    world.bring("contratto.pdf", PDF).await;
    let address = "/firma/anteprima/1/riquadro";
    let mark = |page, left, top| {
        [
            ("show", "1"),
            ("page", page),
            ("where", "free"),
            ("left", left),
            ("top", top),
            ("text", "Per accettazione"),
        ]
    };
    for (page, left, top, words) in [
        ("9", "10", "10", "Scrivi il numero di una pagina"),
        ("1", "400", "10", "Il riquadro esce dalla pagina"),
        ("1", "10", "-3", "Il riquadro esce dalla pagina"),
        ("1", "x", "10", "Il riquadro esce dalla pagina"),
    ] {
        let answer = world.post(address, &mark(page, left, top)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{page} {left} {top}");
        assert!(answer.text().contains(words), "{words}: {}", answer.text());
    }
    let answer = world.post(address, &mark("2", "20,5", "30")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = world.get("/firma/anteprima/1").await.text();
    assert!(page.contains("il riquadro è a 20.5 mm da sinistra e a 30.0 mm"), "{page}");
    assert!(world.get("/firma").await.text().contains("Firma visibile a pagina 2"));
    world.sign(&[("pin", PIN)]).await;
    let signed = world.get("/firma/esito/1").await.body;
    let document = pades::Document::open(&signed).unwrap();
    let shown = document.newest().page(pades::PageNumber::Number(2)).unwrap();
    let points = 72.0 / 25.4;
    let [left, _, _, top] = shown.rectangle([20.5 * points, 30.0 * points, 67.0 * points, 22.0 * points]);
    let text = String::from_utf8_lossy(&signed).into_owned();
    let rect =
        text.rsplit_once("/Rect[").map(|(_, rest)| rest.split(']').next().unwrap().to_owned()).unwrap();
    let numbers: Vec<f64> = rect.split(' ').map(|number| number.parse().unwrap()).collect();
    assert!((numbers[0] - left).abs() < 0.1 && (numbers[3] - top).abs() < 0.1, "{rect}");
}

#[tokio::test]
async fn a_mark_is_taken_off_again() {
    let world = world();
    world.bring("contratto.pdf", PDF).await;
    let address = "/firma/anteprima/1/riquadro";
    world.post(address, &[("show", "1"), ("page", "1"), ("where", "top-right")]).await;
    assert!(world.get("/firma").await.text().contains("Firma visibile a pagina 1"));
    world.post(address, &[("page", "1"), ("where", "top-right")]).await;
    assert!(world.get("/firma").await.text().contains("Firma non visibile"));
}

#[tokio::test]
async fn results_are_saved_in_a_folder_and_a_missing_one_is_told() {
    let world = world();
    world.bring("atto.txt", b"atto").await;
    world.sign(&[("pin", PIN)]).await;
    let missing = world.folder.path().join("manca").display().to_string();
    let answer = world.post("/firma/esito/salva", &[("folder", &missing)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let folder = world.folder.path().join("firmati");
    std::fs::create_dir(&folder).unwrap();
    let answer = world.post("/firma/esito/salva", &[("folder", &folder.display().to_string())]).await;
    let page = world.get(answer.header(header::LOCATION)).await.text();
    assert!(page.contains("1 file salvato in"), "{page}");
    assert!(folder.join("atto.txt.p7m").is_file());
}

#[tokio::test]
async fn files_that_came_with_the_desk_are_saved_beside_their_originals() {
    let world = world();
    let original = world.folder.path().join("atto.txt");
    std::fs::write(&original, b"atto").unwrap();
    world.desk.add_path(&original).unwrap();
    world.sign(&[("pin", PIN)]).await;
    assert!(world.get("/firma/esito").await.text().contains("Salva accanto agli originali"));
    world.post("/firma/esito/salva", &[]).await;
    assert!(world.folder.path().join("atto.txt.p7m").is_file());
}

#[tokio::test]
async fn the_pin_is_changed_and_a_locked_one_comes_back_with_the_puk() {
    let world = world();
    let page = world.get("/firma/dispositivi").await.text();
    for words in ["Dispositivo di Mario Rossi", "7420021100000001", "Cambia PIN", "Ne restano 3"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let path = "/firma/dispositivi/carta-1/pin";
    let change = |old, new, again| [("old", old), ("new", new), ("again", again)];
    for (fields, words) in [
        (change("", "", ""), "Scrivi qualcosa in questo campo."),
        (change(PIN, "11111", "22222"), "I due PIN nuovi non sono uguali"),
        (change("19283746", "11111", "11111"), "Restano 2 tentativi"),
    ] {
        let answer = world.post(path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.text().contains(words), "{words}: {}", answer.text());
    }
    assert!(world.post(path, &change(PIN, "246813", "246813")).await.text().contains("Il PIN è cambiato"));
    world.device.state.lock().unwrap().tries = 0;
    let path = "/firma/dispositivi/carta-1/puk";
    let answer = world.post(path, &change("11111111", "11111", "11111")).await;
    assert!(answer.text().contains("Restano 9 tentativi"), "{}", answer.text());
    assert!(world.post(path, &change(PUK, "135791", "135791")).await.text().contains("Il PIN è sbloccato"));
    assert_eq!(world.get("/firma/dispositivi/altra/pin").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_time_stamp_without_authority_says_what_to_do() {
    let page = world().get("/firma/marca").await.text();
    assert!(page.contains("Qui non è impostata un’autorità di marcatura") && page.contains("--tsa"));
}

#[tokio::test]
async fn a_form_of_somebody_else_is_refused() {
    let world = world();
    world.bring("a.txt", b"a").await;
    for path in ["/firma/autorizza", "/firma/togli", "/firma/nuova", "/firma/chiudi", "/firma/esito/salva"] {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = world.ask(request.body(format!("n=1&pin={PIN}").into()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(world.desk.files().len(), 1);
    assert_eq!(world.device.presented.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn closing_deletes_the_files_and_ends_the_desk() {
    let world = world();
    world.bring("a.txt", b"a").await;
    let page = world.post("/firma/chiudi", &[]).await.text();
    assert!(page.contains("Il banco di firma è chiuso"));
    assert_eq!(world.closed.load(Ordering::Relaxed), 1);
    assert!(!world.desk.folder().exists());
}
