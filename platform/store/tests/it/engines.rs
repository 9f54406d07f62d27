//! The two engines for a test: a SQLite file in a temporary folder, a fresh database in a PostgreSQL
//! cluster of our own that ends with the test program.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use postgres::{Client, NoTls};
use store::{Migration, Store, StoreUrl};
use tempfile::TempDir;

/// An empty database.
pub struct Place {
    pub url: StoreUrl,
    _folder: Option<TempDir>,
}

impl Place {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { url: StoreUrl::Sqlite(folder.path().join("test.db")), _folder: Some(folder) }
    }

    pub fn postgres() -> Self {
        Self { url: StoreUrl::Postgres(postgres_database("ENCODING 'UTF8' LC_COLLATE 'C'")), _folder: None }
    }

    pub fn open(&self) -> Store {
        Store::open(self.url.clone()).unwrap()
    }

    /// The store with a table to play with.
    pub fn with_accounts(&self) -> Store {
        let store = self.open();
        store.migrate(ACCOUNTS).unwrap();
        store
    }
}

pub const ACCOUNTS: &[Migration] = &[Migration {
    name: "test/0001_account",
    sql: "CREATE TABLE account (
              id {pk}, name TEXT NOT NULL UNIQUE, cents {int} NOT NULL DEFAULT 0 CHECK (cents >= 0),
              rate {real}, seal {blob}, owner {int} REFERENCES account(id)) {strict}",
}];

/// Makes of `fn rule(place: &Place)` one test for each engine.
macro_rules! on_both {
    ($($rule:ident),* $(,)?) => {
        mod on_sqlite { $(#[test] fn $rule() { super::$rule(&$crate::engines::Place::sqlite()) })* }
        mod on_postgres { $(#[test] fn $rule() { super::$rule(&$crate::engines::Place::postgres()) })* }
    };
}

pub(crate) use on_both;

/// Makes a database with these options and says its address.
pub fn postgres_database(options: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let cluster = Cluster::running();
    let name = format!("test{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut client = Client::connect(&cluster.address("postgres"), NoTls).unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0 {options}")).unwrap();
    cluster.address(&name)
}

struct Cluster {
    folder: PathBuf,
    /// A shell that stops the server and removes its folder when our end of the pipe closes: this
    /// program may end in any way and leaves nothing behind.
    _keeper: Child,
}

impl Cluster {
    fn running() -> &'static Cluster {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(Cluster::start)
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://ceralacca@/{database}?host={}", self.folder.display())
    }

    fn start() -> Cluster {
        let programs = programs();
        let script = r#"
            set -e
            folder=$(mktemp -d /tmp/ceralacca-pg.XXXXXX)
            trap 'rm -rf "$folder"' EXIT
            "$0/initdb" -D "$folder/data" -U ceralacca --auth=trust --locale=C --encoding=UTF8 --no-sync \
                >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
            "$0/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
                >>"$folder/log" 2>&1 </dev/null &
            server=$!
            trap 'kill -INT $server; wait $server || true; rm -rf "$folder"' EXIT
            "$0/pg_isready" -q -h "$folder" -t 0 || true
            until "$0/pg_isready" -q -h "$folder" -t 20; do
                kill -0 $server || { cat "$folder/log" >&2; exit 1; }
            done
            echo "$folder"
            cat >/dev/null
        "#;
        // PostgreSQL refuses to run as root.
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        command.args(["-c", script]).arg(&programs).current_dir("/");
        let mut keeper = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut folder = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut folder).unwrap();
        assert!(
            !folder.is_empty(),
            "PostgreSQL in {} did not start; its words are above",
            programs.display()
        );
        Cluster { folder: folder.trim().into(), _keeper: keeper }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0\n")
}

/// The folder of `initdb` and `postgres`: the newest of Debian's, or that on the path.
fn programs() -> PathBuf {
    let debian = Path::new("/usr/lib/postgresql").read_dir().into_iter().flatten().flatten();
    let on_path = env::var_os("PATH").map(|p| env::split_paths(&p).collect::<Vec<_>>()).unwrap_or_default();
    let mut folders: Vec<_> = debian.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.into_iter().rev().chain(on_path).find(|folder| folder.join("initdb").is_file()).expect(
        "these tests run on PostgreSQL too, and initdb is not here: apt-get install postgresql (or put the \
         folder of initdb on the PATH)",
    )
}
