//! Joining `xml:base` values (Canonical XML 1.1 §2.4, after RFC 3986 §5.2).

/// The value that has the same effect as `relative` inside `base`.
pub(super) fn join(base: &str, relative: &str) -> String {
    let (scheme, authority, path, query) = split(relative);
    if scheme.is_some() {
        return relative.to_owned();
    }
    let (base_scheme, base_authority, base_path, _) = split(base);
    let (authority, path) = if authority.is_some() {
        (authority, remove_dots(path))
    } else if path.is_empty() {
        (base_authority, base_path.to_owned())
    } else if path.starts_with('/') {
        (base_authority, remove_dots(path))
    } else {
        let folder = base_path.rfind('/').map_or("", |at| &base_path[..=at]);
        // A base that ends in ".." names a folder.
        let folder = if base_path.ends_with("..") { format!("{base_path}/") } else { folder.to_owned() };
        let root = if folder.is_empty() && base_authority.is_some() { "/" } else { "" };
        (base_authority, remove_dots(&format!("{root}{folder}{path}")))
    };
    let mut joined = String::new();
    if let Some(scheme) = base_scheme {
        joined.push_str(scheme);
        joined.push(':');
    }
    if let Some(authority) = authority {
        joined.push_str("//");
        joined.push_str(authority);
    }
    joined.push_str(&path);
    joined.push_str(query);
    joined
}

/// Scheme, authority, path, and the query with its question mark; a fragment is left out.
fn split(uri: &str) -> (Option<&str>, Option<&str>, &str, &str) {
    let uri = uri.split('#').next().unwrap_or_default();
    let query = uri.find('?').unwrap_or(uri.len());
    let (rest, query) = uri.split_at(query);
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, rest)) if !scheme.is_empty() && !scheme.contains('/') => (Some(scheme), rest),
        _ => (None, rest),
    };
    match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (scheme, Some(authority), path, query)
        }
        None => (scheme, None, rest, query),
    }
}

/// RFC 3986 §5.2.4, but leading `..` of a relative path stay and multiple slashes become one.
fn remove_dots(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    let mut trailing = false;
    for segment in path.split('/') {
        trailing = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if absolute => {}
            other => kept.push(other),
        }
    }
    let mut joined = if absolute { "/".to_owned() } else { String::new() };
    joined.push_str(&kept.join("/"));
    if trailing && !kept.is_empty() {
        joined.push('/');
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn bases_join_as_canonical_xml_says() {
        for (base, relative, joined) in [
            ("http://example.com/a/b", "c", "http://example.com/a/c"),
            ("http://example.com", "c", "http://example.com/c"),
            ("foo/bar", "../x", "x"),
            ("../a/", "../../b", "../../b"),
            ("a/b/", "", "a/b/"),
            ("http://example.com/a/", "//other/./x", "http://other/x"),
            ("a", "urn:x", "urn:x"),
            ("..", "x", "../x"),
            ("http://example.com/a/b?q", "c?r#f", "http://example.com/a/c?r"),
        ] {
            assert_eq!(join(base, relative), joined, "{base} {relative}");
        }
    }
}
