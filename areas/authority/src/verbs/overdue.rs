//! What should have happened by now (L7, pki.md §16): alarms for operators and monitoring.

use foundation::Timestamp;
use jiff::SignedDuration;

use crate::{
    Authority, AuthorityError,
    rules::deadlines::{DECISION_TO_LIST, Deadline, Overdue, decision_due, publication_due},
    tables,
};

/// Alarms told at a time; where there are so many, the number alone is the alarm.
const MOST: u32 = 1000;

/// How long decisions took to be on a published list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublicationDelays {
    /// How many decisions.
    pub decisions: u64,
    /// The longest.
    pub longest: SignedDuration,
    /// How many took longer than our target of 60 seconds.
    pub over_target: u64,
}

impl Authority {
    /// The deadlines that are over at `now`: requests nobody decided for 24 hours, and decisions no
    /// published list says after 60 minutes or 24 hours after the receipt.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn overdue(&self, now: Timestamp) -> Result<Vec<Overdue>, AuthorityError> {
        let (asks, unpublished) = self.store.read_blocking(|tx| {
            Ok::<_, store::Error>((tables::open_asks(tx, MOST)?, tables::unpublished(tx, MOST)?))
        })?;
        let asks = asks.into_iter().map(|(id, received)| Overdue {
            deadline: Deadline::Decision,
            what: id.to_string(),
            since: received,
            due: decision_due(received),
        });
        let unpublished = unpublished.into_iter().map(|(id, received, decided)| Overdue {
            deadline: Deadline::Publication,
            what: id.to_string(),
            since: decided,
            due: publication_due(received, decided),
        });
        Ok(asks.chain(unpublished).filter(|one| one.due <= now).collect())
    }

    /// How long the decisions that were published since an instant took to be published.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn publication_delays(&self, since: Timestamp) -> Result<PublicationDelays, AuthorityError> {
        let target = i64::try_from(DECISION_TO_LIST.as_millis()).unwrap_or(i64::MAX);
        let (decisions, longest, over_target) =
            self.store.read_blocking(move |tx| tables::publication_delays(tx, since, target))?;
        Ok(PublicationDelays { decisions, longest: SignedDuration::from_millis(longest), over_target })
    }

    /// The deadlines that are over now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn overdue_now(&self) -> Result<Vec<Overdue>, AuthorityError> {
        self.overdue(self.now())
    }
}
