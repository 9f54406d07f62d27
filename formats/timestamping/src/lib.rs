//! Time stamps (RFC 3161, RFC 5816, ETSI EN 319 422): requests, tokens and responses, read and made.
