//! The design system and the few scripts, built once and embedded.
