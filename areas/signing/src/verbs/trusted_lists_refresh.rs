//! Fetches newer copies of the trusted lists that are kept, and the lists that the list of lists names.

use foundation::{Actor, hex};
use trustlist::{
    CheckedList, TrustedList,
    lotl::{self, Walk},
};
use x509::Certificate;

use super::trusted_lists_import::{ListFile, ListOutcome, ListTaken, outcome, rejected};
use crate::{
    SigningError,
    rules::trusted_lists::{is_beside, is_due},
    tables::trusted_lists as rows,
    trusted_lists::{KeptList, KeptLists, UNION},
};

/// Where lists come from.
pub trait ListSource: std::fmt::Debug + Send + Sync {
    /// The file at an http or https address, within limits of size and time.
    ///
    /// # Errors
    /// Why it could not be had, in words.
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String>;
}

impl KeptLists {
    /// Looks for newer copies: of the list of lists, then of every list that it names, and of those that
    /// were taken without it and say where they are; of the countries that were chosen, if any were. Unless `all`, only of those that are due (daily;
    /// hourly when late). A copy that is not accepted is told and the kept one stays.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn refresh(
        &self,
        actor: &Actor,
        source: &dyn ListSource,
        all: bool,
    ) -> Result<Vec<ListOutcome>, SigningError> {
        let now = self.clock.now();
        let kept = self.states()?;
        let due = |list: &KeptList| all || is_due(list.tried, list.rejected.is_some(), list.next_update, now);
        let of = |territory: &str| kept.iter().find(|list| list.territory == territory);
        let mut outcomes = Vec::new();
        if let Some(list) = of(UNION).filter(|list| due(list))
            && let Some(location) = &list.location
        {
            outcomes.push(self.refresh_list_of_lists(actor, source, location)?);
        }
        let union = self.kept(UNION)?;
        let mut wanted: Vec<(String, String)> = Vec::new();
        if let Some(union) = &union {
            for pointer in lotl::national(&union.list) {
                if let Some(territory) = &pointer.territory {
                    wanted.push((territory.clone(), pointer.location.clone()));
                }
            }
        }
        for list in kept.iter().filter(|list| list.territory != UNION) {
            if let Some(location) = &list.location
                && !wanted.iter().any(|(territory, _)| *territory == list.territory)
            {
                wanted.push((list.territory.clone(), location.clone()));
            }
        }
        for (territory, location) in wanted {
            if !self.countries.is_empty() && !self.countries.contains(&territory) {
                continue;
            }
            if of(&territory).is_none_or(&due) {
                outcomes.push(self.refresh_national(actor, source, &territory, location, union.as_ref())?);
            }
        }
        Ok(outcomes)
    }

    fn refresh_list_of_lists(
        &self,
        actor: &Actor,
        source: &dyn ListSource,
        location: &str,
    ) -> Result<ListOutcome, SigningError> {
        let known = self.named_signers(UNION)?;
        let mut file = ListFile { name: location.to_owned(), octets: Vec::new() };
        let mut walked = || -> Result<CheckedList, String> {
            file.octets = source.fetch(location)?;
            let told = |error: lotl::LotlError| error.to_string();
            let mut walk = Walk::start(&file.octets, &known).map_err(told)?;
            while let Some(url) = walk.wanted() {
                if !is_beside(location, url) {
                    return Err(format!("the pivot {url} is not where the list of lists is"));
                }
                let pivot = source.fetch(url)?;
                walk = walk.supply(&pivot).map_err(told)?;
            }
            walk.finish().map_err(told)
        };
        match walked() {
            Ok(checked) => self.take(actor, file, &checked, &[]),
            Err(why) => {
                self.reject(actor, UNION, &why)?;
                let mut outcome = rejected(&file, None, why);
                outcome.territory = Some(UNION.to_owned());
                Ok(outcome)
            }
        }
    }

    fn refresh_national(
        &self,
        actor: &Actor,
        source: &dyn ListSource,
        territory: &str,
        location: String,
        union: Option<&CheckedList>,
    ) -> Result<ListOutcome, SigningError> {
        let mut file = ListFile { name: location, octets: Vec::new() };
        if let Some(number) = self.unchanged(source, territory, &file.name, union)? {
            let now = self.clock.now();
            let named = territory.to_owned();
            self.store.write_blocking(move |tx| rows::tried(tx, &named, now, None))?;
            let same = outcome(&file, None, ListTaken::Same);
            return Ok(ListOutcome {
                territory: Some(territory.to_owned()),
                sequence_number: Some(number),
                ..same
            });
        }
        let mut read = || -> Result<TrustedList, String> {
            file.octets = source.fetch(&file.name)?;
            let list = TrustedList::from_xml(&file.octets).map_err(|error| error.to_string())?;
            match list.scheme.territory.as_deref() {
                Some(own) if own == territory => Ok(list),
                other => Err(format!("it is the list of {}", other.unwrap_or("no country"))),
            }
        };
        match read() {
            Ok(list) => self.import_national(actor, file, &list, union, &[]),
            Err(why) => {
                self.reject(actor, territory, &why)?;
                let mut outcome = rejected(&file, None, why);
                outcome.territory = Some(territory.to_owned());
                Ok(outcome)
            }
        }
    }
    /// The number of the copy that is kept, if the list at an address is the same by the digest that stands
    /// beside it (TS 119 612 §6.1), and whoever signed it still may.
    fn unchanged(
        &self,
        source: &dyn ListSource,
        territory: &str,
        location: &str,
        union: Option<&CheckedList>,
    ) -> Result<Option<u64>, SigningError> {
        let Some(place) = digest_place(location) else { return Ok(None) };
        let kept: Vec<rows::ListRow> = self.store.read_blocking(rows::all)?;
        let Some(kept) = kept.into_iter().find(|row| row.territory == territory && row.rejected.is_none())
        else {
            return Ok(None);
        };
        let named = territory.to_owned();
        let Some((_, signer)) = self.store.read_blocking(move |tx| rows::octets(tx, &named))? else {
            return Ok(None);
        };
        let pointer = union.and_then(|union| lotl::pointer_to(&union.list, territory));
        let may_sign: Vec<Certificate> = match pointer {
            Some(pointer) => pointer.certificates.clone(),
            None => self.named_signers(territory)?,
        };
        if !may_sign.iter().any(|certificate| certificate.der() == signer) {
            return Ok(None);
        }
        let same = source.fetch(&place).is_ok_and(|digest| is_digest(&digest, &kept.sha256));
        Ok(same.then_some(kept.sequence_number))
    }
}

/// Where the digest of a list is: in the place of its ending, `.sha2`.
fn digest_place(location: &str) -> Option<String> {
    let at = location.len().checked_sub(4).filter(|at| location.is_char_boundary(*at))?;
    let (stem, ending) = location.split_at(at);
    ending.eq_ignore_ascii_case(".xml").then(|| format!("{stem}.sha2"))
}

/// Whether these octets are a digest, as octets or in hexadecimal digits.
fn is_digest(octets: &[u8], sha256: &str) -> bool {
    hex(octets) == sha256 || octets.trim_ascii().eq_ignore_ascii_case(sha256.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_stands_beside_the_list() {
        let place = digest_place("https://eidas.agid.gov.it/TL/TSL-IT.xml");
        assert_eq!(place.as_deref(), Some("https://eidas.agid.gov.it/TL/TSL-IT.sha2"));
        assert_eq!(digest_place("https://example.it/lista?formato=pdf"), None);
        assert!(is_digest(&[0xab, 0x01], "ab01") && is_digest(b"AB01\r\n", "ab01"));
        assert!(!is_digest(b"", "ab01") && !is_digest(b"ab02", "ab01"));
    }
}
