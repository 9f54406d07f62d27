//! People enter with the card and leave: every refusal, the way through the pages, and who sees what.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use access::{
    CnsRefusal, Outcome, People,
    pages::{
        ShownCertificates,
        cns::{self, Proxies},
        people::{self, Places},
    },
};
use authority::{
    Demand, IssuedPair, Target,
    pages::personal,
    practice,
    rules::{motives::Motive, permissions::Asker},
};
use axum::{Router, body::Body, routing::get};
use foundation::{Actor, Secret, SystemEntropy, TestEntropy};
use http::{HeaderName, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use keyvault::{KeySpec, SoftwareKey};
use tower::ServiceExt;
use webkit::{Doorkeeper, Link, Peer, Sessions, Site, Visit, Web};
use x509::{Certificate, alg::DigestAlgorithm, oid};

use crate::{
    common::{Answer, House, house},
    odd::{Foreign, Odd},
};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));
const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
const SITE: &str = "https://firma.example.it";
const CARD: &str = "https://cns.example.it";

pub struct Desk {
    pub house: House,
    pub people: Arc<People>,
    site: Router,
    reader: Router,
}

pub fn desk(foreign: Option<Arc<Foreign>>) -> Desk {
    let house = house();
    let people = People::open(
        house.store.clone(),
        house.clock.clone(),
        Arc::new(SystemEntropy),
        house.authority.clone(),
    );
    let mut people = people.unwrap();
    if let Some(foreign) = foreign {
        people = people.with_issuers(foreign);
    }
    let people = Arc::new(people);
    let places = Places { site: SITE.to_owned(), card: CARD.to_owned() };
    let web = |login: bool| {
        let mut web = Web::new(house.clock.clone(), Arc::new(TestEntropy::seeded(5)));
        web.login = login;
        web.doorkeeper = login.then(|| people.clone() as Arc<dyn Doorkeeper>);
        web.footer = vec![Link::new("/ho-perso-il-dispositivo", "nav-lost-device")];
        web.nav = vec![Link::new("/verifica", "nav-verify")];
        web.trusted_proxies = vec![PROXY];
        web.sessions = login.then(|| Sessions::open(house.store.clone()).unwrap());
        Arc::new(web)
    };
    let header = HeaderName::from_static("x-ssl-client-cert");
    let proxies = Proxies { addresses: vec![PROXY], header };
    let hello = |visit: Visit| async move { visit.page("Home") };
    let remember = |visit: Visit| async move {
        visit.session.put("draft", &"bozza di Mario").await.unwrap();
        visit.page("Bozza")
    };
    // Who entered with a card of another authority has no device of ours.
    let stranger = |visit: Visit| async move {
        let person = webkit::Person {
            codice_fiscale: "VRDLGI75C15L219B".to_owned(),
            given_name: None,
            surname: None,
            method: foundation::AuthMethod::Cns,
            level: 3,
            at: visit.now,
            certificate: Some("00".repeat(32)),
            address: None,
        };
        visit.session.begin_for(&person).await.unwrap();
    };
    let recall = |visit: Visit| async move {
        visit.session.get::<String>("draft").await.unwrap().unwrap_or_else(|| "niente".to_owned())
    };
    let pages = Router::new()
        .route("/", get(hello))
        .route("/mia", get(|person: webkit::Person| async move { person.codice_fiscale }))
        .route("/straniera", get(stranger))
        .route("/bozza", get(remember))
        .route("/ricordo", get(recall))
        .merge(people::router(people.clone(), places.clone()))
        .merge(personal::router(house.authority.clone()))
        .merge(personal::lost(house.authority.clone()))
        .merge(cns::behind_proxy(people.clone(), places.clone(), proxies));
    let site = Site::new(web(true)).rule(cns::rule()).rule(personal::lost_rule()).layer(pages);
    let reader = Site::new(web(false)).rule(cns::rule()).layer(cns::listener(people.clone(), places));
    Desk { house, people, site, reader }
}

/// A browser with its cookies for the site.
#[derive(Default)]
pub struct Browser(pub BTreeMap<String, String>);

