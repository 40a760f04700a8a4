use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use yagura_model::{Fact, Map, Meta, Node, Origin, Snapshot, Span, Tags, Value};
use yagura_template::{finish, joins, mapping};

use super::table::{self, Field, Kind};
use super::{KINDS, attribute, drafts};
use crate::instance::Instance;

fn instance(address: &str, body: &Json) -> Instance {
    let Value::Map(body) = Node::from(body).value else { panic!("a body is a map") };
    let kind = address.rsplit('.').nth(1).unwrap().to_owned();
    Instance {
        address: address.to_owned(),
        kind,
        body,
        file: "main.tf".to_owned(),
        span: Span::default(),
        region: None,
        unsure: None,
        condition: None,
    }
}

/// The properties of the first resource of a type, after joins.
fn read(resource_type: &str, resources: &[(&str, Json)]) -> Json {
    let all = resources.iter().flat_map(|(address, body)| drafts(&instance(address, body), "").unwrap());
    let mut snapshot = Snapshot::default();
    finish(&mut snapshot, all.collect());
    assert!(snapshot.contents.gaps.is_empty(), "{:?}", snapshot.contents.gaps);
    let mut found = Json::Null;
    snapshot.each_json(|name, _, json| {
        if name == resource_type && found.is_null() {
            found = json;
        }
    });
    found
}

fn given(address: &str, body: &Json, name: &str) -> String {
    attribute(&instance(address, body), name).unwrap().as_str().unwrap().to_owned()
}

/// The names of a type's members in the model.
fn members(resource_type: &str) -> BTreeSet<String> {
    let mut snapshot = Snapshot::default();
    let meta = Meta {
        account: String::new(),
        region: String::new(),
        id: String::new(),
        arn: None,
        name: String::new(),
        tags: Fact::Known(Tags::new()),
        origin: Origin::Live { call: String::new() },
    };
    let rest = yagura_model::Rest::Unknown(Box::new(yagura_model::Gap::not_collected()));
    let empty = Node::new(Value::Map(Map { entries: Vec::new(), rest }));
    snapshot.insert(resource_type, meta, &empty).unwrap();
    let mut names = BTreeSet::new();
    snapshot.each_json(|_, _, json| names.extend(json.as_object().unwrap().keys().cloned()));
    names
}

fn first_names(kind: &'static Kind) -> Vec<String> {
    fn names(fields: &[Field]) -> Vec<String> {
        let first = |path: &str| vec![path.split('/').next().unwrap_or_default().to_owned()];
        let of = |field: &Field| match field {
            Field::Value(_, to)
            | Field::Secret(_, to)
            | Field::One(_, to, _)
            | Field::Many(_, to, _)
            | Field::Within(to, _) => first(to),
            Field::Same(name) => vec![table::pascal(name)],
            Field::Out(_, inner) => names(inner),
        };
        fields.iter().flat_map(of).collect()
    }
    names(kind.fields).into_iter().chain(kind.defaults.iter().map(|(name, ..)| (*name).to_owned())).collect()
}

