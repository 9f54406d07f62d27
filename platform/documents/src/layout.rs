//! Where everything stands: lines broken to the width, pages filled, rows of tables kept together.

use crate::{
    Block, ComposeError, Tone,
    fonts::{Face, Measure},
};

/// A4, in points.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
/// From every edge of the page.
pub(crate) const MARGIN: f32 = 56.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const BOTTOM: f32 = PAGE.1 - MARGIN - 16.0;
const GAP: f32 = 6.0;
/// What the header of a row takes of the width, of 10.
const FACT_SHARES: [u16; 2] = [3, 7];

/// How a line of text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: Face,
    pub(crate) size: f32,
    /// From one baseline to the next.
    pub(crate) leading: f32,
}

const BODY: Style = Style { face: Face::Text, size: 10.0, leading: 14.0 };
const STRONG: Style = Style { face: Face::Strong, ..BODY };
/// The line at the foot of the page.
pub(crate) const FOOT: Style = Style { face: Face::Text, size: 8.0, leading: 11.0 };

fn heading(level: u16) -> Style {
    let size = match level {
        1 => 20.0,
        2 => 14.0,
        _ => 11.5,
    };
    Style { face: Face::Strong, size, leading: size * 1.3 }
}

/// A piece of the structure that readers hear.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Role {
    Heading { level: u16, text: String },
    Paragraph,
    List,
    Item,
    Label,
    ItemBody,
    Table,
    Head,
    Body,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
}

/// A node of the structure, and what it holds in reading order.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) parent: Option<usize>,
}

/// What is drawn on a page.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    /// A line of text on its baseline; without a node it is decoration.
    Text { node: Option<usize>, x: f32, y: f32, style: Style, text: String },
    /// A filled rectangle: decoration.
    Bar { x: f32, y: f32, width: f32, height: f32, colour: [u8; 3] },
}

/// A document laid out.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) pages: Vec<Vec<Mark>>,
    /// Parents before children.
    pub(crate) nodes: Vec<Node>,
    /// Node, page and height of every heading.
    pub(crate) bookmarks: Vec<(usize, usize, f32)>,
    /// Upper edge of what comes next.
    y: f32,
}

impl Layout {
    pub(crate) fn of(blocks: &[Block]) -> Result<Self, ComposeError> {
        let mut layout =
            Self { pages: vec![Vec::new()], nodes: Vec::new(), bookmarks: Vec::new(), y: MARGIN };
        for block in blocks {
            layout.block(block)?;
        }
        Ok(layout)
    }

    fn block(&mut self, block: &Block) -> Result<(), ComposeError> {
        match block {
            Block::Heading { level, text } => {
                if !(1..=6).contains(level) {
                    return Err(ComposeError::Shape("a heading level is from 1 to 6"));
                }
                let style = heading(*level);
                self.space(if *level == 1 { 0.0 } else { GAP });
                // A heading stays with what follows.
                self.keep(style.leading + 3.0 * BODY.leading);
                let node = self.node(Role::Heading { level: *level, text: text.clone() }, None);
                self.bookmarks.push((node, self.pages.len() - 1, self.y));
                self.text(node, text, style, MARGIN, WIDTH);
            }
            Block::Paragraph(text) => {
                let node = self.node(Role::Paragraph, None);
                self.text(node, text, BODY, MARGIN, WIDTH);
            }
            Block::Notice { tone, text } => self.notice(*tone, text),
            Block::List(items) => self.list(items),
            Block::Facts(facts) => {
                let rows: Vec<[&str; 2]> = facts.iter().map(|(name, value)| [&**name, &**value]).collect();
                let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
                self.table(&[], &FACT_SHARES, &rows);
            }
            Block::Table { columns, rows } => {
                if columns.is_empty() || rows.iter().any(|row| row.len() != columns.len()) {
                    return Err(ComposeError::Shape("a row has as many cells as the table has columns"));
                }
                let headers: Vec<&str> = columns.iter().map(|(header, _)| &**header).collect();
                let shares: Vec<u16> = columns.iter().map(|(_, share)| (*share).max(1)).collect();
                let rows: Vec<Vec<&str>> =
                    rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
                let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
                self.table(&headers, &shares, &rows);
            }
        }
        self.space(GAP);
        Ok(())
    }

