//! Runs `build.mjs` into `OUT_DIR` and writes the table of embedded files.

use std::{env, fmt::Write as _, fs, path::Path, process::Command};

fn main() {
    if let Err(message) = build() {
        // One sentence a person can act upon, instead of a backtrace.
        println!("cargo::error={message}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), String> {
    let source = env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?;
    let out = Path::new(&env::var("OUT_DIR").map_err(|error| error.to_string())?).join("dist");
    let source = Path::new(&source);
    for input in ["src", "build.mjs", "package-lock.json", "node_modules/.package-lock.json"] {
        println!("cargo::rerun-if-changed={}", source.join(input).display());
    }
    for needed in ["node_modules/bootstrap-italia/package.json", "node_modules/esbuild/package.json"] {
        if !source.join(needed).exists() {
            return Err(
                "the design system is not installed: run `make assets` (it runs `npm ci` in web/)".into()
            );
        }
    }
    let output = Command::new("node")
        .arg(source.join("build.mjs"))
        .arg(&out)
        .output()
        .map_err(|error| format!("node cannot be started ({error}): install Node.js 18 or later"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("the pages' assets cannot be built: {}", text.trim().replace('\n', " ")));
    }

    let manifest = fs::read_to_string(out.join("manifest.tsv")).map_err(|error| error.to_string())?;
    let mut table = String::from("const ASSETS: &[Asset] = &[\n");
    for row in manifest.lines() {
        let mut cells = row.split('\t');
        let (Some(logical), Some(file), Some(content_type)) = (cells.next(), cells.next(), cells.next())
        else {
            return Err(format!("manifest.tsv has a row that is not three cells: {row}"));
        };
        let embedded = |suffix: &str| format!("include_bytes!({:?})", out.join(format!("{file}{suffix}")));
        let twin = |suffix: &str| match out.join(format!("{file}{suffix}")).exists() {
            true => format!("Some({})", embedded(suffix)),
            false => "None".to_owned(),
        };
        let (bytes, br, gz) = (embedded(""), twin(".br"), twin(".gz"));
        let _ = writeln!(
            table,
            "Asset {{ logical: {logical:?}, name: {file:?}, url: {:?}, content_type: {content_type:?}, \
             bytes: {bytes}, br: {br}, gz: {gz} }},",
            format!("/assets/{file}"),
        );
    }
    table.push_str("];\n");
    let icons = fs::read_to_string(source.join("node_modules/bootstrap-italia/dist/svg/sprites.svg"))
        .map_err(|error| error.to_string())?;
    let mut names: Vec<&str> =
        icons.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    names.sort_unstable();
    let _ = writeln!(table, "const ICONS: &[&str] = &{names:?};");
    // What documents are set in, as browsers do not take it.
    table.push_str("/// The fonts of documents (TrueType).\npub mod fonts {\n");
    for (name, meaning, file) in [
        ("TEXT", "Of text.", "Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf"),
        ("STRONG", "Of headings.", "Titillium_Web/titillium-web-v10-latin-ext_latin-700.ttf"),
    ] {
        let file = source.join("node_modules/bootstrap-italia/src/fonts").join(file);
        let _ = writeln!(table, "/// {meaning}\npub const {name}: &[u8] = include_bytes!({file:?});");
    }
    table.push_str("}\n");
    fs::write(out.with_file_name("assets.rs"), table).map_err(|error| error.to_string())
}
