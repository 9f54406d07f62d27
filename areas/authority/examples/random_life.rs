//! Lives three and a half years of an authority in a moment: pairs are issued, suspended, reactivated,
//! revoked, and expire. Then it writes what relying parties see, for programs that judge whether they
//! read from it what was decided (`interop/run status-agreement`).
//!
//! ```text
//! random_life FOLDER PAIRS SEED
//! ```
//!
//! FOLDER gets `life.json` (what was decided), the certificates of the authorities and the holders, the
//! lists, and an OCSP answer for each certificate. The last instant is the present, so that judges need
//! no other clock than theirs.

use std::{fs, path::PathBuf, sync::Arc};

use authority::{
    Authority, Demand, IssuedPair, PairKind, ServiceAuthority, Target,
    practice::{self, Practised},
    rules::{motives::Motive, permissions::Asker, service::Service},
};
use foundation::{Actor, Clock, Id, SystemClock, SystemEntropy, TestClock, Timestamp};
use jiff::SignedDuration;
use keyvault::{KeySpec, SoftwareKey};
use serde_json::{Value, json};
use x509::{alg::DigestAlgorithm, ocsp, pem};

/// The first pairs live longer than their certificates.
const DAYS: u64 = 3 * 365 + 130;
/// How often responders and lists are looked after meanwhile; the lists of the last day are what counts.
const ROUND: u64 = 45;
/// Why all of it happens.
const WORDS: &str = "per prova";

fn main() -> Practised<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let pairs: u64 = arguments.next().ok_or("how many pairs?")?.parse()?;
    let seed: u64 = arguments.next().ok_or("which seed?")?.parse()?;
    for name in ["certificates", "lists", "ocsp"] {
        fs::create_dir_all(folder.join(name))?;
    }
    let mut life = World::new(&folder, seed)?;
    life.live(pairs)?;
    life.tell(&folder)
}

/// What happens to a pair after it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Active,
    Suspended,
    Reactivated,
    Revoked,
    RevokedFromSuspension,
}

impl Fate {
    fn name(self) -> &'static str {
        match self {
            Fate::Active => "active",
            Fate::Suspended => "suspended",
            Fate::Reactivated => "reactivated",
            Fate::Revoked => "revoked",
            Fate::RevokedFromSuspension => "revoked from suspension",
        }
    }

    fn is_listed(self) -> bool {
        !matches!(self, Fate::Active | Fate::Reactivated)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Issue(Fate),
    Suspend(Id<PairKind>),
    Reactivate(Id<PairKind>),
    Revoke(Id<PairKind>),
    Round,
}

struct World {
    authority: Authority,
    clock: Arc<TestClock>,
    actor: Actor,
    begin: Timestamp,
    chance: Chance,
    lived: Vec<(Fate, IssuedPair)>,
}

impl World {
    fn new(folder: &std::path::Path, seed: u64) -> Practised<Self> {
        let begin = SystemClock.now() - SignedDuration::from_hours(24 * DAYS as i64);
        let clock = Arc::new(TestClock::at(begin));
        let data = folder.join("authority");
        let (_, authority) = practice::open(
            &data,
            practice::settings(16)?,
            KeySpec::Rsa4096,
            clock.clone(),
            Arc::new(SystemEntropy),
        )?;
        let chance = Chance(seed | 1);
        Ok(Self { authority, clock, actor: Actor::command_line(), begin, chance, lived: Vec::new() })
    }

    /// Everything in the order of its days; what is due on the same day in the order in which it came up.
    fn live(&mut self, pairs: u64) -> Practised<()> {
        let mut due: Vec<(u64, Deed)> = (0..DAYS / ROUND).map(|n| (n * ROUND, Deed::Round)).collect();
        for number in 0..pairs {
            // Every fifth pair is among the first, and has expired in the end.
            let last = if number % 5 == 0 { 100 } else { DAYS - 3 };
            let fates = [
                Fate::Active,
                Fate::Suspended,
                Fate::Reactivated,
                Fate::Revoked,
                Fate::RevokedFromSuspension,
            ];
            let fate = fates[self.chance.below(5) as usize];
            due.push((1 + self.chance.below(last), Deed::Issue(fate)));
        }
        while let Some(next) = due.iter().enumerate().min_by_key(|(_, (day, _))| *day).map(|(at, _)| at) {
            let (day, deed) = due.remove(next);
            self.clock.set(self.begin + SignedDuration::from_hours(24 * day as i64));
            let target = |pair| Target::Pair(pair);
            match deed {
                Deed::Round => self.round()?,
                Deed::Issue(fate) => self.issue(fate, day, &mut due)?,
                Deed::Suspend(pair) => {
                    let demand = Demand::of(&self.actor, Motive::Suspension).because(WORDS);
                    self.authority.suspend(&self.actor, target(pair), &demand, None, None)?;
                }
                Deed::Reactivate(pair) => {
                    let demand = Demand::by(Asker::of(&self.actor), None).because(WORDS);
                    self.authority.reactivate(&self.actor, target(pair), &demand)?;
                }
                Deed::Revoke(pair) => {
                    let motives: Vec<Motive> =
                        Motive::to_choose().filter(|motive| motive.revokes()).collect();
                    let motive = motives[self.chance.below(motives.len() as u64) as usize];
                    let demand = Demand::of(&self.actor, motive).because(WORDS);
                    self.authority.revoke(&self.actor, target(pair), &demand, None)?;
                }
            }
        }
        self.clock.set(SystemClock.now());
        self.round()
    }

