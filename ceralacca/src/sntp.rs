//! Asking time servers what time it is: the client side of SNTP (RFC 5905 §14), one packet each way.
//! It only compares; whoever steers the clock of the machine is another.

use std::{
    io,
    net::{ToSocketAddrs, UdpSocket},
    time::Duration,
};

use foundation::{Clock, Entropy, LeapSecond, Timestamp};
use jiff::SignedDuration;

/// How long a server may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// Octets of a packet without extensions (RFC 5905 §7.3).
const PACKET: usize = 48;
/// From 1900 to 1970.
const EPOCH: i64 = 2_208_988_800;
/// Length of an era: 32 bits of seconds.
const ERA: i64 = 1 << 32;
/// Our clock is read to the millisecond.
const GRAIN: SignedDuration = SignedDuration::from_millis(1);

/// What one server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Who.
    pub server: String,
    /// How far our clock is behind the server's.
    pub offset: SignedDuration,
    /// How far the server's time, as it arrived here, may be from UTC (root distance, RFC 5905 §A.5.5.2).
    pub distance: SignedDuration,
    /// Its distance from a reference clock.
    pub stratum: u8,
    /// What it says of the end of the month.
    pub leap: LeapSecond,
}

/// Asks a server: `host` or `host:port`.
///
/// # Errors
/// What the network says, or why the answer is none.
pub fn ask(server: &str, clock: &dyn Clock, entropy: &dyn Entropy) -> io::Result<Sample> {
    let address = if server.contains(':') { server.to_owned() } else { format!("{server}:123") };
    let address = address
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the name has no address"))?;
    let any = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(any)?;
    // Only what comes from there is received.
    socket.connect(address)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    // Our own time is nobody's business, and a number that nobody can guess keeps forged answers out.
    let cookie = entropy.bytes::<8>();
    let mut packet = [0; PACKET];
    packet[0] = 0b00_100_011;
    packet[40..].copy_from_slice(&cookie);
    let sent = clock.now();
    socket.send(&packet)?;
    let mut answer = [0; 512];
    let length = socket.recv(&mut answer)?;
    read(server, &answer[..length], cookie, sent, clock.now())
        .map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))
}

/// Reads an answer that came at `received` to what was sent at `sent`.
fn read(
    server: &str,
    answer: &[u8],
    cookie: [u8; 8],
    sent: Timestamp,
    received: Timestamp,
) -> Result<Sample, &'static str> {
    let packet: &[u8; PACKET] =
        answer.get(..PACKET).and_then(|octets| octets.try_into().ok()).ok_or("the answer is too short")?;
    let (leap, version, mode) = (packet[0] >> 6, packet[0] >> 3 & 7, packet[0] & 7);
    if mode != 4 || !(3..=4).contains(&version) {
        return Err("not an answer of a server");
    }
    if packet[24..32] != cookie {
        return Err("an answer to another question");
    }
    let stratum = packet[1];
    match stratum {
        // Kiss-o'-death (RFC 5905 §7.4).
        0 => return Err("the server does not want to be asked"),
        1..=15 => {}
        _ => return Err("the server is not synchronised"),
    }
    let leap = match leap {
        0 => LeapSecond::None,
        1 => LeapSecond::Inserted,
        2 => LeapSecond::LeftOut,
        _ => return Err("the server is not synchronised"),
    };
    let (came, left) = (instant(&packet[32..40])?, instant(&packet[40..48])?);
    let there = left.duration_since(came);
    let outward = came.duration_since(sent);
    let homeward = left.duration_since(received);
    let offset = (outward.saturating_add(homeward)) / 2;
    let travelled = received.duration_since(sent).saturating_sub(there).max(SignedDuration::ZERO);
    if there < SignedDuration::ZERO || received < sent {
        return Err("a clock was moved while it was asked");
    }
    let root = short(&packet[4..8]) / 2 + short(&packet[8..12]);
    let distance = travelled / 2 + root + GRAIN;
    Ok(Sample { server: server.to_owned(), offset, distance, stratum, leap })
}

/// A 64-bit time; those before 1968 belong to the era that begins in 2036.
fn instant(octets: &[u8]) -> Result<Timestamp, &'static str> {
    const NONE: &str = "the answer has no time";
    let octets: [u8; 8] = octets.try_into().map_err(|_| NONE)?;
    let time = u64::from_be_bytes(octets);
    if time == 0 {
        return Err(NONE);
    }
    let (seconds, fraction) = ((time >> 32) as i64, time & 0xffff_ffff);
    let era = if seconds & 0x8000_0000 == 0 { ERA } else { 0 };
    let nanoseconds = ((fraction * 1_000_000_000 + (1 << 31)) >> 32).min(999_999_999);
    Timestamp::new(seconds + era - EPOCH, nanoseconds as i32).map_err(|_| NONE)
}

/// A 32-bit duration: 16 bits of seconds, 16 of fraction.
fn short(octets: &[u8]) -> SignedDuration {
    let value = octets.iter().fold(0_u64, |value, octet| value << 8 | u64::from(*octet));
    SignedDuration::from_nanos(((value * 1_000_000_000) >> 16) as i64)
}

/// The sample that a majority of `asked` servers agrees with: the most precise of those whose times
/// overlap with more than half of them (RFC 5905 §11.2.1, without its refinements).
pub fn agreed(samples: &[Sample], asked: usize) -> Option<&Sample> {
    let overlap = |a: &Sample, b: &Sample| {
        a.offset.saturating_sub(b.offset).abs() <= a.distance.saturating_add(b.distance)
    };
    samples
        .iter()
        .filter(|one| samples.iter().filter(|other| overlap(one, other)).count() * 2 > asked)
        .min_by_key(|sample| sample.distance)
}

