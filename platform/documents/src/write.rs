//! Puts a layout on paper, with its structure.

use std::num::NonZeroU16;

use jiff::{Timestamp, tz::TimeZone};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node as TagNode, SpanTag,
        TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
    },
    text::TextDirection,
};

use crate::{
    ComposeError, Composition,
    layout::{FOOT, Layout, MARGIN, Mark, PAGE, Role, Style},
};

const INK: [u8; 3] = [23, 50, 77];

pub(crate) fn write(
    composition: &Composition,
    layout: Layout,
    footer: impl Fn(usize, usize) -> String,
) -> Result<Vec<u8>, ComposeError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| ComposeError::Refused(format!("{error:?}")))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(composition));

    let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); layout.nodes.len()];
    let pages = layout.pages.len();
    for (number, marks) in layout.pages.into_iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| ComposeError::Refused("a page has a size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            match mark {
                Mark::Text { node: Some(node), x, y, style, text } => {
                    let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                    draw(&mut surface, x, y, style, &text);
                    surface.end_tagged();
                    leaves[node].push(identifier);
                }
                Mark::Text { node: None, x, y, style, text } => {
                    decoration(&mut surface, ArtifactType::PaginationOther, |surface| {
                        draw(surface, x, y, style, &text);
                    });
                }
                Mark::Bar { x, y, width, height, colour } => {
                    decoration(&mut surface, ArtifactType::Layout, |surface| {
                        bar(surface, [x, y, width, height], colour);
                    });
                }
            }
        }
        let foot = FOOT.face.drawable(&footer(number + 1, pages));
        decoration(&mut surface, ArtifactType::Footer, |surface| {
            draw(surface, MARGIN, PAGE.1 - MARGIN + FOOT.leading, FOOT, &foot);
        });
        surface.finish();
        page.finish();
    }

    document.set_outline(outline(&layout.nodes, &layout.bookmarks));
    document.set_tag_tree(tags(&layout.nodes, leaves, &composition.language));
    document.finish().map_err(|error| ComposeError::Refused(format!("{error:?}")))
}

fn metadata(composition: &Composition) -> Metadata {
    let mut metadata = Metadata::new()
        .title(composition.title.clone())
        .language(composition.language.clone())
        .creator("Ceralacca".to_owned())
        .creation_date(date(composition.created));
    if let Some(author) = &composition.author {
        metadata = metadata.authors(vec![author.clone()]);
    }
    metadata
}

fn date(instant: Timestamp) -> DateTime {
    let zoned = instant.to_zoned(TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    DateTime::new(u16::try_from(zoned.year()).unwrap_or_default())
        .month(part(zoned.month()))
        .day(part(zoned.day()))
        .hour(part(zoned.hour()))
        .minute(part(zoned.minute()))
        .second(part(zoned.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn fill([red, green, blue]: [u8; 3]) -> Option<Fill> {
    Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() })
}

fn draw(surface: &mut Surface<'_>, x: f32, y: f32, style: Style, text: &str) {
    surface.set_fill(fill(INK));
    let start = Point::from_xy(x, y);
    surface.draw_text(start, style.face.font(), style.size, text, false, TextDirection::LeftToRight);
}

fn bar(surface: &mut Surface<'_>, [x, y, width, height]: [f32; 4], colour: [u8; 3]) {
    surface.set_fill(fill(colour));
    let mut path = PathBuilder::new();
    if let Some(rectangle) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(rectangle);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn decoration(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

/// Bookmarks, nested as the headings are.
fn outline(nodes: &[crate::layout::Node], bookmarks: &[(usize, usize, f32)]) -> Outline {
    /// Closes the open headings that are not above `level`.
    fn close(open: &mut Vec<(u16, OutlineNode)>, outline: &mut Outline, level: u16) {
        while open.last().is_some_and(|(other, _)| *other >= level) {
            let Some((_, done)) = open.pop() else { return };
            match open.last_mut() {
                Some((_, parent)) => parent.push_child(done),
                None => outline.push_child(done),
            }
        }
    }
    let mut outline = Outline::new();
    let mut open = Vec::new();
    for (node, page, y) in bookmarks {
        if let Role::Heading { level, text } = &nodes[*node].role {
            close(&mut open, &mut outline, *level);
            let place = XyzDestination::new(*page, Point::from_xy(MARGIN, *y));
            open.push((*level, OutlineNode::new(text.clone(), place)));
        }
    }
    close(&mut open, &mut outline, 0);
    outline
}

fn tags(nodes: &[crate::layout::Node], leaves: Vec<Vec<Identifier>>, language: &str) -> TagTree {
    let mut groups: Vec<TagGroup> = Vec::with_capacity(nodes.len());
    for (node, leaves) in nodes.iter().zip(leaves) {
        groups
            .push(TagGroup::with_children(kind(&node.role), leaves.into_iter().map(TagNode::from).collect()));
    }
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    // Children come after their parents, so what is taken off the end is complete; each goes to the front.
    let mut top = Vec::new();
    while let Some(mut group) = groups.pop() {
        // Its children were added last first.
        let held = group.children.iter().filter(|child| matches!(child, TagNode::Leaf(_))).count();
        group.children[held..].reverse();
        match nodes[groups.len()].parent {
            Some(parent) => groups[parent].push(group),
            None => top.push(group),
        }
    }
    for group in top.into_iter().rev() {
        tree.push(group);
    }
    tree
}

fn kind(role: &Role) -> TagKind {
    match role {
        Role::Heading { level, text } => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(text.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::Disc).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::ItemBody => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Head => Tag::THead.into(),
        Role::Body => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
    }
}
