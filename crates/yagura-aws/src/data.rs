//! What is in buckets and log groups, on request: listed within bounds, read in part, kept nowhere.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use serde_json::{Value, json};
use yagura_model::Gap;
use yagura_model::inventory::{Item, LOOKS, Listing, StoreKind, Why};

use crate::collect::Failure;
use crate::{CallError, Client};

/// The calls that reading data makes beside a scan's.
pub const CALLS: &[(&str, &str)] = &[
    ("s3", "ListBuckets"),
    ("s3", "ListObjectsV2"),
    ("s3", "GetObject"),
    ("s3", "GetBucketRequestPayment"),
    ("s3", "GetBucketAcl"),
    ("s3", "GetObjectAcl"),
    ("logs", "DescribeLogGroups"),
    ("logs", "DescribeLogStreams"),
    ("logs", "GetLogEvents"),
];
/// What older versions of objects need beside that, as IAM names it: the calls are the same, with the id of a version, but for
/// the listing (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>).
pub const VERSION_ACTIONS: &[&str] = &["s3:GetObjectVersion", "s3:GetObjectVersionAcl", "s3:ListBucketVersions"];
/// How many stores are listed at once.
const WIDTH: usize = 8;

/// A bucket or log group, by name and region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
}

/// What was read of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether they are all of it.
    pub whole: bool,
    /// The ARN of the KMS key that it is encrypted with, where there is one
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>); empty where S3 did not tell which.
    pub kms: Option<String>,
}

/// Why an item was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The kind of reason.
    pub why: Why,
    /// What AWS says.
    pub detail: String,
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The account's buckets, sorted
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>).
/// Fails where they cannot be listed.
pub async fn buckets(client: &Client) -> Result<Vec<Place>, CallError> {
    let home = client.default_region();
    // The region of each bucket is in the answer only where the request has a parameter.
    let answer = client.call_all("s3", "ListBuckets", home, &json!({ "MaxBuckets": 1000 })).await?;
    let mut places: Vec<Place> = items(&answer, "Buckets")
        .iter()
        .map(|bucket| {
            let region = text(bucket, "BucketRegion");
            Place { name: text(bucket, "Name"), region: if region.is_empty() { home.to_owned() } else { region } }
        })
        .collect();
    places.sort();
    places.dedup();
    Ok(places)
}

/// The gap that a failed call leaves.
pub fn gap(error: CallError) -> Gap {
    Failure::from(error).gap
}

/// How far a bucket is listed.
#[derive(Debug, Clone, Copy)]
pub struct Bounds<'b> {
    /// Only keys that begin so.
    pub prefix: &'b str,
    /// The most calls for one store.
    pub pages: u64,
    /// Older versions too.
    pub versions: bool,
}

/// Lists the objects of some buckets, each within the bounds; what cannot be listed says why.
pub async fn objects(client: &Client, places: &[Place], bounds: Bounds<'_>) -> Vec<Listing> {
    futures_util::stream::iter(places)
        .map(|place| async move {
            let mut walk = Walk::new(client, place, bounds);
            walk.run(bounds.prefix).await;
            walk.listing(place)
        })
        .buffered(WIDTH)
        .collect()
        .await
}

/// A listing under way.
struct Walk<'c> {
    client: &'c Client,
    bucket: &'c str,
    versions: bool,
    region: String,
    left: u64,
    requests: u64,
    items: BTreeSet<Item>,
    whole: bool,
    gap: Option<Gap>,
}

/// A page, and where the next begins.
struct Page {
    prefixes: Vec<String>,
    next: Option<Next>,
}

/// A token, or a key and the id of one of its versions.
type Next = (String, Option<String>);

impl<'c> Walk<'c> {
    fn new(client: &'c Client, place: &'c Place, bounds: Bounds<'_>) -> Self {
        Self {
            client,
            bucket: &place.name,
            versions: bounds.versions,
            region: place.region.clone(),
            left: bounds.pages.max(1),
            requests: 0,
            items: BTreeSet::new(),
            whole: false,
            gap: None,
        }
    }

    fn listing(self, place: &Place) -> Listing {
        Listing {
            kind: StoreKind::Bucket,
            name: place.name.clone(),
            region: self.region,
            items: self.items.into_iter().collect(),
            whole: self.whole && self.gap.is_none(),
            requests: self.requests,
            gap: self.gap,
        }
    }

