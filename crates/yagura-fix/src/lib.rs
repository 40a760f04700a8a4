//! Changes templates so that findings go.
//!
//! [`FIXES`] says which checks have a fix that is a change of a template, and which one; two editors write it into CloudFormation
//! and Terraform and keep every other byte; [`propose`] reads and judges the changed texts again.
//!
//! Invariants:
//! * An edit is offered only when its finding passes after it and nothing that was well before is worse.
//! * What is written as an expression, comes from a variable or is shared by an anchor is left to people.
//! * Nothing here reads or writes a file: texts come in, texts go out.

mod cloudformation;
mod diff;
mod edited;
mod propose;
mod recipe;
mod refusal;
mod table;
mod terraform;
mod terraform_json;
mod text;
mod tree;

pub use diff::{masked, unified};
pub use propose::{Offered, Proposal, Refused, State, Target, Texts, propose};
pub use recipe::{Fix, Language, Op, Recipe, Value};
pub use refusal::Refusal;
pub use table::{FIXES, LEFT, fix};
