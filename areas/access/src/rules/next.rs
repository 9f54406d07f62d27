//! Where a person goes after the login: only to a page of this site.

/// Longest address that is remembered.
const LONGEST: usize = 512;

/// The address, if it is a path of this site that is worth going back to: browsers read `//`, `/\` and
/// what they skip (tabs, line ends) as the beginning of another site's address.
pub fn safe(next: &str) -> Option<&str> {
    let path = next.strip_prefix('/')?;
    let plain = next.len() <= LONGEST && next.bytes().all(|c| c.is_ascii_graphic() && c != b'\\');
    let elsewhere = path.starts_with('/');
    let first = path.split(['/', '?', '#']).next().unwrap_or_default();
    (plain && !elsewhere && !matches!(first, "accedi" | "esci")).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        for good in
            ["/", "/verifica", "/certificati/stato?serial=10", "/accedere", "/a#b", "/a?u=https://x.example"]
        {
            assert_eq!(safe(good), Some(good));
        }
        for bad in [
            "",
            "verifica",
            "https://x.example",
            "//x.example",
            "/\\x.example",
            "/\t/x.example",
            "/a b",
            "/è",
            "javascript:alert(1)",
            "/accedi",
            "/accedi/cns?x",
            "/esci",
            "/esci?x",
            "\\\\x",
            "/a\r\nSet-Cookie:x",
        ] {
            assert_eq!(safe(bad), None, "{bad:?}");
        }
        assert_eq!(safe(&format!("/{}", "a".repeat(600))), None);
    }
}
