//! What an entry is for, by its name (EN 319 162-1 §4.3.3, §4.4.3).

use crate::DocumentKind;

pub(crate) const MIMETYPE: &str = "mimetype";
pub(crate) const META_INF: &str = "META-INF/";

/// The place of an entry in a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Mimetype,
    Data,
    /// Signatures, a time stamp, an evidence record.
    Proof(DocumentKind),
    /// ASiCManifest or ASiCArchiveManifest.
    Manifest {
        archive: bool,
    },
    /// `manifest.xml` of OpenDocument.
    PackageManifest,
    /// Something else that has its place in `META-INF`.
    Metadata,
    Unknown,
}

impl Role {
    pub(crate) fn is_proof(self) -> bool {
        matches!(self, Self::Proof(_))
    }
}

/// The role of the entry of this name.
pub(crate) fn role(name: &str) -> Role {
    if name == MIMETYPE {
        return Role::Mimetype;
    }
    let Some(file) = name.strip_prefix(META_INF) else { return Role::Data };
    let lower = file.to_ascii_lowercase();
    let stem_of = |ending| lower.strip_suffix(ending);
    if file.is_empty() || file.contains('/') {
        return if file.ends_with('/') || file.is_empty() { Role::Metadata } else { Role::Unknown };
    }
    if lower == "manifest.xml" {
        return Role::PackageManifest;
    }
    // Names of the container format of which ASiC-E is a profile (OCF).
    if ["container.xml", "metadata.xml", "rights.xml", "encryption.xml"].contains(&lower.as_str()) {
        return Role::Metadata;
    }
    if let Some(stem) = stem_of(".xml") {
        return if stem.starts_with("asicmanifest") {
            Role::Manifest { archive: false }
        } else if stem.starts_with("asicarchivemanifest") {
            Role::Manifest { archive: true }
        } else if stem.starts_with("asicevidencerecordmanifest") {
            Role::Metadata
        } else if stem.contains("evidencerecord") {
            Role::Proof(DocumentKind::EvidenceRecord)
        } else if stem.contains("signatures") {
            Role::Proof(DocumentKind::Xades)
        } else {
            Role::Unknown
        };
    }
    match (stem_of(".p7s"), stem_of(".tst"), stem_of(".ers")) {
        (Some(stem), ..) if stem.contains("signature") => Role::Proof(DocumentKind::Cades),
        (_, Some(stem), _) if stem.contains("timestamp") => Role::Proof(DocumentKind::TimeStamp),
        (.., Some(stem)) if stem.contains("evidencerecord") => Role::Proof(DocumentKind::EvidenceRecord),
        _ => Role::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, role};
    use crate::DocumentKind::{Cades, EvidenceRecord, TimeStamp, Xades};

    #[test]
    fn entries_have_the_role_their_name_says() {
        for (name, expected) in [
            ("mimetype", Role::Mimetype),
            ("a/mimetype", Role::Data),
            ("META-INF/signature.p7s", Role::Proof(Cades)),
            ("META-INF/signature002.p7s", Role::Proof(Cades)),
            ("META-INF/signatures.xml", Role::Proof(Xades)),
            ("META-INF/signatures001.xml", Role::Proof(Xades)),
            ("META-INF/documentsignatures.xml", Role::Proof(Xades)),
            ("META-INF/timestamp.tst", Role::Proof(TimeStamp)),
            ("META-INF/archive_timestamp2.tst", Role::Proof(TimeStamp)),
            ("META-INF/evidencerecord.ers", Role::Proof(EvidenceRecord)),
            ("META-INF/ASiCManifest1.xml", Role::Manifest { archive: false }),
            ("META-INF/ASiCArchiveManifest.xml", Role::Manifest { archive: true }),
            ("META-INF/manifest.xml", Role::PackageManifest),
            ("META-INF/", Role::Metadata),
            ("META-INF/evil.exe", Role::Unknown),
            ("META-INF/deep/signature.p7s", Role::Unknown),
            ("meta-inf/signature.p7s", Role::Data),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }
}
