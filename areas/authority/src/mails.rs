//! The mails of the area: a folder each in `mails/`.

use post::Mail;

/// To the holder: without effect for now.
pub(crate) static SUSPENDED: Mail = post::mail!("certificate-suspended");
/// To the holder: valid again.
pub(crate) static REACTIVATED: Mail = post::mail!("certificate-reactivated");
/// To the holder: without effect for ever.
pub(crate) static REVOKED: Mail = post::mail!("certificate-revoked");
/// To the holder: what the authority is about to do.
pub(crate) static PRIOR_NOTICE: Mail = post::mail!("certificate-prior-notice");
/// To the holder: the end comes near.
pub(crate) static EXPIRING: Mail = post::mail!("certificate-expiring");
/// To an organisation with a right: without effect for now.
pub(crate) static THIRD_SUSPENDED: Mail = post::mail!("third-party-suspended");
/// To an organisation with a right: valid again.
pub(crate) static THIRD_REACTIVATED: Mail = post::mail!("third-party-reactivated");
/// To an organisation with a right: without effect for ever.
pub(crate) static THIRD_REVOKED: Mail = post::mail!("third-party-revoked");

/// Every mail, for the test of their words.
#[cfg(test)]
static ALL: [&Mail; 8] = [
    &SUSPENDED,
    &REACTIVATED,
    &REVOKED,
    &PRIOR_NOTICE,
    &EXPIRING,
    &THIRD_SUSPENDED,
    &THIRD_REACTIVATED,
    &THIRD_REVOKED,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_keeps_the_house_rules() {
        let wrong: Vec<String> = ALL.iter().filter_map(|mail| post::check(mail).err()).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
