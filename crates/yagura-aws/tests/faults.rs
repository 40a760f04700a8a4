//! The client against a server on this machine that fails in every way a network or a service can (hostile-inputs F1 to
//! F6, F12, B14).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use yagura_aws::{CallError, Client, ClientConfig, ClientError, api};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

#[derive(Clone)]
enum Act {
    Reply(u16, &'static str, String),
    Reset,
    Silence,
    Drip,
    Truncated(String),
}

struct Server {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

/// Answers the n-th request with the n-th act, and all that follow with the last.
async fn serve(acts: Vec<Act>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let record = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, acts.clone(), Arc::clone(&record)));
        }
    });
    Server { url, seen }
}

async fn connection(mut stream: TcpStream, acts: Vec<Act>, seen: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read_request(&mut stream).await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(request);
            seen.len() - 1
        };
        let write = match acts[number.min(acts.len() - 1)].clone() {
            Act::Reply(status, headers, body) => {
                format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())
            }
            Act::Truncated(body) => {
                let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len() + 100);
                let _ = stream.write_all(text.as_bytes()).await;
                return;
            }
            Act::Reset => {
                stream.set_zero_linger().unwrap();
                return;
            }
            Act::Silence => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                return;
            }
            Act::Drip => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n").await;
                for _ in 0..500 {
                    if stream.write_all(b" ").await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                return;
            }
        };
        if stream.write_all(write.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse::<usize>().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

fn config(url: &str) -> ClientConfig {
    ClientConfig {
        region: Some("ap-northeast-1".to_owned()),
        endpoint_url: Some(url.to_owned()),
        credentials: Some(Credentials::new(
            "AKIDEXAMPLE",
            SECRET,
            Some("session-token-value".to_owned()),
            None,
            "test",
        )),
        max_attempts: Some(5),
        connect_timeout: Duration::from_millis(500),
        call_timeout: Duration::from_millis(400),
        stall_timeout: Duration::from_millis(150),
        deadline: Duration::from_secs(3),
        backoff_base: Duration::from_millis(1),
        backoff_max: Duration::from_millis(20),
        calls_per_second: Some(1000.0),
        ..ClientConfig::default()
    }
}

async fn client(server: &Server) -> Client {
    Client::new(config(&server.url)).await.unwrap()
}

fn fine() -> Act {
    Act::Reply(200, "", r#"{"TableNames":["a","b"]}"#.to_owned())
}

fn throttle() -> Act {
    Act::Reply(400, "", r#"{"__type":"com.amazonaws#ThrottlingException","message":"Rate exceeded"}"#.to_owned())
}

async fn list(client: &Client) -> Result<Value, CallError> {
    client.call("dynamodb", "ListTables", "ap-northeast-1", &json!({})).await
}

#[tokio::test]
async fn throttled_three_times_gives_the_same_answer() {
    let server = serve(vec![throttle(), throttle(), throttle(), fine()]).await;
    let client = client(&server).await;
    assert_eq!(list(&client).await.unwrap(), json!({ "TableNames": ["a", "b"] }));
    let key = ("dynamodb".to_owned(), "ListTables".to_owned(), "ap-northeast-1".to_owned());
    assert_eq!(client.calls().into_iter().collect::<Vec<_>>(), [(key, 4)]);
}

#[tokio::test]
async fn throttled_for_ever_ends_before_the_deadline() {
    let server = serve(vec![throttle()]).await;
    let client = Client::new(ClientConfig {
        max_attempts: Some(10_000),
        deadline: Duration::from_millis(600),
        ..config(&server.url)
    })
    .await
    .unwrap();
    let start = Instant::now();
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error, CallError::Throttled { .. }), "{error}");
    assert!(error.to_string().starts_with("dynamodb ListTables in ap-northeast-1: still throttled"), "{error}");
    assert!(start.elapsed() < Duration::from_millis(900), "{:?}", start.elapsed());
}

#[tokio::test]
async fn server_errors_and_resets_are_tried_again() {
    let error = |status| Act::Reply(status, "", String::new());
    let server = serve(vec![error(500), Act::Reset, error(503), error(502), fine()]).await;
    list(&client(&server).await).await.unwrap();
    assert_eq!(server.count(), 5);
}

#[tokio::test]
async fn a_connection_that_always_breaks_is_not_reachable() {
    let server = serve(vec![Act::Reset]).await;
    let error = list(&client(&server).await).await.unwrap_err();
    assert!(matches!(error, CallError::Unreachable { .. }), "{error}");
    assert_eq!(server.count(), 5);
}

#[tokio::test]
async fn no_bytes_at_all_ends_in_a_timeout() {
    let server = serve(vec![Act::Silence]).await;
    let client = Client::new(ClientConfig { max_attempts: Some(2), ..config(&server.url) }).await.unwrap();
    let start = Instant::now();
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error, CallError::Timeout { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_byte_now_and_then_does_not_hold_for_ever() {
    let server = serve(vec![Act::Drip]).await;
    let client = Client::new(ClientConfig { max_attempts: Some(2), ..config(&server.url) }).await.unwrap();
    let start = Instant::now();
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error, CallError::Timeout { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_millis(1500), "{:?}", start.elapsed());
}

#[tokio::test]
async fn cut_and_garbage_answers_are_tried_again() {
    let text = |body: &str| Act::Reply(200, "", body.to_owned());
    let server = serve(vec![
        Act::Truncated(r#"{"TableNames":["a"]"#.to_owned()),
        text("{\"TableNames\":[\"a\""),
        text("<html>login</html>"),
        text("[1]"),
        fine(),
    ])
    .await;
    assert_eq!(list(&client(&server).await).await.unwrap(), json!({ "TableNames": ["a", "b"] }));
}

#[tokio::test]
async fn garbage_for_ever_is_an_error_that_names_the_call() {
    for (service, operation, garbage) in [
        ("dynamodb", "ListTables", "not json"),
        ("ec2", "DescribeVpcs", "<html><body>welcome</body></html>"),
        ("ec2", "DescribeVpcs", "<DescribeVpcsResponse><vpcSet><item>"),
        ("sts", "GetCallerIdentity", "<html/>"),
        ("sts", "GetCallerIdentity", "<GetCallerIdentityResponse></GetCallerIdentityResponse>"),
        ("s3", "ListBuckets", "<html><body/></html>"),
        ("iam", "ListUsers", "<!DOCTYPE x [<!ENTITY a \"b\">]><ListUsersResponse/>"),
    ] {
        let server = serve(vec![Act::Reply(200, "", garbage.to_owned())]).await;
        let error = client(&server).await.call(service, operation, "eu-west-1", &json!({})).await.unwrap_err();
        assert!(matches!(error, CallError::Garbled { .. }), "{error}");
        assert!(
            error.to_string().starts_with(&format!("{service} {operation} in eu-west-1: unusable answer")),
            "{error}"
        );
        assert_eq!(server.count(), 5);
    }
}

#[tokio::test]
async fn an_answer_without_end_is_bounded() {
    let server = serve(vec![Act::Reply(200, "", " ".repeat(100_000))]).await;
    let client = Client::new(ClientConfig { max_body: 10_000, ..config(&server.url) }).await.unwrap();
    let error = list(&client).await.unwrap_err();
    assert!(error.to_string().contains("more than 10000 bytes"), "{error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn redirects_are_never_followed() {
    let other = serve(vec![fine()]).await;
    let location: &'static str = Box::leak(format!("Location: {}/\r\n", other.url).into_boxed_str());
    for status in [301, 302, 307, 308] {
        let server = serve(vec![Act::Reply(status, location, String::new())]).await;
        let error = list(&client(&server).await).await.unwrap_err();
        assert!(matches!(error, CallError::Unreachable { .. }), "{error}");
        assert_eq!((server.count(), other.count()), (1, 0));
    }
}

#[tokio::test]
async fn the_same_page_token_for_ever_is_found_out() {
    let page = r#"{"TableNames":["a"],"LastEvaluatedTableName":"a"}"#;
    let server = serve(vec![Act::Reply(200, "", page.to_owned())]).await;
    let error =
        client(&server).await.call_all("dynamodb", "ListTables", "ap-northeast-1", &json!({})).await.unwrap_err();
    assert!(matches!(error, CallError::Garbled { .. }), "{error}");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn empty_pages_with_a_token_are_followed_and_pages_join() {
    let page = |text: &str| Act::Reply(200, "", text.to_owned());
    let server = serve(vec![
        page(r#"{"TableNames":["a"],"LastEvaluatedTableName":"a"}"#),
        page(r#"{"TableNames":[],"LastEvaluatedTableName":"b"}"#),
        page(r#"{"TableNames":["c"]}"#),
    ])
    .await;
    let found = client(&server).await.call_all("dynamodb", "ListTables", "ap-northeast-1", &json!({})).await.unwrap();
    assert_eq!(found, json!({ "TableNames": ["a", "c"] }));
}

#[tokio::test]
async fn one_bad_page_fails_the_whole_listing() {
    let page = |status, text: &str| Act::Reply(status, "", text.to_owned());
    let server = serve(vec![
        page(200, r#"{"TableNames":["a"],"LastEvaluatedTableName":"a"}"#),
        page(400, r#"{"__type":"AccessDeniedException","message":"no"}"#),
    ])
    .await;
    let error =
        client(&server).await.call_all("dynamodb", "ListTables", "ap-northeast-1", &json!({})).await.unwrap_err();
    assert!(matches!(&error, CallError::Denied { iam_action, .. } if iam_action == "dynamodb:ListTables"), "{error}");
}

#[tokio::test]
async fn denied_calls_name_the_missing_action_in_every_protocol() {
    let query = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: u is not authorized to perform: iam:ListUsers on resource: r</Message></Error></ErrorResponse>";
    let ec2 = "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors></Response>";
    let s3 = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    let none = "";
    for (service, operation, params, status, headers, body, expect) in [
        ("iam", "ListUsers", json!({}), 403, none, query, "iam:ListUsers"),
        ("ec2", "DescribeVpcs", json!({}), 403, none, ec2, "ec2:DescribeVpcs"),
        ("s3", "ListBuckets", json!({}), 403, none, s3, "s3:ListAllMyBuckets"),
        ("s3", "GetBucketEncryption", json!({ "Bucket": "b" }), 403, none, s3, "s3:GetEncryptionConfiguration"),
        ("s3", "HeadBucket", json!({ "Bucket": "b" }), 403, none, none, "s3:ListBucket"),
        (
            "lambda",
            "ListFunctions",
            json!({}),
            403,
            "x-amzn-ErrorType: AccessDeniedException:http://x/\r\n",
            r#"{"Message":"no"}"#,
            "lambda:ListFunctions",
        ),
        (
            "apigateway",
            "GetRestApis",
            json!({}),
            403,
            "x-amzn-ErrorType: AccessDeniedException\r\n",
            "{}",
            "apigateway:GET",
        ),
        (
            "accessanalyzer",
            "ListAnalyzers",
            json!({}),
            403,
            "x-amzn-ErrorType: AccessDeniedException\r\n",
            "{}",
            "access-analyzer:ListAnalyzers",
        ),
    ] {
        // A HEAD answer has no body: the length of none is what the server says.
        let server = serve(vec![Act::Reply(status, headers, body.to_owned())]).await;
        let error = client(&server).await.call(service, operation, "eu-west-1", &params).await.unwrap_err();
        assert!(matches!(&error, CallError::Denied { iam_action, .. } if iam_action == expect), "{error}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_bucket_elsewhere_tells_its_region() {
    for (headers, body) in [
        ("x-amz-bucket-region: eu-central-1\r\n", "<Error><Code>PermanentRedirect</Code><Message>m</Message></Error>"),
        (
            "",
            "<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message><Region>eu-central-1</Region></Error>",
        ),
        ("x-amz-bucket-region: eu-central-1\r\n", ""),
    ] {
        let server = serve(vec![Act::Reply(301, headers, body.to_owned())]).await;
        let error =
            client(&server).await.call("s3", "GetBucketAcl", "us-east-1", &json!({ "Bucket": "b" })).await.unwrap_err();
        assert!(
            matches!(&error, CallError::Service { bucket_region: Some(region), .. } if region == "eu-central-1"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let server = serve(vec![Act::Reply(503, "Retry-After: 1\r\n", String::new()), fine()]).await;
    let start = Instant::now();
    list(&client(&server).await).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn expired_credentials_of_a_role_are_renewed_once() {
    let role = |key: &str| {
        let body = format!(
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
        );
        Act::Reply(200, "", body)
    };
    let expired = Act::Reply(
        400,
        "",
        r#"{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}"#
            .to_owned(),
    );
    let server = serve(vec![role("FIRST"), expired.clone(), role("SECOND"), fine()]).await;
    let base = Arc::new(client(&server).await);
    let client = base.assume_role("arn:aws:iam::123456789012:role/r", Some("id"), "yagura").await.unwrap();
    list(&client).await.unwrap();
    let seen = server.seen.lock().unwrap().clone();
    assert!(seen[0].contains("ExternalId=id") && seen[0].contains("AKIDEXAMPLE"));
    assert!(seen[1].contains("FIRST/") && seen[3].contains("SECOND/"));

    let server = serve(vec![expired]).await;
    let error = list(&self::client(&server).await).await.unwrap_err();
    assert!(matches!(error, CallError::Credentials { .. }), "{error}");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn credentials_do_not_leave_for_foreign_endpoints() {
    for url in
        ["http://169.254.169.254", "http://192.0.2.1:80", "https://example.com", "http://user:hunter2@127.0.0.1:1"]
    {
        let error = Client::new(config(url)).await.expect_err(url);
        assert!(matches!(error, ClientError::Endpoint { .. }), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn mistakes_are_told_before_anything_is_sent() {
    let server = serve(vec![fine()]).await;
    let client = client(&server).await;
    for (service, operation, params, expect) in [
        ("dynamodbb", "ListTables", json!({}), "unknown service `dynamodbb` (nearest: dynamodb"),
        ("dynamodb", "list-tabels", json!({}), "nearest: ListTables"),
        ("dynamodb", "describe-table", json!({}), "parameter `TableName`: is required"),
        ("dynamodb", "list-tables", json!({ "Limit": "x" }), "parameter `Limit`: must be a whole number"),
        ("dynamodb", "list-tables", json!({ "Nope": 1 }), "parameter `Nope`: is unknown"),
        ("s3api", "get-bucket-acl", json!({ "Bucket": ".." }), "parameter `Bucket`"),
        ("ec2", "terminate-instances", json!({}), "no read operation"),
        ("secretsmanager", "get-secret-value", json!({ "SecretId": "x" }), "no read operation"),
    ] {
        let error = api(&client, service, operation, &params, None).await.unwrap_err();
        assert!(matches!(error, CallError::Unsupported { .. }), "{error}");
        assert!(error.to_string().contains(expect), "{error}");
    }
    assert_eq!((server.count(), client.calls().len()), (0, 0));
    assert_eq!(
        api(&client, "dynamodb", "list-tables", &json!({}), None).await.unwrap(),
        json!({ "TableNames": ["a", "b"] })
    );
}
