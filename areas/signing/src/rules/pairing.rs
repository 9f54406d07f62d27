//! Which of several files is the document of which signature, by their names.

/// A file among those that came together.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its name.
    pub name: &'a str,
    /// It holds signatures or time stamps about a document that is elsewhere.
    pub apart: bool,
    /// It holds no signature and no time stamp.
    pub unsigned: bool,
}

/// The document that a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The document, by its place among the files.
    pub document: usize,
    /// The names or the number of files leave no doubt: if the two do not belong together, the signature
    /// does not hold. Otherwise it is tried, and what does not fit says nothing.
    pub certain: bool,
}

/// The document of each file that is about one that is elsewhere.
///
/// `x.p7s` is about `x`, and about `x.pdf` if there is no `x`; of two files, the one is about the other;
/// what remains is tried with the only document that remains.
pub fn pairs(files: &[Candidate<'_>]) -> Vec<Option<Pair>> {
    let mut pairs: Vec<Option<Pair>> = files
        .iter()
        .enumerate()
        .map(|(place, file)| {
            let document = if file.apart { named(files, place) } else { None };
            document.map(|document| Pair { document, certain: true })
        })
        .collect();
    if let [one, other] = files
        && one.apart != other.apart
    {
        let (signature, document) = if one.apart { (0, 1) } else { (1, 0) };
        let certain = files[document].unsigned;
        pairs[signature].get_or_insert(Pair { document, certain });
        return pairs;
    }
    let taken = |place: usize| pairs.iter().flatten().any(|pair| pair.document == place);
    let free: Vec<usize> =
        (0..files.len()).filter(|place| files[*place].unsigned && !taken(*place)).collect();
    if let [document] = free[..] {
        for (pair, _) in pairs.iter_mut().zip(files).filter(|(_, file)| file.apart) {
            pair.get_or_insert(Pair { document, certain: false });
        }
    }
    pairs
}

fn named(files: &[Candidate<'_>], place: usize) -> Option<usize> {
    let stem = stem(files[place].name);
    if stem.is_empty() {
        return None;
    }
    let others = |wanted: &dyn Fn(&Candidate<'_>) -> bool| {
        let mut found = (0..files.len()).filter(|other| *other != place && wanted(&files[*other]));
        // Two of the same name: nobody can say which.
        found.next().filter(|_| found.next().is_none())
    };
    let is = |name: &str| name.to_lowercase() == stem.to_lowercase();
    others(&|file| is(file.name)).or_else(|| others(&|file| file.unsigned && is(self::stem(file.name))))
}

/// The name without its last extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APART: (bool, bool) = (true, false);
    const SIGNED: (bool, bool) = (false, false);
    const PLAIN: (bool, bool) = (false, true);

    fn of(files: &[(&str, (bool, bool))]) -> Vec<Option<(usize, bool)>> {
        let files: Vec<Candidate<'_>> = files
            .iter()
            .map(|(name, (apart, unsigned))| Candidate { name, apart: *apart, unsigned: *unsigned })
            .collect();
        pairs(&files).into_iter().map(|pair| pair.map(|pair| (pair.document, pair.certain))).collect()
    }

    #[test]
    fn a_signature_finds_its_document_by_name_in_any_order() {
        let certain = |document| Some((document, true));
        assert_eq!(
            of(&[("b.txt", PLAIN), ("a.pdf", PLAIN), ("A.PDF.p7s", APART), ("b.txt.p7s", APART)]),
            [None, None, certain(1), certain(0)]
        );
        // Several signatures are about one document, which may be signed itself.
        assert_eq!(
            of(&[("a.pdf", SIGNED), ("a.pdf.p7s", APART), ("a.pdf.tsr", APART), ("x", PLAIN)]),
            [None, certain(0), certain(0), None]
        );
        // A time stamp may be about a signature.
        assert_eq!(
            of(&[("a", PLAIN), ("a.p7s", APART), ("a.p7s.tst", APART)]),
            [None, certain(0), certain(1)]
        );
        assert_eq!(of(&[("a.pdf", PLAIN), ("a.p7s", APART), ("b", PLAIN)])[1], certain(0));
    }

    #[test]
    fn what_is_left_over_is_tried_only_with_the_one_document_that_is_left_over() {
        assert_eq!(
            of(&[("s.p7s", APART), ("t.tsr", APART), ("x", PLAIN)]),
            [Some((2, false)), Some((2, false)), None]
        );
        assert_eq!(of(&[("s.p7s", APART), ("x", PLAIN), ("y", PLAIN)]), [None, None, None]);
        assert_eq!(of(&[("a", PLAIN), ("a.p7s", APART), ("s.p7s", APART)])[2], None);
        assert_eq!(of(&[("s.p7s", APART), ("a.pdf", SIGNED), ("b.pdf", SIGNED)]), [None, None, None]);
    }

    #[test]
    fn of_two_files_one_is_about_the_other() {
        assert_eq!(of(&[("x", PLAIN), ("s.p7s", APART)]), [None, Some((0, true))]);
        assert_eq!(of(&[("a.pdf", SIGNED), ("s.p7s", APART)]), [None, Some((0, false))]);
        assert_eq!(of(&[("s.p7s", APART), ("t.p7s", APART)]), [None, None]);
        assert_eq!(of(&[("a.p7m", SIGNED), ("a", PLAIN)]), [None, None]);
        assert_eq!(of(&[]), []);
    }

    #[test]
    fn two_documents_of_the_same_name_are_not_chosen_between() {
        assert_eq!(of(&[("a.p7s", APART), ("a", PLAIN), ("a", PLAIN)]), [None, None, None]);
    }
}
