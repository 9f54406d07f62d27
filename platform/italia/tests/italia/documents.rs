use italia::{DocumentError, DocumentKind, IdentityDocument, Validity};
use jiff::civil::Date;

use crate::day;

fn card(number: &str, issued: Date, expires: Option<Date>) -> Result<IdentityDocument, DocumentError> {
    IdentityDocument::new(DocumentKind::ElectronicIdentityCard, number, "Comune di Udine", issued, expires)
}

#[test]
fn a_document_is_good_from_its_issue_to_its_last_day() {
    let card = card("ca 12345 aa", day("2020-05-01"), Some(day("2030-06-15"))).unwrap();
    assert_eq!(card.number(), "CA12345AA");
    assert_eq!(card.validity_on(day("2020-04-30")), Validity::NotYetIssued);
    assert_eq!(card.validity_on(day("2020-05-01")), Validity::Valid);
    assert_eq!(card.validity_on(day("2030-06-15")), Validity::Valid);
    assert_eq!(card.validity_on(day("2030-06-16")), Validity::Expired { last_day: day("2030-06-15") });
}

#[test]
fn a_document_without_expiry_stays_good() {
    let book =
        IdentityDocument::new(DocumentKind::PensionBook, "12345", "INPS", day("1990-01-01"), None).unwrap();
    assert_eq!(book.validity_on(day("2026-01-01")), Validity::Valid);
}

#[test]
fn what_is_wrong_with_a_document_is_said() {
    let (from, to) = (day("2020-05-01"), Some(day("2030-06-15")));
    for number in ["", "CA1234AA", "1234567AB", "CA12345A1", "CA12345AA<"] {
        assert_eq!(card(number, from, to), Err(DocumentError::Number), "{number}");
    }
    assert_eq!(card("CA12345AA", from, Some(from)), Err(DocumentError::Dates));
    let nobody = IdentityDocument::new(DocumentKind::Passport, "YA1234567", "  ", from, to);
    assert_eq!(nobody, Err(DocumentError::Issuer));
    assert_eq!("XXX".parse::<DocumentKind>(), Err(DocumentError::Kind));
}
