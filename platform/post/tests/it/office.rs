use jiff::SignedDuration;
use post::{Delivery, sinks::Folder, sinks::Refusal};
use std::sync::Arc;
use store::Error;
use webkit::Lang;

use crate::{Bench, VALUES, WELCOME};

/// Header and decoded parts of a mail, as a mail program reads it.
fn read(octets: &[u8]) -> (String, Vec<(String, String)>) {
    let mail = String::from_utf8(octets.to_vec()).unwrap();
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ");
    let boundary = head.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let delimiter = format!("--{boundary}");
    let parts = body.split(&delimiter).skip(1).filter(|part| !part.starts_with("--"));
    let parts = parts.map(|part| {
        let (head, body) = part.trim_start().split_once("\r\n\r\n").unwrap();
        let body = if head.contains("quoted-printable") { unquote(body) } else { body.to_owned() };
        (head.to_owned(), body)
    });
    (head, parts.collect())
}

fn unquote(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'=' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn the_sample_keeps_the_rules_of_mails() {
    post::check(&WELCOME).unwrap();
}

#[test]
fn a_mail_leaves_as_text_and_html_in_its_frame() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::De, "Ada Ruß <ada@example.org>", "welcome-1");
    assert_eq!(bench.run().completed, 1);
    let mails = memory.mails();
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to.as_str()),
        ("firma@borgosereno.example", "ada@example.org")
    );
    let (head, parts) = read(&mails[0].octets);
    for line in [
        "Content-Type: multipart/alternative;",
        "Auto-Submitted: auto-generated",
        "Content-Language: de",
        "Date: Sun, 22 Nov 2026 09:00:00 +0000",
        "Reply-To: assistenza@borgosereno.example",
        "Message-ID: <",
        "@borgosereno.example>",
        "<ada@example.org>",
    ] {
        assert!(head.contains(line), "{line}\n{head}");
    }
    assert!(parts[0].0.contains("text/plain"), "the plain text comes first");
    assert!(parts[1].0.contains("text/html"));
    for (_, part) in &parts {
        assert!(part.contains("Camera di commercio di Borgo Sereno"), "who we are: {part}");
        assert!(part.contains("Sie erhalten diese E-Mail, weil"), "why you receive it: {part}");
        assert!(part.contains("assistenza@borgosereno.example"));
        assert!(part.contains("https://firma.example/privacy"));
    }
    assert!(parts[0].1.contains("Guten Tag Łucja <b>D’Água</b>."));
    assert!(parts[0].1.contains("https://firma.example/stato?a=1&b=2"));
    assert!(parts[1].1.contains("Guten Tag Łucja &lt;b&gt;D’Água&lt;/b&gt;."), "{}", parts[1].1);
    assert!(parts[1].1.contains("href=\"https://firma.example/stato?a=1&amp;b=2\""));
    assert!(parts[1].1.contains("<html lang=\"de\">"));
}

#[test]
fn the_same_key_is_one_mail_even_after_it_left() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    bench.run();
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    bench.welcome(Lang::It, "ada@example.org", "welcome-2");
    // An SMS may have the key of a mail: it is another message.
    bench.sms("+393331234567", "welcome-1");
    bench.run();
    assert_eq!((memory.mails().len(), memory.texts().len()), (2, 1));
}

#[test]
fn nothing_leaves_when_the_change_is_not_stored() {
    let (bench, memory) = Bench::in_memory();
    let now = bench.now();
    let undone: Result<(), Error> = bench.store.write_blocking(move |tx| {
        post::send(tx, now, &WELCOME, Lang::It, "ada@example.org", &VALUES, "undone")?;
        Err(Error::NoRow)
    });
    assert_eq!(undone, Err(Error::NoRow));
    assert_eq!(bench.run().completed, 0);
    assert!(memory.mails().is_empty());
}

#[test]
fn a_failure_for_now_is_tried_again_with_the_same_octets() {
    let (bench, memory) = Bench::in_memory();
    let folder = tempfile::tempdir().unwrap();
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    memory.refuse(Refusal::Later("busy".to_owned()));
    assert_eq!(bench.run().failed, 1);
    assert_eq!(bench.delivery(1), Delivery::Waiting);
    let message_id = bench.store.read_blocking(|tx| post::message(tx, 1)).unwrap().unwrap().message_id;
    assert_eq!(bench.run_for_hours(1).completed, 1);
    assert_eq!(bench.delivery(1), Delivery::Delivered);
    let mail = memory.mails().remove(0);
    assert!(String::from_utf8(mail.octets).unwrap().contains(&message_id.unwrap()));
    let attempts = bench.attempts(1);
    assert_eq!(
        attempts.iter().map(|a| (a.delivered, a.again)).collect::<Vec<_>>(),
        [(false, true), (true, false)]
    );
    assert_eq!(attempts[0].detail, "busy");
    drop(folder);
}

