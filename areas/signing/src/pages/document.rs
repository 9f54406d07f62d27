//! `/verifica/rapporto/{id}/documento`: what was signed, as a file to save.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes},
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use hyper::body::{Frame, SizeHint};
use serde::Deserialize;
use tokio::sync::mpsc;
use webkit::Failure;

use super::blocking;
use crate::{Signing, rules::name};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The number of a signature.
    firma: Option<u32>,
    /// The number of an envelope, the outermost first.
    busta: Option<u32>,
}

pub(super) async fn open(
    State(signing): State<Arc<Signing>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let room = signing.room.acquire().await.map_err(Failure::internal)?;
    let opener = Arc::clone(&signing);
    let document = blocking(move || match asked.busta {
        Some(number) => opener.envelope(&id, number),
        None => opener.document(&id, asked.firma),
    })
    .await?;
    drop(room);
    // Whatever the document is, browsers save it and never show or run it as a page of ours.
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, name::attachment(&document.name)),
        (CACHE_CONTROL, "private, no-store".to_owned()),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    let size = document.size;
    Ok((headers, written(Some(size), |out| document.write(out))).into_response())
}

/// The body of an answer, of `size` octets if that is known, that `write` writes at the pace of the connection.
pub(super) fn written(
    size: Option<u64>,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()> + Send + 'static,
) -> Body {
    let (sender, pieces) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe(sender);
        if let Err(error) = write(&mut pipe) {
            // The connection breaks off, so that nobody takes a part for the whole.
            let _ = pipe.0.blocking_send(Err(error));
        }
    });
    Body::new(Pieces { pieces, left: size })
}

/// Where the document is written to: the connection, at its pace.
struct Pipe(mpsc::Sender<io::Result<Bytes>>);

impl io::Write for Pipe {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(octets)));
        sent.map(|()| octets.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The body of an answer, and how much of it is left if that is known.
struct Pieces {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    left: Option<u64>,
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let piece = ready!(self.pieces.poll_recv(context));
        Poll::Ready(piece.map(|piece| {
            let piece = piece?;
            self.left = self.left.map(|left| left.saturating_sub(piece.len() as u64));
            Ok(Frame::data(piece))
        }))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
