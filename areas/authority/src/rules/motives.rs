//! Why a certificate is suspended or revoked, in the words of the trade, and the reason code that stands
//! on the list for it (pki.md §5, RFC 5280 §5.3.1).

use x509::crl::Reason;

macro_rules! motives {
    ($($(#[doc = $doc:literal])* $name:ident = $stored:literal => $reason:ident,)*) => {
        /// Why a certificate is suspended or revoked. The words for people are `motive-NAME` in the
        /// catalogues.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Motive {
            $($(#[doc = $doc])* $name,)*
        }

        impl Motive {
            /// Every motive.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name that is stored and that the command line takes.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $stored,)*
                }
            }

            /// The code that the list carries when a certificate is revoked for this motive. A
            /// suspended certificate always carries [`Reason::CertificateHold`].
            pub fn reason(self) -> Reason {
                match self {
                    $(Self::$name => Reason::$reason,)*
                }
            }
        }
    };
}

motives! {
    /// Furto: somebody took the device.
    Theft = "theft" => KeyCompromise,
    /// Smarrimento con PIN: the device is lost and its PIN with it.
    LossWithPin = "loss-with-pin" => KeyCompromise,
    /// Compromissione: somebody else can sign with the key.
    Compromise = "compromise" => KeyCompromise,
    /// Cessazione del rapporto con l'organizzazione.
    AffiliationEnded = "affiliation-ended" => AffiliationChanged,
    /// Variazione del rapporto con l'organizzazione.
    AffiliationChanged = "affiliation-changed" => AffiliationChanged,
    /// Variazione dati: what the certificate says of the holder is no longer so.
    DataChanged = "data-changed" => Superseded,
    /// Sostituzione del dispositivo.
    DeviceReplaced = "device-replaced" => Superseded,
    /// Rinnovo con revoca.
    RenewedAndRevoked = "renewed-and-revoked" => Superseded,
    /// Cessato uso.
    NoLongerUsed = "no-longer-used" => CessationOfOperation,
    /// Decesso.
    Death = "death" => CessationOfOperation,
    /// Rottura del dispositivo.
    Broken = "broken" => CessationOfOperation,
    /// Blocco di PIN e PUK.
    CodesLocked = "codes-locked" => CessationOfOperation,
    /// The longest suspension of the operating manual is over, and it says that the end is revocation.
    SuspensionTooLong = "suspension-too-long" => CessationOfOperation,
    /// A signature may exist and its certificate was lost (T5).
    Interrupted = "interrupted" => CessationOfOperation,
    /// Sospensione: no more precise motive.
    Suspension = "suspension" => CertificateHold,
    /// Issued suspended: the holder has not confirmed to have received the device.
    AwaitingReceipt = "awaiting-receipt" => CertificateHold,
    /// Provvedimento of a court or another authority.
    Order = "order" => PrivilegeWithdrawn,
    /// Abuso or falsification.
    Abuse = "abuse" => PrivilegeWithdrawn,
    /// Mancato pagamento.
    Unpaid = "unpaid" => PrivilegeWithdrawn,
}

impl Motive {
    /// The motive with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|motive| motive.name() == name)
    }

    /// Whether the key may be in other hands: the list is published at once (L4), and only an officer of
    /// the authority may reactivate.
    pub fn doubts_the_key(self) -> bool {
        self.reason() == Reason::KeyCompromise
    }

    /// Whether a certificate can be revoked for it. The others only suspend.
    pub fn revokes(self) -> bool {
        self.reason() != Reason::CertificateHold
    }

    /// The key of its words in the catalogues.
    pub fn message_key(self) -> String {
        format!("motive-{}", self.name())
    }

    /// Those that a person can choose; the program itself gives the others.
    pub fn to_choose() -> impl Iterator<Item = Self> {
        let ours = [Self::SuspensionTooLong, Self::Interrupted, Self::AwaitingReceipt];
        Self::ALL.iter().copied().filter(move |motive| !ours.contains(motive))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_italian_motive_has_the_code_of_the_operating_manual() {
        // The table of pki.md §5, written out.
        let expected = [
            ("theft", 1),
            ("loss-with-pin", 1),
            ("compromise", 1),
            ("affiliation-ended", 3),
            ("affiliation-changed", 3),
            ("data-changed", 4),
            ("device-replaced", 4),
            ("renewed-and-revoked", 4),
            ("no-longer-used", 5),
            ("death", 5),
            ("broken", 5),
            ("codes-locked", 5),
            ("suspension-too-long", 5),
            ("interrupted", 5),
            ("suspension", 6),
            ("awaiting-receipt", 6),
            ("order", 9),
            ("abuse", 9),
            ("unpaid", 9),
        ];
        let found: Vec<_> =
            Motive::ALL.iter().map(|motive| (motive.name(), motive.reason().code())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_read_back_and_no_code_is_one_that_pki_does_not_use() {
        for motive in Motive::ALL {
            assert_eq!(Motive::from_name(motive.name()), Some(*motive));
            assert!(matches!(motive.reason().code(), 1 | 3 | 4 | 5 | 6 | 9), "{motive:?}");
            assert!(!motive.doubts_the_key() || motive.revokes());
        }
        assert_eq!(Motive::from_name("whim"), None);
    }
}
