//! Signature version 4, by AWS's own crate.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::{Operation, Service};
use crate::protocol::Request;

const AGENT: &str = concat!("yagura/", env!("CARGO_PKG_VERSION"));

/// A signed HTTP request, ready to be sent; unsigned when there are no credentials.
#[expect(clippy::too_many_arguments, reason = "each is one part of the signature")]
pub(crate) fn request(
    service: &Service,
    operation: &Operation,
    request: &Request,
    url: &str,
    credentials: Option<&Credentials>,
    name: &str,
    region: &str,
    time: SystemTime,
) -> Result<http::Request<SdkBody>, String> {
    let mut builder = http::Request::builder().method(request.method.as_str()).uri(url);
    for (key, value) in &request.headers {
        builder = builder.header(key.as_str(), value.as_str());
    }
    if operation.checksum_required {
        let digest = aws_smithy_types::base64::encode(Sha256::digest(&request.body));
        builder = builder.header("x-amz-checksum-sha256", digest);
    }
    let mut http = builder
        // Names the operation, so that an account's own trail, and a test's proxy, can tell what a scan asked.
        .header("user-agent", format!("{AGENT} {}#{}", service.name, operation.name))
        .body(SdkBody::from(request.body.clone()))
        .map_err(|error| format!("its parameters make no HTTP request: {error}"))?;
    let Some(credentials) = credentials else {
        return Ok(http);
    };

    let mut settings = SigningSettings::default();
    if matches!(service.name.as_str(), "s3" | "s3control") {
        // S3 signs the path as it is sent and wants the hash of the body beside it.
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let identity: Identity = credentials.clone().into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(name)
        .time(time)
        .settings(settings)
        .build()
        .map_err(|error| format!("it cannot be signed: {error}"))?
        .into();
    let headers = http.headers().iter().filter_map(|(key, value)| Some((key.as_str(), value.to_str().ok()?)));
    let signable = SignableRequest::new(&request.method, url, headers, SignableBody::Bytes(&request.body))
        .map_err(|error| format!("it cannot be signed: {error}"))?;
    let (instructions, _) =
        sign(signable, &params).map_err(|error| format!("it cannot be signed: {error}"))?.into_parts();
    instructions.apply_to_request_http1x(&mut http);
    Ok(http)
}

/// An idempotency token in the form of a UUID: the same call has the same token.
pub(crate) fn token(service: &str, operation: &str, params: &Value) -> String {
    let digest = Sha256::digest(format!("{service}\n{operation}\n{params}"));
    let mut hex = String::new();
    for (at, byte) in digest.iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
    hex
}
