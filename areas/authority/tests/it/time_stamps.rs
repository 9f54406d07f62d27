//! Time stamps: every refusal of pki.md §8, instants that never go back, units that follow each other,
//! an archive that keeps every token.

#[path = "tables/time_stamps.rs"]
mod tampering;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use authority::{AccountRefused, Authority, Scope, rules::service::Service};
use cades::{Limits, token::TimeStampToken};
use foundation::{ClockGuard, ClockStep, LeapSecond, Synchronisation, TestClock, Timestamp, Trust};
use jiff::SignedDuration;
use keyvault::KeySpec;
use timestamping::{Failure, Imprint, Request, Response};
use x509::{
    alg::DigestAlgorithm::{Md5, Sha1, Sha3_256, Sha256, Sha512},
    crl::Crl,
};

use crate::common::{House, actor, house, open};

fn policy() -> asn1::Oid {
    authority::practice::settings(4).unwrap().policy_tsa
}

/// The installation as another program, or the same one later, opens it.
fn reopen(house: &House) -> (store::Store, Authority) {
    open(house.folder.path(), &house.clock, KeySpec::P256)
}

fn request() -> Request {
    Request::over(Imprint::of(b"documento", Sha256), Some(&[0x11; 8]))
}

fn ask(authority: &Authority, request: &Request) -> Response {
    let answer = authority.answer_time_stamp(&request.to_der(), None);
    Response::read(&answer, &Limits::default()).unwrap()
}

fn token(authority: &Authority, request: &Request) -> TimeStampToken {
    let response = ask(authority, request);
    let (token, signer) =
        response.token_for(request, &[]).unwrap().unwrap_or_else(|| panic!("refused: {response:?}"));
    let ca = authority.current(Service::TimeStamping).unwrap();
    signer.verify_signed_by(ca.certificate.public_key().unwrap()).unwrap();
    token.clone()
}

fn refusal(answer: &[u8]) -> Failure {
    match Response::read(answer, &Limits::default()).unwrap() {
        Response::Refused { status: 2, failures, .. } if failures.len() == 1 => failures[0],
        other => panic!("not one refusal: {other:?}"),
    }
}

/// A guard that says what a test tells it to.
#[derive(Debug)]
struct Told(Mutex<Synchronisation>);

impl ClockGuard for Told {
    fn synchronisation(&self) -> Synchronisation {
        self.0.lock().unwrap().clone()
    }
}

fn measured(now: Timestamp) -> Synchronisation {
    Synchronisation {
        source: "ntp.example.com".to_owned(),
        trust: Trust::Measured,
        error_bound: SignedDuration::from_millis(30),
        checked_at: Some(now),
        stratum: 2,
        ..Synchronisation::declared()
    }
}

fn guarded(house: &House) -> (Authority, Arc<Told>) {
    let guard = Arc::new(Told(Mutex::new(measured(now(house)))));
    let (_, authority) = reopen(house);
    (authority.with_clock_guard(guard.clone()), guard)
}

fn now(house: &House) -> Timestamp {
    foundation::Clock::now(&*house.clock)
}

#[test]
fn a_token_says_what_was_asked_and_is_in_the_archive() {
    let house = house(KeySpec::P256);
    house.clock.advance(SignedDuration::from_millis(1_120));
    let request = request();
    let token = token(&house.authority, &request);
    let stamp = token.stamp();
    assert_eq!(stamp.time, now(&house));
    assert_eq!(stamp.policy, policy());
    assert_eq!(stamp.accuracy, Some(SignedDuration::from_secs(1)));
    assert!(!stamp.qualified, "nobody said that the service is qualified");
    let kept = house.authority.time_stamps_of(request.imprint.digest()).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].token.as_slice(), kept[0].time), (token.raw(), stamp.time));
    let mut serial = [0; 8];
    serial[8 - stamp.serial.len()..].copy_from_slice(&stamp.serial);
    let found = house.authority.time_stamp(u64::from_be_bytes(serial)).unwrap();
    assert_eq!(found.as_ref(), Some(&kept[0]));
    assert_eq!(house.authority.time_stamp(1).unwrap(), None);
}

