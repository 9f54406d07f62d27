//! `ceralacca verify`: the verdict on every file that is named.

use std::{collections::BTreeSet, io, path::Path};

use foundation::Timestamp;
use sigcheck::{
    Code, Indication, Policy, ReadSeek, ReferenceKind, Report, Signature, TimeReference, Trust, etsi,
};
use signing::pages::report_pdf;
use webkit::{Lang, Value, fmt};

use crate::{
    Context,
    cli::Verify,
    commands::{
        batch::{self, FinalTable, Progress},
        extract,
    },
    exit::{Exit, Failure, Outcome},
    files,
    output::{Tone, one_line, shell_word},
    outside::Network,
    raising, trust,
};

/// Checks every file and tells the verdict; the exit code is that of the worst.
pub fn run(context: &Context, options: &Verify) -> Outcome {
    let files = batch::expand(&options.files, options.recursive)?;
    if let Some(report) = &options.report {
        for input in files.iter().chain(&options.detached) {
            files::check_apart(input, report)?;
        }
    }
    let mut policy = Policy::default();
    if let Some(text) = &options.poe {
        policy.time_reference = Some(TimeReference {
            instant: instant(text, context.clock().now())?,
            kind: ReferenceKind::Other,
        });
    }
    let network = raising::network(context, options.online, options.local_addresses)?;
    let invalid = |detail: String| {
        Failure::new(Exit::Usage, "value-invalid").with("option", "--report").with("detail", detail)
    };
    match options.report.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str()) {
        Some(ending @ ("pdf" | "xml")) if files.len() > 1 => {
            return Err(invalid(format!("{}, {} FILE", ending.to_uppercase(), files.len())));
        }
        _ => {}
    }
    let trust = trust::gather(context, &options.trust)?;
    let at = context.clock().now();
    let progress = Progress::new(context, files.len(), "cli-verifying-progress");
    let mut all = All {
        table: FinalTable::default(),
        reports: Vec::new(),
        worst: Exit::Done,
        hints: BTreeSet::new(),
        is_online: network.is_some(),
    };
    let mut single = Ok(());
    batch::each(
        &files,
        options.jobs,
        |_, file| check(file, options.detached.as_deref(), &trust, at, &policy, network.as_ref()),
        |index, checked| {
            progress.done(index + 1);
            match checked {
                Err(failure) if files.len() == 1 => single = Err(failure),
                checked => all.one(context, &files[index], checked),
            }
            single.is_ok()
        },
    );
    single?;
    context.out.progress_done();
    tell_all(context, options, files.len(), &all)?;
    Ok(all.worst)
}

/// What was found so far.
struct All {
    table: FinalTable,
    reports: Vec<Report>,
    worst: Exit,
    /// What would help.
    hints: BTreeSet<&'static str>,
    is_online: bool,
}

impl All {
    fn one(&mut self, context: &Context, file: &Path, checked: Outcome<Report>) {
        let lang = context.out.lang;
        context.out.progress_done();
        match checked {
            Ok(report) => {
                self.worst = worst_of(self.worst, exit_of(&report));
                self.hints.extend(hints(&report, self.is_online));
                if !context.out.is_json() {
                    context.out.data(&report, || words(context, file, &report));
                }
                let (tone, mark, key) = verdict(report.indication);
                let signers: Vec<String> = report
                    .signatures
                    .iter()
                    .filter_map(|one| Some(one.signer.as_ref()?.name.clone()))
                    .collect();
                let state = format!("{mark} {}", lang.t(key));
                self.table.row(tone, state, file.display().to_string(), signers.join(", "));
                self.reports.push(report);
            }
            Err(failure) => {
                context.out.failure(&failure);
                self.worst = worst_of(self.worst, failure.exit);
                let [heading, ..] = failure.parts(lang);
                self.table.row(Tone::Bad, lang.t("cli-state-unread"), file.display().to_string(), heading);
            }
        }
    }
}

