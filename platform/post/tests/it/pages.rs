use std::sync::Arc;

use axum::{Router, body::Body};
use foundation::TestEntropy;
use http::{Request, StatusCode, header::CONTENT_SECURITY_POLICY};
use http_body_util::BodyExt;
use post::sinks::Refusal;
use tower::ServiceExt;
use webkit::{Lang, Site, Web};

use crate::{Bench, frame};

fn site(bench: &Bench) -> Router {
    let web = Web::new(bench.clock.clone(), Arc::new(TestEntropy::seeded(2)));
    Site::new(Arc::new(web)).layer(post::pages::router(bench.store.clone(), frame()))
}

async fn get(site: &Router, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header("accept", "text/html").body(Body::empty()).unwrap();
    let response = site.clone().oneshot(request).await.unwrap();
    let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, policy, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn an_empty_post_says_what_will_be_here() {
    let (bench, _) = Bench::in_memory();
    let (status, _, page) = get(&site(&bench), "/demo/posta").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Nessun messaggio") && page.contains("compaiono qui"));
}

#[tokio::test]
async fn every_message_can_be_read_with_how_it_went() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::It, "Ada <ada@example.org>", "welcome-1");
    bench.run();
    bench.sms("+393331234567", "code-1");
    memory.refuse(Refusal::Later("the gateway is busy".to_owned()));
    bench.run();
    let site = site(&bench);
    let (_, _, list) = get(&site, "/demo/posta").await;
    assert!(list.contains("Consegnato") && list.contains("In attesa"), "{list}");
    assert!(list.contains("/demo/posta/1") && list.contains("SMS: 7 file"));
    let (_, policy, mail) = get(&site, "/demo/posta/1").await;
    assert!(policy.contains("frame-src 'self'") && policy.contains("script-src 'self'"));
    assert!(mail.contains("sandbox=\"\"") && mail.contains("Il tuo certificato è pronto"));
    assert!(mail.contains("Łucja &lt;b&gt;"), "what a value says is not markup");
    let (_, _, sms) = get(&site, "/demo/posta/2").await;
    assert!(sms.contains("7 file") && sms.contains("the gateway is busy") && sms.contains("1 SMS"));
}

#[tokio::test]
async fn the_mail_itself_can_load_and_run_nothing() {
    let (bench, _) = Bench::in_memory();
    bench.welcome(Lang::En, "Ada <ada@example.org>", "welcome-1");
    let (status, policy, html) = get(&site(&bench), "/demo/posta/1/html").await;
    assert_eq!(status, StatusCode::OK);
    assert!(policy.contains("default-src 'none'") && policy.ends_with("sandbox"));
    assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("script-src"));
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("lang=\"en\""));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (bench, _) = Bench::in_memory();
    bench.sms("+393331234567", "code-1");
    let site = site(&bench);
    for path in ["/demo/posta/2", "/demo/posta/1/html", "/demo/posta/-1"] {
        assert_eq!(get(&site, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}
