//! Listing log streams and reading their last events, against a server on this machine that pages as CloudWatch Logs may
//! (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>).

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use yagura_aws::data::{Content, Place, Refused, events, streams};
use yagura_aws::{Client, ClientConfig};
use yagura_model::inventory::{Item, LOOKS, Why};

/// A client of a server that answers each call by its parameters, and how many calls came.
async fn serve(answer: impl Fn(&Value) -> Value + Send + 'static) -> (Client, Arc<Mutex<u64>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count: Arc<Mutex<u64>> = Arc::default();
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16384];
            let mut length = 0;
            let asked = loop {
                let read = stream.read(request.get_mut(length..).unwrap()).await.unwrap_or(0);
                assert!(read > 0, "a whole request");
                length += read;
                let text = String::from_utf8_lossy(request.get(..length).unwrap()).into_owned();
                if let Some(asked) = text.split("\r\n\r\n").nth(1).and_then(|body| serde_json::from_str(body).ok()) {
                    break asked;
                }
            };
            *counted.lock().unwrap() += 1;
            let body = answer(&asked).to_string();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close", body.len());
            let _ = stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await;
        }
    });
    let config = ClientConfig {
        region: Some("us-east-1".into()),
        endpoint_url: Some(url),
        credentials: Some(Credentials::new("AKIDEXAMPLE", "testing", None, None, "test")),
        ..ClientConfig::default()
    };
    (Client::new(config).await.unwrap(), count)
}

fn group() -> Place {
    Place { name: "group".into(), region: "us-east-1".into() }
}

#[tokio::test]
async fn a_stream_without_a_time_is_not_empty() {
    let (client, _) = serve(|_| {
        json!({ "logStreams": [
            { "logStreamName": "new", "creationTime": 1_795_000_000_000_u64 },
            { "logStreamName": "old", "lastEventTimestamp": 1_795_000_000_000_u64 },
        ] })
    })
    .await;
    let listings = streams(&client, &[group()], 3).await;
    let sizes: Vec<(&str, bool)> =
        listings.first().unwrap().items.iter().map(|item| (item.key.as_str(), item.size > 0)).collect();
    assert_eq!(sizes, [("new", true), ("old", true)], "AWS writes the time later than the events");
}

/// What is read of a stream whose pages are empty until so many have come; then the events, or the token that was given.
async fn read(empty: u64, events_at_last: bool) -> (Result<Content, Refused>, u64) {
    let (client, count) = serve(move |asked| {
        let at: u64 = asked["nextToken"].as_str().map_or(0, |token| token.parse().unwrap());
        if at < empty {
            json!({ "events": [], "nextBackwardToken": (at + 1).to_string() })
        } else if events_at_last {
            json!({ "events": [{ "message": "one" }, { "message": "two" }], "nextBackwardToken": "99" })
        } else {
            json!({ "events": [], "nextBackwardToken": at.to_string() })
        }
    })
    .await;
    let item = Item { key: "stream".into(), size: 1 << 20, ..Item::default() };
    let read = events(&client, &group(), &item).await;
    let count = *count.lock().unwrap();
    (read, count)
}

#[tokio::test]
async fn an_empty_page_is_followed_to_the_events_before_it() {
    for empty in 0..LOOKS {
        let (read, calls) = read(empty, true).await;
        assert_eq!((read.unwrap().bytes.as_slice(), calls), (&b"one\ntwo\n"[..], empty + 1));
    }
    let (end, calls) = read(1, false).await;
    assert_eq!((end.unwrap_err().why, calls), (Why::Empty, 2), "the token stands still");
    let (far, calls) = read(LOOKS + 10, true).await;
    assert_eq!((far.unwrap_err().why, calls), (Why::Failed, LOOKS), "no more is called than the plan says");
    assert!(Why::Failed.hides() && !Why::Empty.hides());
}
