//! A busy day of an authority, for crash tests (`interop/run crash`): pairs are issued, suspended,
//! reactivated and revoked, lists are published, answers and time stamps signed, in random order, until
//! somebody kills the program. What begins and what is durable is told on standard output, a line each:
//!
//! ```text
//! begin WHAT
//! issued PAIR SERIAL SERIAL
//! PAIR STATE
//! ```
//!
//! `busy_day FOLDER SEED` works; `busy_day FOLDER check` finishes what was interrupted and counts.

#![expect(clippy::print_stdout, reason = "its output is read by the tests that run it")]

use std::{io::Write, path::PathBuf, sync::Arc};

use authority::{
    Authority, Demand, PairKind, Target,
    practice::{self, Practised},
    rules::{motives::Motive, permissions::Asker, service::Service},
};
use foundation::{Actor, Id, SystemClock, SystemEntropy};
use keyvault::{KeySpec, SoftwareKey};
use x509::{alg::DigestAlgorithm, ocsp};

fn main() -> Practised<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let what = arguments.next().ok_or("which seed?")?;
    let clock = Arc::new(SystemClock);
    let (store, authority) =
        practice::open(&folder, practice::settings(4)?, KeySpec::Rsa4096, clock, Arc::new(SystemEntropy))?;
    if what == "check" {
        let finished = authority.recover()?;
        authority.publish_lists(&Actor::command_line())?;
        let census = authority.census()?;
        let audit = store::audit::verify(&store)?;
        println!(
            "finished {finished} whole {} open {} half {} repeated {} audit {}",
            census.whole_pairs,
            census.open_pairs,
            census.half_pairs,
            census.repeated_serials,
            if audit.is_intact() { "intact" } else { "broken" }
        );
        return Ok(());
    }
    authority.recover()?;
    let mut day =
        Day { authority, actor: Actor::command_line(), chance: what.parse::<u64>()? | 1, pairs: Vec::new() };
    loop {
        day.work()?;
    }
}

struct Day {
    authority: Authority,
    actor: Actor,
    chance: u64,
    /// Those of today, with their states.
    pairs: Vec<(Id<PairKind>, &'static str, Vec<u8>)>,
}

impl Day {
    fn below(&mut self, end: u64) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance % end
    }

    fn work(&mut self) -> Practised<()> {
        let what = self.below(8);
        if self.pairs.is_empty() || what < 2 {
            tell("begin issue")?;
            return self.issue();
        }
        match what {
            2..=4 => {
                tell("begin change")?;
                self.change()?;
            }
            5 => {
                tell("begin publish")?;
                self.authority.publish_lists(&self.actor)?;
            }
            6 => {
                tell("begin answer")?;
                self.answer()?;
            }
            _ => {
                tell("begin seal")?;
                self.authority.seal_audit_log()?;
            }
        }
        Ok(())
    }

    fn issue(&mut self) -> Practised<()> {
        let keys = [SoftwareKey::generate(KeySpec::P256)?, SoftwareKey::generate(KeySpec::P256)?];
        let number = self.below(1_000_000_000);
        let request = practice::pair_request(practice::mario()?, number, &keys[0], &keys[1])?;
        let pair = self.authority.issue_pair(&self.actor, &request)?;
        tell(&format!("issued {} {} {}", pair.id, pair.signature.serial_hex(), pair.cns.serial_hex()))?;
        self.authority.activate_pair(&self.actor, pair.id)?;
        tell(&format!("{} active", pair.id))?;
        self.pairs.push((pair.id, "active", pair.signature.serial().to_vec()));
        Ok(())
    }

    fn change(&mut self) -> Practised<()> {
        let index = self.below(self.pairs.len() as u64) as usize;
        let (pair, state, _) = self.pairs[index];
        let revoke = self.below(4) == 0;
        let (authority, actor, target) = (&self.authority, &self.actor, Target::Pair(pair));
        let demand = |motive| Demand::of(actor, motive).because("per prova");
        let next = match state {
            "revoked" => return Ok(()),
            _ if revoke => {
                authority.revoke(actor, target, &demand(Motive::NoLongerUsed), None)?;
                "revoked"
            }
            "suspended" => {
                let asked = Demand::by(Asker::of(actor), None).because("per prova");
                authority.reactivate(actor, target, &asked)?;
                "active"
            }
            _ => {
                authority.suspend(actor, target, &demand(Motive::Suspension), None, None)?;
                "suspended"
            }
        };
        tell(&format!("{pair} {next}"))?;
        self.pairs[index].1 = next;
        Ok(())
    }

    /// A status and an instant are signed.
    fn answer(&mut self) -> Practised<()> {
        let index = self.below(self.pairs.len() as u64) as usize;
        let ca = self.authority.current(Service::Signature)?;
        let key = ca.certificate.public_key()?;
        let name = ca.certificate.subject().der();
        let id = ocsp::cert_id(DigestAlgorithm::Sha256, name, key.bits_of_key(), &self.pairs[index].2);
        self.authority.answer_ocsp(&ca, &ocsp::request(&[id], Some(&[7; 32])));
        tell("begin unit")?;
        self.authority.replace_time_stamping_unit(&self.actor)?;
        Ok(())
    }
}

fn tell(line: &str) -> Practised<()> {
    println!("{line}");
    Ok(std::io::stdout().flush()?)
}
