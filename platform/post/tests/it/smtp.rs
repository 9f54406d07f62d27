use std::{net::TcpListener, sync::Arc, time::Duration};

use foundation::Secret;
use post::{
    Delivery,
    sinks::{Encryption, Memory, Smtp, SmtpSettings},
};
use webkit::Lang;

use crate::{
    Bench,
    responder::{CA, Responder, Way},
};

/// `\0firma\0segreta`, as AUTH PLAIN carries it (RFC 4616).
const PLAIN: &str = "AGZpcm1hAHNlZ3JldGE=";

fn settings(port: u16, encryption: Encryption) -> SmtpSettings {
    SmtpSettings {
        server: "localhost".to_owned(),
        port: Some(port),
        encryption,
        credentials: None,
        authorities: vec![CA.to_vec()],
        hello: "borgosereno.example".to_owned(),
        timeout: Duration::from_secs(5),
    }
}

fn bench(settings: &SmtpSettings) -> Bench {
    let bench = Bench::new(Arc::new(Smtp::new(settings).unwrap()), Arc::new(Memory::default()));
    bench.welcome(Lang::It, "Ada <ada@example.org>", "welcome-1");
    bench
}

#[test]
fn a_mail_goes_over_tls_from_the_first_octet_and_after_starttls() {
    for (way, encryption) in [(Way::Tls, Encryption::Implicit), (Way::StartTls, Encryption::StartTls)] {
        let server = Responder::start(way, Some(PLAIN));
        let mut settings = settings(server.port, encryption);
        settings.credentials = Some(("firma".to_owned(), Secret::new("segreta".to_owned())));
        let bench = bench(&settings);
        assert_eq!(bench.run().completed, 1);
        let mails = server.mails();
        assert!(mails[0].0.contains("<ada@example.org>"));
        assert!(mails[0].1.contains("Auto-Submitted: auto-generated"));
        assert!(bench.attempts(1)[0].detail.contains("queued as 4711"));
        let commands = server.seen.lock().unwrap().commands.clone();
        assert_eq!(commands[0], "EHLO borgosereno.example");
        let before_tls = commands.iter().take_while(|c| *c != "STARTTLS");
        assert!(way == Way::Tls || !before_tls.into_iter().any(|c| c.starts_with("AUTH")));
    }
}

#[test]
fn a_server_without_starttls_gets_nothing() {
    let server = Responder::start(Way::Plain, None);
    let bench = bench(&settings(server.port, Encryption::StartTls));
    assert_eq!(bench.run().failed, 1);
    assert!(server.mails().is_empty());
    assert!(!server.seen.lock().unwrap().commands.iter().any(|c| c.starts_with("MAIL")));
}

#[test]
fn a_server_whose_certificate_is_not_believed_gets_nothing() {
    let server = Responder::start(Way::Tls, None);
    let mut settings = settings(server.port, Encryption::Implicit);
    settings.authorities.clear();
    let bench = bench(&settings);
    assert!(bench.office.probe().is_err());
    assert_eq!(bench.run().failed, 1);
    assert!(server.mails().is_empty());
}

#[test]
fn an_answer_for_now_is_tried_again_and_one_for_good_is_not() {
    let server = Responder::start(Way::Tls, None);
    server.answer("450 4.2.1 mailbox busy");
    let first = bench(&settings(server.port, Encryption::Implicit));
    assert_eq!(first.run().failed, 1);
    assert!(first.attempts(1)[0].detail.contains("mailbox busy"), "{:?}", first.attempts(1));
    assert_eq!(first.run_for_hours(1).completed, 1);

    server.answer("550 5.1.1 no such mailbox");
    let second = bench(&settings(server.port, Encryption::Implicit));
    assert_eq!(second.run().dead, 1);
    assert_eq!(second.delivery(1), Delivery::Failed);
    assert!(second.attempts(1)[0].detail.contains("no such mailbox"));
}

#[test]
fn a_wrong_password_is_our_fault_and_tried_again() {
    let server = Responder::start(Way::Tls, Some(PLAIN));
    let mut settings = settings(server.port, Encryption::Implicit);
    settings.credentials = Some(("firma".to_owned(), Secret::new("sbagliata".to_owned())));
    let bench = bench(&settings);
    let ran = bench.run();
    assert_eq!((ran.failed, ran.dead), (1, 0));
}

#[test]
fn a_server_that_is_not_there_is_tried_again() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let bench = bench(&settings(port, Encryption::Implicit));
    assert_eq!(bench.run().failed, 1);
}

#[test]
fn nothing_leaves_this_machine_unencrypted() {
    let mut elsewhere = settings(25, Encryption::None);
    elsewhere.server = "mail.example.org".to_owned();
    assert!(Smtp::new(&elsewhere).unwrap_err().contains("encrypted"));
    let mut with_password = settings(25, Encryption::None);
    with_password.credentials = Some(("firma".to_owned(), Secret::new("segreta".to_owned())));
    assert!(Smtp::new(&with_password).unwrap_err().contains("password"));
    let server = Responder::start(Way::Plain, None);
    let bench = bench(&settings(server.port, Encryption::None));
    assert_eq!(bench.run().completed, 1);
}
