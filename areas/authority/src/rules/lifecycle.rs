//! The life of a certificate (pki.md §5), as far as the first authority drives it: issuing,
//! delivery, suspension, and what a broken issuing comes to.

use jiff::Timestamp;
use x509::crl::Reason;

/// Where a certificate stands; each state carries what is known in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateState {
    /// Serial and to-be-signed octets are stored; a signature may exist.
    Issuing,
    /// Signed and stored, not yet handed over.
    Issued,
    /// In the holder's hands.
    Active,
    /// Without effect for now.
    Suspended {
        /// From when.
        since: Timestamp,
    },
    /// Without effect for ever.
    Revoked {
        /// From when.
        at: Timestamp,
        /// Why.
        reason: Reason,
        /// Since when the key may have been in other hands, where that is known: only with
        /// [`Reason::KeyCompromise`].
        invalidity: Option<Timestamp>,
    },
}

/// A transition that the rules do not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The transition does not start from this state.
    #[error("a certificate that is {state} cannot be {wanted}")]
    State {
        /// Name of the state it is in.
        state: &'static str,
        /// What was asked.
        wanted: &'static str,
    },
}

impl CertificateState {
    /// The name that is stored.
    pub fn name(self) -> &'static str {
        match self {
            CertificateState::Issuing => "issuing",
            CertificateState::Issued => "issued",
            CertificateState::Active => "active",
            CertificateState::Suspended { .. } => "suspended",
            CertificateState::Revoked { .. } => "revoked",
        }
    }

    /// The state from what is stored; `None` when the columns do not fit together.
    pub fn from_stored(
        name: &str,
        since: Option<Timestamp>,
        reason: Option<u64>,
        invalidity: Option<Timestamp>,
    ) -> Option<Self> {
        Some(match name {
            "issuing" => CertificateState::Issuing,
            "issued" => CertificateState::Issued,
            "active" => CertificateState::Active,
            "suspended" => CertificateState::Suspended { since: since? },
            "revoked" => {
                CertificateState::Revoked { at: since?, reason: Reason::from_code(reason?)?, invalidity }
            }
            _ => return None,
        })
    }

    /// Since when and why the certificate is on the revocation list, if it is, and the date of invalidity
    /// that the entry carries: the single source of what CRL and OCSP say.
    pub fn on_list(self) -> Option<(Timestamp, Reason, Option<Timestamp>)> {
        match self {
            CertificateState::Suspended { since } => Some((since, Reason::CertificateHold, None)),
            CertificateState::Revoked { at, reason, invalidity } => Some((at, reason, invalidity)),
            CertificateState::Issuing | CertificateState::Issued | CertificateState::Active => None,
        }
    }

    /// T4: the signature is stored.
    ///
    /// # Errors
    /// When it was not being issued.
    pub fn issue(self) -> Result<Self, Refused> {
        match self {
            CertificateState::Issuing => Ok(CertificateState::Issued),
            _ => Err(self.refuse("issued")),
        }
    }

    /// T5: a signature may exist and was never released.
    ///
    /// # Errors
    /// When it was not being issued.
    pub fn abandon(self, at: Timestamp) -> Result<Self, Refused> {
        match self {
            CertificateState::Issuing => {
                Ok(CertificateState::Revoked { at, reason: Reason::CessationOfOperation, invalidity: None })
            }
            _ => Err(self.refuse("abandoned")),
        }
    }

    /// T6: the holder received the device.
    ///
    /// # Errors
    /// When it was not waiting for that.
    pub fn activate(self) -> Result<Self, Refused> {
        match self {
            CertificateState::Issued => Ok(CertificateState::Active),
            _ => Err(self.refuse("activated")),
        }
    }

    /// T7: without effect from `since` on.
    ///
    /// # Errors
    /// When it is neither issued nor active.
    pub fn suspend(self, since: Timestamp) -> Result<Self, Refused> {
        match self {
            CertificateState::Issued | CertificateState::Active => Ok(CertificateState::Suspended { since }),
            _ => Err(self.refuse("suspended")),
        }
    }

    fn refuse(self, wanted: &'static str) -> Refused {
        Refused::State { state: self.name(), wanted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn every_transition_starts_only_from_its_own_states() {
        use CertificateState as S;
        let states = [
            S::Issuing,
            S::Issued,
            S::Active,
            S::Suspended { since: AT },
            S::Revoked { at: AT, reason: Reason::CessationOfOperation, invalidity: None },
        ];
        let allowed = |step: fn(S) -> Result<S, Refused>| states.map(|state| step(state).is_ok());
        assert_eq!(allowed(S::issue), [true, false, false, false, false]);
        assert_eq!(allowed(|s| s.abandon(AT)), [true, false, false, false, false]);
        assert_eq!(allowed(S::activate), [false, true, false, false, false]);
        assert_eq!(allowed(|s| s.suspend(AT)), [false, true, true, false, false]);
    }

    #[test]
    fn what_is_stored_comes_back() {
        for state in [
            CertificateState::Issuing,
            CertificateState::Active,
            CertificateState::Suspended { since: AT },
            CertificateState::Revoked { at: AT, reason: Reason::KeyCompromise, invalidity: Some(AT) },
        ] {
            let (since, reason, invalidity) = match state.on_list() {
                Some((since, reason, invalidity)) => {
                    (Some(since), Some(u64::from(reason.code())), invalidity)
                }
                None => (None, None, None),
            };
            let read = CertificateState::from_stored(state.name(), since, reason, invalidity);
            assert_eq!(read, Some(state));
        }
        assert_eq!(CertificateState::from_stored("suspended", None, None, None), None);
    }
}
