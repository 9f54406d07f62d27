//! ceralacca
fn main() {}
