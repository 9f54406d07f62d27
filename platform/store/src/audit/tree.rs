//! The Merkle tree of RFC 6962 §2.1: pure arithmetic of hashes, whoever keeps them.
//!
//! Leaves are counted from 0 here; entry `seq` of the log is leaf `seq - 1`.

use aws_lc_rs::digest::{Context, SHA256, digest};

/// A SHA-256.
pub type Hash = [u8; 32];

/// SHA-256(0x00 ‖ entry), the hash of a leaf.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    context.update(entry);
    finished(context)
}

/// SHA-256(0x01 ‖ left ‖ right), the hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[1]);
    context.update(left);
    context.update(right);
    finished(context)
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    sha256(b"")
}

/// SHA-256.
pub(crate) fn sha256(octets: &[u8]) -> Hash {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, octets).as_ref());
    out
}

fn finished(context: Context) -> Hash {
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// The hash over neighbours that fill a complete subtree: their number is a power of two.
pub(crate) fn fold(mut hashes: Vec<Hash>) -> Hash {
    while hashes.len() > 1 {
        hashes = hashes.chunks(2).map(|pair| node_hash(&pair[0], &pair[pair.len() - 1])).collect();
    }
    hashes.first().copied().unwrap_or_else(empty_root)
}

/// A tree that grows at its right end and remembers only the complete subtrees at its edge: at most 64
/// hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    edge: Vec<(u32, Hash)>,
}

impl Frontier {
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_subtree(0, leaf);
    }

    /// Adds the `2^level` leaves under a complete subtree; the size must be a multiple of that number.
    pub fn push_subtree(&mut self, level: u32, hash: Hash) {
        self.push_and_tell(level, hash, |_, _| ());
    }

    /// As [`push_subtree`](Self::push_subtree), and tells the level and hash of each larger subtree that
    /// becomes complete with it, the smallest first.
    pub fn push_and_tell(&mut self, level: u32, hash: Hash, mut completed: impl FnMut(u32, &Hash)) {
        self.size += 1 << level;
        let (mut level, mut hash) = (level, hash);
        while let Some((_, left)) = self.edge.pop_if(|(top, _)| *top == level) {
            hash = node_hash(&left, &hash);
            level += 1;
            completed(level, &hash);
        }
        self.edge.push((level, hash));
    }

    /// MTH of the leaves so far.
    pub fn root(&self) -> Hash {
        let mut from_right = self.edge.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = from_right.next() else { return empty_root() };
        from_right.fold(last, |right, left| node_hash(&left, &right))
    }
}

/// Who knows the hashes of the complete subtrees.
pub trait Subtrees {
    /// Why a hash cannot be given.
    type Error;

    /// The hash over the `2^level` leaves from `position × 2^level`.
    ///
    /// # Errors
    /// When those leaves are not there, or cannot be read.
    fn complete(&mut self, level: u32, position: u64) -> Result<Hash, Self::Error>;
}

/// The complete subtrees that the leaves `from..to` consist of, from left to right: level and position.
pub fn subtrees(from: u64, to: u64) -> Vec<(u32, u64)> {
    let mut at = from;
    let mut found = Vec::new();
    while at < to {
        let aligned = if at == 0 { 63 } else { at.trailing_zeros() };
        let level = aligned.min((to - at).ilog2());
        found.push((level, at >> level));
        at += 1 << level;
    }
    found
}

/// The root of the first `size` leaves.
///
/// # Errors
/// As [`Subtrees::complete`].
pub fn root<S: Subtrees>(tree: &mut S, size: u64) -> Result<Hash, S::Error> {
    range_root(tree, 0, size)
}

/// MTH(D\[from:to\]) of RFC 6962 §2.1; `from` is a multiple of the largest power of two in the range.
fn range_root<S: Subtrees>(tree: &mut S, from: u64, to: u64) -> Result<Hash, S::Error> {
    let mut frontier = Frontier::default();
    for (level, position) in subtrees(from, to) {
        frontier.push_subtree(level, tree.complete(level, position)?);
    }
    Ok(frontier.root())
}

