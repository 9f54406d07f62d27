//! The card as vpcd sees it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use virtual_reader::{Card, Event, Link, Power, ServeError, Slot, Stop, serve};

#[derive(Clone, Default)]
struct Pocket {
    taken_out: Arc<AtomicBool>,
    resets: Arc<AtomicU32>,
}

impl Pocket {
    fn slot(&self) -> Slot {
        let pocket = self.clone();
        Slot::new(move || match pocket.taken_out.load(Ordering::SeqCst) {
            true => Power::Nothing,
            false => Power::Card(Box::new(pocket.clone())),
        })
    }
}

/// Answers a command with its length and 9000; a long one with more than a message holds.
impl Card for Pocket {
    fn atr(&self) -> Vec<u8> {
        vec![0x3b, 0x02, 0x14, 0x50]
    }
    fn reset(&mut self) {
        self.resets.fetch_add(1, Ordering::SeqCst);
    }
    fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        if command.len() == 65_535 {
            return vec![0; 65_536];
        }
        let length = u16::try_from(command.len()).unwrap().to_be_bytes();
        [&length[..], &[0x90, 0x00]].concat()
    }
    fn is_present(&mut self) -> bool {
        !self.taken_out.load(Ordering::SeqCst)
    }
}

struct Running {
    stop: Stop,
    events: mpsc::Receiver<Event>,
    thread: JoinHandle<Result<(), ServeError>>,
}

fn run(link: Link, pocket: &Pocket) -> Running {
    let (stop, pocket) = (Stop::default(), pocket.clone());
    let (tell, events) = mpsc::channel();
    let thread = thread::spawn({
        let stop = stop.clone();
        move || serve(&link, &mut pocket.slot(), &stop, &mut |event| tell.send(event).unwrap())
    });
    Running { stop, events, thread }
}

impl Running {
    fn next(&self) -> Event {
        self.events.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    fn end(self) {
        self.stop.ask();
        self.thread.join().unwrap().unwrap();
    }
}

fn connecting(address: SocketAddr) -> Link {
    Link::Connect { address: address.to_string(), every: Duration::from_millis(1) }
}

fn say(reader: &mut TcpStream, message: &[u8]) {
    let length = u16::try_from(message.len()).unwrap().to_be_bytes();
    // Apart, as vpcd 3.3 does.
    reader.write_all(&length).unwrap();
    reader.write_all(message).unwrap();
}

fn ask(reader: &mut TcpStream, message: &[u8]) -> Vec<u8> {
    say(reader, message);
    let mut length = [0; 2];
    reader.read_exact(&mut length).unwrap();
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    reader.read_exact(&mut answer).unwrap();
    answer
}

#[test]
fn power_and_reset_are_not_answered_and_the_atr_and_commands_are() {
    let vpcd = TcpListener::bind("127.0.0.1:0").unwrap();
    let pocket = Pocket::default();
    let card = run(connecting(vpcd.local_addr().unwrap()), &pocket);
    let (mut reader, _) = vpcd.accept().unwrap();
    for control in [0, 1, 2] {
        say(&mut reader, &[control]);
    }
    assert_eq!(ask(&mut reader, &[4]), [0x3b, 0x02, 0x14, 0x50]);
    assert_eq!(pocket.resets.load(Ordering::SeqCst), 3);
    assert_eq!(ask(&mut reader, &[0, 0xa4, 0, 0]), [0, 4, 0x90, 0]);
    assert!(matches!(card.next(), Event::Inserted(_)));
    card.end();
}

#[test]
fn messages_of_any_length_are_answered() {
    let vpcd = TcpListener::bind("127.0.0.1:0").unwrap();
    let card = run(connecting(vpcd.local_addr().unwrap()), &Pocket::default());
    let (mut reader, _) = vpcd.accept().unwrap();
    // Nothing at all, and a control octet nobody knows: commands like others.
    assert_eq!(ask(&mut reader, &[]), [0, 0, 0x90, 0]);
    assert_eq!(ask(&mut reader, &[3]), [0, 1, 0x90, 0]);
    assert_eq!(ask(&mut reader, &[0; 65_534]), [0xff, 0xfe, 0x90, 0]);
    // An answer that no message holds.
    assert_eq!(ask(&mut reader, &[0; 65_535]), [0x6f, 0x00]);
    card.end();
}

#[test]
fn commands_sent_in_two_parts_wait_for_no_delayed_acknowledgement() {
    let vpcd = TcpListener::bind("127.0.0.1:0").unwrap();
    let card = run(connecting(vpcd.local_addr().unwrap()), &Pocket::default());
    let (mut reader, _) = vpcd.accept().unwrap();
    reader.set_nodelay(false).unwrap();
    // With the delay each of these would take 40 ms, the two hundred eight seconds: more than the timeout.
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || {
        for _ in 0..200 {
            assert_eq!(ask(&mut reader, &[0, 0x84, 0, 0, 8]), [0, 5, 0x90, 0]);
        }
        done.send(()).unwrap();
    });
    is_done.recv_timeout(Duration::from_secs(4)).unwrap();
    card.end();
}

