//! Rows that only another version or another time would write.

use store::Store;

/// Every kept report says `json`.
pub fn report_becomes(store: &Store, json: String) {
    let written = store.write_blocking(move |tx| {
        tx.execute("UPDATE signing_report SET report_json = ?1", store::params![json.as_str()])
    });
    written.unwrap();
}