#[test]
fn a_failure_for_good_is_not_tried_again_until_an_operator_sends_it_back() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    memory.refuse(Refusal::Never("no such mailbox <ada@example.org>".to_owned()));
    assert_eq!(bench.run().dead, 1);
    assert_eq!(bench.run_for_hours(1).completed, 0);
    assert_eq!(bench.delivery(1), Delivery::Failed);
    let counts = bench.store.read_blocking(post::counts).unwrap();
    assert_eq!((counts.waiting, counts.failed), (0, 1));
    let now = bench.now();
    let job = bench.store.read_blocking(store::jobs::dead).unwrap().remove(0);
    assert!(bench.store.write_blocking(move |tx| store::jobs::requeue(tx, job.id, now)).unwrap());
    assert_eq!(bench.run().completed, 1);
    assert_eq!(bench.delivery(1), Delivery::Delivered);
}

#[test]
fn after_twelve_attempts_a_message_is_given_up() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    for _ in 0..12 {
        memory.refuse(Refusal::Later("busy".to_owned()));
    }
    let ran = bench.run_for_hours(12);
    assert_eq!((ran.failed, ran.dead, ran.completed), (11, 1, 0));
    assert_eq!(bench.delivery(1), Delivery::Failed);
    assert_eq!(bench.attempts(1).len(), 12);
}

#[test]
fn an_address_that_is_none_fails_at_once() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::It, "ada at example", "welcome-1");
    assert_eq!(bench.run().dead, 1);
    assert!(bench.attempts(1)[0].detail.contains("is not a mail address"));
    assert!(memory.mails().is_empty());
}

#[test]
fn the_audit_log_says_what_was_sent_but_not_to_whom() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    bench.welcome(Lang::It, "bob@example.org", "welcome-2");
    memory.refuse(Refusal::Never("no such mailbox <ada@example.org>".to_owned()));
    bench.run();
    let audit = bench.audit();
    assert_eq!(audit[0]["event"], "post.given-up");
    assert_eq!(audit[1]["event"], "post.delivered");
    assert_eq!(audit[1]["after"], "delivered");
    assert_eq!(audit[1]["reason"], "welcome");
    let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &memory.mails()[0].octets);
    assert_eq!(audit[1]["evidence"][0], foundation::hex(sha256.as_ref()));
    assert!(!audit.iter().any(|entry| entry.to_string().contains("example.org")), "{audit:?}");
}

#[test]
fn forgetting_takes_words_and_addresses_and_leaves_what_waits() {
    let (bench, memory) = Bench::in_memory();
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    bench.run();
    bench.welcome(Lang::It, "bob@example.org", "welcome-2");
    bench.clock.advance(SignedDuration::from_hours(24 * 90));
    assert_eq!(bench.office.forget(bench.now()).unwrap(), 0, "on the last day");
    bench.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(bench.office.forget(bench.now()).unwrap(), 1);
    assert!(bench.store.read_blocking(|tx| post::message(tx, 1)).unwrap().is_none());
    // The key is free again; the mail is another one.
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    bench.run();
    assert_eq!(memory.mails().len(), 3);
}

#[test]
fn a_folder_takes_one_file_for_each_message() {
    let folder = tempfile::tempdir().unwrap();
    let sink = Arc::new(Folder::new(folder.path().join("post")));
    let bench = Bench::new(sink.clone(), sink);
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    bench.sms("+39 333 1234567", "code-1");
    assert_eq!(bench.run().completed, 2);
    let mail = std::fs::read(folder.path().join("post/000001.eml")).unwrap();
    assert!(read(&mail).1[0].1.contains("Il tuo certificato"));
    let sms = std::fs::read(folder.path().join("post/000002.sms.json")).unwrap();
    let sms: serde_json::Value = serde_json::from_slice(&sms).unwrap();
    assert_eq!((&sms["to"], &sms["text"]), (&"+393331234567".into(), &"7 file".into()));
    assert_eq!(std::fs::read_dir(folder.path().join("post")).unwrap().count(), 2, "no unfinished file");
}

#[test]
fn a_folder_that_cannot_be_written_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("post");
    std::fs::write(&taken, "a file").unwrap();
    let sink = Arc::new(Folder::new(&taken));
    let bench = Bench::new(sink.clone(), sink);
    assert!(bench.office.probe().is_err());
    bench.welcome(Lang::It, "ada@example.org", "welcome-1");
    assert_eq!(bench.run().failed, 1);
    std::fs::remove_file(&taken).unwrap();
    assert_eq!(bench.run_for_hours(1).completed, 1);
}
