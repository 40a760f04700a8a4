//! Checks, verdicts and findings.
//!
//! A check is one static [`Check`] and one pure function; its run hands verdicts to a [`Report`].
//! Nothing unread ever passes: a function that meets a gap returns it, and the report keeps it as an `Unknown` finding.

mod changes;
mod check;
pub mod data;
mod mute;
mod once;
mod pick;
mod report;
mod settle;
mod verdict;

pub use changes::{Changes, LeftOut};
pub use check::{Check, Confidence, Map, Severity, Text};
pub use mute::{BaselineKey, Mute, MuteSource, Muted, Target, apply_baseline, baseline, mute};
pub use report::{Finding, Listing, Location, Options, Proof, Report, ResourceRef, VerdictKind, Words};
pub use verdict::{Evidence, Failure, Json, Judgement, Verdict};