#[test]
fn a_reader_that_is_not_there_yet_is_waited_for_and_one_that_goes_is_found_again() {
    let vpcd = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = vpcd.local_addr().unwrap();
    drop(vpcd);
    let card = run(connecting(address), &Pocket::default());
    assert!(matches!(card.next(), Event::NoReader(_)));
    for _ in 0..2 {
        let vpcd = TcpListener::bind(address).unwrap();
        let (mut reader, _) = vpcd.accept().unwrap();
        assert_eq!(ask(&mut reader, &[4]).len(), 4);
        assert!(matches!(card.next(), Event::Inserted(_)));
        // In the middle of a message.
        reader.write_all(&[0]).unwrap();
        drop((reader, vpcd));
        let mut events = vec![card.next()];
        while !matches!(events.last(), Some(Event::NoReader(_))) {
            events.push(card.next());
        }
        assert_eq!(events[0], Event::ReaderGone);
    }
    card.end();
}

#[test]
fn a_card_that_is_taken_out_closes_and_comes_back_when_it_is_put_in_again() {
    let vpcd = TcpListener::bind("127.0.0.1:0").unwrap();
    let pocket = Pocket::default();
    let card = run(connecting(vpcd.local_addr().unwrap()), &pocket);
    let (mut reader, _) = vpcd.accept().unwrap();
    assert_eq!(ask(&mut reader, &[4]).len(), 4);
    pocket.taken_out.store(true, Ordering::SeqCst);
    say(&mut reader, &[4]);
    assert_eq!(reader.read(&mut [0; 2]).unwrap(), 0);
    assert!(matches!(card.next(), Event::Inserted(_)));
    assert_eq!(card.next(), Event::NoCard);
    pocket.taken_out.store(false, Ordering::SeqCst);
    let (mut reader, _) = vpcd.accept().unwrap();
    assert_eq!(ask(&mut reader, &[4]).len(), 4);
    card.end();
}

#[test]
fn a_card_listens_on_the_loopback_only() {
    let at = "0.0.0.0:0".parse().unwrap();
    let mut slot = Pocket::default().slot();
    let refused = serve(&Link::Listen { at }, &mut slot, &Stop::default(), &mut |_| ()).unwrap_err();
    assert!(matches!(refused, ServeError::NotLoopback(_)));
}

/// A port that was free a moment ago, and the next one too.
fn two_free_ports() -> SocketAddr {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        if first.port() < 65_000 && TcpListener::bind((first.ip(), first.port() + 1)).is_ok() {
            return first;
        }
    }
}

fn knock(at: SocketAddr) -> TcpStream {
    loop {
        if let Ok(stream) = TcpStream::connect(at) {
            return stream;
        }
        thread::yield_now();
    }
}

#[test]
fn a_card_that_listens_serves_one_reader_after_the_other_and_a_blank_one_the_second_slot() {
    let at = two_free_ports();
    let card = run(Link::Listen { at }, &Pocket::default());
    for _ in 0..2 {
        let mut reader = knock(at);
        assert_eq!(ask(&mut reader, &[4]).len(), 4);
        assert!(matches!(card.next(), Event::Inserted(_)));
        drop(reader);
        assert_eq!(card.next(), Event::ReaderGone);
    }
    let mut second = knock(SocketAddr::new(at.ip(), at.port() + 1));
    assert_eq!(ask(&mut second, &[4]), [0x3b, 0x00]);
    assert_eq!(ask(&mut second, &[0, 0xa4, 0, 0]), [0x6d, 0x00]);
    card.end();
    assert_eq!(second.read(&mut [0; 2]).unwrap(), 0);
    // Both ports are free again.
    assert!(TcpListener::bind(SocketAddr::new(at.ip(), at.port() + 1)).is_ok());
}

#[test]
fn a_card_that_waits_for_a_command_ends_when_asked_to() {
    let vpcd = TcpListener::bind("127.0.0.1:0").unwrap();
    let card = run(connecting(vpcd.local_addr().unwrap()), &Pocket::default());
    let (mut reader, _) = vpcd.accept().unwrap();
    assert_eq!(ask(&mut reader, &[4]).len(), 4);
    card.end();
    assert_eq!(reader.read(&mut [0; 2]).unwrap(), 0);
}
