//! What looked known, or unequal, or absent, and is not.

use yagura_model::Snapshot;
use yagura_terraform::{Options, read};

use super::{tag, value_in};

fn one(text: &str) -> Snapshot {
    read(&[("main.tf", text)], &Options::default())
}

fn json(text: &str) -> Snapshot {
    read(&[("main.tf.json", text)], &Options::default())
}

/// The properties of the only bucket as they are saved.
fn bucket(snapshot: &Snapshot) -> serde_json::Value {
    serde_json::to_value(&snapshot.s3.buckets[0].props).unwrap()
}

#[test]
fn only_what_a_data_source_finds_and_nothing_else_belongs_elsewhere() {
    let with = |expression: &str| {
        let text = format!(
            "data \"aws_ssm_parameter\" \"p\" {{ name = \"x\" }}\nresource \"aws_s3_bucket\" \"b\" {{}}\n\
             resource \"aws_s3_bucket_public_access_block\" \"p\" {{\n bucket = {expression}\n block_public_acls = false\n}}\n"
        );
        bucket(&one(&text))["PublicAccessBlockConfiguration"].clone()
    };
    assert!(with("data.aws_ssm_parameter.p.value")["$unknown"].is_null(), "some bucket that is not here");
    for whose in [
        "data.aws_ssm_parameter.p.value == \"on\" ? aws_s3_bucket.b.id : \"other\"",
        "data.aws_ssm_parameter.p.value != \"\" ? data.aws_ssm_parameter.p.value : aws_s3_bucket.b.id",
    ] {
        assert!(with(whose)["$unknown"].is_object(), "it may be this one: {whose}");
    }
}

#[test]
fn what_nobody_wrote_and_the_provider_may_leave_empty_is_not_compared() {
    const U: &str = "?`aws_instance.i.user_data_replaced` is known after apply";
    let context = "resource \"aws_instance\" \"i\" {}\nresource \"aws_s3_bucket\" \"b\" {}\n";
    for (expression, expect) in [
        ("aws_instance.i.user_data_replaced == null", U),
        ("null != aws_instance.i.user_data_replaced", U),
        ("aws_instance.i.user_data_replaced != \"\"", U),
        ("coalesce(aws_instance.i.user_data_replaced, \"x\")", U),
        ("length(compact([aws_instance.i.user_data_replaced]))", U),
        ("aws_instance.i.id != \"\"", "true"),
        ("aws_instance.i.arn == null", "false"),
        ("coalesce(aws_s3_bucket.b.id, \"x\")", "{aws_s3_bucket.b}"),
        ("\"x${aws_instance.i.user_data_replaced}\" == \"\"", "false"),
    ] {
        assert_eq!(value_in(context, expression), expect, "{expression}");
    }
}

#[test]
fn reasons_name_what_is_unknown_and_never_the_text_around_it() {
    const SECRET: &str = "hunter2-Tr0ub4dor";
    let context = format!(
        "resource \"aws_s3_bucket\" \"b\" {{}}\nlocals {{\n s = \"{SECRET}-${{aws_s3_bucket.b.id}}\"\n p = \"{SECRET}\"\n}}\n\
         data \"aws_arn\" \"a\" {{ arn = local.s }}\n"
    );
    for expression in [
        "local.s == \"x\"",
        "length(local.s)",
        "{ a = 1 }[local.s]",
        "lookup({ a = 1 }, local.s)",
        "local.s + 1",
        "local.s ? 1 : 2",
        "md5(local.s)",
        "data.aws_arn.a.account",
        "split(\"\", local.s)",
        "file(local.s)",
        // What is known in full is not shown either.
        "{ a = 1 }[local.p]",
        "lookup({ a = 1 }, local.p)",
        "cidrhost(local.p, 1)",
        "timeadd(\"2026-01-01T00:00:00Z\", local.p)",
        "{ for x in [1, 2] : local.p => x }",
    ] {
        let got = value_in(&context, expression);
        assert!(got.starts_with('?') && !got.contains(SECRET), "{expression}: {got}");
    }
    assert_eq!(value_in(&context, "length(local.s)"), "?`aws_s3_bucket.b` is known after apply");
}

