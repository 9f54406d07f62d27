-- Who holds a certificate of the internal authority, in which role (pki.md §10 K5).
CREATE TABLE authority_operator (
    certificate_id TEXT PRIMARY KEY REFERENCES authority_certificate (id),
    operator TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    not_after BIGINT NOT NULL
);
CREATE INDEX authority_operator_person ON authority_operator (operator);

-- An act that two officers must sign: proposed, approved, executed or refused, once.
CREATE TABLE authority_approval (
    id TEXT PRIMARY KEY,
    operation TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_at BIGINT,
    outcome TEXT
);
CREATE INDEX authority_approval_open ON authority_approval (expires_at) WHERE state = 'pending';

CREATE TABLE authority_approval_signature (
    approval_id TEXT NOT NULL REFERENCES authority_approval (id),
    officer TEXT NOT NULL,
    certificate_sha256 {blob} NOT NULL,
    signature {blob} NOT NULL,
    signed_at BIGINT NOT NULL,
    PRIMARY KEY (approval_id, officer)
);

-- Ceremonies, kept after each step so that an interrupted one goes on where it stopped.
CREATE TABLE authority_ceremony (
    id TEXT PRIMARY KEY,
    script TEXT NOT NULL,
    state TEXT NOT NULL,
    progress TEXT NOT NULL,
    transcript {blob},
    started_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