#[test]
fn every_property_is_one_of_the_model_or_of_a_piece() {
    let mut wrong = Vec::new();
    for kind in KINDS.iter().copied().flatten() {
        let modelled = Snapshot::TYPES.contains(&kind.resource_type);
        if !modelled {
            let known = kind.resource_type.is_empty()
                || !joins(kind.resource_type).is_empty()
                || !mapping(kind.resource_type).resource_type.is_empty();
            if !known {
                wrong.push(format!("{}: nobody knows `{}`", kind.name, kind.resource_type));
            }
            continue;
        }
        let members = members(kind.resource_type);
        for name in first_names(kind) {
            let identity = name == mapping(kind.resource_type).name || name == "Path" || name.ends_with("Base64");
            if !members.contains(&name) && !identity {
                wrong.push(format!("{}: the model has no `{name}`", kind.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_piece_names_its_owner() {
    for kind in KINDS.iter().copied().flatten() {
        let owners = joins(kind.resource_type);
        let settable = kind.several.is_some() || kind.resource_type == "aws_api_gateway_method_settings";
        if owners.is_empty() || Snapshot::TYPES.contains(&kind.resource_type) || settable {
            continue;
        }
        let names = first_names(kind);
        assert!(owners.iter().any(|join| names.iter().any(|name| name == join.by)), "{} names no owner", kind.name);
    }
}

/// Types that Terraform cannot make: they are there at run time only, or in CloudFormation only.
const ELSEWHERE: &[&str] = &[
    "AWS::IAM::CredentialReportRow",
    "AWS::Organizations::Root",
    "AWS::SSM::ManagedInstance",
    // What a template of CloudFormation says outside of its resources.
    "AWS::CloudFormation::Template",
    "Terraform::Value",
    // What nothing else of an account was read of.
    "AWS::ResourceGroups::TaggedResource",
    "AWS::SSM::ResourceCompliance",
    // A table with `replica` blocks.
    "AWS::DynamoDB::GlobalTable",
];

#[test]
fn every_type_of_the_model_is_made_by_some_resource() {
    let made: BTreeSet<&str> = KINDS.iter().copied().flatten().map(|kind| kind.resource_type).collect();
    let missing: Vec<&str> =
        Snapshot::TYPES.iter().copied().filter(|name| !made.contains(name) && !ELSEWHERE.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(ELSEWHERE.iter().all(|name| !made.contains(name)), "a type that is listed as missing is made");
}

#[test]
fn a_name_stands_once() {
    let mut seen = BTreeSet::new();
    for kind in KINDS.iter().copied().flatten() {
        assert!(seen.insert(kind.name), "{} stands twice", kind.name);
    }
}

#[test]
fn references_give_what_cloudformation_gives() {
    let bucket = ("aws_s3_bucket.a", json!({ "bucket": "assets" }));
    assert_eq!(given(bucket.0, &bucket.1, "id"), "assets");
    assert_eq!(given(bucket.0, &bucket.1, "arn"), "arn:aws:s3:::assets");
    assert_eq!(given(bucket.0, &bucket.1, "bucket_regional_domain_name"), "assets.s3.{Region}.amazonaws.com");
    assert_eq!(given("aws_s3_bucket.a", &json!({}), "id"), "{aws_s3_bucket.a}");
    assert_eq!(given("aws_s3_bucket.a", &json!({}), "bucket"), "{aws_s3_bucket.a}");
    assert_eq!(given("aws_s3_bucket.a", &json!({}), "arn"), "arn:aws:s3:::{aws_s3_bucket.a}");
    let role = json!({ "name": "deploy", "path": "/ci/" });
    assert_eq!(given("aws_iam_role.a", &role, "arn"), "arn:aws:iam::{AccountId}:role/ci/deploy");
    assert_eq!(given("aws_iam_role.a", &role, "name"), "deploy");
    assert_eq!(
        given("aws_sqs_queue.a", &json!({ "name": "jobs" }), "url"),
        "https://sqs.{Region}.amazonaws.com/{AccountId}/jobs"
    );
    assert_eq!(
        given("aws_ecs_cluster.a", &json!({ "name": "web" }), "id"),
        "arn:aws:ecs:{Region}:{AccountId}:cluster/web"
    );
    assert_eq!(given("aws_s3_bucket_versioning.a", &json!({ "bucket": "assets" }), "id"), "assets");
    assert_eq!(given("aws_kms_key.a", &json!({}), "key_id"), "{aws_kms_key.a}");
    assert_eq!(given("aws_vpc.a", &json!({}), "default_security_group_id"), "{aws_vpc.a.default_security_group_id}");
    assert_eq!(
        given("aws_kinesis_stream.a", &json!({ "name": "clicks" }), "arn"),
        "arn:aws:kinesis:{Region}:{AccountId}:stream/clicks"
    );
    assert_eq!(given("random_password.a", &json!({}), "result"), "{random_password.a.result}");
}

#[test]
fn what_a_configuration_may_say_and_does_not_is_unknown() {
    let unwritten = attribute(&instance("aws_iam_role.a", &json!({})), "permissions_boundary").unwrap();
    assert!(unwritten.as_gap().is_some(), "a boundary that nobody wrote is no boundary");
}

#[test]
fn an_access_block_of_its_own_is_the_buckets() {
    let bucket = read(
        "AWS::S3::Bucket",
        &[
            ("aws_s3_bucket.a", json!({})),
            (
                "aws_s3_bucket_public_access_block.a",
                json!({ "bucket": "{aws_s3_bucket.a}", "block_public_acls": true }),
            ),
        ],
    );
    assert_eq!(
        bucket["PublicAccessBlockConfiguration"],
        json!({ "BlockPublicAcls": true, "IgnorePublicAcls": false, "BlockPublicPolicy": false, "RestrictPublicBuckets": false })
    );
}

#[test]
fn the_buckets_own_blocks_of_older_providers_are_read() {
    let bucket = read(
        "AWS::S3::Bucket",
        &[(
            "aws_s3_bucket.a",
            json!({
                "acl": "public-read-write",
                "versioning": [{ "enabled": true }],
                "logging": [{ "target_bucket": "logs" }],
                "website": [{ "redirect_all_requests_to": "https://example.com" }],
                "grant": [{ "type": "Group", "uri": "http://acs.amazonaws.com/groups/global/AllUsers", "permissions": ["READ", "WRITE"] }],
            }),
        )],
    );
    assert_eq!(bucket["AccessControl"], "PublicReadWrite");
    assert_eq!(bucket["VersioningConfiguration"]["Status"], "Enabled");
    assert_eq!(bucket["LoggingConfiguration"]["DestinationBucketName"], "logs");
    assert_eq!(bucket["WebsiteConfiguration"]["RedirectAllRequestsTo"]["Protocol"], "https");
    assert_eq!(bucket["Grants"].as_array().unwrap().len(), 2);
}

#[test]
fn a_rule_with_many_sources_is_many_rules() {
    let group = read(
        "AWS::EC2::SecurityGroup",
        &[(
            "aws_security_group.a",
            json!({
                "ingress": [{ "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"], "ipv6_cidr_blocks": ["::/0"], "self": true }],
            }),
        )],
    );
    let rules = group["SecurityGroupIngress"].as_array().unwrap();
    assert_eq!(rules.len(), 4);
    assert_eq!(rules[1]["CidrIp"], "0.0.0.0/0");
    assert_eq!(rules[2]["CidrIpv6"], "::/0");
    assert_eq!(rules[3]["SourceSecurityGroupId"], "{self}");
    assert_eq!(group["SecurityGroupEgress"], json!([]), "the provider takes the egress rule away");
}

#[test]
fn rules_of_their_own_are_the_groups() {
    let group = read(
        "AWS::EC2::SecurityGroup",
        &[
            ("aws_security_group.a", json!({ "name": "web" })),
            (
                "aws_security_group_rule.b",
                json!({ "security_group_id": "{aws_security_group.a}", "type": "ingress", "protocol": "all", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"] }),
            ),
            (
                "aws_vpc_security_group_ingress_rule.c",
                json!({ "security_group_id": "{aws_security_group.a}", "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "0.0.0.0/0" }),
            ),
            (
                "aws_vpc_security_group_egress_rule.d",
                json!({ "security_group_id": "{aws_security_group.a}", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0" }),
            ),
        ],
    );
    assert_eq!(group["SecurityGroupIngress"][0]["IpProtocol"], "-1");
    assert_eq!(group["SecurityGroupIngress"][1]["ToPort"], 443);
    assert_eq!(group["SecurityGroupEgress"].as_array().unwrap().len(), 1);
}

#[test]
fn attachments_are_the_roles() {
    let role = read(
        "AWS::IAM::Role",
        &[
            (
                "aws_iam_role.a",
                json!({ "name": "deploy", "inline_policy": [{ "name": "own", "policy": { "Statement": [] } }] }),
            ),
            (
                "aws_iam_role_policy_attachment.b",
                json!({ "role": "deploy", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
            ),
            (
                "aws_iam_policy_attachment.c",
                json!({ "roles": ["deploy"], "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess" }),
            ),
            (
                "aws_iam_role_policy.d",
                json!({ "role": "{aws_iam_role.a.id}", "name": "more", "policy": "{\"Statement\":[]}" }),
            ),
        ],
    );
    assert_eq!(
        role["ManagedPolicyArns"],
        json!(["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AdministratorAccess"])
    );
    assert_eq!(role["Policies"].as_array().unwrap().len(), 2);
}

#[test]
fn a_cluster_without_servers_is_encrypted_unless_told_otherwise() {
    let encrypted = |body: &Json| {
        let mut snapshot = Snapshot::default();
        finish(&mut snapshot, drafts(&instance("aws_rds_cluster.a", body), "").unwrap());
        let cluster = snapshot.rds.clusters.first().unwrap();
        cluster.storage_encrypted.get().ok().copied()
    };
    assert_eq!(encrypted(&json!({ "engine_mode": "serverless" })), Some(true));
    assert_eq!(encrypted(&json!({ "engine_mode": "serverless", "storage_encrypted": false })), Some(false));
    assert_eq!(encrypted(&json!({ "engine_mode": "provisioned" })), Some(false));
    assert_eq!(encrypted(&json!({})), Some(false));
}

#[test]
fn the_providers_defaults_say_where_they_stand() {
    let mut snapshot = Snapshot::default();
    finish(&mut snapshot, drafts(&instance("aws_db_instance.a", &json!({})), "").unwrap());
    let db = snapshot.rds.instances.first().unwrap();
    assert_eq!(db.backup_retention_period.get().unwrap(), &Some(0));
    let defaults = &db.meta.template().unwrap().defaults;
    for source in defaults.values() {
        assert!(source.contains("/docs/resources/db_instance, "), "the provider's own page: {source}");
        assert!(source.ends_with("(provider 6, 2026-11)"), "which provider, and when: {source}");
    }
}

#[test]
fn containers_are_read_from_json() {
    let text = r#"[{"name":"web","image":"nginx:latest","privileged":true,"environment":[{"name":"A","value":"b"}],"logConfiguration":{"logDriver":"awslogs"}}]"#;
    let task = read(
        "AWS::ECS::TaskDefinition",
        &[("aws_ecs_task_definition.a", json!({ "family": "web", "container_definitions": text }))],
    );
    let container = &task["ContainerDefinitions"][0];
    assert_eq!((&container["Image"], &container["Privileged"]), (&json!("nginx:latest"), &json!(true)));
    assert_eq!(container["Environment"][0]["Name"], "A");
    assert_eq!(container["LogConfiguration"]["LogDriver"], "awslogs");
}

#[test]
fn user_data_is_read_decoded() {
    let template =
        read("AWS::EC2::LaunchTemplate", &[("aws_launch_template.a", json!({ "user_data": "IyEvYmluL3No" }))]);
    // The text itself is never shown; that there is one is.
    assert!(template["LaunchTemplateData"]["UserData"].get("$sensitive").is_some());
}

#[test]
fn a_password_that_the_provider_makes_stands_in_no_file() {
    let made =
        read("AWS::RDS::DBInstance", &[("aws_db_instance.a", json!({ "password": "{random_password.db.result}" }))]);
    assert!(made["MasterUserPassword"].get("$unknown").is_some());
    let written = read("AWS::RDS::DBInstance", &[("aws_db_instance.a", json!({ "password": "changeme" }))]);
    assert!(written["MasterUserPassword"].get("$sensitive").is_some());
}

#[test]
fn a_webs_rules_have_cloudformations_names() {
    let acl = read(
        "AWS::WAFv2::WebACL",
        &[
            (
                "aws_wafv2_web_acl.a",
                json!({
                    "name": "site", "scope": "REGIONAL", "default_action": [{ "allow": [{}], "block": [] }],
                    "rule": [{ "name": "common", "override_action": [{ "count": [{}] }], "action": [],
                        "statement": [{ "managed_rule_group_statement": [{ "name": "AWSManagedRulesCommonRuleSet", "vendor_name": "AWS" }] }] }],
                }),
            ),
            (
                "aws_wafv2_web_acl_logging_configuration.b",
                json!({ "resource_arn": "{aws_wafv2_web_acl.a.arn}", "log_destination_configs": ["arn:aws:s3:::aws-waf-logs-site"] }),
            ),
        ],
    );
    assert_eq!(acl["DefaultAction"], json!({ "Allow": {} }));
    assert_eq!(acl["Rules"][0]["OverrideAction"], json!({ "Count": {} }));
    assert_eq!(acl["Rules"][0]["Action"], Json::Null);
    assert_eq!(acl["Rules"][0]["Statement"]["ManagedRuleGroupStatement"]["VendorName"], "AWS");
    assert_eq!(acl["LoggingConfiguration"]["LogDestinationConfigs"][0], "arn:aws:s3:::aws-waf-logs-site");
}

#[test]
fn settings_of_methods_are_their_stages() {
    let stage = |rest: &str, name: &str| json!({ "rest_api_id": rest, "stage_name": name });
    let read = read(
        "AWS::ApiGateway::Stage",
        &[
            ("aws_api_gateway_stage.a", stage("{aws_api_gateway_rest_api.a}", "prod")),
            ("aws_api_gateway_stage.b", stage("{aws_api_gateway_rest_api.b}", "prod")),
            (
                "aws_api_gateway_method_settings.b",
                json!({ "rest_api_id": "{aws_api_gateway_rest_api.a}", "stage_name": "prod", "method_path": "*/*", "settings": [{ "logging_level": "ERROR" }] }),
            ),
        ],
    );
    assert_eq!(read["MethodSettings"][0]["ResourcePath"], "/*");
    assert_eq!(read["MethodSettings"][0]["HttpMethod"], "*");
    assert_eq!(read["MethodSettings"][0]["LoggingLevel"], "ERROR");
}

#[test]
fn a_block_that_is_not_known_is_unknown_and_nothing_else_is() {
    let bucket = read(
        "AWS::S3::Bucket",
        &[(
            "aws_s3_bucket.a",
            json!({ "bucket": "assets", "versioning": { "$unknown": { "kind": "unresolved", "message": "var.on" } } }),
        )],
    );
    assert!(bucket["VersioningConfiguration"].get("$unknown").is_some());
    assert_eq!(bucket["BucketName"], "assets");
}
