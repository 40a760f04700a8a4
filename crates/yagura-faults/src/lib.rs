//! A deterministic fault-injecting proxy for tests: it stands in front of an AWS emulator, records every answer once,
//! and replays the recording with faults, so that a run against a faulty AWS takes milliseconds.
//!
//! Calls are told apart by service and region (from the signature's scope), operation (from the caller's
//! `User-Agent`, `service#Operation`), target, path and body.

mod answer;
mod http;
mod proxy;
mod recording;

pub use answer::Fault;
pub use http::{Request, Response};
pub use proxy::{Proxy, Rule};
pub use recording::Recording;

/// Which call it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    /// The service, as the caller names it.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The region, as the signature names it.
    pub region: String,
}
