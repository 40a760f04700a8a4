//! What an answer means: a value, or why there is none and whether another attempt may help.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::Client;
use crate::custom;
use crate::error::{At, CallError, is_denied};
use crate::iam_action::iam_action;
use crate::model::{Operation, Protocol, Service};
use crate::protocol::{self, Response, ServiceError};
use crate::transport::{Answer, Failure};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    No,
    Yes,
    Throttled,
    Renewed,
}

pub(super) struct Refusal {
    pub(super) error: CallError,
    pub(super) again: Again,
    pub(super) pause: Option<Duration>,
}

pub(super) fn failed(at: &At, failure: Failure) -> Refusal {
    let at = Box::new(at.clone());
    let (error, again) = match failure {
        Failure::Connection(message) => (CallError::Unreachable { at, message }, Again::Yes),
        Failure::Truncated(message) => {
            (CallError::Garbled { at, message: format!("it broke off: {message}") }, Again::Yes)
        }
        Failure::Time(message) => (CallError::Timeout { at, message }, Again::Yes),
        Failure::Size(message) => (CallError::Garbled { at, message }, Again::No),
    };
    Refusal { error, again, pause: None }
}

impl Client {
    /// Reads an answer: a value, or why not and whether another attempt may help.
    pub(super) fn judge(
        &self,
        at: &At,
        service: &Service,
        operation: &Operation,
        answer: &Answer,
        attempt: u32,
    ) -> Result<Value, Refusal> {
        let at = || Box::new(at.clone());
        let response = Response { status: answer.status, headers: &answer.headers, body: &answer.body };
        // S3 can fail after it has said 200.
        let late_error = service.protocol == Protocol::RestXml && answer.status == 200 && {
            let head = answer.body.get(..answer.body.len().min(256)).unwrap_or_default();
            let head = String::from_utf8_lossy(head);
            head.trim_start_matches('\u{feff}').trim_start_matches(|c| c != '<').contains("<Error>")
                && !head.contains("Result")
        };
        if (200..300).contains(&answer.status) && !late_error {
            return match protocol::parse(service, operation, &response) {
                Ok(mut value) if !custom::is_cut(service, operation, &value) => {
                    if let (Some(output), false) = (&operation.output, self.shared.config.policies_as_text) {
                        protocol::read_policies(service, output, &mut value);
                    }
                    Ok(custom::finish(service, operation, &response, value))
                }
                other => Err(Refusal {
                    error: CallError::Garbled {
                        at: at(),
                        message: other
                            .err()
                            .map_or_else(|| "its text breaks off".to_owned(), |error| error.to_string()),
                    },
                    again: Again::Yes,
                    pause: None,
                }),
            };
        }
        let ServiceError { code, message } = protocol::parse_error(service, &response);
        let message = short(&message);
        let pause =
            response.header("retry-after").and_then(|text| text.trim().parse::<u64>().ok()).map(Duration::from_secs);
        let bucket_region = custom::bucket_region(service, &response);
        if (300..400).contains(&answer.status) && bucket_region.is_none() && code == answer.status.to_string() {
            let message = format!("it answered with a redirect ({}), which is never followed", answer.status);
            return Err(Refusal { error: CallError::Unreachable { at: at(), message }, again: Again::No, pause: None });
        }
        if answer.status == 429 || is_throttle(&code) {
            let message = if message.is_empty() { code } else { format!("{code}: {message}") };
            return Err(Refusal {
                error: CallError::Throttled { at: at(), attempts: attempt, message },
                again: Again::Throttled,
                pause,
            });
        }
        if is_skew(&code, &message)
            && let Some(theirs) = response.header("date").and_then(protocol::time::parse_text)
            && let Ok(ours) = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)
        {
            let ours = i64::try_from(ours.as_secs()).unwrap_or(i64::MAX);
            let skew = theirs.secs().saturating_sub(ours);
            let before = self.shared.skew.swap(skew, Ordering::Relaxed);
            let again = if (before - skew).abs() > 60 { Again::Yes } else { Again::No };
            return Err(Refusal { error: CallError::Credentials { at: at(), code, message }, again, pause: None });
        }
        if is_credentials(&code) {
            let again = if code.contains("Expired") { Again::Renewed } else { Again::No };
            return Err(Refusal { error: CallError::Credentials { at: at(), code, message }, again, pause: None });
        }
        if is_denied(&code, answer.status) {
            let iam_action = action_in(&message).unwrap_or_else(|| iam_action(&service.name, &operation.name));
            return Err(Refusal {
                error: CallError::Denied { at: at(), iam_action, message },
                again: Again::No,
                pause: None,
            });
        }
        let again = if matches!(answer.status, 500 | 502 | 503 | 504) || late_error || is_transient(&code) {
            Again::Yes
        } else {
            Again::No
        };
        Err(Refusal {
            error: CallError::Service { at: at(), code, status: answer.status, message, bucket_region },
            again,
            pause,
        })
    }
}

