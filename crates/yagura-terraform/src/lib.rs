//! Reads Terraform root modules, plans and states into a snapshot.
//!
//! Invariants:
//! * Nothing is fetched, nothing is executed, nothing outside the given root is read.
//! * What an expression gives before `terraform apply` is known, a symbol in braces, or [`yagura_model::Value::Unknown`] with its reason.
//! * A bad file, or a bad block in it, is a gap; the rest is read.

mod instance;
mod resources;
