//! AWS Lambda.

use std::collections::BTreeSet;

use yagura_finding::Check;
use yagura_model::services::lambda::{Function, Url};
use yagura_model::{Gap, Resource, Snapshot};

mod runtimes;

pub(crate) mod code_secret;
mod environment_customer_key_missing;
mod environment_secret;
mod function_policy_public;
mod function_policy_service_without_source;
mod function_public_without_concurrency_limit;
mod function_role_admin;
mod function_role_shared;
mod function_runtime_deprecated;
mod function_tracing_off;
mod function_url_cors_any;
mod function_url_without_auth;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &environment_secret::CHECK,
    &code_secret::CHECK,
    &function_policy_public::CHECK,
    &function_role_admin::CHECK,
    &function_url_without_auth::CHECK,
    &function_policy_service_without_source::CHECK,
    &function_runtime_deprecated::CHECK,
    &environment_customer_key_missing::CHECK,
    &function_url_cors_any::CHECK,
    &function_public_without_concurrency_limit::CHECK,
    &function_role_shared::CHECK,
    &function_tracing_off::CHECK,
];

/// What a caller of the API asks of a function; a URL's callers ask `lambda:InvokeFunctionUrl`.
const API_ACTIONS: &[&str] = &[
    "lambda:InvokeFunction",
    "lambda:InvokeAsync",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "lambda:AddPermission",
    "lambda:GetFunction",
    "lambda:DeleteFunction",
];

/// The function of a URL, which may name it by an ARN with an alias.
fn function_of<'s>(snapshot: &'s Snapshot, url: &Resource<Url>) -> Result<&'s Resource<Function>, Gap> {
    let target = url.target_function_arn.get()?.as_deref().unwrap_or_default();
    let functions = &snapshot.lambda.functions;
    if let Some(function) = functions.find(&url.meta, target) {
        return Ok(function);
    }
    let plain: Vec<&str> = target.splitn(8, ':').take(7).collect();
    functions.require(&url.meta, &plain.join(":"))
}

/// The ids of the functions that anyone may call by a URL.
fn open_functions(snapshot: &Snapshot) -> BTreeSet<&str> {
    let open = |url: &&Resource<Url>| url.auth_type.known().and_then(Option::as_deref) == Some("NONE");
    let functions = snapshot.lambda.urls.iter().filter(open).filter_map(|url| function_of(snapshot, url).ok());
    functions.map(|function| function.meta.id.as_str()).collect()
}
