//! The yagura command line.
fn main() {}
