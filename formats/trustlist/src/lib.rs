//! EU trusted lists (ETSI TS 119 612): reading, signature, services.
