//! The personal area and the page for a lost device: each state, each refusal, and who sees what.

use authority::{
    Demand, IssuedPair, Target,
    rules::{
        motives::Motive,
        permissions::{Asker, Channel, Party},
    },
};
use foundation::Actor;
use http::{StatusCode, header};
use jiff::SignedDuration;

use crate::{
    people::{Browser, Desk, desk, location, pair, pair_with},
    tables,
};

const MARIO: &str = "RSSMRA80A01H501U";
const LUCIA: &str = "BNCLCU75D12F205I";
const CODE: &str = "8361-5528";
const FORM: &str = "/ho-perso-il-dispositivo/codice";
const DONE: &str = "/ho-perso-il-dispositivo/fatto";

fn path(pair: &IssuedPair) -> String {
    format!("/area-personale/dispositivi/{}", pair.id)
}

/// Mario's first device, active, with an emergency code.
fn first(desk: &Desk) -> IssuedPair {
    let first = pair_with(desk, 1, ("Mario", "Rossi"), MARIO, Some(CODE));
    desk.house.authority.activate_pair(&Actor::command_line(), first.id).unwrap();
    first
}

/// Another one.
fn second(desk: &Desk) -> IssuedPair {
    let second = pair(desk, 2, ("Mario", "Rossi"), MARIO);
    desk.house.authority.activate_pair(&Actor::command_line(), second.id).unwrap();
    second
}

fn state(desk: &Desk, pair: &IssuedPair) -> String {
    desk.house.authority.history(Target::Pair(pair.id)).unwrap()[0].state.name().to_owned()
}

async fn entered(desk: &Desk, with: &IssuedPair) -> Browser {
    let mut browser = Browser::default();
    assert_eq!(location(&browser.enter(desk, "/area-personale", Some(&with.cns)).await), "/area-personale");
    browser
}

#[tokio::test]
async fn the_area_is_for_who_has_logged_in_and_is_never_kept() {
    let desk = desk(None);
    let one = first(&desk);
    let pages = ["", "/dispositivi", "/sicurezza", &path(&one)["/area-personale".len()..]];
    for page in pages {
        let page = format!("/area-personale{page}");
        let answer = Browser::default().get(&desk, &page).await;
        assert_eq!(location(&answer), format!("/accedi?next={page}"));
    }
    let mut browser = entered(&desk, &one).await;
    for page in pages {
        let answer = browser.get(&desk, &format!("/area-personale{page}")).await;
        assert_eq!(
            (answer.status, &answer.headers[header::CACHE_CONTROL]),
            (StatusCode::OK, &"no-store".parse().unwrap())
        );
        assert!(answer.body.contains("MARIO ROSSI") && answer.body.contains("href=\"/area-personale\""));
        assert!(answer.body.contains("href=\"/ho-perso-il-dispositivo\""), "{page} has the footer");
        assert!(answer.body.contains("noindex"), "{page}");
    }
}

#[tokio::test]
async fn what_is_to_do_comes_first_and_nothing_is_said_calmly() {
    let desk = desk(None);
    let one = first(&desk);
    let mut browser = entered(&desk, &one).await;
    let calm = browser.get(&desk, "/area-personale").await.body;
    assert!(
        calm.contains("Non c’è niente da fare") && calm.contains("Dispositivo n. 7430000000000001"),
        "{calm}"
    );

    let other = second(&desk);
    desk.house
        .authority
        .suspend_with_emergency_code(MARIO, &foundation::Secret::new(CODE.to_owned()))
        .unwrap();
    let mut browser = entered(&desk, &other).await;
    let page = browser.get(&desk, "/area-personale").await.body;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(at("7430000000000001: sospeso") < at("I tuoi dispositivi"));
    assert!(page.contains(&format!("href=\"{}/riattiva\"", path(&one))));
    assert!(page.contains(&format!("href=\"{}/revoca\"", path(&one))));

    // 60 days before the end it is time to renew.
    desk.house.clock.advance(other.cns.not_after().duration_since(crate::common::start()));
    desk.house.clock.advance(SignedDuration::from_hours(-24 * 60));
    let mut browser = entered(&desk, &other).await;
    let page = browser.get(&desk, "/area-personale").await.body;
    assert!(page.contains("7430000000000002: scade presto") && page.contains("Mancano 60 giorni"), "{page}");
}