    fn notice(&mut self, tone: Tone, text: &str) {
        const INDENT: f32 = 12.0;
        let colour = match tone {
            Tone::Positive => [0, 125, 82],
            Tone::Warning => [166, 99, 0],
            Tone::Negative => [204, 51, 77],
        };
        let style = Style { size: 12.0, leading: 16.0, ..STRONG };
        let lines = lines(text, style, WIDTH - INDENT);
        let height = lines.len() as f32 * style.leading;
        self.keep(height);
        self.mark(Mark::Bar { x: MARGIN, y: self.y, width: 4.0, height, colour });
        let node = self.node(Role::Paragraph, None);
        self.lines(node, lines, style, MARGIN + INDENT);
    }

    fn list(&mut self, items: &[String]) {
        const INDENT: f32 = 14.0;
        if items.is_empty() {
            return;
        }
        let list = self.node(Role::List, None);
        for item in items {
            self.keep(BODY.leading);
            let node = self.node(Role::Item, Some(list));
            let label = self.node(Role::Label, Some(node));
            self.mark(Mark::Text {
                node: Some(label),
                x: MARGIN,
                y: self.baseline(BODY),
                style: BODY,
                text: "•".to_owned(),
            });
            let body = self.node(Role::ItemBody, Some(node));
            self.text(body, item, BODY, MARGIN + INDENT, WIDTH - INDENT);
        }
    }

    /// Without headers, the first cell of each row is its header.
    fn table(&mut self, headers: &[&str], shares: &[u16], rows: &[&[&str]]) {
        if rows.is_empty() && headers.is_empty() {
            return;
        }
        let table = self.node(Role::Table, None);
        let columns = Columns::of(shares);
        let head = columns.broken(headers, |_| STRONG);
        if !headers.is_empty() {
            let group = self.node(Role::Head, Some(table));
            let row = self.node(Role::Row, Some(group));
            let cells = headers.iter().map(|_| Some(self.node(Role::ColumnHeader, Some(row)))).collect();
            self.row(&columns, &head, &[], &head_styles(headers.len()), cells);
        }
        let body = self.node(Role::Body, Some(table));
        for row in rows {
            let style = |column: usize| if headers.is_empty() && column == 0 { STRONG } else { BODY };
            let node = self.node(Role::Row, Some(body));
            let role = |column: usize| match headers.is_empty() && column == 0 {
                true => Role::RowHeader,
                false => Role::Cell,
            };
            let cells = (0..row.len()).map(|column| Some(self.node(role(column), Some(node)))).collect();
            let styles: Vec<Style> = (0..row.len()).map(style).collect();
            self.row(&columns, &columns.broken(row, style), &head, &styles, cells);
        }
    }

    /// Draws a row; where it reaches another page, `head` is repeated there for the eye.
    fn row(
        &mut self,
        columns: &Columns,
        cells: &[Vec<String>],
        head: &[Vec<String>],
        styles: &[Style],
        nodes: Vec<Option<usize>>,
    ) {
        let leading = BODY.leading;
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        // A row that fits one page is not cut.
        let together = if height as f32 * leading < (BOTTOM - MARGIN) / 2.0 { height } else { 1 };
        for line in 0..height {
            let needed = if line == 0 { together as f32 * leading } else { leading };
            if self.keep(needed) && !head.is_empty() {
                let nobody = vec![None; head.len()];
                self.row(columns, head, &[], &head_styles(head.len()), nobody);
            }
            for (column, cell) in cells.iter().enumerate() {
                if let Some(text) = cell.get(line) {
                    self.mark(Mark::Text {
                        node: nodes[column],
                        x: columns.0[column].0,
                        y: self.baseline(styles[column]),
                        style: styles[column],
                        text: text.clone(),
                    });
                }
            }
            self.y += leading;
        }
        self.mark(Mark::Bar {
            x: MARGIN,
            y: self.y + 1.0,
            width: WIDTH,
            height: 0.5,
            colour: [196, 206, 214],
        });
        self.y += 4.0;
    }

    fn text(&mut self, node: usize, text: &str, style: Style, x: f32, width: f32) {
        self.lines(node, lines(text, style, width), style, x);
    }

