//! The matrix state × actor × channel, and who suspended × who reactivates, against tables written out
//! from pki.md §5 by hand.

use std::collections::BTreeSet;

use foundation::AuthMethod;

use super::*;

/// What is allowed: transition | from | whose will | channel: methods; channel: methods.
/// Everything that does not stand here is refused.
const ALLOWED: &str = "
T1 | requested | rao | console: client_certificate local_shell
T2 | requested approved | applicant | online: cie cns otp spid; counter: in_person; pec: pec; signed-form: signature
T2 | requested approved | rao | console: client_certificate local_shell
T2 | requested approved | system | automatic: none
T3 | approved | system | automatic: none
T4 | issuing | system | automatic: none
T5 | issuing | system | automatic: none
T6 | issued | holder | online: emergency_code; counter: in_person; courier: delivery_receipt
T6 | issued | rao | console: client_certificate local_shell
T7 | issued active | holder | online: cie cns emergency_code otp spid; counter: in_person; pec: pec; signed-form: signature
T7 | issued active | third-party | online: cie cns spid; counter: in_person; pec: pec; signed-form: signature
T7 | issued active | rao | console: client_certificate local_shell
T7 | issued active | ca-officer | console: client_certificate
T7 | issued active | authority | counter: in_person; pec: pec; signed-form: signature
T8 | suspended | holder | online: cie cns spid; counter: in_person; signed-form: signature
T8 | suspended | third-party | online: cie cns spid; counter: in_person; signed-form: signature
T8 | suspended | rao | console: client_certificate local_shell
T8 | suspended | ca-officer | console: client_certificate
T8 | suspended | authority | counter: in_person; pec: pec; signed-form: signature
T8 | suspended | system | automatic: none
T9 | issued active | holder | online: cie cns spid; counter: in_person; pec: pec; signed-form: signature
T9 | issued active | applicant | online: cie cns spid; counter: in_person; pec: pec; signed-form: signature
T9 | issued active | third-party | online: cie cns spid; counter: in_person; pec: pec; signed-form: signature
T9 | issued active | rao | console: client_certificate local_shell
T9 | issued active | ca-officer | console: client_certificate
T9 | issued active | authority | counter: in_person; pec: pec; signed-form: signature
T9 | issued active | system | automatic: none
T10 | suspended | holder | online: cie cns spid; counter: in_person; pec: pec; signed-form: signature
T10 | suspended | applicant | online: cie cns spid; counter: in_person; pec: pec; signed-form: signature
T10 | suspended | third-party | online: cie cns spid; counter: in_person; pec: pec; signed-form: signature
T10 | suspended | rao | console: client_certificate local_shell
T10 | suspended | ca-officer | console: client_certificate
T10 | suspended | authority | counter: in_person; pec: pec; signed-form: signature
T10 | suspended | system | automatic: none
T11 | revoked | ca-officer | console: client_certificate
";

/// Where each transition leads.
const LEADS_TO: [(&str, &str); 11] = [
    ("T1", "approved"),
    ("T2", "cancelled"),
    ("T3", "issuing"),
    ("T4", "issued"),
    ("T5", "revoked"),
    ("T6", "active"),
    ("T7", "suspended"),
    ("T8", "active"),
    ("T9", "revoked"),
    ("T10", "revoked"),
    ("T11", "revoked"),
];

/// `T8 suspended rao console local_shell`.
fn allowed() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for line in ALLOWED.trim().lines() {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [step, states, party, ways] = columns[..] else { panic!("{line}") };
        for state in states.split(' ') {
            for way in ways.split(';') {
                let (channel, methods) = way.trim().split_once(':').unwrap();
                for method in methods.trim().split(' ') {
                    assert!(
                        out.insert(format!("{step} {state} {party} {channel} {method}")),
                        "twice: {line}"
                    );
                }
            }
        }
    }
    out
}

/// Every combination, with how the rules decide it.
fn every(hold: impl Fn(StateName) -> Option<(Party, Grounds)>) -> Vec<(String, Result<StateName, Refused>)> {
    let mut out = Vec::new();
    for (index, step) in Step::ALL.into_iter().enumerate() {
        for state in StateName::ALL {
            for party in Party::ALL {
                for channel in Channel::ALL {
                    for method in AuthMethod::ALL {
                        let asker = Asker { party, name: "x".to_owned(), channel, method };
                        let row = format!(
                            "T{} {} {} {} {}",
                            index + 1,
                            state.as_str(),
                            party.name(),
                            channel.name(),
                            method.as_str()
                        );
                        out.push((row, decide(state, step, &asker, hold(state))));
                    }
                }
            }
        }
    }
    out
}

