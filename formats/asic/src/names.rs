//! Names of entries, and the URIs that refer to them.

/// Whether a name means one place inside the container and nothing else.
pub(crate) fn is_safe(name: &str) -> bool {
    let path = name.strip_suffix('/').unwrap_or(name);
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    !drive
        && !path.contains('\\')
        && !path.chars().any(char::is_control)
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The entry a relative reference means (RFC 3986 §4.2): percent-encoding undone, `./` and a leading
/// slash taken away. `None` where it means nothing inside the container.
pub fn entry_of_uri(uri: &str) -> Option<String> {
    let path = uri.strip_prefix("./").or_else(|| uri.strip_prefix('/')).unwrap_or(uri);
    let scheme = path.split_once(':').is_some_and(|(before, _)| {
        before.starts_with(|c: char| c.is_ascii_alphabetic())
            && before.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    if path.is_empty() || path.starts_with('#') || scheme {
        return None;
    }
    let name = percent_decoded(path)?;
    is_safe(&name).then_some(name)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            octets.push(*first);
            continue;
        }
        let digit = |at: usize| after.get(at).and_then(|c| char::from(*c).to_digit(16));
        match (digit(0), digit(1)) {
            (Some(high), Some(low)) => {
                octets.push((high << 4 | low) as u8);
                rest = &after[2..];
            }
            // A bare percent sign, as some write it.
            _ => octets.push(b'%'),
        }
    }
    String::from_utf8(octets).ok()
}

/// The relative reference for an entry: what is not unreserved (RFC 3986 §2.3) or a slash is
/// percent-encoded.
pub fn uri_of_entry(name: &str) -> String {
    use std::fmt::Write;
    let mut uri = String::with_capacity(name.len());
    for octet in name.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~/".contains(&octet) {
            uri.push(char::from(octet));
        } else {
            // Writing to a String does not fail.
            let _ = write!(uri, "%{octet:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{entry_of_uri, is_safe, uri_of_entry};

    #[test]
    fn a_name_that_leaves_the_container_or_is_ambiguous_is_not_safe() {
        for name in ["a", "a/b.txt", "META-INF/", "più bello.txt", "ab:c", "..a/b.."] {
            assert!(is_safe(name), "{name}");
        }
        for name in ["", "/a", "../a", "a/../b", "./a", "a//b", "a\\b", "C:/a", "c:a", "a\0", "a/..", "//"] {
            assert!(!is_safe(name), "{name}");
        }
    }

    #[test]
    fn a_reference_means_the_entry_it_was_made_for() {
        for name in ["a b.txt", "cartella/più.pdf", "100%.txt", "a#b?c.txt", "xy:z"] {
            assert_eq!(entry_of_uri(&uri_of_entry(name)).as_deref(), Some(name));
        }
        assert_eq!(entry_of_uri("./a.txt").as_deref(), Some("a.txt"));
        assert_eq!(entry_of_uri("50%.txt").as_deref(), Some("50%.txt"));
    }

    #[test]
    fn a_reference_out_of_the_container_means_nothing() {
        for uri in
            ["", "#id", "http://example.com/a", "file:///etc/passwd", "../a", "%2e%2e/a", "//x/y", "%ff"]
        {
            assert_eq!(entry_of_uri(uri), None, "{uri}");
        }
    }
}
