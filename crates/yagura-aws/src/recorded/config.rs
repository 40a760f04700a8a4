//! Configuration items of AWS Config as answers of the services they were made from
//! (<https://docs.aws.amazon.com/config/latest/developerguide/example-s3-snapshot.html>).
//!
//! For the types below an item's `configuration` is the service's own description with other capitals
//! (<https://github.com/awslabs/aws-config-resource-schema>). What an item lacks is unknown: it may be absent, and it may be
//! that AWS Config does not record it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::is_global;
use super::json::parse;
use super::question;
use crate::catalog;
use crate::collect::table::{self, shape_at};
use crate::model::{Kind, Reference, Service};
use crate::protocol::percent_decode;

/// How a type's items become answers.
struct Type {
    /// The name in AWS Config.
    name: &'static str,
    service: &'static str,
    /// The operation that describes items, and where they stand in its answer.
    operation: &'static str,
    items: &'static str,
    /// What else an item says; nothing where it does not say what it is about.
    more: fn(&mut Answers, &Item) -> Option<()>,
}

const fn described(name: &'static str, service: &'static str, operation: &'static str, items: &'static str) -> Type {
    Type { name, service, operation, items, more: |_, _| Some(()) }
}

const DETAILS: &str = "GetAccountAuthorizationDetails";

const TYPES: &[Type] = &[
    described("AWS::EC2::SecurityGroup", "ec2", "DescribeSecurityGroups", "SecurityGroups"),
    described("AWS::EC2::Instance", "ec2", "DescribeInstances", "Reservations[].Instances[]"),
    described("AWS::EC2::Volume", "ec2", "DescribeVolumes", "Volumes"),
    described("AWS::EC2::NetworkInterface", "ec2", "DescribeNetworkInterfaces", "NetworkInterfaces"),
    described("AWS::EC2::NetworkAcl", "ec2", "DescribeNetworkAcls", "NetworkAcls"),
    described("AWS::EC2::RouteTable", "ec2", "DescribeRouteTables", "RouteTables"),
    described("AWS::EC2::InternetGateway", "ec2", "DescribeInternetGateways", "InternetGateways"),
    described("AWS::EC2::Subnet", "ec2", "DescribeSubnets", "Subnets"),
    described("AWS::EC2::VPC", "ec2", "DescribeVpcs", "Vpcs"),
    described("AWS::EC2::EIP", "ec2", "DescribeAddresses", "Addresses"),
    described("AWS::RDS::DBInstance", "rds", "DescribeDBInstances", "DBInstances"),
    described("AWS::RDS::DBCluster", "rds", "DescribeDBClusters", "DBClusters"),
    described("AWS::RDS::DBSnapshot", "rds", "DescribeDBSnapshots", "DBSnapshots"),
    described("AWS::RDS::DBClusterSnapshot", "rds", "DescribeDBClusterSnapshots", "DBClusterSnapshots"),
    described("AWS::IAM::User", "iam", DETAILS, "UserDetailList"),
    described("AWS::IAM::Group", "iam", DETAILS, "GroupDetailList"),
    described("AWS::IAM::Role", "iam", DETAILS, "RoleDetailList"),
    described("AWS::IAM::Policy", "iam", DETAILS, "Policies"),
    described("AWS::CloudTrail::Trail", "cloudtrail", "DescribeTrails", "trailList"),
    described("AWS::ElasticLoadBalancingV2::LoadBalancer", "elbv2", "DescribeLoadBalancers", "LoadBalancers"),
    Type { more: function, ..described("AWS::Lambda::Function", "lambda", "ListFunctions", "Functions") },
    Type { more: bucket, ..described("AWS::S3::Bucket", "s3", "ListBuckets", "Buckets") },
    Type { more: key, ..described("AWS::KMS::Key", "kms", "DescribeKey", "") },
    Type { more: dynamodb_table, ..described("AWS::DynamoDB::Table", "dynamodb", "DescribeTable", "") },
    Type { more: topic, ..described("AWS::SNS::Topic", "sns", "ListTopics", "") },
];