#[test]
fn state_actor_and_channel_decide_every_transition() {
    let allowed = allowed();
    // A suspension that anybody above the program may end: the other suspenders have their own table.
    let plain = |state| (state == StateName::Suspended).then_some((Party::System, Grounds::Ordinary));
    let all = every(plain);
    assert_eq!(all.len(), 11 * 8 * 7 * 7 * 12);
    let mut met = BTreeSet::new();
    for (row, decided) in all {
        let step = row.split(' ').next().unwrap();
        match decided {
            Ok(next) => {
                assert!(allowed.contains(&row), "allowed, and the table does not: {row}");
                let expected = LEADS_TO.iter().find(|(t, _)| *t == step).unwrap().1;
                assert_eq!(next.as_str(), expected, "{row}");
                met.insert(row);
            }
            Err(rule) => {
                assert!(!allowed.contains(&row), "refused by {}, and the table allows: {row}", rule.rule())
            }
        }
    }
    assert_eq!(met, allowed);
}

#[test]
fn what_was_issued_suspended_waits_for_its_receipt_alone() {
    let waiting =
        |state| (state == StateName::Suspended).then_some((Party::System, Grounds::AwaitingReceipt));
    let met: BTreeSet<String> = every(waiting)
        .into_iter()
        .filter(|(row, decided)| decided.is_ok() && row.contains(" suspended "))
        .map(|(row, _)| row)
        .filter(|row| !row.starts_with("T10 "))
        .collect();
    let expected: BTreeSet<String> = [
        "T6 suspended holder online emergency_code",
        "T6 suspended holder counter in_person",
        "T6 suspended holder courier delivery_receipt",
        "T6 suspended rao console client_certificate",
        "T6 suspended rao console local_shell",
    ]
    .map(str::to_owned)
    .into();
    assert_eq!(met, expected);
}

/// T8, who suspended (row) × who reactivates (column): `yes` or the rule that refuses.
///
/// `holder` is recognised by SPID, CIE or CNS; `weak` is the holder with a code to the telephone.
const REACTIVATION: &str = "
suspended by | grounds          | system           | applicant        | holder           | weak   | third-party      | rao              | ca-officer       | authority
holder       | ordinary         | yes              | party            | yes              | method | suspended-by     | yes              | yes              | yes
holder       | key-in-doubt     | key-in-doubt     | party            | key-in-doubt     | method | key-in-doubt     | key-in-doubt     | yes              | key-in-doubt
third-party  | ordinary         | yes              | party            | suspended-by     | method | yes              | yes              | yes              | yes
third-party  | key-in-doubt     | key-in-doubt     | party            | key-in-doubt     | method | key-in-doubt     | key-in-doubt     | yes              | key-in-doubt
rao          | ordinary         | yes              | party            | suspended-by     | method | suspended-by     | yes              | yes              | yes
rao          | key-in-doubt     | key-in-doubt     | party            | key-in-doubt     | method | key-in-doubt     | key-in-doubt     | yes              | key-in-doubt
ca-officer   | ordinary         | yes              | party            | suspended-by     | method | suspended-by     | suspended-by     | yes              | yes
ca-officer   | key-in-doubt     | key-in-doubt     | party            | key-in-doubt     | method | key-in-doubt     | key-in-doubt     | yes              | key-in-doubt
authority    | ordinary         | suspended-by     | party            | suspended-by     | method | suspended-by     | suspended-by     | suspended-by     | yes
authority    | key-in-doubt     | suspended-by     | party            | suspended-by     | method | suspended-by     | suspended-by     | suspended-by     | yes
system       | awaiting-receipt | awaiting-receipt | party            | awaiting-receipt | method | awaiting-receipt | awaiting-receipt | awaiting-receipt | awaiting-receipt
";

