use std::{net::IpAddr, time::Duration};

use foundation::Secret;
use lettre::{
    SmtpTransport, Transport,
    address::Envelope,
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use store::jobs::Refusal;

use super::{MailSink, OutgoingMail};

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first octet (RFC 8314 §3.3), usually port 465.
    Implicit,
    /// Not at all: only for a server on this machine.
    None,
    /// STARTTLS (RFC 3207), usually port 587; a server that does not offer it is refused.
    StartTls,
}

/// Where and how mails are handed over.
#[derive(Debug)]
pub struct SmtpSettings {
    /// Host name; the certificate must be for it.
    pub server: String,
    /// 465, 587 or 25 by the encryption unless said.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// User and password; never sent over a connection that is not encrypted.
    pub credentials: Option<(String, Secret<String>)>,
    /// DER of further authorities whose server certificates are believed.
    pub authorities: Vec<Vec<u8>>,
    /// What we call ourselves in EHLO: a host name.
    pub hello: String,
    /// How long each step may take.
    pub timeout: Duration,
}

/// Hands mails over to a mail server.
pub struct Smtp {
    transport: SmtpTransport,
    server: String,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Smtp {
    /// A way to a mail server; nothing is connected yet.
    ///
    /// # Errors
    /// When a connection without encryption would leave this machine or carry a password, or an
    /// authority's certificate cannot be read.
    pub fn new(settings: &SmtpSettings) -> Result<Self, String> {
        let server = settings.server.as_str();
        let mut parameters = TlsParameters::builder(server.to_owned());
        for der in &settings.authorities {
            let certificate = Certificate::from_der(der.clone()).map_err(|error| error.to_string())?;
            parameters = parameters.add_root_certificate(certificate);
        }
        let parameters = parameters.build().map_err(|error| error.to_string())?;
        let (tls, port) = match settings.encryption {
            Encryption::Implicit => (Tls::Wrapper(parameters), 465),
            Encryption::StartTls => (Tls::Required(parameters), 587),
            Encryption::None if !is_here(server) => {
                return Err(format!("{server} is another machine: the connection must be encrypted"));
            }
            Encryption::None if settings.credentials.is_some() => {
                return Err("a password is only sent over an encrypted connection".to_owned());
            }
            Encryption::None => (Tls::None, 25),
        };
        let mut builder = SmtpTransport::builder_dangerous(server)
            .port(settings.port.unwrap_or(port))
            .tls(tls)
            .hello_name(ClientId::Domain(settings.hello.clone()))
            .timeout(Some(settings.timeout));
        if let Some((user, password)) = &settings.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
        }
        Ok(Self { transport: builder.build(), server: server.to_owned() })
    }
}

/// Whether a host name means this machine.
pub(super) fn is_here(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl MailSink for Smtp {
    fn deliver(&self, mail: &OutgoingMail) -> Result<String, Refusal> {
        let address = |text: &str| {
            let parsed = text.parse::<lettre::Address>();
            parsed.map_err(|error| Refusal::Never(format!("{text:?} is not a mail address: {error}")))
        };
        let envelope = Envelope::new(Some(address(&mail.from)?), vec![address(&mail.to)?]);
        let envelope = envelope.map_err(|error| Refusal::Never(error.to_string()))?;
        match self.transport.send_raw(&envelope, &mail.octets) {
            Ok(answer) => {
                let said = answer.message().collect::<Vec<_>>().join(" ");
                Ok(format!("{}: {} {said}", self.server, answer.code()).trim().to_owned())
            }
            Err(error) => Err(refusal(&self.server, &error)),
        }
    }

    fn probe(&self) -> Result<(), String> {
        match self.transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("{} does not answer", self.server)),
            Err(error) => Err(detail(&self.server, &error)),
        }
    }
}

/// A permanent answer (5xx, RFC 5321 §4.2.1) about this mail ends it. One about us (530, 534, 535, 538:
/// RFC 4954 §6) is a matter of configuration that a person can put right: it is tried again.
fn refusal(server: &str, error: &smtp::Error) -> Refusal {
    let said = detail(server, error);
    let about_us = error
        .status()
        .is_some_and(|code| matches!(code.to_string().as_str(), "421" | "530" | "534" | "535" | "538"));
    if error.is_permanent() && !about_us { Refusal::Never(said) } else { Refusal::Later(said) }
}

fn detail(server: &str, error: &smtp::Error) -> String {
    let mut said = format!("{server}: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !said.contains(&inner_text) {
            said.push_str(": ");
            said.push_str(&inner_text);
        }
        cause = inner.source();
    }
    said
}
