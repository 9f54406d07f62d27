//! The readers that PC/SC knows.

use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use pcsc::{Connection, Context, Disposition, Error, Fault as Refusal, Reader, Share};

use crate::reader::{Content, Fault, Line, Readers, Seen};

/// How long another program may keep a card for itself before that is told.
const PATIENCE: Duration = Duration::from_secs(5);

/// The readers of PC/SC; its library is loaded when they are first looked at.
#[derive(Clone, Debug, Default)]
pub struct PcscReaders {
    library: Option<PathBuf>,
}

impl PcscReaders {
    /// Those of the system's library.
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of another library with the same entry points.
    pub fn of_library(path: impl Into<PathBuf>) -> Self {
        Self { library: Some(path.into()) }
    }

    fn context(&self) -> Result<Context, Fault> {
        let context = match &self.library {
            Some(path) => Context::open_library(path),
            None => Context::open(),
        };
        context.map_err(fault)
    }
}

impl Readers for PcscReaders {
    fn look(&self) -> Result<Vec<Seen>, Fault> {
        let seen = self.context()?.look().map_err(fault)?;
        let seen = seen.into_iter().filter(|seen| !seen.is_gone()).map(|seen| Seen {
            reader: seen.reader.to_string(),
            content: match seen.atr() {
                _ if seen.is_taken() => Content::Taken,
                Some(atr) => Content::Card(atr.to_vec()),
                None if seen.is_mute() => Content::Mute,
                None => Content::Empty,
            },
        });
        Ok(seen.collect())
    }

    fn connect(&self, reader: &str) -> Result<Box<dyn Line>, Fault> {
        // A context each: one waits for its transaction while others work.
        let context = self.context()?;
        let reader = Reader::named(reader).ok_or(Fault::NoReader)?;
        let connection = context.connect(&reader, Share::Shared).map_err(fault)?;
        Ok(Box::new(PcscLine { connection: Some(Arc::new(connection)) }))
    }
}

#[derive(Debug)]
struct PcscLine {
    /// `None` only while it is dropped.
    connection: Option<Arc<Connection>>,
}

impl PcscLine {
    fn connection(&self) -> Result<&Arc<Connection>, Fault> {
        self.connection.as_ref().ok_or(Fault::Removed)
    }
}

impl Line for PcscLine {
    fn begin(&mut self) -> Result<(), Fault> {
        // PC/SC waits for ever. Whoever gives up leaves a thread behind that ends its transaction at once.
        let connection = Arc::clone(self.connection()?);
        let (told, begun) = mpsc::sync_channel(0);
        thread::spawn(move || {
            let outcome = connection.begin();
            let done = outcome.is_ok();
            if told.send(outcome).is_err() && done {
                let _ = connection.end(Disposition::Leave);
            }
        });
        begun.recv_timeout(PATIENCE).map_err(|_| Fault::Busy)?.map_err(fault)
    }

    fn end(&mut self) {
        if let Some(connection) = &self.connection {
            // It fails where the card has gone, and the transaction with it.
            let _ = connection.end(Disposition::Leave);
        }
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Fault> {
        self.connection()?.transmit(command).map_err(fault)
    }

    fn reconnect(&mut self) -> Result<(), Fault> {
        self.connection()?.reconnect(Share::Shared, Disposition::Leave).map_err(fault)
    }

    fn reset(&mut self) {
        if let Some(connection) = &self.connection {
            let _ = connection.reconnect(Share::Shared, Disposition::Reset);
        }
    }
}

impl Drop for PcscLine {
    fn drop(&mut self) {
        // Asking for the tries left looks like presenting a PIN: left as it is unless `reset` was called.
        if let Some(connection) = self.connection.take().and_then(Arc::into_inner) {
            let _ = connection.disconnect(Disposition::Leave);
        }
    }
}

fn fault(error: Error) -> Fault {
    if error.is_service_gone() || matches!(error, Error::LibraryMissing(_)) {
        return Fault::NoService(error.to_string());
    }
    match error.fault() {
        Some(Refusal::SharingViolation) => Fault::Busy,
        Some(Refusal::NoSmartcard) => Fault::Empty,
        Some(Refusal::RemovedCard | Refusal::ReaderUnavailable) => Fault::Removed,
        Some(Refusal::UnknownReader | Refusal::NoReadersAvailable) => Fault::NoReader,
        Some(Refusal::UnresponsiveCard | Refusal::UnpoweredCard | Refusal::UnsupportedCard) => Fault::Mute,
        Some(Refusal::ResetCard) => Fault::Reset,
        _ => Fault::Other(error.to_string()),
    }
}
