CREATE TABLE authority_ca (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    generation BIGINT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    certificate {blob} NOT NULL,
    key_label TEXT NOT NULL,
    shard_count BIGINT NOT NULL,
    publication_url TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (service, generation)
);

CREATE TABLE authority_responder (
    id {pk},
    ca_id TEXT NOT NULL REFERENCES authority_ca (id),
    certificate {blob} NOT NULL,
    key_label TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL
);
CREATE INDEX authority_responder_ca ON authority_responder (ca_id, not_after);

CREATE TABLE authority_holder (
    codice_fiscale TEXT PRIMARY KEY,
    dn_qualifier TEXT NOT NULL UNIQUE,
    given_name TEXT NOT NULL,
    surname TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE authority_pair (
    id TEXT PRIMARY KEY,
    codice_fiscale TEXT NOT NULL REFERENCES authority_holder (codice_fiscale),
    card_number TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    released_at BIGINT
);
CREATE INDEX authority_pair_holder ON authority_pair (codice_fiscale);
CREATE INDEX authority_pair_open ON authority_pair (requested_at) WHERE released_at IS NULL;

CREATE TABLE authority_certificate (
    id TEXT PRIMARY KEY,
    ca_id TEXT NOT NULL REFERENCES authority_ca (id),
    serial {blob} NOT NULL,
    profile TEXT NOT NULL,
    pair_id TEXT REFERENCES authority_pair (id),
    codice_fiscale TEXT,
    to_sign {blob} NOT NULL,
    der {blob},
    spki_sha256 {blob} NOT NULL,
    sha256 {blob},
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    issued_at BIGINT,
    UNIQUE (ca_id, serial)
);
CREATE INDEX authority_certificate_key ON authority_certificate (spki_sha256);
CREATE INDEX authority_certificate_pair ON authority_certificate (pair_id);
CREATE INDEX authority_certificate_sha256 ON authority_certificate (sha256);

CREATE TABLE authority_status (
    ca_id TEXT NOT NULL,
    serial {blob} NOT NULL,
    state TEXT NOT NULL,
    reason BIGINT,
    effective_at BIGINT,
    shard BIGINT NOT NULL,
    status_seq BIGINT NOT NULL,
    PRIMARY KEY (ca_id, serial)
) {by_key};

CREATE TABLE authority_status_history (
    id {pk},
    certificate_id TEXT NOT NULL REFERENCES authority_certificate (id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    effective_at BIGINT,
    decided_at BIGINT NOT NULL,
    status_seq BIGINT NOT NULL
);
CREATE INDEX authority_status_history_certificate ON authority_status_history (certificate_id);

CREATE TABLE authority_burnt_serial (
    ca_id TEXT NOT NULL,
    serial {blob} NOT NULL,
    why TEXT NOT NULL,
    burnt_at BIGINT NOT NULL,
    PRIMARY KEY (ca_id, serial)
);

CREATE TABLE authority_sequence (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
