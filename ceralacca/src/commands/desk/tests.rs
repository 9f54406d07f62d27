//! Who reaches the desk, and who does not.

use axum::{Router, body::Body, routing::get};
use foundation::SystemClock;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;
use webkit::{Site, Web};

use super::*;

const OWN: &str = "127.0.0.1:4711";

struct Door {
    router: Router,
    guard: Guard,
}

fn door() -> Door {
    let guard = Guard::new(OWN.parse().unwrap(), &SystemEntropy, None);
    let page = || async { "il banco" };
    let inner = Router::new().route("/firma", get(page).post(page));
    let site = Site::new(Arc::new(Web::new(Arc::new(SystemClock), Arc::new(SystemEntropy))));
    Door { router: site.layer(guard.layer(inner)), guard }
}

impl Door {
    /// The status, the text and the cookie of an answer.
    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String, Option<String>) {
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT, "text/html");
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, OWN);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let cookies = parts.headers.get_all(header::SET_COOKIE).iter();
        let cookie = cookies.filter_map(|value| value.to_str().ok()).find(|value| value.starts_with("desk="));
        let text = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        (parts.status.as_u16(), text, cookie.map(str::to_owned))
    }

    fn path(&self) -> String {
        let address = self.guard.address().unwrap();
        address.strip_prefix(&format!("http://{OWN}")).unwrap().to_owned()
    }

    async fn enter(&self) -> String {
        let (status, _, cookie) = self.ask("GET", &self.path(), &[]).await;
        assert_eq!(status, 303);
        cookie.unwrap().split(';').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn the_address_opens_the_desk_once_for_one_browser() {
    let door = door();
    let (path, wrong) = (door.path(), format!("/apri/{}", "0".repeat(64)));
    let (status, text, cookie) = door.ask("GET", &wrong, &[]).await;
    assert_eq!((status, cookie), (StatusCode::GONE.as_u16(), None));
    assert!(text.contains("Questo indirizzo è già stato usato"));
    let cookie = door.enter().await;
    assert_eq!(door.guard.address(), None);
    let (status, text, given) = door.ask("GET", &path, &[("cookie", &cookie)]).await;
    assert_eq!((status, given), (StatusCode::GONE.as_u16(), None));
    assert!(text.contains("vale una volta sola"), "{text}");
    let (status, text, _) = door.ask("GET", "/firma", &[("cookie", &format!("lang=it; {cookie}"))]).await;
    assert_eq!((status, text.as_str()), (200, "il banco"));
}

#[tokio::test]
async fn the_cookie_is_for_the_desk_alone_and_out_of_reach_of_scripts() {
    let door = door();
    let (_, _, cookie) = door.ask("GET", &door.path(), &[]).await;
    let cookie = cookie.unwrap();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
}

#[tokio::test]
async fn nobody_else_reaches_the_desk_and_each_is_told_why() {
    let door = door();
    let cookie = door.enter().await;
    let own = format!("http://{OWN}");
    type Header<'a> = (&'a str, &'a str);
    let cases: [(&str, &[Header<'_>], &str); 11] = [
        ("GET", &[], "aperto in un altro browser"),
        ("GET", &[("cookie", "desk=0000")], "aperto in un altro browser"),
        ("GET", &[("host", "attacker.example:4711"), ("cookie", &cookie)], "non è quello del banco"),
        ("GET", &[("host", "localhost:4711"), ("cookie", &cookie)], "non è quello del banco"),
        ("GET", &[("host", "127.0.0.1:80"), ("cookie", &cookie)], "non è quello del banco"),
        ("GET", &[("sec-fetch-site", "cross-site"), ("cookie", &cookie)], "Un altro sito"),
        ("GET", &[("sec-fetch-site", "same-site"), ("cookie", &cookie)], "Un altro sito"),
        ("POST", &[("origin", "http://127.0.0.1:8080"), ("cookie", &cookie)], ""),
        ("POST", &[("origin", "https://sito.example"), ("cookie", &cookie)], ""),
        ("POST", &[("origin", "null"), ("cookie", &cookie)], ""),
        ("POST", &[("cookie", &cookie)], ""),
    ];
    for (method, headers, why) in cases {
        let (status, text, _) = door.ask(method, "/firma", headers).await;
        assert_eq!(status, 403, "{method} {headers:?}");
        assert!(text.contains(why), "{headers:?}: {text}");
        assert_ne!(text, "il banco");
    }
    let ours = [("origin", own.as_str()), ("sec-fetch-site", "same-origin"), ("cookie", cookie.as_str())];
    assert_eq!(door.ask("POST", "/firma", &ours).await.0, 200);
    let typed = [("sec-fetch-site", "none"), ("cookie", cookie.as_str())];
    assert_eq!(door.ask("GET", "/firma", &typed).await.0, 200);
}

#[test]
fn a_folder_is_private_gone_with_its_desk_and_swept_after_a_crash() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let place = Place::make_in(parent.path()).unwrap();
    let folder = place.folder().to_owned();
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    // One whose process was killed: nobody holds its lock.
    let left = parent.path().join("ceralacca-banco-0123");
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("aperto"), b"").unwrap();
    std::fs::write(left.join("documento.pdf"), b"x").unwrap();
    let hour_ago = foundation::Clock::now(&SystemClock) - jiff::SignedDuration::from_hours(1);
    let hour_ago: std::time::SystemTime = hour_ago.into();
    std::fs::File::open(&left).unwrap().set_modified(hour_ago).unwrap();
    let another = Place::make_in(parent.path()).unwrap();
    assert!(!left.exists() && folder.exists());
    drop((place, another));
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
}
