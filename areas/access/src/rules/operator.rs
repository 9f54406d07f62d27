//! Accounts of operators.

use authority::OperatorRole;
use foundation::Role;

/// The role in which an operator acts; none for a program.
pub fn role_of(role: OperatorRole) -> Option<Role> {
    match role {
        OperatorRole::Auditor => Some(Role::Auditor),
        OperatorRole::CaOfficer => Some(Role::CaOfficer),
        OperatorRole::KeyCustodian => Some(Role::KeyCustodian),
        OperatorRole::Rao => Some(Role::Rao),
        OperatorRole::Service => None,
        OperatorRole::Sysadmin => Some(Role::SysAdmin),
    }
}

/// The role among those held that keeps a person from taking another (pki.md §10 K5).
pub fn in_the_way(held: &[OperatorRole], asked: OperatorRole) -> Option<OperatorRole> {
    held.iter().copied().find(|role| !role.goes_with(asked))
}

/// Whether a text can be the name of a person in a certificate: 1 to 64 letters, no control characters.
pub fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.chars().count()) && name == name.trim() && !name.chars().any(char::is_control)
}

/// Whether a text looks like one mail address.
pub fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else { return false };
    let word = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"@,;<>\"()".contains(c))
    };
    email.len() <= 254 && word(local) && word(domain) && !domain.starts_with('.') && !domain.ends_with('.')
}

#[cfg(test)]
mod tests {
    use OperatorRole as R;

    use super::*;

    #[test]
    fn a_person_never_holds_two_of_officer_auditor_and_administrator() {
        for (held, asked, way) in [
            (vec![], R::Auditor, None),
            (vec![R::CaOfficer], R::Auditor, Some(R::CaOfficer)),
            (vec![R::Rao, R::Auditor], R::Sysadmin, Some(R::Auditor)),
            (vec![R::Sysadmin], R::CaOfficer, Some(R::Sysadmin)),
            (vec![R::CaOfficer], R::Rao, None),
            (vec![R::CaOfficer], R::KeyCustodian, None),
        ] {
            assert_eq!(in_the_way(&held, asked), way, "{held:?} {asked}");
        }
    }

    #[test]
    fn names_and_addresses_are_single_lines_of_people() {
        assert!(is_name("Anna D’Água") && !is_name("") && !is_name(" Anna") && !is_name("A\nB"));
        assert!(!is_name(&"x".repeat(65)));
        assert!(is_email("anna.verdi@borgosereno.example"));
        for wrong in
            ["", "anna", "@b.it", "anna@", "anna@.it", "a b@c.it", "a@b@c.it", "A <a@b.it>", "a@b.it,c@d.it"]
        {
            assert!(!is_email(wrong), "{wrong}");
        }
    }
}