/// Messages of services can be long (encoded authorization messages): enough to understand is enough.
fn short(message: &str) -> String {
    const MOST: usize = 500;
    let message = message.trim();
    match message.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", message.get(..at).unwrap_or_default()),
        None => message.to_owned(),
    }
}

/// The action that AWS itself names: "is not authorized to perform: s3:ListAllMyBuckets on resource …".
fn action_in(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("not authorized to perform")?;
    let word = rest.trim_start_matches([':', ' ']).split([' ', ',']).next()?.trim_end_matches('.');
    let (service, action) = word.split_once(':')?;
    let plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    (plain(service, "-") && plain(action, "")).then(|| word.to_owned())
}

fn is_throttle(code: &str) -> bool {
    matches!(
        code,
        "BandwidthLimitExceeded"
            | "EC2ThrottledException"
            | "PriorRequestNotComplete"
            | "ProvisionedThroughputExceededException"
            | "RequestLimitExceeded"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "SlowDown"
            | "ThrottledException"
            | "Throttling"
            | "Throttling.Rate"
            | "ThrottlingException"
            | "TooManyRequestsException"
            | "TransactionInProgressException"
    )
}

fn is_transient(code: &str) -> bool {
    matches!(
        code,
        "RequestTimeout"
            | "RequestTimeoutException"
            | "InternalError"
            | "InternalFailure"
            | "InternalServerError"
            | "InternalServerException"
            | "ServiceUnavailable"
            | "ServiceUnavailableException"
    )
}

fn is_skew(code: &str, message: &str) -> bool {
    matches!(code, "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture")
        || (matches!(code, "SignatureDoesNotMatch" | "InvalidSignatureException")
            && (message.contains("expired") || message.contains("not yet current")))
}

fn is_credentials(code: &str) -> bool {
    matches!(
        code,
        "AuthFailure"
            | "ExpiredToken"
            | "ExpiredTokenException"
            | "IncompleteSignature"
            | "InvalidAccessKeyId"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "InvalidToken"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "RequestExpired"
            | "SignatureDoesNotMatch"
            | "TokenRefreshRequired"
            | "UnrecognizedClientException"
    )
}

#[cfg(test)]
mod tests {
    use super::action_in;

    #[test]
    fn the_missing_action_is_taken_from_awss_own_words() {
        for (message, expect) in [
            (
                "User: arn:aws:iam::1:user/u is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows it",
                Some("s3:ListAllMyBuckets"),
            ),
            (
                "User: x is not authorized to perform: access-analyzer:ListAnalyzers on resource: y",
                Some("access-analyzer:ListAnalyzers"),
            ),
            ("You are not authorized to perform this operation.", None),
            ("", None),
        ] {
            assert_eq!(action_in(message).as_deref(), expect, "{message}");
        }
    }
}
