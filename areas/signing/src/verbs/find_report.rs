//! Gives a report back to who has its address.

use super::sweep::is_id;
use crate::{
    Signing, SigningError, StoredReport,
    tables::{self, ReportRow},
};

impl Signing {
    /// The report with this secret id.
    ///
    /// # Errors
    /// [`SigningError::ReportGone`] when there is none, or its day is over; those of the store.
    pub fn report(&self, id: &str) -> Result<StoredReport, SigningError> {
        let now = self.now();
        let row = self.row(id)?;
        let kept = row.document_kind.is_some() && row.document_until > now && self.document_path(id).exists();
        Ok(StoredReport {
            json: row.json,
            xml: row.xml,
            content_name: row.content_name,
            content_used: row.content_used,
            created_at: row.created_at,
            expires_at: row.expires_at,
            document_until: kept.then_some(row.document_until),
        })
    }

    /// The stored report, unless its time is over.
    pub(super) fn row(&self, id: &str) -> Result<ReportRow, SigningError> {
        if !is_id(id) {
            return Err(SigningError::ReportGone);
        }
        let (id, now) = (id.to_owned(), self.now());
        self.store.read_blocking(move |tx| tables::find(tx, &id, now))?.ok_or(SigningError::ReportGone)
    }
}