/// What an answer says: what was described, or why not as AWS says it.
type Said = Result<Value, (String, String)>;

/// The newest item of each resource, from however many documents.
#[derive(Debug, Default)]
pub(super) struct Items {
    newest: BTreeMap<Named, Taken>,
}

/// What an item is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    kind: String,
    id: String,
    region: String,
    /// None where the item does not say whose it is.
    account: Option<String>,
}

#[derive(Debug)]
struct Taken {
    at: String,
    file: String,
    item: Value,
}

/// The answer to one question.
#[derive(Debug)]
pub(super) struct OneAnswer {
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    pub(super) region: String,
    pub(super) file: String,
    /// The item that it is about; none for lists.
    pub(super) key: Option<String>,
    pub(super) said: Said,
}

/// What a list's answer will hold, and in which member.
#[derive(Debug)]
struct Listed {
    file: String,
    items: Vec<(&'static str, Value)>,
    /// What is in it: an item of the whole account is recorded in each of its regions.
    known: HashSet<(&'static str, Value)>,
}

/// The answers that items make.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) all: Vec<OneAnswer>,
    lists: BTreeMap<(&'static str, &'static str, String), Listed>,
    /// How many items of which types were not read.
    pub(super) unmodelled: BTreeMap<String, u64>,
    /// Items of which nothing could be read, and why.
    pub(super) unread: Vec<String>,
}

struct Item {
    file: String,
    region: String,
    configuration: Value,
    more: Map<String, Value>,
    tags: Option<Value>,
}

/// Whether a document is a snapshot or history of AWS Config.
pub(super) fn is_items(document: &Value) -> bool {
    document.get("configurationItems").is_some_and(Value::is_array)
}

fn account_of(item: &Value) -> Option<&str> {
    item.get("awsAccountId").or_else(|| item.get("accountId")).and_then(Value::as_str)
}

/// <https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html>
fn status(item: &Value) -> Option<&str> {
    item.get("configurationItemStatus").and_then(Value::as_str)
}

fn is_deleted(item: &Value) -> bool {
    matches!(status(item), Some("ResourceDeleted" | "ResourceDeletedNotRecorded"))
}

fn keep_newest(all: &mut BTreeMap<Named, Taken>, named: Named, taken: Taken) {
    if all.get(&named).is_none_or(|known| known.at < taken.at) {
        all.insert(named, taken);
    }
}

impl Items {
    /// Takes the items of a document; says which are none.
    pub(super) fn take(&mut self, file: &str, document: &Value) -> Vec<String> {
        let mut unread = Vec::new();
        let items = document.get("configurationItems").and_then(Value::as_array);
        for (place, item) in items.into_iter().flatten().enumerate() {
            let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
            let (Some(kind), Some(id)) = (text("resourceType"), text("resourceId")) else {
                let place = place + 1;
                unread.push(format!("item {place} has no `resourceType` or `resourceId`"));
                continue;
            };
            let at = text("configurationItemCaptureTime").unwrap_or_default();
            let (region, account) = (text("awsRegion").unwrap_or_default(), account_of(item).map(str::to_owned));
            let taken = Taken { at, file: file.to_owned(), item: item.clone() };
            keep_newest(&mut self.newest, Named { kind, id, region, account }, taken);
        }
        unread
    }

    /// The accounts that the items are of.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.newest.values().filter_map(|taken| account_of(&taken.item))
    }