#[test]
fn every_flaw_of_a_request_gets_its_own_refusal() {
    let house = house(KeySpec::P256);
    let answer = |request: &Request| refusal(&house.authority.answer_time_stamp(&request.to_der(), None));
    let over = |imprint| Request::over(imprint, None);
    assert_eq!(answer(&over(Imprint::of(b"", Sha1))), Failure::BadAlg);
    assert_eq!(answer(&over(Imprint::of(b"", Md5))), Failure::BadAlg);
    assert_eq!(answer(&over(Imprint::new(Sha256, &[7; 20]))), Failure::BadDataFormat);
    assert_eq!(answer(&over(Imprint::new(Sha512, &[7; 65]))), Failure::BadDataFormat);
    let other = Request { policy: Some("1.3.6.1.4.1.32473.9".parse().unwrap()), ..request() };
    assert_eq!(answer(&other), Failure::UnacceptedPolicy);
    let own = Request { policy: Some(policy()), ..request() };
    assert!(matches!(ask(&house.authority, &own), Response::Granted(_)));
    assert!(matches!(ask(&house.authority, &over(Imprint::of(b"", Sha3_256))), Response::Granted(_)));

    // An extension, put behind the last field by hand.
    let mut extended = request().to_der();
    let extension = [0xa0, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x04, 0x02, 0x05, 0x00];
    extended[1] += u8::try_from(extension.len()).unwrap();
    extended.extend(extension);
    assert_eq!(refusal(&house.authority.answer_time_stamp(&extended, None)), Failure::UnacceptedExtension);
    for junk in [&b""[..], b"junk", &[0x30, 0], &request().to_der()[..20]] {
        assert_eq!(refusal(&house.authority.answer_time_stamp(junk, None)), Failure::BadRequest);
    }
}

#[test]
fn certificates_come_only_when_asked_for() {
    let house = house(KeySpec::P256);
    let bare = Request { cert_req: false, ..request() };
    let Response::Granted(token) = ask(&house.authority, &bare) else { panic!("refused") };
    assert!(token.signed_data().certificates().is_empty());
}

#[test]
fn serial_numbers_are_unique_across_programs_and_restarts() {
    let house = house(KeySpec::P256);
    let (_, other) = reopen(&house);
    let mut serials = HashSet::new();
    for authority in [&*house.authority, &other, &*house.authority] {
        for _ in 0..20 {
            assert!(serials.insert(token(authority, &request()).stamp().serial.clone()));
        }
    }
    drop(other);
    let (_, again) = reopen(&house);
    assert!(serials.insert(token(&again, &request()).stamp().serial.clone()));
}

#[test]
fn many_at_once_are_all_kept() {
    let house = house(KeySpec::P256);
    let before = house.authority.count_time_stamps().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..25).for_each(|_| drop(token(&house.authority, &request()))));
        }
    });
    assert_eq!(house.authority.count_time_stamps().unwrap(), before + 200);
    let report = house.authority.verify_time_stamps().unwrap();
    assert_eq!((report.intact, report.first_bad), (before + 200, None));
}

#[test]
fn instants_never_go_back_not_even_over_a_restart() {
    let house = house(KeySpec::P256);
    house.clock.advance(SignedDuration::from_mins(10));
    let last = token(&house.authority, &request()).stamp().time;
    house.clock.advance(SignedDuration::from_millis(-200));
    assert_eq!(token(&house.authority, &request()).stamp().time, last, "steered back a little");
    house.clock.advance(SignedDuration::from_secs(-1));
    let refused = |authority: &Authority| refusal(&authority.answer_time_stamp(&request().to_der(), None));
    assert_eq!(refused(&house.authority), Failure::TimeNotAvailable);
    let (_, again) = reopen(&house);
    assert_eq!(refused(&again), Failure::TimeNotAvailable, "a program that starts now knows it too");
    house.clock.advance(SignedDuration::from_secs(2));
    assert!(token(&again, &request()).stamp().time > last);
}

