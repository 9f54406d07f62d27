//! Lists the message catalogues, so that a new `locales/LANG/NAME.ftl` is picked up by itself.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let source = env::var("CARGO_MANIFEST_DIR")?;
    let locales = Path::new(&source).join("../../locales").canonicalize()?;
    let mut table = String::from("const CATALOGUES: &[(Lang, &str, &str)] = &[\n");
    for (folder, lang) in [("it", "It"), ("en", "En"), ("de", "De")] {
        let folder = locales.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files: Vec<_> =
            fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "ftl")) {
            let name = file.file_stem().unwrap_or_default();
            println!("cargo::rerun-if-changed={}", file.display());
            writeln!(table, "(Lang::{lang}, {name:?}, include_str!({file:?})),")?;
        }
    }
    table.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalogues.rs"), table)?;
    Ok(())
}
