//! Content that acts by itself, that reaches outside, or that a reader may not see.

use crate::pdf::View;

/// Something a person should know before trusting what a PDF shows (DPCM 22-2-2013, art. 4 c. 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActiveContent {
    /// Actions on opening, closing, printing or on form events (`/AA`, `/OpenAction` with an action).
    AdditionalActions,
    /// Attached files.
    EmbeddedFiles,
    /// Streams whose data are in other files.
    ExternalStreams,
    /// JavaScript.
    JavaScript,
    /// Actions that start programs or open other files.
    Launch,
    /// Multimedia that may change what is seen.
    RichMedia,
    /// Actions that send form data.
    SubmitForm,
    /// An XFA form, which shows itself instead of the pages.
    Xfa,
}

pub(crate) fn report(_view: View<'_>) -> Vec<ActiveContent> {
    Vec::new()
}