#[test]
fn a_clock_that_nobody_vouches_for_signs_nothing() {
    let house = house(KeySpec::P256);
    let (authority, guard) = guarded(&house);
    assert_eq!(authority.clock_ok(), Ok(()));
    token(&authority, &request());
    let now = now(&house);
    let good = measured(now);
    for bad in [
        Synchronisation { error_bound: SignedDuration::from_millis(1_001), ..good.clone() },
        Synchronisation { checked_at: None, ..good.clone() },
        Synchronisation { checked_at: Some(now - SignedDuration::from_hours(25)), ..good.clone() },
        Synchronisation { leap: LeapSecond::Unknown, ..good.clone() },
        Synchronisation {
            step: Some(ClockStep { at: now, by: SignedDuration::from_hours(1) }),
            ..good.clone()
        },
    ] {
        *guard.0.lock().unwrap() = bad.clone();
        assert!(authority.clock_ok().is_err());
        let answer = authority.answer_time_stamp(&request().to_der(), None);
        assert_eq!(refusal(&answer), Failure::TimeNotAvailable, "{bad:?}");
    }
    *guard.0.lock().unwrap() = good;
    token(&authority, &request());
}

#[test]
fn the_state_of_the_clock_goes_into_the_log_twice_a_day_and_when_it_changes() {
    let house = house(KeySpec::P256);
    let (authority, guard) = guarded(&house);
    assert!(authority.record_clock(&actor()).unwrap(), "at the start");
    assert!(!authority.record_clock(&actor()).unwrap());
    house.clock.advance(SignedDuration::from_hours(12));
    *guard.0.lock().unwrap() = measured(now(&house));
    assert!(authority.record_clock(&actor()).unwrap(), "twelve hours later");
    guard.0.lock().unwrap().checked_at = None;
    assert!(authority.record_clock(&actor()).unwrap(), "it went bad");
    assert!(!authority.record_clock(&actor()).unwrap());
    assert_eq!(authority.clock_state().verdict.unwrap_err().code(), "clock-not-checked");
    assert!(authority.clock_state().text().contains("ntp.example.com"));
}

#[test]
fn a_unit_is_replaced_before_its_key_ends_and_the_key_is_destroyed_after() {
    let house = house(KeySpec::P256);
    let authority = &house.authority;
    let unit = || authority.time_stamping_unit().unwrap().unwrap();
    let first = unit();
    let period = first.certificate.private_key_usage_period().unwrap().unwrap();
    assert_eq!((period.not_before, period.not_after), (Some(first.use_from), Some(first.use_until)));
    assert!(first.use_until.duration_since(first.use_from) < SignedDuration::from_hours(24 * 90));
    assert!(first.certificate.not_after() > first.use_until + SignedDuration::from_hours(24 * 365 * 9));
    assert_eq!(authority.renew_time_stamping_units(&actor()).unwrap(), 0);

    house.clock.set(first.use_until - SignedDuration::from_hours(24 * 6));
    assert_eq!(authority.renew_time_stamping_units(&actor()).unwrap(), 1, "a week before the end");
    let second = unit();
    assert_ne!(first.id, second.id);
    let signer = |token: &TimeStampToken| token.signed_data().certificates()[0].der().to_vec();
    assert_eq!(signer(&token(authority, &request())), second.certificate.der(), "the successor signs");
    assert!(key_files(&house).iter().any(|name| name.contains(&first.id.to_string())));

    house.clock.set(first.use_until);
    assert_eq!(authority.renew_time_stamping_units(&actor()).unwrap(), 0);
    let keys = key_files(&house);
    assert!(!keys.iter().any(|name| name.contains(&first.id.to_string())), "destroyed: {keys:?}");
    assert!(keys.iter().any(|name| name.contains(&second.id.to_string())));
    authority.renew_time_stamping_units(&actor()).unwrap();
    token(authority, &request());
}

