-- What is remembered about browsers. The cookie's value is not here, only its SHA-256.
CREATE TABLE web_session (
    id_sha256 {blob} NOT NULL PRIMARY KEY,
    values_json TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX web_session_expires_at ON web_session (expires_at);
