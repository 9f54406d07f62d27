//! Certificate policies along a path (RFC 5280 §6.1 with the graph of RFC 9618, which gives the same
//! answers as the tree without growing exponentially).

use std::collections::{BTreeMap, BTreeSet};

use asn1::{Oid, Reader, Tag, tag};

use crate::oid::ANY_POLICY;

/// What the caller asks of policies (RFC 5280 §6.1.1 c–g).
#[derive(Clone, Debug, Default)]
pub struct PolicyInputs {
    /// Policies the caller accepts; empty means any.
    pub acceptable: Vec<Oid>,
    /// The path must be valid for at least one acceptable policy.
    pub explicit_policy: bool,
    /// Mappings between policies are not followed.
    pub inhibit_mapping: bool,
    /// `anyPolicy` in a certificate counts for nothing.
    pub inhibit_any: bool,
}

/// The extensions of one certificate that policies are about.
#[derive(Debug, Default)]
pub(super) struct PolicyExtensions {
    /// certificatePolicies; `None` when the extension is absent.
    pub(super) policies: Option<Vec<Oid>>,
    pub(super) mappings: Vec<(Oid, Oid)>,
    pub(super) require_explicit: Option<u64>,
    pub(super) inhibit_mapping: Option<u64>,
    pub(super) inhibit_any: Option<u64>,
}

impl PolicyExtensions {
    pub(super) fn read_policies(&mut self, value: &[u8]) -> asn1::Result<()> {
        let mut policies = Vec::new();
        for information in whole_sequence(value)?.children() {
            let oid = information?.reader()?.expect(tag::OID)?.oid()?;
            if policies.contains(&oid) {
                return Err(asn1::Error::Value("certificatePolicies without repetition"));
            }
            policies.push(oid);
        }
        if policies.is_empty() {
            return Err(asn1::Error::Value("certificatePolicies"));
        }
        self.policies = Some(policies);
        Ok(())
    }

    pub(super) fn read_mappings(&mut self, value: &[u8]) -> asn1::Result<()> {
        for mapping in whole_sequence(value)?.children() {
            let mut pair = mapping?.reader()?;
            let (issuer, subject) = (pair.expect(tag::OID)?.oid()?, pair.expect(tag::OID)?.oid()?);
            pair.finish()?;
            self.mappings.push((issuer, subject));
        }
        if self.mappings.is_empty() {
            return Err(asn1::Error::Value("policyMappings"));
        }
        Ok(())
    }

    pub(super) fn read_constraints(&mut self, value: &[u8]) -> asn1::Result<()> {
        let mut fields = whole_sequence(value)?.reader()?;
        self.require_explicit = skip_certs(&mut fields, 0)?;
        self.inhibit_mapping = skip_certs(&mut fields, 1)?;
        fields.finish()?;
        if self.require_explicit.is_none() && self.inhibit_mapping.is_none() {
            return Err(asn1::Error::Value("policyConstraints"));
        }
        Ok(())
    }

    pub(super) fn read_inhibit_any(&mut self, value: &[u8]) -> asn1::Result<()> {
        let mut reader = Reader::der(value);
        self.inhibit_any = Some(reader.expect(tag::INTEGER)?.small_uint()?);
        reader.finish()
    }
}

fn whole_sequence(value: &[u8]) -> asn1::Result<asn1::Tlv<'_>> {
    let mut reader = Reader::der(value);
    let sequence = reader.expect(tag::SEQUENCE)?;
    reader.finish()?;
    Ok(sequence)
}

fn skip_certs(fields: &mut Reader<'_>, number: u8) -> asn1::Result<Option<u64>> {
    fields.optional(Tag::context(number))?.map(|tlv| tlv.small_uint()).transpose()
}

/// The policies valid at one depth. The parents of a node are policies of the level above;
/// a node without parents hangs under `anyPolicy`.
#[derive(Debug, Default)]
struct Level {
    nodes: BTreeMap<Oid, BTreeSet<Oid>>,
    any: bool,
}

/// The state of RFC 5280 §6.1.2 d–f while a path is walked from the anchor down.
#[derive(Debug)]
pub(super) struct PolicyState {
    levels: Vec<Level>,
    next: Level,
    explicit: u64,
    mapping: u64,
    any: u64,
    wanted: Vec<Oid>,
}

impl PolicyState {
    /// `length` is the number of certificates in the path, the anchor not counted.
    pub(super) fn new(inputs: &PolicyInputs, length: usize) -> Self {
        let open = |inhibited| if inhibited { 0 } else { length as u64 + 1 };
        Self {
            levels: Vec::new(),
            next: Level { nodes: BTreeMap::new(), any: true },
            explicit: open(inputs.explicit_policy),
            mapping: open(inputs.inhibit_mapping),
            any: open(inputs.inhibit_any),
            wanted: inputs.acceptable.clone(),
        }
    }

