-- What was said of the files that people verified. Nothing of the files is here.
-- id: 128 random bits in hexadecimal, the secret of the report's address.
CREATE TABLE signing_report (
    id TEXT NOT NULL PRIMARY KEY,
    report_json TEXT NOT NULL,
    content_name TEXT,
    content_used {int} NOT NULL,
    document_kind TEXT,
    document_until {int} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX signing_report_expires_at ON signing_report (expires_at);
