//! The certification authority: service CAs, issuing, status, CRL and OCSP.