fn key_files(house: &House) -> Vec<String> {
    let folder = std::fs::read_dir(house.folder.path().join("vault")).unwrap();
    folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn without_a_unit_in_its_period_nothing_is_signed() {
    let house = house(KeySpec::P256);
    let end = house.authority.time_stamping_unit().unwrap().unwrap().use_until;
    house.clock.set(end);
    let answer = house.authority.answer_time_stamp(&request().to_der(), None);
    assert_eq!(refusal(&answer), Failure::SystemFailure);
    house.authority.renew_time_stamping_units(&actor()).unwrap();
    token(&house.authority, &request());
}

#[test]
fn a_replaced_unit_signs_no_more() {
    let house = house(KeySpec::P256);
    let before = house.authority.time_stamping_unit().unwrap().unwrap();
    house.clock.advance(SignedDuration::from_secs(1));
    house.authority.replace_time_stamping_unit(&actor()).unwrap();
    let (_, again) = reopen(&house);
    for authority in [&*house.authority, &again] {
        let token = token(authority, &request());
        assert_ne!(token.signed_data().certificates()[0].der(), before.certificate.der());
    }
}

#[test]
fn a_unit_that_another_program_replaced_or_whose_certificate_is_revoked_signs_no_more() {
    let house = house(KeySpec::P256);
    let (_, other) = reopen(&house);
    let first = token(&other, &request()).signed_data().certificates()[0].der().to_vec();
    house.clock.advance(SignedDuration::from_secs(31));
    house.authority.replace_time_stamping_unit(&actor()).unwrap();
    let second = token(&other, &request()).signed_data().certificates()[0].der().to_vec();
    assert_ne!(first, second, "seen within half a minute");

    house.store.write_blocking(move |tx| tx.execute(tampering::REVOKE_UNITS, &[])).unwrap();
    house.clock.advance(SignedDuration::from_secs(31));
    let answer = other.answer_time_stamp(&request().to_der(), None);
    assert_eq!(refusal(&answer), Failure::SystemFailure);
    assert_eq!(house.authority.renew_time_stamping_units(&actor()).unwrap(), 1, "another takes its place");
    token(&house.authority, &request());
}

#[test]
fn the_certificate_of_a_unit_is_like_any_other() {
    let house = house(KeySpec::P256);
    let unit = house.authority.time_stamping_unit().unwrap().unwrap();
    let found = house.authority.certificate_status(unit.certificate.serial()).unwrap();
    assert_eq!(found[0].certificate.der(), unit.certificate.der());
    house.authority.publish_lists(&actor()).unwrap();
    let ca = house.authority.current(Service::TimeStamping).unwrap();
    let shard = authority::rules::serial::shard(unit.certificate.serial(), ca.shard_count);
    let list = house.authority.newest_list(&ca, Scope::Shard(shard)).unwrap().unwrap();
    assert!(Crl::from_der(list.der).unwrap().find(unit.certificate.serial()).is_none());
    let profile = x509::profile::Profile::TimeStampingUnit;
    assert_eq!(x509::lint::check(profile, &unit.certificate, Some(&ca.certificate)), []);
}

#[test]
fn tampering_with_the_archive_is_found_at_its_batch() {
    let house = house(KeySpec::P256);
    let before = house.authority.count_time_stamps().unwrap();
    (0..5).for_each(|_| drop(token(&house.authority, &request())));
    let find = |change: &'static str| {
        house.store.write_blocking(move |tx| tx.execute(change, &[])).unwrap();
        house.authority.verify_time_stamps().unwrap()
    };
    let whole = house.authority.verify_time_stamps().unwrap();
    assert_eq!((whole.intact, whole.first_bad), (before + 5, None));
    // Another token in the third newest batch, then a missing token, then batches whose tokens are gone.
    let changed = find(tampering::CHANGE_A_TOKEN);
    let batches = i64::try_from(before + 5).unwrap();
    assert_eq!((changed.intact, changed.first_bad), (before + 2, Some(batches - 2)));
    let missing = find(tampering::TAKE_TOKENS_AWAY);
    assert_eq!(missing.first_bad, Some(2));
    let cut = find(tampering::CUT_THE_ARCHIVE);
    assert_eq!((cut.intact, cut.first_bad), (1, Some(2)));
}

