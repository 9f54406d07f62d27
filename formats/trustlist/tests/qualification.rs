//! When a signature is qualified (TS 119 615; regulation (EU) 910/2014).

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{
    compose::{List, State, additional, only, policy, qualifies, service},
    pki::{Key, Says, certificate, self_signed},
};
use trustlist::{
    Ades, CheckedList, Level, Question, TrustedLists,
    qualification::{Finding, Qualification},
};
use x509::{Certificate, oid};

const CA: &str = "A provider's CA";

struct Case {
    ca_key: Key,
    ca: Certificate,
    key: Key,
}

impl Case {
    fn new() -> Self {
        let ca_key = Key::new();
        let ca = self_signed(CA, &ca_key);
        Self { ca_key, ca, key: Key::new() }
    }

    fn issue(&self, says: &Says) -> Certificate {
        certificate((CA, &self.ca_key), &self.key, says)
    }

    fn lists(&self, states: &[State]) -> TrustedLists {
        only(&List::of(service(&self.ca, states)))
    }

    fn judge(&self, says: &Says, states: &[State], signed: &str) -> Qualification {
        ask(&self.lists(states), &self.issue(says), std::slice::from_ref(&self.ca), signed)
    }
}

fn ask(
    lists: &TrustedLists,
    certificate: &Certificate,
    chain: &[Certificate],
    signed: &str,
) -> Qualification {
    lists.qualify(&Question {
        certificate,
        chain,
        best_signature_time: signed.parse().unwrap(),
        validation_time: "2026-11-22T09:00:00Z".parse().unwrap(),
        ades: Ades::Passed,
    })
}

fn codes(qualification: &Qualification) -> Vec<&'static str> {
    qualification.findings.iter().map(Finding::code).collect()
}

/// What follows for a certificate with these statements from a service with these states.
#[track_caller]
fn check(says: Says, states: &[State], signed: &str, level: Level, expected: &[&str]) {
    let found = Case::new().judge(&says, states, signed);
    assert_eq!((found.level, codes(&found)), (level, expected.to_vec()), "{found:#?}");
}

const NOW: &str = "2026-11-20T00:00:00Z";

#[test]
fn a_qualified_certificate_with_device_of_a_granted_service_makes_a_qualified_signature() {
    check(Says::default(), &[State::granted()], NOW, Level::QESig, &[]);
}

#[test]
fn the_name_of_the_level_depends_on_the_verdict() {
    let case = Case::new();
    let mut found = case.judge(&Says::default(), &[State::granted()], NOW);
    assert_eq!(found.to_string(), "QESig");
    assert!(found.is_qualified());
    found.ades = Ades::Indeterminate;
    assert_eq!(found.to_string(), "Indeterminate QESig");
    assert!(!found.is_qualified());
    found.ades = Ades::Failed;
    assert_eq!(found.to_string(), "Not AdES but QC with QSCD");
}

#[test]
fn without_device_it_is_advanced_with_a_qualified_certificate() {
    check(Says { sscd: false, ..Says::default() }, &[State::granted()], NOW, Level::AdESigQc, &["no-qscd"]);
}

#[test]
fn without_compliance_it_is_advanced() {
    let says = Says { compliance: false, ..Says::default() };
    check(says, &[State::granted()], NOW, Level::AdESig, &["not-qualified-by-certificate"]);
}

#[test]
fn qualified_under_other_law_is_not_qualified() {
    let says = Says { legislation: true, ..Says::default() };
    check(says, &[State::granted()], NOW, Level::AdESig, &["other-legislation"]);
}

#[test]
fn compliance_without_type_means_signatures() {
    check(Says { types: vec![], ..Says::default() }, &[State::granted()], NOW, Level::QESig, &[]);
}

#[test]
fn a_seal_needs_a_service_for_seals() {
    let says = Says { types: vec![oid::QCT_ESEAL], ..Says::default() };
    let seals = State { extensions: additional("ForeSeals"), ..State::granted() };
    check(says.clone(), &[seals], NOW, Level::QESeal, &[]);
    check(says, &[State::granted()], NOW, Level::AdESeal, &["service-for-other-purpose"]);
}