    /// The items of one account as answers.
    pub(super) fn answers(self, account: &str) -> Answers {
        let mut answers = Answers::default();
        let mut own = BTreeMap::new();
        for (mut named, taken) in self.newest {
            // Accounts may have resources of one name.
            if named.account.take().is_none_or(|of| of == account) {
                keep_newest(&mut own, named, taken);
            } else if !is_deleted(&taken.item) {
                let Named { kind, id, .. } = named;
                answers.unread.push(format!("{}: not read: `{id}` ({kind}) is of another account", taken.file));
            }
        }
        for (Named { kind, id, region, .. }, Taken { file, item, .. }) in own {
            match status(&item) {
                None | Some("OK" | "ResourceDiscovered") => {}
                Some(_) if is_deleted(&item) => continue,
                Some(_) => {
                    answers.unread.push(format!("{file}: not read: `{id}` ({kind}) has no configuration"));
                    continue;
                }
            }
            let Some(of) = TYPES.iter().find(|of| of.name == kind) else {
                *answers.unmodelled.entry(kind).or_default() += 1;
                continue;
            };
            let configuration = opened(item.get("configuration"));
            if !configuration.is_object() {
                answers.unread.push(format!("{file}: not read: `{id}` ({kind}) has no configuration"));
                continue;
            }
            let more = opened(item.get("supplementaryConfiguration")).as_object().cloned().unwrap_or_default();
            let item = Item { file, region, configuration, more, tags: item.get("tags").cloned() };
            answers.item(of, &item, &id);
        }
        answers.close();
        answers
    }
}

impl Answers {
    fn item(&mut self, of: &'static Type, item: &Item, id: &str) {
        let mut strange = || {
            self.unread.push(format!("{}: not read: `{id}` ({}) has not the form of its type", item.file, of.name));
        };
        if !of.items.is_empty() {
            let Some(value) = description(of.service, of.operation, of.items, item) else { return strange() };
            let ids = question::about(of.service, of.operation).filter(|question| question.items == of.items);
            if !ids.into_iter().all(|question| question.id.is_empty() || table::has_text(&value, question.id)) {
                return strange();
            }
            // By these the tables tell which list a trail is in.
            let placed = value.get("IsMultiRegionTrail").is_some_and(Value::is_boolean)
                && value.get("HomeRegion").and_then(Value::as_str).is_some_and(|region| !region.is_empty());
            if of.service == "cloudtrail" && !placed {
                return strange();
            }
            self.list(of.service, of.operation, item, of.items, value);
        }
        if (of.more)(self, item).is_none() {
            self.unread.push(format!("{}: not read: `{id}` ({}) has not the form of its type", item.file, of.name));
        }
    }

    fn list(&mut self, service: &'static str, operation: &'static str, item: &Item, path: &'static str, value: Value) {
        // One list for the account, however many regions its items are in.
        let region = if is_global(service) || service == "cloudtrail" { String::new() } else { item.region.clone() };
        let list = self.lists.entry((service, operation, region)).or_insert_with(|| Listed {
            file: item.file.clone(),
            items: Vec::new(),
            known: HashSet::new(),
        });
        if list.known.insert((path, value.clone())) {
            list.items.push((path, value));
        }
    }

    fn say(&mut self, service: &'static str, operation: &'static str, item: &Item, key: &str, said: Said) {
        let (region, file) = (item.region.clone(), item.file.clone());
        self.all.push(OneAnswer { service, operation, region, file, key: Some(key.to_owned()), said });
    }

    /// Makes answers of the lists.
    fn close(&mut self) {
        for ((service, operation, region), Listed { file, items, .. }) in std::mem::take(&mut self.lists) {
            let mut answer = Map::new();
            let homes: BTreeSet<String> = items
                .iter()
                .filter_map(|(_, item)| item.get("HomeRegion").and_then(Value::as_str).map(str::to_owned))
                .collect();
            for (path, value) in items {
                let (name, value) = match path {
                    "Reservations[].Instances[]" => ("Reservations", json!({ "Instances": [value] })),
                    name => (name, value),
                };
                if let Value::Array(list) = answer.entry(name).or_insert_with(|| json!([])) {
                    list.push(value);
                }
            }
            let regions = if service == "cloudtrail" { homes } else { BTreeSet::from([region]) };
            for region in regions {
                let (file, said) = (file.clone(), Ok(Value::Object(answer.clone())));
                self.all.push(OneAnswer { service, operation, region, file, key: None, said });
            }
        }
    }
}

/// A part that may be JSON in a text.
fn opened(value: Option<&Value>) -> Value {
    match value {
        Some(Value::String(text)) => parse(text).unwrap_or_else(|_| Value::from(text.as_str())),
        Some(value) => value.clone(),
        None => Value::Null,
    }
}

