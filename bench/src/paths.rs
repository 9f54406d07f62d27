//! How long it takes to validate a path of three certificates.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use x509::{
    Certificate, oid,
    path::{Conditions, Pool, find},
};

use crate::{
    Plan, process, say,
    table::{Row, Table},
    timing::{self, done},
};

/// Extensions of the authorities and of the end certificate.
const EXTENSIONS: &str = "[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n\
    subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\ncertificatePolicies=1.3.6.1.4.1.32473.1\n\
    [end]\nbasicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n\
    subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\ncertificatePolicies=1.3.6.1.4.1.32473.1\n";

/// Chains of RSA-2048 and of P-256, read and validated.
pub fn measure(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    say("validating paths");
    table.section("path validation, one thread: two certificates read from DER, up to a root that is known");
    std::fs::write(folder.join("extensions.cnf"), EXTENSIONS)?;
    for (name, key) in [("RSA-2048", ["rsa:2048", ""]), ("P-256", ["ec", "ec_paramgen_curve:P-256"])] {
        let [root, middle, end] = chain(folder, key)?;
        let anchors: Pool = [Certificate::from_der(root)?].into_iter().collect();
        let at = Certificate::from_der(&end[..])?.not_before() + std::time::Duration::from_secs(3600);
        let conditions = Conditions { purpose: Some(oid::CLIENT_AUTH), strict: true, ..Conditions::at(at) };
        let (bare_end, bare_middle) = (Certificate::from_der(&end[..])?, Certificate::from_der(&middle[..])?);
        let root = anchors.iter().next().context("the root")?;
        let ours = &mut || {
            let candidates: Pool = [Certificate::from_der(&middle[..])?].into_iter().collect();
            let path = find(&Certificate::from_der(&end[..])?, &[], &candidates, &anchors, &conditions)?;
            ensure!(path.certificates.len() == 3, "a path of {} certificates", path.certificates.len());
            done(path)
        };
        let bare = &mut || {
            bare_end.verify_signed_by(bare_middle.public_key()?)?;
            done(bare_middle.verify_signed_by(root.public_key()?)?)
        };
        let [ours, bare] = timing::in_turns(plan.count(30, 3), plan.count(100, 10), [ours, bare])?;
        let row = format!("a path of three certificates, {name}");
        table.add(Row::limit(&row, ours, (bare, "both bare signatures"), 0.2e-3));
    }
    Ok(())
}

/// Root, authority and end certificate, made by openssl, in DER.
fn chain(folder: &Path, [algorithm, option]: [&str; 2]) -> Result<[Vec<u8>; 3]> {
    let file = |name: &str| folder.join(name).display().to_string();
    let make = |subject: &str, extensions: &str, issuer: Option<&str>| -> Result<Vec<u8>> {
        let (name, config) = (format!("/CN={subject}"), file("extensions.cnf"));
        let (key, certificate) = (file(&format!("{subject}.key")), file(&format!("{subject}.pem")));
        let mut words = vec!["req", "-x509", "-new", "-nodes", "-sha256", "-days", "30", "-subj", &name];
        words.extend(["-config", &config, "-extensions", extensions, "-newkey", algorithm]);
        words.extend(["-keyout", &key, "-out", &certificate]);
        if !option.is_empty() {
            words.extend(["-pkeyopt", option]);
        }
        let issuer = issuer.map(|name| (file(&format!("{name}.pem")), file(&format!("{name}.key"))));
        if let Some((certificate, key)) = &issuer {
            words.extend(["-CA", certificate, "-CAkey", key]);
        }
        process::output("openssl", &words)?;
        Ok(Certificate::from_pem_or_der(&std::fs::read(&certificate)?)?.der().to_vec())
    };
    Ok([make("root", "ca", None)?, make("middle", "ca", Some("root"))?, make("end", "end", Some("middle"))?])
}
