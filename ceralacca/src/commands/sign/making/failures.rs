//! Why a signature was not made, in the words of the catalogue.

use std::io;

use super::Plan;
use crate::{
    cli::Sign,
    exit::{Exit, Failure},
};

/// A failure of CAdES, or one that was told already.
pub(super) enum CadesFailure {
    Sign(cades::SignError),
    Told(Failure),
}

impl From<cades::SignError> for CadesFailure {
    fn from(error: cades::SignError) -> Self {
        Self::Sign(error)
    }
}

impl CadesFailure {
    pub(super) fn tell(self, plan: &Plan) -> Failure {
        match self {
            Self::Told(failure) => failure,
            Self::Sign(error) => cades_failure(error, plan),
        }
    }
}

/// Of CAdES.
pub(super) fn cades_failure(error: cades::SignError, plan: &Plan) -> Failure {
    match error {
        cades::SignError::AlgorithmNotAllowed(why) => {
            Failure::new(Exit::Usage, "algorithm-refused").with("detail", why)
        }
        cades::SignError::Io(error) => {
            // What cannot be read is the input; what has no room or no reader is the output.
            let is_output = matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::BrokenPipe
            );
            Failure::io(&error, if is_output { plan.shown() } else { plan.input() })
        }
        other => Failure::new(Exit::Device, "device-failed").with("detail", other),
    }
}

/// Of PAdES.
pub(super) fn pades_failure(error: pades::SignError, plan: &Plan, options: &Sign) -> Failure {
    use pades::SignError as E;
    let file = plan.input().display();
    let told = |code| Failure::new(Exit::Input, code).with("file", file.to_string());
    match error {
        E::Encrypted => told("pdf-encrypted"),
        E::AlreadySigned | E::NoChangesAllowed => told("pdf-locked").with("detail", error),
        E::FieldLocked(_) | E::FieldNotUsable(_) | E::FieldSigned(_) | E::SeedValue(_) => {
            let field = options.field.clone().unwrap_or_default();
            Failure::new(Exit::Input, "pdf-field").with("field", field).with("detail", error)
        }
        E::Cms(error) => cades_failure(error, plan),
        other => told("pdf-damaged").with("detail", other),
    }
}

/// Of a signature over a signature.
pub(super) fn augment_failure(error: cades::AugmentError, plan: &Plan) -> Failure {
    match error {
        cades::AugmentError::Io(error) => Failure::io(&error, plan.shown()),
        cades::AugmentError::Sign(error) => cades_failure(error, plan),
        other => existing(other, plan),
    }
}

/// Of XAdES.
pub(super) fn xades_failure(error: xades::SignError, plan: &Plan) -> Failure {
    use xades::SignError as E;
    match error {
        E::AlgorithmNotAllowed(why) => Failure::new(Exit::Usage, "algorithm-refused").with("detail", why),
        E::Certificate(_) | E::SignatureRejected(_) => {
            Failure::new(Exit::Device, "device-failed").with("detail", error)
        }
        E::Read(error) => damaged(error, plan),
        other => existing(other, plan),
    }
}

/// Of a container.
pub(super) fn asic_failure(error: impl std::fmt::Display, plan: &Plan) -> Failure {
    damaged(error, plan)
}

/// The signatures stand apart from their document, and `--document` does not say where it is.
pub(super) fn document_missing(plan: &Plan) -> Failure {
    Failure::new(Exit::Input, "document-missing").with("file", plan.input().display())
}

fn damaged(detail: impl std::fmt::Display, plan: &Plan) -> Failure {
    Failure::new(Exit::Input, "input-damaged").with("file", plan.input().display()).with("detail", detail)
}

/// What is there does not take the signature.
pub(super) fn existing(detail: impl std::fmt::Display, plan: &Plan) -> Failure {
    Failure::new(Exit::Input, "sign-existing").with("file", plan.input().display()).with("detail", detail)
}
