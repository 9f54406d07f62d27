//! Content that acts by itself, that reaches outside, or that shows itself instead of the pages.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diff::{collect, walk};
use crate::pdf::{Dictionary, Object, View};

/// Something a person should know before trusting what a PDF shows (DPCM 22-2-2013, art. 4 c. 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActiveContent {
    /// Actions on opening, closing, printing or on form events (`/AA`).
    AdditionalActions,
    /// Attached files.
    EmbeddedFiles,
    /// Streams whose data are in other files.
    ExternalStreams,
    /// JavaScript.
    JavaScript,
    /// Actions that start programs or open other files.
    Launch,
    /// Multimedia, which may change what is seen.
    RichMedia,
    /// Actions that send or fetch form data.
    SubmitForm,
    /// An XFA form, which shows itself instead of the pages.
    Xfa,
}

/// Everything of that kind that the document reaches, and how often each object is referred to.
pub(crate) fn report(view: View<'_>) -> (Vec<ActiveContent>, HashMap<u32, u32>) {
    let mut found = BTreeSet::new();
    let mut uses: HashMap<u32, u32> = HashMap::new();
    let root = view.trailer_entry("Root").cloned().into_iter().collect();
    let mut references = Vec::new();
    walk(view, root, &mut HashSet::new(), &mut |object| {
        look(object, &mut found);
        collect(object, &mut references);
        for id in references.drain(..).filter_map(|reference| reference.as_reference()) {
            *uses.entry(id.number).or_default() += 1;
        }
    });
    (found.into_iter().collect(), uses)
}

fn look(object: &Object<'_>, found: &mut BTreeSet<ActiveContent>) {
    match object {
        Object::Array(elements) => elements.iter().for_each(|element| look(element, found)),
        Object::Dictionary(dictionary) => look_in(dictionary, found),
        Object::Stream(stream) => {
            if stream.dictionary.get("F").is_some() {
                found.insert(ActiveContent::ExternalStreams);
            }
            look_in(&stream.dictionary, found);
        }
        _ => {}
    }
}

fn look_in(dictionary: &Dictionary<'_>, found: &mut BTreeSet<ActiveContent>) {
    for (key, value) in dictionary.iter() {
        let name = value.as_name();
        let named = |names: &[&str]| name.is_some_and(|name| names.iter().any(|wanted| name.is(wanted)));
        let what = match &*key.decode() {
            b"AA" => Some(ActiveContent::AdditionalActions),
            b"EF" | b"EmbeddedFiles" => Some(ActiveContent::EmbeddedFiles),
            b"JS" | b"JavaScript" => Some(ActiveContent::JavaScript),
            b"XFA" => Some(ActiveContent::Xfa),
            b"S" if named(&["JavaScript"]) => Some(ActiveContent::JavaScript),
            b"S" if named(&["Launch", "GoToR"]) => Some(ActiveContent::Launch),
            b"S" if named(&["SubmitForm", "ImportData"]) => Some(ActiveContent::SubmitForm),
            b"S" if named(&["Rendition", "Movie", "Sound", "RichMediaExecute"]) => {
                Some(ActiveContent::RichMedia)
            }
            b"Subtype" if named(&["RichMedia", "Screen", "Movie", "Sound", "3D"]) => {
                Some(ActiveContent::RichMedia)
            }
            _ => None,
        };
        found.extend(what);
        look(value, found);
    }
}
