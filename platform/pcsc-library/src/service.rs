//! What a PC/SC service keeps: contexts, readers, connections, who may speak.
//!
//! As pcsc-lite does it: a connection learns once that its card was reset or taken out and is refused until
//! it connects again; while one is in a transaction the others wait.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError},
    time::{Duration, Instant},
};

use pcsc::{
    Fault,
    abi::{self, CardHandle, ContextHandle, Dword, Long, disposition, protocol, share, state, status},
};
use virtual_reader::{Card, Seat, Slot};

/// How often a wait looks whether a card came or went.
const LOOKING: Duration = Duration::from_millis(50);
/// How many contexts, and how many connections, there may be at once.
const MOST: usize = 1024;

/// The service: one for a process.
pub struct Service {
    inner: Mutex<Inner>,
    /// Rings when a connection, a transaction or a context changed.
    bell: Condvar,
}

struct Inner {
    readers: Vec<Reader>,
    contexts: BTreeMap<ContextHandle, Waiting>,
    cards: BTreeMap<CardHandle, Connected>,
    last_handle: Long,
}

/// The waits of a context.
#[derive(Clone, Copy, Default)]
struct Waiting {
    now: usize,
    /// How often they were cancelled.
    cancelled: u64,
}

struct Reader {
    name: String,
    /// Locked while a card works, and then this lock is the last to be taken.
    slot: Arc<Mutex<Slot>>,
    seen: Seen,
    /// How many cards came and went.
    moves: u64,
    resets: u64,
    transaction: Option<Transaction>,
    /// Commands under way.
    working: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Empty,
    Mute,
    Card(Vec<u8>),
}

struct Transaction {
    owner: CardHandle,
    depth: u32,
}

struct Connected {
    context: ContextHandle,
    reader: usize,
    share: Dword,
    protocol: Dword,
    /// What the reader had counted when this connection was made or renewed.
    moves: u64,
    resets: u64,
}

/// A reader that is waited for.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Its name.
    pub name: Vec<u8>,
    /// What the caller knows: [`state`].
    pub current: Dword,
    /// What there is.
    pub event: Dword,
    /// The ATR of the card that is there.
    pub atr: Vec<u8>,
}

/// What a connection can ask about its card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The reader's name.
    pub reader: String,
    /// [`status`].
    pub state: Dword,
    /// [`protocol`].
    pub protocol: Dword,
    /// The card's answer to reset.
    pub atr: Vec<u8>,
}

impl fmt::Debug for Service {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Service").finish_non_exhaustive()
    }
}

impl Reader {
    /// Looks what is in the slot, unless its card is at work: then it is still there.
    fn look(&mut self) {
        let mut slot = match self.slot.try_lock() {
            Ok(slot) => slot,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let now = match slot.look() {
            Seat::Empty => Seen::Empty,
            Seat::Mute => Seen::Mute,
            Seat::Card(card) => Seen::Card(card.atr()),
        };
        drop(slot);
        if now != self.seen {
            self.seen = now;
            self.moves += 1;
            self.transaction = None;
        }
    }

    /// The card under power, or why there is none.
    fn atr(&self) -> Result<&[u8], Fault> {
        match &self.seen {
            Seen::Empty => Err(Fault::NoSmartcard),
            Seen::Mute => Err(Fault::UnresponsiveCard),
            Seen::Card(atr) => Ok(atr),
        }
    }

    fn is_held_against(&self, card: CardHandle) -> bool {
        self.transaction.as_ref().is_some_and(|transaction| transaction.owner != card)
    }
}

impl Inner {
    fn new_handle(&mut self) -> Long {
        self.last_handle += 1;
        self.last_handle
    }

    fn context(&self, context: ContextHandle) -> Result<(), Fault> {
        self.contexts.contains_key(&context).then_some(()).ok_or(Fault::InvalidHandle)
    }

    fn reader_of(&mut self, card: CardHandle) -> Result<(&Connected, &mut Reader), Fault> {
        let connected = self.cards.get(&card).ok_or(Fault::InvalidHandle)?;
        let reader = self.readers.get_mut(connected.reader).ok_or(Fault::ReaderUnavailable)?;
        Ok((connected, reader))
    }

    /// The reader of a connection that has missed nothing.
    fn current(&mut self, card: CardHandle) -> Result<(&Connected, &mut Reader), Fault> {
        let (connected, reader) = self.reader_of(card)?;
        reader.look();
        if reader.moves != connected.moves {
            return Err(Fault::RemovedCard);
        }
        if reader.resets != connected.resets {
            return Err(Fault::ResetCard);
        }
        Ok((connected, reader))
    }

