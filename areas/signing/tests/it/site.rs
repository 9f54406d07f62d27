//! A site with the pages of the area, over a store in a temporary folder and a clock moved by hand.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body};
use foundation::{TestClock, TestEntropy};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use sigcheck::Trust;
use signing::{Signing, TrustError, TrustSource};
use store::{Store, StoreUrl};
use tempfile::TempDir;
use tower::ServiceExt;
use webkit::{Site, Web};

/// The instant at which the tests stand.
pub(crate) const NOW: &str = "2026-11-22T09:00:00Z";

#[derive(Debug, Default)]
pub(crate) struct FixedTrust(pub(crate) Mutex<Trust>);

impl TrustSource for FixedTrust {
    fn trust(&self) -> Result<Trust, TrustError> {
        Ok(self.0.lock().unwrap().clone())
    }
}

pub(crate) struct TestSite {
    pub(crate) clock: Arc<TestClock>,
    pub(crate) signing: Arc<Signing>,
    pub(crate) uploads: PathBuf,
    pub(crate) store: Store,
    router: Router,
    pub(crate) folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The verdict in the first heading under the title.
    pub(crate) fn verdict(&self) -> String {
        let text = self.text();
        assert_eq!(text.matches("data-verdict").count(), 1, "{text}");
        let (_, rest) = text.split_once("<h2 data-verdict>").unwrap();
        rest.split_once("</h2>").unwrap().0.to_owned()
    }
}

/// A file of the form: field, name, octets.
pub(crate) type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

pub(crate) fn form(parts: &[Part<'_>]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----------------------------ceralacca";
    let mut body = Vec::new();
    for (field, name, octets) in parts {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"").as_bytes(),
        );
        if let Some(name) = name {
            body.extend_from_slice(
                format!("; filename=\"{name}\"\r\nContent-Type: application/octet-stream").as_bytes(),
            );
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(octets);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

impl TestSite {
    pub(crate) fn new(trust: Arc<dyn TrustSource>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreUrl::Sqlite(folder.path().join("ceralacca.db"))).unwrap();
        let clock = Arc::new(TestClock::at(NOW.parse().unwrap()));
        Self::over(folder, store, clock, trust)
    }

    pub(crate) fn over(
        folder: TempDir,
        store: Store,
        clock: Arc<TestClock>,
        trust: Arc<dyn TrustSource>,
    ) -> Self {
        let uploads = folder.path().join("uploads");
        std::fs::create_dir_all(&uploads).unwrap();
        let entropy = Arc::new(TestEntropy::seeded(1));
        let signing = Signing::open(store.clone(), clock.clone(), entropy, uploads.clone(), trust).unwrap();
        let signing = Arc::new(signing);
        let web = Web::new(clock.clone(), Arc::new(TestEntropy::seeded(2)));
        let mut site = Site::new(Arc::new(web));
        for rule in signing::pages::rules() {
            site = site.rule(rule);
        }
        let router = site.layer(signing::pages::router(signing.clone()));
        Self { clock, signing, uploads, store, router, folder }
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
        self.ask(request).await
    }

    pub(crate) async fn post(&self, parts: &[Part<'_>]) -> Answer {
        let (kind, body) = form(parts);
        let request = Request::post("/verifica")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind)
            .header(header::CONTENT_LENGTH, body.len());
        self.ask(request.body(body.into()).unwrap()).await
    }

    /// Sends a file and gives the address of its report.
    pub(crate) async fn address(&self, parts: &[Part<'_>]) -> String {
        let answer = self.post(parts).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.header(header::LOCATION).to_owned()
    }

    /// Sends a file and gives its report page.
    pub(crate) async fn report(&self, parts: &[Part<'_>]) -> Answer {
        let address = self.address(parts).await;
        let answer = self.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer
    }

    /// The names in the uploads folder.
    pub(crate) fn kept(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.uploads).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// The fixture folder, or nothing when it is not on this machine.
pub(crate) fn corpus() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(|| default.into(), PathBuf::from);
    let folder = root.join("signatures/generated");
    folder.is_dir().then_some(folder)
}

/// A site that trusts the authorities of the fixtures; `None`, said, without them.
pub(crate) fn with_corpus(cases: usize) -> Option<(TestSite, PathBuf)> {
    let Some(corpus) = corpus() else {
        println!("not run: {cases} cases, corpus folder missing");
        return None;
    };
    let mut trust = Trust::new();
    for entry in std::fs::read_dir(corpus.join("trust")).unwrap() {
        trust.add_file(&std::fs::read(entry.unwrap().path()).unwrap());
    }
    Some((TestSite::new(Arc::new(FixedTrust(Mutex::new(trust)))), corpus))
}
