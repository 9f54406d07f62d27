//! What the pages about devices show alike.

use foundation::Timestamp;
use maud::{Markup, html};
use webkit::{
    Lang,
    components::{Tone, badge},
    fmt, t,
};

use crate::{CertificateStatus, HeldCertificate, HeldDevice};

/// What a device is called.
pub(super) fn name(lang: Lang, device: &HeldDevice) -> String {
    t!(lang, "device-name", number = device.card_number.as_str())
}

/// Where a device or one of its certificates stands.
pub(super) fn state(lang: Lang, status: CertificateStatus) -> Markup {
    let (tone, key, at) = match status {
        CertificateStatus::Good { until } => (Tone::Success, "device-state-good", until),
        CertificateStatus::Suspended { since } => (Tone::Warning, "device-state-suspended", since),
        CertificateStatus::Revoked { at } => (Tone::Danger, "device-state-revoked", at),
        CertificateStatus::Expired { at } => (Tone::Neutral, "device-state-expired", at),
    };
    badge(tone, &t!(lang, key, date = fmt::date(lang, at)))
}

/// Whole days from one Italian date to another; 0 when the second is today, less when it is past.
pub(super) fn days(from: Timestamp, to: Timestamp) -> i64 {
    let [from, to] = [from, to].map(|at| fmt::italian_time(at).date());
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// When something ends, in days and as a date.
pub(super) fn ends_in(lang: Lang, now: Timestamp, end: Timestamp) -> String {
    if end < now {
        return t!(lang, "device-ended", date = fmt::date(lang, end));
    }
    t!(lang, "device-ends", n = days(now, end), date = fmt::date_time(lang, end))
}

/// How much of a certificate's time has gone, as a bar and in words.
pub(super) fn validity_bar(lang: Lang, id: &str, one: &HeldCertificate, now: Timestamp) -> Markup {
    let (begin, end) = (one.certificate.not_before(), one.certificate.not_after());
    let all = days(begin, end).max(1);
    html! {
        div.work-progress {
            label for=(id) { (lang.t("device-time-gone")) }
            progress id=(id) value=(days(begin, now).clamp(0, all)) max=(all) {}
            p { (ends_in(lang, now, end)) }
        }
    }
}

/// A form that acts once.
pub(super) fn busy(lang: Lang) -> String {
    lang.t("device-busy")
}
