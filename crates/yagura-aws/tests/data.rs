//! Listing and reading of objects, against a server on this machine that keeps keys as S3 does.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use yagura_aws::data::{Bounds, Place, acl, object, objects, owner};
use yagura_aws::{Client, ClientConfig};
use yagura_model::inventory::{Item, Listing, Why};

/// How the server answers.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Right,
    /// Every page names the same next one.
    Circle,
    /// A page says that there are more, and not where.
    Lost,
    /// The bucket is in another region than the caller thinks.
    Elsewhere,
}

fn parameters(target: &str) -> BTreeMap<String, String> {
    let (_, query) = target.split_once('?').unwrap_or_default();
    let decode = |text: &str| text.replace("%2F", "/");
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.to_owned(), decode(value)))
        .collect()
}

/// A page of a listing (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>); tokens are the last key given.
fn page(keys: &BTreeSet<String>, asked: &BTreeMap<String, String>, way: Way) -> String {
    let of = |name: &str| asked.get(name).map_or("", String::as_str);
    let (prefix, folders) = (of("prefix"), of("delimiter") == "/");
    let after = if way == Way::Circle { "" } else { of("continuation-token") };
    let mut found: Vec<(String, bool)> = Vec::new();
    for key in keys.iter().filter(|key| key.starts_with(prefix)) {
        let rest = key.get(prefix.len()..).unwrap_or_default();
        let entry = match rest.split_once('/') {
            Some((folder, _)) if folders => (format!("{prefix}{folder}/"), true),
            _ => (key.clone(), false),
        };
        if entry.0.as_str() > after && found.last() != Some(&entry) {
            found.push(entry);
        }
    }
    let more = found.len() > 1000;
    found.truncate(1000);
    let mut body = String::from("<ListBucketResult>");
    for (name, folder) in &found {
        let _ = if *folder {
            write!(body, "<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>")
        } else {
            write!(
                body,
                "<Contents><Key>{name}</Key><Size>7</Size><LastModified>2026-01-31T00:00:00.000Z</LastModified></Contents>"
            )
        };
    }
    let next = if way == Way::Circle {
        "again".to_owned()
    } else {
        found.last().map(|(name, _)| name.clone()).unwrap_or_default()
    };
    if more && way != Way::Lost {
        let _ = write!(body, "<NextContinuationToken>{next}</NextContinuationToken>");
    }
    let _ = write!(body, "<IsTruncated>{more}</IsTruncated></ListBucketResult>");
    body
}

