-- What the status services read (pki.md §6, §7, §13).

-- The entries of a list, whole: a list of a million is read from this index alone.
CREATE INDEX authority_status_listed
    ON authority_status (ca_id, shard, serial, effective_at, reason, invalidity_at)
    WHERE state IN ('suspended', 'revoked');

-- What changed since a list was made, or since a node looked.
CREATE INDEX authority_status_changed ON authority_status (ca_id, shard, status_seq);

-- Since when relying parties could know of a change, and from which list.
ALTER TABLE authority_status_history ADD COLUMN ca_id TEXT;
ALTER TABLE authority_status_history ADD COLUMN shard BIGINT;
ALTER TABLE authority_status_history ADD COLUMN published_at BIGINT;
ALTER TABLE authority_status_history ADD COLUMN crl_number BIGINT;
CREATE INDEX authority_status_history_unpublished ON authority_status_history (ca_id, shard, status_seq)
    WHERE published_at IS NULL;

-- Every list that was published. The record stays; its octets go some time after the next is there.
CREATE TABLE authority_crl (
    ca_id TEXT NOT NULL REFERENCES authority_ca (id),
    scope BIGINT NOT NULL,
    is_delta BIGINT NOT NULL,
    number BIGINT NOT NULL,
    base_number BIGINT,
    this_update BIGINT NOT NULL,
    next_update BIGINT NOT NULL,
    sha256 {blob} NOT NULL,
    size BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    status_seq BIGINT NOT NULL,
    -- How many suspensions, revocations and reactivations it made known.
    changes BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    time_stamp {blob},
    PRIMARY KEY (ca_id, scope, is_delta, number)
);
CREATE INDEX authority_crl_unattested ON authority_crl (published_at)
    WHERE time_stamp IS NULL AND changes > 0;

-- The octets of a list in pieces. Those of a list without a record wait for their signature's release,
-- or were left by a crash.
CREATE TABLE authority_crl_part (
    ca_id TEXT NOT NULL,
    scope BIGINT NOT NULL,
    is_delta BIGINT NOT NULL,
    number BIGINT NOT NULL,
    part BIGINT NOT NULL,
    octets {blob} NOT NULL,
    PRIMARY KEY (ca_id, scope, is_delta, number, part)
);

-- The key of a responder that has ended is destroyed.
ALTER TABLE authority_responder ADD COLUMN key_destroyed_at BIGINT;
