use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{
    Addresses, Issuer, Refused, Serial, Validity, check_address,
    identifier::{is_codice_fiscale, is_person_identifier, is_without_codice_fiscale},
    subject::{LONG, SHORT, SubjectBuilder, text_problem},
    tbs,
};
use crate::{
    ToSign,
    alg::PublicKey,
    extension::{KeyUsage, PolicyInformation, QcStatement},
    oid,
};

/// Text that goes with 1.3.76.16.6 (AgID determination 121/2019).
pub const AGID_NOTICE: &str =
    "Questo certificato rispetta le raccomandazioni previste dalla Determinazione Agid N. 121/2019";
/// Text that goes with the policy of CNS authentication certificates.
pub const CNS_NOTICE: &str = "Identifies X.509 authentication certificates issued for the italian National \
                              Service Card (CNS) project in according to the italian regulation";
/// Limit of use of certificates for automatic signatures.
pub const AUTOMATIC_SIGNATURE_LIMIT: &str = "Il presente certificato è valido solo per le firme apposte con \
                                             procedura automatica. This certificate may only be used for \
                                             unattended/automated digital signatures.";
/// Three years and the two leap days that they may hold.
pub(crate) const THREE_YEARS: u64 = 3 * 365 + 2;
/// explicitText has at most 200 characters (RFC 5280 §4.2.1.4).
const NOTICE: usize = 200;

/// An organisation that a holder belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affiliation {
    /// Its name.
    pub organization: String,
    /// The holder's role, in words.
    pub title: Option<String>,
    /// The organisation's will, and its duty to ask for revocation, are on file (D121 §4.1.5b).
    pub proof_on_file: bool,
}

/// P2: qualified signature of a natural person (EN 319 412-2, AgID determination 121/2019).
///
/// Subject: C, SN, O and title where there is an affiliation, GN, serialNumber, CN (surname and given
/// name in capitals), dnQualifier.
#[derive(Clone, Debug)]
pub struct QualifiedSignature {
    /// Country, two letters.
    pub country: String,
    /// Surname.
    pub surname: String,
    /// Given name.
    pub given_name: String,
    /// `TINIT-` and the codice fiscale, or another identifier for persons who have none.
    pub identifier: String,
    /// The holder's code at the provider, stable across renewals (D121 §4.1.5c).
    pub dn_qualifier: String,
    /// The organisation that the holder belongs to.
    pub affiliation: Option<Affiliation>,
    /// Own policy, with the address of the practice statement and the limits of use.
    pub policy: PolicyInformation,
    /// The key is in a qualified device: QCP-n-qscd and QcSSCD; else QCP-n.
    pub qscd: bool,
    /// Years that the registration documents are kept.
    pub retention_years: u64,
    /// Disclosure statements: https address and language, English among them.
    pub disclosure: Vec<(String, String)>,
    /// Limit on the value of transactions.
    pub limit: Option<QcStatement>,
    /// Declare 1.3.76.16.6.
    pub agid_declaration: bool,
    /// The authority's lists keep revoked certificates after expiry (D121 §4.4).
    pub lists_keep_expired: bool,
    /// Where status and issuer are published.
    pub addresses: Addresses,
    /// First and last instant.
    pub validity: Validity,
}

