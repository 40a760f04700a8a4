//! Random choices that are the same everywhere.

use serde_json::{Value, json};

/// xorshift64*: the same seed gives the same cases everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The generator of one case of a test.
    pub(crate) fn of_case(test: u64, case: usize) -> Self {
        Self(test ^ (case as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95))
    }
    pub(crate) fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize;
        high % below
    }
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.next(100) < percent
    }
    pub(crate) fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.next(list.len())]
    }
    /// One, or a list of up to three.
    pub(crate) fn some(&mut self, list: &[&str]) -> Value {
        match self.next(4) {
            0 => json!([self.of(list), self.of(list)]),
            1 => json!([self.of(list), self.of(list), self.of(list)]),
            _ => json!(self.of(list)),
        }
    }
}

/// How many cases: `YAGURA_IAM_CASES`, or the usual number.
pub(crate) fn count(usual: usize) -> usize {
    std::env::var("YAGURA_IAM_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}
