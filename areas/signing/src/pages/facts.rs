//! What a report says of a file and of its signatures, in words: the same on the page and on paper.

use maud::{Markup, Render, html};
use sigcheck::{
    Indication, Reason, Report, Signature, Signer, SubIndication,
    report::{Link, TrustSource},
};
use webkit::{
    Lang,
    components::{self, Table},
    fmt, t,
};

use super::words::{of_lists, of_standard, told, word};
use crate::rules::report::{Intact, OfSignature, Outcome, When};

/// A text, of which parts are for machines or to be quoted, in lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said(Vec<Vec<Piece>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Code(String),
    Words(String),
}

impl Said {
    /// Words for people.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self(vec![vec![Piece::Words(text.into())]])
    }

    /// A code, a name, a number as it is.
    pub(super) fn code(text: impl Into<String>) -> Self {
        Self(vec![vec![Piece::Code(text.into())]])
    }

    /// The same and more, on the same line.
    pub(super) fn and(mut self, other: Self) -> Self {
        let mut lines = other.0.into_iter();
        match (self.0.last_mut(), lines.next()) {
            (Some(last), Some(first)) => last.extend(first),
            (None, Some(first)) => self.0.push(first),
            (_, None) => {}
        }
        self.0.extend(lines);
        self
    }

    /// The same and more, each on lines of its own.
    pub(super) fn over(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Without marks, for paper.
    pub(super) fn plain(&self) -> String {
        let line = |pieces: &Vec<Piece>| {
            let texts: Vec<&str> = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Code(text) | Piece::Words(text) => text.as_str(),
                })
                .collect();
            texts.join(" ")
        };
        self.0.iter().map(line).collect::<Vec<_>>().join(" · ")
    }
}

impl Render for Said {
    fn render(&self) -> Markup {
        html! {
            @for (number, line) in self.0.iter().enumerate() {
                @if number > 0 { br; }
                @for (number, piece) in line.iter().enumerate() {
                    @if number > 0 { " " }
                    @match piece {
                        Piece::Code(text) => (components::code(text)),
                        Piece::Words(text) => (text),
                    }
                }
            }
        }
    }
}

/// Names and what is said of each.
pub(super) type Facts = Vec<(String, Said)>;

/// Facts as a list of definitions.
pub(super) fn definitions(facts: &Facts) -> Markup {
    components::definitions(facts.iter().map(|(name, said)| (name.as_str(), said.render())))
}

/// A table in words.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) caption: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<Said>>,
}

impl Render for Grid {
    fn render(&self) -> Markup {
        let mut table = Table::new(self.caption.clone(), self.columns.clone());
        for row in &self.rows {
            table = table.row(row.iter().map(Said::render));
        }
        table.render()
    }
}

/// The name of who signed.
pub(super) fn who(lang: Lang, signature: &Signature) -> String {
    let Some(signer) = &signature.signer else {
        let stamp = signature.timestamps.first().and_then(|stamp| stamp.issuer.clone());
        return stamp.unwrap_or_else(|| t!(lang, "fact-who-unknown"));
    };
    if let Some(pseudonym) = &signer.pseudonym {
        return pseudonym.clone();
    }
    // Certificates put the surname first; people the given name.
    match (&signer.given_name, &signer.surname) {
        (Some(given), Some(surname)) => format!("{given} {surname}"),
        _ => signer.name.clone(),
    }
}

/// Who signed, when according to whom, and whether the document changed since.
pub(super) fn essential(lang: Lang, signature: &Signature) -> Facts {
    let when = match signature.when() {
        When::Proven(time) => t!(lang, "fact-when-proven", time = fmt::date_time_exact(lang, time)),
        When::Claimed(time) => t!(lang, "fact-when-claimed", time = fmt::date_time_exact(lang, time)),
        When::Unknown => t!(lang, "fact-when-unknown"),
    };
    let intact = match signature.document() {
        Intact::Whole => "fact-intact",
        Intact::Extended => "fact-extended",
        Intact::Changed => "fact-changed",
        Intact::Mismatch => "fact-mismatch",
        Intact::Missing => "fact-missing",
        Intact::Unknown => "fact-unknown",
    };
    let mut name = Said::words(who(lang, signature));
    if let Some(signer) = &signature.signer {
        if let Some(code) = &signer.codice_fiscale {
            name = name.over(Said::words(t!(lang, "fact-codice-fiscale", code = code.as_str())));
        }
        if let Some(organization) = &signer.organization {
            name = name.over(Said::words(t!(lang, "fact-organization", name = organization.as_str())));
        }
        if signer.pseudonym.is_some() {
            name = name.over(Said::words(t!(lang, "fact-pseudonym")));
        }
    }
    vec![
        (t!(lang, "fact-who"), name),
        (t!(lang, "fact-when"), Said::words(when)),
        (t!(lang, "fact-document"), Said::words(t!(lang, intact))),
    ]
}

