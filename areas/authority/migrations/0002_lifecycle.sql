-- The life of a certificate (pki.md §5): requests, who asked for each transition and what proves it,
-- suspensions, third parties, emergency codes, notices. No row of these tables is ever deleted.

ALTER TABLE authority_status ADD COLUMN invalidity_at BIGINT;

-- A request for a pair, with whom the authority writes to.
CREATE TABLE authority_request (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    pair_id TEXT,
    codice_fiscale TEXT NOT NULL,
    given_name TEXT NOT NULL,
    surname TEXT NOT NULL,
    applicant_code TEXT,
    applicant_name TEXT,
    email TEXT,
    mobile TEXT,
    lang TEXT NOT NULL,
    issue_suspended BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX authority_request_open ON authority_request (submitted_at)
    WHERE state IN ('requested', 'approved');

CREATE TABLE authority_request_history (
    id {pk},
    request_id TEXT NOT NULL REFERENCES authority_request (id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    actor TEXT NOT NULL,
    party TEXT NOT NULL,
    channel TEXT NOT NULL,
    method TEXT NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX authority_request_history_request ON authority_request_history (request_id);

-- Organisations that a role or an affiliation comes from (terzi interessati).
CREATE TABLE authority_third_party (
    id {pk},
    request_id TEXT NOT NULL REFERENCES authority_request (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    lang TEXT NOT NULL,
    relation TEXT NOT NULL
);
CREATE INDEX authority_third_party_request ON authority_third_party (request_id);

ALTER TABLE authority_pair ADD COLUMN request_id TEXT;
-- When the holder must next be told that the certificates end.
ALTER TABLE authority_pair ADD COLUMN next_notice_at BIGINT;
CREATE INDEX authority_pair_notice ON authority_pair (next_notice_at) WHERE next_notice_at IS NOT NULL;

-- Hashes and short facts; the documents are in the registration office's archive. `subject` is the id of
-- a request, of an act or of a received request.
CREATE TABLE authority_evidence (
    id {pk},
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 {blob} NOT NULL,
    facts TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);
CREATE INDEX authority_evidence_subject ON authority_evidence (subject);

-- Who asked for a transition, how and why: one row for each certificate, one act for all that one
-- decision changed. `status_seq` is that of authority_status_history.
CREATE TABLE authority_transition (
    status_seq BIGINT PRIMARY KEY,
    act_id TEXT NOT NULL,
    certificate_id TEXT NOT NULL REFERENCES authority_certificate (id),
    pair_id TEXT,
    ca_id TEXT NOT NULL,
    shard BIGINT NOT NULL,
    step TEXT NOT NULL,
    party TEXT NOT NULL,
    asker TEXT NOT NULL,
    channel TEXT NOT NULL,
    method TEXT NOT NULL,
    motive TEXT,
    words TEXT NOT NULL,
    urgency TEXT,
    late_because TEXT,
    until_at BIGINT,
    requested_at BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    awaits_list BIGINT NOT NULL,
    effective_from BIGINT,
    crl_number BIGINT
);
CREATE INDEX authority_transition_certificate ON authority_transition (certificate_id);
CREATE INDEX authority_transition_act ON authority_transition (act_id);
CREATE INDEX authority_transition_awaiting ON authority_transition (ca_id, shard, status_seq)
    WHERE awaits_list = 1;
CREATE INDEX authority_transition_unpublished ON authority_transition (decided_at) WHERE awaits_list = 1;

-- Every interval of suspension, for disputes: outside, one that ended never was (2009 art. 22(6)).
CREATE TABLE authority_suspension (
    id {pk},
    certificate_id TEXT NOT NULL REFERENCES authority_certificate (id),
    since BIGINT NOT NULL,
    until_at BIGINT,
    party TEXT NOT NULL,
    grounds TEXT NOT NULL,
    motive TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT
);
CREATE INDEX authority_suspension_certificate ON authority_suspension (certificate_id);
CREATE UNIQUE INDEX authority_suspension_one ON authority_suspension (certificate_id) WHERE ended_at IS NULL;
CREATE INDEX authority_suspension_ends ON authority_suspension (until_at)
    WHERE ended_at IS NULL AND until_at IS NOT NULL;
CREATE INDEX authority_suspension_lasts ON authority_suspension (since) WHERE ended_at IS NULL;

-- One salt for a holder, so that one computation compares with every device of that holder.
CREATE TABLE authority_emergency_salt (
    codice_fiscale TEXT PRIMARY KEY,
    salt {blob} NOT NULL,
    memory_kib BIGINT NOT NULL,
    passes BIGINT NOT NULL,
    lanes BIGINT NOT NULL
);

CREATE TABLE authority_emergency_code (
    pair_id TEXT PRIMARY KEY REFERENCES authority_pair (id),
    codice_fiscale TEXT NOT NULL REFERENCES authority_emergency_salt (codice_fiscale),
    verifier {blob} NOT NULL,
    failed BIGINT NOT NULL,
    locked_until BIGINT,
    set_at BIGINT NOT NULL
);
CREATE INDEX authority_emergency_code_holder ON authority_emergency_code (codice_fiscale);

-- Requests to suspend, reactivate or revoke that came by a way where somebody decides later.
CREATE TABLE authority_ask (
    id TEXT PRIMARY KEY,
    step TEXT NOT NULL,
    pair_id TEXT,
    certificate_id TEXT,
    party TEXT NOT NULL,
    asker TEXT NOT NULL,
    channel TEXT NOT NULL,
    method TEXT NOT NULL,
    motive TEXT,
    words TEXT NOT NULL,
    since BIGINT,
    until_at BIGINT,
    invalidity_at BIGINT,
    received_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    outcome TEXT,
    why TEXT
);
CREATE INDEX authority_ask_open ON authority_ask (received_at) WHERE decided_at IS NULL;

-- What the authority announced before it acted (2013 art. 23).
CREATE TABLE authority_prior_notice (
    id TEXT PRIMARY KEY,
    pair_id TEXT NOT NULL,
    step TEXT NOT NULL,
    motive TEXT NOT NULL,
    words TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    given_by TEXT NOT NULL
);
