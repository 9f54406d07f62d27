//! Signing and verifying for people: the verify page and its reports.