    fn lines(&mut self, node: usize, lines: Vec<String>, style: Style, x: f32) {
        for text in lines {
            self.keep(style.leading);
            self.mark(Mark::Text { node: Some(node), x, y: self.baseline(style), style, text });
            self.y += style.leading;
        }
    }

    fn baseline(&self, style: Style) -> f32 {
        self.y + style.size
    }

    fn node(&mut self, role: Role, parent: Option<usize>) -> usize {
        self.nodes.push(Node { role, parent });
        self.nodes.len() - 1
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Begins a new page unless so much fits on this one; whether it did.
    fn keep(&mut self, height: f32) -> bool {
        let full = self.y > MARGIN && self.y + height > BOTTOM;
        if full {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
        full
    }

    /// Room between two parts, none at the top of a page.
    fn space(&mut self, height: f32) {
        if self.y > MARGIN {
            self.y += height;
        }
    }
}

fn head_styles(columns: usize) -> Vec<Style> {
    vec![STRONG; columns]
}

/// Left edge and width of each column.
struct Columns(Vec<(f32, f32)>);

impl Columns {
    fn of(shares: &[u16]) -> Self {
        const BETWEEN: f32 = 10.0;
        let total: f32 = shares.iter().map(|share| f32::from(*share)).sum();
        let mut x = MARGIN;
        let column = |share: &u16| {
            let width = WIDTH * f32::from(*share) / total;
            let left = x;
            x += width;
            (left, width - BETWEEN)
        };
        Self(shares.iter().map(column).collect())
    }

    fn broken(&self, cells: &[&str], style: impl Fn(usize) -> Style) -> Vec<Vec<String>> {
        let cells = cells.iter().zip(&self.0).enumerate();
        cells.map(|(column, (text, (_, width)))| lines(text, style(column), *width)).collect()
    }
}

/// Breaks a text at its spaces; a word that is longer than the line, at any character. A line that goes
/// on ends with its space, so that words stay apart for who copies or hears the text.
fn lines(text: &str, style: Style, width: f32) -> Vec<String> {
    let text = style.face.drawable(text);
    let measure: Measure = style.face.measure(style.size);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0.0);
    for word in text.split_inclusive(' ') {
        // The space at the end may hang over the edge.
        let needed: f32 = word.trim_end().chars().map(|character| measure.width(character)).sum();
        if used + needed > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        for character in word.chars() {
            let advance = measure.width(character);
            if used + advance > width && character != ' ' && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(character);
            used += advance;
        }
    }
    lines.push(line);
    lines.retain(|line| !line.trim().is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_every_word_and_fit_the_width() {
        let text = "La firma è valida e il documento non è cambiato dopo la firma, dice il rapporto.";
        let broken = lines(text, BODY, 120.0);
        assert!(broken.len() > 2);
        assert_eq!(broken.concat(), text);
        let measure = BODY.face.measure(BODY.size);
        for line in broken {
            let width: f32 = line.trim_end().chars().map(|character| measure.width(character)).sum();
            assert!(width <= 120.0, "{line:?} takes {width}");
        }
    }

    #[test]
    fn a_word_without_spaces_is_cut_where_it_must_be() {
        let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let broken = lines(digest, BODY, 100.0);
        assert!(broken.len() > 2);
        assert_eq!(broken.concat(), digest);
    }

    #[test]
    fn what_the_font_lacks_is_named_by_its_code() {
        assert_eq!(Face::Text.drawable("Žižek e\u{301}"), "Žižek é");
        assert_eq!(Face::Text.drawable("Я\u{202e}a"), "[U+042F][U+202E]a");
    }

    #[test]
    fn a_table_goes_on_over_pages_and_repeats_its_header() {
        let rows = (0..200).map(|number| vec![number.to_string(), "valore".to_owned()]).collect();
        let columns = vec![("Numero".to_owned(), 1), ("Valore".to_owned(), 3)];
        let layout = Layout::of(&[Block::Table { columns, rows }]).unwrap();
        assert!(layout.pages.len() > 3);
        for (number, page) in layout.pages.iter().enumerate() {
            let heads: Vec<_> = page
                .iter()
                .filter_map(|mark| match mark {
                    Mark::Text { node, text, .. } if text == "Numero" => Some(node.is_some()),
                    _ => None,
                })
                .collect();
            assert_eq!(heads, [number == 0], "page {number}");
        }
    }
}
