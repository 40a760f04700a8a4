//! The real binary, end to end: against an emulated account (live once, then replayed with faults), and against what
//! attackers write.
//!
//! The emulator is started, filled and scanned once; what it answered is kept in a file that all tests share, also those
//! that run in processes of their own.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod account;
mod agreement;
mod cli;
mod code;
mod data;
mod examples;
mod faults;
mod frames;
mod hostile;
mod iam;
mod live;
mod outputs;
mod run;
#[path = "../../../yagura-terraform/tests/agreement/views.rs"]
mod views;
