//! The table: one row for each thing measured.

use std::fmt;

use crate::timing::{Figure, duration};

/// One line of the table. Cells are texts; an empty one means that there is nothing to say.
#[derive(Debug, Default)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Our figure.
    pub ours: String,
    /// The peer's figure, and who it is.
    pub peer: String,
    /// What the two give: a ratio, a difference.
    pub result: String,
    /// The target.
    pub target: String,
    /// Whether it is met; `None` for what is told as information.
    pub met: Option<bool>,
}

impl Row {
    /// Two durations, the ratio of their wall times and of their processor times. The target is a
    /// ratio of wall times; `None` for information.
    pub fn ratio(what: &str, ours: Figure, (peer, name): (Figure, &str), target: Option<f64>) -> Self {
        let ratio = ours.wall / peer.wall;
        Self {
            what: what.to_owned(),
            ours: ours.to_string(),
            peer: format!("{peer} {name}"),
            result: format!("{ratio:.2} × (CPU {:.2} ×)", ours.cpu / peer.cpu),
            target: target.map(|most| format!("≤ {most} ×")).unwrap_or_default(),
            met: target.map(|most| ratio <= most),
        }
    }

    /// What ours takes more than the bare operation in it, in seconds, which has an upper limit.
    pub fn beyond(what: &str, ours: Figure, bare: Figure, most: f64) -> Self {
        let more = ours.wall - bare.wall;
        Self {
            what: what.to_owned(),
            ours: format!("{} ({})", duration(more.max(0.0)), duration((ours.cpu - bare.cpu).max(0.0))),
            peer: format!("{bare} bare signature"),
            result: format!("{:.2} ×", more / bare.wall),
            target: format!("≤ {} ms", most * 1e3),
            met: Some(more <= most),
        }
    }

    /// A duration in seconds that has an upper limit of its own.
    pub fn limit(what: &str, ours: Figure, (peer, name): (Figure, &str), most: f64) -> Self {
        Self {
            what: what.to_owned(),
            ours: ours.to_string(),
            peer: format!("{peer} {name}"),
            result: format!("{:.2} ×", ours.wall / peer.wall),
            target: format!("≤ {} ms", most * 1e3),
            met: Some(ours.wall <= most),
        }
    }
}

/// Rows under headings.
#[derive(Debug, Default)]
pub struct Table {
    sections: Vec<(String, Vec<Row>)>,
}

impl Table {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a section.
    pub fn section(&mut self, heading: &str) {
        self.sections.push((heading.to_owned(), Vec::new()));
    }

    /// Adds a row to the section started last.
    pub fn add(&mut self, row: Row) {
        if self.sections.is_empty() {
            self.section("");
        }
        if let Some((_, rows)) = self.sections.last_mut() {
            rows.push(row);
        }
    }
}

const HEADINGS: [&str; 6] = ["what", "ours (CPU)", "peer (CPU)", "ratio", "target", "met"];

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = || self.sections.iter().flat_map(|(_, rows)| rows);
        let mut widths = HEADINGS.map(width);
        for row in rows() {
            for (width, cell) in widths.iter_mut().zip(row.cells()) {
                *width = (*width).max(self::width(cell));
            }
        }
        write_line(f, HEADINGS, widths)?;
        for (heading, rows) in &self.sections {
            writeln!(f, "\n{heading}")?;
            for row in rows {
                write_line(f, row.cells(), widths)?;
            }
        }
        let with_target = rows().filter(|row| row.met.is_some()).count();
        let met = rows().filter(|row| row.met == Some(true)).count();
        writeln!(f, "\n{met} of {with_target} targets met")
    }
}

impl Row {
    fn cells(&self) -> [&str; 6] {
        let met = match self.met {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        [&self.what, &self.ours, &self.peer, &self.result, &self.target, met]
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, cells: [&str; 6], widths: [usize; 6]) -> fmt::Result {
    let mut line = String::new();
    for (cell, all) in cells.iter().zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', all + 2 - width(cell)));
    }
    writeln!(f, "{}", line.trim_end())
}

/// Columns that a text takes on a terminal: ours have no wide or combining characters.
fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(wall: f64) -> Figure {
        Figure { wall, cpu: wall / 2.0 }
    }

    #[test]
    fn a_target_is_met_up_to_its_limit() {
        let row = |ours| Row::ratio("x", figure(ours), (figure(1.0), "peer"), Some(1.5));
        assert_eq!((row(1.5).met, row(1.51).met), (Some(true), Some(false)));
        let row = |ours| Row::limit("x", figure(ours), (figure(1.0), "peer"), 0.002);
        assert_eq!((row(0.002).met, row(0.0021).met), (Some(true), Some(false)));
        let row = |ours| Row::beyond("x", figure(ours), figure(1.0), 0.5);
        assert_eq!((row(1.5).met, row(1.51).met), (Some(true), Some(false)));
    }

    #[test]
    fn the_table_aligns_its_columns_and_counts_what_is_met() {
        let mut table = Table::new();
        table.section("files");
        table.add(Row::ratio("longer than the other", figure(3.0), (figure(1.0), "peer"), Some(1.5)));
        table.add(Row::ratio("short", figure(1.0), (figure(1.0), "peer"), None));
        let text = table.to_string();
        let columns: Vec<_> =
            text.lines().filter_map(|line| Some(line[..line.find("peer")?].chars().count())).collect();
        assert_eq!(columns[1], columns[2]);
        assert!(text.ends_with("0 of 1 targets met\n"), "{text}");
    }
}
