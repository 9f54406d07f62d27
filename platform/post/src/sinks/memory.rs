use std::sync::{Mutex, MutexGuard, PoisonError};

use store::jobs::Refusal;

use super::{MailSink, OutgoingMail, OutgoingText, TextSink};

/// Keeps what would have been sent, for tests; can be told to refuse.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    mails: Vec<OutgoingMail>,
    texts: Vec<OutgoingText>,
    refusals: Vec<Refusal>,
}

impl Memory {
    /// The mails so far, in order.
    pub fn mails(&self) -> Vec<OutgoingMail> {
        self.held().mails.clone()
    }

    /// The SMS so far, in order.
    pub fn texts(&self) -> Vec<OutgoingText> {
        self.held().texts.clone()
    }

    /// Refuses the next message.
    pub fn refuse(&self, refusal: Refusal) {
        self.held().refusals.push(refusal);
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MailSink for Memory {
    fn deliver(&self, mail: &OutgoingMail) -> Result<String, Refusal> {
        let mut held = self.held();
        if let Some(refusal) = held.refusals.pop() {
            return Err(refusal);
        }
        held.mails.push(mail.clone());
        Ok("kept in memory".to_owned())
    }
}

impl TextSink for Memory {
    fn deliver(&self, text: &OutgoingText) -> Result<String, Refusal> {
        let mut held = self.held();
        if let Some(refusal) = held.refusals.pop() {
            return Err(refusal);
        }
        held.texts.push(text.clone());
        Ok("kept in memory".to_owned())
    }
}