impl QualifiedSignature {
    /// The octets to be signed.
    ///
    /// # Errors
    /// The rule that refused.
    pub fn to_sign(&self, issuer: &Issuer<'_>, serial: &Serial, key: &PublicKey) -> Result<ToSign, Refused> {
        self.validity.check(THREE_YEARS, Some(issuer.not_after))?;
        self.check_agid()?;
        self.addresses.check()?;
        if !is_person_identifier(&self.identifier) {
            return Err(Refused::Name { attribute: "serialNumber", rule: "not an identifier of a person" });
        }
        check_own_policy(&self.policy)?;
        for (url, language) in &self.disclosure {
            check_address("disclosure", url, "https://")?;
            if language.len() != 2 || !language.bytes().all(|octet| octet.is_ascii_lowercase()) {
                return Err(Refused::Policy("the language of a disclosure statement has two small letters"));
            }
        }
        if !self.disclosure.iter().any(|(_, language)| language == "en") {
            return Err(Refused::Policy("a disclosure statement in English is required"));
        }
        let subject = self.subject()?;
        let mut policies = vec![
            PolicyInformation::plain(if self.qscd { oid::QCP_N_QSCD } else { oid::QCP_N }),
            self.policy.clone(),
        ];
        if self.agid_declaration {
            let notices = vec![AGID_NOTICE.to_owned()];
            policies.push(PolicyInformation { oid: oid::AGID_D121, cps: Vec::new(), notices });
        }
        tbs::issued(issuer, serial, self.validity, &subject, key, |x| {
            x.key_usage(KeyUsage::NON_REPUDIATION);
            x.policies(&policies);
            x.raw(&oid::QC_STATEMENTS, false, |w| {
                w.sequence(|w| self.statements().iter().for_each(|statement| statement.write(w)));
            });
            x.addresses(&self.addresses);
            x.keys(issuer, key);
        })
    }

    fn subject(&self) -> Result<Vec<u8>, Refused> {
        let common_name = format!("{} {}", self.surname, self.given_name).to_uppercase();
        let mut subject =
            SubjectBuilder::new().country(&self.country).text(&oid::SURNAME, &self.surname, LONG);
        if let Some(affiliation) = &self.affiliation {
            if !affiliation.proof_on_file {
                return Err(Refused::Name {
                    attribute: "organizationName",
                    rule: "only with proof of the organisation's will",
                });
            }
            subject = subject.text(&oid::ORGANIZATION, &affiliation.organization, SHORT).optional(
                &oid::TITLE,
                affiliation.title.as_deref(),
                SHORT,
            );
        }
        subject
            .text(&oid::GIVEN_NAME, &self.given_name, LONG)
            .printable(&oid::SERIAL_NUMBER, &self.identifier)
            .text(&oid::COMMON_NAME, &common_name, LONG)
            .printable(&oid::DN_QUALIFIER, &self.dn_qualifier)
            .finish()
    }

    fn statements(&self) -> Vec<QcStatement> {
        let mut statements = vec![QcStatement::Compliance];
        if self.qscd {
            statements.push(QcStatement::Sscd);
        }
        statements.push(QcStatement::RetentionPeriod(self.retention_years));
        statements.push(QcStatement::Type(vec![oid::QCT_ESIGN]));
        statements.push(QcStatement::Pds(self.disclosure.clone()));
        statements.push(QcStatement::Syntax { semantics: oid::SEMANTICS_NATURAL });
        statements.extend(self.limit.clone());
        statements
    }

    /// The declaration of full compliance is refused when one recommendation is not followed.
    fn check_agid(&self) -> Result<(), Refused> {
        if !self.agid_declaration {
            return Ok(());
        }
        let rule = if !self.lists_keep_expired {
            "§4.4: revocation lists must keep expired certificates"
        } else if self.addresses.ocsp.is_empty() {
            "§4.1.3: an OCSP address is required"
        } else if !(self.identifier.starts_with("TINIT-") || is_without_codice_fiscale(&self.identifier)) {
            "§4.1.5a: the codice fiscale, or an identifier for who has none"
        } else if self.affiliation.as_ref().is_some_and(|affiliation| !affiliation.proof_on_file) {
            "§4.1.5b: a role only with proof of the organisation's will"
        } else if self.dn_qualifier.is_empty() {
            "§4.1.5c: the holder's code is required"
        } else if self.retention_years < 20 {
            "documents are kept for twenty years"
        } else {
            return Ok(());
        };
        Err(Refused::AgidDeclaration(rule))
    }
}

