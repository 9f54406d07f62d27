-- Certificates outside pairs that have no signature yet: few, and looked for every minute.
CREATE INDEX authority_certificate_unsigned ON authority_certificate (not_before)
    WHERE pair_id IS NULL AND der IS NULL;

-- Keys that are in other hands, by the SHA-256 of their SubjectPublicKeyInfo: never certified.
CREATE TABLE authority_compromised_key (
    spki_sha256 {blob} PRIMARY KEY,
    since BIGINT NOT NULL
);

-- Each time that the whole register was read and linted.
CREATE TABLE authority_survey (
    id {pk},
    ended_at BIGINT NOT NULL,
    certificates BIGINT NOT NULL,
    findings BIGINT NOT NULL,
    -- The last certificate, by id, whose key was held against all others.
    compared_until TEXT
);