/// A page of versions, two of each key, of which the last of the alphabet is the current one; a page has a thousand of them
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html>).
fn versions(keys: &BTreeSet<String>, asked: &BTreeMap<String, String>) -> String {
    let of = |name: &str| asked.get(name).map_or("", String::as_str);
    let all = keys.iter().flat_map(|key| [(key, "1"), (key, "2")]);
    let after = all.filter(|(key, version)| (key.as_str(), *version) > (of("key-marker"), of("version-id-marker")));
    let found: Vec<_> = after.collect();
    let mut body = String::from("<ListVersionsResult>");
    for (key, version) in found.iter().take(1000) {
        let latest = *version == "2";
        let _ = write!(
            body,
            "<Version><Key>{key}</Key><VersionId>{version}</VersionId><IsLatest>{latest}</IsLatest><Size>7</Size></Version>"
        );
    }
    body.push_str("<DeleteMarker><Key>a</Key><VersionId>3</VersionId><IsLatest>true</IsLatest></DeleteMarker>");
    if let Some((key, version)) = found.get(999).filter(|_| found.len() > 1000) {
        let _ =
            write!(body, "<NextKeyMarker>{key}</NextKeyMarker><NextVersionIdMarker>{version}</NextVersionIdMarker>");
    }
    let _ = write!(body, "<IsTruncated>{}</IsTruncated></ListVersionsResult>", found.len() > 1000);
    body
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html>
const ACL: &str = r#"<AccessControlPolicy><Owner><ID>us</ID></Owner><AccessControlList>
<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>us</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>
<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>
<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>them</ID></Grantee><Permission>WRITE_ACP</Permission></Grant>
</AccessControlList></AccessControlPolicy>"#;

async fn serve(keys: BTreeSet<String>, way: Way) -> (Client, Arc<Mutex<Vec<String>>>) {
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
            let target = request.split(' ').nth(1).unwrap_or_default();
            let (head, body) = if way == Way::Elsewhere && request.contains("/us-east-1/s3/") {
                let error = "<Error><Code>PermanentRedirect</Code><Message>m</Message></Error>";
                ("301 X\r\nx-amz-bucket-region: eu-west-1".to_owned(), error.to_owned())
            } else if target.contains("acl") {
                ("200 OK".to_owned(), ACL.to_owned())
            } else if target.contains("versions") {
                ("200 OK".to_owned(), versions(&keys, &parameters(target)))
            } else if target.contains("list-type=2") {
                ("200 OK".to_owned(), page(&keys, &parameters(target), way))
            } else {
                ("206 X\r\nContent-Range: bytes 0-3/7".to_owned(), "data".to_owned())
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

fn bucket() -> Place {
    Place { name: "bucket".into(), region: "us-east-1".into() }
}

async fn list(keys: &BTreeSet<String>, way: Way, pages: u64) -> (Listing, usize) {
    let (client, asked) = serve(keys.clone(), way).await;
    let mut listings = objects(&client, &[bucket()], Bounds { prefix: "", pages, versions: false }).await;
    let count = asked.lock().unwrap().len();
    (listings.remove(0), count)
}

fn keys(folders: &[(&str, usize)]) -> BTreeSet<String> {
    folders.iter().flat_map(|(folder, count)| (0..*count).map(move |at| format!("{folder}{at:05}"))).collect()
}

#[tokio::test]
async fn a_large_folder_does_not_hide_the_small_ones() {
    let all = keys(&[("a/", 5000), ("b/", 10), ("c/d/", 10), ("z", 3)]);
    let (listing, asked) = list(&all, Way::Right, 6).await;
    let has = |prefix: &str| listing.items.iter().filter(|item| item.key.starts_with(prefix)).count();
    assert_eq!((has("b/"), has("c/d/"), has("z")), (10, 10, 3), "{} items", listing.items.len());
    assert!(!listing.whole && listing.gap.is_none() && listing.items.len() < 5023);
    assert_eq!((asked, listing.requests), (6, 6), "no more than was said");
    let (listing, _) = list(&all, Way::Right, 40).await;
    assert!(listing.whole && listing.items.iter().map(|item| item.key.clone()).collect::<BTreeSet<_>>() == all);
}

#[tokio::test]
async fn one_folder_is_listed_to_its_end_or_said_not_to_be() {
    let all = keys(&[("a/", 2500)]);
    for (pages, whole) in [(2, false), (3, false), (8, true)] {
        let (listing, asked) = list(&all, Way::Right, pages).await;
        assert_eq!((listing.whole, listing.items.len() == 2500), (whole, whole), "{pages}");
        assert!(asked as u64 <= pages);
    }
    let (listing, asked) = list(&keys(&[("a/", 12)]), Way::Right, 10).await;
    assert!(listing.whole && asked == 1, "one page needs one call");
    let (listing, asked) = list(&BTreeSet::new(), Way::Right, 10).await;
    assert!(listing.whole && listing.items.is_empty() && asked == 1);
}

#[tokio::test]
async fn more_folders_than_can_be_listed_are_not_the_whole() {
    let all: BTreeSet<String> = (0..3000).map(|at| format!("user-{at:05}/profile.json")).collect();
    let (listing, asked) = list(&all, Way::Right, 5).await;
    assert!(!listing.whole && asked == 5, "{} items in {asked} calls", listing.items.len());
    assert!(listing.items.len() >= 1000);
}

#[tokio::test]
async fn a_listing_that_never_ends_or_loses_its_place_is_a_gap() {
    for (way, words) in [(Way::Circle, "circles"), (Way::Lost, "not where")] {
        let (listing, asked) = list(&keys(&[("a/", 2500)]), way, 50).await;
        assert!(!listing.whole && asked < 10, "{asked}");
        assert!(listing.gap.unwrap().message.contains(words));
    }
}

#[tokio::test]
async fn a_bucket_is_found_in_its_own_region() {
    let (client, _) = serve(keys(&[("a", 3)]), Way::Elsewhere).await;
    let listings = objects(&client, &[bucket()], Bounds { prefix: "", pages: 3, versions: false }).await;
    let listing = listings.first().unwrap();
    assert_eq!((listing.region.as_str(), listing.items.len(), listing.whole), ("eu-west-1", 3, true));
}

#[tokio::test]
async fn the_first_bytes_are_asked_for_and_what_is_cut_is_said() {
    let (client, asked) = serve(BTreeSet::new(), Way::Right).await;
    let item = |size| Item { key: "a/../b c.csv".into(), size, ..Item::default() };
    let content = object(&client, &bucket(), &item(7), 4).await.unwrap();
    assert_eq!((content.bytes.as_slice(), content.whole), (&b"data"[..], false));
    let content = object(&client, &bucket(), &item(4), 4).await.unwrap();
    assert!(!content.whole, "it grew since it was listed");
    // A server that sends more than it was asked for.
    let content = object(&client, &bucket(), &item(7), 2).await.unwrap();
    assert_eq!((content.bytes.as_slice(), content.whole), (&b"da"[..], false));
    let request = asked.lock().unwrap().first().cloned().unwrap().to_lowercase();
    assert!(request.contains("range: bytes=0-3") && request.starts_with("get /bucket/a/../b%20c.csv"), "{request}");
    assert!(!request.contains("request-payer"));
    drop(client);
    let nowhere = ClientConfig {
        region: Some("us-east-1".into()),
        endpoint_url: Some("http://127.0.0.1:9".into()),
        credentials: Some(Credentials::new("AKIDEXAMPLE", "testing", None, None, "test")),
        max_attempts: Some(1),
        ..ClientConfig::default()
    };
    let client = Client::new(nowhere).await.unwrap();
    assert_eq!(object(&client, &bucket(), &item(7), 4).await.unwrap_err().why, Why::Failed);
}

#[tokio::test]
async fn older_versions_are_listed_and_read_by_their_ids() {
    let (client, asked) = serve(keys(&[("a/", 800)]), Way::Right).await;
    let bounds = |pages| Bounds { prefix: "", pages, versions: true };
    let listings = objects(&client, &[bucket()], bounds(20)).await;
    let listing = listings.first().unwrap();
    let older = listing.items.iter().filter(|item| item.version == "1").count();
    assert_eq!((listing.items.len(), older, listing.whole), (1600, 800, true), "{:?}", listing.gap);
    let cut = objects(&client, &[bucket()], bounds(1)).await;
    assert!(!cut.first().unwrap().whole);
    let item = |version: &str| Item { key: "a/b".into(), version: version.into(), size: 7, ..Item::default() };
    for (version, named) in [("1", true), ("", false)] {
        asked.lock().unwrap().clear();
        object(&client, &bucket(), &item(version), 4).await.unwrap();
        acl(&client, &bucket(), "a/b", version).await.unwrap();
        let requests = asked.lock().unwrap().clone();
        assert!(requests.iter().all(|request| request.contains("versionId=1") == named), "{requests:?}");
    }
}

#[tokio::test]
async fn the_acl_of_an_object_says_who_may_read_it() {
    let (client, _) = serve(BTreeSet::new(), Way::Right).await;
    let acl = acl(&client, &bucket(), "a/b", "").await.unwrap();
    let readers: Vec<&str> = acl.readers.iter().map(String::as_str).collect();
    assert_eq!((acl.owner.as_str(), readers), ("us", vec!["http://acs.amazonaws.com/groups/global/AllUsers", "us"]));
    assert_eq!(owner(&client, &bucket()).await.unwrap(), "us");
}
