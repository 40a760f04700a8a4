//! Reads Terraform root modules, plans and states into a snapshot.
//!
//! Invariants:
//! * Nothing is fetched, nothing is executed, nothing outside the given root is read.
//! * What an expression gives before `terraform apply` is known, a symbol in braces, or [`yagura_model::Value::Unknown`] with its reason.
//! * A bad file, or a bad block in it, is a gap; the rest is read.

mod convert;
mod data;
mod document;
mod eval;
mod files;
mod frame;
mod functions;
mod ignores;
mod instance;
mod json;
mod module;
mod node;
mod outside;
mod package;
mod places;
mod plan;
mod read;
mod resources;
mod root;
mod syntax;
mod tree;
mod value;
mod world;

pub use plan::{Planned, looks_like_plan, planned, read_plan};
pub use read::{Blocks, Options, ReadError, is_configuration_file, read, read_files};
