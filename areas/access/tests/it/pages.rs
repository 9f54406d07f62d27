use authority::OperatorRole as R;
use foundation::{Actor, AuditEvent};
use http::{StatusCode, header};
use store::{Error, jobs};

use crate::common::house;

const PAGES: [&str; 7] = ["ca", "profili", "crl", "chiavi", "registro", "utenti", "lavori"];

#[tokio::test]
async fn every_page_explains_why_nobody_enters() {
    let house = house();
    for page in PAGES {
        let answer = house.get(&format!("/amministrazione/{page}"), None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{page}");
        assert!(answer.body.contains("Serve il tuo certificato di operatore"), "{page}");
    }
    let certificate = house.operator("anna", R::Sysadmin);
    house.access.disable_operator(&Actor::command_line(), "anna", R::Sysadmin, "another job").unwrap();
    let answer = house.get("/amministrazione/ca", Some(&certificate)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Il tuo certificato è revocato"), "{}", answer.body);
}

#[tokio::test]
async fn each_role_sees_its_pages_and_is_told_who_may_see_the_others() {
    let house = house();
    let officer = house.operator("carlo", R::CaOfficer);
    let rao = house.operator("rita", R::Rao);
    let custodian = house.operator("kai", R::KeyCustodian);
    for page in PAGES {
        let path = format!("/amministrazione/{page}");
        let answer = house.get(&path, Some(&officer)).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.body);
        assert!(answer.body.contains("Nome carlo, responsabile della CA"), "who works stands on {page}");
        let answer = house.get(&path, Some(&rao)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        assert!(answer.body.contains("Sei operatore di registrazione"), "{page}");
        let expected = if ["ca", "profili", "crl", "chiavi"].contains(&page) {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(house.get(&path, Some(&custodian)).await.status, expected, "{page}");
    }
}

#[tokio::test]
async fn an_administrator_registers_and_closes_operators() {
    let house = house();
    let admin = house.operator("anna", R::Sysadmin);
    let path = "/amministrazione/utenti";
    let fields =
        [("name", "Ugo Neri"), ("id", "ugo.neri"), ("email", "ugo@example.org"), ("role", "auditor")];
    let added = house.post(path, path, &fields, &admin).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    assert_eq!(added.headers[header::LOCATION], "/amministrazione/utenti/auditor/ugo.neri");
    assert_eq!(house.events("operator.added")[1]["actor"]["name"], "anna");
    let page = house.get("/amministrazione/utenti/auditor/ugo.neri", Some(&admin)).await;
    assert!(page.body.contains("Ancora nessuno"), "a next step when there is no certificate");

    let csr = access::pkcs12::NewKey::generate().unwrap().request().unwrap();
    let pem = x509::request::Request::from_der(csr).map(|request| pem(request.der())).unwrap();
    let given = house
        .post(
            page_of_ugo(),
            "/amministrazione/utenti/auditor/ugo.neri/certificato",
            &[("request", &pem)],
            &admin,
        )
        .await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.body);
    assert!(given.body.contains("BEGIN CERTIFICATE"));

    let close = "/amministrazione/utenti/auditor/ugo.neri/chiudi";
    let without = house.post(page_of_ugo(), close, &[], &admin).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let closed = house.post(page_of_ugo(), close, &[("reason", "ha cambiato lavoro")], &admin).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
    assert!(house.get(page_of_ugo(), Some(&admin)).await.body.contains("Chiuso"));
}

fn page_of_ugo() -> &'static str {
    "/amministrazione/utenti/auditor/ugo.neri"
}

fn pem(der: &[u8]) -> String {
    use std::fmt::Write as _;
    // Base64 by hand would be long: the request page reads DER in PEM armour only.
    let mut text = String::from("-----BEGIN CERTIFICATE REQUEST-----\n");
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (n, chunk) in der.chunks(3).enumerate() {
        let mut bits = 0_u32;
        for i in 0..3 {
            bits = bits << 8 | u32::from(chunk.get(i).copied().unwrap_or(0));
        }
        for i in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * i) & 63) as usize];
            let _ = write!(text, "{}", if i <= chunk.len() { char::from(letter) } else { '=' });
        }
        if n % 16 == 15 {
            text.push('\n');
        }
    }
    text.push_str("\n-----END CERTIFICATE REQUEST-----\n");
    text
}

