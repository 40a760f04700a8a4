//! Findings as text for a terminal, JSON, SARIF, JUnit, GitHub annotations and Markdown; the catalogue of checks and a check's page.
//!
//! Every output takes what was judged ([`yagura_finding::Report`]) and what was read ([`yagura_model::Snapshot`]) and writes
//! text; none of them judges, reads a file or asks the environment.
//! Invariants:
//! * The same input gives the same bytes.
//! * Wire formats have structs of their own: a change inside the other crates cannot change what users parse.
//! * Data is never trusted: what a terminal, a browser or a Markdown viewer would act on is escaped in every output.
//! * What was not judged is said, and never reads as a pass.

mod catalogue;
mod data;
mod escape;
mod frame;
mod gap_words;
mod gaps;
mod github;
mod json;
mod junit;
mod lang;
mod markdown;
mod page;
mod sarif;
mod secrets;
mod terminal;
mod wire;

pub use catalogue::{CatalogueOptions, Item, checks_json, checks_text, explain};
pub use data::{DataOptions, data_json, data_plan, data_plan_json, data_terminal};
pub use escape::{clean, clean_lines};
pub use frame::{Source, Sources};
pub use gap_words::gap_text;
pub use gaps::gaps;
pub use github::github;
pub use json::{JsonOptions, json};
pub use junit::junit;
pub use lang::Lang;
pub use markdown::markdown;
pub use sarif::{SarifOptions, sarif};
pub use secrets::{
    Secret, Secrets, SecretsOptions, Suppressed, Unread, Verified, secrets_json, secrets_sarif, secrets_terminal,
};
pub use terminal::{TerminalOptions, terminal};
