use asn1::Writer;
use proptest::prelude::*;

use super::{ListCheck, Parameters, Reason, Revoked};
use crate::{
    Name,
    alg::{DigestAlgorithm, SignatureAlgorithm},
};

const NAME: [u8; 15] = [0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 6, 0x13, 2, 0x49, 0x54];

fn parameters() -> Parameters<'static> {
    Parameters {
        issuer: Name::from_der(&NAME).unwrap(),
        algorithm: SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        this_update: "2026-11-22T09:00:00Z".parse().unwrap(),
        next_update: "2026-11-23T09:00:00Z".parse().unwrap(),
        authority_key_identifier: &[1; 20],
        number: 300,
        delta_base: None,
        distribution_point: Some("http://pki.example.com/firma/crl/01.crl".to_owned()),
        only_authorities: false,
        freshest: Vec::new(),
        expired_certs_since: Some("2026-01-01T00:00:00Z".parse().unwrap()),
    }
}

fn serials(count: u32) -> Vec<[u8; 16]> {
    let serial = |number: u32| {
        let mut serial = [0x55; 16];
        serial[4..8].copy_from_slice(&number.to_be_bytes());
        serial
    };
    (0..count).map(serial).collect()
}

fn entry(serial: &[u8], reason: Reason) -> Revoked<'_> {
    Revoked { serial, at: "2026-11-29T08:59:59Z".parse().unwrap(), reason, invalidity_date: None }
}

fn list(parameters: &Parameters<'_>, serials: &[[u8; 16]], reason: Reason) -> Vec<u8> {
    parameters.build(serials.iter().map(|serial| entry(serial, reason))).complete(&[7; 70])
}

/// The rules that a list breaks when it is read in pieces of a size.
fn broken(der: &[u8], wanted: &Parameters<'_>, piece: usize) -> crate::Result<Vec<String>> {
    let mut check = ListCheck::new(DigestAlgorithm::Sha256);
    for octets in der.chunks(piece) {
        check.feed(octets)?;
    }
    Ok(check.finish()?.lint(wanted).into_iter().map(|finding| finding.rule.into_owned()).collect())
}

#[test]
fn a_good_list_breaks_no_rule_whatever_the_pieces() {
    for count in [0, 1, 2, 1000] {
        let der = list(&parameters(), &serials(count), Reason::KeyCompromise);
        for piece in [1, 7, 1024, 16 << 10, 1 << 20] {
            assert_eq!(broken(&der, &parameters(), piece).unwrap(), [""; 0], "{count} entries by {piece}");
        }
        let mut check = ListCheck::new(DigestAlgorithm::Sha256);
        check.feed(&der).unwrap();
        let checked = check.finish().unwrap();
        assert_eq!(checked.entries, u64::from(count));
        let whole = super::Crl::from_der(&der[..]).unwrap();
        assert_eq!(checked.digest, DigestAlgorithm::Sha256.digest(whole.tbs()));
    }
}

#[test]
fn entries_of_every_form_are_read() {
    let at = |text: &str| text.parse().unwrap();
    let of = |serial, date: &str, reason, invalidity_date| Revoked {
        serial,
        at: at(date),
        reason,
        invalidity_date,
    };
    let entries = [
        of(&[1][..], "2026-11-22T09:00:00Z", Reason::Unspecified, None),
        of(&[0x80], "2049-12-31T23:59:59Z", Reason::KeyCompromise, Some(at("2025-01-31T00:00:00Z"))),
        of(&[0x55; 16], "2050-01-01T00:00:00Z", Reason::CertificateHold, None),
        of(&[0x7f; 20], "2026-01-31T09:00:00Z", Reason::PrivilegeWithdrawn, None),
    ];
    let der = parameters().build(entries).complete(&[7; 70]);
    assert_eq!(broken(&der, &parameters(), 5).unwrap(), [""; 0]);
}

#[test]
fn each_rule_is_broken_by_its_own_fault() {
    let two = serials(2);
    let reversed = [two[1], two[0]];
    let delta = Parameters { delta_base: Some(299), ..parameters() };
    let of = |parameters: Parameters<'_>| list(&parameters, &two, Reason::CertificateHold);
    let good = of(parameters());
    let empty = {
        let whole = list(&parameters(), &[], Reason::Unspecified);
        let outer = asn1::Tlv::parse_der(&whole).unwrap();
        let mut parts = outer.reader().unwrap();
        let tbs = parts.read().unwrap();
        let fields: Vec<_> = tbs.children().map(|child| child.unwrap().raw.to_vec()).collect();
        Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    fields[..5].iter().for_each(|field| w.raw(field));
                    w.sequence(|_| ());
                    w.raw(&fields[5]);
                });
                w.raw(&whole[whole.len() - (outer.value.len() - tbs.raw.len())..]);
            });
        })
    };
    let later = "2026-11-22T10:00:00Z".parse().unwrap();
    for (rule, der, wanted) in [
        ("crl_entries_order", list(&parameters(), &reversed, Reason::CertificateHold), parameters()),
        ("crl_entries_order", list(&parameters(), &[two[0], two[0]], Reason::CertificateHold), parameters()),
        ("crl_entry_reason", list(&parameters(), &two, Reason::CaCompromise), parameters()),
        ("crl_entry_removed", list(&parameters(), &two, Reason::RemoveFromCrl), parameters()),
        ("crl_entries_empty", empty, parameters()),
        ("crl_number", of(Parameters { number: 301, ..parameters() }), parameters()),
        ("crl_delta_base", of(delta.clone()), parameters()),
        ("crl_delta_base", good.clone(), delta),
        ("crl_dates", good.clone(), Parameters { this_update: later, ..parameters() }),
        ("crl_distribution_point", of(Parameters { only_authorities: true, ..parameters() }), parameters()),
        ("crl_distribution_point", of(Parameters { distribution_point: None, ..parameters() }), parameters()),
        ("crl_expired", of(Parameters { expired_certs_since: None, ..parameters() }), parameters()),
        (
            "crl_authority_key",
            good.clone(),
            Parameters { authority_key_identifier: &[2; 20], ..parameters() },
        ),
        (
            "crl_signature_algorithm",
            good,
            Parameters { algorithm: SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384), ..parameters() },
        ),
    ] {
        assert_eq!(broken(&der, &wanted, 100).unwrap(), [rule]);
    }
}

#[test]
fn a_removal_stands_in_a_delta() {
    let delta = Parameters { delta_base: Some(299), ..parameters() };
    let der = list(&delta, &serials(3), Reason::RemoveFromCrl);
    assert_eq!(broken(&der, &delta, 100).unwrap(), [""; 0]);
}

proptest! {
    #[test]
    fn cut_or_changed_lists_are_errors_or_findings_and_never_panics(
        count in 0_u32..40, at in any::<prop::sample::Index>(), octet in any::<u8>(), piece in 1_usize..300,
    ) {
        let der = list(&parameters(), &serials(count), Reason::KeyCompromise);
        let at = at.index(der.len());
        prop_assert!(broken(&der[..at], &parameters(), piece).is_err());
        let mut changed = der.clone();
        changed[at] = octet;
        let _ = broken(&changed, &parameters(), piece);
    }

    #[test]
    fn noise_is_refused(octets in proptest::collection::vec(any::<u8>(), 0..300), piece in 1_usize..50) {
        prop_assert!(broken(&octets, &parameters(), piece).is_err());
    }
}
