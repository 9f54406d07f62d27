//! The office with its ways out: what leaves, what is tried again, what is given up, what is written down.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod gateway;
mod office;
mod pages;
mod responder;
mod smtp;

use std::sync::Arc;

use foundation::{Clock, TestClock, TestEntropy, Timestamp};
use jiff::SignedDuration;
use post::{
    Delivery, Frame, Mail, Office, Words,
    sinks::{MailSink, Memory, TextSink},
};
use store::{
    Store, StoreUrl,
    jobs::{Ran, Worker},
};
use webkit::Lang;

/// A mail as an area would keep it.
pub(crate) static WELCOME: Mail = Mail {
    name: "welcome",
    it: Words {
        subject: "Ciao { $name }, è pronto\n",
        text: "Ciao { $name }.\nIl tuo certificato è pronto da oggi. Lo trovi qui: { $link }\n",
        html: "<p>Ciao { $name }.</p><p><a class=\"button\" href=\"{ $link }\">Apri</a><br>{ $link }</p>\n",
    },
    en: Words {
        subject: "Hello { $name }, it is ready",
        text: "Hello { $name }.\nYour certificate is ready from today. Find it here: { $link }\n",
        html: "<p>Hello { $name }.</p><p><a class=\"button\" href=\"{ $link }\">Open</a><br>{ $link }</p>",
    },
    de: Words {
        subject: "Guten Tag { $name }, es ist bereit",
        text: "Guten Tag { $name }.\nIhr Zertifikat ist ab heute bereit. Sie finden es hier: { $link }\n",
        html: "<p>Guten Tag { $name }.</p><p><a class=\"button\" href=\"{ $link }\">Öffnen</a><br>{ $link }</p>",
    },
};

pub(crate) const VALUES: [(&str, &str); 2] =
    [("name", "Łucja <b>D’Água</b>"), ("link", "https://firma.example/stato?a=1&b=2")];

pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) office: Arc<Office>,
    pub(crate) worker: Worker,
    _folder: tempfile::TempDir,
}

pub(crate) fn frame() -> Frame {
    Frame {
        chamber: "Camera di commercio di Borgo Sereno".to_owned(),
        base_url: "https://firma.example".to_owned(),
        assistance: "assistenza@borgosereno.example".to_owned(),
        from: "firma@borgosereno.example".to_owned(),
        reply_to: None,
    }
}

impl Bench {
    pub(crate) fn new(mail: Arc<dyn MailSink>, sms: Arc<dyn TextSink>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreUrl::Sqlite(folder.path().join("ceralacca.db"))).unwrap();
        let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let entropy = Arc::new(TestEntropy::seeded(1));
        let office = Office::open(store.clone(), entropy.clone(), frame(), mail, sms).unwrap();
        let worker = office.handle(Worker::new(store.clone(), clock.clone(), entropy));
        Self { store, clock, office, worker, _folder: folder }
    }

    pub(crate) fn in_memory() -> (Self, Arc<Memory>) {
        let memory = Arc::new(Memory::default());
        (Self::new(memory.clone(), memory.clone()), memory)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn welcome(&self, lang: Lang, to: &'static str, key: &'static str) {
        let now = self.now();
        let sent = self.store.write_blocking(move |tx| post::send(tx, now, &WELCOME, lang, to, &VALUES, key));
        sent.unwrap();
    }

    pub(crate) fn sms(&self, to: &'static str, key: &'static str) {
        let now = self.now();
        let values = [("n", "7")];
        let sent = self
            .store
            .write_blocking(move |tx| post::text(tx, now, to, Lang::It, "files-count", &values, key));
        sent.unwrap();
    }

    pub(crate) fn run(&self) -> Ran {
        self.worker.run_due(self.now()).unwrap()
    }

    /// Goes on until nothing is waiting any more.
    pub(crate) fn run_for_hours(&self, hours: i64) -> Ran {
        let mut all = Ran::default();
        for _ in 0..hours * 60 {
            let ran = self.run();
            all.completed += ran.completed;
            all.failed += ran.failed;
            all.dead += ran.dead;
            self.clock.advance(SignedDuration::from_mins(1));
        }
        all
    }

    pub(crate) fn delivery(&self, id: i64) -> Delivery {
        self.store.read_blocking(move |tx| post::message(tx, id)).unwrap().unwrap().delivery
    }

    pub(crate) fn attempts(&self, id: i64) -> Vec<post::Attempt> {
        self.store.read_blocking(move |tx| post::attempts(tx, id)).unwrap()
    }

    pub(crate) fn audit(&self) -> Vec<serde_json::Value> {
        let entries = self.store.read_blocking(|tx| store::audit::entries(tx, 0, 100)).unwrap();
        entries.into_iter().map(|(_, entry)| serde_json::from_str(&entry).unwrap()).collect()
    }
}
