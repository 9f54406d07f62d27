-- Files that were verified together: which reports belong to one list, and what was not verified and why.
-- id: 128 random bits in hexadecimal, the secret of the list's address.
CREATE TABLE signing_report_set (
    id TEXT NOT NULL PRIMARY KEY,
    entries_json TEXT NOT NULL,
    verified_as_of {int} NOT NULL,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX signing_report_set_expires_at ON signing_report_set (expires_at);