#[test]
fn who_suspended_decides_who_reactivates() {
    let mut lines =
        REACTIVATION.trim().lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let heading = lines.next().unwrap();
    let mut rows = BTreeSet::new();
    for row in lines {
        let suspended_by = Party::from_name(row[0]).unwrap();
        let grounds = Grounds::from_name(row[1]).unwrap();
        rows.insert((suspended_by, row[1].to_owned()));
        for (column, expected) in heading.iter().zip(&row).skip(2) {
            let (party, channel, method) = match *column {
                "weak" => (Party::Holder, Channel::Online, AuthMethod::Otp),
                "holder" | "third-party" | "applicant" => {
                    (Party::from_name(column).unwrap(), Channel::Online, AuthMethod::Spid)
                }
                "system" => (Party::System, Channel::Automatic, AuthMethod::None),
                "authority" => (Party::PublicAuthority, Channel::Pec, AuthMethod::Pec),
                other => (Party::from_name(other).unwrap(), Channel::Console, AuthMethod::ClientCertificate),
            };
            let asker = Asker { party, name: "x".to_owned(), channel, method };
            let decided =
                decide(StateName::Suspended, Step::Reactivate, &asker, Some((suspended_by, grounds)));
            let found = decided.map_or_else(|refused| refused.rule(), |_| "yes");
            assert_eq!(found, *expected, "suspended by {} ({}), reactivated by {column}", row[0], row[1]);
        }
    }
    // Every party that suspends, on both grounds, and the program's hold.
    assert_eq!(rows.len(), 5 * 2 + 1);
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn subject(state: CertificateState) -> Subject {
    Subject {
        state,
        purpose: Purpose::Signature,
        not_before: at("2026-11-22T09:00:00Z"),
        not_after: at("2029-11-22T00:00:00Z"),
        hold: None,
    }
}

fn suspended(since: Timestamp) -> Subject {
    let hold = Hold { since, until: None, by: Party::Rao, grounds: Grounds::Ordinary };
    Subject { hold: Some(hold), ..subject(CertificateState::Suspended { since }) }
}

fn rao() -> Asker {
    Asker {
        party: Party::Rao,
        name: "op".to_owned(),
        channel: Channel::Console,
        method: AuthMethod::ClientCertificate,
    }
}

fn officer() -> Asker {
    Asker { party: Party::CaOfficer, ..rao() }
}

fn holder() -> Asker {
    Asker {
        party: Party::Holder,
        name: "RSSMRA80A01H501U".to_owned(),
        channel: Channel::Online,
        method: AuthMethod::Spid,
    }
}

#[test]
fn nothing_changes_an_expired_certificate_but_what_is_known_of_its_revocation() {
    let end = at("2029-11-22T00:00:00Z");
    for state in [CertificateState::Issued, CertificateState::Active] {
        assert_eq!(
            subject(state).suspend(&rao(), (Motive::Suspension, end), (None, None), end),
            Err(Refused::Expired)
        );
        assert_eq!(subject(state).revoke(&rao(), Motive::Broken, None, end), Err(Refused::Expired));
    }
    assert_eq!(subject(CertificateState::Issued).activate(&rao(), end), Err(Refused::Expired));
    let held = suspended(at("2027-01-01T00:00:00Z"));
    assert_eq!(held.reactivate(&rao(), false, end), Err(Refused::Expired), "it stays on the list for ever");
    assert_eq!(held.revoke(&rao(), Motive::Broken, None, end), Err(Refused::Expired));
    let revoked = CertificateState::Revoked { at: end, reason: Reason::Superseded, invalidity: None };
    assert!(subject(revoked).amend(&officer(), None, end).is_ok());
}

#[test]
fn a_service_certificate_is_never_suspended() {
    let now = at("2027-01-01T00:00:00Z");
    for (profile, refused) in [
        ("ca", true),
        ("tsu", true),
        ("ocsp", true),
        ("something-new", true),
        ("signature", false),
        ("cns", false),
        ("operator", false),
        ("tls", false),
    ] {
        let purpose = Purpose::of_profile(profile);
        let subject = Subject { purpose, ..subject(CertificateState::Active) };
        let decided = subject.suspend(&rao(), (Motive::Suspension, now), (None, None), now);
        assert_eq!(decided == Err(Refused::NotSuspendable), refused, "{profile}");
    }
}

#[test]
fn the_start_of_a_suspension_has_its_bounds() {
    let now = at("2027-01-10T10:00:00Z");
    let active = subject(CertificateState::Active);
    let from = |since: &str, received: &str, asker: &Asker| {
        let (motive, received) = (Motive::Suspension, at(received));
        active
            .suspend(asker, (motive, received), (Some(at(since)), None), now)
            .map(|(state, _)| state)
            .map_err(|refused| refused.rule())
    };
    let since = |text: &str| Ok(CertificateState::Suspended { since: at(text) });
    let today = "2027-01-10T10:00:00Z";
    // By PEC on Saturday, entered on Monday: from Saturday.
    assert_eq!(
        from("2027-01-08T10:00:00Z", "2027-01-08T10:00:00Z", &holder()),
        since("2027-01-08T10:00:00Z")
    );
    assert_eq!(from("2027-01-08T09:59:59Z", "2027-01-08T10:00:00Z", &holder()), Err("start-before-receipt"));
    assert_eq!(from("2026-12-01T00:00:00Z", today, &rao()), since("2026-12-01T00:00:00Z"));
    assert_eq!(from("2026-11-22T09:00:00Z", today, &rao()), since("2026-11-22T09:00:00Z"));
    assert_eq!(from("2026-11-22T08:59:59Z", today, &rao()), Err("start-before-issue"));
    assert_eq!(from("2027-01-10T10:00:01Z", today, &rao()), Err("in-future"));
    assert_eq!(from(today, "2027-01-10T10:00:01Z", &rao()), Err("in-future"));
}

#[test]
fn a_suspension_may_have_an_end_unless_the_key_is_in_doubt() {
    let now = at("2027-01-10T10:00:00Z");
    let active = subject(CertificateState::Active);
    let with = |motive, until: &str| {
        active
            .suspend(&rao(), (motive, now), (None, Some(at(until))), now)
            .map(|(_, hold)| hold.grounds)
            .map_err(|refused| refused.rule())
    };
    assert_eq!(with(Motive::Suspension, "2027-02-01T00:00:00Z"), Ok(Grounds::Ordinary));
    assert_eq!(with(Motive::Suspension, "2027-01-10T10:00:00Z"), Err("end-before-start"));
    assert_eq!(with(Motive::AwaitingReceipt, "2027-02-01T00:00:00Z"), Err("motive"));
    assert_eq!(with(Motive::Theft, "2027-02-01T00:00:00Z"), Err("no-end"));
}

#[test]
fn a_revocation_from_suspension_keeps_its_start() {
    let (since, now) = (at("2027-01-01T08:00:00Z"), at("2027-01-10T10:00:00Z"));
    let revoked = suspended(since).revoke(&holder(), Motive::Theft, None, now).unwrap();
    assert_eq!(revoked.on_list(), Some((since, Reason::KeyCompromise, None)));
    let revoked = subject(CertificateState::Active).revoke(&holder(), Motive::Broken, None, now).unwrap();
    assert_eq!(revoked.on_list(), Some((now, Reason::CessationOfOperation, None)));
}

#[test]
fn a_date_of_invalidity_goes_with_a_compromised_key() {
    let now = at("2027-01-10T10:00:00Z");
    let active = subject(CertificateState::Active);
    let revoke = |motive, since: &str| {
        active.revoke(&rao(), motive, Some(at(since)), now).map_err(|refused| refused.rule())
    };
    let since = "2027-01-01T00:00:00Z";
    assert_eq!(revoke(Motive::Theft, since).unwrap().on_list().unwrap().2, Some(at(since)));
    assert_eq!(revoke(Motive::Broken, since), Err("invalidity"));
    assert_eq!(revoke(Motive::Theft, "2026-11-22T08:59:59Z"), Err("invalidity"));
    assert_eq!(revoke(Motive::Theft, "2027-01-10T10:00:01Z"), Err("in-future"));
    assert_eq!(
        active.revoke(&rao(), Motive::Suspension, None, now).map_err(|refused| refused.rule()),
        Err("motive")
    );
}

#[test]
fn an_amendment_only_makes_a_revocation_graver() {
    let (revoked_at, now) = (at("2027-01-10T10:00:00Z"), at("2027-02-01T00:00:00Z"));
    let (early, late) = (at("2027-01-01T00:00:00Z"), at("2027-01-05T00:00:00Z"));
    let of = |reason, invalidity| subject(CertificateState::Revoked { at: revoked_at, reason, invalidity });
    let plain = of(Reason::CessationOfOperation, None);
    let compromised = |invalidity| {
        Ok(CertificateState::Revoked { at: revoked_at, reason: Reason::KeyCompromise, invalidity })
    };
    assert_eq!(plain.amend(&officer(), None, now), compromised(None));
    assert_eq!(plain.amend(&officer(), Some(early), now), compromised(Some(early)));
    let known = of(Reason::KeyCompromise, Some(late));
    assert_eq!(known.amend(&officer(), Some(early), now), compromised(Some(early)));
    assert_eq!(known.amend(&officer(), None, now), Err(Refused::NothingToAmend));
    let known = of(Reason::KeyCompromise, Some(early));
    assert_eq!(known.amend(&officer(), Some(late), now), Err(Refused::InvalidityLater));
    assert!(plain.amend(&rao(), None, now).is_err());
}

#[test]
fn the_program_reactivates_only_when_the_term_is_over() {
    let now = at("2027-01-10T10:00:00Z");
    let held = suspended(at("2027-01-01T08:00:00Z"));
    let system = Asker::system("deadlines");
    assert_eq!(held.reactivate(&system, false, now), Err(Refused::TooEarly));
    assert_eq!(held.reactivate(&system, true, now), Ok(CertificateState::Active));
}

#[test]
fn an_operator_enters_what_others_ask_and_nobody_else_does() {
    use foundation::{Actor, Role};
    let actor = |role, method| Actor { role, name: "RSSMRA80A01H501U".to_owned(), method };
    let by_pec = Asker::through(Channel::Pec, Party::Holder, "RSSMRA80A01H501U");
    assert!(by_pec.entered_by(&actor(Role::Rao, AuthMethod::ClientCertificate)).is_ok());
    assert!(by_pec.entered_by(&actor(Role::SysAdmin, AuthMethod::LocalShell)).is_ok());
    for (role, method) in [
        (Role::Rao, AuthMethod::Otp),
        (Role::Holder, AuthMethod::Spid),
        (Role::Auditor, AuthMethod::ClientCertificate),
        (Role::KeyCustodian, AuthMethod::ClientCertificate),
        (Role::SysAdmin, AuthMethod::ClientCertificate),
        (Role::System, AuthMethod::None),
    ] {
        assert!(by_pec.entered_by(&actor(role, method)).is_err(), "{role:?}");
    }
    let spid = actor(Role::Holder, AuthMethod::Spid);
    assert!(Asker::of(&spid).entered_by(&spid).is_ok());
    assert!(holder().entered_by(&actor(Role::Holder, AuthMethod::Otp)).is_err(), "recognised otherwise");
    assert!(officer().entered_by(&actor(Role::Rao, AuthMethod::ClientCertificate)).is_err());
    for (role, method) in [
        (Role::Auditor, AuthMethod::ClientCertificate),
        (Role::KeyCustodian, AuthMethod::ClientCertificate),
        (Role::SysAdmin, AuthMethod::ClientCertificate),
        (Role::Rao, AuthMethod::Otp),
        (Role::CaOfficer, AuthMethod::LocalShell),
    ] {
        let actor = actor(role, method);
        assert!(Asker::of(&actor).entered_by(&actor).is_err(), "{role:?} {method:?}");
    }
    let shell = Actor::command_line();
    assert!(Asker::of(&shell).entered_by(&shell).is_ok());
}

#[test]
fn every_transition_of_the_certificate_starts_only_from_its_own_states() {
    use CertificateState as S;
    let zero = Timestamp::UNIX_EPOCH;
    let states = [
        S::Issuing,
        S::Issued,
        S::Active,
        S::Suspended { since: zero },
        S::Revoked { at: zero, reason: Reason::CessationOfOperation, invalidity: None },
    ];
    let allowed = |step: fn(S) -> Result<S, Refused>| states.map(|state| step(state).is_ok());
    assert_eq!(allowed(S::issue), [true, false, false, false, false]);
    assert_eq!(allowed(|s| s.abandon(Timestamp::UNIX_EPOCH)), [true, false, false, false, false]);
    assert_eq!(allowed(S::activate), [false, true, false, false, false]);
}

#[test]
fn what_is_stored_comes_back() {
    let zero = Timestamp::UNIX_EPOCH;
    for state in [
        CertificateState::Issuing,
        CertificateState::Active,
        CertificateState::Suspended { since: zero },
        CertificateState::Revoked { at: zero, reason: Reason::KeyCompromise, invalidity: Some(zero) },
    ] {
        let (since, reason, invalidity) = match state.on_list() {
            Some((since, reason, invalidity)) => (Some(since), Some(u64::from(reason.code())), invalidity),
            None => (None, None, None),
        };
        assert_eq!(CertificateState::from_stored(state.name(), since, reason, invalidity), Some(state));
    }
    assert_eq!(CertificateState::from_stored("suspended", None, None, None), None);
}