#[test]
fn new_tokens_are_anchored_in_the_audit_log() {
    let house = house(KeySpec::P256);
    token(&house.authority, &request());
    assert!(house.authority.anchor_time_stamps(&actor()).unwrap());
    assert!(!house.authority.anchor_time_stamps(&actor()).unwrap(), "nothing new");
    token(&house.authority, &request());
    assert!(house.authority.anchor_time_stamps(&actor()).unwrap());
}

#[test]
fn accounts_have_a_password_and_a_quota_per_day() {
    let house = house(KeySpec::P256);
    let authority = &house.authority;
    let password = authority.create_time_stamp_account(&actor(), "studio@example.com", Some(2)).unwrap();
    let password = password.expose().as_str();
    let take = |name: &str, password: &str| authority.take_time_stamp(name, password);
    let stamp = || authority.answer_time_stamp(&request().to_der(), Some("studio@example.com"));
    assert!(matches!(take("studio@example.com", "sbagliata"), Err(AccountRefused::Credentials)));
    assert!(matches!(take("altro", password), Err(AccountRefused::Credentials)));
    for _ in 0..2 {
        take("studio@example.com", password).unwrap();
        stamp();
    }
    assert!(matches!(take("studio@example.com", password), Err(AccountRefused::Quota(2))));
    let listed = authority.time_stamp_accounts().unwrap();
    assert_eq!((listed[0].name.as_str(), listed[0].today), ("studio@example.com", 2));
    let (_, again) = reopen(&house);
    let after_restart = again.take_time_stamp("studio@example.com", password);
    assert!(matches!(after_restart, Err(AccountRefused::Quota(2))), "the count is on disk");
    house.clock.advance(SignedDuration::from_hours(24));
    take("studio@example.com", password).unwrap();

    assert!(authority.create_time_stamp_account(&actor(), "studio@example.com", None).is_err(), "taken");
    assert!(authority.create_time_stamp_account(&actor(), "a b", None).is_err());
    assert!(authority.close_time_stamp_account(&actor(), "studio@example.com").unwrap());
    assert!(!authority.close_time_stamp_account(&actor(), "studio@example.com").unwrap());
    assert!(matches!(take("studio@example.com", password), Err(AccountRefused::Credentials)));
}

#[test]
fn a_clock_of_a_test_stands_still() {
    // Two tokens of one instant: allowed, they are not ordered by their times.
    let house = house(KeySpec::P256);
    let clock: &TestClock = &house.clock;
    let times = [0, 1].map(|_| token(&house.authority, &request()).stamp().time);
    assert_eq!(times, [foundation::Clock::now(clock); 2]);
}

mod http {
    //! The same over HTTP.

    use std::{net::IpAddr, sync::Arc};

    use authority::{TimeStampSettings, pages};
    use axum::{
        body::Body,
        http::{HeaderMap, Method, Request as HttpRequest, StatusCode},
    };
    use base64::{Engine, engine::general_purpose::STANDARD};
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use webkit::{Peer, Rate};

    use super::*;

    const QUERY: &str = "application/timestamp-query";

    /// What `/tsa` answers.
    async fn send(
        authority: &Arc<Authority>,
        method: Method,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        send_to(&pages::time_stamps(Arc::clone(authority)), method, headers, body).await
    }

