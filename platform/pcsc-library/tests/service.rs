//! Who may speak to a card when, and who learns what.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use ceralacca_pcsc::{Service, Watch};
use pcsc::{
    Fault,
    abi::{self, CardHandle, ContextHandle, disposition, protocol, share, state},
};
use virtual_reader::{Card, Power, Slot};

/// What may be in a pocket.
const NOTHING: u8 = 0;
const BROKEN: u8 = 1;
const A_CARD: u8 = 2;

/// A command over which the card panics, and one that it takes until the test lets it go.
const PANIC: &[u8] = b"panic";
const SLOWLY: &[u8] = b"slowly";

#[derive(Clone)]
struct Pocket {
    has: Arc<AtomicU8>,
    resets: Arc<AtomicU32>,
    began: mpsc::Sender<()>,
    go: Arc<std::sync::Mutex<mpsc::Receiver<()>>>,
}

struct Bench {
    service: Arc<Service>,
    context: ContextHandle,
    pocket: Pocket,
    slow_began: mpsc::Receiver<()>,
    slow_go: mpsc::Sender<()>,
}

impl Card for Pocket {
    fn atr(&self) -> Vec<u8> {
        vec![0x3b, 0x00]
    }
    fn reset(&mut self) {
        self.resets.fetch_add(1, Ordering::SeqCst);
    }
    fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        assert_ne!(command, PANIC);
        if command == SLOWLY {
            self.began.send(()).unwrap();
            self.go.lock().unwrap().recv().unwrap();
        }
        [command, &[0x90, 0x00]].concat()
    }
    fn is_present(&mut self) -> bool {
        self.has.load(Ordering::SeqCst) == A_CARD
    }
}

const NAME: &[u8] = b"reader";

fn bench(has: u8) -> Bench {
    let (began, slow_began) = mpsc::channel();
    let (slow_go, go) = mpsc::channel();
    let pocket = Pocket {
        has: Arc::new(AtomicU8::new(has)),
        resets: Arc::default(),
        began,
        go: Arc::new(std::sync::Mutex::new(go)),
    };
    let slot = Slot::new({
        let pocket = pocket.clone();
        move || match pocket.has.load(Ordering::SeqCst) {
            NOTHING => Power::Nothing,
            BROKEN => Power::Broken,
            _ => Power::Card(Box::new(pocket.clone())),
        }
    });
    let service = Arc::new(Service::new(vec![(String::from_utf8(NAME.to_vec()).unwrap(), slot)]));
    let context = service.establish().unwrap();
    Bench { service, context, pocket, slow_began, slow_go }
}

impl Bench {
    fn connect(&self) -> CardHandle {
        let (card, by) = self.service.connect(self.context, NAME, share::SHARED, 3).unwrap();
        assert_eq!(by, protocol::T1);
        card
    }

    fn say(&self, card: CardHandle) -> Result<Vec<u8>, Fault> {
        self.service.transmit(card, protocol::T1, b"x")
    }

    fn watch(&self, current: abi::Dword) -> Watch {
        Watch { name: NAME.to_vec(), current, event: 0, atr: Vec::new() }
    }

    fn resets(&self) -> u32 {
        self.pocket.resets.load(Ordering::SeqCst)
    }
}

#[test]
fn a_reset_is_learned_by_the_other_connections_until_they_reconnect() {
    let bench = bench(A_CARD);
    let (one, other) = (bench.connect(), bench.connect());
    bench.service.reconnect(one, share::SHARED, 3, disposition::RESET).unwrap();
    assert_eq!(bench.resets(), 1);
    assert_eq!(bench.say(one).unwrap(), b"x\x90\x00");
    assert_eq!(bench.say(other), Err(Fault::ResetCard));
    assert_eq!(bench.service.begin(other), Err(Fault::ResetCard));
    assert_eq!(bench.service.status(other).unwrap_err(), Fault::ResetCard);
    bench.service.reconnect(other, share::SHARED, 3, disposition::LEAVE).unwrap();
    assert_eq!(bench.say(other).unwrap(), b"x\x90\x00");
    bench.service.disconnect(one, disposition::RESET).unwrap();
    assert_eq!(bench.say(other), Err(Fault::ResetCard));
}

#[test]
fn a_card_that_came_back_is_another_card() {
    let bench = bench(A_CARD);
    let card = bench.connect();
    bench.pocket.has.store(NOTHING, Ordering::SeqCst);
    assert_eq!(bench.say(card), Err(Fault::RemovedCard));
    bench.pocket.has.store(A_CARD, Ordering::SeqCst);
    assert_eq!(bench.say(card), Err(Fault::RemovedCard));
    bench.service.reconnect(card, share::SHARED, 3, disposition::LEAVE).unwrap();
    assert!(bench.say(card).is_ok());
}