#[cfg(test)]
mod tests {
    use foundation::{SystemEntropy, TestClock};

    use super::*;

    const COOKIE: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn encode(instant: Timestamp) -> [u8; 8] {
        let seconds = (instant.as_second() + EPOCH) as u64 & 0xffff_ffff;
        let fraction = ((instant.subsec_nanosecond() as u64) << 32) / 1_000_000_000;
        (seconds << 32 | fraction).to_be_bytes()
    }

    /// The answer of a server that shows `time`.
    fn answer(cookie: [u8; 8], time: Timestamp) -> [u8; PACKET] {
        let mut packet = [0; PACKET];
        packet[0] = 0b00_100_100;
        packet[1] = 2;
        // Root delay of 20 ms, root dispersion of 5 ms.
        packet[4..8].copy_from_slice(&[0, 0, 0x05, 0x1f]);
        packet[8..12].copy_from_slice(&[0, 0, 0x01, 0x48]);
        packet[24..32].copy_from_slice(&cookie);
        packet[32..40].copy_from_slice(&encode(time));
        packet[40..48].copy_from_slice(&encode(time));
        packet
    }

    #[test]
    fn offset_and_distance_are_those_of_the_protocol() {
        let sent = at("2026-11-22T09:00:00Z");
        let received = at("2026-11-22T09:00:00.100Z");
        let packet = answer(COOKIE, at("2026-11-22T09:00:02.050Z"));
        let sample = read("ntp.example.com", &packet, COOKIE, sent, received).unwrap();
        assert_eq!(sample.offset, SignedDuration::from_secs(2), "half of the way there, half back");
        assert!((65..=68).contains(&sample.distance.as_millis()), "{:?}", sample.distance);
        assert_eq!((sample.stratum, sample.leap), (2, LeapSecond::None));
        let leaping = {
            let mut p = packet;
            p[0] |= 0b01_000000;
            p
        };
        assert_eq!(read("", &leaping, COOKIE, sent, received).unwrap().leap, LeapSecond::Inserted);
    }

    #[test]
    fn what_is_no_good_answer_is_refused() {
        let now = at("2026-11-22T09:00:00Z");
        let good = answer(COOKIE, now);
        let refused = |change: &dyn Fn(&mut [u8; PACKET])| {
            let mut packet = good;
            change(&mut packet);
            read("", &packet, COOKIE, now, now).unwrap_err()
        };
        assert_eq!(refused(&|p| p[0] = 0b00_100_011), "not an answer of a server");
        assert_eq!(refused(&|p| p[24] ^= 1), "an answer to another question");
        assert_eq!(refused(&|p| p[1] = 0), "the server does not want to be asked");
        assert_eq!(refused(&|p| p[1] = 16), "the server is not synchronised");
        assert_eq!(refused(&|p| p[0] |= 0b11_000000), "the server is not synchronised");
        assert_eq!(refused(&|p| p[40..48].fill(0)), "the answer has no time");
        for length in 0..PACKET {
            assert!(read("", &good[..length], COOKIE, now, now).is_err());
        }
        let earlier = now - SignedDuration::from_secs(1);
        assert!(read("", &good, COOKIE, now, earlier).is_err(), "moved while it was asked");
    }

    #[test]
    fn times_after_2036_are_of_the_next_era() {
        for text in [
            "1999-12-31T23:59:59Z",
            "2026-11-22T09:00:00.500Z",
            "2036-02-07T06:28:17Z",
            "2050-01-01T00:00:00Z",
        ] {
            assert_eq!(instant(&encode(at(text))).unwrap(), at(text));
        }
    }

    #[test]
    fn a_majority_must_agree() {
        let sample = |server: &str, offset, distance| Sample {
            server: server.to_owned(),
            offset: SignedDuration::from_millis(offset),
            distance: SignedDuration::from_millis(distance),
            stratum: 2,
            leap: LeapSecond::None,
        };
        let (a, b, liar) = (sample("a", 5, 30), sample("b", -10, 20), sample("c", 5_000, 1));
        let all = [a.clone(), b.clone(), liar.clone()];
        assert_eq!(agreed(&all, 3).map(|s| s.server.as_str()), Some("b"), "the more precise of the two");
        assert_eq!(agreed(&[a.clone(), liar.clone()], 3), None);
        assert_eq!(agreed(&[a.clone(), liar], 2), None, "one word against another");
        assert_eq!(agreed(std::slice::from_ref(&a), 1), Some(&a));
        assert_eq!(agreed(&[a], 2), None, "the other one is silent");
        assert_eq!(agreed(&[], 0), None);
    }

    #[test]
    fn a_server_is_asked_over_udp() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap().to_string();
        let clock = TestClock::at(at("2026-11-22T09:00:00Z"));
        let answering = std::thread::spawn(move || {
            let mut question = [0; PACKET];
            let (length, from) = server.recv_from(&mut question).unwrap();
            assert_eq!((length, question[0]), (PACKET, 0b00_100_011));
            let cookie = question[40..48].try_into().unwrap();
            server.send_to(&answer(cookie, at("2026-11-22T09:00:01Z")), from).unwrap();
        });
        let sample = ask(&address, &clock, &SystemEntropy).unwrap();
        answering.join().unwrap();
        assert_eq!(sample.offset, SignedDuration::from_secs(1));
    }
}