    fn round(&self) -> Practised<()> {
        self.authority.renew_responders(&self.actor)?;
        self.authority.renew_time_stamping_units(&self.actor)?;
        self.authority.publish_lists(&self.actor)?;
        Ok(())
    }

    fn issue(&mut self, fate: Fate, day: u64, due: &mut Vec<(u64, Deed)>) -> Practised<()> {
        let number = self.lived.len() as u64;
        let keys = [SoftwareKey::generate(KeySpec::P256)?, SoftwareKey::generate(KeySpec::P256)?];
        let request = practice::pair_request(practice::mario()?, number, &keys[0], &keys[1])?;
        let pair = self.authority.issue_pair(&self.actor, &request)?;
        self.authority.activate_pair(&self.actor, pair.id)?;
        // What changes it comes before it expires, and before the present.
        let room = (DAYS - 1 - day).clamp(2, 3 * 365 - 2);
        let first = day + 1 + self.chance.below(room / 2);
        let second = first + self.chance.below((room / 2).max(1));
        match fate {
            Fate::Active => {}
            Fate::Suspended => due.push((first, Deed::Suspend(pair.id))),
            Fate::Revoked => due.push((first, Deed::Revoke(pair.id))),
            Fate::Reactivated => {
                due.push((first, Deed::Suspend(pair.id)));
                due.push((second + 1, Deed::Reactivate(pair.id)));
            }
            Fate::RevokedFromSuspension => {
                due.push((first, Deed::Suspend(pair.id)));
                due.push((second + 1, Deed::Revoke(pair.id)));
            }
        }
        self.lived.push((fate, pair));
        Ok(())
    }

    fn tell(&self, folder: &std::path::Path) -> Practised<()> {
        let mut authorities = Vec::new();
        let (mut certificates, mut never_issued) = (Vec::new(), Vec::new());
        for service in [Service::Signature, Service::Cns] {
            let ca = self.authority.current(service)?;
            let name = format!("{service}.pem");
            fs::write(folder.join(&name), ca.certificate.to_pem())?;
            let lists = folder.join("lists").join(service.path());
            fs::create_dir_all(&lists)?;
            for scope in ca.scopes() {
                let list = self.authority.newest_list(&ca, scope)?.ok_or("a list was not published")?;
                let file = scope.path("x").replace(['/', 'x'], "");
                fs::write(lists.join(file), pem::encode("X509 CRL", &list.der))?;
            }
            authorities.push(
                json!({ "name": service.path(), "certificate": name, "lists": format!("lists/{service}") }),
            );
            for (number, (fate, pair)) in self.lived.iter().enumerate() {
                let told = self.tell_one(folder, &ca, (number, *fate, pair))?;
                certificates.push(told);
            }
            for number in 0..20_u8 {
                let serial =
                    [&[0x11, number][..], &SystemClock.now().as_millisecond().to_be_bytes()].concat();
                let file = format!("ocsp/{service}-never-{number}.der");
                fs::write(folder.join(&file), self.ocsp_answer(&ca, &serial)?)?;
                never_issued.push(json!({
                    "authority": name, "serial": foundation::hex(&serial), "ocsp": file,
                }));
            }
        }
        let document = json!({
            "authorities": authorities, "certificates": certificates, "never_issued": never_issued,
        });
        fs::write(folder.join("life.json"), serde_json::to_vec_pretty(&document)?)?;
        Ok(())
    }

    fn tell_one(
        &self,
        folder: &std::path::Path,
        ca: &ServiceAuthority,
        (number, fate, pair): (usize, Fate, &IssuedPair),
    ) -> Practised<Value> {
        let certificate = if ca.service == Service::Signature { &pair.signature } else { &pair.cns };
        let stem = format!("{}-{number:04}", ca.service);
        fs::write(folder.join(format!("certificates/{stem}.pem")), certificate.to_pem())?;
        fs::write(folder.join(format!("certificates/{stem}.der")), certificate.der())?;
        fs::write(folder.join(format!("ocsp/{stem}.der")), self.ocsp_answer(ca, certificate.serial())?)?;
        let list = ca.crl_url(certificate.serial());
        let expired = certificate.not_after() < self.clock.now();
        Ok(json!({
            "authority": format!("{}.pem", ca.service),
            "certificate": format!("certificates/{stem}.pem"),
            "serial": certificate.serial_hex(),
            "list": format!("lists/{}/crl{}", ca.service, list.rsplit('/').next().unwrap_or_default()),
            "ocsp": format!("ocsp/{stem}.der"),
            "life": if expired && !fate.is_listed() { "expired" } else { fate.name() },
            "status": if fate.is_listed() { "revoked" } else { "good" },
            "expired": expired,
        }))
    }

    fn ocsp_answer(&self, ca: &ServiceAuthority, serial: &[u8]) -> Practised<Vec<u8>> {
        let key = ca.certificate.public_key()?;
        let id =
            ocsp::cert_id(DigestAlgorithm::Sha1, ca.certificate.subject().der(), key.bits_of_key(), serial);
        Ok(self.authority.answer_ocsp(ca, &ocsp::request(&[id], None)).der.to_vec())
    }
}

/// Numbers that look random, the same for the same seed (xorshift64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}
