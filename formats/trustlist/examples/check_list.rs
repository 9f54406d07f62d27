//! Checks a trusted list with the certificate that may sign it and tells what is in it:
//! `cargo run --example check_list -- LIST CERTIFICATE`. A number after them repeats the check, to
//! measure it.

#![expect(clippy::print_stdout, reason = "it tells what it found")]

use std::{collections::BTreeMap, error::Error, fs};

use trustlist::check;
use x509::Certificate;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(list), Some(certificate)) = (arguments.next(), arguments.next()) else {
        return Err("usage: check_list LIST CERTIFICATE [TIMES]".into());
    };
    let file = fs::read(list)?;
    let operator = Certificate::from_pem_or_der(&fs::read(certificate)?)?;
    for _ in 1..arguments.next().map_or(Ok(1), |times| times.parse::<u32>())? {
        check::check(&file, std::slice::from_ref(&operator))?;
    }
    let checked = check::check(&file, &[operator])?;
    let scheme = &checked.list.scheme;
    println!("{:?} no. {} of {}", scheme.territory, scheme.sequence_number, scheme.issued);
    let mut counts = BTreeMap::new();
    for (_, service) in checked.list.services() {
        let state = service.current();
        *counts.entry(format!("{} {}", state.service_type, state.status)).or_insert(0) += 1;
    }
    for (kind, count) in counts {
        println!("{count:5} {kind}");
    }
    Ok(())
}
