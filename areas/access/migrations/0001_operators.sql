-- A person in a role. The same person has the same id, and the same address, in every role.
CREATE TABLE access_operator (
    id TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    created_at {int} NOT NULL,
    disabled_at {int},
    PRIMARY KEY (id, role)
) {strict};
CREATE INDEX access_operator_email ON access_operator (email);

-- The certificates they were given.
CREATE TABLE access_certificate (
    sha256 {blob} PRIMARY KEY,
    operator TEXT NOT NULL,
    role TEXT NOT NULL,
    serial {blob} NOT NULL,
    issued_at {int} NOT NULL,
    not_after {int} NOT NULL,
    FOREIGN KEY (operator, role) REFERENCES access_operator (id, role)
) {strict};
CREATE INDEX access_certificate_operator ON access_certificate (operator, role);
