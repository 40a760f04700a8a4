//! A made-up account of any size, for measurements.
//!
//! The mix is that of a large account: mostly functions, log groups, roles, security groups, then buckets and queues,
//! one in ten with a fault. The same number gives the same account.

use serde_json::{Value, json};
use yagura_model::{Fact, Gap, Listed, Meta, Node, Origin, Scope, ScopeKind, Snapshot};

pub(crate) const ACCOUNT: &str = "111122223333";
const REGIONS: [&str; 4] = ["ap-northeast-1", "ap-northeast-3", "us-east-1", "eu-west-1"];

/// The properties of the `index`th resource, with a fault or without.
type Make = fn(usize, bool) -> Value;

/// Types, how many of ten resources are of it, and how one is made.
const MIX: &[(&str, usize, Make)] = &[
    ("AWS::Lambda::Function", 2, function),
    (
        "AWS::Logs::LogGroup",
        2,
        |index, bad| json!({"LogGroupName": format!("/aws/lambda/shop-{index}"), "RetentionInDays": if bad { Value::Null } else { json!(365) }}),
    ),
    ("AWS::IAM::Role", 2, role),
    ("AWS::EC2::SecurityGroup", 2, group),
    ("AWS::S3::Bucket", 1, bucket),
    (
        "AWS::SQS::Queue",
        1,
        |index, bad| json!({"QueueName": format!("shop-{index}"), "SqsManagedSseEnabled": !bad, "PolicyDocument": policy("sqs:SendMessage", &[&format!("arn:aws:sqs:{}:{ACCOUNT}:shop-{index}", region(index))], bad)}),
    ),
];

/// A policy of two statements; `open` lets everyone in.
pub(crate) fn policy(action: &str, resource: &[&str], open: bool) -> Value {
    let principal = if open { json!("*") } else { json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:role/shop")}) };
    json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "Own", "Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource},
        {"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": resource, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    ]})
}

fn function(index: usize, bad: bool) -> Value {
    json!({
        "FunctionName": format!("shop-{index}"),
        "Runtime": if bad { "python3.8" } else { "python3.13" },
        "Handler": "app.handler",
        "Role": format!("arn:aws:iam::{ACCOUNT}:role/shop-{index}"),
        "Environment": {"Variables": {"TABLE": "orders", "LEVEL": "info"}},
        "MemorySize": 256, "Timeout": 30,
    })
}

fn role(index: usize, bad: bool) -> Value {
    json!({
        "RoleName": format!("shop-{index}"),
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
        "ManagedPolicyArns": if bad { json!(["arn:aws:iam::aws:policy/AdministratorAccess"]) } else { json!([]) },
        "Policies": [{"PolicyName": "orders", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": format!("arn:aws:dynamodb:ap-northeast-1:{ACCOUNT}:table/orders-{index}")},
            {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": format!("arn:aws:logs:ap-northeast-1:{ACCOUNT}:log-group:/aws/lambda/shop-{index}:*")}]}}],
    })
}

fn group(index: usize, bad: bool) -> Value {
    json!({
        "GroupId": format!("sg-{index:017x}"),
        "GroupName": format!("shop-{index}"),
        "GroupDescription": "shop",
        "VpcId": "vpc-0123456789abcdef0",
        "SecurityGroupIngress": [
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8"},
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": if bad { "0.0.0.0/0" } else { "10.0.0.0/8" }}],
        "SecurityGroupEgress": [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}],
    })
}

fn bucket(index: usize, bad: bool) -> Value {
    let block = json!({"BlockPublicAcls": !bad, "IgnorePublicAcls": !bad, "BlockPublicPolicy": !bad, "RestrictPublicBuckets": !bad});
    let (itself, objects) = (format!("arn:aws:s3:::shop-{index}"), format!("arn:aws:s3:::shop-{index}/*"));
    // Where there is a fault, the denial of plain HTTP leaves the bucket itself out, as is often seen.
    let resources: &[&str] = if bad { &[&objects] } else { &[&itself, &objects] };
    json!({
        "BucketName": format!("shop-{index}"),
        "PublicAccessBlockConfiguration": block,
        "PolicyDocument": policy("s3:GetObject", resources, bad),
        "VersioningConfiguration": {"Status": "Enabled"},
    })
}

fn region(index: usize) -> &'static str {
    REGIONS.iter().cycle().nth(index / 10 % REGIONS.len()).copied().unwrap_or_default()
}

fn arn(resource_type: &str, index: usize) -> String {
    let region = region(index);
    match resource_type {
        "AWS::Lambda::Function" => format!("arn:aws:lambda:{region}:{ACCOUNT}:function:shop-{index}"),
        "AWS::Logs::LogGroup" => format!("arn:aws:logs:{region}:{ACCOUNT}:log-group:/aws/lambda/shop-{index}"),
        "AWS::IAM::Role" => format!("arn:aws:iam::{ACCOUNT}:role/shop-{index}"),
        "AWS::EC2::SecurityGroup" => format!("arn:aws:ec2:{region}:{ACCOUNT}:security-group/sg-{index:017x}"),
        "AWS::S3::Bucket" => format!("arn:aws:s3:::shop-{index}"),
        _ => format!("arn:aws:sqs:{region}:{ACCOUNT}:shop-{index}"),
    }
}

/// An account with this many resources.
pub(crate) fn account(number: usize) -> Result<Snapshot, Gap> {
    let mut snapshot = Snapshot::default();
    "2026-01-31T00:00:00Z".clone_into(&mut snapshot.contents.taken);
    snapshot.contents.taken_epoch = 1_769_817_600;
    for resource_type in Snapshot::TYPES {
        for region in REGIONS {
            snapshot.contents.lists.push(Listed {
                resource_type: (*resource_type).to_owned(),
                account: ACCOUNT.to_owned(),
                region: region.to_owned(),
                gap: None,
            });
        }
    }
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Account,
        account: ACCOUNT.to_owned(),
        name: "large".to_owned(),
        regions: REGIONS.map(str::to_owned).to_vec(),
        caller: format!("arn:aws:iam::{ACCOUNT}:role/yagura"),
    });
    let turns: Vec<&(&str, usize, Make)> = MIX.iter().flat_map(|entry| std::iter::repeat_n(entry, entry.1)).collect();
    for (index, (resource_type, _, make)) in (0..number).zip(turns.into_iter().cycle()) {
        let meta = Meta {
            account: ACCOUNT.to_owned(),
            region: region(index).to_owned(),
            id: format!("shop-{index}"),
            arn: Some(arn(resource_type, index)),
            name: format!("shop-{index}"),
            tags: Fact::Known([("env".into(), Fact::Known("prod".into()))].into_iter().collect()),
            origin: Origin::Live { call: "made-up".to_owned() },
        };
        let properties = make(index, index / 10 % 10 == 0);
        snapshot.insert(resource_type, meta, &Node::from(&properties))?;
    }
    snapshot.each_text(|_, _, _, _, text| text.set_matches(Vec::new()));
    snapshot.sort();
    Ok(snapshot)
}