#[tokio::test]
async fn a_device_shows_both_certificates_and_its_history_newest_first() {
    let desk = desk(None);
    let one = first(&desk);
    let other = second(&desk);
    desk.house
        .authority
        .suspend_with_emergency_code(MARIO, &foundation::Secret::new(CODE.to_owned()))
        .unwrap();
    desk.house.authority.publish_lists(&Actor::command_line()).unwrap();
    let mut browser = entered(&desk, &other).await;
    let page = browser.get(&desk, &path(&one)).await.body;
    for words in [
        "Certificato di firma",
        "Certificato di autenticazione (CNS)",
        &one.signature.serial_hex(),
        &one.cns.serial_hex(),
        "Sospeso dal 22 novembre 2026",
        "Da te, con il codice di emergenza.",
        "Pubblicato nelle liste il 22 novembre 2026",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let timeline = &page[page.find("class=\"timeline\"").unwrap()..];
    assert!(timeline.find("Sospeso").unwrap() < timeline.find("Certificati emessi").unwrap());
    assert_eq!(timeline.matches("<strong>Sospeso").count(), 1, "one decision about both is told once");
    assert!(!timeline.contains("local-shell") && !timeline.contains("sys_admin"));
}

#[tokio::test]
async fn somebody_elses_device_does_not_exist() {
    let desk = desk(None);
    let mine = first(&desk);
    let hers = pair(&desk, 9, ("Lucia", "Bianchi"), LUCIA);
    let mut browser = entered(&desk, &mine).await;
    assert!(!browser.get(&desk, "/area-personale/dispositivi").await.body.contains("7430000000000009"));
    for page in ["", "/sospendi", "/riattiva", "/revoca"] {
        let theirs = browser.get(&desk, &format!("{}{page}", path(&hers))).await;
        let nobodys = browser
            .get(&desk, &format!("/area-personale/dispositivi/pair_00000000000000000000000000{page}"))
            .await;
        assert_eq!([theirs.status, nobodys.status], [StatusCode::NOT_FOUND; 2], "{page}");
    }
    for act in ["sospendi", "riattiva", "revoca"] {
        let fields = [("words", "mio"), ("motive", "theft"), ("sure", "1")];
        let tried = browser
            .post(&desk, &format!("{}/sospendi", path(&mine)), &format!("{}/{act}", path(&hers)), &fields)
            .await;
        assert_eq!(tried.status, StatusCode::NOT_FOUND, "{act}");
    }
    assert_eq!(state(&desk, &hers), "issued");
    assert_eq!(browser.get(&desk, "/area-personale/dispositivi/noise").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn suspending_the_device_of_the_session_ends_it_and_every_other_one() {
    let desk = desk(None);
    let one = first(&desk);
    let (mut here, mut there) = (entered(&desk, &one).await, entered(&desk, &one).await);
    let page = format!("{}/sospendi", path(&one));
    let asked = here.get(&desk, &page).await.body;
    assert!(
        asked.contains("Le firme che hai già fatto restano valide")
            && asked.contains("la tua sessione finisce subito")
    );
    let done = here.post(&desk, &page, &page, &[("words", "non lo trovo")]).await;
    assert_eq!(location(&done), "/area-personale/fatto");
    let told = here.get(&desk, "/area-personale/fatto").await;
    assert!(
        told.body.contains("Il dispositivo è sospeso")
            && told.body.contains("22 novembre 2026, ore 10:00:00"),
        "{}",
        told.body
    );
    assert!(!told.body.contains("MARIO ROSSI"), "nobody is logged in any more");
    assert_eq!(told.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(state(&desk, &one), "suspended");
    let event = desk.house.events("certificate.suspended").pop().unwrap();
    assert_eq!((&event["actor"]["name"], &event["actor"]["method"]), (&MARIO.into(), &"cns".into()));

    // The other browser is told why, once, and is nobody then.
    let refused = there.get(&desk, "/area-personale").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Il tuo dispositivo è sospeso") && !refused.body.contains("MARIO ROSSI"));
    assert_eq!(location(&there.get(&desk, "/area-personale").await), "/accedi?next=/area-personale");
    let log = desk.people.logins_of(MARIO, 10).unwrap();
    assert_eq!(log[0].outcome, "ended");
    assert_eq!(desk.house.events("person.session-ended").len(), 1);

    // Entering again is refused with the right page, and the way back is there.
    assert_eq!(location(&here.enter(&desk, "/area-personale", Some(&one.cns)).await), "/accedi/esito");
    let page = here.get(&desk, "/accedi/esito").await.body;
    assert!(
        page.contains("Il tuo dispositivo è sospeso")
            && page.contains("href=\"/ho-perso-il-dispositivo/ritrovato\"")
    );
    assert!(
        here.get(&desk, "/ho-perso-il-dispositivo/ritrovato")
            .await
            .body
            .contains("codice di emergenza sospende soltanto")
    );
}

#[tokio::test]
async fn an_act_of_a_session_that_ended_does_nothing() {
    let desk = desk(None);
    let (one, other) = (first(&desk), second(&desk));
    let mut browser = entered(&desk, &one).await;
    desk.house
        .authority
        .suspend_with_emergency_code(MARIO, &foundation::Secret::new(CODE.to_owned()))
        .unwrap();
    let page = format!("{}/revoca", path(&other));
    let fields = [("motive", "theft"), ("sure", "1")];
    let tried = browser.post(&desk, "/ho-perso-il-dispositivo/codice", &page, &fields).await;
    assert!(!tried.status.is_success(), "{}", tried.status);
    assert_eq!(state(&desk, &other), "active");
}

#[tokio::test]
async fn the_holder_reactivates_with_another_device_and_says_why() {
    let desk = desk(None);
    let (one, other) = (first(&desk), second(&desk));
    let mut browser = entered(&desk, &other).await;
    let (suspend, reactivate) = (format!("{}/sospendi", path(&one)), format!("{}/riattiva", path(&one)));
    let nothing = browser.get(&desk, &reactivate).await.body;
    assert!(
        nothing.contains("Il dispositivo non è sospeso")
            && !nothing.contains("<form method=\"post\" action=\"/area")
    );
    let done = browser.post(&desk, &suspend, &suspend, &[]).await;
    assert_eq!(location(&done), format!("{}?fatto=sospeso", path(&one)));
    assert!(browser.get(&desk, location(&done)).await.body.contains("Fatto: il dispositivo è sospeso"));
    // A second tab still shows the form.
    let again = browser.post(&desk, &reactivate, &suspend, &[]).await;
    assert_eq!(location(&again), format!("{}?fatto=gia", path(&one)));
    assert!(
        browser.get(&desk, location(&again)).await.body.contains("nel frattempo lo stato era già cambiato")
    );

    let silent = browser.post(&desk, &reactivate, &reactivate, &[("words", "  ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("Scrivi perché lo riattivi") && silent.body.contains("Errore: "));
    let back = browser.post(&desk, &reactivate, &reactivate, &[("words", "ritrovato")]).await;
    assert_eq!(location(&back), format!("{}?fatto=riattivato", path(&one)));
    assert_eq!(state(&desk, &one), "active");
    let page = browser.get(&desk, &path(&one)).await.body;
    assert!(page.contains("Con parole tue: ritrovato") && page.contains("<strong>Riattivato"), "{page}");
    assert!(entered(&desk, &one).await.get(&desk, "/area-personale").await.status.is_success());
}

#[tokio::test]
async fn what_others_suspended_the_holder_does_not_reactivate() {
    let desk = desk(None);
    let (one, other) = (first(&desk), second(&desk));
    let rao = Actor::command_line();
    desk.house.authority.suspend_pair(&rao, one.id, "verifica").unwrap();
    let mut browser = entered(&desk, &other).await;
    let page = browser.get(&desk, &path(&one)).await.body;
    assert!(page.contains("Lo ha sospeso qualcun altro") && !page.contains("/riattiva\""), "{page}");
    let reactivate = format!("{}/riattiva", path(&one));
    assert!(browser.get(&desk, &reactivate).await.body.contains("Non puoi riattivare questo certificato"));
    let forced =
        browser.post(&desk, &format!("{}/revoca", path(&one)), &reactivate, &[("words", "mio")]).await;
    assert_eq!(forced.status, StatusCode::FORBIDDEN);
    assert_eq!(state(&desk, &one), "suspended");

    // A key in doubt: only an officer.
    let counter = Asker::through(Channel::Counter, Party::Holder, MARIO);
    let third = pair(&desk, 3, ("Mario", "Rossi"), MARIO);
    let demand = Demand::by(counter, Some(Motive::Theft));
    desk.house.authority.suspend(&rao, Target::Pair(third.id), &demand, None, None).unwrap();
    assert!(browser.get(&desk, &path(&third)).await.body.contains("Qualcun altro può avere la chiave"));
    let page = browser.get(&desk, &format!("{}/riattiva", path(&third))).await.body;
    assert!(
        page.contains("Il certificato resta sospeso") && page.contains("Decide un responsabile"),
        "{page}"
    );
}

#[tokio::test]
async fn revoking_needs_a_reason_and_asks_once_more() {
    let desk = desk(None);
    let (one, other) = (first(&desk), second(&desk));
    let mut browser = entered(&desk, &other).await;
    let page = format!("{}/revoca", path(&one));
    assert!(browser.get(&desk, &page).await.body.contains("La revoca è per sempre"));
    for motive in ["", "order", "suspension", "noise"] {
        let silent = browser.post(&desk, &page, &page, &[("motive", motive), ("sure", "1")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{motive}");
        assert!(silent.body.contains("Scegli un motivo"));
    }
    let fields = [("motive", "no-longer-used"), ("words", "uso <l'altro>")];
    let sure = browser.post(&desk, &page, &page, &fields).await;
    assert!(sure.status.is_success() && sure.body.contains("Vuoi davvero revocarlo?"), "{}", sure.body);
    assert!(sure.body.contains("uso &lt;l'altro&gt;"));
    assert_eq!(state(&desk, &one), "active", "nothing happened yet");
    let done = browser.post(&desk, &page, &page, &[fields[0], fields[1], ("sure", "1")]).await;
    assert_eq!(location(&done), format!("{}?fatto=revocato", path(&one)));
    assert_eq!(state(&desk, &one), "revoked");
    let shown = browser.get(&desk, &path(&one)).await.body;
    assert!(shown.contains("Una revoca è per sempre") && shown.contains("Motivo: non si usa più"), "{shown}");
    for way in ["/sospendi\"", "/riattiva\"", "/revoca\""] {
        assert!(!shown.contains(way), "{way}");
    }
    assert!(browser.get(&desk, &page).await.body.contains("Il dispositivo non si può revocare adesso"));
    let again =
        browser.post(&desk, &format!("{}/revoca", path(&other)), &page, &[fields[0], ("sure", "1")]).await;
    assert_eq!(location(&again), format!("{}?fatto=gia", path(&one)));
}

#[tokio::test]
async fn a_lost_device_is_suspended_without_login_in_three_pages() {
    let desk = desk(None);
    let one = first(&desk);
    let mut phone = Browser::default();
    let choose = phone.get(&desk, "/ho-perso-il-dispositivo").await.body;
    assert!(choose.contains(&format!("href=\"{FORM}\"")));
    assert!(choose.contains("href=\"/accedi?next=/area-personale/dispositivi\""));
    let done = phone
        .post(&desk, FORM, FORM, &[("codice_fiscale", "rssmra 80a01 h501u"), ("code", "8361 5528")])
        .await;
    assert_eq!(location(&done), DONE);
    let told = phone.get(&desk, DONE).await.body;
    assert!(
        told.contains("Sospeso dal 22 novembre 2026, ore 10:00:00") && told.contains("7430000000000001"),
        "{told}"
    );
    assert!(!told.contains("Rossi") && !told.contains("ROSSI"), "a phone that is lent learns no name");
    assert_eq!(state(&desk, &one), "suspended");
    let event = desk.house.events("certificate.suspended").pop().unwrap();
    assert_eq!(event["actor"]["method"], "emergency_code");
    // The mail leaves with the list that gives it effect.
    desk.house.authority.publish_lists(&Actor::command_line()).unwrap();
    assert_eq!(tables::mails_to(&desk.house.store, "titolare@example.org"), 1);

    let again = phone.post(&desk, FORM, FORM, &[("codice_fiscale", MARIO), ("code", CODE)]).await;
    assert!(phone.get(&desk, location(&again)).await.body.contains("Il dispositivo è già sospeso"));
    assert_eq!(location(&Browser::default().get(&desk, DONE).await), "/ho-perso-il-dispositivo");
}

#[tokio::test]
async fn a_wrong_code_counts_and_says_the_same_of_known_and_unknown() {
    let desk = desk(None);
    let one = first(&desk);
    let mut words = Vec::new();
    for who in [MARIO, LUCIA] {
        let mut browser = Browser::default();
        let mut said = Vec::new();
        for _ in 0..5 {
            let page =
                browser.post(&desk, FORM, FORM, &[("codice_fiscale", who), ("code", "0000-0000")]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            let error = page.body.split("id=\"code-error\">").nth(1).unwrap().split("</p>").next().unwrap();
            assert!(page.body.contains(&format!("value=\"{who}\"")) && !page.body.contains("0000-0000"));
            said.push(error.to_owned());
        }
        words.push(said);
    }
    assert_eq!(words[0], words[1]);
    assert!(
        words[0][0].contains("al massimo 4 tentativi") && words[0][3].contains("al massimo un tentativo")
    );
    assert!(words[0][4].contains("bloccato fino al 23 novembre 2026, ore 10:00"), "{}", words[0][4]);
    // Locked: the right code says the same as a wrong one, for another browser too.
    desk.house.clock.advance(SignedDuration::from_mins(1));
    let mut other = Browser::default();
    let right = other.post(&desk, FORM, FORM, &[("codice_fiscale", MARIO), ("code", CODE)]).await;
    assert_eq!(right.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(state(&desk, &one), "active");
    desk.house.clock.advance(SignedDuration::from_hours(25));
    let right = other.post(&desk, FORM, FORM, &[("codice_fiscale", MARIO), ("code", CODE)]).await;
    assert_eq!(location(&right), DONE);
    assert_eq!(state(&desk, &one), "suspended");
}

#[tokio::test]
async fn what_is_not_even_a_code_costs_no_try_and_a_program_is_held_up() {
    let desk = desk(None);
    let one = first(&desk);
    let mut browser = Browser::default();
    for (who, code, words) in [
        ("RSSMRA80A01H501X", CODE, "Il codice fiscale non è corretto"),
        ("", CODE, "Il codice fiscale non è corretto"),
        (MARIO, "", "Scrivi il codice di emergenza"),
        (MARIO, "--- ---", "Scrivi il codice di emergenza"),
    ] {
        let page = browser.post(&desk, FORM, FORM, &[("codice_fiscale", who), ("code", code)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(words), "{who} {code}");
    }
    assert_eq!(desk.house.events("emergency-code.tried").len(), 0);
    let mut last = StatusCode::OK;
    for _ in 0..10 {
        last = browser.post(&desk, FORM, FORM, &[("codice_fiscale", LUCIA), ("code", "0000")]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(state(&desk, &one), "active");
}

#[tokio::test]
async fn one_person_after_another_sees_nothing_of_the_first() {
    let desk = desk(None);
    let (mario, lucia) = (first(&desk), pair(&desk, 9, ("Lucia", "Bianchi"), LUCIA));
    let mut browser = entered(&desk, &mario).await;
    let seen = browser.get(&desk, &path(&mario)).await;
    assert_eq!(seen.headers[header::CACHE_CONTROL], "no-store", "the way back asks again");
    browser.enter(&desk, "/area-personale", Some(&lucia.cns)).await;
    for page in ["/area-personale", "/area-personale/dispositivi", "/area-personale/sicurezza"] {
        let body = browser.get(&desk, page).await.body;
        assert!(!body.contains("MARIO") && !body.contains("7430000000000001"), "{page}: {body}");
    }
    assert_eq!(browser.get(&desk, &path(&mario)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_or_all() {
    let desk = desk(None);
    let one = first(&desk);
    let hers = pair(&desk, 9, ("Lucia", "Bianchi"), LUCIA);
    let (mut here, mut there, mut third) =
        (entered(&desk, &one).await, entered(&desk, &one).await, entered(&desk, &one).await);
    let mut lucia = entered(&desk, &hers).await;
    const PAGE: &str = "/area-personale/sicurezza";
    let page = here.get(&desk, PAGE).await.body;
    assert!(
        page.contains("192.0.2.7") && page.contains("Entrato") && page.contains("7430000000000001"),
        "{page}"
    );
    let marks: Vec<&str> =
        page.split("name=\"session\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(marks.len(), 2, "this one is not among those to close");
    let close = format!("{PAGE}/chiudi");
    // Nobody closes another person's session.
    lucia.post(&desk, PAGE, &close, &[("session", marks[0])]).await;
    assert!(there.get(&desk, "/area-personale").await.status.is_success());
    assert!(third.get(&desk, "/area-personale").await.status.is_success());
    here.post(&desk, PAGE, &close, &[("session", marks[0])]).await;
    let left = [there.get(&desk, "/mia").await.status, third.get(&desk, "/mia").await.status];
    assert!(left.contains(&StatusCode::SEE_OTHER) && left.contains(&StatusCode::OK), "{left:?}");

    let gone = here.post(&desk, PAGE, &format!("{PAGE}/esci-ovunque"), &[]).await;
    assert_eq!(location(&gone), "/esci");
    for browser in [&mut here, &mut there, &mut third] {
        assert_eq!(browser.get(&desk, "/mia").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(lucia.get(&desk, "/mia").await.body, LUCIA);
    assert_eq!(desk.house.events("person.logout").len(), 1);
    let page = entered(&desk, &one).await.get(&desk, PAGE).await.body;
    assert!(page.contains("Uscito"));
}

#[tokio::test]
async fn a_person_without_devices_is_told_so() {
    let desk = desk(None);
    first(&desk);
    let mut browser = Browser::default();
    browser.get(&desk, "/straniera").await;
    for page in ["/area-personale", "/area-personale/dispositivi"] {
        let body = browser.get(&desk, page).await.body;
        assert!(body.contains("Non hai ancora un dispositivo di firma"), "{body}");
        assert!(body.contains("VRDLGI75C15L219B") && !body.contains("74300000"), "{body}");
    }
}