    /// The others that are connected to a reader.
    fn others(&self, reader: usize, but: Option<CardHandle>) -> impl Iterator<Item = &Connected> {
        let others = self.cards.iter().filter(move |(handle, _)| Some(**handle) != but);
        others.map(|(_, connected)| connected).filter(move |connected| connected.reader == reader)
    }

    /// Whether a reader may be shared so, with those that are connected to it.
    fn may_share(&self, reader: usize, share: Dword, but: Option<CardHandle>) -> Result<(), Fault> {
        let refused = match share {
            share::SHARED | share::DIRECT => {
                self.others(reader, but).any(|other| other.share == share::EXCLUSIVE)
            }
            share::EXCLUSIVE => self.others(reader, but).next().is_some(),
            _ => return Err(Fault::InvalidValue),
        };
        if refused { Err(Fault::SharingViolation) } else { Ok(()) }
    }

    /// Ends a connection; true if its reader is to be reset: nobody is left, or it was asked for.
    fn part(&mut self, card: CardHandle, asked: bool) -> Result<Option<usize>, Fault> {
        let connected = self.cards.remove(&card).ok_or(Fault::InvalidHandle)?;
        let alone = self.others(connected.reader, None).next().is_none();
        let Some(reader) = self.readers.get_mut(connected.reader) else { return Ok(None) };
        let held = reader.is_held_against(card);
        if reader.transaction.as_ref().is_some_and(|transaction| transaction.owner == card) {
            reader.transaction = None;
        }
        Ok((alone || asked && !held).then_some(connected.reader))
    }

