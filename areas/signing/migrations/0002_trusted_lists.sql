-- Trusted lists of the EU: of each country the last copy that was accepted, EU for the list of lists.
-- rejected: why the newest copy that was offered was not taken; empty when it was.
CREATE TABLE signing_trusted_list (
    territory TEXT NOT NULL PRIMARY KEY,
    location TEXT,
    sequence_number {int} NOT NULL,
    issued_at {int} NOT NULL,
    next_update {int},
    xml {blob} NOT NULL,
    sha256 TEXT NOT NULL,
    signer {blob} NOT NULL,
    checked_at {int} NOT NULL,
    tried_at {int} NOT NULL,
    rejected TEXT
) {strict};
-- Certificates that a person named as those of who may sign a list: for EU those of the Official Journal.
CREATE TABLE signing_trusted_list_signer (
    territory TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    certificate {blob} NOT NULL,
    named_at {int} NOT NULL,
    PRIMARY KEY (territory, sha256)
) {strict};
