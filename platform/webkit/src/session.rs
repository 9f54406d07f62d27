//! What is remembered about a browser, and the proof that a form is ours.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::{
    constant_time,
    digest::{SHA256, digest},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foundation::{Clock, Entropy, Problem, Status, Timestamp};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use store::Store;

use crate::{
    Failure, Person, Web, person,
    tables::{self, SessionRow},
};

/// Name of the hidden field that carries the token.
pub(crate) const CSRF_FIELD: &str = "_token";
/// Name of the cookie; over https it gets the prefix `__Host-` (RFC 6265bis §4.1.3).
pub(crate) const COOKIE: &str = "sessione";

/// Where sessions are stored, and how long they last.
#[derive(Clone, Debug)]
pub struct Sessions {
    store: Store,
    idle: SignedDuration,
    longest: SignedDuration,
}

impl Sessions {
    /// Sessions that end after 30 minutes without activity, and after 12 hours in any case. Brings their
    /// table up to date.
    ///
    /// # Errors
    /// Those of [`Store::migrate`].
    pub fn open(store: Store) -> Result<Self, store::Error> {
        store.migrate(tables::MIGRATIONS)?;
        Ok(Self { store, idle: SignedDuration::from_mins(30), longest: SignedDuration::from_hours(12) })
    }

    /// Forgets the sessions whose time is over; says how many. For a job that runs now and then.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget_expired(&self, now: Timestamp) -> Result<u64, store::Error> {
        self.store.write(move |tx| tables::delete_expired(tx, now)).await
    }

    /// The sessions of a person that are not over, in whatever browser; the last begun first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn of_person(
        &self,
        codice_fiscale: &str,
        now: Timestamp,
    ) -> Result<Vec<OpenSession>, store::Error> {
        let whose = codice_fiscale.to_owned();
        let rows = self.store.read(move |tx| tables::of_person(tx, &whose, now)).await?;
        let open = rows.into_iter().filter_map(|(digest, row)| {
            let person = Person::deserialize(row.values.get(person::KEY)?).ok()?;
            Some(OpenSession { digest, person, ends_at: row.expires_at })
        });
        Ok(open.collect())
    }

    /// Ends one session of a person, named by its [mark](OpenSession::mark), or all of them; says how many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_of_person(&self, codice_fiscale: &str, one: Option<&str>) -> Result<u64, store::Error> {
        let whose = codice_fiscale.to_owned();
        let one = one.map(|mark| URL_SAFE_NO_PAD.decode(mark).unwrap_or_default());
        self.store.write(move |tx| tables::end_of_person(tx, &whose, one.as_deref())).await
    }

    fn end(&self, created_at: Timestamp, now: Timestamp) -> Timestamp {
        let idle = now.checked_add(self.idle).unwrap_or(Timestamp::MAX);
        idle.min(created_at.checked_add(self.longest).unwrap_or(Timestamp::MAX))
    }
}

/// A session of a person, as that person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    digest: Vec<u8>,
    /// Who, how, from where and since when.
    pub person: Person,
    /// When it ends if nothing is done in it.
    pub ends_at: Timestamp,
}

impl OpenSession {
    /// Names the session in a form. It opens nothing: the cookie cannot be had from it.
    pub fn mark(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.digest)
    }
}

/// The session of one browser.
///
/// The cookie holds 32 random octets, the store only their SHA-256. The cookie is set only when something
/// needs it: a form with a token, or a value to remember. After a login call [`rotate`](Self::rotate),
/// after a logout [`destroy`](Self::destroy).
#[derive(Clone, Debug)]
pub struct Session(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    sessions: Option<Sessions>,
    cookie: Mutex<Cookie>,
}

#[derive(Default)]
struct Cookie {
    id: Option<[u8; 32]>,
    /// The id is new: the browser has to be told.
    fresh: bool,
    /// The browser has to forget the id.
    gone: bool,
}

impl std::fmt::Debug for Cookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cookie").field("known", &self.id.is_some()).finish_non_exhaustive()
    }
}

/// What the answer tells the browser about the cookie.
pub(crate) enum CookieChange {
    Forget,
    Set(String),
}

