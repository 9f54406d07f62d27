//! Reads the public files of a card in a reader, real or simulated: no PIN is needed, nothing is written.

use crate::{
    CardNumber, PersonalData,
    apdu::{Answer, Status},
    files::{LARGEST_FILE, Path},
    memory::place,
    personal::NotPersonalData,
    tlv,
};

/// The application in which newer cards keep the tree.
const SELECT_CNS: [u8; 17] =
    [0x00, 0xa4, 0x04, 0x0c, 12, 0xa0, 0x00, 0x00, 0x05, 0x30, 0x00, 0x0b, 0x10, 0x40, 0x01, 0x02, 0x1a];
const SELECT_MF: [u8; 7] = [0x00, 0xa4, 0x00, 0x0c, 2, 0x3f, 0x00];

/// What a card says to everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicFiles {
    /// The card number; `None` where the file is missing or is none.
    pub number: Option<CardNumber>,
    /// The chip's serial number, from `EF.GDO`.
    pub chip_serial: Option<Vec<u8>>,
    /// Who the card belongs to, or why that could not be read; `None` where the file is missing.
    pub holder: Option<Result<PersonalData, NotPersonalData>>,
    /// The authentication certificate, DER.
    pub authentication_certificate: Option<Vec<u8>>,
    /// The signature certificate, DER; also from the layouts of IDEMIA and InfoCamere 1204.
    pub signature_certificate: Option<Vec<u8>>,
    /// The file in which the signature certificate was: its layout tells which key and PIN go with it.
    pub signature_file: Option<Path>,
}

/// A card could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError<E> {
    /// The reader failed, or the card was pulled out.
    #[error("the card could not be reached")]
    Reader(#[source] E),
    /// The answer is not one.
    #[error("the card answered with less than a status word")]
    Answer,
    /// The card refused.
    #[error("the card refused with {0:?}")]
    Refused(Status),
}

/// Reads all public files through `transmit`, which carries one command and gives the answer as it came.
/// Missing files are left out; a file larger than a card can have ends the reading of that file.
///
/// # Errors
/// [`ReadError`], at the first answer that is neither a file nor its absence.
pub fn read_public<E>(
    transmit: impl FnMut(&[u8]) -> Result<Vec<u8>, E>,
) -> Result<PublicFiles, ReadError<E>> {
    let mut card = Reader(transmit);
    if card.send(&SELECT_MF)?.status != Status::OK || card.file(&place::card_number())?.is_none() {
        card.send(&SELECT_CNS)?;
    }
    let mut signature = None;
    let idemia = Path::from([0x1400, 0x9001, 0x2002]);
    let infocamere = Path::from([0x2fff, 0x8228]);
    for (path, start) in [(place::signature_certificate(), 0), (idemia, 0), (infocamere, 5)] {
        let file = card.file(&path)?;
        signature = file.and_then(|file| certificate(file.get(start..)?)).map(|found| (found, path));
        if signature.is_some() {
            break;
        }
    }
    let (signature_certificate, signature_file) = signature.unzip();
    Ok(PublicFiles {
        number: card.file(&place::card_number())?.and_then(|file| CardNumber::read(&file)),
        chip_serial: card.file(&place::gdo())?.and_then(|file| match tlv::read(&file) {
            Some((0x5a, serial, _)) => Some(serial.to_vec()),
            _ => None,
        }),
        holder: card.file(&place::personal_data())?.map(|file| PersonalData::read(&file)),
        authentication_certificate: card
            .file(&place::authentication_certificate())?
            .and_then(|file| certificate(&file)),
        signature_certificate,
        signature_file,
    })
}

/// The certificate at the start of a file, without the padding after it.
fn certificate(file: &[u8]) -> Option<Vec<u8>> {
    let (0x30, value, rest) = tlv::read(file)? else { return None };
    (!value.is_empty()).then(|| file[..file.len() - rest.len()].to_vec())
}

struct Reader<T>(T);

impl<E, T: FnMut(&[u8]) -> Result<Vec<u8>, E>> Reader<T> {
    fn send(&mut self, command: &[u8]) -> Result<Answer, ReadError<E>> {
        Answer::read(&(self.0)(command).map_err(ReadError::Reader)?).ok_or(ReadError::Answer)
    }

    /// A whole file; `None` where there is none, or not for everybody.
    fn file(&mut self, path: &Path) -> Result<Option<Vec<u8>>, ReadError<E>> {
        let identifiers = path.to_bytes();
        let select = |p2| {
            let length = u8::try_from(identifiers.len()).unwrap_or(u8::MAX);
            [&[0x00, 0xa4, 0x08, p2, length], &*identifiers].concat()
        };
        let mut status = self.send(&select(0x0c))?.status;
        if status == Status::WRONG_PARAMETERS {
            status = self.send(&select(0x00))?.status;
        }
        match status {
            Status::OK => {}
            Status::NOT_FOUND => return Ok(None),
            refused => return Err(ReadError::Refused(refused)),
        }
        let mut file = Vec::new();
        while let Ok(offset) = u16::try_from(file.len())
            && file.len() < LARGEST_FILE
        {
            let [high, low] = offset.to_be_bytes();
            let answer = self.send(&[0x00, 0xb0, high, low, 0xff])?;
            file.extend(&answer.data);
            match answer.status {
                Status::OK if !answer.data.is_empty() => {}
                Status::OK | Status::END_OF_FILE | Status::WRONG_OFFSET => break,
                // The length that is left, said by cards that do not cut by themselves: 6Cxx.
                Status(left @ 0x6c01..=0x6cff) => {
                    let [_, left] = left.to_be_bytes();
                    file.extend(self.send(&[0x00, 0xb0, high, low, left])?.data);
                    break;
                }
                Status::SECURITY_STATUS => return Ok(None),
                refused => return Err(ReadError::Refused(refused)),
            }
        }
        Ok(Some(file))
    }
}
