//! Mail and SMS as `ceralacca.toml` says: the frame around them and the way out.

use std::{path::Path, sync::Arc, time::Duration};

use foundation::SystemEntropy;
use post::{
    Frame, Office,
    sinks::{Encryption, Folder, Gateway, GatewaySettings, MailSink, Smtp, SmtpSettings, TextSink},
};
use store::Store;

use crate::{
    commands::serve::store_failure,
    config::{Config, MailSinkKind, MailTls, SmsSinkKind},
    exit::Outcome,
    files, secrets,
    site::host_of,
};

/// How long a mail server or gateway may take for each step.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Where folder sinks write, in the data folder.
const FOLDER: &str = "mail";

/// What stands around every mail.
pub fn frame(config: &Config) -> Frame {
    let site = &config.raw().site;
    let host = host_of(&site.url);
    Frame {
        chamber: site.name.clone(),
        base_url: site.url.clone(),
        assistance: site.email.clone().unwrap_or_else(|| format!("assistenza@{host}")),
        from: config.raw().mail.from.clone().unwrap_or_else(|| format!("firma@{host}")),
        reply_to: config.raw().mail.reply_to.clone(),
    }
}

/// The office that takes messages out of the outbox; nothing is connected yet.
///
/// # Errors
/// `config-invalid` naming the key; what files and database say.
pub fn open(config: &Config, store: Store) -> Outcome<Arc<Office>> {
    let frame = frame(config);
    frame.check().map_err(|detail| config.wrong("mail.from", detail))?;
    let (mail, sms) = (mail_sink(config, &frame)?, sms_sink(config)?);
    Office::open(store, Arc::new(SystemEntropy), frame, mail, sms).map_err(store_failure)
}

fn mail_sink(config: &Config, frame: &Frame) -> Outcome<Arc<dyn MailSink>> {
    let mail = &config.raw().mail;
    if mail.sink == MailSinkKind::Folder {
        let folder = mail.folder.as_deref().unwrap_or(Path::new(FOLDER));
        return Ok(Arc::new(Folder::new(config.path(folder))));
    }
    let missing = |key| config.wrong(key, "?");
    let credentials = match (&mail.user, &mail.password_file) {
        (Some(user), Some(file)) => Some((user.clone(), secrets::first_line_of(&config.path(file))?)),
        (None, None) => None,
        (Some(_), None) => return Err(missing("mail.password_file")),
        (None, Some(_)) => return Err(missing("mail.user")),
    };
    let mut authorities = Vec::new();
    if let Some(file) = &mail.ca_file {
        let octets = files::read(&config.path(file), 1 << 20)?;
        let read = x509::Certificate::from_pem_or_der(&octets);
        let certificate = read.map_err(|error| config.wrong("mail.ca_file", error))?;
        authorities.push(certificate.der().to_vec());
    }
    let settings = SmtpSettings {
        server: mail.server.clone().ok_or_else(|| missing("mail.server"))?,
        port: mail.port,
        encryption: match mail.tls.unwrap_or_default() {
            MailTls::Implicit => Encryption::Implicit,
            MailTls::None => Encryption::None,
            MailTls::Starttls => Encryption::StartTls,
        },
        credentials,
        authorities,
        hello: frame.from.rsplit('@').next().unwrap_or("localhost").to_owned(),
        timeout: TIMEOUT,
    };
    let smtp = Smtp::new(&settings).map_err(|detail| config.wrong("mail.server", detail))?;
    Ok(Arc::new(smtp))
}

fn sms_sink(config: &Config) -> Outcome<Arc<dyn TextSink>> {
    let sms = &config.raw().sms;
    if sms.sink == SmsSinkKind::Folder {
        let folder = sms.folder.as_deref().unwrap_or(Path::new(FOLDER));
        return Ok(Arc::new(Folder::new(config.path(folder))));
    }
    let token_file = sms.token_file.as_ref().ok_or_else(|| config.wrong("sms.token_file", "?"))?;
    let settings = GatewaySettings {
        url: sms.url.clone().ok_or_else(|| config.wrong("sms.url", "?"))?,
        token: secrets::first_line_of(&config.path(token_file))?,
        sender: sms.sender.clone().unwrap_or_else(|| "Firma".to_owned()),
        timeout: TIMEOUT,
    };
    let gateway = Gateway::new(settings).map_err(|detail| config.wrong("sms.url", detail))?;
    Ok(Arc::new(gateway))
}
