//! How a reader is told to end while it waits for something.

use std::{
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
    stream: Option<TcpStream>,
    /// Where something is being waited for.
    listens: Option<SocketAddr>,
}

impl Stop {
    /// Asks to end: what waits is woken, a connection is closed.
    pub fn ask(&self) {
        let mut state = self.state();
        state.asked = true;
        if let Some(stream) = state.stream.take() {
            // Closed already is as good.
            let _ = stream.shutdown(Shutdown::Both);
        }
        if let Some(address) = state.listens.take() {
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

    /// Closes this connection when asked to end. False if that was asked before.
    pub(crate) fn reads(&self, stream: Option<TcpStream>) -> bool {
        let mut state = self.state();
        state.stream = stream;
        !state.asked
    }

    /// Knocks there when asked to end. False if that was asked before.
    pub(crate) fn listens(&self, at: SocketAddr) -> bool {
        let mut state = self.state();
        state.listens = Some(at);
        !state.asked
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
