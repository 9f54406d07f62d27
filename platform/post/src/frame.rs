use lettre::{
    Message as Mime,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use maud::{DOCTYPE, PreEscaped, html};
use webkit::t;

use crate::outbox::Message;

/// Looks of a mail, for the programs that show any. Nothing is loaded from elsewhere.
const STYLE: &str = "body{margin:0;padding:16px;background:#f2f5f9;color:#17324d;\
    font-family:'Titillium Web',Verdana,Arial,sans-serif;font-size:16px;line-height:1.5}\
    .sheet{overflow-wrap:anywhere;max-width:600px;margin:0 auto;padding:24px;background:#fff}\
    .house{margin:0 0 24px;padding-bottom:12px;border-bottom:3px solid #06c;font-weight:bold}\
    .button{display:inline-block;padding:12px 20px;background:#06c;color:#fff;text-decoration:none;\
    font-weight:bold}.foot{margin-top:32px;padding-top:12px;border-top:1px solid #c5c7c9;\
    color:#455b71;font-size:14px}a{color:#004d99}.button,.button:visited{color:#fff}";

/// Who writes: what stands around every mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Name of the chamber.
    pub chamber: String,
    /// Public address of the pages, without final slash.
    pub base_url: String,
    /// Address that answers questions.
    pub assistance: String,
    /// Address that mails come from.
    pub from: String,
    /// Address that answers go to; `assistance` unless said.
    pub reply_to: Option<String>,
}

/// A mail as it leaves: the words in their frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Who writes, with a name.
    pub from: String,
    /// One line.
    pub subject: String,
    /// The whole plain text.
    pub text: String,
    /// The whole document.
    pub html: String,
}

/// Why a message cannot be made into a mail.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unwritable {
    #[error("{0:?} is not a mail address: {1}")]
    Address(String, lettre::address::AddressError),
    #[error("the mail cannot be written: {0}")]
    Mime(#[from] lettre::error::Error),
}

impl Frame {
    /// The words of a message with what stands around them.
    pub fn letter(&self, message: &Message) -> Letter {
        let lang = message.lang;
        let chamber = self.chamber.as_str();
        let why = t!(lang, "post-why", chamber = chamber);
        let assistance = t!(lang, "post-assistance", address = self.assistance.as_str());
        let privacy = format!("{}/privacy", self.base_url);
        let service = lang.t("post-service");
        let text = format!(
            "{service}\n{chamber}\n\n{}\n\n-- \n{why}\n{assistance}\n{}: {privacy}\n",
            message.text,
            lang.t("post-privacy"),
        );
        // What a list of mails shows after the subject.
        let opening = message.text.lines().map(str::trim).filter(|line| line.len() > 30);
        let preheader = opening.clone().next().unwrap_or_default();
        let html = html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (message.subject) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    div style="display:none;max-height:0;overflow:hidden" { (preheader) }
                    div.sheet {
                        p.house { (service) br; (chamber) }
                        (PreEscaped(&message.html))
                        div.foot {
                            p { (why) }
                            p { (assistance) }
                            p { a href=(privacy) { (lang.t("post-privacy")) } }
                        }
                    }
                }
            }
        };
        let from = t!(lang, "post-from", chamber = chamber);
        Letter { from, subject: message.subject.clone(), text, html: html.into_string() }
    }

    /// The mail in the form of RFC 5322, ready to be handed over: plain text first, then HTML.
    pub(crate) fn mime(&self, message: &Message, date: jiff::Timestamp) -> Result<Mime, Unwritable> {
        let letter = self.letter(message);
        let message_id = message.message_id.clone().unwrap_or_default();
        let raw = |name: &'static str, value: &str| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
        };
        let parts = MultiPart::alternative()
            // The same mail tried again is the same octet by octet.
            .boundary(format!("part-{}", message_id.trim_matches(['<', '>']).replace(['@', '.'], "-")))
            .singlepart(SinglePart::plain(letter.text))
            .singlepart(SinglePart::html(letter.html));
        let reply_to = self.reply_to.as_deref().unwrap_or(&self.assistance);
        let mail = Mime::builder()
            .from(Mailbox::new(Some(letter.from), address(&self.from)?))
            .reply_to(Mailbox::new(None, address(reply_to)?))
            .to(mailbox(&message.to)?)
            .subject(letter.subject)
            .date(std::time::SystemTime::from(date))
            .message_id(Some(message_id))
            // RFC 3834 §5: no answering machine answers.
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .raw_header(raw("Content-Language", message.lang.code()))
            .multipart(parts)?;
        Ok(mail)
    }

    /// The part of a `Message-ID` after the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.from.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
    }

    /// Whether the addresses are addresses.
    ///
    /// # Errors
    /// The one that is not.
    pub fn check(&self) -> Result<(), String> {
        for text in [Some(&self.from), Some(&self.assistance), self.reply_to.as_ref()].into_iter().flatten() {
            address(text).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

fn address(text: &str) -> Result<lettre::Address, Unwritable> {
    text.trim().parse().map_err(|error| Unwritable::Address(text.to_owned(), error))
}

fn mailbox(text: &str) -> Result<Mailbox, Unwritable> {
    text.trim().parse().map_err(|error| Unwritable::Address(text.to_owned(), error))
}
