//! A plan does not list the `dynamic` blocks of its configuration: what they may have made is not taken for unwritten.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use yagura_model::Snapshot;
use yagura_terraform::{Blocks, Options, read_files, read_plan};

fn plan(resources: &Value, unknown: &Value, expressions: &Value, blocks: &Blocks) -> Snapshot {
    let text = json!({
        "format_version": "1.2",
        "terraform_version": "1.13.0",
        "planned_values": { "root_module": { "resources": resources } },
        "resource_changes": unknown,
        "configuration": { "root_module": { "resources": expressions } },
    });
    let mut snapshot = Snapshot::default();
    assert!(read_plan(&mut snapshot, "plan.json", &text.to_string(), blocks));
    snapshot
}

/// The configuration beside the plan.
fn source(name: &str, text: &str) -> Blocks {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("main.tf"), text).unwrap();
    let paths = ["main.tf".to_owned()];
    read_files(&mut Snapshot::default(), &folder, "", &paths, &Options::default()).unwrap()
}

/// A group of which the plan does not know the rules and lists no expressions of them.
fn unlisted_rules(blocks: &Blocks) -> Snapshot {
    plan(
        &json!([resource("aws_security_group", &json!({ "name": "gate" }))]),
        &json!([{ "address": "aws_security_group.a", "change": { "after_unknown": { "id": true, "ingress": true, "egress": true } } }]),
        &json!([{ "address": "aws_security_group.a", "expressions": { "name": { "constant_value": "gate" } } }]),
        blocks,
    )
}

fn resource(kind: &str, values: &Value) -> Value {
    json!({ "address": format!("{kind}.a"), "mode": "managed", "type": kind, "name": "a", "values": values })
}

#[test]
fn a_dynamic_block_in_the_source_is_not_taken_for_one_that_nobody_wrote() {
    let snapshot = unlisted_rules(&source(
        "dynamic",
        r#"resource "aws_security_group" "a" {
             name = "gate"
             dynamic "ingress" {
               for_each = aws_vpc.a.cidr_block_associations
               content {
                 protocol    = "tcp"
                 from_port   = 22
                 to_port     = 22
                 cidr_blocks = [ingress.value.cidr]
               }
             }
           }"#,
    ));
    let group = snapshot.ec2.security_groups.first().unwrap();
    assert!(group.security_group_ingress.get().is_err(), "the block is there, how often is known after apply");
    assert!(group.security_group_egress.get().unwrap().is_empty(), "the source has no such block");
}

#[test]
fn a_block_that_the_source_does_not_have_is_written_by_nobody() {
    let snapshot = unlisted_rules(&source("absent", r#"resource "aws_security_group" "a" { name = "gate" }"#));
    let group = snapshot.ec2.security_groups.first().unwrap();
    assert!(group.security_group_ingress.get().unwrap().is_empty());
}

#[test]
fn without_the_source_a_group_that_may_have_dynamic_rules_is_unknown() {
    let snapshot = unlisted_rules(&Blocks::default());
    let group = snapshot.ec2.security_groups.first().unwrap();
    assert!(group.security_group_ingress.get().is_err());
    assert!(group.security_group_egress.get().is_err());
}

#[test]
fn without_the_source_a_block_that_no_provider_computes_is_unknown() {
    let values = json!({ "name": "log" });
    let snapshot = plan(
        &json!([resource("aws_cloudtrail", &values)]),
        &json!([{ "address": "aws_cloudtrail.a", "change": { "after_unknown": {
            "event_selector": true, "kms_key_id": true } } }]),
        &json!([{ "address": "aws_cloudtrail.a", "expressions": { "name": { "constant_value": "log" } } }]),
        &Blocks::default(),
    );
    let trail = snapshot.cloudtrail.trails.first().unwrap();
    assert!(trail.event_selectors.get().is_err(), "a dynamic block of the configuration is not listed in the plan");
    assert!(trail.kms_key_id.get().unwrap().is_none(), "an attribute would be");
}

#[test]
fn a_dynamic_block_inside_a_block_is_seen_in_the_source() {
    let blocks = source(
        "inside",
        r#"resource "aws_cloudtrail" "a" {
             name = "log"
             event_selector {
               dynamic "data_resource" {
                 for_each = aws_s3_bucket.b[*].arn
                 content {
                   type   = "AWS::S3::Object"
                   values = [data_resource.value]
                 }
               }
             }
           }"#,
    );
    let snapshot = plan(
        &json!([resource(
            "aws_cloudtrail",
            &json!({ "name": "log", "event_selector": [{ "read_write_type": "All" }] })
        )]),
        &json!([{ "address": "aws_cloudtrail.a", "change": { "after_unknown": {
            "event_selector": [{ "data_resource": true }] } } }]),
        &json!([{ "address": "aws_cloudtrail.a", "expressions": {
            "name": { "constant_value": "log" }, "event_selector": [{}] } }]),
        &blocks,
    );
    let trail = snapshot.cloudtrail.trails.first().unwrap();
    assert!(trail.event_selectors.get().is_err(), "which data it logs is known after apply");
}
