//! The client as the engine's source of answers.

use serde_json::Value;
use yagura_model::{Gap, GapKind};

use super::engine::{Answer, Api, Failure};
use crate::{CallError, Client};

impl Api for Client {
    fn call<'a>(&'a self, service: &'a str, operation: &'a str, region: &'a str, params: Value) -> Answer<'a> {
        Box::pin(async move { self.call_all(service, operation, region, &params).await.map_err(Failure::from) })
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let kind = match &error {
            CallError::Denied { .. } | CallError::Credentials { .. } => GapKind::Denied,
            CallError::Throttled { .. } | CallError::Unreachable { .. } | CallError::Timeout { .. } => {
                GapKind::Unreachable
            }
            CallError::Unsupported { .. } => GapKind::Unsupported,
            CallError::Service { .. } | CallError::Garbled { .. } => GapKind::Error,
        };
        let at = error.at();
        let mut gap = Gap::new(kind, error.to_string()).at(&at.service, &at.operation, &at.region);
        let mut region = None;
        let mut code = error.code().map(str::to_owned);
        match &error {
            CallError::Denied { iam_action, message, .. } => {
                gap.needs = Some(iam_action.clone());
                gap.message.clone_from(message);
                // Some services say "not enabled" with this code; a table can tell it by the words.
                code = Some("AccessDenied".to_owned());
            }
            CallError::Service { bucket_region, .. } => region.clone_from(bucket_region),
            _ => {}
        }
        Self { gap, code, region }
    }
}
