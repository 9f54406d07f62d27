//! How long suspensions and requests last: `[certificates]` of `ceralacca.toml`.

use authority::{LifeSettings, OnMax};
use serde::{Deserialize, Serialize};

/// `[certificates]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCertificates {
    /// Days that a suspension lasts at most; none: until the certificate expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_suspension_days: Option<u16>,
    /// What happens then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_max: Option<RawOnMax>,
    /// Days after which a request that nobody finished ends; 30 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_days: Option<u16>,
}

/// What happens to a suspension that lasts too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawOnMax {
    /// Active again, unless the key is in doubt or an authority ordered it.
    Reactivate,
    /// Revoked.
    Revoke,
}

impl RawCertificates {
    /// Whether there is nothing to write.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// What the authority works with.
    pub fn settings(&self) -> LifeSettings {
        let usual = LifeSettings::default();
        LifeSettings {
            max_suspension_days: self.max_suspension_days,
            on_max: match self.on_max {
                None => usual.on_max,
                Some(RawOnMax::Reactivate) => OnMax::Reactivate,
                Some(RawOnMax::Revoke) => OnMax::Revoke,
            },
            request_days: self.request_days.unwrap_or(usual.request_days),
            ..usual
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_as_the_chambers_do() {
        assert_eq!(RawCertificates::default().settings(), LifeSettings::default());
        let raw: RawCertificates =
            toml::from_str("max_suspension_days = 90\non_max = \"reactivate\"\nrequest_days = 15").unwrap();
        let settings = raw.settings();
        assert_eq!(
            (settings.max_suspension_days, settings.on_max, settings.request_days),
            (Some(90), OnMax::Reactivate, 15)
        );
        assert!(toml::from_str::<RawCertificates>("on_max = \"forget\"").is_err());
    }
}
