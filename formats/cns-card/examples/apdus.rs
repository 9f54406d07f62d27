//! Sends random and mutated commands to both personalities: nothing may panic, every answer has a status,
//! and no sequence of wrong codes compares more than the counter allows. Repeatable by its seed.
//!
//! ```text
//! apdus COUNT SEED
//! ```
#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::collections::BTreeMap;

use cns_card::{
    Algorithm, Answer, Atr, Card, CardNumber, Chip, Code, Failed, Memory, Operation, PersonalData, PublicKey,
    hex,
};

/// xorshift64*: repeatable, fast, good enough to choose what to break.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    fn octet(&mut self) -> u8 {
        self.roll().to_le_bytes()[0]
    }
}

/// Takes every code for right or every code for wrong, counts how often it is asked, and now and then fails.
#[derive(Default)]
struct Counting {
    lenient: bool,
    compared: usize,
    calls: usize,
}

impl Counting {
    fn tired(&mut self) -> Result<(), Failed> {
        self.calls += 1;
        if self.calls.is_multiple_of(97) { Err(Failed) } else { Ok(()) }
    }
}

impl Chip for Counting {
    fn commit(&mut self, _: &Memory) -> Result<(), Failed> {
        self.tired()
    }
    fn check(&mut self, _: u8, _: &Code) -> Result<bool, Failed> {
        self.compared += 1;
        Ok(self.lenient)
    }
    fn replace(&mut self, _: u8, _: &Code, _: u8, _: &Code) -> Result<(), Failed> {
        self.tired()
    }
    fn operate(&mut self, _: u8, _: Operation, input: &[u8]) -> Result<Vec<u8>, Failed> {
        self.tired()?;
        Ok(input.to_vec())
    }
    fn generate(&mut self, _: u8, algorithm: Algorithm, _: Option<u8>) -> Result<PublicKey, Failed> {
        self.tired()?;
        Ok(public(algorithm))
    }
    fn random(&mut self, octets: &mut [u8]) -> Result<(), Failed> {
        octets.fill(4);
        self.tired()
    }
    fn forget(&mut self) {}
}

fn public(algorithm: Algorithm) -> PublicKey {
    PublicKey::Rsa { modulus: vec![0xc1; algorithm.octets()], exponent: vec![1, 0, 1] }
}

/// Commands that mean something, to be broken.
const MODELS: [&str; 25] = [
    "00A40800041100110200",
    "00A4000C023F00",
    "00A4000C021101",
    "00A4080C0412001201",
    "00B00000FF",
    "00B0010001",
    "00200090083132333435363738",
    "0020001A",
    "002400901031323334353637383232323232323232",
    "002C00901038373635343332313132333435363738",
    "0022F30300",
    "0022F1B803830101",
    "0022F1B603840110",
    "002A9E9A02AABB00",
    "102A808602AABB",
    "0084000008",
    "00D6000002AABB",
    "00DA000002AABB",
    "00A4040009A00000030800001000",
    "00CB3FFF055C035FC10200",
    "00DB3FFF095C035FC1055302AABB",
    "0047009E05AC0380010700",
    "002000800831323334353637FF",
    "002A808602AABB00",
    "0087079C0A7C08820081047777777700",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().ok_or("apdus COUNT SEED")?.parse()?;
    let mut dice = Dice(arguments.next().ok_or("apdus COUNT SEED")?.parse::<u64>()?.max(1));
    let models: Vec<Vec<u8>> = MODELS.iter().filter_map(|model| hex::decode(model)).collect();
    let number = CardNumber::new("7430012345678901").ok_or("a number")?;
    let atr = Atr::preset("infocert-1205").ok_or("a preset")?;
    let cns = Memory::cns(atr.clone(), &number, &PersonalData::default())?;
    let mut fresh = [cns, Memory::piv(atr, [7; 16], Algorithm::Rsa3072)];
    for key in fresh.iter_mut().flat_map(|memory| memory.keys.values_mut()) {
        key.public = Some(public(key.algorithm));
    }
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    let mut longest = 0;
    let mut sent = 0;
    while sent < count {
        for memory in &fresh {
            let mut card =
                Card::new(memory.clone(), Counting { lenient: dice.below(2) == 0, ..Counting::default() });
            card.administer(dice.below(4) == 0);
            let allowed: usize = memory.counters.values().map(|counter| usize::from(counter.limit)).sum();
            for _ in 0..500 {
                let mut command = models[dice.below(models.len())].clone();
                match dice.below(8) {
                    0 => command = (0..dice.below(300)).map(|_| dice.octet()).collect(),
                    1 => command.truncate(dice.below(command.len())),
                    2 => command.extend((0..dice.below(300)).map(|_| dice.octet())),
                    3..6 => {
                        let at = dice.below(command.len());
                        command[at] = dice.octet();
                    }
                    _ => {}
                }
                let answer = Answer::read(&card.transmit(&command)).ok_or("an answer without a status")?;
                longest = longest.max(answer.data.len());
                *answers.entry(answer.status.0).or_default() += 1;
                sent += 1;
                if dice.below(100) == 0 {
                    card.reset();
                }
            }
            if !card.chip().lenient && card.chip().compared > allowed {
                return Err(format!("{} codes compared", card.chip().compared).into());
            }
        }
    }
    println!("{sent} commands, {longest} octets in the longest answer");
    for (status, times) in answers {
        println!("{status:04X} {times}");
    }
    Ok(())
}
