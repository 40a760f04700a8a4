//! One call by name, as a person types it: `yagura api ec2 describe-instances`.

use serde_json::Value;

use crate::catalog;
use crate::client::Client;
use crate::error::{At, CallError};

/// Calls any read operation by the names of the AWS CLI or of the API and follows its pages.
///
/// Unknown services and operations come back with the nearest names, missing and unknown parameters with their JSON
/// path, all before anything is sent. Without a region the client's own is asked.
pub async fn api(
    client: &Client,
    service: &str,
    operation: &str,
    params: &Value,
    region: Option<&str>,
) -> Result<Value, CallError> {
    let region = region.unwrap_or_else(|| client.default_region());
    let at =
        || Box::new(At { service: service.to_owned(), operation: operation.to_owned(), region: region.to_owned() });
    let unsupported = |error: catalog::UnknownError| CallError::Unsupported { at: at(), message: error.to_string() };
    let name = catalog::service_name(service).map_err(unsupported)?;
    let model = catalog::service(name).map_err(unsupported)?;
    let operation = catalog::operation(&model, operation).map_err(unsupported)?;
    client.call_all(name, &operation.name, region, params).await
}
