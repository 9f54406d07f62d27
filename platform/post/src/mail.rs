use webkit::Lang;

/// A mail as an area keeps it: a name and its words in every language. Made by [`mail!`](crate::mail!).
#[derive(Debug)]
pub struct Mail {
    /// Name of its folder, for example `certificate-suspended`.
    pub name: &'static str,
    /// Italian.
    pub it: Words,
    /// English.
    pub en: Words,
    /// German.
    pub de: Words,
}

/// The parts of a mail in one language, with placeholders `{ $name }`.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// One line, at most 65 characters.
    pub subject: &'static str,
    /// Plain text: says everything.
    pub text: &'static str,
    /// A fragment of HTML: what stands between the heading and the footer of the frame.
    pub html: &'static str,
}

impl Mail {
    /// The words in a language.
    pub fn words(&self, lang: Lang) -> Words {
        match lang {
            Lang::It => self.it,
            Lang::En => self.en,
            Lang::De => self.de,
        }
    }
}

/// Embeds the mail in the folder `mails/NAME` of the crate that calls.
///
/// ```ignore
/// static SUSPENDED: post::Mail = post::mail!("certificate-suspended");
/// ```
#[macro_export]
macro_rules! mail {
    ($name:literal) => {
        $crate::Mail {
            name: $name,
            it: $crate::mail!(@words $name, "it"),
            en: $crate::mail!(@words $name, "en"),
            de: $crate::mail!(@words $name, "de"),
        }
    };
    (@words $name:literal, $lang:literal) => {
        $crate::Words {
            subject: $crate::mail!(@part $name, $lang, "subject.txt"),
            text: $crate::mail!(@part $name, $lang, "body.txt"),
            html: $crate::mail!(@part $name, $lang, "body.html"),
        }
    };
    (@part $name:literal, $lang:literal, $part:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/mails/", $name, "/", $lang, "/", $part))
    };
}