    /// First as it comes; where there is more than a page, some of each folder, so that a large first one does not hide the
    /// others.
    async fn run(&mut self, prefix: &str) {
        let Some(first) = self.page(prefix, None, false).await else { return };
        let Some(mut next) = first.next else {
            self.whole = true;
            return;
        };
        let Some((folders, all)) = self.folders(prefix).await else { return };
        if folders.len() < 2 {
            while self.left > 0 {
                let Some(page) = self.page(prefix, Some(&next), false).await else { return };
                match page.next {
                    None => {
                        self.whole = true;
                        return;
                    }
                    // The same token again would go on for ever.
                    Some(same) if same == next => {
                        self.gap = Some(self.endless());
                        return;
                    }
                    Some(other) => next = other,
                }
            }
            return;
        }
        let mut open: Vec<(String, Option<Next>)> = folders.into_iter().map(|folder| (folder, None)).collect();
        while !open.is_empty() {
            let mut still = Vec::new();
            for (folder, token) in open {
                if self.left == 0 {
                    return;
                }
                let Some(page) = self.page(&folder, token.as_ref(), false).await else { return };
                if page.next.is_some() && page.next == token {
                    self.gap = Some(self.endless());
                    return;
                }
                if page.next.is_some() {
                    still.push((folder, page.next));
                }
            }
            open = still;
        }
        self.whole = all;
    }

    /// The folders below a prefix, and whether those are all; `None` where they cannot be listed. Objects that lie in none are
    /// taken in.
    async fn folders(&mut self, prefix: &str) -> Option<(Vec<String>, bool)> {
        let mut folders = Vec::new();
        let mut token: Option<Next> = None;
        let most = self.left / 4 + 1;
        for _ in 0..most.min(self.left) {
            let page = self.page(prefix, token.as_ref(), true).await?;
            folders.extend(page.prefixes);
            if page.next.is_none() {
                return Some((folders, true));
            }
            token = page.next;
        }
        // Too many of them: some of these are better than the first ones of all.
        Some((folders, false))
    }

    fn endless(&self) -> Gap {
        Gap::error("the listing goes round in circles: the same token came back").at(
            "s3",
            self.operation(),
            &self.region,
        )
    }

    fn operation(&self) -> &'static str {
        if self.versions { "ListObjectVersions" } else { "ListObjectsV2" }
    }

    async fn page(&mut self, prefix: &str, token: Option<&Next>, folders: bool) -> Option<Page> {
        if self.left == 0 {
            return None;
        }
        let mut params = json!({ "Bucket": self.bucket, "MaxKeys": 1000 });
        if let Some(map) = params.as_object_mut() {
            if !prefix.is_empty() {
                map.insert("Prefix".to_owned(), prefix.into());
            }
            if folders {
                map.insert("Delimiter".to_owned(), "/".into());
            }
            match token {
                Some((key, version)) if self.versions => {
                    map.insert("KeyMarker".to_owned(), key.as_str().into());
                    // After the last version of a key, or a folder, there is none.
                    if let Some(version) = version {
                        map.insert("VersionIdMarker".to_owned(), version.as_str().into());
                    }
                }
                Some((token, _)) => {
                    map.insert("ContinuationToken".to_owned(), token.as_str().into());
                }
                None => {}
            }
        }
        let mut answer = self.call(&params).await;
        if let Err(CallError::Service { bucket_region: Some(region), .. }) = &answer
            && *region != self.region
        {
            self.region.clone_from(region);
            answer = self.call(&params).await;
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                let payer = matches!(error, CallError::Denied { .. })
                    && requester_pays(self.client, self.bucket, &self.region).await;
                let mut gap = gap(error);
                if payer {
                    "the one who reads it pays, which is never agreed to".clone_into(&mut gap.message);
                }
                self.gap = Some(gap);
                return None;
            }
        };
        let listed = if self.versions { "Versions" } else { "Contents" };
        let older = |object: &Value| object.get("IsLatest").and_then(Value::as_bool) == Some(false);
        self.items.extend(items(&answer, listed).iter().map(|object| Item {
            key: text(object, "Key"),
            version: if older(object) { text(object, "VersionId") } else { String::new() },
            size: object.get("Size").and_then(Value::as_u64).unwrap_or_default(),
            class: text(object, "StorageClass"),
            modified: text(object, "LastModified"),
        }));
        let truncated = answer.get("IsTruncated").and_then(Value::as_bool).unwrap_or_default();
        let said = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let next = if self.versions {
            said("NextKeyMarker").map(|key| (key, said("NextVersionIdMarker")))
        } else {
            said("NextContinuationToken").map(|token| (token, None))
        };
        let next = next.filter(|_| truncated);
        if truncated && next.is_none() {
            self.gap = Some(Gap::error("a page says that there are more and not where").at(
                "s3",
                self.operation(),
                &self.region,
            ));
            return None;
        }
        let prefixes = items(&answer, "CommonPrefixes").iter().map(|prefix| text(prefix, "Prefix")).collect();
        Some(Page { prefixes, next })
    }

    async fn call(&mut self, params: &Value) -> Result<Value, CallError> {
        self.left = self.left.saturating_sub(1);
        self.requests += 1;
        self.client.call("s3", self.operation(), &self.region, params).await
    }
}