#[test]
fn without_a_card_or_with_a_broken_one_nothing_connects_but_directly() {
    for (has, fault) in [(NOTHING, Fault::NoSmartcard), (BROKEN, Fault::UnresponsiveCard)] {
        let bench = bench(has);
        let connect = |how| bench.service.connect(bench.context, NAME, how, 3);
        assert_eq!(connect(share::SHARED), Err(fault));
        assert_eq!(connect(share::EXCLUSIVE), Err(fault));
        let (card, by) = connect(share::DIRECT).unwrap();
        assert_eq!(by, protocol::UNDEFINED);
        assert!(bench.say(card).is_err());
    }
}

#[test]
fn who_has_a_card_exclusively_has_it_alone() {
    let bench = bench(A_CARD);
    let connect = |how| bench.service.connect(bench.context, NAME, how, 3);
    let shared = bench.connect();
    assert_eq!(connect(share::EXCLUSIVE), Err(Fault::SharingViolation));
    bench.service.disconnect(shared, disposition::LEAVE).unwrap();
    let (alone, _) = connect(share::EXCLUSIVE).unwrap();
    assert_eq!(connect(share::SHARED), Err(Fault::SharingViolation));
    bench.service.disconnect(alone, disposition::LEAVE).unwrap();
    assert!(connect(share::SHARED).is_ok());
    assert_eq!(connect(7), Err(Fault::InvalidValue));
    assert_eq!(bench.service.connect(bench.context, b"other", 2, 3), Err(Fault::UnknownReader));
}

#[test]
fn a_card_speaks_by_blocks_only() {
    let bench = bench(A_CARD);
    let refused = bench.service.connect(bench.context, NAME, share::SHARED, protocol::T0);
    assert_eq!(refused, Err(Fault::ProtocolMismatch));
    let card = bench.connect();
    assert_eq!(bench.service.transmit(card, protocol::T0, b"x"), Err(Fault::ProtocolMismatch));
}

#[test]
fn a_card_that_nobody_uses_forgets() {
    let bench = bench(A_CARD);
    let (one, other) = (bench.connect(), bench.connect());
    bench.service.disconnect(one, disposition::LEAVE).unwrap();
    assert_eq!(bench.resets(), 0);
    bench.service.disconnect(other, disposition::LEAVE).unwrap();
    assert_eq!(bench.resets(), 1);
    bench.connect();
    bench.service.release(bench.context).unwrap();
    assert_eq!(bench.resets(), 2);
}

#[test]
fn who_ends_a_context_ends_its_connections() {
    let bench = bench(A_CARD);
    let card = bench.connect();
    bench.service.release(bench.context).unwrap();
    assert_eq!(bench.say(card), Err(Fault::InvalidHandle));
    assert_eq!(bench.service.release(bench.context), Err(Fault::InvalidHandle));
    assert_eq!(bench.service.readers(bench.context), Err(Fault::InvalidHandle));
}

#[test]
fn in_a_transaction_the_others_wait() {
    let bench = bench(A_CARD);
    let (mine, other) = (bench.connect(), bench.connect());
    bench.service.begin(mine).unwrap();
    bench.service.begin(mine).unwrap();
    let (order, happened) = mpsc::channel();
    let waiting = thread::spawn({
        let (service, order) = (Arc::clone(&bench.service), order.clone());
        move || {
            service.transmit(other, protocol::T1, b"x").unwrap();
            order.send("other").unwrap();
            service.begin(other).unwrap();
            service.end(other, disposition::LEAVE).unwrap();
        }
    });
    for _ in 0..100 {
        bench.say(mine).unwrap();
    }
    bench.service.end(mine, disposition::LEAVE).unwrap();
    bench.say(mine).unwrap();
    order.send("mine").unwrap();
    bench.service.end(mine, disposition::LEAVE).unwrap();
    waiting.join().unwrap();
    assert_eq!(happened.try_iter().collect::<Vec<_>>(), ["mine", "other"]);
    assert_eq!(bench.service.end(mine, disposition::LEAVE), Err(Fault::NotTransacted));
}

#[test]
fn a_transaction_ends_with_its_connection() {
    let bench = bench(A_CARD);
    let (mine, other) = (bench.connect(), bench.connect());
    bench.service.begin(mine).unwrap();
    // The reset that the other asks for must not fall into the transaction.
    let third = bench.connect();
    bench.service.disconnect(third, disposition::RESET).unwrap();
    assert_eq!(bench.resets(), 0);
    bench.service.disconnect(mine, disposition::LEAVE).unwrap();
    assert!(bench.service.begin(other).is_ok());
}

#[test]
fn a_card_at_work_holds_up_no_question_about_readers() {
    let bench = bench(A_CARD);
    let (one, other) = (bench.connect(), bench.connect());
    let working = thread::spawn({
        let service = Arc::clone(&bench.service);
        move || service.transmit(one, protocol::T1, SLOWLY).unwrap()
    });
    bench.slow_began.recv().unwrap();
    assert!(bench.service.status(other).is_ok());
    let mut watched = [bench.watch(state::UNAWARE)];
    bench.service.changes(bench.context, None, &mut watched).unwrap();
    assert_eq!(watched[0].atr, [0x3b, 0x00]);
    bench.slow_go.send(()).unwrap();
    assert_eq!(working.join().unwrap(), b"slowly\x90\x00");
}