#[test]
fn a_web_certificate_makes_no_signature() {
    let says = Says { types: vec![oid::QCT_WEB], ..Says::default() };
    let web = State { extensions: additional("ForWebSiteAuthentication"), ..State::granted() };
    check(says, &[web], NOW, Level::NotForSignatures, &["no-qscd"; 0]);
}

#[test]
fn two_types_leave_the_purpose_open_unless_the_list_says_it() {
    let says = Says { types: vec![oid::QCT_ESIGN, oid::QCT_ESEAL], ..Says::default() };
    check(says.clone(), &[State::granted()], NOW, Level::Qes, &["several-purposes"]);
    let stated = State::granted().with(&qualifies(&["QCForESig"], "atLeastOne", &policy("0.4.0.194112.1.2")));
    check(says, &[stated], NOW, Level::QESig, &[]);
}

#[test]
fn a_service_withdrawn_before_the_signature_does_not_make_it_qualified() {
    let withdrawn = State { status: "withdrawn", since: "2025-01-01T00:00:00Z", ..State::granted() };
    let states = [withdrawn, State::granted()];
    check(Says::default(), &states, "2024-12-31T23:59:59Z", Level::QESig, &[]);
    let expected = &["not-qualified-at-signing", "not-granted"];
    check(Says::default(), &states, "2025-01-01T00:00:00Z", Level::AdESig, expected);
}

#[test]
fn a_certificate_issued_before_its_service_was_granted_is_not_qualified() {
    let granted = State { since: "2025-01-01T00:00:00Z", ..State::granted() };
    let expected = &["not-qualified-at-issuance", "not-yet-listed"];
    check(Says::default(), &[granted], NOW, Level::AdESig, expected);
}

#[test]
fn before_the_regulation_accredited_and_supervised_services_were_qualified() {
    let says = Says { from: "2012-01-01T00:00:00Z", types: vec![], ..Says::default() };
    for status in ["accredited", "undersupervision", "supervisionincessation"] {
        let before =
            State { status, since: "2010-01-01T00:00:00Z", extensions: String::new(), ..State::granted() };
        check(says.clone(), &[State::granted(), before], "2014-01-01T00:00:00Z", Level::QESig, &[]);
    }
    let revoked = State { status: "supervisionrevoked", since: "2010-01-01T00:00:00Z", ..State::granted() };
    let expected = &["not-granted"];
    check(says, &[State::granted(), revoked], "2014-01-01T00:00:00Z", Level::AdESig, expected);
}

#[test]
fn a_status_of_the_directive_counts_no_more_under_the_regulation() {
    let says = Says { from: "2012-01-01T00:00:00Z", types: vec![], ..Says::default() };
    let state = State { status: "accredited", since: "2010-01-01T00:00:00Z", ..State::granted() };
    let at = |signed| Case::new().judge(&says, std::slice::from_ref(&state), signed).level;
    assert_eq!(at("2016-06-30T21:59:59Z"), Level::QESig);
    assert_eq!(at("2016-06-30T22:00:00Z"), Level::AdESig);
}

#[test]
fn the_old_policies_say_qualified_and_device_only_of_old_certificates() {
    let says = |from, policies| Says {
        from,
        policies,
        compliance: false,
        sscd: false,
        types: vec![],
        ..Says::default()
    };
    let before = State {
        status: "accredited",
        since: "2010-01-01T00:00:00Z",
        extensions: String::new(),
        ..State::granted()
    };
    let states = [State::granted(), before];
    let level = |says: Says| Case::new().judge(&says, &states, NOW).level;
    assert_eq!(level(says("2012-01-01T00:00:00Z", vec!["0.4.0.1456.1.1"])), Level::QESig);
    assert_eq!(level(says("2012-01-01T00:00:00Z", vec!["0.4.0.1456.1.2"])), Level::AdESigQc);
    assert_eq!(level(says("2020-01-01T00:00:00Z", vec!["0.4.0.1456.1.1"])), Level::AdES);
}

