//! TLS that asks a client for its certificate in the first handshake, and always completes.
//!
//! The handshake proves only that who connects has the key of the certificate shown: any certificate is
//! taken, and none as well. Who it is, and whether that opens anything, is decided for each request, so
//! that every refusal can be explained on a page.

use std::sync::Arc;

use keyvault::SigningKey;
use rustls::{
    DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme, SupportedProtocolVersion,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, UnixTime},
    server::{
        NoServerSessionStorage,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};
use x509::Certificate;

use crate::{
    exit::{Failure, Outcome},
    server::only,
};

/// Octets of names that a request for a certificate may hold: what fits no message is left out as a whole,
/// and browsers then show all certificates.
const LONGEST_LIST: usize = 60_000;

static ONLY_TLS12: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];

/// Which versions are offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// TLS 1.2 and 1.3.
    #[default]
    Both,
    /// TLS 1.2 without RSASSA-PSS, for modules that sign with PKCS #1 v1.5 only: TLS 1.3 has no such
    /// signatures, and no client falls back by itself.
    OldModules,
}

impl Versions {
    fn offered(self) -> &'static [&'static SupportedProtocolVersion] {
        match self {
            Self::Both => rustls::DEFAULT_VERSIONS,
            Self::OldModules => ONLY_TLS12,
        }
    }
}

/// TLS that tells browsers that the certificates of `issuers` are meant. Nothing is resumed: each connection
/// proves the key anew, and who has taken the card away does not come back.
///
/// # Errors
/// When the library refuses its own defaults: a defect.
pub fn config(
    chain: Vec<Vec<u8>>,
    key: Arc<dyn SigningKey>,
    issuers: &[Certificate],
    versions: Versions,
) -> Outcome<Arc<ServerConfig>> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = AnyCertificate { provider: Arc::clone(&provider), hints: hints(issuers), versions };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions.offered())
        .map_err(Failure::defect)?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(only(chain, key));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// The names of the issuers, each once.
fn hints(issuers: &[Certificate]) -> Vec<DistinguishedName> {
    let mut names: Vec<&[u8]> = Vec::with_capacity(issuers.len());
    for issuer in issuers {
        let name = issuer.subject().der();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.iter().map(|name| name.len() + 2).sum::<usize>() > LONGEST_LIST {
        tracing::warn!(
            names = names.len(),
            "the issuers of cards fit no handshake: browsers show all certificates"
        );
        return Vec::new();
    }
    names.into_iter().map(|name| DistinguishedName::from(name.to_vec())).collect()
}

/// Takes any certificate that can be read, if the handshake is signed with its key.
#[derive(Debug)]
struct AnyCertificate {
    provider: Arc<CryptoProvider>,
    hints: Vec<DistinguishedName>,
    versions: Versions,
}

impl ClientCertVerifier for AnyCertificate {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        match Certificate::from_der(end_entity.as_ref()) {
            Ok(_) => Ok(ClientCertVerified::assertion()),
            Err(_) => Err(rustls::CertificateError::BadEncoding.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        use SignatureScheme as S;
        let mut schemes = self.provider.signature_verification_algorithms.supported_schemes();
        if self.versions == Versions::OldModules {
            schemes.retain(|scheme| {
                !matches!(scheme, S::RSA_PSS_SHA256 | S::RSA_PSS_SHA384 | S::RSA_PSS_SHA512)
            });
        }
        schemes
    }
}