/// Whether the one who reads pays
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html>); `false` where it cannot be asked.
pub async fn requester_pays(client: &Client, bucket: &str, region: &str) -> bool {
    let answer = client.call("s3", "GetBucketRequestPayment", region, &json!({ "Bucket": bucket })).await;
    answer.is_ok_and(|answer| text(&answer, "Payer") == "Requester")
}

/// Reads the first bytes of an object, without ever agreeing to pay for its owner
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>).
/// Fails with the reason, in words without the content.
pub async fn object(client: &Client, place: &Place, item: &Item, most: u64) -> Result<Content, Refused> {
    let range = format!("bytes=0-{}", most.max(1) - 1);
    let mut params = json!({ "Bucket": place.name, "Key": item.key, "Range": range });
    of_version(&mut params, &item.version);
    let answer = match client.call("s3", "GetObject", &place.region, &params).await {
        Ok(answer) => answer,
        Err(error) => {
            let mut refused = refused(error);
            if refused.why == Why::Denied && requester_pays(client, &place.name, &place.region).await {
                refused.why = Why::RequesterPays;
            }
            return Err(refused);
        }
    };
    content(&answer, item.size, most)
}

/// Reads an object that was not listed, in the region of its bucket, wherever that is.
/// Fails with the gap.
pub(crate) async fn file(client: &Client, place: &Place, key: &str, most: u64) -> Result<Content, Gap> {
    let range = format!("bytes=0-{}", most.max(1) - 1);
    let params = json!({ "Bucket": place.name, "Key": key, "Range": range });
    let mut answer = client.call("s3", "GetObject", &place.region, &params).await;
    let mut region = place.region.as_str();
    let elsewhere = match &answer {
        Err(CallError::Service { bucket_region, .. }) => bucket_region.clone().filter(|other| other != region),
        _ => None,
    };
    if let Some(other) = &elsewhere {
        region = other;
        answer = client.call("s3", "GetObject", region, &params).await;
    }
    let answer = answer.map_err(gap)?;
    content(&answer, 0, most).map_err(|refused| Gap::error(refused.detail).at("s3", "GetObject", region))
}

/// What an answer holds of an object of this size, as it was listed.
fn content(answer: &Value, size: u64, most: u64) -> Result<Content, Refused> {
    let body = answer.get("Body").and_then(Value::as_str).unwrap_or_default();
    let mut bytes = aws_smithy_types::base64::decode(body)
        .map_err(|_| Refused { why: Why::Failed, detail: "the body does not read".to_owned() })?;
    let room = usize::try_from(most).unwrap_or(usize::MAX);
    let mut whole = bytes.len() as u64 >= size;
    if bytes.len() > room {
        // A server that does not know ranges.
        bytes.truncate(room);
        whole = false;
    }
    // What was written since the listing may be longer: `bytes 0-9/100`.
    let total = answer.get("ContentRange").and_then(Value::as_str).and_then(|range| range.rsplit('/').next());
    if let Some(total) = total.and_then(|total| total.parse::<u64>().ok()) {
        whole = bytes.len() as u64 >= total;
    }
    let encrypted = text(answer, "ServerSideEncryption").starts_with("aws:kms");
    let kms = encrypted.then(|| text(answer, "SSEKMSKeyId"));
    Ok(Content { bytes, whole, kms })
}

/// Names the version in the parameters of a call.
fn of_version(params: &mut Value, version: &str) {
    if let Some(map) = params.as_object_mut().filter(|_| !version.is_empty()) {
        map.insert("VersionId".to_owned(), version.into());
    }
}

/// The ACL of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acl {
    /// The canonical user id of its owner.
    pub owner: String,
    /// Whom it lets read the object: the URIs of groups, canonical user ids.
    pub readers: BTreeSet<String>,
}

