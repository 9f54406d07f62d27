//! `ceralacca desk`: the signing desk in a browser, on this computer alone.

mod guard;
mod place;
#[cfg(test)]
mod tests;

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use axum::{Router, response::Redirect, routing::get};
use devices::{LocalShelf, Shelf};
use foundation::{Clock, SystemEntropy};
use serde_json::json;
use signing::{
    Signing, TrustSource,
    desk::{Desk as Sitting, Ports},
    levels::Raise,
    pages::desk::{self, Seat},
};
use store::{Store, StoreUrl};
use tokio::sync::watch;
use webkit::{Link, Sessions, Site, Web};

use self::{guard::Guard, place::Place};
use crate::{
    Context,
    cli::Desk,
    commands::serve::{store_failure, the_end},
    exit::{Exit, Failure, Outcome},
    files,
    keys::{self, KeyName},
    raising::Raiser,
    server, trust,
};

/// Opens the desk, and serves it until it is closed.
pub fn run(context: &Context, options: &Desk) -> Outcome {
    let shelf = shelf(context, options)?;
    let trust = trust::source(context, &options.evidence.trust)?;
    let raiser = match &options.evidence.tsa {
        Some(_) => Some(Arc::new(Raiser::new(context, &options.evidence)?)),
        None => None,
    };
    let place = Place::make()?;
    let sitting = sitting(context, &place, trust.clone(), raiser.clone())?;
    for file in &options.files {
        sitting.add_path(file).map_err(|error| Failure::from(foundation::Problem::from(&error)))?;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::defect)?;
    let served: Outcome<()> = runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = server::listen(address).await?;
        let address = listener.local_addr().map_err(Failure::defect)?;
        let guard = Guard::new(address, &SystemEntropy, context.global.lang);
        let (stopper, stop) = watch::channel(false);
        let (closer, mut closed) = watch::channel(false);
        let mut seat = Seat::new(sitting.clone(), shelf).with_close(move || {
            let _ = closer.send(true);
        });
        if let Some(raiser) = &raiser {
            seat = seat.with_stamper(raiser.stamper());
        }
        let pages = Pages { seat: Arc::new(seat), trust, clock: context.clock() };
        let router = router(&place, pages, &guard, address)?;
        let end = the_end();
        files::leave_interruptions_to_the_server();
        let server = tokio::spawn(server::serve_plain(listener, router, None, stop));
        opened(context, options, &guard);
        tokio::select! {
            () = end => {}
            _ = closed.wait_for(|closed| *closed) => {}
        }
        let _ = stopper.send(true);
        sitting.stop();
        // The last answer gets through, and the file that is being signed is finished.
        let _ = tokio::time::timeout(Duration::from_secs(10), server).await;
        let _ = tokio::task::spawn_blocking({
            let sitting = sitting.clone();
            move || sitting.wait()
        })
        .await;
        Ok(())
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    sitting.close();
    drop(place);
    served?;
    context.out.note(&context.out.lang.t("desk-closed"));
    Ok(Exit::Done)
}

fn sitting(
    context: &Context,
    place: &Place,
    trust: Arc<dyn TrustSource>,
    raiser: Option<Arc<Raiser>>,
) -> Outcome<Sitting> {
    let ports = Ports {
        clock: context.clock(),
        entropy: Arc::new(SystemEntropy),
        trust,
        raise: raiser.map(|raiser| raiser as Arc<dyn Raise>),
        font: web::fonts::TEXT,
    };
    Sitting::open(place.folder(), ports).map_err(|error| Failure::io(&error, place.folder()))
}

/// The devices that are named, or all those of this computer.
fn shelf(context: &Context, options: &Desk) -> Outcome<Arc<dyn Shelf>> {
    if options.device.is_empty() {
        return Ok(Arc::new(keys::shelf(context)));
    }
    let mut shelf = LocalShelf::new(context.clock());
    for device in &options.device {
        shelf = match KeyName::parse(device)? {
            KeyName::Token(file) => {
                // A mistake in the name is told now, not on a page.
                files::open(&file)?;
                shelf.with_file(file)
            }
            KeyName::Pkcs11 { module, .. } => shelf.with_module(module),
            _ => return Err(Failure::new(Exit::Usage, "key-syntax").with("key", device)),
        };
    }
    Ok(Arc::new(shelf))
}

/// What the addresses are answered with.
struct Pages {
    seat: Arc<Seat>,
    trust: Arc<dyn TrustSource>,
    clock: Arc<dyn Clock>,
}

/// The pages of the desk and the verify page, behind the guard.
fn router(place: &Place, pages: Pages, guard: &Guard, address: SocketAddr) -> Outcome<Router> {
    let Pages { seat, trust, clock } = pages;
    let store = Store::open(StoreUrl::Sqlite(place.folder().join("banco.db"))).map_err(store_failure)?;
    let uploads = place.folder().join("caricati");
    std::fs::create_dir(&uploads).map_err(|error| Failure::io(&error, &uploads))?;
    let entropy = Arc::new(SystemEntropy);
    let signing = Signing::open(store.clone(), clock.clone(), entropy.clone(), uploads, trust);
    let signing = Arc::new(signing.map_err(Failure::defect)?);
    let mut web = Web::new(clock, entropy);
    web.base_url = format!("http://{address}");
    web.nav = vec![
        Link::new("/firma", "nav-sign"),
        Link::new("/verifica", "nav-verify"),
        Link::new("/firma/marca", "nav-time-stamp"),
        Link::new("/firma/dispositivi", "nav-devices"),
    ];
    web.sessions = Some(Sessions::open(store).map_err(store_failure)?);
    let inner = Router::new()
        .route("/", get(|| async { Redirect::to("/firma") }))
        .merge(desk::router(seat))
        .merge(signing::pages::router(signing));
    let mut site = Site::new(Arc::new(web));
    for rule in desk::rules().into_iter().chain(signing::pages::rules()) {
        site = site.rule(rule);
    }
    Ok(site.layer(guard.layer(inner)))
}

/// Tells the address, and opens the browser there.
fn opened(context: &Context, options: &Desk, guard: &Guard) {
    let Some(url) = guard.address() else { return };
    let lang = context.out.lang;
    let told = |url: &str| lang.text("desk-open", &[("url", url.into())]);
    if options.no_browser || context.out.is_json() {
        context.out.data(&json!({ "format": "ceralacca.desk-open/1", "url": url }), || told(&url));
    } else {
        context.out.note(&told(&url));
    }
    context.out.note(&lang.t("desk-open-once"));
    if !options.no_browser && !browse(&url) {
        context.out.note(&lang.t("desk-no-browser"));
    }
}

/// Opens an address in the person's browser; whether that began.
fn browse(url: &str) -> bool {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    // It is waited for, so that no process stays behind; some browsers keep it until they end.
    std::thread::spawn(move || child.wait());
    true
}
