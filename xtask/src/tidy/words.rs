//! Words that tell a reader nothing: empty type names in code, office Italian on pages, filler, one computer's paths.

use crate::rust_source::{RustSource, line_of};
use crate::tree::{File, Finding, Tree};

/// Endings of a type's name that say nothing about what it is.
const EMPTY_NAMES: &[&str] = &["Manager", "Helper", "Helpers", "Util", "Utils"];
/// What the pages never say; each with what to write.
const OFFICE_ITALIAN: &[(&str, &str)] = &[
    ("clicca qui", "say where the link goes"),
    ("cliccare qui", "say where the link goes"),
    ("contact center", "write \"centro assistenza\""),
    ("effettuare", "use the verb itself"),
    ("erogare", "write \"dare\""),
    ("help desk", "write \"centro assistenza\""),
    ("si prega di", "use the imperative"),
    ("suddett", "name the thing again"),
    ("supportare", "write \"aiutare\" or \"accettare\""),
    ("username", "write \"nome utente\""),
];
/// Paths of one computer and filler text, spelt in halves so that this file does not find itself.
const NOWHERE: &[&str] =
    &[concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("lorem", " ipsum")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if file.path.ends_with(".rs") {
            findings.extend(empty_names(file));
        }
        if file.path.starts_with("locales/it/") {
            findings.extend(office_italian(file));
        }
        findings.extend(nowhere(file));
    }
    findings
}

fn empty_names(file: &File) -> Vec<Finding> {
    let code = RustSource::read(&file.text).code;
    let mut findings = Vec::new();
    for keyword in ["struct ", "enum ", "trait ", "type "] {
        for (offset, _) in code.match_indices(keyword) {
            let name: String =
                code[offset + keyword.len()..].chars().take_while(|c| c.is_alphanumeric()).collect();
            if EMPTY_NAMES.iter().any(|ending| name.ends_with(ending)) {
                let place = format!("{}:{}", file.path, line_of(&code, offset));
                findings.push(Finding::new(
                    place,
                    format!("{name}: name the thing, not that it manages or helps"),
                ));
            }
        }
    }
    findings
}

fn office_italian(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines
        .flat_map(|(number, line)| {
            let lower = line.to_lowercase();
            let found = OFFICE_ITALIAN.iter().filter(move |(phrase, _)| lower.contains(phrase));
            found.map(move |(phrase, instead)| (number, format!("\"{phrase}\": {instead}")))
        })
        .map(|(number, message)| Finding::new(format!("{}:{}", file.path, number + 1), message))
        .collect()
}

fn nowhere(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().enumerate();
    lines
        .filter_map(|(number, line)| {
            let lower = line.to_lowercase();
            let found = NOWHERE.iter().find(|text| lower.contains(**text))?;
            Some(Finding::new(
                format!("{}:{}", file.path, number + 1),
                format!("\"{found}\" means nothing elsewhere"),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::sample::files;

    #[test]
    fn empty_names_office_italian_and_foreign_paths_are_found() {
        let path = format!("run {}me/anna/x\n", "/ho");
        let tree = files(&[
            ("a.rs", "/// A KeyManager.\npub struct KeyManager;\nstruct Managed;\n"),
            ("locales/it/a.ftl", "# si prega di\na = Si prega di attendere\n"),
            ("docs/a.md", &path),
        ]);
        let places: Vec<String> = check(&tree).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["a.rs:2", "locales/it/a.ftl:2", "docs/a.md:1"]);
    }
}
