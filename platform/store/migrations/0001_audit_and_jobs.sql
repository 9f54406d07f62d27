-- One row for each event, never changed. sha256 is the RFC 6962 leaf hash of entry.
CREATE TABLE audit_entry (
    seq {int} PRIMARY KEY,
    entry TEXT NOT NULL,
    sha256 {blob} NOT NULL
) {strict};

-- The one row that says how long the log is and what its last hash is.
CREATE TABLE audit_checkpoint (
    id {int} PRIMARY KEY CHECK (id = 1),
    size {int} NOT NULL,
    head {blob} NOT NULL
) {strict};

CREATE TABLE job (
    id {pk},
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    run_at {int} NOT NULL,
    attempts {int} NOT NULL DEFAULT 0,
    locked_until {int},
    last_error TEXT,
    done_at {int},
    dead_at {int},
    UNIQUE (kind, idempotency_key)
) {strict};

CREATE INDEX job_waiting ON job (run_at, id) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX job_dead ON job (dead_at) WHERE dead_at IS NOT NULL;
