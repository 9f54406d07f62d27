//! Keys in a process of their own (pki.md §10 K3): a Unix socket that takes what is to be signed, whole,
//! and nothing else.
//!
//! A message is a line of JSON; a signature's octets follow the line. The socket answers its own user
//! only. New keys, self-signed certificates and destruction do not pass through it: they need the keys
//! in the process that asks ([`Guarded`](crate::Guarded)).

use std::{
    fs::File,
    io,
    os::{fd::AsRawFd, unix::net::UnixStream},
    path::{Path, PathBuf},
};

mod client;
mod server;
mod wire;

pub use client::{SignerClient, SignerStatus};
pub use server::{Limits, SignerServer};

/// Octets that the address of a socket has room for, less some.
const ROOM: usize = 100;

/// A path to a socket that fits its address: a long one is shortened by way of its open folder, which
/// must stay open meanwhile.
fn fitting(socket: &Path) -> io::Result<(Option<File>, PathBuf)> {
    match (socket.parent(), socket.file_name()) {
        (Some(folder), Some(name)) if socket.as_os_str().len() > ROOM && cfg!(target_os = "linux") => {
            let folder = File::open(folder)?;
            let path = Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string()).join(name);
            Ok((Some(folder), path))
        }
        _ => Ok((None, socket.to_owned())),
    }
}

fn connect(socket: &Path) -> io::Result<UnixStream> {
    let (_folder, path) = fitting(socket)?;
    UnixStream::connect(path)
}
