//! Serves the pages of the area alone, to look at them: `cargo run -p signing --example verifica --
//! ADDRESS TRUST_FOLDER`. The clock stands at 2026-11-22T09:00:00Z, the instant of the fixtures.
#![expect(clippy::expect_used, reason = "an example stops at the first fault")]

use std::{path::PathBuf, sync::Arc};

use foundation::{SystemEntropy, TestClock};
use sigcheck::Trust;
use signing::{Signing, TrustError, TrustSource};
use store::{Store, StoreUrl};
use webkit::{Link, Site, Web};

#[derive(Debug)]
struct Folder(PathBuf);

impl TrustSource for Folder {
    fn trust(&self) -> Result<Trust, TrustError> {
        let failed = |error: std::io::Error| TrustError(Box::new(error));
        let mut trust = Trust::new();
        for entry in std::fs::read_dir(&self.0).map_err(failed)? {
            trust.add_file(&std::fs::read(entry.map_err(failed)?.path()).map_err(failed)?);
        }
        Ok(trust)
    }
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().expect("an address such as 127.0.0.1:8090");
    let trust = Arc::new(Folder(arguments.next().expect("a folder of certificates and lists").into()));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().expect("an instant")));
    let store = Store::open(StoreUrl::Sqlite(folder.path().join("ceralacca.db"))).expect("a database");
    let uploads = folder.path().join("uploads");
    std::fs::create_dir(&uploads).expect("a folder");
    let signing = Signing::open(store, clock.clone(), Arc::new(SystemEntropy), uploads, trust);
    let signing = Arc::new(signing.expect("the area"));
    let mut web = Web::new(clock, Arc::new(SystemEntropy));
    web.nav = vec![Link::new("/verifica", "nav-verify")];
    web.footer = vec![Link::new("/verifica", "nav-verify")];
    web.base_url = format!("http://{address}");
    let mut site = Site::new(Arc::new(web));
    for rule in signing::pages::rules() {
        site = site.rule(rule);
    }
    let listener = tokio::net::TcpListener::bind(address).await.expect("the address is free");
    axum::serve(listener, site.layer(signing::pages::router(signing))).await.expect("it serves");
}