impl Session {
    /// The session that the value of the cookie names, if it is one.
    pub(crate) fn from_cookie(web: &Web, cookie: Option<&str>) -> Self {
        let id = cookie.and_then(|value| URL_SAFE_NO_PAD.decode(value).ok());
        let id = id.and_then(|bytes| bytes.try_into().ok());
        Self(Arc::new(Inner {
            clock: web.clock.clone(),
            entropy: web.entropy.clone(),
            sessions: web.sessions.clone(),
            cookie: Mutex::new(Cookie { id, ..Cookie::default() }),
        }))
    }

    /// What was remembered under `key`; nothing when the session is over. Asking keeps the session alive.
    ///
    /// # Errors
    /// Those of the store, and values that do not read as `T`, as `internal`.
    pub async fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Failure> {
        let (Some(sessions), Some(id)) = (&self.0.sessions, self.cookie().id) else { return Ok(None) };
        let (digest, now) = (hash(&id), self.0.clock.now());
        let found = sessions.store.read(move |tx| tables::find(tx, &digest, now)).await;
        let Some(row) = found.map_err(stored)? else { return Ok(None) };
        self.keep_alive(sessions, digest, &row, now).await?;
        let Some(value) = row.values.get(key) else { return Ok(None) };
        T::deserialize(value).map(Some).map_err(Failure::internal)
    }

    /// Remembers `value` under `key`.
    ///
    /// # Errors
    /// Those of the store, as `internal`; also when the site has no sessions.
    pub async fn put<T: Serialize>(&self, key: &str, value: &T) -> Result<(), Failure> {
        let value = serde_json::to_value(value).map_err(Failure::internal)?;
        let key = key.to_owned();
        self.change(move |values| drop(values.insert(key, value))).await
    }

    /// Forgets what was remembered under `key`.
    ///
    /// # Errors
    /// Those of the store, as `internal`; also when the site has no sessions.
    pub async fn remove(&self, key: &str) -> Result<(), Failure> {
        let key = key.to_owned();
        self.change(move |values| drop(values.remove(&key))).await
    }

    /// Gives the session a new id and keeps what it remembers: who knew the old one knows nothing more.
    ///
    /// # Errors
    /// Those of the store, as `internal`; also when the site has no sessions.
    pub async fn rotate(&self) -> Result<(), Failure> {
        let sessions = self.sessions()?;
        let old = self.cookie().id.map(|id| hash(&id));
        let (new, now) = (self.renew(), self.0.clock.now());
        let moved = sessions.store.write(move |tx| {
            let Some(old) = old else { return Ok(()) };
            let Some(row) = tables::find(tx, &old, now)? else { return Ok(()) };
            tables::delete(tx, &old)?;
            tables::save(tx, &new, &row)
        });
        moved.await.map_err(stored)
    }

    /// Ends the session: everything is forgotten, also by the browser.
    ///
    /// # Errors
    /// Those of the store, as `internal`; also when the site has no sessions.
    pub async fn destroy(&self) -> Result<(), Failure> {
        let sessions = self.sessions()?;
        let id = {
            let mut cookie = self.cookie();
            let id = cookie.id.take();
            *cookie = Cookie { id: None, fresh: false, gone: id.is_some() };
            id
        };
        let Some(digest) = id.map(|id| hash(&id)) else { return Ok(()) };
        sessions.store.write(move |tx| tables::delete(tx, &digest)).await.map_err(stored)
    }

