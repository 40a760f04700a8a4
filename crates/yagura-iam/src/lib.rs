//! The IAM policy language: parse, evaluate, reason, lint.
//!
//! A pure library: no I/O, no clock.
//! Everything is three-valued; what was not read makes an answer "unknown", never an allow and never a proof.

pub mod access_point;
pub mod cases;
pub mod compare;
pub mod condition;
pub mod effective;
pub mod evaluate;
pub mod glob;
pub mod grants;
pub mod json;
pub mod lint;
pub mod policy;
pub mod reach;
pub(crate) mod reason;
pub mod reference;
pub mod request;
pub mod trust;
pub mod unsettled;
pub mod who;

pub use evaluate::PolicyKind;
pub use glob::Tri;
pub use policy::{Gap, Place, Policy};
pub use request::{Caller, ContextValue, Request};
