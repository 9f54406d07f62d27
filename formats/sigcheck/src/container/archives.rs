//! Archive time stamps of a container, by the signatures they are about (EN 319 162-1 §A.7).

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use asic::{Container, DocumentKind, Over};
use cades::token::TimeStampToken;
use x509::evidence::ObjectId;

use super::{faults, intact, of_form};
use crate::{
    subject::{ContainerStamp, Failure},
    timestamp::MAX_TIMESTAMPS,
    walk::Walk,
};

/// The archive time stamps of a container that CAdES signatures are judged with (EN 319 162-1 §A.7).
#[derive(Debug, Default)]
pub(super) struct Archives {
    all: Vec<Archive>,
    /// The entries with these time stamps.
    pub(super) taken: BTreeSet<String>,
}

#[derive(Debug)]
struct Archive {
    name: String,
    token: Vec<u8>,
    /// The manifest it is over.
    manifest: Vec<u8>,
    /// The entries the manifest names and that are as it says.
    covered: BTreeSet<String>,
    /// The tokens among them.
    tokens: BTreeSet<ObjectId>,
    fault: Option<Failure>,
}

impl Archive {
    /// Whether it is about a signature with all that is signed: what it is over, and the data.
    fn covers(&self, document: &asic::Document) -> bool {
        let (Over::Data(over) | Over::Manifest(over)) = &document.over else { return false };
        let mut names = document.covers.iter().chain([&document.name, over]);
        names.all(|name| self.covered.contains(name))
    }
}

impl Archives {
    /// Reads them; says what else their manifests name and is not as they say.
    pub(super) fn read(
        container: &RefCell<Container<'_>>,
        documents: &[asic::Document],
        walk: &mut Walk<'_>,
    ) -> Self {
        let stamps = documents.iter().filter(|document| document.kind == DocumentKind::TimeStamp);
        let stamps: Vec<&asic::Document> = stamps.collect();
        if !stamps.iter().any(|document| document.archive) {
            return Self::default();
        }
        let octets_of = |name: &str| container.borrow_mut().octets(name).unwrap_or_default();
        let tokens: HashMap<&str, Vec<u8>> =
            stamps.iter().map(|document| (document.name.as_str(), octets_of(&document.name))).collect();
        let limits = &walk.context.policy.limits;
        let ids: HashMap<&str, ObjectId> = tokens
            .iter()
            .filter_map(|(name, octets)| {
                Some((*name, ObjectId::of(TimeStampToken::read(octets, limits).ok()?.raw())))
            })
            .collect();
        let mut archives = Self::default();
        for document in stamps.iter().filter(|document| document.archive).take(MAX_TIMESTAMPS) {
            let Over::Manifest(manifest) = &document.over else { continue };
            let covered: BTreeSet<String> = intact(&container.borrow(), manifest).collect();
            archives.all.push(Archive {
                name: document.name.clone(),
                token: tokens.get(document.name.as_str()).cloned().unwrap_or_default(),
                manifest: octets_of(manifest),
                tokens: covered.iter().filter_map(|name| ids.get(name.as_str()).copied()).collect(),
                covered,
                fault: of_form(&container.borrow(), document).into_first(),
            });
        }
        let envelopes = documents.iter().filter(|document| document.kind == DocumentKind::Cades);
        let taken: BTreeSet<usize> = envelopes.flat_map(|document| archives.indices(document)).collect();
        archives.taken = taken.into_iter().map(|index| archives.all[index].name.clone()).collect();
        // What else the manifest of such a time stamp names must not go unsaid.
        for document in stamps.iter().filter(|document| archives.taken.contains(&document.name)) {
            for reason in faults(&container.borrow(), document).into_reasons() {
                walk.warn(reason);
            }
        }
        archives
    }

    /// Those about a signature document, and those that renew them.
    fn indices(&self, document: &asic::Document) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> =
            (0..self.all.len()).filter(|index| self.all[*index].covers(document)).collect();
        let mut known = 0;
        while known < found.len() {
            known = found.len();
            let names: BTreeSet<&String> = found.iter().map(|index| &self.all[*index].name).collect();
            let renewing = |index: &usize| names.iter().any(|name| self.all[*index].covered.contains(*name));
            let more: Vec<usize> = (0..self.all.len()).filter(renewing).collect();
            found.extend(more);
        }
        found
    }

    /// Those to judge the signatures of a document with.
    pub(super) fn about(&self, document: &asic::Document) -> Vec<ContainerStamp> {
        let all = self.indices(document).into_iter().map(|index| &self.all[index]);
        all.map(|archive| ContainerStamp {
            token: archive.token.clone(),
            manifest: archive.manifest.clone(),
            signature: archive.covers(document),
            tokens: archive.tokens.clone(),
            fault: archive.fault.clone(),
        })
        .collect()
    }
}