/// What was checked, as of when and by which rules.
pub(super) fn of_file(lang: Lang, report: &Report) -> Facts {
    let mut kind = t!(lang, &format!("document-{}", word(report.document)));
    for layer in &report.layers {
        kind.push_str(", ");
        kind.push_str(layer);
    }
    vec![
        (t!(lang, "detail-indication"), verdict(lang, report.indication, report.sub_indication)),
        (t!(lang, "detail-at"), Said::words(fmt::date_time_exact(lang, report.time))),
        (t!(lang, "detail-policy"), Said::code(report.policy)),
        (t!(lang, "detail-kind"), Said::words(kind)),
    ]
}

/// How up to date the trusted lists are that the verdict rests on (DPCM 22-2-2013 art. 14 c. 2 a).
pub(super) fn freshness(lang: Lang, report: &Report) -> Option<Grid> {
    let day = |at: Option<foundation::Timestamp>| {
        Said::words(at.map(|at| fmt::date_time_short(lang, at)).unwrap_or_default())
    };
    let lists = report.trust.iter().filter(|one| one.source == TrustSource::TrustedList);
    let rows: Vec<Vec<Said>> = lists
        .map(|list| {
            vec![
                Said::words(list.territory.as_deref().unwrap_or_default()),
                Said::words(list.sequence.map(|number| number.to_string()).unwrap_or_default()),
                day(list.issued),
                day(list.next_update),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Grid {
        caption: t!(lang, "lists-caption"),
        columns: ["lists-territory", "lists-sequence", "lists-issued", "lists-next"]
            .map(|key| t!(lang, key))
            .to_vec(),
        rows,
    })
}

/// A signature in a line: its number, what it is, whose, and what it comes to.
pub(super) fn summary(lang: Lang, signature: &Signature) -> String {
    let verdict = t!(
        lang,
        match signature.outcome() {
            Outcome::Valid => "verdict-valid",
            Outcome::NotValid => "verdict-not-valid",
            Outcome::Undetermined => "verdict-undetermined",
            Outcome::NotSigned => "verdict-not-signed",
        }
    );
    let kind = t!(lang, &format!("kind-{}", word(signature.kind)));
    t!(lang, "detail-summary", n = signature.id, kind = kind, who = who(lang, signature), verdict = verdict)
}

/// Indication and sub-indication of the standard, in words and by name.
fn verdict(lang: Lang, indication: Indication, sub_indication: Option<SubIndication>) -> Said {
    let said = of_standard(lang, "indication", indication);
    match sub_indication {
        Some(sub) => said.over(of_standard(lang, "sub-indication", sub)),
        None => said,
    }
}

/// Everything that the verdict on a signature rests on, but tables and findings.
pub(super) fn of_signature(lang: Lang, signature: &Signature) -> Facts {
    let mut relation = Said::words(t!(lang, &format!("relation-{}", word(signature.relation))));
    if let Some(parent) = signature.parent {
        relation = relation.and(Said::words(t!(lang, "detail-parent", n = parent)));
    }
    let format = match &signature.level {
        Some(level) => format!("{} {level}", signature.format),
        None => format!("{} ({})", signature.format, t!(lang, "detail-no-level")),
    };
    let mut facts = vec![
        (t!(lang, "detail-indication"), verdict(lang, signature.indication, signature.sub_indication)),
        (t!(lang, "detail-relation"), relation),
        (t!(lang, "detail-format"), Said::words(format)),
    ];
    if let Some(qualification) = &signature.qualification {
        let by = [qualification.service.as_deref(), qualification.provider.as_deref()];
        let by: Vec<&str> = by.into_iter().flatten().collect();
        let mut said = Said::code(&qualification.level);
        if !by.is_empty() {
            said = said.over(Said::words(by.join(", ")));
        }
        for code in &qualification.findings {
            said = said.over(of_lists(lang, code));
        }
        facts.push((t!(lang, "detail-qualification"), said));
    }
    if let Some(until) = signature.strength_until {
        facts.push((t!(lang, "detail-strength"), Said::words(fmt::date(lang, until))));
    }
    if let Some(time) = signature.time {
        facts.push((t!(lang, "detail-claimed"), Said::words(fmt::date_time_exact(lang, time))));
    }
    facts.push((
        t!(lang, "detail-best"),
        Said::words(fmt::date_time_exact(lang, signature.best_signature_time)),
    ));
    let algorithms = [signature.signature_algorithm.as_deref(), signature.digest_algorithm.as_deref()];
    let algorithms: Vec<&str> = algorithms.into_iter().flatten().collect();
    if !algorithms.is_empty() {
        facts.push((t!(lang, "detail-algorithms"), Said::code(algorithms.join(", "))));
    }
    if let Some(signer) = &signature.signer {
        facts.extend(certificate(lang, signer));
    }
    if let Some(pdf) = &signature.pdf {
        let covers = if pdf.covers_whole_file { "detail-covers-all" } else { "detail-covers-part" };
        let revision = t!(lang, "detail-revision-of", n = pdf.revision, all = pdf.revisions);
        let said = Said::words(format!("{revision}. {}", t!(lang, covers)));
        facts.push((t!(lang, "detail-revision"), said));
        for (key, text) in [("detail-reason", &pdf.reason), ("detail-location", &pdf.location)] {
            if let Some(text) = text {
                facts.push((t!(lang, key), Said::words(text)));
            }
        }
    }
    facts
}

fn certificate(lang: Lang, signer: &Signer) -> Facts {
    let quality = match (signer.qualified, signer.qualified_device) {
        (true, true) => "quality-qualified-device",
        (true, false) => "quality-qualified",
        _ => "quality-none",
    };
    let validity = t!(
        lang,
        "detail-validity-range",
        from = fmt::date(lang, signer.not_before),
        to = fmt::date(lang, signer.not_after)
    );
    vec![
        (t!(lang, "detail-subject"), Said::code(&signer.subject)),
        (t!(lang, "detail-issuer"), Said::code(&signer.issuer)),
        (t!(lang, "detail-serial"), Said::code(&signer.certificate_serial)),
        (t!(lang, "detail-validity"), Said::words(validity)),
        (t!(lang, "detail-quality"), Said::words(t!(lang, quality))),
        (t!(lang, "detail-key"), Said::words(&signer.key)),
        (t!(lang, "detail-policies"), Said::code(signer.policies.join(", "))),
    ]
}

/// The time stamps over a signature.
pub(super) fn stamps(lang: Lang, signature: &Signature) -> Option<Grid> {
    let rows: Vec<Vec<Said>> = signature
        .timestamps
        .iter()
        .map(|stamp| {
            let time = stamp.time.map(|time| fmt::date_time_exact(lang, time));
            let found = findings(lang, &stamp.errors);
            let said = verdict(lang, stamp.indication, stamp.sub_indication);
            vec![
                Said::words(time.unwrap_or_else(|| t!(lang, "detail-none"))),
                Said::words(stamp.issuer.as_deref().unwrap_or_default()),
                found.into_iter().fold(said, Said::over),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Grid {
        caption: t!(lang, "stamps-caption", n = signature.id),
        columns: ["stamps-time", "stamps-issuer", "stamps-verdict"].map(|key| t!(lang, key)).to_vec(),
        rows,
    })
}

/// The certificates from the signer's up, with what is known of their revocation and since when.
pub(super) fn chain(lang: Lang, signature: &Signature) -> Option<Grid> {
    let rows: Vec<Vec<Said>> = signature
        .chain
        .iter()
        .map(|link| {
            let validity = t!(
                lang,
                "detail-validity-range",
                from = fmt::date_short(lang, link.not_before),
                to = fmt::date_short(lang, link.not_after)
            );
            let state = Said::words(state(lang, signature, link));
            vec![Said::code(&link.subject), Said::words(validity), state]
        })
        .collect();
    (!rows.is_empty()).then(|| Grid {
        caption: t!(lang, "chain-caption", n = signature.id),
        columns: ["chain-certificate", "chain-validity", "chain-revocation"]
            .map(|key| t!(lang, key))
            .to_vec(),
        rows,
    })
}

fn state(lang: Lang, signature: &Signature, link: &Link) -> String {
    if link.anchor {
        return t!(lang, "chain-anchor");
    }
    let Some(one) = signature.revocation.iter().find(|one| one.certificate == link.sha256) else {
        return t!(lang, "chain-not-asked");
    };
    let mut said = t!(lang, &format!("state-{}", word(one.state)));
    if let Some(since) = one.since {
        said.push_str(&format!(" ({})", fmt::date_time_short(lang, since)));
    }
    if let (Some(source), Some(updated)) = (one.source, one.this_update) {
        let time = fmt::date_time_exact(lang, updated);
        let evidence = t!(lang, "chain-evidence", source = source.to_ascii_uppercase(), time = time);
        said.push_str(&format!(". {evidence}"));
        if let Some(next) = one.next_update {
            let next = t!(lang, "chain-next", time = fmt::date_time_exact(lang, next));
            said.push_str(&format!(" {next}"));
        }
    }
    said
}

/// Findings, each with what to do and its code.
pub(super) fn findings(lang: Lang, reasons: &[Reason]) -> Vec<Said> {
    reasons
        .iter()
        .map(|reason| {
            let told = told(lang, reason);
            let what = match told.todo {
                Some(todo) => format!("{} {todo}", told.what),
                None => told.what,
            };
            Said::words(what).over(Said::code(told.code))
        })
        .collect()
}
