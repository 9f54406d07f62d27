//! Revocation lists (pki.md §6): one per shard and the authority's own, signed anew when due.
//!
//! A list of any size is made in memory that does not grow with it: its entries are read from the
//! database in one pass and written to a scratch file; the signature is made over that file as a
//! stream; head, entries and tail then go in pieces into the database, where no one sees them until
//! the record is written. On the way there the list is read again, linted, and its signature verified
//! with the key that relying parties have. A number is taken for good before anything is signed with
//! it, so a crash costs a number and never uses one twice.

use std::{
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    ops::ControlFlow,
};

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};
use jiff::SignedDuration;
use tempfile::SpooledTempFile;
use x509::{
    alg::DigestAlgorithm,
    crl::{ListCheck, Parameters, Reason, Revoked},
};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    model::{AuthorityKind, ListRecord, PublishedList, Scope, ServiceAuthority},
    tables::{self, ListKey, ListedRow},
    verbs::give_notice::{self, Published},
};

/// From one list to the latest moment of the next.
const VALIDITY: SignedDuration = SignedDuration::from_hours(24);
/// A list older than this is replaced even if nothing changed.
const REFRESH: SignedDuration = SignedDuration::from_mins(60);
/// Octets of entries that stay in memory; more go to a file.
const IN_MEMORY: usize = 1 << 20;
/// Pieces of a list that are stored together with its record; of a longer one each goes before.
const WITH_RECORD: usize = 4;
/// A change is published at once; a list of some size again only so many seconds later for each MiB of
/// it, and within less than a minute (pki.md §6).
const SPACING: i64 = 3;
const MOST_SPACING: i64 = 45;
/// For how long the octets of a list stay when the next is there: whoever is fetching it gets all of it.
const OCTETS_STAY: SignedDuration = SignedDuration::from_mins(60);
/// Publications younger than this are attested by a time stamp when a unit appears.
const ATTESTED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// A list that is to be made.
struct Due {
    key: ListKey,
    number: u64,
    this_update: Timestamp,
    next_update: Timestamp,
    /// The list that a delta adds to.
    base: Option<ListRecord>,
}

/// A list that is signed, checked and not published.
struct Made {
    key: ListKey,
    record: ListRecord,
    /// The pieces that are not stored yet, with their numbers.
    parts: Vec<(u32, Vec<u8>)>,
}

impl Authority {
    /// Signs and publishes the lists that are due: those older than an hour, and those with a
    /// certificate that was issued or changed since: a list that is older than a certificate says
    /// nothing about it. Returns how many. What OCSP has ready about changed certificates is dropped
    /// first.
    ///
    /// # Errors
    /// When a key or the store refuses: the first failure. The other lists are published all the same.
    pub fn publish_lists(&self, actor: &Actor) -> Result<usize, AuthorityError> {
        self.follow_status_changes()?;
        self.publish_where(actor, |_| true, false)
    }

    /// Publishes the last lists of an authority that has come to its end: they hold for ever, and none
    /// follows them (pki.md §6).
    ///
    /// # Errors
    /// When a key or the store refuses.
    pub fn publish_last_lists(
        &self,
        actor: &Actor,
        authority: Id<AuthorityKind>,
    ) -> Result<usize, AuthorityError> {
        self.publish_where(actor, |ca| ca.id == authority, true)
    }

