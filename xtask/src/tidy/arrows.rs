//! Which crate may use which: `ceralacca → areas → platform → formats`, and no other way.
//!
//! Among areas and inside `platform` and `formats` only the arrows listed here exist. A new arrow is a decision:
//! add it here and to `ARCHITECTURE.md` in the same commit. Crates used only by tests are not arrows.

use crate::tree::{Finding, Package, Tree};

/// Arrows inside a wing: the crate and what it may use of its own wing.
const WITHIN_A_WING: &[(&str, &[&str])] = &[
    // formats
    ("asn1", &[]),
    ("x509", &["asn1"]),
    ("cades", &["asn1", "x509"]),
    ("pades", &["asn1", "x509", "cades"]),
    ("timestamping", &["asn1", "x509", "cades"]),
    ("xades", &["asn1", "x509"]),
    ("asic", &["asn1", "x509", "cades", "xades"]),
    ("trustlist", &["asn1", "x509", "xades"]),
    ("sigcheck", &["asn1", "x509", "cades", "pades", "xades", "asic", "trustlist"]),
    ("cns-card", &[]),
    // platform
    ("foundation", &[]),
    ("italia", &[]),
    ("store", &["foundation"]),
    ("keyvault", &["foundation"]),
    ("pcsc", &[]),
    ("virtual-reader", &["keyvault"]),
    ("pcsc-library", &["pcsc", "virtual-reader"]),
    ("devices", &["foundation", "keyvault", "pcsc"]),
    ("webkit", &["foundation", "store"]),
    ("post", &["foundation", "store", "webkit"]),
    ("documents", &[]),
    // areas
    ("authority", &[]),
    ("access", &["authority"]),
    ("signing", &["authority"]),
];

/// The wings each wing may use, apart from its own.
const BETWEEN_WINGS: &[(&str, &[&str])] = &[
    ("formats", &[]),
    ("web", &[]),
    ("platform", &["formats", "web"]),
    ("areas", &["formats", "platform"]),
    ("ceralacca", &["formats", "platform", "areas", "web"]),
    ("bench", &["formats", "platform", "areas"]),
    ("xtask", &[]),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let own: Vec<&Package> = tree.packages.iter().filter(|p| p.wing.is_some()).collect();
    let mut findings = Vec::new();
    for package in &own {
        for used in &package.uses {
            let Some(target) = own.iter().find(|p| p.name == *used) else { continue };
            if !allowed(package, target) {
                findings.push(Finding::new(
                    &package.name,
                    format!("may not use {used}: no such arrow in xtask/src/tidy/arrows.rs"),
                ));
            }
        }
    }
    findings
}

fn allowed(from: &Package, to: &Package) -> bool {
    let listed = |table: &[(&str, &[&str])], from: &str, to: &str| {
        table.iter().any(|(name, targets)| *name == from && targets.contains(&to))
    };
    match (from.wing.as_deref(), to.wing.as_deref()) {
        (Some(a), Some(b)) if a == b => listed(WITHIN_A_WING, &from.name, &to.name),
        (Some(a), Some(b)) => listed(BETWEEN_WINGS, a, b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::{Tree, sample::own};

    fn findings(packages: Vec<crate::tree::Package>) -> Vec<String> {
        check(&Tree { packages, ..Tree::default() }).into_iter().map(|f| f.place).collect()
    }

    #[test]
    fn downward_arrows_are_allowed() {
        let packages = vec![
            own("asn1", "formats", &[]),
            own("cades", "formats", &["asn1"]),
            own("store", "platform", &["asn1"]),
            own("authority", "areas", &["store", "cades"]),
            own("signing", "areas", &["authority"]),
            own("ceralacca", "ceralacca", &["signing", "store", "asn1"]),
        ];
        assert_eq!(findings(packages), Vec::<String>::new());
    }

    #[test]
    fn an_upward_arrow_is_found() {
        let packages = vec![
            own("asn1", "formats", &["store"]),
            own("store", "platform", &["authority"]),
            own("authority", "areas", &[]),
        ];
        assert_eq!(findings(packages), ["asn1", "store"]);
    }

    #[test]
    fn an_arrow_against_the_order_inside_a_wing_is_found() {
        let packages = vec![own("authority", "areas", &["signing"]), own("signing", "areas", &[])];
        assert_eq!(findings(packages), ["authority"]);
    }

    #[test]
    fn a_crate_without_a_line_of_its_own_may_not_use_its_wing() {
        let packages = vec![own("drawer", "areas", &["signing"]), own("signing", "areas", &[])];
        assert_eq!(findings(packages), ["drawer"]);
    }
}
