//! Who may enter our own pages: operator accounts by client certificate of the internal authority, with
//! the roles of pki.md §10 K5.