fn tell_all(context: &Context, options: &Verify, count: usize, all: &All) -> Outcome<()> {
    let reports = &all.reports;
    // What was asked about decides the form, not how much of it could be read.
    let single = reports.first().filter(|_| count == 1);
    let many = || serde_json::json!({ "format": "ceralacca.verify-many/1", "files": reports });
    if let Some(path) = &options.report {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let document = match single {
            Some(one) if ending == Some("pdf") => {
                let json = serde_json::to_string(one).map_err(Failure::defect)?;
                report_pdf(context.out.lang, &json).map_err(Failure::defect)?
            }
            Some(one) if ending == Some("xml") => {
                etsi::validation_report(one).map(String::into_bytes).ok_or_else(|| {
                    let file = one.file.clone().unwrap_or_default();
                    Failure::new(Exit::Input, "input-not-signed").with("file", file)
                })?
            }
            Some(one) => serde_json::to_vec_pretty(one).map_err(Failure::defect)?,
            None => serde_json::to_vec_pretty(&many()).map_err(Failure::defect)?,
        };
        files::write(path, &document, options.force)?;
    }
    if context.out.is_json() {
        match single {
            Some(one) => context.out.data(one, String::new),
            None => context.out.data(&many(), String::new),
        }
    } else if count > 1 {
        let of = |exit: Exit| reports.iter().filter(|report| exit_of(report) == exit).count();
        let (valid, invalid, unsure) = (of(Exit::Done), of(Exit::NotValid), of(Exit::Indeterminate));
        all.table.show(context);
        let values: [(&str, Value<'_>); 5] = [
            ("count", count.into()),
            ("valid", valid.into()),
            ("invalid", invalid.into()),
            ("unsure", unsure.into()),
            ("other", (count - valid - invalid - unsure).into()),
        ];
        context.out.note(&context.out.lang.text("cli-summary", &values));
    }
    let file = match options.files.as_slice() {
        [file] if count == 1 => shell_word(file),
        _ => "FILE…".to_owned(),
    };
    for hint in &all.hints {
        context.out.hint(&context.out.lang.text(hint, &[("file", file.as_str().into())]));
    }
    Ok(())
}

/// What would help to decide.
fn hints(report: &Report, is_online: bool) -> Vec<&'static str> {
    let mut hints = Vec::new();
    if report.indication != Indication::Indeterminate {
        return hints;
    }
    let reasons = || report.errors.iter().chain(report.signatures.iter().flat_map(|one| &one.errors));
    let has = |code: Code| reasons().any(|reason| reason.code == code);
    if has(Code::ContentMissing) {
        hints.push("cli-hint-detached");
    }
    if !is_online && !report.wanted.is_empty() {
        hints.push("cli-hint-online");
    }
    if has(Code::ChainUntrusted) {
        hints.push("cli-hint-trust");
    }
    hints
}

fn check(
    file: &Path,
    detached: Option<&Path>,
    trust: &Trust,
    at: Timestamp,
    policy: &Policy,
    network: Option<&Network>,
) -> Outcome<Report> {
    let mut source = extract::open(file)?;
    let mut content = detached.map(extract::open).transpose()?;
    let detached = content.as_mut().map(|content| &mut **content as &mut dyn ReadSeek);
    let checked = raising::check(&mut *source, detached, trust, at, policy, network);
    let mut report = checked.map_err(|error: io::Error| Failure::io(&error, file))?;
    report.file = Some(file.display().to_string());
    Ok(report)
}

/// An instant, or the end of a day in Italy; of today, `now`. Nothing is proven to have existed later.
fn instant(text: &str, now: Timestamp) -> Outcome<Timestamp> {
    let day = || {
        let day: jiff::civil::Date = text.parse().ok()?;
        let rome = jiff::tz::TimeZone::get("Europe/Rome").ok()?;
        let end = day.at(23, 59, 59, 0).to_zoned(rome.clone()).ok()?.timestamp();
        Some(if now.to_zoned(rome).date() == day { end.min(now) } else { end })
    };
    let instant: Timestamp = text.parse().ok().or_else(day).ok_or_else(|| {
        Failure::new(Exit::Usage, "value-invalid").with("option", "--poe").with("detail", text)
    })?;
    match instant > now {
        true => Err(Failure::new(Exit::Usage, "poe-future").with("date", instant).with("now", now)),
        false => Ok(instant),
    }
}

/// 0 all valid, 3 something not valid, 4 something not determined, 5 not signed or not readable.
fn exit_of(report: &Report) -> Exit {
    let unreadable = report.signatures.is_empty()
        && report.errors.iter().any(|reason| {
            matches!(
                reason.code,
                Code::FileDamaged
                    | Code::FileEmpty
                    | Code::FileLimit
                    | Code::FormatNotExamined
                    | Code::NotSigned
            )
        });
    match report.indication {
        _ if unreadable => Exit::Input,
        Indication::NoSignatureFound => Exit::Input,
        Indication::TotalPassed => Exit::Done,
        Indication::Indeterminate => Exit::Indeterminate,
        Indication::TotalFailed => Exit::NotValid,
    }
}

