//! A card in a virtual reader: connects to vpcd of the vsmartcard project and answers it.
//!
//! ```text
//! vpcd FOLDER [HOST:PORT]
//! ```
//!
//! The folder has `authentication.key` and `signature.key`, three lines of hexadecimal each (modulus, public
//! and private exponent), and `authentication.der` and `signature.der`, the certificates. The codes are those
//! of the fixtures. Nothing is kept: for tries only.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
};

use cns_card::{
    Algorithm, Atr, Card, CardNumber, Chip, Code, Failed, Memory, Operation, PersonalData, PublicKey, hex,
    memory::place, personal::Field,
};
use num_bigint::BigUint;

/// Codes and keys in the clear.
struct Open {
    codes: BTreeMap<u8, Code>,
    keys: BTreeMap<u8, [BigUint; 3]>,
}

impl Chip for Open {
    fn commit(&mut self, _: &Memory) -> Result<(), Failed> {
        Ok(())
    }
    fn check(&mut self, reference: u8, presented: &Code) -> Result<bool, Failed> {
        Ok(self.codes.get(&reference).ok_or(Failed)?.matches(presented))
    }
    fn replace(&mut self, reference: u8, new: &Code, _: u8, _: &Code) -> Result<(), Failed> {
        self.codes.insert(reference, new.clone());
        Ok(())
    }
    fn operate(&mut self, key: u8, _: Operation, input: &[u8]) -> Result<Vec<u8>, Failed> {
        let [modulus, _, private] = self.keys.get(&key).ok_or(Failed)?;
        let value = BigUint::from_bytes_be(input).modpow(private, modulus).to_bytes_be();
        let mut out = vec![0; input.len().saturating_sub(value.len())];
        out.extend(value);
        Ok(out)
    }
    fn generate(&mut self, _: u8, _: Algorithm, _: Option<u8>) -> Result<PublicKey, Failed> {
        Err(Failed)
    }
    fn random(&mut self, octets: &mut [u8]) -> Result<(), Failed> {
        fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(octets)).map_err(|_| Failed)
    }
    fn forget(&mut self) {}
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("vpcd FOLDER [HOST:PORT]")?;
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:35963".to_owned());
    let holder = PersonalData::default().with(Field::Surname, "ROSSI")?.with(Field::GivenName, "MARIA")?;
    let number = CardNumber::new("7430012345678901").ok_or("a number")?;
    let atr = Atr::preset("infocert-1205").ok_or("a preset")?;
    let mut memory = Memory::cns(atr, &number, &holder)?;
    memory.options.one_pin = false;
    let codes = [(0x10, "12345678"), (0x11, "87654321"), (0x1a, "11223344"), (0x1b, "44332211")];
    let codes =
        codes.into_iter().filter_map(|(reference, digits)| Some((reference, Code::from_digits(digits)?)));
    let mut keys = BTreeMap::new();
    for (key, name, file) in [
        (place::AUTHENTICATION_KEY, "authentication", place::authentication_certificate()),
        (place::SIGNATURE_KEY, "signature", place::signature_certificate()),
    ] {
        let path = Path::new(&folder).join(name);
        let text = fs::read_to_string(path.with_extension("key"))?;
        let numbers: Vec<Vec<u8>> = text.lines().filter_map(hex::decode).collect();
        let [modulus, exponent, private] = <[Vec<u8>; 3]>::try_from(numbers).map_err(|_| "three numbers")?;
        keys.insert(key, [&modulus, &exponent, &private].map(|number| BigUint::from_bytes_be(number)));
        memory.put_file(&file, &fs::read(path.with_extension("der"))?)?;
        memory.keys.entry(key).and_modify(|place| place.public = Some(PublicKey::Rsa { modulus, exponent }));
    }
    let mut card = Card::new(memory, Open { codes: codes.collect(), keys });
    let mut reader = TcpStream::connect(address)?;
    // One segment for each answer, at once; the other half of the cure, TCP_QUICKACK, is the platform's.
    reader.set_nodelay(true)?;
    loop {
        let mut length = [0; 2];
        reader.read_exact(&mut length)?;
        let mut command = vec![0; usize::from(u16::from_be_bytes(length))];
        reader.read_exact(&mut command)?;
        let answer = match *command {
            [0..=2] => {
                card.reset();
                continue;
            }
            [4] => card.memory().atr.as_bytes().to_vec(),
            _ => card.transmit(&command),
        };
        let length = u16::try_from(answer.len())?.to_be_bytes();
        reader.write_all(&[&length[..], &answer].concat())?;
    }
}
