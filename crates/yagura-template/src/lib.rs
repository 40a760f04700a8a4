//! What the readers of templates share, so that a resource means the same in whatever language it is written.
//!
//! A reader hands over [`Draft`]s: CloudFormation types with properties whose expressions are evaluated. Here they get what AWS
//! would give them: [`finish`] writes pieces into their owners, [`Draft::insert`] writes AWS's defaults and keeps the resource.
//!
//! Invariant: a piece whose owner is not known makes what it would set unknown in every owner that it may have.

mod draft;
mod elsewhere;
pub mod folder;
mod ignore;
pub mod package;
mod services;
pub mod syntax;

pub use draft::{Draft, Note, Stray, finish, finish_among, owned, strays, tags};
pub use ignore::{Comment, comments, mentions_ignore};
pub use services::{Defaults, Join, Mapping, fill, joins, mapping, push, rename};

use yagura_model::{Gap, Value};

/// A scalar as a text; a list, a map or an unknown value is a gap.
pub fn scalar(value: Value) -> Result<String, Gap> {
    match value {
        Value::String(text) => Ok(text),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Int(value) => Ok(value.to_string()),
        Value::Float(value) => Ok(value.to_string()),
        Value::Null => Ok(String::new()),
        Value::Unknown(gap) => Err(*gap),
        Value::List(_) => Err(Gap::error("a list stands where a text was expected")),
        Value::Map(_) => Err(Gap::error("a map stands where a text was expected")),
    }
}