/// Not valid is worse than anything that was not examined, which is worse than not determined, which is
/// worse than not signed.
fn worst_of(one: Exit, other: Exit) -> Exit {
    let rank = |exit: Exit| match exit {
        Exit::Done => 0,
        Exit::Input => 1,
        Exit::Indeterminate => 2,
        Exit::NotValid => 4,
        _ => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn verdict(indication: Indication) -> (Tone, &'static str, &'static str) {
    match indication {
        Indication::TotalPassed => (Tone::Good, "✔", "cli-verdict-passed"),
        Indication::TotalFailed => (Tone::Bad, "✘", "cli-verdict-failed"),
        Indication::Indeterminate => (Tone::Unsure, "?", "cli-verdict-indeterminate"),
        Indication::NoSignatureFound => (Tone::Plain, "–", "cli-verdict-unsigned"),
    }
}

/// The verdict in words, as the page tells it.
fn words(context: &Context, file: &Path, report: &Report) -> String {
    let lang = context.out.lang;
    let (tone, mark, key) = verdict(report.indication);
    let verdict = context.out.paint(tone, &format!("{mark} {}", lang.t(key)));
    let of_file = |reason| format!("  {}", reason_words(lang, reason));
    let mut lines: Vec<String> = report.errors.iter().map(of_file).collect();
    lines.extend(report.signatures.iter().flat_map(|signature| signature_words(lang, signature)));
    lines.extend(report.warnings.iter().map(of_file));
    if report.indication == Indication::Indeterminate {
        lines.extend(report.not_fetched.iter().map(|missed| {
            let values = [("url", missed.url.as_str().into()), ("why", missed.why.as_str().into())];
            format!("  {}", lang.text("cli-not-fetched", &values))
        }));
    }
    let mut text = format!("{verdict}  {}", one_line(&file.display().to_string()));
    for line in lines {
        text.push('\n');
        text.push_str(&one_line(&line));
    }
    let is_file = file != Path::new("-");
    if is_file && report.document == sigcheck::Document::Cades && !report.signatures.is_empty() {
        let values = [("file", shell_word(file).into())];
        context.out.hint(&lang.text("cli-open-hint", &values));
    }
    text
}

fn signature_words(lang: Lang, signature: &Signature) -> Vec<String> {
    let indent = "  ".repeat(1 + signature.depth as usize);
    let who = match &signature.signer {
        Some(signer) => match &signer.codice_fiscale {
            Some(code) => format!("{} ({code})", signer.name),
            None => signer.name.clone(),
        },
        None => lang.t("cli-unknown-signer"),
    };
    let level = signature.level.unwrap_or("-");
    let mut lines = vec![format!("{indent}{who} · {} {level}", signature.format)];
    let stamp = signature.timestamps.iter().find(|stamp| stamp.indication == Indication::TotalPassed);
    let mut times = Vec::new();
    if let Some(time) = signature.time {
        times.push(lang.text("cli-claimed-time", &[("time", fmt::date_time_short(lang, time).into())]));
    }
    if let Some(time) = stamp.and_then(|stamp| stamp.time) {
        times.push(lang.text("cli-trusted-time", &[("time", fmt::date_time_short(lang, time).into())]));
    }
    if times.is_empty() {
        times.push(lang.t("cli-no-time"));
    }
    lines.push(format!("{indent}{}", times.join(" · ")));
    if let Some(intact) = signature.intact {
        lines.push(format!("{indent}{}", lang.t(if intact { "cli-intact" } else { "cli-changed" })));
    }
    for reason in signature.errors.iter().chain(&signature.warnings) {
        lines.push(format!("{indent}{}", reason_words(lang, reason)));
    }
    lines
}

/// A finding in words, with its code: people quote it.
pub fn reason_words(lang: Lang, reason: &sigcheck::Reason) -> String {
    let value = |text: &str| match text.parse::<Timestamp>() {
        Ok(instant) => Value::from(fmt::date_time_exact(lang, instant)),
        Err(_) => Value::from(text.to_owned()),
    };
    let values: Vec<(&str, Value<'_>)> =
        reason.values.iter().map(|(name, text)| (*name, value(text))).collect();
    format!("{} [{}]", lang.text(&reason.message_key(), &values), reason.code)
}