    /// The newest list of a scope.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn newest_list(
        &self,
        authority: &ServiceAuthority,
        scope: Scope,
    ) -> Result<Option<PublishedList>, AuthorityError> {
        let id = authority.id;
        Ok(self.store.read_blocking(move |tx| tables::newest_list(tx, id, scope))?)
    }

    /// The record of the newest full or delta list of a scope, without its octets.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn newest_record(
        &self,
        authority: &ServiceAuthority,
        scope: Scope,
        delta: bool,
    ) -> Result<Option<ListRecord>, AuthorityError> {
        let key = ListKey { authority: authority.id, scope, delta };
        Ok(self.store.read_blocking(move |tx| tables::newest_record(tx, key))?)
    }

    /// Writes the newest full list of a scope, in memory that does not grow with it; `None` when there is
    /// none.
    ///
    /// # Errors
    /// When the store does not answer, or `out` fails.
    pub fn write_list(
        &self,
        authority: &ServiceAuthority,
        scope: Scope,
        out: &mut dyn Write,
    ) -> Result<Option<ListRecord>, AuthorityError> {
        let key = ListKey { authority: authority.id, scope, delta: false };
        let Some(record) = self.newest_record(authority, scope, false)? else { return Ok(None) };
        let mut left = record.size;
        for part in 0.. {
            let Some(octets) = self.list_part(key, record.number, part)? else { break };
            out.write_all(&octets).map_err(AuthorityError::internal)?;
            left = left.saturating_sub(octets.len() as u64);
        }
        if left > 0 {
            return Err(AuthorityError::internal("a piece of a list is missing"));
        }
        Ok(Some(record))
    }

    /// A piece of a published list, from 0; `None` behind its last.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) fn list_part(
        &self,
        key: ListKey,
        number: u64,
        part: u32,
    ) -> Result<Option<Vec<u8>>, AuthorityError> {
        Ok(self.store.read_blocking(move |tx| tables::part(tx, key, number, part))?)
    }

    fn publish_where(
        &self,
        actor: &Actor,
        wanted: impl Fn(&ServiceAuthority) -> bool,
        last: bool,
    ) -> Result<usize, AuthorityError> {
        // One after the other: the second finds nothing to do.
        let _turn = self.status.publishing();
        let authorities = self.authorities();
        let authorities: Vec<&ServiceAuthority> = authorities.iter().filter(|ca| wanted(ca)).collect();
        let mut published = 0;
        let mut first_failure = None;
        for (authority, due) in self.due(&authorities, last)? {
            match self.make_list(authority, &due).and_then(|made| self.publish(actor, authority, made)) {
                Ok(true) => published += usize::from(!due.key.delta),
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(%error, list = path(authority, due.key), "a list could not be published");
                    first_failure.get_or_insert(error);
                }
            }
        }
        self.attest_publications()?;
        first_failure.map_or(Ok(published), Err)
    }

    /// The lists that are due, each with a number that nothing else will ever have.
    fn due<'a>(
        &self,
        authorities: &[&'a ServiceAuthority],
        last: bool,
    ) -> Result<Vec<(&'a ServiceAuthority, Due)>, AuthorityError> {
        let now = self.whole_second();
        let deltas = self.settings.status.delta_lists && !last;
        let keys: Vec<(usize, ListKey)> = authorities
            .iter()
            .enumerate()
            .flat_map(|(index, ca)| {
                ca.scopes().map(move |scope| (index, ListKey { authority: ca.id, scope, delta: false }))
            })
            .collect();
        let due = self.store.read_blocking(move |tx| {
            let mut due = Vec::new();
            for (index, key) in keys {
                let newest = tables::newest_record(tx, key)?;
                let Some(newest) = newest else {
                    due.push((index, key, now, None));
                    continue;
                };
                let ended = newest.next_update == Timestamp::MAX;
                let age = now.duration_since(newest.this_update);
                let spacing = i64::try_from(newest.size >> 20).unwrap_or(i64::MAX).saturating_mul(SPACING);
                let changed = match key.scope {
                    Scope::Authority => false,
                    Scope::Shard(shard) => {
                        age.as_secs() >= spacing.min(MOST_SPACING)
                            && tables::changed_since(tx, key.authority, shard, newest.status_seq)?
                    }
                };
                let delta = ListKey { delta: true, ..key };
                let alone = deltas
                    && tables::newest_record(tx, delta)?.is_none_or(|delta| delta.number < newest.number);
                if !ended && (last || changed || alone || age >= REFRESH) {
                    // A list never speaks of an instant before the one its predecessor spoke of.
                    let base = if deltas { tables::oldest_valid(tx, key, now)? } else { None };
                    due.push((index, key, now.max(newest.this_update), base));
                }
            }
            Ok::<_, store::Error>(due)
        })?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let claimed = self.store.write_blocking(move |tx| {
            due.into_iter()
                .map(|(index, key, this_update, base)| {
                    // Seconds since 1970 at least: after a restore from a backup the numbers go on above
                    // those that were published and are forgotten.
                    let at_least = u64::try_from(this_update.as_second()).unwrap_or(1);
                    let number = tables::claim_number(tx, key.authority, key.scope, at_least)?;
                    Ok((index, key, this_update, base, number))
                })
                .collect::<Result<Vec<_>, store::Error>>()
        })?;
        let mut lists = Vec::with_capacity(claimed.len());
        for (index, key, this_update, base, number) in claimed {
            let next_update = if last { Timestamp::MAX } else { this_update + VALIDITY };
            let authority = authorities[index];
            lists.push((authority, Due { key, number, this_update, next_update, base: None }));
            if deltas && matches!(key.scope, Scope::Shard(_)) {
                let key = ListKey { delta: true, ..key };
                lists.push((authority, Due { key, number, this_update, next_update, base }));
            }
        }
        Ok(lists)
    }

    fn make_list(&self, authority: &ServiceAuthority, due: &Due) -> Result<Made, AuthorityError> {
        self.instants_may_be_signed()?;
        let key = due.key;
        let base = match &due.base {
            _ if !key.delta => None,
            Some(base) => Some((base.number, base.status_seq)),
            // The first delta adds to the list that is published with it: it is empty.
            None => Some((due.number, i64::MAX)),
        };
        let mut scratch = Scratch::new(self.settings.status.scratch.as_deref());
        let (id, scope) = (key.authority, key.scope);
        let (mut entries, count, status_seq) = self.store.read_once_blocking(move |tx| {
            let known = tables::last_change(tx)?;
            let each = &mut |row: ListedRow<'_>| scratch.take(row);
            match (scope, base) {
                (Scope::Authority, _) => {}
                (Scope::Shard(shard), None) => tables::each_listed(tx, id, shard, each)?,
                (Scope::Shard(shard), Some((_, since))) => tables::each_changed(tx, id, shard, since, each)?,
            }
            let count = scratch.count;
            Ok::<_, store::Error>((scratch.finish()?, count, known))
        })?;

        let ca = &authority.certificate;
        let public = ca.public_key().map_err(AuthorityError::internal)?;
        let key_identifier = public.key_identifier();
        let url = |path: String| format!("{}/{path}", authority.publication_url);
        let freshest = self.settings.status.freshest_crl && self.settings.status.delta_lists && !key.delta;
        let parameters = Parameters {
            issuer: ca.subject(),
            algorithm: algorithm_of(public)?,
            this_update: due.this_update,
            next_update: due.next_update,
            authority_key_identifier: &key_identifier,
            number: due.number,
            delta_base: base.map(|(number, _)| number),
            distribution_point: match scope {
                Scope::Shard(_) if authority.shard_count == 1 => None,
                _ => Some(url(scope.path(&authority.path))),
            },
            only_authorities: scope == Scope::Authority,
            freshest: match scope {
                Scope::Shard(_) if freshest => vec![url(scope.delta_path(&authority.path))],
                _ => Vec::new(),
            },
            expired_certs_since: Some(ca.not_before()),
        };
        let io = AuthorityError::internal;
        let len = entries.seek(SeekFrom::End(0)).map_err(io)?;
        entries.rewind().map_err(io)?;
        let frame = parameters.frame(len);
        let mut signed = Cursor::new(&frame.tbs_head).chain(&mut entries).chain(Cursor::new(&frame.tbs_tail));
        let signature =
            self.sign_stream(&authority.key_label, parameters.algorithm, frame.tbs_len, &mut signed)?;

        // What goes out is read again on its way, with the key that relying parties have.
        entries.rewind().map_err(io)?;
        let (head, tail) = (frame.head(&signature), frame.tail(&signature));
        let mut list = Cursor::new(head)
            .chain(Cursor::new(&frame.tbs_head))
            .chain(entries)
            .chain(Cursor::new(&frame.tbs_tail))
            .chain(Cursor::new(tail));
        let mut check = ListCheck::new(parameters.algorithm.digest());
        let mut whole = DigestAlgorithm::Sha256.hasher();
        let mut parts = Vec::new();
        let mut size = 0;
        for part in 0.. {
            let mut octets = Vec::with_capacity(tables::PART);
            (&mut list).take(tables::PART as u64).read_to_end(&mut octets).map_err(io)?;
            if octets.is_empty() {
                break;
            }
            check.feed(&octets).map_err(AuthorityError::internal)?;
            whole.update(&octets);
            size += octets.len() as u64;
            parts.push((part, octets));
            if parts.len() > WITH_RECORD {
                self.store_parts(key, due.number, std::mem::take(&mut parts))?;
            }
        }
        let checked = check.finish().map_err(AuthorityError::internal)?;
        checked.verify_signed_by(public).map_err(AuthorityError::internal)?;
        if let Some(finding) = checked.lint(&parameters).into_iter().next() {
            let (rule, message) = (finding.rule.into_owned(), finding.message);
            return Err(AuthorityError::Lint { rule, message });
        }
        if checked.entries != count {
            return Err(AuthorityError::internal("a list with another number of entries"));
        }
        let record = ListRecord {
            number: due.number,
            delta_base: parameters.delta_base,
            this_update: due.this_update,
            next_update: due.next_update,
            sha256: whole.finish(),
            size,
            entries: count,
            status_seq,
            changes: 0,
            published_at: due.this_update,
            time_stamp: None,
        };
        Ok(Made { key, record, parts })
    }

    fn store_parts(
        &self,
        key: ListKey,
        number: u64,
        parts: Vec<(u32, Vec<u8>)>,
    ) -> Result<(), AuthorityError> {
        self.store.write_blocking(move |tx| {
            parts.iter().try_for_each(|(part, octets)| tables::insert_part(tx, key, number, *part, octets))
        })?;
        Ok(())
    }

    /// From this transaction on relying parties fetch the list. `false` when a younger one is there
    /// already: another node was faster.
    fn publish(
        &self,
        actor: &Actor,
        authority: &ServiceAuthority,
        made: Made,
    ) -> Result<bool, AuthorityError> {
        let Made { key, mut record, parts } = made;
        let clock = std::sync::Arc::clone(&self.clock);
        let (actor, path) = (actor.clone(), path(authority, key));
        let published = self.store.write_blocking(move |tx| {
            let now = clock.now();
            record.published_at = now;
            if let Some(newest) = tables::newest_record(tx, key)? {
                if record.number <= newest.number {
                    return Ok(false);
                }
                if record.this_update < newest.this_update {
                    return Err(AuthorityError::ListRollback { list: path });
                }
            }
            for (part, octets) in &parts {
                tables::insert_part(tx, key, record.number, *part, octets)?;
            }
            // The changes that relying parties can know of from now on: what tells people about them
            // is written here, in the same transaction.
            let announced = match key.scope {
                Scope::Shard(shard) if !key.delta => tables::announce(tx, key.authority, shard, &record)?,
                _ => Vec::new(),
            };
            record.changes = announced.iter().filter(|change| change.is_listing()).count() as u64;
            if let (Scope::Shard(shard), false) = (key.scope, key.delta) {
                give_notice::notices_for_published(tx, &Published::of(key.authority, shard, &record))?;
            }
            tables::insert_record(tx, key, &record)?;
            tables::drop_old_parts(tx, key, record.number, now - OCTETS_STAY)?;
            let event = AuditEvent::done("crl.published", &actor, "authority", key.authority)
                .because(&format!("{path} number {}, {} changes", record.number, record.changes))
                .evidence(hex(&record.sha256));
            tx.audit(now, &event)?;
            Ok::<_, AuthorityError>(true)
        })?;
        Ok(published)
    }

    /// Our own time stamps over the lists that made changes known and have none: they attest the instant
    /// from which the changes have effect (CAD art. 36(3)).
    fn attest_publications(&self) -> Result<(), AuthorityError> {
        let since = self.now() - ATTESTED_WITHIN;
        let lists = self.store.read_blocking(move |tx| tables::unattested(tx, since))?;
        let mut tokens = Vec::with_capacity(lists.len());
        for (key, number, sha256) in lists {
            match self.own_time_stamp(&sha256) {
                Ok(Some(token)) => tokens.push((key, number, token)),
                Ok(None) => break,
                // The list is published; its time stamp comes with the next round.
                Err(error) => {
                    tracing::error!(%error, "the publication of a list could not be attested");
                    break;
                }
            }
        }
        if tokens.is_empty() {
            return Ok(());
        }
        self.store.write_blocking(move |tx| {
            tokens.iter().try_for_each(|(key, number, token)| tables::attest(tx, *key, *number, token))
        })?;
        Ok(())
    }

    /// Whether an instant may be signed now: neither lists nor answers speak of one when the clock is
    /// not to be relied upon.
    pub(super) fn instants_may_be_signed(&self) -> Result<(), AuthorityError> {
        Ok(self.clock_ok()?)
    }

    /// Now, as lists and answers write it.
    pub(super) fn whole_second(&self) -> Timestamp {
        let now = self.now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}

