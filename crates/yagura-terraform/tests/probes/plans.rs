//! Plans and states as JSON.

use yagura_model::Snapshot;
use yagura_terraform::{Blocks, read_plan};

fn plan(text: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    assert!(read_plan(&mut snapshot, "plan.json", text, &Blocks::default()), "it is known by its content");
    snapshot.sort();
    snapshot
}

fn block(snapshot: &Snapshot, at: usize) -> serde_json::Value {
    let props = serde_json::to_value(&snapshot.s3.buckets[at].props).unwrap();
    props["PublicAccessBlockConfiguration"].clone()
}

const PLAN: &str = r#"{
  "format_version": "1.2",
  "terraform_version": "1.9.0",
  "planned_values": {"root_module": {
    "resources": [
      {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "values": {"bucket": null, "tags": {"k": "v"}}},
      {"address": "aws_s3_bucket_public_access_block.p", "mode": "managed", "type": "aws_s3_bucket_public_access_block", "name": "p",
       "values": {"block_public_acls": false, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}}
    ],
    "child_modules": [{"address": "module.m[\"x\"]", "resources": [
      {"address": "module.m[\"x\"].aws_s3_bucket.c[\"k\"]", "mode": "managed", "type": "aws_s3_bucket", "name": "c", "index": "k", "values": {}},
      {"address": "module.m[\"x\"].aws_s3_bucket_public_access_block.p[\"k\"]", "mode": "managed", "type": "aws_s3_bucket_public_access_block", "name": "p",
       "index": "k", "values": {"block_public_acls": true, "block_public_policy": false}}
    ]}]
  }},
  "resource_changes": [
    {"address": "aws_s3_bucket.b", "change": {"after_unknown": {"id": true, "bucket": true, "tags": {}}}},
    {"address": "aws_s3_bucket_public_access_block.p", "change": {"after_unknown": {"id": true, "bucket": true}}},
    {"address": "module.m[\"x\"].aws_s3_bucket_public_access_block.p[\"k\"]", "change": {"after_unknown": {"bucket": true}}}
  ],
  "configuration": {"root_module": {
    "resources": [
      {"address": "aws_s3_bucket_public_access_block.p", "expressions": {"bucket": {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}}}
    ],
    "module_calls": {"m": {"module": {"resources": [
      {"address": "aws_s3_bucket_public_access_block.p", "expressions": {"bucket": {"references": ["aws_s3_bucket.c", "each.key"]}}}
    ]}}}
  }}
}"#;

#[test]
fn a_plan_joins_what_is_known_only_after_apply() {
    let snapshot = plan(PLAN);
    let ids: Vec<&str> = snapshot.s3.buckets.iter().map(|bucket| bucket.meta.id.as_str()).collect();
    assert_eq!(ids, ["aws_s3_bucket.b", "module.m[\"x\"].aws_s3_bucket.c[\"k\"]"]);
    assert_eq!(block(&snapshot, 0)["BlockPublicAcls"], false);
    assert_eq!(block(&snapshot, 0)["BlockPublicPolicy"], true);
    assert_eq!(block(&snapshot, 1)["BlockPublicPolicy"], false);
    assert_eq!(snapshot.s3.buckets[0].meta.template().unwrap().span.line, 6);
}

#[test]
fn what_a_plan_does_not_know_is_unknown() {
    let unknown = PLAN.replace("{\"id\": true, \"bucket\": true}}", "{\"bucket\": true, \"block_public_acls\": true}}");
    assert!(block(&plan(&unknown), 0)["$unknown"].is_object());
}

#[test]
fn states_are_known_by_their_content_in_both_forms() {
    let shown = r#"{"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
        {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b",
         "values": {"bucket": "real", "id": "real", "arn": "arn:aws:s3:::real"}},
        {"address": "aws_s3_bucket_public_access_block.p", "mode": "managed", "type": "aws_s3_bucket_public_access_block", "name": "p",
         "values": {"bucket": "real", "block_public_acls": false}}]}}}"#;
    let raw = r#"{"version": 4, "terraform_version": "1.9.0", "lineage": "x", "resources": [
        {"mode": "managed", "type": "aws_s3_bucket", "name": "b", "instances": [{"index_key": 0, "attributes": {"bucket": "real", "id": "real"}}]},
        {"mode": "data", "type": "aws_region", "name": "r", "instances": [{"attributes": {}}]},
        {"module": "module.m", "mode": "managed", "type": "aws_s3_bucket_public_access_block", "name": "p",
         "instances": [{"attributes": {"bucket": "real", "block_public_acls": false}}]}]}"#;
    for (text, id) in [(shown, "aws_s3_bucket.b"), (raw, "aws_s3_bucket.b[0]")] {
        let snapshot = plan(text);
        assert_eq!((snapshot.s3.buckets[0].meta.id.as_str(), snapshot.s3.buckets[0].meta.name.as_str()), (id, "real"));
        assert_eq!(block(&snapshot, 0)["BlockPublicAcls"], false);
    }
}

#[test]
fn what_is_neither_is_left_to_others() {
    let mut snapshot = Snapshot::default();
    for text in ["{}", "[]", "{\"Resources\": {}}", "{\"terraform_version\": \"1\"}", "resource"] {
        assert!(!read_plan(&mut snapshot, "x.json", text, &Blocks::default()), "{text}");
    }
    let torn = "{\"format_version\": \"1.2\", \"terraform_version\": \"1\", \"planned_values\": {";
    assert!(read_plan(&mut snapshot, "x.json", torn, &Blocks::default()));
    assert_eq!(snapshot.contents.gaps.len(), 1, "a torn plan is told");
}
