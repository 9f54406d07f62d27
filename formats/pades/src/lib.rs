//! PAdES signatures: PDF reading, incremental update, difference analysis.