fn path(authority: &ServiceAuthority, key: ListKey) -> String {
    if key.delta { key.scope.delta_path(&authority.path) } else { key.scope.path(&authority.path) }
}

/// The encoded entries of a list, in memory while they are few.
struct Scratch {
    file: SpooledTempFile,
    buffer: Vec<u8>,
    count: u64,
}

impl Scratch {
    fn new(folder: Option<&std::path::Path>) -> Self {
        let file = match folder {
            Some(folder) => SpooledTempFile::new_in(IN_MEMORY, folder),
            None => SpooledTempFile::new(IN_MEMORY),
        };
        Self { file, buffer: Vec::with_capacity(64 << 10), count: 0 }
    }

    fn take(&mut self, row: ListedRow<'_>) -> Result<ControlFlow<()>, store::Error> {
        let reason = Reason::from_code(row.reason)
            .ok_or_else(|| store::Error::Corrupt("authority: a reason is not what was stored".to_owned()))?;
        let invalidity_date = row.invalidity.filter(|_| reason == Reason::KeyCompromise);
        Revoked { serial: row.serial, at: row.at, reason, invalidity_date }.write(&mut self.buffer);
        self.count += 1;
        if self.buffer.len() > 60 << 10 {
            self.spill().map_err(scratch_failed)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn spill(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<SpooledTempFile, store::Error> {
        self.spill().map_err(scratch_failed)?;
        Ok(self.file)
    }
}

fn scratch_failed(error: io::Error) -> store::Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => store::Error::DiskFull,
        _ => store::Error::Io(error.to_string()),
    }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