    /// What `SCardGetStatusChange` says about one reader; true if it differs from what the caller knows.
    fn describe(&mut self, watch: &mut Watch) -> Result<bool, Fault> {
        watch.event = 0;
        watch.atr.clear();
        if watch.current & state::IGNORE != 0 {
            watch.event = state::IGNORE;
            return Ok(false);
        }
        if watch.name == abi::ARRIVALS.to_bytes() {
            // Readers neither come nor go.
            watch.event = watch.current & !state::CHANGED;
            return Ok(false);
        }
        let at = self.readers.iter().position(|reader| reader.name.as_bytes() == watch.name);
        let at = at.ok_or(Fault::UnknownReader)?;
        let exclusive = self.others(at, None).any(|other| other.share == share::EXCLUSIVE);
        let in_use = self.others(at, None).next().is_some();
        let Some(reader) = self.readers.get_mut(at) else { return Err(Fault::UnknownReader) };
        reader.look();
        let mut now = match &reader.seen {
            Seen::Empty => state::EMPTY,
            Seen::Mute => state::PRESENT | state::MUTE,
            Seen::Card(atr) => {
                watch.atr.clone_from(atr);
                state::PRESENT
            }
        };
        if exclusive {
            now |= state::EXCLUSIVE;
        } else if in_use {
            now |= state::IN_USE;
        }
        let count = Dword::from(u16::try_from(reader.moves % 0x1_0000).unwrap_or(0));
        let known = watch.current;
        let contradicts = |bits: Dword| known & bits & !now != 0;
        let changed = known & !state::CHANGED == state::UNAWARE
            || contradicts(state::EMPTY | state::PRESENT | state::MUTE | state::EXCLUSIVE | state::IN_USE)
            || known & (state::UNKNOWN | state::UNAVAILABLE) != 0
            || known >> 16 != 0 && known >> 16 != count;
        watch.event = now | count << 16;
        if changed {
            watch.event |= state::CHANGED;
        }
        Ok(changed)
    }
}

impl Service {
    /// A service with these readers, each with its name.
    #[must_use]
    pub fn new(readers: Vec<(String, Slot)>) -> Self {
        let readers = readers.into_iter().map(|(name, slot)| Reader {
            name,
            slot: Arc::new(Mutex::new(slot)),
            seen: Seen::Empty,
            moves: 0,
            resets: 0,
            transaction: None,
            working: 0,
        });
        Self {
            inner: Mutex::new(Inner {
                readers: readers.collect(),
                contexts: BTreeMap::new(),
                cards: BTreeMap::new(),
                last_handle: 0x0cea_0000,
            }),
            bell: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the bell, or until it is time to look again.
    fn wait<'a>(&self, inner: MutexGuard<'a, Inner>, at_most: Duration) -> MutexGuard<'a, Inner> {
        let waited = self.bell.wait_timeout(inner, at_most.min(LOOKING));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// `SCardEstablishContext`.
    ///
    /// # Errors
    /// [`Fault::NoMemory`] where there are too many.
    pub fn establish(&self) -> Result<ContextHandle, Fault> {
        let mut inner = self.lock();
        if inner.contexts.len() >= MOST {
            return Err(Fault::NoMemory);
        }
        let context = inner.new_handle();
        inner.contexts.insert(context, Waiting::default());
        Ok(context)
    }

    /// `SCardReleaseContext`: its connections end, its waits are cancelled.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`].
    pub fn release(&self, context: ContextHandle) -> Result<(), Fault> {
        let mut inner = self.lock();
        inner.contexts.remove(&context).ok_or(Fault::InvalidHandle)?;
        let cards = inner.cards.iter().filter(|(_, connected)| connected.context == context);
        let cards: Vec<CardHandle> = cards.map(|(card, _)| *card).collect();
        for card in cards {
            // Another thread may have ended it meanwhile.
            if let Ok(Some(reader)) = inner.part(card, true) {
                inner = self.reset(inner, reader, None);
            }
        }
        self.bell.notify_all();
        Ok(())
    }

    /// `SCardIsValidContext`.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`].
    pub fn is_valid(&self, context: ContextHandle) -> Result<(), Fault> {
        self.lock().context(context)
    }

    /// The context of a connection.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`].
    pub fn context_of(&self, card: CardHandle) -> Result<ContextHandle, Fault> {
        self.lock().cards.get(&card).map(|connected| connected.context).ok_or(Fault::InvalidHandle)
    }

    /// `SCardListReaders`.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`], [`Fault::NoReadersAvailable`].
    pub fn readers(&self, context: ContextHandle) -> Result<Vec<String>, Fault> {
        let inner = self.lock();
        inner.context(context)?;
        if inner.readers.is_empty() {
            return Err(Fault::NoReadersAvailable);
        }
        Ok(inner.readers.iter().map(|reader| reader.name.clone()).collect())
    }

    /// `SCardConnect`: the connection and its protocol.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`], [`Fault::UnknownReader`], [`Fault::NoSmartcard`],
    /// [`Fault::UnresponsiveCard`], [`Fault::SharingViolation`], [`Fault::ProtocolMismatch`],
    /// [`Fault::InvalidValue`], [`Fault::NoMemory`].
    pub fn connect(
        &self,
        context: ContextHandle,
        reader: &[u8],
        share: Dword,
        protocols: Dword,
    ) -> Result<(CardHandle, Dword), Fault> {
        let mut inner = self.lock();
        inner.context(context)?;
        let at = inner.readers.iter().position(|one| one.name.as_bytes() == reader);
        let at = at.ok_or(Fault::UnknownReader)?;
        inner.may_share(at, share, None)?;
        if inner.cards.len() >= MOST {
            return Err(Fault::NoMemory);
        }
        let new = inner.agree(context, at, share, protocols)?;
        let protocol = new.protocol;
        let card = inner.new_handle();
        inner.cards.insert(card, new);
        self.bell.notify_all();
        Ok((card, protocol))
    }

    /// `SCardReconnect`: the protocol. Waits while another is in a transaction.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub fn reconnect(
        &self,
        card: CardHandle,
        share: Dword,
        protocols: Dword,
        first: Dword,
    ) -> Result<Dword, Fault> {
        let resets = match first {
            disposition::LEAVE => false,
            disposition::RESET | disposition::UNPOWER => true,
            _ => return Err(Fault::InvalidValue),
        };
        let mut inner = self.lock();
        let (context, at) = loop {
            let (connected, reader) = inner.reader_of(card)?;
            let place = (connected.context, connected.reader);
            if !reader.is_held_against(card) {
                break place;
            }
            inner = self.wait(inner, LOOKING);
        };
        inner.may_share(at, share, Some(card))?;
        let mut renewed = inner.agree(context, at, share, protocols)?;
        if resets {
            inner = self.reset(inner, at, None);
            renewed = inner.agree(context, at, share, protocols)?;
        }
        let protocol = renewed.protocol;
        // It may have been disconnected by another thread meanwhile.
        *inner.cards.get_mut(&card).ok_or(Fault::InvalidHandle)? = renewed;
        self.bell.notify_all();
        Ok(protocol)
    }

