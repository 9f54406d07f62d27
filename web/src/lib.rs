//! The design system and the few scripts, built once and embedded.
//!
//! `build.rs` bundles Bootstrap Italia's style sheet with ours, our script, the icon sprite and the
//! fonts. Every file carries the hash of its content in its name, so a browser may keep it for ever,
//! and comes with twins compressed at the highest level, so no request compresses it again.
//!
//! - [`url`] gives the address of a file by its logical name (`style.css`, `site.js`, `sprites.svg`,
//!   `sigillo.svg`);
//! - [`asset`] gives the file of an address;
//! - [`has_icon`] tells whether the sprite holds an icon.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The name without hash, for example `style.css`.
    pub logical: &'static str,
    /// The name with hash, the last segment of the address.
    pub name: &'static str,
    /// Path of the address, for example `/assets/style-ABCD1234.css`.
    pub url: &'static str,
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// The content as it is.
    pub bytes: &'static [u8],
    /// The content compressed with brotli (RFC 7932), where that makes it smaller.
    pub br: Option<&'static [u8]>,
    /// The content compressed with gzip (RFC 1952), where that makes it smaller.
    pub gz: Option<&'static [u8]>,
}

/// The file whose name with hash is `name` (the part of the address after `/assets/`).
pub fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// All embedded files.
pub fn assets() -> &'static [Asset] {
    ASSETS
}

/// The address of the file with this logical name.
///
/// # Panics
/// When no such file is embedded: the names are constants of our own pages, which the tests render.
pub fn url(logical: &str) -> &'static str {
    match ASSETS.iter().find(|asset| asset.logical == logical) {
        Some(asset) => asset.url,
        None => panic!("no embedded file is called {logical}"),
    }
}

/// Whether the icon sprite holds `name` (for example `it-check-circle`).
pub fn has_icon(name: &str) -> bool {
    ICONS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pages_need_is_embedded_with_compressed_twins() {
        for logical in ["style.css", "site.js", "sprites.svg", "sigillo.svg"] {
            let name = url(logical).strip_prefix("/assets/").unwrap();
            let asset = asset(name).unwrap();
            assert!(asset.br.unwrap().len() < asset.bytes.len(), "{logical}");
            assert!(asset.gz.unwrap().len() < asset.bytes.len(), "{logical}");
        }
    }

    #[test]
    fn every_font_the_style_sheet_names_is_embedded() {
        let name = url("style.css").strip_prefix("/assets/").unwrap();
        let css = std::str::from_utf8(asset(name).unwrap().bytes).unwrap();
        let fonts: Vec<&str> = css
            .split("url(")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .map(|url| url.trim_matches(['"', '\'']))
            .filter(|url| !url.starts_with("data:"))
            .collect();
        assert!(fonts.len() >= 4, "{fonts:?}");
        for font in fonts {
            assert!(asset(font.trim_start_matches("./")).is_some(), "{font}");
        }
    }

    #[test]
    fn the_first_visit_stays_within_200_kilobytes() {
        let smallest = |asset: &Asset| asset.br.unwrap_or(asset.bytes).len();
        // A page loads regular and bold Titillium Web; Roboto Mono and the others only where used.
        let first = ["style.css", "site.js", "sprites.svg", "sigillo.svg"];
        let fonts = ["titillium-web-regular.woff2", "titillium-web-600.woff2", "titillium-web-700.woff2"];
        let total: usize = assets()
            .iter()
            .filter(|asset| first.contains(&asset.logical) || fonts.contains(&asset.logical))
            .map(smallest)
            .sum();
        assert!(total < 185_000, "{total} bytes leave too little for the page itself");
    }

    #[test]
    fn the_sprite_knows_its_icons() {
        assert!(has_icon("it-check-circle"));
        assert!(!has_icon("it-no-such-icon"));
    }
}
