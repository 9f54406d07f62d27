-- A login that a browser has begun: `attempt` is the SHA-256 of a secret that only its session knows. The
-- listener that reads the card leaves what it decided here, for the browser to fetch once with the code.
CREATE TABLE access_attempt (
    attempt {blob} NOT NULL PRIMARY KEY,
    expires_at {int} NOT NULL,
    code_sha256 {blob} UNIQUE,
    outcome_json TEXT
) {strict};
CREATE INDEX access_attempt_expires_at ON access_attempt (expires_at);

-- Who entered, left or was refused, when and from where.
CREATE TABLE access_login (
    seq {pk},
    at {int} NOT NULL,
    method TEXT NOT NULL,
    outcome TEXT NOT NULL,
    codice_fiscale TEXT,
    address TEXT NOT NULL,
    certificate_sha256 {blob},
    card_number TEXT
) {strict};
CREATE INDEX access_login_person ON access_login (codice_fiscale, seq);