    /// `SCardDisconnect`. A card to which nobody is connected has no power and forgets everything.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`], [`Fault::InvalidValue`].
    pub fn disconnect(&self, card: CardHandle, then: Dword) -> Result<(), Fault> {
        if then > disposition::EJECT {
            return Err(Fault::InvalidValue);
        }
        let mut inner = self.lock();
        if let Some(reader) = inner.part(card, then != disposition::LEAVE)? {
            drop(self.reset(inner, reader, None));
        }
        self.bell.notify_all();
        Ok(())
    }

    /// `SCardBeginTransaction`: waits while another is in one. Transactions nest.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`], [`Fault::RemovedCard`], [`Fault::ResetCard`].
    pub fn begin(&self, card: CardHandle) -> Result<(), Fault> {
        let mut inner = self.lock();
        loop {
            let (_, reader) = inner.current(card)?;
            match &mut reader.transaction {
                Some(mine) if mine.owner == card => {
                    mine.depth = mine.depth.saturating_add(1);
                    return Ok(());
                }
                // A command of another that is under way would fall into this transaction.
                None if reader.working == 0 => {
                    reader.transaction = Some(Transaction { owner: card, depth: 1 });
                    return Ok(());
                }
                _ => inner = self.wait(inner, LOOKING),
            }
        }
    }

    /// `SCardEndTransaction`.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`], [`Fault::NotTransacted`] without [`Self::begin`], [`Fault::RemovedCard`],
    /// [`Fault::ResetCard`], [`Fault::InvalidValue`].
    pub fn end(&self, card: CardHandle, then: Dword) -> Result<(), Fault> {
        if then > disposition::EJECT {
            return Err(Fault::InvalidValue);
        }
        let mut inner = self.lock();
        let (connected, reader) = inner.current(card)?;
        let at = connected.reader;
        match &mut reader.transaction {
            Some(mine) if mine.owner == card => {
                mine.depth -= 1;
                if mine.depth == 0 {
                    reader.transaction = None;
                }
            }
            _ => return Err(Fault::NotTransacted),
        }
        if then != disposition::LEAVE {
            inner = self.reset(inner, at, Some(card));
        }
        drop(inner);
        self.bell.notify_all();
        Ok(())
    }

    /// `SCardStatus`.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`], [`Fault::RemovedCard`], [`Fault::ResetCard`].
    pub fn status(&self, card: CardHandle) -> Result<Status, Fault> {
        let mut inner = self.lock();
        let (connected, reader) = inner.current(card)?;
        let (state, atr) = match &reader.seen {
            Seen::Empty => (status::ABSENT, Vec::new()),
            Seen::Mute => (status::PRESENT, Vec::new()),
            Seen::Card(atr) => (status::PRESENT | status::POWERED | status::NEGOTIABLE, atr.clone()),
        };
        Ok(Status { reader: reader.name.clone(), state, protocol: connected.protocol, atr })
    }

    /// `SCardTransmit`: the card's answer. Waits while another is in a transaction.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`], [`Fault::RemovedCard`], [`Fault::ResetCard`], [`Fault::NoSmartcard`],
    /// [`Fault::UnresponsiveCard`], [`Fault::ProtocolMismatch`], [`Fault::NotTransacted`].
    pub fn transmit(&self, card: CardHandle, by: Dword, command: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut inner = self.lock();
        let at = loop {
            let (connected, reader) = inner.current(card)?;
            if reader.is_held_against(card) {
                inner = self.wait(inner, LOOKING);
                continue;
            }
            if by != protocol::RAW && by != connected.protocol || connected.protocol == protocol::UNDEFINED {
                return Err(Fault::ProtocolMismatch);
            }
            reader.atr()?;
            break connected.reader;
        };
        let (inner, answer) = self.at_work(inner, at, |card| card.transmit(command));
        drop(inner);
        answer.ok_or(Fault::RemovedCard)
    }

