//! What lies in buckets and runs: scripts of jobs and bundles of environments, against a server on this machine.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use yagura_aws::collect::code::code;
use yagura_aws::{Client, ClientConfig};
use yagura_model::services::lambda::{Code, Package};
use yagura_model::{Fact, Gap, Meta, Node, Origin, Snapshot, Tags};

/// Answers of AWS: versions of applications, and objects; the bucket `far` is in another region.
async fn serve() -> (Client, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16384];
            let length = stream.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(request.get(..length).unwrap_or_default()).into_owned();
            log.lock().unwrap().push(request.clone());
            let line = request.lines().next().unwrap_or_default();
            let (head, body) = if line.contains("/far/") && request.contains("/us-east-1/s3/") {
                let error = "<Error><Code>PermanentRedirect</Code><Message>m</Message></Error>";
                ("301 X\r\nx-amz-bucket-region: eu-west-1".to_owned(), error.to_owned())
            } else if line.contains("/huge/") {
                ("206 X\r\nContent-Range: bytes 0-3/900000000".to_owned(), "part".to_owned())
            } else if line.contains("/closed/") {
                ("403 X".to_owned(), "<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_owned())
            } else if line.starts_with("GET ") {
                ("206 X\r\nContent-Range: bytes 0-5/6".to_owned(), "source".to_owned())
            } else {
                let bundle = "<SourceBundle><S3Bucket>bundles</S3Bucket><S3Key>shop/v7.zip</S3Key></SourceBundle>";
                // A version from a registry of images or a repository has none.
                let bundle = if request.contains("shop-v7") { bundle } else { "" };
                let list = format!("<ApplicationVersions><member>{bundle}</member></ApplicationVersions>");
                let name = "DescribeApplicationVersions";
                ("200 OK".to_owned(), format!("<{name}Response><{name}Result>{list}</{name}Result></{name}Response>"))
            };
            let text = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
            let _ = stream.write_all(text.as_bytes()).await;
        }
    });
    let config = ClientConfig {
        region: Some("us-east-1".into()),
        endpoint_url: Some(url),
        credentials: Some(Credentials::new("AKIDEXAMPLE", "testing", None, None, "test")),
        ..ClientConfig::default()
    };
    (Client::new(config).await.unwrap(), asked)
}

fn add(snapshot: &mut Snapshot, resource_type: &str, name: &str, properties: &Value) {
    let meta = Meta {
        account: "111122223333".to_owned(),
        region: "us-east-1".to_owned(),
        id: name.to_owned(),
        arn: None,
        name: name.to_owned(),
        tags: Fact::Known(Tags::new()),
        origin: Origin::Live { call: "test".to_owned() },
    };
    snapshot.insert(resource_type, meta, &Node::from(properties)).unwrap();
}

/// What was read of it: the name of the file that was searched, or why none was.
fn said(code: &Fact<Option<Code>>) -> Option<Result<String, Gap>> {
    let code = code.known()?.as_ref()?;
    let package = code.packages.known().unwrap().first().unwrap().clone();
    Some(package.get().map(|package| package.unread.join(",")))
}

#[tokio::test]
async fn scripts_and_bundles_are_read_from_where_their_definitions_say() {
    let (client, asked) = serve().await;
    let mut snapshot = Snapshot::default();
    for (name, location) in [
        ("near", json!("s3://scripts/etl/load.py")),
        ("twin", json!("s3://scripts/etl/load.py")),
        ("far", json!("s3://far/load.scala")),
        ("closed", json!("s3://closed/load.py")),
        ("huge", json!("s3://huge/load.py")),
        ("nowhere", json!("load.py")),
        ("none", Value::Null),
    ] {
        let command = json!({ "Name": "glueetl", "ScriptLocation": location });
        add(&mut snapshot, "AWS::Glue::Job", name, &json!({ "Command": command, "Script": null }));
    }
    for (name, label) in [("live", json!("shop-v7")), ("image", json!("shop-v8")), ("sample", Value::Null)] {
        let own = json!({ "ApplicationName": "shop", "VersionLabel": label, "Source": null });
        add(&mut snapshot, "AWS::ElasticBeanstalk::Environment", name, &own);
    }
    let searched: Mutex<Vec<(String, Vec<u8>)>> = Mutex::default();
    let search = |_: &str, name: &str, bytes: &[u8]| {
        searched.lock().unwrap().push((name.to_owned(), bytes.to_vec()));
        Ok(Package { unread: vec![name.to_owned()], ..Package::default() })
    };
    code(&client, &mut snapshot, &search).await;
    let job = |name: &str| said(&snapshot.glue.jobs.iter().find(|job| job.meta.name == name).unwrap().script);
    assert_eq!(job("near"), Some(Ok("load.py".to_owned())));
    assert_eq!(job("twin"), Some(Ok("load.py".to_owned())));
    assert_eq!(job("far"), Some(Ok("load.scala".to_owned())));
    assert_eq!(job("none"), None);
    for (name, words) in [("closed", "no"), ("huge", "64 MB"), ("nowhere", "no object")] {
        let gap = job(name).unwrap().unwrap_err();
        assert!(gap.message.contains(words), "{name}: {gap:?}");
    }
    assert_eq!(job("closed").unwrap().unwrap_err().needs.as_deref(), Some("s3:GetObject"));
    let object = |code: &Fact<Option<Code>>| {
        let packages = code.known().cloned().flatten().unwrap().packages;
        packages.known().unwrap()[0].known().unwrap().object.clone()
    };
    assert_eq!(
        object(&snapshot.glue.jobs[0].script).as_deref(),
        Some("scripts/etl/load.py"),
        "who may read it is asked of the object"
    );
    let environments = &snapshot.elasticbeanstalk.environments;
    let own = |name: &str| said(&environments.iter().find(|own| own.meta.name == name).unwrap().source);
    assert_eq!(own("live"), Some(Ok("v7.zip".to_owned())));
    assert!(own("image").unwrap().unwrap_err().message.contains("no source bundle"));
    assert_eq!(own("sample"), None);
    let mut searched = searched.into_inner().unwrap();
    searched.sort();
    let names: Vec<&str> = searched.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["load.py", "load.scala", "v7.zip"], "what two jobs run is read once");
    assert!(searched.iter().all(|(_, bytes)| bytes == b"source"));
    let asked = asked.lock().unwrap();
    let reads = asked.iter().filter(|request| request.starts_with("GET "));
    assert!(reads.into_iter().all(|request| request.to_lowercase().contains("range: bytes=0-67108863")), "{asked:?}");
}
