//! Who reaches the desk, and who does not.
