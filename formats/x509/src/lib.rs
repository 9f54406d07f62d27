//! X.509 certificates, requests, CRLs and OCSP: reading, building by profile, lint, path validation.