    /// The token that a form of this session carries. It is masked with fresh random octets each time,
    /// so that compressing the page tells nothing about it.
    pub fn csrf_token(&self) -> String {
        let known = self.cookie().id;
        let id = known.unwrap_or_else(|| {
            self.renew();
            self.cookie().id.unwrap_or_default()
        });
        let mut token = [0; 64];
        self.0.entropy.fill(&mut token[..32]);
        for (index, octet) in proof(&id).into_iter().enumerate() {
            token[32 + index] = octet ^ token[index];
        }
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Whether `token` came from a form of this session.
    ///
    /// # Errors
    /// `form-expired` when it did not.
    pub fn check_csrf(&self, token: &str) -> Result<(), Problem> {
        let foreign = || Problem::new("form-expired", Status::Forbidden);
        let id = self.cookie().id.ok_or_else(foreign)?;
        let token = URL_SAFE_NO_PAD.decode(token).ok().filter(|token| token.len() == 64);
        let token = token.ok_or_else(foreign)?;
        let (mask, masked) = token.split_at(32);
        let sent: Vec<u8> = mask.iter().zip(masked).map(|(mask, octet)| mask ^ octet).collect();
        constant_time::verify_slices_are_equal(&sent, &proof(&id)).map_err(|_| foreign())
    }

    /// Whether this is that session.
    pub fn is(&self, open: &OpenSession) -> bool {
        self.cookie().id.is_some_and(|id| hash(&id)[..] == open.digest[..])
    }

    /// What the browser has to be told, if anything.
    pub(crate) fn cookie_change(&self) -> Option<CookieChange> {
        let cookie = self.cookie();
        match cookie.id {
            Some(id) if cookie.fresh => Some(CookieChange::Set(URL_SAFE_NO_PAD.encode(id))),
            None if cookie.gone => Some(CookieChange::Forget),
            _ => None,
        }
    }

    async fn change(
        &self,
        change: impl FnOnce(&mut Map<String, Value>) + Send + 'static,
    ) -> Result<(), Failure> {
        let sessions = self.sessions()?.clone();
        let now = self.0.clock.now();
        let (known, fresh) = {
            let cookie = self.cookie();
            (cookie.id.map(|id| hash(&id)), cookie.fresh)
        };
        let live = match known {
            Some(digest) => {
                let found = sessions.store.read(move |tx| tables::find(tx, &digest, now)).await;
                found.map_err(stored)?.is_some()
            }
            None => false,
        };
        // An id that we did not just make and do not know came from somebody else: it is not taken over.
        let digest = match known {
            Some(digest) if live || fresh => digest,
            _ => self.renew(),
        };
        let store = sessions.store.clone();
        let changed = store.write(move |tx| {
            let mut row = tables::find(tx, &digest, now)?.unwrap_or_else(|| SessionRow {
                values: Map::new(),
                created_at: now,
                expires_at: now,
            });
            change(&mut row.values);
            row.expires_at = sessions.end(row.created_at, now);
            tables::save(tx, &digest, &row)
        });
        changed.await.map_err(stored)
    }

    /// Puts off the end when half of the idle time has gone, so that not every page writes.
    async fn keep_alive(
        &self,
        sessions: &Sessions,
        digest: [u8; 32],
        row: &SessionRow,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let end = sessions.end(row.created_at, now);
        if end.duration_since(row.expires_at) < sessions.idle / 2 {
            return Ok(());
        }
        let written = sessions.store.write(move |tx| match tables::find(tx, &digest, now)? {
            Some(row) => tables::save(tx, &digest, &SessionRow { expires_at: end, ..row }),
            None => Ok(()),
        });
        written.await.map_err(stored)
    }

    fn sessions(&self) -> Result<&Sessions, Failure> {
        self.0.sessions.as_ref().ok_or_else(|| Failure::internal("this site remembers no sessions"))
    }

    /// A new id, which the browser will be told; gives its digest.
    fn renew(&self) -> [u8; 32] {
        let id = self.0.entropy.bytes();
        *self.cookie() = Cookie { id: Some(id), fresh: true, gone: false };
        hash(&id)
    }

    fn cookie(&self) -> MutexGuard<'_, Cookie> {
        self.0.cookie.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stored(error: store::Error) -> Failure {
    Failure::internal(error)
}

fn hash(id: &[u8; 32]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, id).as_ref());
    out
}

fn proof(id: &[u8; 32]) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, id), b"form token");
    let mut out = [0; 32];
    out.copy_from_slice(tag.as_ref());
    out
}

#[cfg(test)]
mod tests {
    use foundation::{TestClock, TestEntropy};
    use store::StoreUrl;

    use super::*;

    struct Site {
        clock: Arc<TestClock>,
        web: Web,
        _folder: tempfile::TempDir,
    }

