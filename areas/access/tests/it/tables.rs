//! What tests look up in the database themselves.

use store::Store;

/// How many mails wait for or went to an address.
pub fn mails_to(store: &Store, recipient: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM post_message WHERE recipient = ?";
    let recipient = recipient.to_owned();
    store.read_blocking(move |tx| tx.query_one(sql, &[recipient.into()])?.get(0)).unwrap()
}
