//! A source file is read by people: none is longer than [`LONGEST`] lines.

use crate::tree::{Finding, Tree};

const LONGEST: usize = 900;
const SOURCES: &[&str] = &[".rs", ".js", ".mjs", ".css", ".py", ".java", ".sql", ".md"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let source = |path: &str| SOURCES.iter().any(|ending| path.ends_with(ending));
    tree.files
        .iter()
        .filter(|file| source(&file.path) && !file.path.starts_with("docs/reference/"))
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(file, lines)| {
            Finding::new(&file.path, format!("{lines} lines, more than {LONGEST}: split it"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, check};
    use crate::tree::sample::files;

    #[test]
    fn a_file_over_the_limit_is_found_and_one_at_the_limit_is_not() {
        let long = "x\n".repeat(LONGEST + 1);
        let fits = "x\n".repeat(LONGEST);
        let tree = files(&[
            ("a.rs", &long),
            ("b.rs", &fits),
            ("table.tsv", &long),
            ("docs/reference/cli.md", &long),
        ]);
        let places: Vec<String> = check(&tree).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["a.rs"]);
    }
}