fn unknown(message: &str) -> Value {
    json!({"$unknown": {"kind": "unsupported", "message": message}})
}

/// An item as the operation describes it; each member that the item lacks is unknown.
fn description(service: &str, operation: &str, path: &str, item: &Item) -> Option<Value> {
    let model = catalog::service(service).ok()?;
    let reference = shape_at(&model, operation, path)?;
    let structure = model.structure(reference)?;
    let given = item.configuration.as_object()?;
    let mut members = Map::new();
    for member in &structure.members {
        let name = member.name.as_str();
        let mut found = given.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
        let said = match (found.next(), found.next()) {
            (Some((_, value)), None) => named(&model, &member.reference, value),
            (Some(_), Some(_)) => None,
            (None, _) if is_tags(&model, name, &member.reference) => item.tags.as_ref().and_then(tags),
            (None, _) => Some(unknown(&format!("the configuration item holds no `{name}`"))),
        };
        let said =
            said.unwrap_or_else(|| unknown(&format!("the configuration item holds no `{name}` that can be read")));
        members.insert(name.to_owned(), said);
    }
    Some(Value::Object(members))
}

fn is_tags(model: &Service, name: &str, reference: &Reference) -> bool {
    matches!(name, "Tags" | "TagList" | "TagSet") && matches!(model.kind(reference), Kind::List(_))
}

/// An item's tags: a map, or a list of `key` and `value`.
fn tags(tags: &Value) -> Option<Value> {
    match tags {
        Value::Object(map) => Some(map.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()),
        Value::Array(list) => {
            list.iter().map(|tag| Some(json!({"Key": tag.get("key")?, "Value": tag.get("value")?}))).collect()
        }
        _ => None,
    }
}

/// A value under the model's names. Nothing where it is not of the model's form.
fn named(model: &Service, reference: &Reference, value: &Value) -> Option<Value> {
    let shape = model.shape(reference.shape);
    match (&shape.kind, value) {
        (_, Value::Null) => Some(Value::Null),
        (Kind::Structure(structure), Value::Object(given)) => {
            let permission = structure.member("IpRanges").is_some() && structure.member("UserIdGroupPairs").is_some();
            let given = if permission { &permissions(given)? } else { given };
            let mut members = Map::new();
            let mut strange = None;
            for (name, value) in given {
                let member = structure.members.iter().find(|member| member.name.eq_ignore_ascii_case(name));
                let Some(member) = member else {
                    strange = Some(name);
                    continue;
                };
                if members.insert(member.name.clone(), named(model, &member.reference, value)?).is_some() {
                    return None;
                }
            }
            // The name of a state that stands alone.
            if let (true, Some(value), true) =
                (members.is_empty(), given.get("value"), structure.member("Name").is_some())
            {
                members.insert("Name".to_owned(), value.clone());
            } else if let Some(strange) = strange {
                // It may be the name of any member that is missing.
                for member in &structure.members {
                    members.entry(member.name.clone()).or_insert_with(|| {
                        unknown(&format!("the configuration item holds no `{}`, and a `{strange}`", member.name))
                    });
                }
            }
            Some(Value::Object(members))
        }
        (Kind::List(element), Value::Array(list)) => {
            list.iter().map(|value| if value.is_null() { None } else { named(model, element, value) }).collect()
        }
        (Kind::Map(_, element), Value::Object(given)) => given
            .iter()
            .map(|(name, value)| Some((name.clone(), named(model, element, value)?)))
            .collect::<Option<Map<_, _>>>()
            .map(Value::Object),
        (Kind::Text, Value::String(text)) if shape.policy => document(text),
        (Kind::Text, Value::Object(given)) if given.len() == 1 => {
            given.get("value").filter(|value| value.is_string()).cloned()
        }
        (Kind::Structure(_) | Kind::List(_) | Kind::Map(..), _) | (_, Value::Array(_) | Value::Object(_)) => None,
        (Kind::Boolean, Value::String(text)) => text.parse::<bool>().ok().map(Value::Bool),
        (Kind::Boolean, value) if !value.is_boolean() => None,
        _ => Some(value.clone()),
    }
}

