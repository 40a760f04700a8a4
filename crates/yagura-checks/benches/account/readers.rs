//! The made-up account with many who read one bucket, each a part of it.

use serde_json::{Value, json};
use yagura_model::{Fact, Gap, Meta, Node, Origin, Snapshot};

use crate::account::{ACCOUNT, account, policy};

/// An account with an open bucket `lake`, and so many roles that each read a folder of it.
pub(crate) fn with_readers(number: usize) -> Result<Snapshot, Gap> {
    let mut snapshot = account(100)?;
    let mut add = |resource_type: &str, name: &str, arn: String, properties: Value| {
        let meta = Meta {
            account: ACCOUNT.to_owned(),
            region: "us-east-1".to_owned(),
            id: name.to_owned(),
            arn: Some(arn),
            name: name.to_owned(),
            tags: Fact::Known(yagura_model::Tags::new()),
            origin: Origin::Live { call: "made-up".to_owned() },
        };
        snapshot.insert(resource_type, meta, &Node::from(&properties))
    };
    for index in 0..number {
        let reads = json!({"RoleName": format!("reader-{index}"), "ManagedPolicyArns": [],
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
            "Policies": [{"PolicyName": "reads", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": format!("arn:aws:s3:::lake/team-{index}/*")}]}}]});
        let name = format!("reader-{index}");
        add("AWS::IAM::Role", &name, format!("arn:aws:iam::{ACCOUNT}:role/{name}"), reads)?;
    }
    let block = json!({"BlockPublicAcls": false, "IgnorePublicAcls": false, "BlockPublicPolicy": false, "RestrictPublicBuckets": false});
    let lake = json!({"BucketName": "lake", "PublicAccessBlockConfiguration": block,
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PolicyDocument": policy("s3:GetObject", &["arn:aws:s3:::lake/team-1/*"], true)});
    add("AWS::S3::Bucket", "lake", "arn:aws:s3:::lake".to_owned(), lake)?;
    snapshot.sort();
    Ok(snapshot)
}
