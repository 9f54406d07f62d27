-- The configuration that each node started with; a row for each change, never changed.
CREATE TABLE authority_configuration (
    id {pk},
    node TEXT NOT NULL,
    since BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX authority_configuration_node ON authority_configuration (node, id);