/// A policy document that IAM URL-encodes; nothing where it is not one.
fn document(text: &str) -> Option<Value> {
    let decoded = if text.trim_start().starts_with('%') { percent_decode(text) } else { text.to_owned() };
    parse(&decoded).ok().filter(Value::is_object).map(|_| Value::String(decoded))
}

/// A security group's permission, whose IPv4 ranges stand twice: as texts and, newer, with descriptions.
/// Nothing where one of the four kinds of sources is missing.
fn permissions(given: &Map<String, Value>) -> Option<Map<String, Value>> {
    let list = |name: &str| given.get(name).and_then(Value::as_array);
    let mut ranges: Vec<Value> = list("ipv4Ranges").cloned().unwrap_or_default();
    let mut known: HashSet<Option<Value>> = ranges.iter().map(|range| range.get("cidrIp").cloned()).collect();
    for range in list("ipRanges").into_iter().flatten() {
        let range = range.as_str().map_or_else(|| range.clone(), |text| json!({ "cidrIp": text }));
        if known.insert(range.get("cidrIp").cloned()) {
            ranges.push(range);
        }
    }
    list("ipv4Ranges").or_else(|| list("ipRanges"))?;
    list("ipv6Ranges")?;
    list("userIdGroupPairs")?;
    let prefixes: Vec<Value> = list("prefixListIds")?
        .iter()
        .map(|id| id.as_str().map_or_else(|| id.clone(), |text| json!({ "prefixListId": text })))
        .collect();
    let mut out = given.clone();
    out.remove("ipv4Ranges");
    out.insert("ipRanges".to_owned(), Value::Array(ranges));
    out.insert("prefixListIds".to_owned(), Value::Array(prefixes));
    Some(out)
}

/// A policy, which may be a text in a text.
fn policy(value: Option<&Value>) -> Option<String> {
    let mut value = value?.clone();
    for _ in 0..3 {
        match &value {
            Value::String(text) => value = parse(text).ok()?,
            Value::Object(members) if members.contains_key("Statement") => return Some(value.to_string()),
            _ => return None,
        }
    }
    None
}

fn text_of<'i>(item: &'i Item, name: &str) -> Option<&'i str> {
    item.configuration.get(name).and_then(Value::as_str)
}

