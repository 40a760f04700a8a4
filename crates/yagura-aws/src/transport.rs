//! One HTTP exchange: bounded in time and size, never redirected.

use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings, SharedHttpClient};
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;

use crate::error::ClientError;

/// Limits of one exchange.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) call: Duration,
    pub(crate) stall: Duration,
    pub(crate) body: usize,
}

/// A complete answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// An exchange that came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No connection, or it broke before the answer began.
    Connection(String),
    /// It broke inside the answer.
    Truncated(String),
    /// A limit of time was passed.
    Time(String),
    /// The answer is larger than allowed.
    Size(String),
}

/// TLS settings of both connectors; an own bundle replaces the system's roots, as it does for the AWS CLI.
pub(crate) fn tls(ca_bundle: Option<&str>) -> Result<TlsContext, ClientError> {
    let setting = |reason: String| ClientError::Setting { name: "AWS_CA_BUNDLE".to_owned(), reason };
    let store = match ca_bundle {
        None => TrustStore::default(),
        Some(path) => {
            let pem =
                std::fs::read_to_string(path).map_err(|error| setting(format!("`{path}` cannot be read: {error}")))?;
            let mut store = TrustStore::empty();
            for certificate in
                certificates(&pem).ok_or_else(|| setting(format!("`{path}` holds no certificate in PEM")))?
            {
                store = store.with_pem_certificate(certificate.into_bytes());
            }
            store
        }
    };
    TlsContext::builder().with_trust_store(store).build().map_err(|error| setting(error.to_string()))
}

/// The certificates of a bundle, checked: the TLS library takes what it cannot read for a bug and panics.
fn certificates(pem: &str) -> Option<Vec<String>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let mut found = Vec::new();
    let mut roots = rustls::RootCertStore::empty();
    let mut rest = pem;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (inner, tail) = after.split_once(END)?;
        let base64: String = inner.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let der = aws_smithy_types::base64::decode(&base64).ok()?;
        roots.add(rustls::pki_types::CertificateDer::from(der)).ok()?;
        found.push(format!("{BEGIN}\n{base64}\n{END}\n"));
        rest = tail;
    }
    (!found.is_empty()).then_some(found)
}

/// The client that `aws-config` uses to fetch credentials.
pub(crate) fn credential_client(tls: &TlsContext) -> SharedHttpClient {
    let tls = tls.clone();
    Builder::new().build_with_connector_fn(move |settings, _| {
        let settings = settings.cloned().unwrap_or_else(|| HttpConnectorSettings::builder().build());
        connector(&tls, settings)
    })
}

/// The connector that calls are made with; it keeps connections open.
pub(crate) fn call_connector(tls: &TlsContext, connect: Duration) -> Connector {
    connector(tls, HttpConnectorSettings::builder().connect_timeout(connect).build())
}

fn connector(tls: &TlsContext, settings: HttpConnectorSettings) -> Connector {
    Connector::builder()
        .connector_settings(settings)
        .proxy_config(ProxyConfig::from_env())
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(tls.clone())
        .build()
}

/// Sends a signed request and reads the whole answer.
pub(crate) async fn exchange(
    connector: &Connector,
    request: http::Request<SdkBody>,
    limits: Limits,
) -> Result<Answer, Failure> {
    let late = |limit: Duration, what: &str| Failure::Time(format!("{what} for {} ms", limit.as_millis()));
    match tokio::time::timeout(limits.call, run(connector, request, limits)).await {
        Ok(result) => result,
        Err(_) => Err(late(limits.call, "the call went on")),
    }
}

async fn run(connector: &Connector, request: http::Request<SdkBody>, limits: Limits) -> Result<Answer, Failure> {
    let stalled = || Failure::Time(format!("no byte arrived for {} ms", limits.stall.as_millis()));
    let request = request.try_into().map_err(|error| Failure::Connection(format!("{error}")))?;
    let response = match tokio::time::timeout(limits.stall, connector.call(request)).await {
        Err(_) => return Err(stalled()),
        Ok(Err(error)) if error.is_timeout() => return Err(Failure::Time(chain(&error))),
        Ok(Err(error)) => return Err(Failure::Connection(chain(&error))),
        Ok(Ok(response)) => response,
    };
    let status = response.status().as_u16();
    let headers: Vec<(String, String)> =
        response.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut stream = Box::pin(response.into_body());
    let mut body: Vec<u8> = Vec::new();
    loop {
        let frame = match tokio::time::timeout(limits.stall, stream.frame()).await {
            Err(_) => return Err(stalled()),
            Ok(None) => break,
            Ok(Some(Err(error))) => return Err(Failure::Truncated(chain(error.as_ref()))),
            Ok(Some(Ok(frame))) => frame,
        };
        if let Ok(data) = frame.into_data() {
            if body.len() + data.len() > limits.body {
                return Err(Failure::Size(format!("more than {} bytes", limits.body)));
            }
            body.extend_from_slice(&data);
        }
    }
    Ok(Answer { status, headers, body })
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let text = error.to_string();
        if !out.contains(&text) {
            out.push_str(": ");
            out.push_str(&text);
        }
        next = error.source();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_ca_bundle_is_a_setting_that_is_wrong() {
        for pem in [
            "",
            "no certificate",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nMIIB",
        ] {
            assert_eq!(certificates(pem), None, "{pem}");
        }
        assert!(matches!(tls(Some("/no/such/bundle.pem")), Err(ClientError::Setting { .. })));
    }
}