/// Reads the ACL of an object (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html>).
/// Fails with the reason.
pub async fn acl(client: &Client, place: &Place, key: &str, version: &str) -> Result<Acl, Gap> {
    let mut params = json!({ "Bucket": place.name, "Key": key });
    of_version(&mut params, version);
    let answer = client.call("s3", "GetObjectAcl", &place.region, &params).await.map_err(gap)?;
    let Some(grants) = answer.get("Grants").and_then(Value::as_array) else {
        return Err(Gap::error("the answer has no grants").at("s3", "GetObjectAcl", &place.region));
    };
    let owner = answer.pointer("/Owner/ID").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut acl = Acl { owner, ..Acl::default() };
    // Who may change the ACL may let itself in; that it has done so, the ACL says.
    for grant in grants.iter().filter(|grant| matches!(text(grant, "Permission").as_str(), "READ" | "FULL_CONTROL")) {
        let grantee = grant.get("Grantee").unwrap_or(&Value::Null);
        // Somebody named by e-mail is answered with a canonical user id
        // (https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html).
        let names = ["URI", "ID", "EmailAddress"];
        acl.readers.extend(names.iter().map(|name| text(grantee, name)).find(|name| !name.is_empty()));
    }
    Ok(acl)
}

/// The canonical user id of the account that owns a bucket
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html>). Fails with the reason.
pub async fn owner(client: &Client, place: &Place) -> Result<String, Gap> {
    let answer =
        client.call("s3", "GetBucketAcl", &place.region, &json!({ "Bucket": place.name })).await.map_err(gap)?;
    let id = answer.pointer("/Owner/ID").and_then(Value::as_str).filter(|id| !id.is_empty());
    let missing = || Gap::error("the answer has no owner").at("s3", "GetBucketAcl", &place.region);
    id.map(str::to_owned).ok_or_else(missing)
}

fn refused(error: CallError) -> Refused {
    let why = match &error {
        CallError::Denied { message, .. } if message.to_ascii_lowercase().contains("kms:") => Why::KmsDenied,
        CallError::Denied { .. } => Why::Denied,
        CallError::Service { code, status, message, .. } => match code.as_str() {
            "NoSuchKey" | "NoSuchBucket" | "NoSuchVersion" | "ResourceNotFoundException" => Why::Gone,
            "404" if *status == 404 => Why::Gone,
            "InvalidObjectState" => Why::Archived,
            code if code.starts_with("KMS") => Why::KmsDenied,
            "InvalidRequest" if message.contains("Server Side Encryption") => Why::CustomerKey,
            _ => Why::Failed,
        },
        _ => Why::Failed,
    };
    let detail = match error {
        CallError::Denied { message, .. } | CallError::Service { message, .. } => message,
        other => other.to_string(),
    };
    Refused { why, detail }
}

/// What one call for log events gives at most: 1 MB
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>).
const EVENTS: u64 = 1 << 20;

/// The regions that the account has enabled, sorted.
/// Fails where they cannot be listed.
pub async fn regions(client: &Client) -> Result<Vec<String>, CallError> {
    let answer = client.call_all("ec2", "DescribeRegions", client.default_region(), &json!({})).await?;
    let mut regions: Vec<String> = items(&answer, "Regions").iter().map(|region| text(region, "RegionName")).collect();
    regions.sort();
    Ok(regions)
}

/// The log groups of a region, sorted
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html>).
/// Fails where they cannot be listed.
pub async fn log_groups(client: &Client, region: &str) -> Result<Vec<Place>, CallError> {
    let answer = client.call_all("logs", "DescribeLogGroups", region, &json!({ "limit": 50 })).await?;
    let place = |group: &Value| Place { name: text(group, "logGroupName"), region: region.to_owned() };
    let mut places: Vec<Place> = items(&answer, "logGroups").iter().map(place).collect();
    places.sort();
    Ok(places)
}

/// Lists the streams of some log groups, the last written first, each group within so many calls
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html>).
pub async fn streams(client: &Client, places: &[Place], pages: u64) -> Vec<Listing> {
    futures_util::stream::iter(places)
        .map(|place| streams_of(client, place, pages.max(1)))
        .buffered(WIDTH)
        .collect()
        .await
}