    fn site() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreUrl::Sqlite(folder.path().join("test.db"))).unwrap();
        let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let mut web = Web::new(clock.clone(), Arc::new(TestEntropy::seeded(1)));
        web.sessions = Some(Sessions::open(store).unwrap());
        Site { clock, web, _folder: folder }
    }

    fn cookie(session: &Session) -> String {
        match session.cookie_change() {
            Some(CookieChange::Set(value)) => value,
            _ => panic!("no cookie is set"),
        }
    }

    #[test]
    fn a_token_is_good_only_in_its_own_session_and_never_looks_the_same() {
        let Site { web, .. } = site();
        let here = Session::from_cookie(&web, None);
        let (first, second) = (here.csrf_token(), here.csrf_token());
        assert_ne!(first, second);
        assert!(here.check_csrf(&first).is_ok());
        assert!(here.check_csrf(&second).is_ok());
        assert!(Session::from_cookie(&web, Some(&cookie(&here))).check_csrf(&first).is_ok());
        let foreign = Session::from_cookie(&web, None).csrf_token();
        assert!(here.check_csrf(&foreign).is_err());
        assert!(Session::from_cookie(&web, None).check_csrf(&first).is_err());
        for wrong in ["", "x", "AAAA", &first[..80]] {
            assert!(here.check_csrf(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_cookie_is_set_unless_something_needs_it() {
        let Site { web, .. } = site();
        assert!(Session::from_cookie(&web, None).cookie_change().is_none());
        assert!(Session::from_cookie(&web, Some("not a session id")).cookie_change().is_none());
    }

    #[tokio::test]
    async fn what_is_remembered_is_found_by_the_cookie_alone() {
        let Site { web, .. } = site();
        let first = Session::from_cookie(&web, None);
        first.put("step", &3).await.unwrap();
        first.put("name", &"Giulia").await.unwrap();
        first.remove("name").await.unwrap();
        let next = Session::from_cookie(&web, Some(&cookie(&first)));
        assert_eq!(next.get::<u8>("step").await.unwrap(), Some(3));
        assert_eq!(next.get::<String>("name").await.unwrap(), None);
        assert!(next.cookie_change().is_none());
        assert_eq!(Session::from_cookie(&web, None).get::<u8>("step").await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_store_never_sees_the_value_of_the_cookie() {
        let Site { web, _folder: folder, .. } = site();
        let session = Session::from_cookie(&web, None);
        session.put("step", &3).await.unwrap();
        let id = URL_SAFE_NO_PAD.decode(cookie(&session)).unwrap();
        drop((session, web));
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(32).any(|window| window == id));
        }
    }

    #[tokio::test]
    async fn a_session_ends_after_half_an_hour_without_activity_and_after_twelve_hours_anyway() {
        let Site { web, clock, .. } = site();
        let first = Session::from_cookie(&web, None);
        first.put("step", &3).await.unwrap();
        let id = cookie(&first);
        for _ in 0..35 {
            clock.advance(SignedDuration::from_mins(20));
            assert_eq!(Session::from_cookie(&web, Some(&id)).get::<u8>("step").await.unwrap(), Some(3));
        }
        clock.advance(SignedDuration::from_mins(20));
        assert_eq!(Session::from_cookie(&web, Some(&id)).get::<u8>("step").await.unwrap(), None);

        let second = Session::from_cookie(&web, None);
        second.put("step", &4).await.unwrap();
        clock.advance(SignedDuration::from_mins(31));
        assert_eq!(second.get::<u8>("step").await.unwrap(), None);
        let sessions = web.sessions.clone().unwrap();
        assert_eq!(sessions.forget_expired(clock.now()).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn after_rotation_the_old_id_is_worth_nothing() {
        let Site { web, .. } = site();
        let session = Session::from_cookie(&web, None);
        session.put("person", &"Giulia").await.unwrap();
        let old = cookie(&session);
        session.rotate().await.unwrap();
        let new = cookie(&session);
        assert_ne!(old, new);
        assert_eq!(Session::from_cookie(&web, Some(&old)).get::<String>("person").await.unwrap(), None);
        let kept = Session::from_cookie(&web, Some(&new)).get::<String>("person").await.unwrap();
        assert_eq!(kept.as_deref(), Some("Giulia"));
    }

    #[tokio::test]
    async fn a_destroyed_session_is_forgotten_by_store_and_browser() {
        let Site { web, .. } = site();
        let session = Session::from_cookie(&web, None);
        session.put("person", &"Giulia").await.unwrap();
        let id = cookie(&session);
        session.destroy().await.unwrap();
        assert!(matches!(session.cookie_change(), Some(CookieChange::Forget)));
        assert_eq!(Session::from_cookie(&web, Some(&id)).get::<String>("person").await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_id_that_somebody_else_made_up_is_not_taken_over() {
        let Site { web, .. } = site();
        let planted = URL_SAFE_NO_PAD.encode([7; 32]);
        let session = Session::from_cookie(&web, Some(&planted));
        session.put("person", &"Giulia").await.unwrap();
        assert_ne!(cookie(&session), planted);
        assert_eq!(Session::from_cookie(&web, Some(&planted)).get::<String>("person").await.unwrap(), None);
    }
}
