//! What every answer of the site has, seen from outside the router.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::Multipart,
    routing::{get, post},
};
use foundation::{Problem, Status, TestClock, TestEntropy};
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use maud::html;
use tower::ServiceExt;
use webkit::{Failure, Link, Page, Peer, Rate, Rule, Site, Submitted, Visit, Web, upload};

struct TestSite {
    clock: Arc<TestClock>,
    router: Router,
}

fn site() -> TestSite {
    let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
    let mut web = Web::new(clock.clone(), Arc::new(TestEntropy::seeded(7)));
    web.site = "Firma".to_owned();
    web.nav = vec![Link::new("/pagina", "nav-verify")];
    web.trusted_proxies = vec!["10.0.0.1".parse().unwrap()];
    let router = Router::new()
        .route("/pagina", get(page).post(sent))
        .route("/errore", get(refused))
        .route("/panico", get(panics))
        .route("/file", post(file))
        .route("/lento", get(slow))
        .route(
            "/lungo",
            get(async |visit: Visit| visit.page("Lungo").content(html! { p { ("parola ".repeat(2000)) } })),
        )
        .route("/ritorno", post(async || "ok"));
    let site = Site::new(Arc::new(web))
        .rule(Rule::at("/file").body(1_000))
        .rule(Rule::at("/lento").time(Duration::ZERO))
        .rule(Rule::at("/ritorno").cross_site())
        .rule(Rule::at("/errore").reads(Rate::new(3, 1)));
    TestSite { clock, router: site.layer(router) }
}

async fn page(visit: Visit) -> Page {
    let address = visit.client.to_string();
    visit.page("Scegli <il> passo").service("Prova").content(html! {
        form method="post" { (visit.csrf_field()) }
        p { "indirizzo " (address) }
    })
}

async fn sent(visit: Visit, submitted: Submitted) -> Page {
    visit.page(submitted.get("nome")).invalid()
}

async fn refused() -> Result<Page, Failure> {
    Err(Failure::from(Problem::new("too-large", Status::TooLarge).with("bytes", 5_000_000))
        .because("secret cause"))
}

async fn panics() -> Page {
    panic!("secret cause")
}

async fn slow() -> Page {
    std::future::pending().await
}

async fn file(visit: Visit, form: Multipart) -> Result<String, Failure> {
    let folder = tempfile::tempdir().map_err(Failure::internal)?;
    let upload = upload::receive(&visit, form, folder.path()).await?;
    let seen = upload.file("file").map(|file| format!("{} {}", file.name, file.size)).unwrap_or_default();
    let nome = upload.get("nome").to_owned();
    drop(upload);
    let left = std::fs::read_dir(folder.path()).map_err(Failure::internal)?.count();
    Ok(format!("{seen} {nome} {left}"))
}

