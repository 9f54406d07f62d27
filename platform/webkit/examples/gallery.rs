//! Every component and every problem page, on loopback, for looking at:
//! `cargo run -p webkit --example gallery` and open the printed address.

use std::{error::Error, sync::Arc};

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use foundation::{Problem, Status, SystemClock, SystemEntropy};
use maud::{Render, html};
use webkit::{
    Failure, FormErrors, Link, Page, Rule, Site, Submitted, Visit, Web,
    components::{
        Choices, Emphasis, Field, Table, Tone, Verdict, action_link, alert, badge, callout, card, cards,
        checkbox, code, copyable, definitions, empty_state, error_summary, folded, progress, submit,
        upload_field,
    },
    fmt,
};

const PROBLEMS: &[(&str, Status)] = &[
    ("bad-request", Status::BadRequest),
    ("session-expired", Status::Unauthorized),
    ("forbidden", Status::Forbidden),
    ("not-found", Status::NotFound),
    ("method-not-allowed", Status::MethodNotAllowed),
    ("conflict", Status::Conflict),
    ("link-expired", Status::Gone),
    ("too-large", Status::TooLarge),
    ("media-type", Status::UnsupportedMediaType),
    ("check-fields", Status::Unprocessable),
    ("too-many-requests", Status::TooManyRequests),
    ("internal", Status::Internal),
    ("service-unavailable", Status::Unavailable),
    ("service-silent", Status::Unavailable),
    ("too-slow", Status::Unavailable),
    ("maintenance", Status::Unavailable),
    ("cross-site", Status::Forbidden),
    ("form-expired", Status::Forbidden),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut web = Web::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
    web.chamber = "Camera di commercio di Valdarno Inferiore e della Costa".to_owned();
    web.nav = vec![
        Link::new("/", "nav-verify"),
        Link::new("/modulo", "nav-certificates"),
        Link::new("/problemi/not-found", "nav-certificate-status"),
    ];
    web.footer = vec![Link::new("/modulo", "nav-privacy"), Link::new("/", "nav-accessibility")];
    let router = Router::new()
        .route("/", get(components))
        .route("/modulo", get(form).post(sent))
        .route("/carica", post(async |_: axum::body::Bytes| ()))
        .route("/panico", get(panics))
        .route("/problemi/{code}", get(problem));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await?;
    webkit_says(&format!("http://{}", listener.local_addr()?));
    let site = Site::new(Arc::new(web)).rule(Rule::at("/carica").body(1_000));
    axum::serve(listener, site.layer(router)).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the example's only output is its address")]
fn webkit_says(address: &str) {
    println!("{address}");
}

async fn components(visit: Visit) -> Page {
    let lang = visit.lang;
    let explanation = html! { p { "La firma vale come quella su carta. Puoi controllarla quando vuoi." } };
    visit.page("Galleria dei componenti").service("Prove").lead("Ogni pezzo di pagina, una volta.").content(html! {
        h2 { "Verdetti" }
        @for verdict in [Verdict::Valid, Verdict::NotValid, Verdict::Undetermined, Verdict::NotSigned] {
            (verdict.banner(lang, explanation.clone()))
            p { (verdict.badge(lang)) }
        }
        h2 { "Messaggi" }
        @for tone in [Tone::Info, Tone::Success, Tone::Warning, Tone::Danger, Tone::Neutral] {
            (callout(lang, tone, "Cosa significa", explanation.clone()))
            (alert(tone, html! { p { "Il documento non è cambiato dopo la firma." } }))
            p { (badge(tone, "Sospeso dal 4 dicembre 2026")) }
        }
        h2 { "Dati" }
        (Table::new("Autorità di certificazione", ["Nome", "Valida fino al", "Impronta SHA-256", "Stato"])
            .row([html! { "CA di firma" }, html! { "04/12/2036" }, code(&fmt::fingerprint(&[0xA7; 32])), badge(Tone::Success, "Valida")])
            .row([html! { "CA per la CNS" }, html! { "04/12/2036" }, code(&fmt::fingerprint(&[0x3C; 32])), badge(Tone::Neutral, "Scaduta")])
            .render())
        (definitions([
            ("Titolare", html! { "Giulia Brambilla" }),
            ("Codice fiscale", code("BRMGLI80A41F205X")),
            ("Indirizzo delle liste di revoca", html! { "http://ca.example/liste/una-lista-con-un-nome-molto-lungo-per-vedere-come-va-a-capo.crl" }),
        ]))
        (copyable(lang, "impronta", &fmt::fingerprint(&[0x5B; 32])))
        (folded("Dettagli tecnici", html! { p { "RSA 2048, SHA-256." } }))
        h2 { "Lavori e liste vuote" }
        (progress(lang, "avanzamento", "Controllo i certificati", 12, 40))
        (empty_state("Non hai ancora un dispositivo di firma", "Qui vedrai i tuoi certificati.", Some(("/", "Torna alla pagina iniziale"))))
        (cards([
            card("it-check-circle", "/", "Verifica una firma", "Trascina un file firmato: ti diciamo se è valido."),
            card("it-pa", "/modulo", "Autorità di certificazione", "Scarica i certificati e le liste di revoca."),
            card("it-search", "/modulo", "Stato di un certificato", "Scopri se un certificato è valido, sospeso o revocato."),
        ]))
        p { (action_link(Emphasis::Main, "/modulo", "Vai al modulo")) " " (action_link(Emphasis::Secondary, "/", "Indietro")) }
    })
}

async fn form(visit: Visit) -> Page {
    form_page(&visit, &Submitted::default(), &FormErrors::default())
}

async fn sent(visit: Visit, submitted: Submitted) -> Page {
    let mut errors = FormErrors::default();
    errors.add("serial", "Il numero di serie contiene lettere che non sono cifre esadecimali");
    errors.add("channel", "Scegli come vuoi ricevere la risposta");
    errors.add("consent", "Per continuare serve il consenso");
    errors.add("file", "Scegli un file");
    form_page(&visit, &submitted, &errors).invalid()
}

fn form_page(visit: &Visit, submitted: &Submitted, errors: &FormErrors) -> Page {
    let lang = visit.lang;
    let upload = upload_field(lang, "file", "File firmato", ".p7m,.pdf", 100_000_000, errors);
    visit.page("Stato di un certificato").service("Certificati").content(html! {
        (error_summary(lang, errors))
        form method="post" action="/modulo" data-busy="Controllo in corso…" {
            (visit.csrf_field())
            (Field::text("serial", "Numero di serie").hint("Esempio: 4A 3F 00 12").value(submitted.get("serial")).render(lang, errors))
            (Field::email("email", "Email").optional().value(submitted.get("email")).render(lang, errors))
            (Field::password("pin", "Codice PIN").inputmode("numeric").autocomplete("off").render(lang, errors))
            (Field::date("day", "Giorno").optional().render(lang, errors))
            (Field::multiline("text", "Certificato", 4).hint("Incolla il testo che inizia con BEGIN CERTIFICATE").optional().value(submitted.get("text")).render(lang, errors))
            (Choices::new("channel", "Come vuoi ricevere la risposta?").option("page", "In questa pagina", None)
                .option("mail", "Per email", Some("Arriva in pochi minuti")).chosen(submitted.get("channel")).render(errors))
            (checkbox("consent", "Ho letto l’informativa", submitted.has("consent"), errors))
            (upload)
            p { (submit(Emphasis::Main, "Controlla")) " " (submit(Emphasis::Danger, "Revoca")) }
        }
    })
}

async fn panics() -> Page {
    panic!("on purpose");
}

async fn problem(Path(code): Path<String>, visit: Visit) -> Result<Page, Failure> {
    let known = PROBLEMS.iter().find(|(known, _)| *known == code);
    let (code, status) = known.ok_or_else(|| Problem::new("not-found", Status::NotFound))?;
    Err(Problem::new(*code, *status)
        .with("bytes", 100_000_000)
        .with("again", visit.now)
        .with("until", visit.now)
        .with("service", "Il Registro imprese")
        .into())
}
