CREATE TABLE authority_time_stamping_unit (
    id TEXT PRIMARY KEY,
    certificate_id TEXT NOT NULL REFERENCES authority_certificate (id),
    certificate {blob} NOT NULL,
    key_label TEXT NOT NULL UNIQUE,
    use_from BIGINT NOT NULL,
    use_until BIGINT NOT NULL,
    last_time BIGINT NOT NULL,
    key_destroyed_at BIGINT
);

CREATE TABLE authority_time_stamp_batch (
    id {pk},
    closed_at BIGINT NOT NULL,
    tokens BIGINT NOT NULL,
    chain {blob} NOT NULL
);

CREATE TABLE authority_time_stamp (
    seq {pk},
    serial BIGINT NOT NULL UNIQUE,
    batch_id BIGINT NOT NULL,
    unit_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    imprint_key BIGINT NOT NULL,
    imprint {blob} NOT NULL,
    account TEXT,
    token {blob} NOT NULL
);
CREATE INDEX authority_time_stamp_imprint ON authority_time_stamp (imprint_key);

CREATE TABLE authority_time_stamp_account (
    name TEXT PRIMARY KEY,
    verifier {blob} NOT NULL,
    per_day BIGINT,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);

CREATE TABLE authority_time_stamp_usage (
    account TEXT NOT NULL,
    day BIGINT NOT NULL,
    tokens BIGINT NOT NULL,
    PRIMARY KEY (account, day)
);