fn refused(code: &str) -> Said {
    Err((code.to_owned(), "as AWS Config recorded it".to_owned()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html> and its neighbours.
fn bucket(answers: &mut Answers, item: &Item) -> Option<()> {
    let name = text_of(item, "name")?;
    let part = |name: &str| item.more.get(name).map(|part| opened(Some(part)));
    if let Some(part) = part("BucketPolicy") {
        match part.get("policyText") {
            Some(Value::Null) => answers.say("s3", "GetBucketPolicy", item, name, refused("NoSuchBucketPolicy")),
            text => {
                if let Some(policy) = policy(text) {
                    answers.say("s3", "GetBucketPolicy", item, name, Ok(json!({ "Policy": policy })));
                }
            }
        }
    }
    let mut shaped = |operation: &'static str, path: &str, given: &Value| {
        let Ok(model) = catalog::service("s3") else { return };
        let said = shape_at(&model, operation, path).and_then(|reference| named(&model, reference, given));
        if let Some(said) = said.filter(|said| !said.is_null()) {
            answers.say("s3", operation, item, name, Ok(json!({ path: said })));
        }
    };
    if let Some(part) = part("PublicAccessBlockConfiguration")
        && ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"]
            .iter()
            .all(|name| part.get(*name).is_some_and(Value::is_boolean))
    {
        shaped("GetPublicAccessBlock", "PublicAccessBlockConfiguration", &part);
    }
    if let Some(part) = part("BucketVersioningConfiguration")
        && let Some(status) = part.get("status").and_then(Value::as_str)
    {
        let mut said = Map::new();
        if status != "Off" {
            said.insert("Status".to_owned(), status.into());
        }
        let mfa = match part.get("isMfaDeleteEnabled") {
            Some(Value::Bool(on)) => Some(if *on { "Enabled" } else { "Disabled" }.into()),
            Some(Value::Null) => None,
            _ => Some(unknown("the configuration item holds no `isMfaDeleteEnabled`")),
        };
        said.extend(mfa.map(|mfa| ("MFADelete".to_owned(), mfa)));
        answers.say("s3", "GetBucketVersioning", item, name, Ok(Value::Object(said)));
    }
    if let Some(part) = part("BucketLoggingConfiguration")
        && let Some(bucket) = part.get("destinationBucketName")
    {
        let said = if bucket.is_null() { json!({}) } else { json!({"LoggingEnabled": {"TargetBucket": bucket}}) };
        answers.say("s3", "GetBucketLogging", item, name, Ok(said));
    }
    Some(())
}

/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html>
fn key(answers: &mut Answers, item: &Item) -> Option<()> {
    let id = text_of(item, "keyId")?;
    let said = description("kms", "DescribeKey", "KeyMetadata", item)?;
    answers.list("kms", "ListKeys", item, "Keys", json!({ "KeyId": id, "KeyArn": said.get("Arn") }));
    answers.say("kms", "DescribeKey", item, id, Ok(json!({ "KeyMetadata": said })));
    let rotation = match item.more.get("KeyRotationStatus") {
        Some(Value::String(text)) => text.parse::<bool>().ok(),
        value => value.and_then(Value::as_bool),
    };
    if let Some(on) = rotation {
        answers.say("kms", "GetKeyRotationStatus", item, id, Ok(json!({ "KeyRotationEnabled": on })));
    }
    if let Some(policy) = policy(item.more.get("Policy")) {
        answers.say("kms", "GetKeyPolicy", item, id, Ok(json!({ "Policy": policy })));
    }
    Some(())
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html>
fn dynamodb_table(answers: &mut Answers, item: &Item) -> Option<()> {
    let name = text_of(item, "tableName")?;
    let said = description("dynamodb", "DescribeTable", "Table", item)?;
    answers.list("dynamodb", "ListTables", item, "TableNames", name.into());
    answers.say("dynamodb", "DescribeTable", item, name, Ok(json!({ "Table": said })));
    let backups = opened(item.more.get("ContinuousBackupsDescription"));
    let status = "/pointInTimeRecoveryDescription/pointInTimeRecoveryStatus";
    if let Some(status) = backups.pointer(status).and_then(Value::as_str) {
        let said = json!({"ContinuousBackupsDescription": {
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status}
        }});
        answers.say("dynamodb", "DescribeContinuousBackups", item, name, Ok(said));
    }
    Some(())
}

/// <https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html>: the item's members are the topic's attributes.
fn topic(answers: &mut Answers, item: &Item) -> Option<()> {
    let arn = text_of(item, "TopicArn")?;
    let mut attributes = item.configuration.as_object().cloned().unwrap_or_default();
    for name in ["Policy", "KmsMasterKeyId"] {
        if !attributes.get(name).is_some_and(Value::is_string) {
            attributes.insert(name.to_owned(), unknown(&format!("the configuration item holds no `{name}`")));
        }
    }
    answers.list("sns", "ListTopics", item, "Topics", json!({ "TopicArn": arn }));
    answers.say("sns", "GetTopicAttributes", item, arn, Ok(json!({ "Attributes": attributes })));
    Some(())
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html>
fn function(answers: &mut Answers, item: &Item) -> Option<()> {
    let name = text_of(item, "functionName")?;
    if let Some(policy) = policy(item.more.get("Policy")) {
        answers.say("lambda", "GetPolicy", item, name, Ok(json!({ "Policy": policy })));
    }
    Some(())
}

/// The types of which items were made lists of.
pub(super) fn types(service: &str, operation: &str) -> impl Iterator<Item = &'static str> {
    let named = |name: &'static str| if name == "AWS::IAM::Policy" { "AWS::IAM::ManagedPolicy" } else { name };
    TYPES
        .iter()
        .filter(move |of| of.service == service && (of.items.is_empty() || of.operation == operation))
        .map(move |of| named(of.name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Answers, Items, policy};

    fn read(items: &serde_json::Value) -> (Vec<String>, Answers) {
        let mut all = Items::default();
        let strange = all.take("snap.json", &json!({ "configurationItems": items }));
        (strange, all.answers("111122223333"))
    }

    fn list<'a>(answers: &'a Answers, operation: &str) -> &'a serde_json::Value {
        let found = answers.all.iter().find(|answer| answer.operation == operation && answer.key.is_none());
        found.unwrap().said.as_ref().unwrap()
    }

    #[test]
    fn an_item_has_the_models_names_and_what_it_lacks_is_unknown() {
        let (strange, answers) = read(&json!([
            {
                "resourceType": "AWS::RDS::DBInstance", "resourceId": "db-1", "awsRegion": "us-east-1",
                "awsAccountId": "111122223333", "configurationItemStatus": "OK", "tags": {"Name": "orders"},
                "configurationItemCaptureTime": "2026-01-02T00:00:00.000Z",
                "configuration": {"dBInstanceIdentifier": "orders", "iAMDatabaseAuthenticationEnabled": false, "kmsKeyId": null},
            },
            {
                "resourceType": "AWS::RDS::DBInstance", "resourceId": "db-1", "awsRegion": "us-east-1",
                "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z",
                "configuration": {"dBInstanceIdentifier": "older"},
            },
            {"resourceType": "AWS::RDS::DBInstance", "resourceId": "db-2", "configurationItemStatus": "ResourceDeleted"},
            {"resourceType": "AWS::RDS::DBInstance", "resourceId": "db-3", "awsAccountId": "444455556666"},
            {"resourceType": "AWS::Else::Thing", "resourceId": "x"},
            {"resourceType": "AWS::EC2::Volume", "resourceId": "vol-1", "configuration": [1]},
            {"hello": 1},
        ]));
        assert_eq!(strange.len(), 1);
        assert_eq!(answers.unmodelled.get("AWS::Else::Thing"), Some(&1));
        assert_eq!(answers.unread.len(), 2, "{:?}", answers.unread);
        let databases = &list(&answers, "DescribeDBInstances")["DBInstances"];
        assert_eq!(databases.as_array().map(Vec::len), Some(1));
        let database = &databases[0];
        assert_eq!(database["DBInstanceIdentifier"], "orders");
        assert_eq!(database["IAMDatabaseAuthenticationEnabled"], false);
        assert_eq!(database["KmsKeyId"], json!(null));
        assert_eq!(database["TagList"], json!([{"Key": "Name", "Value": "orders"}]));
        assert!(database["PubliclyAccessible"].get("$unknown").is_some());
    }

    #[test]
    fn accounts_may_have_resources_of_one_name() {
        let user = |account: &str, at: &str, status: &str| {
            json!({"resourceType": "AWS::RDS::DBInstance", "resourceId": "orders", "awsRegion": "us-east-1", "awsAccountId": account,
                "configurationItemCaptureTime": at, "configurationItemStatus": status,
                "configuration": {"dBInstanceIdentifier": "orders", "publiclyAccessible": true}})
        };
        let own = user("111122223333", "2026-01-01T00:00:00.000Z", "OK");
        let (_, answers) = read(&json!([own, user("444455556666", "2026-01-02T00:00:00.000Z", "OK")]));
        assert_eq!(list(&answers, "DescribeDBInstances")["DBInstances"].as_array().map(Vec::len), Some(1));
        assert_eq!(answers.unread, ["snap.json: not read: `orders` (AWS::RDS::DBInstance) is of another account"]);
        let (_, answers) = read(&json!([own, user("444455556666", "2026-01-02T00:00:00.000Z", "ResourceDeleted")]));
        assert_eq!((answers.unread.len(), answers.all.len()), (0, 1));
    }

    #[test]
    fn a_permission_has_all_its_ranges_or_is_unknown() {
        let group = |permission: serde_json::Value| {
            let (_, answers) = read(&json!([{
                "resourceType": "AWS::EC2::SecurityGroup", "resourceId": "sg-1", "awsRegion": "us-east-1",
                "configuration": {"groupId": "sg-1", "ipPermissions": [permission]},
            }]));
            list(&answers, "DescribeSecurityGroups")["SecurityGroups"][0]["IpPermissions"].clone()
        };
        let old = json!({"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"], "ipv4Ranges": [],
            "ipv6Ranges": [], "prefixListIds": ["pl-1"], "userIdGroupPairs": []});
        assert_eq!(
            group(old.clone())[0],
            json!({"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                "Ipv6Ranges": [], "PrefixListIds": [{"PrefixListId": "pl-1"}], "UserIdGroupPairs": []})
        );
        let mut cut = old;
        cut.as_object_mut().unwrap().remove("ipv6Ranges");
        assert!(group(cut).get("$unknown").is_some());
    }

    #[test]
    fn a_trail_without_its_home_region_is_told() {
        let trail = |name: &str| {
            json!({"resourceType": "AWS::CloudTrail::Trail", "resourceId": name, "awsRegion": "us-east-1",
                "configuration": {"name": name, "trailARN": format!("arn:aws:cloudtrail:us-east-1:111122223333:trail/{name}"),
                    "isMultiRegionTrail": true, "homeRegion": "us-east-1"}})
        };
        let mut lost = trail("lost");
        lost["configuration"].as_object_mut().unwrap().remove("homeRegion");
        for items in [json!([lost]), json!([trail("kept"), lost])] {
            let (_, answers) = read(&items);
            assert_eq!(answers.unread.len(), 1, "{:?}", answers.unread);
            assert!(answers.unread[0].contains("`lost` (AWS::CloudTrail::Trail)"), "{:?}", answers.unread);
        }
        let (_, answers) = read(&json!([trail("kept")]));
        assert_eq!(
            (answers.unread.len(), list(&answers, "DescribeTrails")["trailList"][0]["Name"].as_str()),
            (0, Some("kept"))
        );
    }

    #[test]
    fn an_item_that_does_not_say_what_it_is_about_is_told() {
        for kind in ["AWS::KMS::Key", "AWS::DynamoDB::Table", "AWS::SNS::Topic", "AWS::S3::Bucket"] {
            let (_, answers) = read(&json!([{"resourceType": kind, "resourceId": "x", "configuration": {"other": 1}}]));
            assert_eq!(answers.unread.len(), 1, "{kind}: {:?}", answers.unread);
        }
    }

    #[test]
    fn a_name_that_nobody_knows_leaves_what_is_missing_beside_it_unknown() {
        let metadata = |options: serde_json::Value| {
            let (_, answers) =
                read(&json!([{"resourceType": "AWS::EC2::Instance", "resourceId": "i-1", "awsRegion": "us-east-1",
                "configuration": {"instanceId": "i-1", "metadataOptions": options}}]));
            list(&answers, "DescribeInstances")["Reservations"][0]["Instances"][0]["MetadataOptions"].clone()
        };
        let known = metadata(json!({"httpTokens": "required", "httpEndpoint": "enabled"}));
        assert_eq!(known, json!({"HttpTokens": "required", "HttpEndpoint": "enabled"}));
        let strange = metadata(json!({"http_tokens": "optional", "httpEndpoint": "enabled"}));
        assert_eq!(strange["HttpEndpoint"], "enabled");
        assert!(strange["HttpTokens"].get("$unknown").is_some(), "{strange}");
    }

    #[test]
    fn policies_are_found_in_texts_in_texts() {
        let plain = json!({"Version": "2012-10-17", "Statement": []});
        let text = json!(plain.to_string());
        let twice = json!(text.to_string());
        for value in [&plain, &text, &twice] {
            assert_eq!(policy(Some(value)).as_deref(), Some(plain.to_string().as_str()));
        }
        assert_eq!(policy(Some(&json!("none"))), None);
        assert_eq!(policy(None), None);
    }
}
