//! Reads a live AWS account into a snapshot with one data-driven client.
//!
//! [`Client`] makes any read operation of any service from the API models in [`catalog`]: it finds credentials as the
//! AWS CLI does, signs, sends, retries, pages, and gives back what `aws … --output json` prints.

mod api;
pub mod catalog;
mod client;
pub mod collect;
mod custom;
pub mod data;
mod endpoint;
mod error;
mod iam_action;
mod limit;
pub mod model;
mod paginate;
pub mod protocol;
mod recorded;
mod sign;
mod transport;
mod validate;
mod verify;

pub use api::api;
pub use client::{Calls, Client, ClientConfig};
pub use endpoint::check as check_endpoint;
pub use error::{At, CallError, ClientError};
pub use iam_action::iam_action;
pub use recorded::{ImportError, Offered, Recordings};
pub use verify::{Verified, verify};
