//! Takes trusted lists from files.

use foundation::{Actor, AuditEvent, hex};
use trustlist::{
    CheckedList, TrustedList,
    check::check,
    lotl::{self, Walk},
};
use x509::{Certificate, alg::DigestAlgorithm};

use crate::{
    SigningError,
    rules::trusted_lists::{Copy, Fate, fate},
    tables::trusted_lists as rows,
    trusted_lists::{KeptLists, UNION},
};

/// A file that is offered.
#[derive(Clone, Debug)]
pub struct ListFile {
    /// Its name or address, to be told.
    pub name: String,
    /// Its octets.
    pub octets: Vec<u8>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListOutcome {
    /// The file.
    pub name: String,
    /// The country of the list, as far as it could be read.
    pub territory: Option<String>,
    /// Its sequence number.
    pub sequence_number: Option<u64>,
    /// What became of it.
    pub taken: ListTaken,
}

/// What became of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListTaken {
    /// It is now the one that is kept.
    Taken,
    /// It was kept already.
    Same,
    /// It is an earlier issue of the list of lists, and led to the current one.
    Pivot,
    /// It was not taken; the text says why.
    Rejected(String),
}

impl KeptLists {
    /// Takes lists from files, each after its check: the list of lists first, with its pivots if they
    /// are among the files, then the lists of the countries with the certificates that it names.
    ///
    /// `signers` are certificates that a person answers for: those of the Official Journal for the list
    /// of lists, or those of a country's list that no list of lists points to. They are kept for the
    /// time when the list is fetched again.
    ///
    /// # Errors
    /// When the store refuses. A list that is not taken is no error.
    pub fn import(
        &self,
        actor: &Actor,
        files: Vec<ListFile>,
        signers: &[Certificate],
    ) -> Result<Vec<ListOutcome>, SigningError> {
        let mut outcomes = Vec::new();
        let (mut union, mut national) = (Vec::new(), Vec::new());
        for file in files {
            match TrustedList::from_xml(&file.octets) {
                Err(error) => outcomes.push(rejected(&file, None, error.to_string())),
                Ok(list) if list.is_list_of_lists() => union.push((file, list)),
                Ok(list) => national.push((file, list)),
            }
        }
        union.sort_by_key(|(_, list)| list.scheme.sequence_number);
        if let Some((current, list)) = union.pop() {
            self.import_list_of_lists(actor, current, &list, union, signers, &mut outcomes)?;
        }
        let union = self.kept(UNION)?;
        for (file, list) in national {
            let outcome = self.import_national(actor, file, &list, union.as_ref(), signers)?;
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    fn import_list_of_lists(
        &self,
        actor: &Actor,
        current: ListFile,
        list: &TrustedList,
        pivots: Vec<(ListFile, TrustedList)>,
        signers: &[Certificate],
        outcomes: &mut Vec<ListOutcome>,
    ) -> Result<(), SigningError> {
        let known = if signers.is_empty() { self.named_signers(UNION)? } else { signers.to_vec() };
        let walked = || {
            let mut walk = Walk::start(&current.octets, &known)?;
            for (pivot, _) in &pivots {
                walk = walk.supply(&pivot.octets)?;
            }
            walk.finish()
        };
        match walked() {
            Ok(checked) => {
                for (pivot, list) in &pivots {
                    outcomes.push(outcome(pivot, Some(list), ListTaken::Pivot));
                }
                outcomes.push(self.take(actor, current, &checked, signers)?);
            }
            Err(error) => {
                let why = error.to_string();
                self.reject(actor, UNION, &why)?;
                outcomes.push(rejected(&current, Some(list), why));
            }
        }
        Ok(())
    }

    /// Takes a country's list, with the certificates that the list of lists names; where it names none,
    /// with those that a person named.
    pub(crate) fn import_national(
        &self,
        actor: &Actor,
        file: ListFile,
        list: &TrustedList,
        union: Option<&CheckedList>,
        signers: &[Certificate],
    ) -> Result<ListOutcome, SigningError> {
        let Some(territory) = list.scheme.territory.as_deref().filter(|territory| *territory != UNION) else {
            return Ok(rejected(&file, Some(list), "it does not say of which country it is".to_owned()));
        };
        let pointer = union.and_then(|union| lotl::pointer_to(&union.list, territory));
        let (known, named): (Vec<Certificate>, &[Certificate]) = match pointer {
            Some(pointer) => (pointer.certificates.clone(), &[]),
            None if signers.is_empty() => (self.named_signers(territory)?, &[]),
            None => (signers.to_vec(), signers),
        };
        match check(&file.octets, &known) {
            Ok(checked) => self.take(actor, file, &checked, named),
            Err(refusal) => {
                let why = refusal.to_string();
                self.reject(actor, territory, &why)?;
                Ok(rejected(&file, Some(list), why))
            }
        }
    }

    /// Keeps a list whose signature holds, unless a newer one is kept.
    pub(crate) fn take(
        &self,
        actor: &Actor,
        file: ListFile,
        checked: &CheckedList,
        named: &[Certificate],
    ) -> Result<ListOutcome, SigningError> {
        let now = self.clock.now();
        let scheme = &checked.list.scheme;
        let signer = checked.signer.as_ref().map(|signer| signer.der().to_vec()).unwrap_or_default();
        let row = rows::ListRow {
            territory: scheme.territory.clone().unwrap_or_else(|| UNION.to_owned()),
            location: own_location(&checked.list),
            sequence_number: scheme.sequence_number,
            issued_at: scheme.issued,
            next_update: scheme.next_update,
            sha256: hex(&DigestAlgorithm::Sha256.digest(&file.octets)),
            checked_at: now,
            tried_at: now,
            rejected: None,
        };
        let named: Vec<(String, Vec<u8>)> = named
            .iter()
            .map(|certificate| (hex(&certificate.sha256()), certificate.der().to_vec()))
            .collect();
        let event = AuditEvent::done("trusted-list.taken", actor, "trusted-list", &row.territory)
            .because(&format!("no. {} of {}", row.sequence_number, row.issued_at))
            .evidence(&row.sha256);
        let octets = file.octets.clone();
        let taken = self.store.write_blocking(move |tx| -> Result<ListTaken, store::Error> {
            let kept = rows::all(tx)?.into_iter().find(|kept| kept.territory == row.territory);
            let copy = |row: &rows::ListRow| (row.sequence_number, row.issued_at, row.sha256.clone());
            let (kept, offered) = (kept.as_ref().map(copy), copy(&row));
            match fate(kept.as_ref().map(as_copy), as_copy(&offered)) {
                Fate::Older => {
                    let why = "an older issue than the one that is kept";
                    rows::tried(tx, &row.territory, now, Some(why))?;
                    tx.audit(now, &event.failed(why))?;
                    return Ok(ListTaken::Rejected(why.to_owned()));
                }
                Fate::Same => rows::tried(tx, &row.territory, now, None)?,
                Fate::Taken => {
                    rows::put(tx, &row, &octets, &signer)?;
                    tx.audit(now, &event)?;
                }
            }
            if !named.is_empty() {
                let mut event = AuditEvent::done(
                    "trusted-list.signers-named",
                    &event.actor,
                    "trusted-list",
                    &row.territory,
                );
                event.evidence = named.iter().map(|(sha256, _)| sha256.clone()).collect();
                rows::name_signers(tx, &row.territory, &named, now)?;
                tx.audit(now, &event)?;
            }
            let same = kept.is_some_and(|kept| kept.2 == offered.2);
            Ok(if same { ListTaken::Same } else { ListTaken::Taken })
        })?;
        Ok(outcome(&file, Some(&checked.list), taken))
    }

    /// Notes that a copy was offered that is not taken.
    pub(crate) fn reject(&self, actor: &Actor, territory: &str, why: &str) -> Result<(), SigningError> {
        let now = self.clock.now();
        let event = AuditEvent::done("trusted-list.rejected", actor, "trusted-list", territory).failed(why);
        let (territory, why) = (territory.to_owned(), why.to_owned());
        Ok(self.store.write_blocking(move |tx| -> Result<(), store::Error> {
            rows::tried(tx, &territory, now, Some(&why))?;
            tx.audit(now, &event).map(drop)
        })?)
    }
}

fn as_copy(parts: &(u64, foundation::Timestamp, String)) -> Copy<'_> {
    Copy { sequence_number: parts.0, issued: parts.1, sha256: &parts.2 }
}

/// Where newer copies of a list are, by what it says of itself: the list of lists points to itself.
fn own_location(list: &TrustedList) -> Option<String> {
    if list.is_list_of_lists() {
        let own = list
            .pointers
            .iter()
            .find(|pointer| pointer.is_xml() && pointer.list_type.as_ref() == Some(&list.scheme.list_type));
        return own.map(|pointer| pointer.location.clone());
    }
    let is_xml = |uri: &&String| uri.to_ascii_lowercase().ends_with("xml");
    list.scheme.distribution_points.iter().find(is_xml).cloned()
}

pub(crate) fn outcome(file: &ListFile, list: Option<&TrustedList>, taken: ListTaken) -> ListOutcome {
    ListOutcome {
        name: file.name.clone(),
        territory: list.and_then(|list| list.scheme.territory.clone()),
        sequence_number: list.map(|list| list.scheme.sequence_number),
        taken,
    }
}

pub(crate) fn rejected(file: &ListFile, list: Option<&TrustedList>, why: String) -> ListOutcome {
    outcome(file, list, ListTaken::Rejected(why))
}