/// An own policy has the https address of the practice statement, and texts that fit.
pub(super) fn check_own_policy(policy: &PolicyInformation) -> Result<(), Refused> {
    if policy.cps.is_empty() {
        return Err(Refused::Policy("the address of the practice statement is required"));
    }
    for url in &policy.cps {
        check_address("cps", url, "https://")?;
    }
    if policy.notices.iter().any(|notice| text_problem(notice, NOTICE).is_some()) {
        return Err(Refused::Policy("a limit of use has 1 to 200 characters, none of them invisible"));
    }
    Ok(())
}

/// P3: authentication certificate of a national service card.
///
/// Subject: C, O, OU (the body that issues the card), SN, GN, serialNumber, CN: codice fiscale, card
/// number, and hash of the personal data on the card.
#[derive(Clone, Debug)]
pub struct CnsAuthentication {
    /// Country, two letters.
    pub country: String,
    /// The body that issues the card: `Camera di Commercio`.
    pub organization: String,
    /// Its seat: `CCIAA` and the city.
    pub unit: String,
    /// Surname.
    pub surname: String,
    /// Given name.
    pub given_name: String,
    /// Codice fiscale.
    pub codice_fiscale: String,
    /// Number of the card, 1 to 16 letters and digits.
    pub card_number: String,
    /// SHA-1 of the file of personal data on the card.
    pub personal_data_sha1: [u8; 20],
    /// Own policy, with the address of the practice statement.
    pub policy: PolicyInformation,
    /// Where status and issuer are published.
    pub addresses: Addresses,
    /// First and last instant.
    pub validity: Validity,
}

impl CnsAuthentication {
    /// The common name: `codice fiscale/card number.hash`.
    pub fn common_name(&self) -> String {
        format!("{}/{}.{}", self.codice_fiscale, self.card_number, STANDARD.encode(self.personal_data_sha1))
    }

    /// The octets to be signed.
    ///
    /// # Errors
    /// The rule that refused.
    pub fn to_sign(&self, issuer: &Issuer<'_>, serial: &Serial, key: &PublicKey) -> Result<ToSign, Refused> {
        // Health cards have six years.
        self.validity.check(2 * THREE_YEARS, Some(issuer.not_after))?;
        self.addresses.check()?;
        check_own_policy(&self.policy)?;
        if self.codice_fiscale.len() != 16 || !is_codice_fiscale(&self.codice_fiscale) {
            return Err(Refused::Name {
                attribute: "commonName",
                rule: "not a codice fiscale of 16 characters",
            });
        }
        let number = self.card_number.as_bytes();
        if !(1..=16).contains(&number.len()) || !number.iter().all(u8::is_ascii_alphanumeric) {
            return Err(Refused::Name {
                attribute: "commonName",
                rule: "a card number has 1 to 16 characters",
            });
        }
        let subject = SubjectBuilder::new()
            .country(&self.country)
            .text(&oid::ORGANIZATION, &self.organization, SHORT)
            .text(&oid::ORGANIZATIONAL_UNIT, &self.unit, SHORT)
            .text(&oid::SURNAME, &self.surname, SHORT)
            .text(&oid::GIVEN_NAME, &self.given_name, SHORT)
            .printable(&oid::SERIAL_NUMBER, &format!("TINIT-{}", self.codice_fiscale))
            .text(&oid::COMMON_NAME, &self.common_name(), SHORT)
            .finish()?;
        let notices = vec![CNS_NOTICE.to_owned()];
        let cns = PolicyInformation { oid: oid::CNS_AUTHENTICATION, cps: Vec::new(), notices };
        tbs::issued(issuer, serial, self.validity, &subject, key, |x| {
            x.key_usage(KeyUsage::DIGITAL_SIGNATURE);
            x.purposes(false, &[oid::CLIENT_AUTH, oid::EMAIL_PROTECTION, oid::SMARTCARD_LOGON]);
            x.policies(&[cns, self.policy.clone()]);
            x.addresses(&self.addresses);
            x.keys(issuer, key);
        })
    }
}