#[test]
fn qualifiers_of_the_list_stand_above_the_certificate() {
    let of_policy =
        |qualifier: &str| State::granted().with(&qualifies(&[qualifier], "all", &policy("0.4.0.194112.1.2")));
    let no_device = || Says { sscd: false, ..Says::default() };
    let not_said = || Says { compliance: false, ..Says::default() };
    check(no_device(), &[of_policy("QCWithQSCD")], NOW, Level::QESig, &[]);
    check(no_device(), &[of_policy("QCQSCDManagedOnBehalf")], NOW, Level::QESig, &[]);
    check(no_device(), &[of_policy("QCQSCDStatusAsInCert")], NOW, Level::AdESigQc, &["no-qscd"]);
    check(Says::default(), &[of_policy("QCNoQSCD")], NOW, Level::AdESigQc, &["no-qscd"]);
    check(not_said(), &[of_policy("QCStatement")], NOW, Level::QESig, &[]);
    check(Says::default(), &[of_policy("NotQualified")], NOW, Level::AdESig, &["not-qualified-by-list"]);
    let seals = of_policy("QCForESeal").with(&additional("ForeSeals"));
    check(Says::default(), &[seals], NOW, Level::QESeal, &[]);
}

#[test]
fn qualifiers_that_exclude_each_other_give_nothing() {
    let both = |one: &str, other: &str| {
        State::granted().with(&qualifies(&[one, other], "all", &policy("0.4.0.194112.1.2")))
    };
    let contradictory = "contradictory-qualifiers";
    check(Says::default(), &[both("QCStatement", "NotQualified")], NOW, Level::AdESig, &[contradictory]);
    let expected = &[contradictory, "no-qscd"];
    check(Says::default(), &[both("QCWithQSCD", "QCNoQSCD")], NOW, Level::AdESigQc, expected);
}

#[test]
fn criteria_choose_the_certificates() {
    let meets = |assert: &str, criteria: &str| {
        let state = State::granted().with(&qualifies(&["NotQualified"], assert, criteria));
        Case::new().judge(&Says::default(), &[state], NOW).level == Level::AdESig
    };
    let (own, foreign) = (policy("0.4.0.194112.1.2"), policy("1.2.3"));
    let usage = |name: &str, set: bool| {
        format!("<q:KeyUsage><q:KeyUsageBit name=\"{name}\">{set}</q:KeyUsageBit></q:KeyUsage>")
    };
    assert!(meets("all", &own));
    assert!(!meets("all", &format!("{own}{foreign}")));
    assert!(meets("atLeastOne", &format!("{own}{foreign}")));
    assert!(!meets("atLeastOne", &foreign));
    assert!(meets("none", &foreign));
    assert!(!meets("none", &format!("{own}{foreign}")));
    assert!(meets("all", &usage("nonRepudiation", true)));
    assert!(meets("all", &usage("digitalSignature", false)));
    assert!(!meets("all", &usage("digitalSignature", true)));
    let nested = format!("<q:CriteriaList assert=\"none\">{foreign}</q:CriteriaList>{own}");
    assert!(meets("all", &nested));
    let subject = "<q:otherCriteriaList><x:CertSubjectDNAttribute><x:AttributeOID>\
                   <a:Identifier>urn:oid:2.5.4.3</a:Identifier></x:AttributeOID>\
                   </x:CertSubjectDNAttribute></q:otherCriteriaList>";
    assert!(meets("all", subject));
    assert!(!meets("all", &subject.replace("2.5.4.3", "2.5.4.97")));
    let purpose = "<q:otherCriteriaList><x:ExtendedKeyUsage><x:KeyPurposeId>\
                   <a:Identifier>urn:oid:1.3.6.1.5.5.7.3.4</a:Identifier></x:KeyPurposeId>\
                   </x:ExtendedKeyUsage></q:otherCriteriaList>";
    assert!(!meets("all", purpose));
    assert!(meets("none", purpose));
}