async fn answer(router: &Router, mut request: Request<Body>, peer: IpAddr) -> Answer {
    request.headers_mut().entry(header::ACCEPT).or_insert("text/html".parse().unwrap());
    request.extensions_mut().insert(Peer { address: peer, secure: true });
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

impl Browser {
    pub async fn send(&mut self, desk: &Desk, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.headers_mut().entry(header::HOST).or_insert("firma.example.it".parse().unwrap());
        let answer = answer(&desk.site, request, HERE).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn get(&mut self, desk: &Desk, path: &str) -> Answer {
        self.send(desk, Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Begins a login and gives the path at the place that reads the card.
    async fn begin(&mut self, desk: &Desk, next: &str) -> String {
        let begun = self.get(desk, &format!("/accedi/cns/inizia?next={next}")).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
        location(&begun).strip_prefix(CARD).unwrap().to_owned()
    }

    /// The whole way, up to where the browser ends.
    pub async fn enter(&mut self, desk: &Desk, next: &str, shown: Option<&Certificate>) -> Answer {
        let path = self.begin(desk, next).await;
        let back = show(desk, &path, shown).await;
        let back = location(&back).strip_prefix(SITE).unwrap().to_owned();
        self.get(desk, &back).await
    }

    async fn leave(&mut self, desk: &Desk) -> Answer {
        self.post(desk, "/esci", "/esci", &[]).await
    }

    /// Sends a form to `path` as the page of `form` would.
    pub async fn post(&mut self, desk: &Desk, form: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(desk, form).await;
        let token = page.body.split("name=\"_token\" value=\"").nth(1);
        let token = token.and_then(|rest| rest.split('"').next()).unwrap_or("none");
        let mut body = format!("_token={token}");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", crate::common::escape(value)));
        }
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(desk, request.unwrap()).await
    }
}

/// What the place that reads the card answers to a browser that shows a certificate.
async fn show(desk: &Desk, path: &str, shown: Option<&Certificate>) -> Answer {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    let shown: Vec<Vec<u8>> = shown.iter().map(|certificate| certificate.der().to_vec()).collect();
    request.extensions_mut().insert(ShownCertificates(shown.into()));
    answer(&desk.reader, request, HERE).await
}

pub fn location(answer: &Answer) -> &str {
    answer.headers[header::LOCATION].to_str().unwrap()
}

pub fn pair(desk: &Desk, number: u64, name: (&str, &str), codice_fiscale: &str) -> IssuedPair {
    pair_with(desk, number, name, codice_fiscale, None)
}

/// A pair whose envelope has an emergency code.
pub fn pair_with(
    desk: &Desk,
    number: u64,
    name: (&str, &str),
    codice_fiscale: &str,
    code: Option<&str>,
) -> IssuedPair {
    let [signature, cns] = [(); 2].map(|()| SoftwareKey::generate(KeySpec::P256).unwrap());
    let holder = authority::Holder {
        given_name: name.0.into(),
        surname: name.1.into(),
        codice_fiscale: codice_fiscale.parse().unwrap(),
    };
    let mut request = practice::pair_request(holder, number, &signature, &cns).unwrap();
    request.emergency_code = code.map(|code| Secret::new(code.to_owned()));
    request.registration.contacts.email = Some("titolare@example.org".to_owned());
    desk.house.authority.issue_pair(&Actor::command_line(), &request).unwrap()
}

pub fn mario(desk: &Desk) -> IssuedPair {
    pair(desk, 1, ("Mario", "Rossi"), "RSSMRA80A01H501U")
}

/// Why a certificate is refused, through attempt and outcome.
fn refusal(desk: &Desk, shown: &[Vec<u8>]) -> CnsRefusal {
    match outcome(desk, shown) {
        Outcome::Refused(refusal) => refusal,
        Outcome::Entered(entered) => panic!("{entered:?}"),
    }
}

fn outcome(desk: &Desk, shown: &[Vec<u8>]) -> Outcome {
    let begun = desk.people.begin().unwrap();
    let code = desk.people.enter_with_cns(&begun.attempt, shown, HERE).unwrap().unwrap();
    desk.people.finish(&code, &begun.secret, HERE).unwrap().unwrap()
}

fn of(desk: &Desk, certificate: &Certificate) -> CnsRefusal {
    refusal(desk, &[certificate.der().to_vec()])
}

#[tokio::test]
async fn a_person_enters_with_the_card_goes_where_asked_and_leaves() {
    let desk = desk(None);
    let cns = mario(&desk).cns;
    let mut browser = Browser::default();
    let choose = browser.get(&desk, "/accedi?next=/verifica").await;
    assert!(
        choose.body.contains("href=\"/accedi/cns?next=/verifica\"")
            && choose.body.contains("Verifica una firma")
    );
    assert!(!choose.body.contains("href=\"/accedi/spid") && choose.body.contains("Non ancora disponibile"));
    let steps = browser.get(&desk, "/accedi/cns?next=/verifica").await;
    assert!(steps.body.contains("href=\"/accedi/cns/inizia?next=/verifica\""));

    let entered = browser.enter(&desk, "/verifica", Some(&cns)).await;
    assert_eq!((entered.status, location(&entered)), (StatusCode::SEE_OTHER, "/verifica"));
    let home = browser.get(&desk, "/").await;
    assert!(home.body.contains("MARIO ROSSI") && home.body.contains("action=\"/esci\""), "{}", home.body);
    assert_eq!(home.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(browser.get(&desk, "/mia").await.body, "RSSMRA80A01H501U");
    assert!(browser.get(&desk, "/accedi").await.body.contains("L’ultima volta sei entrato così"));

    let left = browser.leave(&desk).await;
    assert_eq!((left.status, location(&left)), (StatusCode::SEE_OTHER, "/esci"));
    assert!(browser.get(&desk, "/esci").await.body.contains("Sei uscito"));
    let mine = browser.get(&desk, "/mia?a=1&b=2").await;
    assert_eq!((mine.status, location(&mine)), (StatusCode::SEE_OTHER, "/accedi?next=/mia%3Fa%3D1%26b%3D2"));

    let log = desk.people.logins_of("RSSMRA80A01H501U", 10).unwrap();
    assert_eq!(log.iter().map(|entry| entry.outcome.as_str()).collect::<Vec<_>>(), ["left", "entered"]);
    assert_eq!(log[1].card_number.as_deref(), Some("7430000000000001"));
    assert_eq!(
        (log[1].address.as_str(), log[1].certificate_sha256.as_deref()),
        ("192.0.2.7", Some(&cns.sha256()[..]))
    );
    let logins = desk.house.events("person.login");
    assert_eq!(logins.len(), 1);
    assert_eq!(logins[0]["actor"]["name"], "RSSMRA80A01H501U");
    assert_eq!(desk.house.events("person.logout").len(), 1);
}

#[tokio::test]
async fn the_session_of_a_login_is_always_new_and_nothing_of_another_person_is_seen() {
    let desk = desk(None);
    let (mario, lucia) = (mario(&desk).cns, pair(&desk, 2, ("Lucia", "Bianchi"), "BNCLCU75D12F205I").cns);
    let mut browser = Browser::default();
    browser.get(&desk, "/bozza").await;
    let planted = browser.0.clone();
    browser.enter(&desk, "/", Some(&mario)).await;
    assert_ne!(browser.0["__Host-sessione"], planted["__Host-sessione"], "session fixation");
    assert_eq!(Browser(planted).get(&desk, "/mia").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(&desk, "/ricordo").await.body, "niente");

    browser.get(&desk, "/bozza").await;
    let of_mario = browser.0.clone();
    let already = browser.get(&desk, "/accedi").await;
    assert!(already.body.contains("Sei già entrato come") && already.body.contains("MARIO ROSSI"));
    browser.enter(&desk, "/", Some(&lucia)).await;
    assert_eq!(browser.get(&desk, "/mia").await.body, "BNCLCU75D12F205I");
    assert_eq!(browser.get(&desk, "/ricordo").await.body, "niente");
    assert!(!browser.get(&desk, "/").await.body.contains("MARIO"));
    assert_eq!(
        Browser(of_mario).get(&desk, "/mia").await.status,
        StatusCode::SEE_OTHER,
        "Mario's session is over"
    );

    // A login that fails leaves who is in as it was.
    browser.enter(&desk, "/", None).await;
    assert_eq!(browser.get(&desk, "/mia").await.body, "BNCLCU75D12F205I");
}

#[tokio::test]
async fn an_outcome_is_fetched_once_soon_and_by_the_browser_that_began() {
    let desk = desk(None);
    let cns = mario(&desk).cns;
    let (mut victim, mut thief) = (Browser::default(), Browser::default());
    let path = victim.begin(&desk, "/").await;
    let _ = thief.begin(&desk, "/").await;
    let back = location(&show(&desk, &path, Some(&cns)).await).strip_prefix(SITE).unwrap().to_owned();
    assert_eq!(thief.get(&desk, &back).await.status, StatusCode::GONE);
    assert_eq!(Browser::default().get(&desk, &back).await.status, StatusCode::GONE);
    assert_eq!(location(&victim.get(&desk, &back).await), "/");
    assert_eq!(victim.get(&desk, &back).await.status, StatusCode::GONE, "single use");
    // The attempt is over too: the card is not even looked at.
    assert_eq!(location(&show(&desk, &path, Some(&cns)).await), format!("{SITE}/accedi/cns"));

    let path = victim.begin(&desk, "/").await;
    let back = location(&show(&desk, &path, Some(&cns)).await).strip_prefix(SITE).unwrap().to_owned();
    desk.house.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(victim.get(&desk, &back).await.status, StatusCode::GONE, "a minute");

    let path = victim.begin(&desk, "/").await;
    desk.house.clock.advance(SignedDuration::from_mins(16));
    assert_eq!(location(&show(&desk, &path, Some(&cns)).await), format!("{SITE}/accedi/cns"));
    assert!(desk.people.sweep().unwrap() >= 2);
    for path in ["/accedi/cns/torna", "/accedi/cns/torna?codice=AAAA", "/accedi/cns/torna?codice=%00"] {
        assert_eq!(victim.get(&desk, path).await.status, StatusCode::GONE, "{path}");
    }
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let desk = desk(None);
    let cns = mario(&desk).cns;
    for next in
        ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example", "javascript:x"]
    {
        let mut browser = Browser::default();
        assert_eq!(location(&browser.enter(&desk, next, Some(&cns)).await), "/", "{next}");
        assert!(
            !browser.get(&desk, &format!("/accedi?next={next}")).await.body.contains("=\"https://evil"),
            "{next}"
        );
    }
    assert_eq!(location(&show(&desk, "//evil.example/", None).await), format!("{SITE}/accedi"));
    assert_eq!(location(&show(&desk, "/assetsx", None).await), format!("{SITE}/accedi"));
    // Who comes by another name of the site is led to the one that the card's place leads back to.
    let mut browser = Browser::default();
    let mut request = Request::get("/accedi/cns/inizia?next=/verifica").body(Body::empty()).unwrap();
    request.headers_mut().insert(header::HOST, "127.0.0.1:8480".parse().unwrap());
    let led = browser.send(&desk, request).await;
    assert_eq!(location(&led), format!("{SITE}/accedi/cns/inizia?here=1&next=/verifica"));
}

#[tokio::test]
async fn a_refusal_is_explained_on_a_page_with_what_to_do() {
    let desk = desk(None);
    let pair = mario(&desk);
    for (shown, heading) in [
        (None, "Non abbiamo ricevuto nessun certificato"),
        (Some(&pair.signature), "Hai scelto il certificato di firma"),
    ] {
        let mut browser = Browser::default();
        let led = browser.enter(&desk, "/verifica", shown).await;
        assert_eq!(location(&led), "/accedi/esito");
        for _ in 0..2 {
            let page = browser.get(&desk, "/accedi/esito").await;
            assert_eq!(page.status, StatusCode::UNAUTHORIZED);
            assert!(page.body.contains(heading), "{}", page.body);
            assert!(page.body.contains("href=\"/accedi/cns?next=/verifica\""));
            assert!(page.body.contains("Errore: "));
        }
        let english = browser.get(&desk, "/accedi/esito?lang=en").await;
        assert!(english.body.contains("What to do"));
    }
    assert_eq!(location(&Browser::default().get(&desk, "/accedi/esito").await), "/accedi");
    let failed = desk.house.events("person.login");
    assert_eq!(failed.len(), 2);
    assert!(failed[1]["outcome"].to_string().contains("signature certificate"), "{}", failed[1]);
}

#[test]
fn suspension_and_revocation_count_at_once() {
    let desk = desk(None);
    let pair = mario(&desk);
    let officer = Actor::command_line();
    assert!(matches!(outcome(&desk, &[pair.cns.der().to_vec()]), Outcome::Entered(_)));
    desk.house.authority.suspend_pair(&officer, pair.id, "lost").unwrap();
    assert!(matches!(of(&desk, &pair.cns), CnsRefusal::Suspended(at) if at == crate::common::start()));
    let id = desk.house.authority.certificate_status(pair.cns.serial()).unwrap()[0].id;
    let demand = Demand::by(Asker::system("test"), Some(Motive::AffiliationEnded));
    desk.house.authority.revoke(&Actor::system("test"), Target::Certificate(id), &demand, None).unwrap();
    assert!(matches!(of(&desk, &pair.cns), CnsRefusal::Revoked(_)));
}

#[test]
fn validity_begins_and_ends() {
    let desk = desk(None);
    let cns = mario(&desk).cns;
    desk.house.clock.advance(SignedDuration::from_hours(-24));
    assert_eq!(of(&desk, &cns), CnsRefusal::NotYetValid(cns.not_before()));
    desk.house.clock.advance(SignedDuration::from_hours(24 * 366 * 4));
    assert_eq!(of(&desk, &cns), CnsRefusal::Expired(cns.not_after()));
}

#[test]
fn other_certificates_are_each_told_what_they_are() {
    let desk = desk(None);
    let pair = mario(&desk);
    assert_eq!(refusal(&desk, &[]), CnsRefusal::NoCertificate);
    assert_eq!(refusal(&desk, &[b"noise".to_vec()]), CnsRefusal::Unreadable);
    assert_eq!(of(&desk, &pair.signature), CnsRefusal::SignatureCertificate);
    // Another installation with the same names: only the keys differ.
    let other = crate::people::desk(None);
    assert!(matches!(of(&desk, &mario(&other).cns), CnsRefusal::OtherAuthority(_)));
    let operator = desk.house.operator("anna", authority::OperatorRole::Rao);
    assert!(matches!(of(&desk, &operator), CnsRefusal::OtherAuthority(_)));
    let server =
        desk.house.authority.issue_server(&Actor::command_line(), &["localhost".to_owned()]).unwrap();
    assert_eq!(of(&desk, &server.chain[0]), CnsRefusal::NotForLogin);
    for ca in desk.house.authority.authorities().iter() {
        assert_eq!(of(&desk, &ca.certificate), CnsRefusal::NotForLogin, "{}", ca.path);
    }
}

#[test]
fn odd_certificates_of_a_known_issuer_are_each_told_what_they_are() {
    let foreign = Foreign::new(Ok(()));
    let desk = desk(Some(foreign.clone()));
    let tried = |odd: Odd| outcome(&desk, &[foreign.issue(&odd).der().to_vec()]);
    let refused = |odd: Odd| match tried(odd) {
        Outcome::Refused(refusal) => refusal,
        Outcome::Entered(entered) => panic!("{entered:?}"),
    };
    let entered = |odd: Odd| match tried(odd) {
        Outcome::Entered(entered) => entered.person,
        Outcome::Refused(refusal) => panic!("{refusal}"),
    };
    let named = |common_name: &str| Odd { common_name: common_name.to_owned(), ..Odd::default() };
    use CnsRefusal as R;

    assert_eq!(entered(Odd::default()).name(), "Mario Rossi");
    assert_eq!(entered(Odd { purposes: None, ..Odd::default() }).codice_fiscale, "RSSMRA80A01H501U");
    let cie = "1.3.76.47.4".parse().unwrap();
    assert_eq!(entered(Odd { policies: vec![cie], ..Odd::default() }).level, 3);
    assert_eq!(
        entered(Odd { names: None, ..Odd::default() }).name(),
        "RSSMRA80A01H501U",
        "names may be missing"
    );
    let hidden = Odd { names: Some(("Ma\u{202E}rio", "Rossi")), ..Odd::default() };
    assert_eq!(entered(hidden).name(), "Rossi", "a name that cannot be shown is left out");
    assert_eq!(entered(named("RSSMRA80A01H50MM/1.a/b=")).codice_fiscale, "RSSMRA80A01H50MM");

    assert_eq!(refused(Odd { usage: Some(0x4000), ..Odd::default() }), R::SignatureCertificate);
    assert_eq!(refused(Odd { usage: Some(0x2000), ..Odd::default() }), R::NotForLogin);
    assert_eq!(refused(Odd { usage: None, ..Odd::default() }), R::NotForLogin);
    let mail = Some(vec![oid::EMAIL_PROTECTION]);
    assert_eq!(refused(Odd { purposes: mail, ..Odd::default() }), R::NotForLogin);
    assert_eq!(refused(Odd { policies: vec![], ..Odd::default() }), R::NotCard);
    assert_eq!(
        refused(Odd { digest: DigestAlgorithm::Sha1, ..Odd::default() }),
        R::WeakDigest("sha1".into())
    );
    assert!(matches!(refused(Odd { validity: (-24, -1), ..Odd::default() }), R::Expired(_)));
    assert!(matches!(refused(Odd { validity: (1, 24), ..Odd::default() }), R::NotYetValid(_)));
    assert_eq!(refused(named("Mario Rossi")), R::OddName("Mario Rossi".into()));
    assert_eq!(refused(named("<script>")), R::OddName("<script>".into()));
    assert_eq!(refused(named("RSSMRA80A01H501X/1.a=")), R::NoCodiceFiscale("RSSMRA80A01H501X".into()));
    let other = Odd { serial_number: Some("TINIT-BNCLCU75D12F205I"), ..Odd::default() };
    assert!(matches!(refused(other), R::Contradiction(_)));
    assert_eq!(refused(Odd { ca: true, ..Odd::default() }), R::NotForLogin);
}

#[test]
fn a_card_of_another_issuer_enters_only_when_its_status_is_known() {
    let unknown = CnsRefusal::StatusUnknown("no answer".to_owned());
    for said in
        [CnsRefusal::Suspended(crate::common::start()), CnsRefusal::Revoked(crate::common::start()), unknown]
    {
        let foreign = Foreign::new(Err(said.clone()));
        let desk = desk(Some(foreign.clone()));
        assert_eq!(of(&desk, &foreign.issue(&Odd::default())), said);
    }
}

#[tokio::test]
async fn a_proxy_that_is_trusted_hands_over_the_certificate_and_the_checks_run_again() {
    let desk = desk(None);
    let pair = mario(&desk);
    let escape = |pem: &str| {
        pem.bytes()
            .map(|octet| match octet {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' => char::from(octet).to_string(),
                _ => format!("%{octet:02X}"),
            })
            .collect::<String>()
    };
    let via = |path: String, value: Option<String>, host: &'static str, peer: IpAddr| {
        let mut request =
            Request::get(path).header(header::HOST, host).header("x-forwarded-for", "203.0.113.9");
        if let Some(value) = value {
            request = request.header("x-ssl-client-cert", value);
        }
        let site = desk.site.clone();
        async move { answer(&site, request.body(Body::empty()).unwrap(), peer).await }
    };
    let arr = base64(pair.cns.der());
    for value in [escape(&pair.cns.to_pem()), arr] {
        let mut browser = Browser::default();
        let path = browser.begin(&desk, "/").await;
        let back = via(path, Some(value), "cns.example.it", PROXY).await;
        let back = location(&back).strip_prefix(SITE).unwrap().to_owned();
        assert_eq!(location(&browser.get(&desk, &back).await), "/");
    }
    for (value, heading) in [
        (None, "Non abbiamo ricevuto nessun certificato"),
        (Some(String::new()), "Non abbiamo ricevuto nessun certificato"),
        (Some("noise".to_owned()), "Il certificato non si legge"),
        (Some(escape(&pair.signature.to_pem())), "Hai scelto il certificato di firma"),
    ] {
        let mut browser = Browser::default();
        let path = browser.begin(&desk, "/").await;
        let back = via(path, value, "cns.example.it", PROXY).await;
        let back = location(&back).strip_prefix(SITE).unwrap().to_owned();
        browser.get(&desk, &back).await;
        assert!(browser.get(&desk, "/accedi/esito").await.body.contains(heading), "{heading}");
    }

    // The same header from anybody else, and from the proxy's other side.
    let mut browser = Browser::default();
    let path = browser.begin(&desk, "/").await;
    let good = Some(escape(&pair.cns.to_pem()));
    let forged = via(path.clone(), good.clone(), "cns.example.it", HERE).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(
        forged.body.contains("Questo modo di entrare non è permesso") && forged.body.contains("192.0.2.7")
    );
    assert_eq!(
        desk.house.events("person.login").last().unwrap()["outcome"]["failed"],
        "certificate in a header of 192.0.2.7"
    );
    assert_eq!(via(path.clone(), None, "cns.example.it", HERE).await.status, StatusCode::NOT_FOUND);
    assert_eq!(via(path.clone(), good, "firma.example.it", PROXY).await.status, StatusCode::NOT_FOUND);
}

fn base64(der: &[u8]) -> String {
    let pem = x509::pem::encode("X", der);
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}
