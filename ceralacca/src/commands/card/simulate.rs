//! `ceralacca card simulate`: the card of a token file in a reader of `pcscd`, for every program.

use std::{
    net::{SocketAddr, ToSocketAddrs},
    thread,
    time::Duration,
};

use keyvault::token::TokenFile;
use serde_json::{Value, json};
use virtual_reader::{Event, Link, ServeError, Stop, serve, token_slot};

use crate::{
    Context,
    cli::card::Simulate,
    commands::serve::the_end,
    exit::{Exit, Failure, Outcome},
    keys::token_failure,
};

/// How long to wait before looking again for a reader, or for the file.
const EVERY: Duration = Duration::from_millis(250);

/// Serves the card until it is told to stop. The reader may go and come back, the file too.
pub fn run(context: &Context, options: &Simulate) -> Outcome {
    let number = TokenFile::open(&options.file).map_err(token_failure)?.card_number().to_string();
    let address = format!("{}:{}", bracketed(&options.host), options.port);
    let link = if options.listen {
        Link::Listen { at: resolve(&address)? }
    } else {
        Link::Connect { address: address.clone(), every: EVERY }
    };

    let stop = Stop::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::defect)?;
    let end = {
        let _within = runtime.enter();
        the_end()
    };
    crate::files::leave_interruptions_to_the_server();
    thread::spawn({
        let stop = stop.clone();
        move || {
            runtime.block_on(end);
            stop.ask();
        }
    });

    let teller = Teller { context, address: &address };
    context.out.note(&context.out.lang.t("card-simulate-notice"));
    if !options.listen && is_elsewhere(&address) {
        let host = options.host.as_str().into();
        context.out.note(&context.out.lang.text("card-simulate-beyond", &[("host", host)]));
    }
    let begins = if options.listen { "listens" } else { "seeks" };
    teller.tell(begins, &json!({ "number": number, "address": address, "test-device": true }));
    let mut slot = token_slot(options.file.clone());
    let served = serve(&link, &mut slot, &stop, &mut |event| match event {
        Event::NoReader(detail) => teller.tell("no-reader", &json!({ "detail": detail })),
        Event::Inserted(reader) => teller.tell("inserted", &json!({ "reader": reader })),
        Event::ReaderGone => teller.tell("reader-gone", &json!({})),
        Event::NoCard => teller.tell("no-card", &json!({})),
    });
    served.map_err(|error| {
        let (code, at, detail) = match error {
            ServeError::NotLoopback(at) => ("card-listen-loopback", at, String::new()),
            ServeError::Listen(at, why) => ("card-listen-failed", at, why.to_string()),
        };
        Failure::new(Exit::Operational, code).with("address", at).with("detail", detail)
    })?;
    teller.tell("ended", &json!({}));
    Ok(Exit::Done)
}

/// Tells what happens: a line of words, or a line of JSON.
struct Teller<'a> {
    context: &'a Context,
    address: &'a str,
}

impl Teller<'_> {
    /// The words are those of `card-simulate-EVENT`.
    fn tell(&self, event: &str, values: &Value) {
        let out = &self.context.out;
        if out.is_json() {
            let mut line = json!({ "format": "ceralacca.card-simulate/1", "event": event });
            if let (Value::Object(line), Value::Object(values)) = (&mut line, values) {
                line.extend(values.clone());
            }
            out.line(&line.to_string());
            return;
        }
        let value = |name: &str| values[name].as_str().unwrap_or_default().into();
        let values =
            [("address", self.address.into()), ("number", value("number")), ("detail", value("detail"))];
        out.note(&out.lang.text(&format!("card-simulate-{event}"), &values));
    }
}

/// An IPv6 address stands in brackets before its port.
fn bracketed(host: &str) -> String {
    if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() }
}

fn resolve(address: &str) -> Outcome<SocketAddr> {
    let none = |detail: String| {
        Failure::new(Exit::Usage, "card-address").with("address", address).with("detail", detail)
    };
    let mut found = address.to_socket_addrs().map_err(|error| none(error.to_string()))?;
    found.next().ok_or_else(|| none(String::new()))
}

/// True unless the address is known to be this computer's.
fn is_elsewhere(address: &str) -> bool {
    address.to_socket_addrs().map_or(true, |mut found| found.any(|at| !at.ip().is_loopback()))
}
