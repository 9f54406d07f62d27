//! Fetches newer copies of the trusted lists that are kept, and the lists that the list of lists names.

use foundation::Actor;
use trustlist::{
    CheckedList, TrustedList,
    lotl::{self, Walk},
};

use super::trusted_lists_import::{ListFile, ListOutcome, rejected};
use crate::{
    SigningError,
    rules::trusted_lists::{is_beside, is_due},
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
    /// were taken without it and say where they are. Unless `all`, only of those that are due (daily;
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
}
