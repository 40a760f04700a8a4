//! Generators of what is committed.
fn main() {}
