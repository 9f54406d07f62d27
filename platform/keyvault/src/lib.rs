//! Private keys: sealed software keys, PKCS#11, token files. Signs digests, never exports.
