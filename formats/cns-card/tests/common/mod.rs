//! A chip for tests: codes in the clear, keys that only look like keys, storage that can fail.

#![expect(clippy::unwrap_used, reason = "a test stops where its own set-up is wrong")]
#![allow(dead_code, reason = "not every test uses all of it")]

use std::collections::BTreeMap;

use cns_card::{
    Algorithm, Answer, Atr, Card, CardNumber, Chip, Code, Failed, Memory, Operation, PersonalData, PublicKey,
    hex, memory::place, personal::Field, piv,
};

/// What happened at the chip, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The memory was kept, with so many tries of PIN 10 or 80.
    Kept(u8),
    /// A code was compared.
    Compared(u8),
    /// A code was replaced.
    Replaced(u8),
}

/// See above.
#[derive(Debug, Default)]
pub struct TestChip {
    pub codes: BTreeMap<u8, Code>,
    pub events: Vec<Event>,
    /// What is durable.
    pub kept: Option<Memory>,
    /// Commits that still succeed; `None` is all.
    pub commits: Option<usize>,
    /// The operations that keys did.
    pub operations: Vec<(u8, Operation, usize)>,
}

impl Chip for TestChip {
    fn commit(&mut self, memory: &Memory) -> Result<(), Failed> {
        if let Some(left) = &mut self.commits {
            *left = left.checked_sub(1).ok_or(Failed)?;
        }
        let pin = memory.counters.get(&0x10).or(memory.counters.get(&0x80)).unwrap();
        self.events.push(Event::Kept(pin.left));
        self.kept = Some(memory.clone());
        Ok(())
    }

    fn check(&mut self, reference: u8, presented: &Code) -> Result<bool, Failed> {
        self.events.push(Event::Compared(reference));
        Ok(self.codes.get(&reference).ok_or(Failed)?.matches(presented))
    }

    fn replace(&mut self, reference: u8, new: &Code, _: u8, _: &Code) -> Result<(), Failed> {
        self.events.push(Event::Replaced(reference));
        self.codes.insert(reference, new.clone());
        Ok(())
    }

    fn operate(&mut self, key: u8, operation: Operation, input: &[u8]) -> Result<Vec<u8>, Failed> {
        self.operations.push((key, operation, input.len()));
        Ok(input.iter().rev().copied().collect())
    }

    fn generate(&mut self, _: u8, algorithm: Algorithm, _: Option<u8>) -> Result<PublicKey, Failed> {
        Ok(public(algorithm))
    }

    fn random(&mut self, octets: &mut [u8]) -> Result<(), Failed> {
        octets.iter_mut().zip(1..).for_each(|(octet, n)| *octet = n);
        Ok(())
    }

    fn forget(&mut self) {}
}

/// A public key of the right shape.
pub fn public(algorithm: Algorithm) -> PublicKey {
    let size = algorithm.octets();
    if algorithm.is_rsa() {
        PublicKey::Rsa { modulus: vec![0xc1; size], exponent: vec![1, 0, 1] }
    } else {
        PublicKey::Ec { point: [vec![4], vec![7; 2 * size]].concat() }
    }
}

pub fn holder() -> PersonalData {
    [
        (Field::Issuer, "6160"),
        (Field::IssuedOn, "01022025"),
        (Field::ExpiresOn, "01022031"),
        (Field::Surname, "ROSSI"),
        (Field::GivenName, "MARIA"),
        (Field::BornOn, "01011980"),
        (Field::Sex, "F"),
        (Field::TaxCode, "RSSMRA80A41H501Y"),
        (Field::BirthPlace, "H501"),
        (Field::Residence, "H501"),
    ]
    .into_iter()
    .fold(PersonalData::default(), |data, (field, text)| data.with(field, text).unwrap())
}

/// The codes of the fixtures: two PINs and two PUKs.
pub fn chip() -> TestChip {
    let codes = [(0x10, "12345678"), (0x11, "87654321"), (0x1a, "11223344"), (0x1b, "44332211")];
    let codes = codes.map(|(reference, digits)| (reference, Code::from_digits(digits).unwrap()));
    TestChip { codes: codes.into(), ..TestChip::default() }
}

/// A CNS with both keys, certificates of 2048 octets, two PINs.
pub fn memory(preset: &str) -> Memory {
    let number = CardNumber::new("7430012345678901").unwrap();
    let mut memory = Memory::cns(Atr::preset(preset).unwrap(), &number, &holder()).unwrap();
    memory.options.one_pin = false;
    for key in memory.keys.values_mut() {
        key.public = Some(public(key.algorithm));
    }
    memory.put_file(&place::authentication_certificate(), &certificate(3)).unwrap();
    memory.put_file(&place::signature_certificate(), &certificate(5)).unwrap();
    memory
}

/// What stands for a certificate: a SEQUENCE of 1,500 octets, padded to 2048.
pub fn certificate(filling: u8) -> Vec<u8> {
    let mut file = vec![0x30, 0x82, 0x05, 0xdc];
    file.resize(1504, filling);
    file.resize(2048, 0);
    file
}

pub fn cns() -> Card<TestChip> {
    Card::new(memory("infocert-1205"), chip())
}

pub fn piv(algorithm: Algorithm) -> Card<TestChip> {
    let mut memory = Memory::piv(Atr::preset("piv").unwrap(), [7; 16], algorithm);
    for key in memory.keys.values_mut() {
        key.public = Some(public(algorithm));
    }
    let codes = [(piv::PIN, "123456"), (piv::PUK, "87654321")];
    let codes = codes.map(|(reference, digits)| (reference, Code::from_digits(digits).unwrap()));
    Card::new(memory, TestChip { codes: codes.into(), ..TestChip::default() })
}

/// Sends hexadecimal; gives the data and the status in hexadecimal.
pub fn send(card: &mut Card<TestChip>, command: &str) -> (String, String) {
    let octets = hex::decode(&command.replace(' ', "")).unwrap();
    let answer = Answer::read(&card.transmit(&octets)).unwrap();
    (hex::encode(&answer.data), format!("{:?}", answer.status))
}

/// Only the status.
pub fn status(card: &mut Card<TestChip>, command: &str) -> String {
    send(card, command).1
}
