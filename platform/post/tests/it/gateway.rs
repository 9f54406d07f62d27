use std::{net::SocketAddr, sync::Arc, thread, time::Duration};

use foundation::Secret;
use http::StatusCode;
use post::{
    Delivery,
    simulator::{SmsGateway, UNREACHABLE},
    sinks::{Gateway, GatewaySettings, Memory},
};

use crate::Bench;

fn start() -> (Arc<SmsGateway>, SocketAddr) {
    let gateway = SmsGateway::new(Secret::new("gettone".to_owned()));
    let router = gateway.router();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    (gateway, address)
}

fn settings(address: SocketAddr, token: &str) -> GatewaySettings {
    GatewaySettings {
        url: format!("http://{address}/messages"),
        token: Secret::new(token.to_owned()),
        sender: "CCIAA".to_owned(),
        timeout: Duration::from_secs(5),
    }
}

fn bench(address: SocketAddr, token: &str) -> Bench {
    let gateway = Gateway::new(settings(address, token)).unwrap();
    Bench::new(Arc::new(Memory::default()), Arc::new(gateway))
}

#[test]
fn an_sms_reaches_the_gateway_once() {
    let (gateway, address) = start();
    let bench = bench(address, "gettone");
    bench.sms("+39 333 1234567", "code-1");
    // Taken, but the answer is lost on the way: the reference tells the repetition.
    gateway.fail_next(StatusCode::BAD_GATEWAY);
    assert_eq!(bench.run().failed, 1);
    assert_eq!(bench.run_for_hours(1).completed, 1);
    let texts = gateway.texts();
    assert_eq!((texts.len(), texts[0].to.as_str(), texts[0].text.as_str()), (1, "+393331234567", "7 file"));
    assert!(bench.attempts(1)[1].detail.contains("sms-1"));
}

#[test]
fn the_gateway_decides_what_is_tried_again() {
    let (gateway, address) = start();
    for status in [StatusCode::TOO_MANY_REQUESTS, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::FORBIDDEN] {
        gateway.fail_next(status);
        let bench = bench(address, "gettone");
        bench.sms("+393331234567", "code-1");
        assert_eq!(bench.run().failed, 1, "{status}");
    }
    let bench = bench(address, "gettone");
    bench.sms(UNREACHABLE, "code-1");
    assert_eq!(bench.run().dead, 1);
    assert_eq!(bench.delivery(1), Delivery::Failed);
    assert!(bench.attempts(1)[0].detail.contains("no such number"));
}

#[test]
fn a_wrong_token_is_our_fault_and_tried_again() {
    let (gateway, address) = start();
    let bench = bench(address, "altro");
    bench.sms("+393331234567", "code-1");
    assert_eq!(bench.run().failed, 1);
    assert!(gateway.texts().is_empty());
}

#[test]
fn a_number_that_is_none_fails_at_once() {
    let (_, address) = start();
    for number in ["333 1234567", "+39-333", "+0391234567", "", "+393331234567890123"] {
        let bench = bench(address, "gettone");
        bench.sms(number, "code-1");
        assert_eq!(bench.run().dead, 1, "{number}");
    }
}

#[test]
fn the_token_never_goes_over_an_open_line() {
    for url in ["http://sms.example.org/messages", "ftp://127.0.0.1/", "sms.example.org", "https://"] {
        let mut open = settings("127.0.0.1:1".parse().unwrap(), "gettone");
        open.url = url.to_owned();
        assert!(Gateway::new(open).is_err(), "{url}");
    }
}
