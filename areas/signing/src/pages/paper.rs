//! The report as a document to be kept: what the page says, in PDF/A (DPCM 22-2-2013 art. 14 c. 2 g).

use documents::{Block, ComposeError, Composition, Tone};
use sigcheck::{Reason, Report, Signature};
use webkit::{Lang, fmt, t};

use super::{
    facts::{self, Facts, Grid, Said},
    report::{meaning, sentence, todo},
};
use crate::rules::report::{self, NotAReport, OfFile, Outcome};

/// A report in JSON (`ceralacca.verify/1`) as a PDF in a language.
///
/// # Errors
/// When the JSON is not a report, or the document cannot be composed.
pub fn report_pdf(lang: Lang, json: &str) -> Result<Vec<u8>, PaperError> {
    Ok(pdf(lang, &report::read(json)?)?)
}

/// Why there is no PDF of a report.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The JSON is not a report.
    #[error(transparent)]
    Report(#[from] NotAReport),
    /// The document cannot be composed.
    #[error(transparent)]
    Compose(#[from] ComposeError),
}

pub(super) fn pdf(lang: Lang, report: &Report) -> Result<Vec<u8>, ComposeError> {
    let title = t!(lang, "report-title");
    let mut paper = Composition::new(title.clone(), lang.code(), report.time);
    paper.push(Block::heading(1, title));
    let name = report.file.as_deref().unwrap_or_default();
    let lead = t!(lang, "report-lead", name = name, time = fmt::date_time(lang, report.time));
    paper.push(Block::paragraph(lead));
    let tone = match report.outcome() {
        Outcome::Valid => Tone::Positive,
        Outcome::NotValid => Tone::Negative,
        Outcome::Undetermined | Outcome::NotSigned => Tone::Warning,
    };
    paper.push(Block::Notice { tone, text: sentence(lang, report) });
    paper.push(Block::heading(2, t!(lang, "report-meaning")));
    paper.push(Block::paragraph(meaning(lang, report)));
    paper.push(Block::heading(2, t!(lang, "report-todo")));
    paper.push(Block::paragraph(todo(lang, report)));

    paper.push(Block::heading(2, t!(lang, "detail-file")));
    paper.push(table(facts::of_file(lang, report)));
    findings(lang, &mut paper, &report.errors, &report.warnings);
    if !report.unsigned.is_empty() {
        paper.push(Block::paragraph(t!(lang, "detail-unsigned")));
        paper.push(Block::List(report.unsigned.clone()));
    }
    grid(&mut paper, facts::freshness(lang, report));
    if !report.signatures.is_empty() {
        paper.push(Block::heading(2, t!(lang, "report-signatures")));
    }
    for signature in &report.signatures {
        of_signature(lang, &mut paper, signature);
    }
    paper.to_pdf(|page, pages| t!(lang, "report-page", page = page, pages = pages, name = name))
}

fn of_signature(lang: Lang, paper: &mut Composition, signature: &Signature) {
    paper.push(Block::heading(3, facts::summary(lang, signature)));
    let mut rows = facts::essential(lang, signature);
    rows.extend(facts::of_signature(lang, signature));
    paper.push(table(rows));
    findings(lang, paper, &signature.errors, &signature.warnings);
    let notices = signature.signer.as_ref().map(|signer| &*signer.notices).unwrap_or_default();
    if !notices.is_empty() {
        paper.push(Block::paragraph(t!(lang, "remark-notices")));
        paper.push(Block::List(notices.to_vec()));
    }
    grid(paper, facts::stamps(lang, signature));
    grid(paper, facts::chain(lang, signature));
}

fn table(facts: Facts) -> Block {
    Block::facts(facts.into_iter().map(|(name, said)| (name, said.plain())))
}

fn findings(lang: Lang, paper: &mut Composition, errors: &[Reason], warnings: &[Reason]) {
    for (heading, reasons) in [("detail-errors", errors), ("detail-warnings", warnings)] {
        if !reasons.is_empty() {
            paper.push(Block::paragraph(lang.t(heading)));
            let said = facts::findings(lang, reasons);
            paper.push(Block::List(said.iter().map(Said::plain).collect()));
        }
    }
}

fn grid(paper: &mut Composition, grid: Option<Grid>) {
    let Some(Grid { caption, columns, rows }) = grid else { return };
    paper.push(Block::paragraph(caption));
    let rows = rows.iter().map(|row| row.iter().map(Said::plain).collect()).collect();
    paper.push(Block::Table { columns: columns.into_iter().map(|column| (column, 1)).collect(), rows });
}
