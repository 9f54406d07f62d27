use std::{fs, process::Command};

use access::pkcs12::{NewKey, Pkcs12Error};
use authority::OperatorRole;
use foundation::{Actor, Secret, SystemEntropy};

use crate::common::house;

#[test]
fn openssl_reads_the_file_with_its_password_only() {
    let house = house();
    house.add("anna", OperatorRole::Rao);
    let key = NewKey::generate().unwrap();
    let csr = key.request().unwrap();
    let certificate =
        house.access.give_certificate(&Actor::command_line(), "anna", OperatorRole::Rao, &csr).unwrap();
    let authorities = house.authority.authorities();
    let above: Vec<_> = authorities.iter().map(|ca| ca.certificate.clone()).collect();
    let password = Secret::new("parola d’ordine".replace('’', "-"));
    let file = key.into_file(&certificate, &above[3..], "Anna (rao)", &password, &SystemEntropy).unwrap();
    let path = house.folder.path().join("anna.p12");
    fs::write(&path, file).unwrap();
    let read = |password: &str| {
        let arguments = ["pkcs12", "-nodes", "-passin", &format!("pass:{password}"), "-in"];
        Command::new("openssl").args(arguments).arg(&path).output().unwrap()
    };
    let opened = read("parola d-ordine");
    let text = String::from_utf8_lossy(&opened.stdout).into_owned();
    assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
    assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 2, "{text}");
    assert!(text.contains("BEGIN PRIVATE KEY") && text.contains("friendlyName: Anna (rao)"));
    assert!(text.contains("localKeyID"));
    assert!(!read("sbagliata").status.success());
}

#[test]
fn a_short_password_is_refused() {
    let house = house();
    house.add("anna", OperatorRole::Rao);
    let key = NewKey::generate().unwrap();
    let csr = key.request().unwrap();
    let certificate =
        house.access.give_certificate(&Actor::command_line(), "anna", OperatorRole::Rao, &csr).unwrap();
    for password in ["1234567", "1234567🔑"] {
        let key = NewKey::generate().unwrap();
        let refused =
            key.into_file(&certificate, &[], "x", &Secret::new(password.to_owned()), &SystemEntropy);
        assert_eq!(refused.unwrap_err(), Pkcs12Error::Password, "{password}");
    }
}