    /// `SCardGetStatusChange`: waits until one of the readers differs from what the caller knows; for ever
    /// without a time.
    ///
    /// # Errors
    /// [`Fault::Timeout`], [`Fault::Cancelled`], [`Fault::InvalidHandle`], [`Fault::UnknownReader`].
    pub fn changes(
        &self,
        context: ContextHandle,
        at_most: Option<Duration>,
        watched: &mut [Watch],
    ) -> Result<(), Fault> {
        let began = stopwatch();
        let mut inner = self.lock();
        let waiting = inner.contexts.get_mut(&context).ok_or(Fault::InvalidHandle)?;
        waiting.now += 1;
        let cancelled = waiting.cancelled;
        let result = loop {
            match inner.contexts.get(&context) {
                Some(waiting) if waiting.cancelled == cancelled => {}
                _ => break Err(Fault::Cancelled),
            }
            let mut any = watched.iter().all(|watch| watch.current & state::IGNORE != 0);
            let described = watched.iter_mut().try_for_each(|watch| {
                any |= inner.describe(watch)?;
                Ok(())
            });
            if any || described.is_err() {
                break described;
            }
            let left = at_most.map(|all| all.saturating_sub(began.elapsed()));
            if left == Some(Duration::ZERO) {
                break Err(Fault::Timeout);
            }
            inner = self.wait(inner, left.unwrap_or(LOOKING));
        };
        if let Some(waiting) = inner.contexts.get_mut(&context) {
            waiting.now -= 1;
        }
        result
    }

    /// `SCardCancel`: ends the waits of a context.
    ///
    /// # Errors
    /// [`Fault::InvalidHandle`].
    pub fn cancel(&self, context: ContextHandle) -> Result<(), Fault> {
        let mut inner = self.lock();
        let waiting = inner.contexts.get_mut(&context).ok_or(Fault::InvalidHandle)?;
        if waiting.now > 0 {
            waiting.cancelled += 1;
        }
        self.bell.notify_all();
        Ok(())
    }

    /// Resets the card of a reader. All but `by` will learn that.
    fn reset<'a>(
        &'a self,
        inner: MutexGuard<'a, Inner>,
        reader: usize,
        by: Option<CardHandle>,
    ) -> MutexGuard<'a, Inner> {
        let (mut inner, _) = self.at_work(inner, reader, |card| card.reset());
        let Inner { readers, cards, .. } = &mut *inner;
        if let Some(reader) = readers.get_mut(reader) {
            let before = reader.resets;
            reader.resets += 1;
            if let Some(by) = by.and_then(|by| cards.get_mut(&by))
                && by.resets == before
            {
                by.resets = reader.resets;
            }
        }
        inner
    }

    /// Lets the card of a reader work, without holding up those that use another. None where it has gone.
    fn at_work<'a, T>(
        &'a self,
        mut inner: MutexGuard<'a, Inner>,
        reader: usize,
        work: impl FnOnce(&mut dyn Card) -> T,
    ) -> (MutexGuard<'a, Inner>, Option<T>) {
        let Some(busy) = inner.readers.get_mut(reader) else { return (inner, None) };
        busy.working += 1;
        let slot = Arc::clone(&busy.slot);
        drop(inner);
        // Counted down also when a card panics.
        let done = Done { service: self, reader };
        let result = match slot.lock().unwrap_or_else(PoisonError::into_inner).look() {
            Seat::Card(card) => Some(work(card)),
            Seat::Empty | Seat::Mute => None,
        };
        drop(done);
        (self.lock(), result)
    }
}

struct Done<'a> {
    service: &'a Service,
    reader: usize,
}

impl Drop for Done<'_> {
    fn drop(&mut self) {
        if let Some(reader) = self.service.lock().readers.get_mut(self.reader) {
            reader.working -= 1;
        }
        self.service.bell.notify_all();
    }
}

impl Inner {
    /// A connection to a reader as it is now.
    fn agree(
        &mut self,
        context: ContextHandle,
        at: usize,
        share: Dword,
        protocols: Dword,
    ) -> Result<Connected, Fault> {
        let reader = self.readers.get_mut(at).ok_or(Fault::UnknownReader)?;
        reader.look();
        let protocol = match (reader.atr(), share) {
            (Ok(_), _) if protocols & protocol::T1 != 0 => protocol::T1,
            (_, share::DIRECT) => protocol::UNDEFINED,
            (Ok(_), _) => return Err(Fault::ProtocolMismatch),
            (Err(fault), _) => return Err(fault),
        };
        Ok(Connected { context, reader: at, share, protocol, moves: reader.moves, resets: reader.resets })
    }
}

#[expect(clippy::disallowed_methods, reason = "the timeout of a call from C is measured, not the time told")]
fn stopwatch() -> Instant {
    Instant::now()
}