async fn streams_of(client: &Client, place: &Place, pages: u64) -> Listing {
    let mut listing = Listing {
        kind: StoreKind::LogGroup,
        name: place.name.clone(),
        region: place.region.clone(),
        items: Vec::new(),
        whole: false,
        requests: 0,
        gap: None,
    };
    let mut params = json!({ "logGroupName": place.name, "orderBy": "LastEventTime", "descending": true, "limit": 50 });
    let mut found = BTreeSet::new();
    let mut before: Option<Value> = None;
    while listing.requests < pages {
        listing.requests += 1;
        match client.call("logs", "DescribeLogStreams", &place.region, &params).await {
            Ok(answer) => {
                found.extend(items(&answer, "logStreams").iter().map(|stream| {
                    let last = stream.get("lastEventTimestamp").and_then(milliseconds);
                    Item {
                        key: text(stream, "logStreamName"),
                        version: String::new(),
                        // A stream without a time may have events all the same: it follows them, in less than an hour mostly
                        // (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html).
                        size: EVENTS,
                        class: String::new(),
                        modified: last.map_or_else(String::new, |last| format!("{last:020}")),
                    }
                }));
                let next = answer.get("nextToken").filter(|token| token.is_string()).cloned();
                if next.is_none() {
                    listing.whole = true;
                    break;
                }
                if next == before {
                    listing.gap = Some(Gap::error("the listing goes round in circles: the same token came back").at(
                        "logs",
                        "DescribeLogStreams",
                        &place.region,
                    ));
                    break;
                }
                if let (Some(map), Some(token)) = (params.as_object_mut(), &next) {
                    map.insert("nextToken".to_owned(), token.clone());
                }
                before = next;
            }
            Err(error) => {
                listing.gap = Some(gap(error));
                break;
            }
        }
    }
    listing.items = found.into_iter().collect();
    listing
}

/// A time in milliseconds since 1970.
fn milliseconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Reads the last events of a stream, with the first call that has some. What a data protection policy masks stays masked:
/// `unmask` is never asked for.
/// Fails with the reason, in words without the content; where there are none, with [`Why::Empty`].
pub async fn events(client: &Client, place: &Place, item: &Item) -> Result<Content, Refused> {
    let mut params = json!({
        "logGroupName": place.name,
        "logStreamName": item.key,
        "limit": 10_000,
        "startFromHead": false,
    });
    for _ in 0..LOOKS {
        let answer = client.call("logs", "GetLogEvents", &place.region, &params).await.map_err(refused)?;
        let events = items(&answer, "events");
        if !events.is_empty() {
            let mut bytes = Vec::new();
            for event in events {
                bytes.extend_from_slice(event.get("message").and_then(Value::as_str).unwrap_or_default().as_bytes());
                bytes.push(b'\n');
            }
            return Ok(Content { bytes, whole: false, kms: None });
        }
        // A page may be empty where there are events further back; at the end the token stays the same.
        let Some(next) = answer.get("nextBackwardToken").filter(|token| token.is_string()) else { break };
        if params.get("nextToken") == Some(next) {
            return Err(Refused { why: Why::Empty, detail: String::new() });
        }
        if let Some(map) = params.as_object_mut() {
            map.insert("nextToken".to_owned(), next.clone());
        }
    }
    Err(Refused { why: Why::Failed, detail: "the last events are further back than was looked".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::At;

    #[test]
    fn each_refusal_has_its_reason() {
        let at = || Box::new(At { service: "s3".into(), operation: "GetObject".into(), region: "us-east-1".into() });
        let service = |code: &str, status, message: &str| CallError::Service {
            at: at(),
            code: code.to_owned(),
            status,
            message: message.to_owned(),
            bucket_region: None,
        };
        let denied =
            |message: &str| CallError::Denied { at: at(), iam_action: "s3:GetObject".into(), message: message.into() };
        let customer = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.";
        for (error, why) in [
            (denied("Access Denied"), Why::Denied),
            (denied("User: x is not authorized to perform: kms:Decrypt on resource: y"), Why::KmsDenied),
            (service("KMS.DisabledException", 400, ""), Why::KmsDenied),
            (service("NoSuchKey", 404, ""), Why::Gone),
            (service("InvalidObjectState", 403, ""), Why::Archived),
            (service("InvalidRequest", 400, customer), Why::CustomerKey),
            (service("InvalidRequest", 400, "something else"), Why::Failed),
            (service("InternalError", 500, ""), Why::Failed),
        ] {
            assert_eq!(refused(error.clone()).why, why, "{error}");
        }
    }
}
