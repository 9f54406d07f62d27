//! How a reader is told to end while it waits for something.

use std::{
    collections::BTreeMap,
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Ends [`crate::serve`] from another thread. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Debug, Default)]
struct State {
    asked: bool,
    /// What is being read from.
    streams: BTreeMap<u64, TcpStream>,
    last: u64,
    /// Where somebody is being waited for.
    listens: Vec<SocketAddr>,
}

/// A connection that is closed when it is asked to end.
pub struct Reading<'a>(&'a Stop, u64);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.state().streams.remove(&self.1);
    }
}

impl Stop {
    /// Asks to end: what waits is woken, connections are closed.
    pub fn ask(&self) {
        let mut state = self.state();
        state.asked = true;
        for stream in state.streams.values() {
            // Closed already is as good.
            let _ = stream.shutdown(Shutdown::Both);
        }
        for address in std::mem::take(&mut state.listens) {
            // Somebody comes in, so that who waits looks up.
            let _ = TcpStream::connect(address);
        }
        drop(state);
        self.0.bell.notify_all();
    }

    /// Whether it was asked for.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.state().asked
    }

    /// Waits, but not when asked to end. True if so.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let waited = self.0.bell.wait_timeout_while(self.state(), time, |state| !state.asked);
        waited.unwrap_or_else(PoisonError::into_inner).0.asked
    }

    /// Closes this connection when asked to end, while what is given lives. None if that was asked before.
    pub(crate) fn reads(&self, stream: &TcpStream) -> Option<Reading<'_>> {
        let stream = stream.try_clone().ok()?;
        let mut state = self.state();
        if state.asked {
            return None;
        }
        state.last += 1;
        let last = state.last;
        state.streams.insert(last, stream);
        Some(Reading(self, last))
    }

    /// Knocks there when asked to end. False if that was asked before.
    pub(crate) fn listens(&self, at: SocketAddr) -> bool {
        let mut state = self.state();
        state.listens.push(at);
        !state.asked
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