impl TestSite {
    async fn send(&self, request: http::request::Builder, body: impl Into<Body>) -> Response<Body> {
        self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.send(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty()).await
    }
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn header_of<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_its_request_id() {
    let site = site();
    for path in ["/pagina", "/errore", "/panico", "/non-esiste", web::url("style.css")] {
        let response = site.get(path).await;
        assert_eq!(
            header_of(&response, "content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(header_of(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header_of(&response, "referrer-policy"), "same-origin");
        assert_eq!(header_of(&response, "cross-origin-opener-policy"), "same-origin");
        assert!(header_of(&response, "permissions-policy").contains("camera=()"));
        assert_eq!(header_of(&response, "x-request-id").len(), 16);
        assert_eq!(header_of(&response, "strict-transport-security"), "");
    }
    let secure = Peer { address: IpAddr::from([192, 0, 2, 1]), secure: true };
    let request = Request::get("/pagina").header(header::HOST, "firma.example").extension(secure);
    let response = site.send(request, Body::empty()).await;
    assert_eq!(header_of(&response, "strict-transport-security"), "max-age=31536000");
    assert!(header_of(&response, "set-cookie").starts_with("__Host-sessione="));
    assert!(header_of(&response, "set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"));
}

#[tokio::test]
async fn the_title_names_step_service_and_site_and_everything_is_escaped() {
    let page = text(site().get("/pagina").await).await;
    assert!(page.contains("<title>Scegli &lt;il&gt; passo – Prova · Firma</title>"), "{page}");
    assert!(page.contains("<h1>Scegli &lt;il&gt; passo</h1>"));
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains(r#"<a href="/pagina" aria-current="page">Verifica una firma</a>"#));
    assert!(!page.contains("style=") && !page.contains("onclick"));
}

#[tokio::test]
async fn the_language_comes_from_the_address_then_the_cookie_then_the_browser() {
    let site = site();
    let ask = |request: http::request::Builder| site.send(request, Body::empty());
    let browser = ask(Request::get("/pagina").header("accept-language", "de-IT, it;q=0.5")).await;
    assert_eq!(header_of(&browser, "content-language"), "de");
    let stored =
        ask(Request::get("/pagina").header("accept-language", "de").header("cookie", "a=b; lang=en")).await;
    assert_eq!(header_of(&stored, "content-language"), "en");
    let chosen = ask(Request::get("/pagina?x=1&lang=it").header("cookie", "lang=en")).await;
    assert_eq!(header_of(&chosen, "content-language"), "it");
    assert!(
        chosen
            .headers()
            .get_all("set-cookie")
            .iter()
            .any(|cookie| cookie.as_bytes().starts_with(b"lang=it;"))
    );
    assert!(text(chosen).await.contains(r#"href="/pagina?x=1&amp;lang=de""#));
}

#[tokio::test]
async fn problems_are_pages_for_people_and_json_for_programs_and_keep_their_cause_to_themselves() {
    let site = site();
    let page = site.get("/errore").await;
    assert_eq!(page.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let page = text(page).await;
    assert!(page.contains("<title>Errore: Il file supera 5 MB · Firma</title>"), "{page}");
    assert!(page.contains("22 novembre 2026, ore 10:00:00 (ora italiana)"));
    assert!(!page.contains("secret"));

    let json = site.send(Request::get("/errore").header("accept-language", "en"), Body::empty()).await;
    assert_eq!(header_of(&json, "content-type"), "application/problem+json");
    let json: serde_json::Value = serde_json::from_str(&text(json).await).unwrap();
    assert_eq!(json["title"], "The file is larger than 5 MB");
    assert_eq!(json["status"], 413);
    assert_eq!(json["type"], "urn:ceralacca:problem:too-large");
    assert_eq!(json["time"], "2026-11-22T09:00:00Z");
}

#[tokio::test]
async fn unknown_addresses_wrong_methods_and_panics_are_problems_too() {
    let site = site();
    let missing = site.get("/non-esiste").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let missing = text(missing).await;
    assert!(missing.contains("Questa pagina non esiste") && missing.contains(r#"<a href="/pagina">"#));
    let method = site.send(Request::delete("/pagina").header("accept", "text/html"), Body::empty()).await;
    assert_eq!(method.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header_of(&method, "allow"), "GET,HEAD,POST");
    assert!(text(method).await.contains("non accetta questo tipo di richiesta"));
    let panic = site.get("/panico").await;
    assert_eq!(panic.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = header_of(&panic, "x-request-id").to_owned();
    let panic = text(panic).await;
    assert!(panic.contains("C’è un problema sui nostri sistemi") && panic.contains(&id));
    assert!(!panic.contains("secret"));
    let slow = site.get("/lento").await;
    assert_eq!(slow.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_form_is_accepted_only_with_the_token_of_its_session() {
    let site = site();
    let page = site.get("/pagina").await;
    let cookie = header_of(&page, "set-cookie").split(';').next().unwrap().to_owned();
    let page = text(page).await;
    let token = page.split("name=\"_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let send = async |cookie: &str, body: String| {
        let request = Request::post("/pagina")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookie);
        site.send(request, body).await
    };
    let good = send(&cookie, format!("_token={token}&nome=+Giulia+")).await;
    assert_eq!(good.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(good).await.contains("<title>Errore: Giulia · Firma</title>"));
    assert_eq!(send("", format!("_token={token}&nome=x")).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(send(&cookie, "nome=x".to_owned()).await.status(), StatusCode::FORBIDDEN);
    let other = format!("{}A", &cookie[..cookie.len() - 1]);
    assert_eq!(send(&other, format!("_token={token}")).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn acts_from_other_sites_are_refused_except_where_a_protocol_needs_them() {
    let site = site();
    let send = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::post(path).header("host", "firma.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        site.send(request, Body::empty()).await.status()
    };
    for refused in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://firma.example")],
        &[("origin", "https://altro.example")],
        &[("origin", "null")],
        &[("cookie", "sessione=x")],
    ] {
        assert_eq!(send("/file", refused).await, StatusCode::FORBIDDEN, "{refused:?}");
        assert_eq!(send("/ritorno", refused).await, StatusCode::OK, "{refused:?}");
    }
    for accepted in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://firma.example"), ("cookie", "sessione=x")],
        &[],
    ] {
        assert_ne!(send("/file", accepted).await, StatusCode::FORBIDDEN, "{accepted:?}");
    }
}

fn form(size: usize) -> (http::request::Builder, String) {
    let file = "x".repeat(size);
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"nome\"\r\n\r\n Giulia \r\n\
         --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\\\doc\\\\a.p7m\"\r\n\r\n{file}\r\n--B--\r\n"
    );
    (Request::post("/file").header("content-type", "multipart/form-data; boundary=B"), body)
}

#[tokio::test]
async fn a_file_is_received_and_leaves_nothing_behind() {
    let (request, body) = form(500);
    assert_eq!(text(site().send(request, body).await).await, "a.p7m 500 Giulia 0");
}

#[tokio::test]
async fn a_file_above_the_limit_of_its_address_is_refused_with_the_limit() {
    let site = site();
    for declared in [true, false] {
        let (mut request, body) = form(1_000);
        if declared {
            request = request.header("content-length", body.len());
        }
        let response = site.send(request.header("accept", "text/html"), body).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{declared}");
        assert!(text(response).await.contains("<h1>Il file supera 1 KB</h1>"));
    }
}

#[tokio::test]
async fn too_many_requests_are_told_the_time_of_the_next_attempt() {
    let site = site();
    for _ in 0..3 {
        assert_ne!(site.get("/errore").await.status(), StatusCode::TOO_MANY_REQUESTS);
    }
    let refused = site.get("/errore").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header_of(&refused, "retry-after"), "60");
    assert!(
        text(refused).await.contains("Puoi riprovare dal 22 novembre 2026, ore 10:01:00 (ora italiana).")
    );
    site.clock.advance(SignedDuration::from_secs(60));
    assert_ne!(site.get("/errore").await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn only_trusted_proxies_may_say_who_asks() {
    let site = site();
    let ask = async |peer: &str| {
        let peer = Peer { address: peer.parse().unwrap(), secure: false };
        let request =
            Request::get("/pagina").extension(peer).header("x-forwarded-for", "203.0.113.9, 192.0.2.7");
        text(site.send(request, Body::empty()).await).await
    };
    assert!(ask("198.51.100.4").await.contains("indirizzo 198.51.100.4"));
    assert!(ask("10.0.0.1").await.contains("indirizzo 192.0.2.7"));
}

#[tokio::test]
async fn embedded_files_are_kept_for_ever_and_come_compressed() {
    let site = site();
    let ask = async |coding: &str| {
        let request = Request::get(web::url("style.css")).header("accept-encoding", coding);
        site.send(request, Body::empty()).await
    };
    let brotli = ask("gzip, deflate, br, zstd").await;
    assert_eq!(header_of(&brotli, "content-encoding"), "br");
    assert_eq!(header_of(&brotli, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header_of(&brotli, "vary"), "accept-encoding");
    assert_eq!(header_of(&ask("gzip").await, "content-encoding"), "gzip");
    assert_eq!(header_of(&ask("br;q=0, gzip;q=0.5").await, "content-encoding"), "gzip");
    assert_eq!(header_of(&ask("identity").await, "content-encoding"), "");
    assert_eq!(site.get("/assets/style-00000000.css").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn long_pages_are_compressed() {
    let site = site();
    let response = site.send(Request::get("/lungo").header("accept-encoding", "br"), Body::empty()).await;
    assert_eq!(header_of(&response, "content-encoding"), "br");
    let length = response.into_body().collect().await.unwrap().to_bytes().len();
    assert!(length < 3_000, "{length}");
}
