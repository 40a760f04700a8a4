//! The binary on files that lie on a disk: templates, recorded answers, and what a user accepts in them.

mod accepted;
mod code;
mod fix;
mod import;
mod japanese;
mod run;
mod templates;