/// The largest power of two smaller than `n`, for `n` of at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The audit path PATH(index, D\[size\]) of RFC 6962 §2.1.1, from the leaf to the root.
///
/// # Errors
/// As [`Subtrees::complete`].
pub fn inclusion<S: Subtrees>(tree: &mut S, index: u64, size: u64) -> Result<Vec<Hash>, S::Error> {
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(range_root(tree, middle, to)?);
            to = middle;
        } else {
            path.push(range_root(tree, from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// PROOF(first, D\[size\]) of RFC 6962 §2.1.2: that the tree of `first` leaves is the beginning of the
/// tree of `size` leaves, with `0 < first ≤ size`.
///
/// # Errors
/// As [`Subtrees::complete`].
pub fn consistency<S: Subtrees>(tree: &mut S, first: u64, size: u64) -> Result<Vec<Hash>, S::Error> {
    let (mut from, mut to) = (0, size);
    let mut proof = Vec::new();
    let mut known = true;
    while first != to {
        let middle = from + split(to - from);
        if first <= middle {
            proof.push(range_root(tree, middle, to)?);
            to = middle;
        } else {
            proof.push(range_root(tree, from, middle)?);
            from = middle;
            known = false;
        }
    }
    if !known {
        proof.push(range_root(tree, from, to)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Whether `leaf` is leaf number `index` of the tree of `size` leaves with this root (RFC 9162
/// §2.1.3.2).
pub fn proves_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for step in path {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            hash = node_hash(step, &hash);
            let up = if node % 2 == 1 { 0 } else { node.trailing_zeros().min(63) };
            node >>= up;
            last >>= up;
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the tree of `first` leaves with root `old` is the beginning of the tree of `size` leaves with
/// root `new` (RFC 9162 §2.1.4.2).
pub fn proves_consistency(first: u64, size: u64, proof: &[Hash], old: &Hash, new: &Hash) -> bool {
    if first == 0 || first > size {
        return false;
    }
    if first == size {
        return proof.is_empty() && old == new;
    }
    let mut steps = proof.iter();
    let start = if first.is_power_of_two() { Some(old) } else { steps.next() };
    let Some(start) = start else { return false };
    let (mut node, mut last) = (first - 1, size - 1);
    let up = node.trailing_ones();
    node >>= up;
    last >>= up;
    let (mut of_old, mut of_new) = (*start, *start);
    for step in steps {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            of_old = node_hash(step, &of_old);
            of_new = node_hash(step, &of_new);
            let up = if node % 2 == 1 || node == 0 { 0 } else { node.trailing_zeros() };
            node >>= up;
            last >>= up;
        } else {
            of_new = node_hash(&of_new, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == *old && of_new == *new
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    struct Leaves(Vec<Hash>);

    impl Subtrees for Leaves {
        type Error = Infallible;
        fn complete(&mut self, level: u32, position: u64) -> Result<Hash, Infallible> {
            let from = usize::try_from(position << level).unwrap();
            Ok(fold(self.0[from..from + (1 << level)].to_vec()))
        }
    }

    fn leaves(n: u64) -> Leaves {
        Leaves((0..n).map(|leaf| leaf_hash(&leaf.to_be_bytes())).collect())
    }

    /// MTH as the RFC writes it.
    fn by_definition(hashes: &[Hash]) -> Hash {
        match hashes {
            [] => empty_root(),
            [one] => *one,
            _ => {
                let (left, right) = hashes.split_at(usize::try_from(split(hashes.len() as u64)).unwrap());
                node_hash(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn the_vectors_of_certificate_transparency_hold() {
        // The eight leaves and the roots of the reference implementation's tests.
        let inputs = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let octets = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let mut frontier = Frontier::default();
        let roots = inputs.map(|input| {
            frontier.push(leaf_hash(&octets(input)));
            foundation::hex(&frontier.root())
        });
        assert_eq!(roots[0], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(roots[6], "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
        assert_eq!(roots[7], "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
        assert_eq!(foundation::hex(&empty_root())[..8], *"e3b0c442");
    }

    #[test]
    fn roots_are_those_of_the_definition_at_every_size() {
        let mut tree = leaves(70);
        let mut frontier = Frontier::default();
        for size in 0..=70 {
            let expected = by_definition(&tree.0[..size]);
            assert_eq!(root(&mut tree, size as u64), Ok(expected));
            assert_eq!(frontier.root(), expected);
            if size < 70 {
                frontier.push(tree.0[size]);
            }
        }
    }

    #[test]
    fn every_leaf_of_every_size_has_a_proof_that_holds_for_it_alone() {
        for size in 1..=33 {
            let mut tree = leaves(size);
            let Ok(top) = root(&mut tree, size);
            for index in 0..size {
                let Ok(path) = inclusion(&mut tree, index, size);
                let leaf = tree.0[usize::try_from(index).unwrap()];
                assert!(proves_inclusion(&leaf, index, size, &path, &top), "{index} of {size}");
                for other in (0..size).filter(|other| *other != index) {
                    assert!(
                        !proves_inclusion(&leaf, other, size, &path, &top),
                        "{index} as {other} of {size}"
                    );
                }
                assert!(!proves_inclusion(&leaf_hash(b"x"), index, size, &path, &top));
                let longer = [&path[..], &[top]].concat();
                assert!(!proves_inclusion(&leaf, index, size, &longer, &top));
                assert!(path.is_empty() || !proves_inclusion(&leaf, index, size, &path[1..], &top));
            }
            assert!(!proves_inclusion(&tree.0[0], size, size, &[], &top), "beyond the end");
        }
    }

    #[test]
    fn every_tree_is_shown_to_begin_every_later_one_and_no_other() {
        for size in 1..=33 {
            let mut tree = leaves(size);
            let Ok(new) = root(&mut tree, size);
            for first in 1..=size {
                let Ok(old) = root(&mut tree, first);
                let Ok(proof) = consistency(&mut tree, first, size);
                assert!(proves_consistency(first, size, &proof, &old, &new), "{first} of {size}");
                assert!(!proves_consistency(first, size, &proof, &leaf_hash(b"x"), &new));
                assert!(!proves_consistency(first, size, &proof, &old, &leaf_hash(b"x")));
                let longer = [&proof[..], &[old]].concat();
                assert!(!proves_consistency(first, size, &longer, &old, &new), "{first} of {size}");
            }
            assert!(!proves_consistency(size + 1, size, &[], &new, &new));
        }
    }

    #[test]
    fn a_range_is_the_same_pieces_from_both_sides() {
        let mut tree = leaves(57);
        let Ok(expected) = root(&mut tree, 57);
        for from in 0..57 {
            for to in from..57 {
                let mut frontier = Frontier::default();
                let pieces = [subtrees(0, from), subtrees(from, to), subtrees(to, 57)].concat();
                for (level, position) in pieces {
                    let Ok(hash) = tree.complete(level, position);
                    frontier.push_subtree(level, hash);
                }
                assert_eq!((frontier.size(), frontier.root()), (57, expected), "{from}..{to}");
            }
        }
    }
}