#[test]
fn a_criterion_that_is_not_known_is_pointed_out_where_it_decides() {
    let unknown = "<q:otherCriteriaList><x:Horoscope/></q:otherCriteriaList>";
    let state = |assert: &str, criteria: &str| {
        State::granted().with(&qualifies(&["QCNoQSCD"], assert, &format!("{unknown}{criteria}")))
    };
    check(Says::default(), &[state("all", "")], NOW, Level::QESig, &["undecided-qualifier"]);
    check(Says::default(), &[state("all", &policy("1.2.3"))], NOW, Level::QESig, &[]);
    let own = policy("0.4.0.194112.1.2");
    check(Says::default(), &[state("atLeastOne", &own)], NOW, Level::AdESigQc, &["no-qscd"]);
}

#[test]
fn a_critical_extension_that_is_not_known_makes_the_service_unusable() {
    let state = State::granted().with("<Extension Critical=\"true\"><x:New/></Extension>");
    check(Says::default(), &[state], NOW, Level::AdESig, &["unknown-critical-extension"]);
    let state = State::granted().with("<Extension Critical=\"false\"><x:New/></Extension>");
    check(Says::default(), &[state], NOW, Level::QESig, &[]);
}

#[test]
fn an_authority_of_cards_for_logging_in_issues_nothing_qualified() {
    let state = State { kind: "IdV", status: "recognisedatnationallevel", ..State::granted() };
    let found = Case::new().judge(&Says::default(), &[state], NOW);
    assert_eq!(found.level, Level::AdESig);
    assert_eq!(codes(&found), ["wrong-service-type"]);
    assert_eq!(found.findings[0].detail(), "IdV");
}

#[test]
fn who_is_not_listed_issues_nothing_qualified() {
    let case = Case::new();
    let other = Case::new();
    let found = ask(&other.lists(&[State::granted()]), &case.issue(&Says::default()), &[], NOW);
    assert_eq!((found.level, codes(&found)), (Level::AdESig, vec!["not-listed"]));
}

#[test]
fn a_service_is_found_without_its_certificate_and_by_another_for_its_key() {
    let case = Case::new();
    let lists = case.lists(&[State::granted()]);
    let signer = case.issue(&Says::default());
    assert_eq!(ask(&lists, &signer, &[], NOW).level, Level::QESig);
    let renewed = Says { name: CA, from: "2015-01-01T00:00:00Z", ..Says::default() };
    let root = Key::new();
    let renewed = certificate(("A root", &root), &case.ca_key, &renewed);
    assert_eq!(ask(&lists, &signer, &[renewed], NOW).level, Level::QESig);
}

#[test]
fn the_nearest_listed_issuer_counts() {
    let root = Case::new();
    let sub_key = Key::new();
    let sub = certificate((CA, &root.ca_key), &sub_key, &Says { name: "Sub", ..Says::default() });
    let signer = certificate(("Sub", &sub_key), &Key::new(), &Says::default());
    let chain = [sub.clone(), root.ca.clone()];
    let only_root = root.lists(&[State::granted()]);
    assert_eq!(ask(&only_root, &signer, &chain, NOW).level, Level::QESig);
    let idv = State { kind: "IdV", ..State::granted() };
    let services = service(&root.ca, &[State::granted()]) + &service(&sub, &[idv]);
    let found = ask(&only(&List::of(services)), &signer, &chain, NOW);
    assert_eq!((found.level, codes(&found)), (Level::AdESig, vec!["wrong-service-type"]));
}

#[test]
fn services_that_disagree_give_what_they_have_in_common() {
    let case = Case::new();
    let no_device = State::granted().with(&qualifies(&["QCNoQSCD"], "all", &policy("0.4.0.194112.1.2")));
    let services = service(&case.ca, &[State::granted()]) + &service(&case.ca, &[no_device]);
    let found = ask(&only(&List::of(services)), &case.issue(&Says::default()), &[], NOW);
    assert_eq!((found.level, codes(&found)), (Level::AdESigQc, vec!["services-disagree"]));
}