    /// One certificate (RFC 5280 §6.1.3 d–f, §6.1.4 a–b and h–j, §6.1.5 a–b). `false` refuses the path.
    pub(super) fn step(&mut self, extensions: &PolicyExtensions, self_issued: bool, last: bool) -> bool {
        let mut level = std::mem::take(&mut self.next);
        match &extensions.policies {
            None => level = Level::default(),
            Some(policies) => {
                let any_here = policies.contains(&ANY_POLICY) && (self.any > 0 || (!last && self_issued));
                if !any_here {
                    level.nodes.retain(|policy, _| policies.contains(policy));
                }
                if level.any {
                    for policy in policies.iter().filter(|policy| **policy != ANY_POLICY) {
                        level.nodes.entry(*policy).or_default();
                    }
                }
                level.any &= any_here;
            }
        }
        if self.explicit == 0 && level.nodes.is_empty() && !level.any {
            return false;
        }
        if last {
            self.explicit = self.explicit.saturating_sub(1);
            if extensions.require_explicit == Some(0) {
                self.explicit = 0;
            }
            self.levels.push(level);
            return true;
        }
        if extensions.mappings.iter().any(|(issuer, subject)| *issuer == ANY_POLICY || *subject == ANY_POLICY)
        {
            return false;
        }
        let mut next = Level { nodes: BTreeMap::new(), any: level.any };
        let mut mapped = BTreeSet::new();
        for (issuer, subject) in &extensions.mappings {
            if self.mapping == 0 {
                level.nodes.remove(issuer);
                continue;
            }
            if level.any {
                level.nodes.entry(*issuer).or_default();
            }
            if level.nodes.contains_key(issuer) {
                mapped.insert(*issuer);
                next.nodes.entry(*subject).or_default().insert(*issuer);
            }
        }
        for policy in level.nodes.keys().filter(|policy| !mapped.contains(*policy)) {
            next.nodes.entry(*policy).or_default().insert(*policy);
        }
        self.levels.push(level);
        self.next = next;
        if !self_issued {
            for counter in [&mut self.explicit, &mut self.mapping, &mut self.any] {
                *counter = counter.saturating_sub(1);
            }
        }
        let lower =
            |counter: &mut u64, value: Option<u64>| *counter = (*counter).min(value.unwrap_or(u64::MAX));
        lower(&mut self.explicit, extensions.require_explicit);
        lower(&mut self.mapping, extensions.inhibit_mapping);
        lower(&mut self.any, extensions.inhibit_any);
        true
    }

    /// The policies the whole path is valid for (RFC 5280 §6.1.5 g); `None` when one was required
    /// and there is none.
    pub(super) fn finish(self) -> Option<Vec<Oid>> {
        let accepts_any = self.wanted.is_empty() || self.wanted.contains(&ANY_POLICY);
        let mut valid = BTreeSet::new();
        let mut any_to_the_end = false;
        if let Some((leaf, above)) = self.levels.split_last() {
            any_to_the_end = leaf.any;
            let mut reachable: BTreeSet<Oid> = leaf.nodes.keys().copied().collect();
            let mut level = leaf;
            let mut above = above.iter().rev();
            loop {
                let mut parents = BTreeSet::new();
                for policy in &reachable {
                    match level.nodes.get(policy) {
                        Some(of) if of.is_empty() => {
                            valid.insert(*policy);
                        }
                        Some(of) => parents.extend(of.iter().copied()),
                        None => {}
                    }
                }
                let Some(upper) = above.next() else { break };
                reachable = parents;
                level = upper;
            }
        }
        let mut result: Vec<Oid> = if accepts_any {
            valid.into_iter().collect()
        } else if any_to_the_end {
            self.wanted.clone()
        } else {
            self.wanted.iter().filter(|policy| valid.contains(*policy)).copied().collect()
        };
        if accepts_any && any_to_the_end {
            result.push(ANY_POLICY);
        }
        (self.explicit > 0 || !result.is_empty()).then_some(result)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: Oid = Oid::new("1.3.6.1.4.1.32473.1");
    const B: Oid = Oid::new("1.3.6.1.4.1.32473.2");

    fn declares(policies: &[Oid]) -> PolicyExtensions {
        PolicyExtensions { policies: Some(policies.to_vec()), ..PolicyExtensions::default() }
    }

    #[test]
    fn a_mapped_policy_counts_as_the_one_above() {
        let inputs = PolicyInputs { acceptable: vec![A], explicit_policy: true, ..PolicyInputs::default() };
        let upper = PolicyExtensions { mappings: vec![(A, B)], ..declares(&[A]) };
        let mut state = PolicyState::new(&inputs, 2);
        assert!(state.step(&upper, false, false) && state.step(&declares(&[B]), false, true));
        assert_eq!(state.finish(), Some(vec![A]));
        let mut state = PolicyState::new(&inputs, 2);
        assert!(state.step(&upper, false, false) && !state.step(&declares(&[A]), false, true));
    }

    proptest! {
        #[test]
        fn noise_never_panics(data: Vec<u8>) {
            let mut extensions = PolicyExtensions::default();
            let _ = extensions.read_policies(&data);
            let _ = extensions.read_mappings(&data);
            let _ = extensions.read_constraints(&data);
            let _ = extensions.read_inhibit_any(&data);
        }
    }
}
