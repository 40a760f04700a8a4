//! What a faulty AWS answers, in the wire protocol of the call.

use crate::http::{Request, Response};

/// A fault.
#[derive(Debug, Clone)]
pub enum Fault {
    /// "Slow down", with the protocol's own code.
    Throttle,
    /// An empty answer with this status.
    Status(u16),
    /// The connection is reset before any byte of an answer.
    Reset,
    /// The head and half of the body arrive, then the connection closes.
    HalfClose,
    /// Nothing arrives, and the connection stays open.
    NoBytes,
    /// One byte per second.
    Trickle,
    /// An answer of status 200 with half of its body, its length claimed to be right.
    Truncate,
    /// Status 200 and a body of another kind.
    Garbage,
    /// Access denied by the caller's own policies.
    Deny,
    /// Access denied by a service control policy.
    DenyByScp,
    /// The region is not enabled for the account.
    NotEnabled,
    /// The thing that was asked for does not exist: an error with this code.
    Code(String),
    /// The recorded answer with a text in it replaced: what, by what.
    Replace(String, String),
    /// The recorded answer's body, rewritten.
    Rewrite(fn(&str) -> String),
    /// This answer in place of the emulator's: status, content type, body.
    Answer(u16, String, String),
}

/// The wire protocol, as a request shows it.
#[derive(Clone, Copy)]
enum Wire {
    Json,
    Cbor,
    Query,
    Ec2,
    RestXml,
}

fn wire(request: &Request) -> Wire {
    let service = request.call().service;
    let content = request.header("content-type").unwrap_or_default();
    if service == "ec2" {
        Wire::Ec2
    } else if request.header("smithy-protocol") == Some("rpc-v2-cbor") {
        Wire::Cbor
    } else if content.starts_with("application/x-www-form-urlencoded") {
        Wire::Query
    } else if matches!(service.as_str(), "s3" | "s3control" | "cloudfront" | "route53") {
        Wire::RestXml
    } else {
        Wire::Json
    }
}

/// An error answer with a code and a message.
fn error(request: &Request, status: u16, code: &str, message: &str) -> Response {
    if matches!(wire(request), Wire::Cbor) {
        let headers = vec![
            ("content-type".to_owned(), "application/cbor".to_owned()),
            ("smithy-protocol".to_owned(), "rpc-v2-cbor".to_owned()),
        ];
        return Response { status, headers, body: cbor(&[("__type", code), ("message", message)]) };
    }
    let (content, body) = match wire(request) {
        Wire::Json | Wire::Cbor => {
            ("application/x-amz-json-1.1", format!(r#"{{"__type":"{code}","message":"{message}"}}"#))
        }
        Wire::Query => (
            "text/xml",
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
            ),
        ),
        Wire::Ec2 => (
            "text/xml",
            format!(
                "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>r</RequestID></Response>"
            ),
        ),
        Wire::RestXml => {
            let inner = format!("<Code>{code}</Code><Message>{message}</Message>");
            let body = if request.call().service == "s3" {
                format!("<Error>{inner}<RequestId>r</RequestId></Error>")
            } else {
                format!("<ErrorResponse><Error>{inner}</Error><RequestId>r</RequestId></ErrorResponse>")
            };
            ("application/xml", body)
        }
    };
    let mut headers = vec![("content-type".to_owned(), content.to_owned())];
    if matches!(wire(request), Wire::Json) {
        headers.push(("x-amzn-errortype".to_owned(), code.to_owned()));
    }
    Response { status, headers, body: body.into_bytes() }
}

/// A CBOR map of texts (RFC 8949: major types 5 and 3).
fn cbor(entries: &[(&str, &str)]) -> Vec<u8> {
    let head = |major: u8, length: usize| -> Vec<u8> {
        let [.., high, low] = length.to_be_bytes();
        // The length follows in two bytes.
        vec![(major * 0x20) + 0x19, high, low]
    };
    let mut bytes = head(5, entries.len());
    for text in entries.iter().flat_map(|(name, value)| [name, value]) {
        bytes.extend(head(3, text.len()));
        bytes.extend(text.bytes());
    }
    bytes
}

/// The answer of a fault that answers at all; `None` for those that break the connection or need the recorded answer.
pub(crate) fn answer(fault: &Fault, request: &Request) -> Option<Response> {
    let who = "arn:aws:iam::111122223333:user/scanner";
    let denied = match wire(request) {
        Wire::Json | Wire::Cbor => "AccessDeniedException",
        Wire::Query | Wire::RestXml => "AccessDenied",
        Wire::Ec2 => "UnauthorizedOperation",
    };
    Some(match fault {
        Fault::Throttle => match wire(request) {
            Wire::Json | Wire::Cbor => error(request, 400, "ThrottlingException", "Rate exceeded"),
            Wire::Query => error(request, 400, "Throttling", "Rate exceeded"),
            Wire::Ec2 => error(request, 503, "RequestLimitExceeded", "Request limit exceeded."),
            Wire::RestXml => error(request, 503, "SlowDown", "Please reduce your request rate."),
        },
        Fault::Status(status) => Response { status: *status, headers: Vec::new(), body: Vec::new() },
        Fault::Garbage => Response {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: b"<!doctype html><title>Proxy login</title><p>Please sign in".to_vec(),
        },
        Fault::Deny => error(
            request,
            403,
            denied,
            // Without the action's name, as some services say it: then the caller must know which one is missing.
            &format!("User: {who} is not authorized to perform this operation"),
        ),
        Fault::DenyByScp => error(
            request,
            403,
            denied,
            &format!(
                "User: {who} is not authorized to perform this operation with an explicit deny in a service control policy"
            ),
        ),
        Fault::NotEnabled => match wire(request) {
            Wire::Ec2 => {
                error(request, 401, "AuthFailure", "AWS was not able to validate the provided access credentials")
            }
            _ => error(
                request,
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
        },
        Fault::Code(code) => error(request, 404, code, "It does not exist"),
        Fault::Answer(status, content, body) => Response {
            status: *status,
            headers: vec![("content-type".to_owned(), content.clone())],
            body: body.clone().into_bytes(),
        },
        Fault::Reset
        | Fault::HalfClose
        | Fault::NoBytes
        | Fault::Trickle
        | Fault::Truncate
        | Fault::Replace(..)
        | Fault::Rewrite(_) => {
            return None;
        }
    })
}