#[test]
fn a_wait_tells_at_once_what_the_caller_does_not_know() {
    let bench = bench(A_CARD);
    let now = Some(Duration::ZERO);
    let mut watched = [bench.watch(state::UNAWARE)];
    bench.service.changes(bench.context, now, &mut watched).unwrap();
    let known = watched[0].event;
    assert_eq!(known & 0xffff, state::PRESENT | state::CHANGED);
    let mut watched = [bench.watch(known)];
    assert_eq!(bench.service.changes(bench.context, now, &mut watched), Err(Fault::Timeout));
    assert_eq!(watched[0].event & 0xffff, state::PRESENT);
    bench.connect();
    let mut watched = [bench.watch(state::EMPTY)];
    bench.service.changes(bench.context, now, &mut watched).unwrap();
    assert_eq!(watched[0].event & 0xffff, state::PRESENT | state::IN_USE | state::CHANGED);
}

#[test]
fn a_wait_for_the_coming_of_readers_and_for_ignored_ones_says_nothing() {
    let bench = bench(A_CARD);
    let arrivals = Watch { name: abi::ARRIVALS.to_bytes().to_vec(), ..bench.watch(state::UNAWARE) };
    let mut watched = [arrivals.clone(), bench.watch(state::PRESENT)];
    let result = bench.service.changes(bench.context, Some(Duration::ZERO), &mut watched);
    assert_eq!((result, watched[0].event), (Err(Fault::Timeout), 0));
    let mut ignored = [bench.watch(state::IGNORE)];
    assert_eq!(bench.service.changes(bench.context, None, &mut ignored), Ok(()));
    assert_eq!(ignored[0].event, state::IGNORE);
    let mut unknown = [Watch { name: b"other".to_vec(), ..arrivals }];
    let result = bench.service.changes(bench.context, None, &mut unknown);
    assert_eq!(result, Err(Fault::UnknownReader));
}

#[test]
fn a_wait_ends_when_a_card_comes_goes_or_breaks() {
    let bench = bench(NOTHING);
    let mut known = state::EMPTY;
    for (has, means) in
        [(A_CARD, state::PRESENT), (NOTHING, state::EMPTY), (BROKEN, state::PRESENT | state::MUTE)]
    {
        let waiting = thread::spawn({
            let (service, context, watch) = (Arc::clone(&bench.service), bench.context, bench.watch(known));
            move || {
                let mut watched = [watch];
                service.changes(context, Some(Duration::from_secs(60)), &mut watched).map(|()| watched)
            }
        });
        bench.pocket.has.store(has, Ordering::SeqCst);
        let [watched] = waiting.join().unwrap().unwrap();
        assert_eq!(watched.event & 0xffff, means | state::CHANGED);
        known = watched.event;
    }
}

#[test]
fn a_wait_ends_when_it_is_cancelled_or_its_context_released() {
    let bench = bench(A_CARD);
    // Nothing waits: nothing is cancelled, now or later.
    bench.service.cancel(bench.context).unwrap();
    for release in [false, true] {
        let (told, result) = mpsc::channel();
        thread::spawn({
            let (service, context) = (Arc::clone(&bench.service), bench.context);
            let watch = bench.watch(state::PRESENT);
            move || told.send(service.changes(context, None, &mut [watch])).unwrap()
        });
        loop {
            if release {
                // Too early, and the wait finds no context.
                let _ = bench.service.release(bench.context);
            } else {
                bench.service.cancel(bench.context).unwrap();
            }
            if let Ok(result) = result.try_recv() {
                assert!(matches!(result, Err(Fault::Cancelled | Fault::InvalidHandle)));
                break;
            }
            thread::yield_now();
        }
    }
}

#[test]
fn a_card_that_panics_answers_the_next_command() {
    let bench = bench(A_CARD);
    let card = bench.connect();
    let panicked =
        catch_unwind(AssertUnwindSafe(|| bench.service.transmit(card, protocol::T1, PANIC))).is_err();
    assert!(panicked);
    assert!(bench.say(card).is_ok());
    assert!(bench.service.begin(card).is_ok());
}

#[test]
fn what_a_caller_opens_is_bounded() {
    let bench = bench(A_CARD);
    let full = (0..100_000).find_map(|_| bench.service.establish().err());
    assert_eq!(full, Some(Fault::NoMemory));
    let connect = || bench.service.connect(bench.context, NAME, share::SHARED, 3).err();
    assert_eq!((0..100_000).find_map(|_| connect()), Some(Fault::NoMemory));
}
