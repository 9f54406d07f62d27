//! A small house: authority, accounts and pages in a temporary folder, with a clock moved by hand.

use std::sync::Arc;

use access::{Access, NewOperator, pages::ShownCertificates, pkcs12::NewKey};
use authority::{Authority, LifeSettings, OperatorRole, practice, rules::emergency_code::Cost};
use axum::{Router, body::Body};
use foundation::{Actor, SystemEntropy, TestClock, TestEntropy, Timestamp};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use keyvault::KeySpec;
use store::Store;
use tower::ServiceExt;
use webkit::{Sessions, Site, Web};
use x509::Certificate;

pub struct House {
    pub access: Arc<Access>,
    pub authority: Arc<Authority>,
    pub clock: Arc<TestClock>,
    pub store: Store,
    pub site: Router,
    pub folder: tempfile::TempDir,
}

pub fn start() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at(start()));
    let settings = practice::settings(1).unwrap();
    let entropy = Arc::new(SystemEntropy);
    let (store, authority) =
        practice::open(folder.path(), settings, KeySpec::P256, clock.clone(), entropy).unwrap();
    let life = LifeSettings { emergency_cost: Cost::LEAST, ..LifeSettings::default() };
    let authority = Arc::new(authority.with_life(life));
    let access = Arc::new(Access::open(store.clone(), clock.clone(), authority.clone()).unwrap());
    let mut web = Web::new(clock.clone(), Arc::new(TestEntropy::seeded(3)));
    web.sessions = Some(Sessions::open(store.clone()).unwrap());
    let pages = access::pages::router(access.clone(), store.clone())
        .merge(authority::pages::administration::router(authority.clone()));
    let site = access::pages::recognise(access.clone(), Site::new(Arc::new(web)).layer(pages));
    House { access, authority, clock, store, site, folder }
}

/// What a page answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl House {
    pub fn add(&self, id: &str, role: OperatorRole) {
        let new = NewOperator {
            id: id.to_owned(),
            role,
            name: format!("Nome {id}"),
            email: format!("{id}@example.org"),
        };
        self.access.add_operator(&Actor::command_line(), &new).unwrap();
    }

    pub fn certificate(&self, id: &str, role: OperatorRole) -> Certificate {
        let csr = NewKey::generate().unwrap().request().unwrap();
        self.access.give_certificate(&Actor::command_line(), id, role, &csr).unwrap()
    }

    /// An operator with a certificate.
    pub fn operator(&self, id: &str, role: OperatorRole) -> Certificate {
        self.add(id, role);
        self.certificate(id, role)
    }

    pub async fn get(&self, path: &str, shown: Option<&Certificate>) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap(), shown).await
    }

    /// Sends a form as the page of `form` would, with its session and token.
    pub async fn post(&self, form: &str, path: &str, fields: &[(&str, &str)], shown: &Certificate) -> Answer {
        let page = self.get(form, Some(shown)).await;
        let cookie = page
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .next()
            .map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned());
        let token =
            page.body.split("name=\"_token\" value=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
        let mut body = format!("_token={}", token.unwrap_or("none"));
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", escape(value)));
        }
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.send(request.body(Body::from(body)).unwrap(), Some(shown)).await
    }

    /// Sends a form with one file, as [`House::post`] does.
    pub async fn upload(&self, form: &str, field: &str, content: &str, shown: &Certificate) -> Answer {
        let page = self.get(form, Some(shown)).await;
        let cookie = page.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let token = page.body.split("name=\"_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let body = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n--cut\r\n\
             Content-Disposition: form-data; name=\"{field}\"; filename=\"firmato.p7m\"\r\n\r\n{content}\r\n--cut--\r\n"
        );
        let request = Request::post(form)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, cookie);
        self.send(request.body(Body::from(body)).unwrap(), Some(shown)).await
    }

    async fn send(&self, mut request: Request<Body>, shown: Option<&Certificate>) -> Answer {
        request.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
        let shown: Vec<Vec<u8>> = shown.iter().map(|certificate| certificate.der().to_vec()).collect();
        request.extensions_mut().insert(ShownCertificates(shown.into()));
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// The events of the audit log with this name.
    pub fn events(&self, name: &str) -> Vec<serde_json::Value> {
        let entries = self.store.read_blocking(|tx| store::audit::entries(tx, 0, 1000)).unwrap();
        let entries = entries.into_iter().map(|(_, entry)| serde_json::from_str(&entry).unwrap());
        entries.filter(|entry: &serde_json::Value| entry["event"] == name).collect()
    }
}

pub fn escape(value: &str) -> String {
    value.bytes().map(|octet| format!("%{octet:02X}")).collect()
}