    async fn send_to(
        router: &axum::Router,
        method: Method,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let mut request = HttpRequest::builder().method(method).uri("/tsa");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body.into()).unwrap();
        let address: IpAddr = "192.0.2.7".parse().unwrap();
        request.extensions_mut().insert(Peer { address, secure: false });
        let response = router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        (status, headers, response.into_body().collect().await.unwrap().to_bytes().to_vec())
    }

    #[tokio::test]
    async fn every_response_of_the_protocol_has_status_200_and_is_not_kept() {
        let house = house(KeySpec::P256);
        let body = request().to_der();
        let (status, headers, answer) =
            send(&house.authority, Method::POST, &[("content-type", QUERY)], body).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers["content-type"], "application/timestamp-reply");
        assert_eq!(headers["cache-control"], "no-store");
        let response = Response::read(&answer, &Limits::default()).unwrap();
        assert!(response.token_for(&request(), &[]).unwrap().is_some());
        let (status, _, answer) =
            send(&house.authority, Method::POST, &[("content-type", QUERY)], "junk").await;
        assert_eq!((status, refusal(&answer)), (StatusCode::OK, Failure::BadRequest));
    }

    #[tokio::test]
    async fn what_is_no_request_is_answered_in_words() {
        let house = house(KeySpec::P256);
        let authority = &house.authority;
        let (status, headers, text) = send(authority, Method::GET, &[("accept-language", "it")], "").await;
        assert_eq!((status, &headers["allow"]), (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap()));
        assert!(String::from_utf8(text).unwrap().contains("marche temporali"));
        let (status, ..) = send(authority, Method::POST, &[("content-type", "text/plain")], "x").await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let (status, headers, _) =
            send(authority, Method::POST, &[("content-type", QUERY)], vec![0; 8193]).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(headers["connection"], "close");
        let announced = [("content-type", QUERY), ("content-length", "1000000")];
        let (status, ..) = send(authority, Method::POST, &announced, "").await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "before it is sent");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_never_ends_is_given_up() {
        let house = house(KeySpec::P256);
        let never = Body::new(Never);
        let (status, ..) = send(&house.authority, Method::POST, &[("content-type", QUERY)], never).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
    }

    /// A body of which nothing ever comes.
    struct Never;

    impl axum::body::HttpBody for Never {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame, Self::Error>>> {
            std::task::Poll::Pending
        }
    }

    type Frame = http_body::Frame<axum::body::Bytes>;

    #[tokio::test]
    async fn accounts_are_recognised_and_counted() {
        let house = house(KeySpec::P256);
        let password = house.authority.create_time_stamp_account(&actor(), "studio", Some(1)).unwrap();
        let basic = |password: &str| format!("Basic {}", STANDARD.encode(format!("studio:{password}")));
        let good = basic(password.expose());
        let ask = async |credentials: &str| {
            let headers = [("content-type", QUERY), ("authorization", credentials)];
            send(&house.authority, Method::POST, &headers, request().to_der()).await
        };
        assert_eq!(ask(&good).await.0, StatusCode::OK);
        let kept = house.authority.time_stamps_of(request().imprint.digest()).unwrap();
        assert_eq!(kept[0].account.as_deref(), Some("studio"));
        let (status, headers, _) = ask(&good).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(headers["retry-after"], (15 * 3600).to_string().as_str(), "from 9 o'clock to midnight");
        for wrong in [basic("x"), "Basic ???".to_owned(), "Bearer abc".to_owned()] {
            let (status, headers, _) = ask(&wrong).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{wrong}");
            assert!(headers["www-authenticate"].to_str().unwrap().starts_with("Basic "));
        }
    }

    #[tokio::test]
    async fn who_names_no_account_is_limited_or_not_served() {
        let house = house(KeySpec::P256);
        let ask = async |router: &axum::Router| {
            send_to(router, Method::POST, &[("content-type", QUERY)], request().to_der()).await.0
        };
        let with = |anonymous| {
            let settings = TimeStampSettings { anonymous, ..TimeStampSettings::default() };
            let (_, authority) = reopen(&house);
            pages::time_stamps(Arc::new(authority.with_time_stamping(settings)))
        };
        let limited = with(Some(Rate::new(2, 1)));
        assert_eq!(ask(&limited).await, StatusCode::OK);
        assert_eq!(ask(&limited).await, StatusCode::OK);
        assert_eq!(ask(&limited).await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(ask(&with(None)).await, StatusCode::UNAUTHORIZED);
    }

    #[tokio::test]
    async fn a_qualified_service_says_so_in_every_token() {
        let house = house(KeySpec::P256);
        let settings = TimeStampSettings { qualified: true, ..TimeStampSettings::default() };
        let (_, authority) = reopen(&house);
        let authority = authority.with_time_stamping(settings);
        assert!(token(&authority, &request()).stamp().qualified);
    }
}
