use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde_json::json;
use store::jobs::Refusal;

use super::{MailSink, OutgoingMail, OutgoingText, TextSink};

/// Writes each mail as `NUMBER.eml` and each SMS as `NUMBER.sms.json` into a folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder; it is made when the first message comes.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    fn write(&self, name: &str, octets: &[u8]) -> Result<String, Refusal> {
        let path = self.0.join(name);
        match write_whole(&self.0, &path, octets) {
            Ok(()) => Ok(format!("written to {name}")),
            Err(error) => Err(Refusal::Later(format!("{}: {error}", path.display()))),
        }
    }
}

/// The file appears whole or not at all; written again it is the same.
fn write_whole(folder: &Path, path: &Path, octets: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let unfinished = path.with_extension("part");
    let mut file = File::create(&unfinished)?;
    file.write_all(octets)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

impl MailSink for Folder {
    fn deliver(&self, mail: &OutgoingMail) -> Result<String, Refusal> {
        self.write(&format!("{:06}.eml", mail.number), &mail.octets)
    }

    fn probe(&self) -> Result<(), String> {
        fs::create_dir_all(&self.0).map_err(|error| format!("{}: {error}", self.0.display()))
    }
}

impl TextSink for Folder {
    fn deliver(&self, text: &OutgoingText) -> Result<String, Refusal> {
        let document = json!({
            "format": "ceralacca.sms/1",
            "reference": text.reference,
            "to": text.to,
            "text": text.text,
        });
        self.write(&format!("{:06}.sms.json", text.number), format!("{document:#}\n").as_bytes())
    }
}
