//! The outputs, byte by byte. A golden file is rewritten with `YAGURA_BLESS=1`; the difference is then read in review.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod catalogue;
mod json;
mod pipelines;
mod reasons;
mod sample;
mod sarif;
mod terminal;

use std::path::Path;

/// Compares an output with the golden file of a name.
fn golden(name: &str, output: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("YAGURA_BLESS").is_some() {
        std::fs::write(&path, output).expect("the folder of the golden files can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if output != expected {
        let at = output.lines().zip(expected.lines()).take_while(|(is, should)| is == should).count();
        panic!(
            "{name} differs at line {}:\n  is     {:?}\n  should {:?}\n--- the whole output\n{output}",
            at + 1,
            output.lines().nth(at),
            expected.lines().nth(at)
        );
    }
}
