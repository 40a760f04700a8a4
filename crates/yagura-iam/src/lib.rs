//! The IAM policy language: parse, evaluate, reason, lint.
//!
//! A pure library: no I/O, no clock.
//! Everything is three-valued; what was not read makes an answer "unknown", never an allow and never a proof.

pub mod condition;
pub mod glob;
pub mod json;
pub mod policy;

pub use glob::Tri;
pub use policy::{Gap, Place, Policy};
