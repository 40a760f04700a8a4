//! What the client logs, at every level: alone in its file, for tests beside it decide which logs are listened to.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use yagura_aws::{Client, ClientConfig};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// Keeps all that is logged, at every level.
struct Record(Arc<Mutex<String>>);

impl tracing::field::Visit for Record {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write;
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl tracing::Subscriber for Record {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Self(Arc::clone(&self.0)));
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Self(Arc::clone(&self.0)));
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Self(Arc::clone(&self.0)));
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// Throttles once, then answers.
async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let answers =
            [(400, r#"{"__type":"ThrottlingException"}"#), (200, r#"{"TableNames":["a-name-from-the-account"]}"#)];
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 8192];
            let mut read = 0;
            while !request[..read].ends_with(b"{}") {
                read += stream.read(&mut request[read..]).await.unwrap();
            }
            let text =
                format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            stream.write_all(text.as_bytes()).await.unwrap();
        }
    });
    url
}

#[tokio::test]
async fn logs_hold_neither_credentials_nor_bodies() {
    let log: Arc<Mutex<String>> = Arc::default();
    let _guard = tracing::subscriber::set_default(Record(Arc::clone(&log)));
    let client = Client::new(ClientConfig {
        region: Some("us-east-1".to_owned()),
        endpoint_url: Some(serve().await),
        credentials: Some(Credentials::new(
            "AKIDEXAMPLE",
            SECRET,
            Some("session-token-value".to_owned()),
            None,
            "test",
        )),
        ..ClientConfig::default()
    })
    .await
    .unwrap();
    client.call("dynamodb", "ListTables", "us-east-1", &json!({})).await.unwrap();
    let log = log.lock().unwrap().clone();
    assert!(log.contains("operation=ListTables"), "{log}");
    for secret in [SECRET, "session-token-value", "a-name-from-the-account"] {
        assert!(!log.contains(secret), "{log}");
    }
}