#[tokio::test]
async fn what_is_wrong_with_a_new_operator_is_said_at_its_field() {
    let house = house();
    let admin = house.operator("anna", R::Sysadmin);
    let path = "/amministrazione/utenti";
    for (fields, said) in [
        (vec![("name", "Ugo"), ("id", "ugo"), ("email", "ugo@example.org")], "Scegli un ruolo"),
        (
            vec![("name", "Ugo"), ("id", "u g o"), ("email", "ugo@example.org"), ("role", "rao")],
            "id=\"id-error\"",
        ),
        (vec![("name", "Ugo"), ("id", "ugo"), ("email", "ugo"), ("role", "rao")], "id=\"email-error\""),
        (
            vec![("name", "Nome anna"), ("id", "anna"), ("email", "anna@example.org"), ("role", "auditor")],
            "amministratore di sistema e non può essere anche revisore",
        ),
    ] {
        let answer = house.post(path, path, &fields, &admin).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
        assert!(answer.body.contains("<title>Errore: "));
    }
}

#[tokio::test]
async fn nobody_closes_the_own_account_and_who_only_reads_changes_nothing() {
    let house = house();
    let admin = house.operator("anna", R::Sysadmin);
    let auditor = house.operator("ugo", R::Auditor);
    let own = "/amministrazione/utenti/sysadmin/anna";
    let answer = house.post(own, &format!("{own}/chiudi"), &[("reason", "prova")], &admin).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Questo è il tuo accesso"));
    for path in
        [format!("{own}/chiudi"), "/amministrazione/utenti".to_owned(), "/amministrazione/crl".to_owned()]
    {
        let answer = house.post("/amministrazione/registro", &path, &[("reason", "prova")], &auditor).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(house.access.operator("anna", R::Sysadmin).unwrap().unwrap().is_open());
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let house = house();
    let admin = house.operator("anna", R::Sysadmin);
    let path = "/amministrazione/utenti/sysadmin/anna/chiudi";
    let answer = house.post("/amministrazione/ca", path, &[("reason", "prova")], &admin).await;
    assert_ne!(answer.status, StatusCode::SEE_OTHER, "the page had no token");
}

#[tokio::test]
async fn the_log_is_searched_shown_and_verified() {
    let house = house();
    let auditor = house.operator("ugo", R::Auditor);
    for n in 0..60 {
        let now = crate::common::start();
        let event =
            AuditEvent::done("test.happened", &Actor::system("test"), "thing", n).because("<b>parole</b>");
        house.store.write_blocking(move |tx| tx.audit(now, &event).map(drop)).map_err(|e: Error| e).unwrap();
    }
    let path = "/amministrazione/registro";
    let first = house.get(&format!("{path}?event=test."), Some(&auditor)).await;
    assert_eq!(first.body.matches("test.happened").count(), 50, "a page at a time");
    let older = first
        .body
        .split("href=\"")
        .find(|part| part.starts_with("/amministrazione/registro?before="))
        .unwrap();
    let older = older.split('"').next().unwrap().replace("&amp;", "&");
    let second = house.get(&older, Some(&auditor)).await;
    assert_eq!(second.body.matches("test.happened").count(), 10);
    let none = house.get(&format!("{path}?actor=nessuno"), Some(&auditor)).await;
    assert!(
        none.body.contains("Nessun risultato con questi filtri") && none.body.contains("Rimuovi i filtri")
    );
    let wrong = house.get(&format!("{path}?from=ieri"), Some(&auditor)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let by_day =
        house.get(&format!("{path}?from=2026-11-22&to=2026-11-22&event=test."), Some(&auditor)).await;
    assert_eq!(by_day.body.matches("test.happened").count(), 50);
    let other_day = house.get(&format!("{path}?from=2026-11-23"), Some(&auditor)).await;
    assert!(other_day.body.contains("Nessun risultato"));

    let entry = house.get(&format!("{path}/5"), Some(&auditor)).await;
    assert_eq!(entry.status, StatusCode::OK);
    assert!(!entry.body.contains("<b>parole"));
    assert_eq!(house.get(&format!("{path}/99999"), Some(&auditor)).await.status, StatusCode::NOT_FOUND);

    let verified = house.post(path, &format!("{path}/verifica"), &[], &auditor).await;
    assert!(verified.body.contains("Il giornale è intatto"), "{}", verified.body);
    assert_eq!(house.events("audit.verified")[0]["actor"]["name"], "ugo");
}

#[tokio::test]
async fn an_entry_is_proved_once_it_is_sealed() {
    let house = house();
    let auditor = house.operator("ugo", R::Auditor);
    let path = "/amministrazione/registro/3";
    let open = house.get(path, Some(&auditor)).await;
    assert!(open.body.contains("non è ancora sigillata"));
    assert_eq!(house.get(&format!("{path}/prova"), Some(&auditor)).await.status, StatusCode::NOT_FOUND);
    house.authority.seal_audit_log().unwrap().unwrap();
    let sealed = house.get(path, Some(&auditor)).await;
    assert!(sealed.body.contains("Scarica la prova"), "{}", sealed.body);
    let proof = house.get(&format!("{path}/prova"), Some(&auditor)).await;
    let proof: serde_json::Value = serde_json::from_str(&proof.body).unwrap();
    assert_eq!((&proof["format"], &proof["entry"]), (&"ceralacca.audit-proof/1".into(), &3.into()));
    let leaf = store::audit::leaf_hash(proof["canonical"].as_str().unwrap().as_bytes());
    assert_eq!(proof["leaf_hash"], foundation::hex(&leaf));
    assert!(!proof["path"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_job_that_was_given_up_is_sent_back_by_the_administrator_only() {
    let house = house();
    let (admin, auditor) = (house.operator("anna", R::Sysadmin), house.operator("ugo", R::Auditor));
    let path = "/amministrazione/lavori";
    let empty = house.get(path, Some(&admin)).await;
    assert!(empty.body.contains("Nessun lavoro"));
    let now = crate::common::start();
    let buried = house.store.write_blocking(move |tx| {
        tx.enqueue("post.mail", &"payload", now, "key")?;
        let retry = jobs::Retry::default();
        let lease = jiff::SignedDuration::from_mins(1);
        let job = jobs::claim(tx, &["post.mail"], now, lease, &retry)?.ok_or(Error::NoRow)?;
        jobs::bury(tx, &job, "550 <nobody>", now)?;
        Ok::<_, Error>(job.id)
    });
    let id = buried.unwrap();
    let page = house.get(path, Some(&auditor)).await;
    assert!(page.body.contains("550 &lt;nobody&gt;") && !page.body.contains("Rimanda il lavoro"));
    let refused = house.post("/amministrazione/registro", &format!("{path}/{id}"), &[], &auditor).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let sent = house.post(path, &format!("{path}/{id}"), &[], &admin).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(house.store.read_blocking(jobs::dead).unwrap().is_empty());
    assert_eq!(house.events("job.requeued")[0]["actor"]["name"], "anna");
}

#[tokio::test]
async fn an_act_with_two_signatures_is_proposed_shown_and_withdrawn() {
    let house = house();
    let officer = house.operator("carlo", R::CaOfficer);
    let path = "/amministrazione/chiavi";
    let empty = house.get(path, Some(&officer)).await;
    assert!(empty.body.contains("Nessuna operazione"), "{}", empty.body);
    let missing = house.post(path, path, &[("act", "destroy_key")], &officer).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unfit = [("act", "destroy_key"), ("subject", "no/such/key"), ("reason", "prova")];
    let unfit = house.post(path, path, &unfit, &officer).await;
    assert!(unfit.body.contains("non si può proporre"), "{}", unfit.body);
    let fields = [("act", "change_audit_key"), ("reason", "un anno è passato")];
    let proposed = house.post(path, path, &fields, &officer).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.body);
    let address = proposed.headers[header::LOCATION].to_str().unwrap().to_owned();
    let page = house.get(&address, Some(&officer)).await;
    assert!(
        page.body.contains("0 di 2") && page.body.contains("Scarica il testo da firmare"),
        "{}",
        page.body
    );
    let document = house.get(&format!("{address}/documento"), Some(&officer)).await;
    let document: serde_json::Value = serde_json::from_str(&document.body).unwrap();
    assert_eq!(document["operation"]["act"], "change_audit_key");
    assert_eq!(document["proposed_by"], "ca_officer:carlo");
    let without = house.upload(&address, "signed", "", &officer).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.body.contains("Scegli il file firmato"));
    let noise = house.upload(&address, "signed", "this is no signature", &officer).await;
    assert!(noise.status.is_client_error(), "{}: {}", noise.status, noise.body);
    assert_eq!(house.events("approval.given").len(), 1, "a refused signature is told to the log");
    let early = house.post(&address, &format!("{address}/esegui"), &[], &officer).await;
    assert!(early.status.is_client_error(), "not before two officers have signed");
    let withdrawn = house.post(&address, &format!("{address}/ritira"), &[], &officer).await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    assert!(house.get(path, Some(&officer)).await.body.contains("Ritirata"));
}

#[tokio::test]
async fn lists_are_published_on_demand() {
    let house = house();
    let officer = house.operator("carlo", R::CaOfficer);
    let path = "/amministrazione/crl";
    house.clock.advance(jiff::SignedDuration::from_hours(2));
    let published = house.post(path, path, &[], &officer).await;
    assert!(published.body.contains("Liste pubblicate"), "{}", published.body);
    let again = house.post(path, path, &[], &officer).await;
    assert!(again.body.contains("Tutte le liste erano già aggiornate"), "{}", again.body);
}