#[test]
fn the_json_syntax_loses_no_block() {
    let snapshot = json(
        r#"{"resource": {"aws_s3_bucket": {"b": {
            "grant": {"type": "Group", "uri": "http://acs.amazonaws.com/groups/global/AllUsers", "permissions": ["READ"]}}}}}"#,
    );
    assert_eq!(bucket(&snapshot)["Grants"][0]["Permission"], "READ", "{}", bucket(&snapshot));

    let snapshot = json(
        r#"{"resource": {"aws_security_group": {"g": {
            "ingress": [{"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}],
            "dynamic": {"ingress": {"for_each": [443], "content": {
                "from_port": "${ingress.value}", "to_port": "${ingress.value}", "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]}}}}}}}"#,
    );
    let rules =
        serde_json::to_value(&snapshot.ec2.security_groups[0].props).unwrap()["SecurityGroupIngress"].to_string();
    assert!(rules.contains("22") && rules.contains("443"), "{rules}");

    let snapshot = json(
        r#"{"data": {"aws_iam_policy_document": {"d": {
              "statement": {"actions": ["s3:*"], "resources": ["*"],
                "dynamic": {"principals": {"for_each": ["*"], "content": {"type": "AWS", "identifiers": ["${principals.value}"]}}}}}}},
            "resource": {"aws_s3_bucket": {"b": {"bucket": "b", "tags": {"v": "${data.aws_iam_policy_document.d.json}"}}}}}"#,
    );
    assert_eq!(
        tag(&snapshot, "aws_s3_bucket.b", "v"),
        r#"{"Statement":[{"Action":"s3:*","Effect":"Allow","Principal":{"AWS":"*"},"Resource":"*"}],"Version":"2012-10-17"}"#
    );

    // In the content of another.
    let snapshot = json(
        r#"{"data": {"aws_iam_policy_document": {"d": {"dynamic": {"statement": {"for_each": ["s3:*"], "content": {
              "actions": ["${statement.value}"], "resources": ["*"],
              "dynamic": {"principals": {"for_each": ["*"], "content": {"type": "AWS", "identifiers": ["${principals.value}"]}}}}}}}}},
            "resource": {"aws_s3_bucket": {"b": {"bucket": "b", "tags": {"v": "${data.aws_iam_policy_document.d.json}"}}}}}"#,
    );
    let got = tag(&snapshot, "aws_s3_bucket.b", "v");
    assert!(got.contains(r#""Principal":{"AWS":"*"}"#) && got.contains("s3:*"), "{got}");
}

#[test]
fn a_block_that_is_not_known_among_others_is_not_absent() {
    let snapshot = one("variable \"u\" {}\nvariable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" {\n\
         dynamic \"versioning\" {\n for_each = var.u\n content { enabled = true }\n}\n\
         dynamic \"versioning\" {\n for_each = var.v\n content { enabled = false }\n}\n\
         dynamic \"website\" {\n for_each = var.u\n content {}\n}\n\
         dynamic \"website\" {\n for_each = var.v\n content {}\n}\n}\n\
         resource \"aws_inspector2_enabler\" \"e\" {\n account_ids = []\n resource_types = [\"EC2\", var.u]\n}\n");
    let bucket = bucket(&snapshot);
    assert!(bucket["VersioningConfiguration"]["$unknown"].is_object(), "{bucket}");
    assert!(bucket["WebsiteConfiguration"]["$unknown"].is_object(), "{bucket}");
    let status = serde_json::to_value(&snapshot.inspector.account_status[0].props).unwrap()["ResourceState"].clone();
    assert!(status["$unknown"].is_object(), "it may be what switches the others on: {status}");
}

#[test]
fn a_comment_of_either_kind_accepts_a_finding() {
    for (comment, lines) in [
        ("# yagura:ignore s3-x reason=\"why\"", 1),
        ("/* yagura:ignore s3-x reason=\"why\" */", 1),
        ("/*\n * yagura:ignore s3-x reason=\"why\"\n */", 3),
        ("/**\n   yagura:ignore s3-x reason=\"why\" */", 2),
    ] {
        let snapshot = one(&format!("{comment}\nresource \"aws_s3_bucket\" \"b\" {{\n}}\n"));
        let [ignore] = snapshot.contents.ignores.as_slice() else {
            panic!("{comment}: {:?}", snapshot.contents.ignores)
        };
        assert_eq!((ignore.check.as_str(), ignore.reason.as_deref()), ("s3-x", Some("why")), "{comment}");
        assert_eq!(ignore.first, lines + 1, "{comment}: it speaks of the resource below");
    }
    let text = "resource \"aws_s3_bucket\" \"b\" {\n bucket = \"/* yagura:ignore s3-x */\"\n}\n";
    assert!(one(text).contents.ignores.is_empty(), "a text is no comment");
}

#[test]
fn what_a_rule_or_a_grant_may_say_is_not_left_out() {
    let snapshot = one(
        "variable \"u\" {}\nresource \"aws_security_group\" \"g\" {\n ingress {\n protocol = \"tcp\"\n from_port = 22\n\
         to_port = 22\n self = var.u\n}\n}\n",
    );
    let rules = &serde_json::to_value(&snapshot.ec2.security_groups[0].props).unwrap()["SecurityGroupIngress"];
    assert!(rules.to_string().contains("$unknown"), "the group may be its own source: {rules}");
    let snapshot = json(
        r#"{"variable": {"u": {}}, "resource": {"aws_s3_bucket": {"b": {}}, "aws_s3_bucket_acl": {"a": {
            "bucket": "${aws_s3_bucket.b.id}",
            "access_control_policy": "${merge(var.u, {owner = {id = 1}})}"}}}}"#,
    );
    assert!(bucket(&snapshot)["Grants"]["$unknown"].is_object(), "{}", bucket(&snapshot));
}
