//! A plan calls unknown what the provider computes; what the configuration leaves out is not unknown for that.

use serde_json::{Value, json};
use yagura_model::Snapshot;
use yagura_terraform::{Blocks, read_plan};

fn plan(resources: &Value, unknown: &Value, expressions: &Value) -> Snapshot {
    let text = json!({
        "format_version": "1.2",
        "terraform_version": "1.13.0",
        "planned_values": { "root_module": { "resources": resources } },
        "resource_changes": unknown,
        "configuration": { "root_module": { "resources": expressions } },
    });
    let mut snapshot = Snapshot::default();
    assert!(read_plan(&mut snapshot, "plan.json", &text.to_string(), &Blocks::default()));
    snapshot
}

fn resource(kind: &str, values: &Value) -> Value {
    json!({ "address": format!("{kind}.a"), "mode": "managed", "type": kind, "name": "a", "values": values })
}

#[test]
fn a_bucket_that_says_nothing_is_a_new_bucket() {
    let snapshot = plan(
        &json!([resource("aws_s3_bucket", &json!({ "force_destroy": null }))]),
        &json!([{ "address": "aws_s3_bucket.a", "change": { "after_unknown": {
            "acl": true, "arn": true, "bucket": true, "cors_rule": true, "grant": true, "id": true, "logging": true,
            "policy": true, "replication_configuration": true, "versioning": true, "website": true } } }]),
        &json!([{ "address": "aws_s3_bucket.a", "type": "aws_s3_bucket" }]),
    );
    let bucket = snapshot.s3.buckets.first().unwrap();
    assert_eq!(bucket.policy_document.get().unwrap(), &None);
    assert_eq!(bucket.access_control.get().unwrap(), &None);
    assert!(bucket.website_configuration.get().unwrap().is_none());
    assert!(bucket.grants.get().unwrap().is_empty());
}

#[test]
fn rules_of_their_own_are_seen_beside_a_group_without_any() {
    let rule =
        json!({ "type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"] });
    let snapshot = plan(
        &json!([
            resource("aws_security_group", &json!({ "name": "gate" })),
            resource("aws_security_group_rule", &rule)
        ]),
        &json!([
            { "address": "aws_security_group.a", "change": { "after_unknown": { "id": true, "ingress": true, "egress": true } } },
            { "address": "aws_security_group_rule.a", "change": { "after_unknown": { "id": true, "security_group_id": true, "source_security_group_id": true } } },
        ]),
        &json!([
            { "address": "aws_security_group.a", "expressions": { "name": { "constant_value": "gate" } } },
            { "address": "aws_security_group_rule.a", "expressions": {
                "type": { "constant_value": "ingress" },
                "security_group_id": { "references": ["aws_security_group.a.id", "aws_security_group.a"] } } },
        ]),
    );
    let group = snapshot.ec2.security_groups.first().unwrap();
    let rules = group.security_group_ingress.get().unwrap();
    assert_eq!(rules.len(), 1, "only what is written is a source");
    assert_eq!(rules.first().unwrap().get().unwrap().cidr_ip.get().unwrap().as_deref(), Some("0.0.0.0/0"));
    assert!(group.security_group_egress.get().unwrap().is_empty());
}

#[test]
fn what_is_written_and_not_known_stays_unknown() {
    let snapshot = plan(
        &json!([resource("aws_instance", &json!({ "metadata_options": [{ "http_endpoint": "enabled" }] }))]),
        &json!([{ "address": "aws_instance.a", "change": { "after_unknown": {
            "subnet_id": true, "metadata_options": [{ "http_tokens": true, "instance_metadata_tags": true }] } } }]),
        &json!([{ "address": "aws_instance.a", "expressions": { "metadata_options": [{
            "http_endpoint": { "constant_value": "enabled" }, "http_tokens": { "references": ["random_shuffle.a.result"] } }] } }]),
    );
    let instance = snapshot.ec2.instances.first().unwrap();
    let options = instance.metadata_options.get().unwrap().as_ref().unwrap();
    assert!(options.http_tokens.get().is_err(), "an expression that is known after apply only");
    assert!(instance.subnet_id.get().unwrap().is_none(), "nobody wrote a subnet");
}