#[test]
fn a_withdrawn_entry_beside_a_granted_one_does_not_count() {
    let case = Case::new();
    let withdrawn = State { status: "withdrawn", ..State::granted() };
    let services = service(&case.ca, &[withdrawn]) + &service(&case.ca, &[State::granted()]);
    let found = ask(&only(&List::of(services)), &case.issue(&Says::default()), &[], NOW);
    assert_eq!((found.level, codes(&found)), (Level::QESig, vec![]));
}

#[test]
fn an_expired_list_is_pointed_out_and_still_counts() {
    let case = Case::new();
    let list =
        List { next_update: "2026-11-20T00:00:00Z", ..List::of(service(&case.ca, &[State::granted()])) };
    let found = ask(&only(&list), &case.issue(&Says::default()), &[], NOW);
    assert_eq!((found.level, codes(&found)), (Level::QESig, vec!["list-expired"]));
}

#[test]
fn a_time_stamp_is_qualified_while_its_service_is_granted() {
    let case = Case::new();
    let unit = case.issue(&Says { name: "TSU", ..Says::default() });
    let state = |kind, status, since| State { kind, status, since, extensions: String::new() };
    let states = [
        state("TSA/QTST", "withdrawn", "2025-01-01T00:00:00Z"),
        state("TSA/QTST", "granted", "2018-01-01T00:00:00Z"),
    ];
    // The authority listed, and the unit itself listed.
    for listed in [&case.ca, &unit] {
        let lists = only(&List::of(service(listed, &states)));
        let at = |made: &str| lists.qualify_time_stamp(&unit, &[], made.parse().unwrap());
        assert!(at("2024-12-31T23:59:59Z").qualified);
        let late = at("2025-01-01T00:00:00Z");
        assert_eq!((late.qualified, late.findings[0].code()), (false, "not-granted"));
        assert_eq!(at("2017-01-01T00:00:00Z").findings, [Finding::NotYetListed]);
    }
    let national = state("TSA/TSS-QC", "recognisedatnationallevel", "2018-01-01T00:00:00Z");
    let found = case.lists(&[national]).qualify_time_stamp(&unit, &[], NOW.parse().unwrap());
    assert_eq!((found.qualified, found.findings[0].code()), (false, "wrong-service-type"));
}

#[test]
fn of_two_lists_of_a_territory_the_newer_stays() {
    let (old, new) = (Case::new(), Case::new());
    let list = |case: &Case, sequence| List { sequence, ..List::of(service(&case.ca, &[State::granted()])) };
    let checked = |list: &List| CheckedList::taken_on_trust(list.read());
    for order in [[1, 2], [2, 1]] {
        let lists: TrustedLists = order
            .iter()
            .map(|sequence| checked(&list(if *sequence == 1 { &old } else { &new }, *sequence)))
            .collect();
        assert_eq!(lists.lists().count(), 1);
        assert!(lists.is_anchor(&new.ca));
        assert!(!lists.is_anchor(&old.ca));
    }
}

#[test]
fn the_italian_list_qualifies_by_its_history() {
    let Some(list) = common::list("IT-excerpt-unsigned.xml") else { return };
    let lists: TrustedLists = [CheckedList::taken_on_trust(list)].into_iter().collect();
    let anchor = lists
        .anchors()
        .find(|anchor| anchor.subject().common_name().as_deref() == Some("InfoCert Firma Qualificata 2"))
        .cloned()
        .unwrap();
    let says = Says {
        from: "2014-01-01T00:00:00Z",
        types: vec![],
        sscd: false,
        policies: vec!["1.3.76.36.1.1.22"],
        ..Says::default()
    };
    let key = Key::new();
    let signer = certificate(("InfoCert Firma Qualificata 2", &key), &Key::new(), &says);
    let chain = [anchor];
    // QCQSCDManagedOnBehalf is said of this policy since 2016.
    assert_eq!(ask(&lists, &signer, &chain, "2015-01-01T00:00:00Z").level, Level::AdESigQc);
    let found = ask(&lists, &signer, &chain, "2017-01-01T00:00:00Z");
    assert_eq!(found.level, Level::QESig);
    assert_eq!(found.at_signing.services[0].territory.as_deref(), Some("IT"));
    assert!(found.at_signing.services[0].provider.to_lowercase().contains("infocert"));
}
