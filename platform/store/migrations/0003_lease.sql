-- Which node does what at the moment.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until_at {int} NOT NULL,
    handovers {int} NOT NULL
) {strict};
