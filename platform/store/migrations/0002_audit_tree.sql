-- Hashes of complete subtrees of the Merkle tree: level 1 spans 256 entries, level 2 spans 65,536, and so on.
CREATE TABLE audit_node (
    level {int} NOT NULL,
    position {int} NOT NULL,
    sha256 {blob} NOT NULL,
    PRIMARY KEY (level, position)
) {strict};

-- The keys that sign checkpoints, never changed.
CREATE TABLE audit_key (
    number {int} PRIMARY KEY,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    spki {blob} NOT NULL,
    since {int} NOT NULL
) {strict};

-- The signed checkpoints (C2SP signed notes), never changed.
CREATE TABLE audit_note (
    id {pk},
    size {int} NOT NULL,
    root {blob} NOT NULL,
    made_at {int} NOT NULL,
    note TEXT NOT NULL
) {strict};
CREATE INDEX audit_note_size ON audit_note (size, id);

-- RFC 3161 tokens over the SHA-256 of a note, never changed.
CREATE TABLE audit_time_stamp (
    note_id {int} NOT NULL REFERENCES audit_note (id),
    source TEXT NOT NULL,
    stamped_at {int} NOT NULL,
    token {blob} NOT NULL,
    PRIMARY KEY (note_id, source)
) {strict};
CREATE INDEX audit_time_stamp_source ON audit_time_stamp (source, stamped_at);

-- What people look for; filled after the entries, from them, and can be made again from them.
CREATE TABLE audit_search (
    seq {int} PRIMARY KEY,
    at {int} NOT NULL,
    event TEXT NOT NULL,
    actor TEXT NOT NULL,
    object_id TEXT NOT NULL
) {strict};
CREATE INDEX audit_search_at ON audit_search (at, seq);
CREATE INDEX audit_search_actor ON audit_search (actor, seq);
CREATE INDEX audit_search_object ON audit_search (object_id, seq);
