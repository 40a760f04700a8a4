//! Layouts that a careless editor breaks.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failing, proposal, state, texts, with};
use yagura_fix::{Refusal, Target, Texts, propose};

/// The file with the fix of one check, or why there is none.
fn fixed(file: &str, text: &str, check: &str) -> Result<String, Vec<Refusal>> {
    let before = texts(&[(file, text)]);
    let only = |id: &str| id == check;
    assert!(!failing(&before, &only).is_empty(), "the check does not fail here");
    let proposed = proposal(&before, &only);
    if proposed.offered.is_empty() {
        return Err(proposed.refused.into_iter().map(|refused| refused.why).collect());
    }
    let after = with(&before, &proposed);
    assert!(failing(&after, &only).is_empty());
    assert!(proposal(&after, &only).texts.is_empty(), "a second run changes more");
    Ok(after.get(file).unwrap().clone())
}

fn check(file: &str, text: &str, check: &str, expect: &str) {
    assert_eq!(fixed(file, text, check).unwrap(), expect);
}

fn refused(file: &str, text: &str, check: &str, why: &Refusal) {
    assert_eq!(fixed(file, text, check).unwrap_err().first().unwrap(), why);
}

const ROTATION: &str = "kms-key-rotation-off";
const PLAIN_HTTP: &str = "s3-bucket-tls-not-required";
const VERSIONING: &str = "s3-bucket-versioning-off";
const BLOCK: &str = "s3-bucket-public-access-block-off";
const TLS: &str = "s3-bucket-tls-not-required";

#[test]
fn line_breaks_of_windows_stay() {
    check(
        "t.yaml",
        "Resources:\r\n  Key:\r\n    Type: AWS::KMS::Key\r\n",
        ROTATION,
        "Resources:\r\n  Key:\r\n    Type: AWS::KMS::Key\r\n    Properties:\r\n      EnableKeyRotation: true\r\n",
    );
    check(
        "main.tf",
        "resource \"aws_kms_key\" \"k\" {\r\n  description = \"k\"\r\n}\r\n",
        ROTATION,
        "resource \"aws_kms_key\" \"k\" {\r\n  description = \"k\"\r\n\r\n  enable_key_rotation = true\r\n}\r\n",
    );
}

#[test]
fn a_file_without_a_last_line_break_keeps_none() {
    check(
        "t.yaml",
        "Resources:\n  Key:\n    Type: AWS::KMS::Key",
        ROTATION,
        "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: true",
    );
    check(
        "main.tf",
        "resource \"aws_s3_bucket\" \"b\" {}",
        VERSIONING,
        "resource \"aws_s3_bucket\" \"b\" {}\n\nresource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}",
    );
}

#[test]
fn a_byte_order_mark_stays_first() {
    check(
        "t.yaml",
        "\u{feff}Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: false # 後で直す\n",
        ROTATION,
        "\u{feff}Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: true # 後で直す\n",
    );
    check(
        "main.tf",
        "\u{feff}resource \"aws_kms_key\" \"k\" {\n  enable_key_rotation = false # 後で直す\n}\n",
        ROTATION,
        "\u{feff}resource \"aws_kms_key\" \"k\" {\n  enable_key_rotation = true # 後で直す\n}\n",
    );
}

#[test]
fn comments_and_blank_lines_stay_where_they_are() {
    check(
        "t.yaml",
        "# 最初\nResources:\n    Key:   # 鍵\n        Type: AWS::KMS::Key\n        Properties:\n            Description: |\n                二行の\n                説明\n\n    # 次\n    Topic:\n        Type: AWS::SNS::Topic\n",
        ROTATION,
        "# 最初\nResources:\n    Key:   # 鍵\n        Type: AWS::KMS::Key\n        Properties:\n            Description: |\n                二行の\n                説明\n            EnableKeyRotation: true\n\n    # 次\n    Topic:\n        Type: AWS::SNS::Topic\n",
    );
    check(
        "t.yaml",
        "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties: # あとで\n  Other: {Type: AWS::SNS::Topic}\n",
        ROTATION,
        "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties: # あとで\n      EnableKeyRotation: true\n  Other: {Type: AWS::SNS::Topic}\n",
    );
    check(
        "main.tf",
        "resource \"aws_kms_key\" \"k\" {\n  description             = \"鍵\" // 名前\n  deletion_window_in_days = 30\n\n  # 終わり\n}\n",
        ROTATION,
        "resource \"aws_kms_key\" \"k\" {\n  description             = \"鍵\" // 名前\n  deletion_window_in_days = 30\n  enable_key_rotation     = true\n\n  # 終わり\n}\n",
    );
}

#[test]
fn block_texts_that_keep_their_blank_lines_keep_them() {
    check(
        "t.yaml",
        "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      Description: |+\n        a\n\n  Topic:\n    Type: AWS::SNS::Topic\n",
        ROTATION,
        "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      Description: |+\n        a\n\n      EnableKeyRotation: true\n  Topic:\n    Type: AWS::SNS::Topic\n",
    );
}

#[test]
fn json_keeps_its_layout() {
    check(
        "t.json",
        "{\n\t\"Resources\": {\n\t\t\"Key\": {\n\t\t\t\"Type\": \"AWS::KMS::Key\"\n\t\t}\n\t}\n}\n",
        ROTATION,
        "{\n\t\"Resources\": {\n\t\t\"Key\": {\n\t\t\t\"Type\": \"AWS::KMS::Key\",\n\t\t\t\"Properties\": {\n\t\t\t\t\"EnableKeyRotation\": true\n\t\t\t}\n\t\t}\n\t}\n}\n",
    );
    check(
        "t.json",
        "{\"Resources\": {\"Key\": {\"Type\": \"AWS::KMS::Key\", \"Properties\": {}}}}",
        ROTATION,
        "{\"Resources\": {\"Key\": {\"Type\": \"AWS::KMS::Key\", \"Properties\": {\"EnableKeyRotation\": true}}}}",
    );
    check(
        "t.json",
        "{\n  \"Resources\": {\n    \"Key\": {\n      \"Type\": \"AWS::KMS::Key\",\n      \"Properties\": {\n        \"EnableKeyRotation\": \"false\"\n      }\n    }\n  }\n}\n",
        ROTATION,
        "{\n  \"Resources\": {\n    \"Key\": {\n      \"Type\": \"AWS::KMS::Key\",\n      \"Properties\": {\n        \"EnableKeyRotation\": \"true\"\n      }\n    }\n  }\n}\n",
    );
}

#[test]
fn flow_maps_in_yaml_stay_flow_maps() {
    check(
        "t.yaml",
        "Resources:\n  Key: {Type: AWS::KMS::Key}\n",
        ROTATION,
        "Resources:\n  Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true}}\n",
    );
    check(
        "t.yaml",
        "Resources:\n  Key: {\n    Type: AWS::KMS::Key, # 鍵\n    Properties: {\n      Description: x # 説明\n    }\n  }\n",
        ROTATION,
        "Resources:\n  Key: {\n    Type: AWS::KMS::Key, # 鍵\n    Properties: {\n      Description: x, # 説明\n      EnableKeyRotation: true\n    }\n  }\n",
    );
}

#[test]
fn what_is_an_expression_is_left_alone() {
    let parameter = "Parameters:\n  On: {Type: String, Default: \"false\"}\nResources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: !Ref On\n";
    refused("t.yaml", parameter, ROTATION, &Refusal::Expression("EnableKeyRotation".to_owned()));
    let variable = "variable \"on\" {\n  default = false\n}\n\nresource \"aws_kms_key\" \"k\" {\n  enable_key_rotation = var.on\n}\n";
    refused("main.tf", variable, ROTATION, &Refusal::Expression("enable_key_rotation".to_owned()));
    let dynamic = "resource \"aws_dynamodb_table\" \"t\" {\n  name     = \"t\"\n  hash_key = \"id\"\n\n  dynamic \"point_in_time_recovery\" {\n    for_each = [false]\n    content {\n      enabled = point_in_time_recovery.value\n    }\n  }\n}\n";
    let path = Refusal::Expression("point_in_time_recovery".to_owned());
    refused("main.tf", dynamic, "dynamodb-table-point-in-time-recovery-off", &path);
}

#[test]
fn what_an_anchor_shares_is_left_alone() {
    let anchor = "Resources:\n  A:\n    Type: AWS::KMS::Key\n    Properties: &p\n      EnableKeyRotation: false\n  B:\n    Type: AWS::KMS::Key\n    Properties: *p\n";
    refused("t.yaml", anchor, ROTATION, &Refusal::Shared("Properties".to_owned()));
    let merged = "Base: &p\n  EnableKeyRotation: false\nResources:\n  A:\n    Type: AWS::KMS::Key\n    Properties:\n      <<: *p\n      Description: a\n";
    refused("t.yaml", merged, ROTATION, &Refusal::Shared("EnableKeyRotation".to_owned()));
}

#[test]
fn what_stands_twice_is_left_alone() {
    let twice = "Resources:\n  Key:\n    Type: AWS::SNS::Topic\n  Key:\n    Type: AWS::KMS::Key\n";
    refused("t.yaml", twice, ROTATION, &Refusal::Twice("Key".to_owned()));
}

#[test]
fn what_a_loop_or_cdk_makes_is_left_alone() {
    let each = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Keys:\n    - Name\n    - [A, B]\n    - Key${Name}:\n        Type: AWS::KMS::Key\n";
    refused("t.yaml", each, ROTATION, &Refusal::Loop("Fn::ForEach::Keys".to_owned()));
    let nested = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Outer:\n    - One\n    - [A]\n    - Fn::ForEach::Inner:\n        - Two\n        - [B, C]\n        - Key${One}${Two}Main:\n            Type: AWS::KMS::Key\n";
    refused("t.yaml", nested, ROTATION, &Refusal::Loop("Fn::ForEach::Inner".to_owned()));
    let cdk = "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Metadata:\n      aws:cdk:path: App/Key\n";
    refused("t.yaml", cdk, ROTATION, &Refusal::Synthesized);
    let plain = "Resources:\n  Key:\n    Type: AWS::KMS::Key\n";
    refused("cdk.out/App.template.json", plain, ROTATION, &Refusal::Synthesized);
    let cdktf = "{\"//\": {\"metadata\": {\"backend\": \"local\"}}, \"resource\": {\"aws_kms_key\": {\"k\": {}}}}";
    refused("cdk.tf.json", cdktf, ROTATION, &Refusal::Synthesized);
}

#[test]
fn terraforms_json_keeps_its_layout() {
    check(
        "main.tf.json",
        "{\"resource\": {\"aws_kms_key\": {\"k\": {\"description\": \"k\"}}}}",
        ROTATION,
        "{\"resource\": {\"aws_kms_key\": {\"k\": {\"description\": \"k\", \"enable_key_rotation\": true}}}}",
    );
    check(
        "main.tf.json",
        "{\n    \"resource\": [\n        {\n            \"aws_kms_key\": {\n                \"k\": [{\n                    \"enable_key_rotation\": false\n                }]\n            }\n        }\n    ]\n}\n",
        ROTATION,
        "{\n    \"resource\": [\n        {\n            \"aws_kms_key\": {\n                \"k\": [{\n                    \"enable_key_rotation\": true\n                }]\n            }\n        }\n    ]\n}\n",
    );
    check(
        "main.tf.json",
        "{\n  \"resource\": {\n    \"aws_s3_bucket\": {\n      \"b\": {\n        \"count\": 2,\n        \"provider\": \"aws.tokyo\"\n      }\n    }\n  }\n}\n",
        VERSIONING,
        "{\n  \"resource\": {\n    \"aws_s3_bucket\": {\n      \"b\": {\n        \"count\": 2,\n        \"provider\": \"aws.tokyo\"\n      }\n    },\n    \"aws_s3_bucket_versioning\": {\n      \"b\": {\n        \"count\": \"${length(aws_s3_bucket.b)}\",\n        \"provider\": \"aws.tokyo\",\n        \"bucket\": \"${aws_s3_bucket.b[count.index].id}\",\n        \"versioning_configuration\": {\n          \"status\": \"Enabled\"\n        }\n      }\n    }\n  }\n}\n",
    );
}

/// A bucket with a policy that is a text in Terraform's JSON syntax: the text as it is written there.
fn with_policy(policy: &str) -> String {
    format!(
        "{{\"resource\": {{\"aws_s3_bucket\": {{\"b\": {{}}}}, \"aws_s3_bucket_policy\": {{\"p\": {{\"bucket\": \"${{aws_s3_bucket.b.id}}\", \"policy\": {policy}}}}}}}}}"
    )
}

#[test]
fn a_policy_that_is_a_text_in_terraforms_json_gets_its_statement_inside() {
    let allow = r#"{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/r\"},\"Action\":\"s3:GetObject\",\"Resource\":\"${aws_s3_bucket.b.arn}/*\"}"#;
    let deny = r#"{\"Sid\":\"DenyPlainHttp\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[\"${aws_s3_bucket.b.arn}\",\"${aws_s3_bucket.b.arn}/*\"],\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}"#;
    let text = |statements: &str| {
        with_policy(&format!(
            r#""{{\"Version\":\"2012-10-17\",\n\t\"Statement\":[{statements}],\u0022Id\u0022:\"\u00e9\"}}""#
        ))
    };
    check("main.tf.json", &text(allow), PLAIN_HTTP, &text(&format!("{allow},{deny}")));

    let allow = r#"{ Effect = \"Allow\", Principal = { AWS = \"arn:aws:iam::111122223333:role/r\" }, Action = \"s3:GetObject\", Resource = \"${aws_s3_bucket.b.arn}/*\" }"#;
    let deny = r#"{ Sid = \"DenyPlainHttp\", Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", Resource = [aws_s3_bucket.b.arn, \"${aws_s3_bucket.b.arn}/*\"], Condition = { Bool = { \"aws:SecureTransport\" = \"false\" } } }"#;
    let text = |statements: &str| {
        with_policy(&format!(r#""${{jsonencode({{ Version = \"2012-10-17\", Statement = [{statements}] }})}}""#))
    };
    check("main.tf.json", &text(allow), PLAIN_HTTP, &text(&format!("{allow}, {deny}")));
    check("main.tf.json", &text(&format!("{allow},")), PLAIN_HTTP, &text(&format!("{allow}, {deny},")));
}

#[test]
fn a_policy_in_a_text_that_cannot_be_edited_is_named() {
    let allow = r#"{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111122223333\"},\"Action\":\"s3:GetObject\",\"Resource\":\"${aws_s3_bucket.b.arn}/*\"}"#;
    for policy in [
        // One statement without a list.
        format!(r#""{{\"Version\":\"2012-10-17\",\"Statement\":{allow}}}""#),
        // Statements that are made elsewhere.
        r#""${jsonencode({ Version = \"2012-10-17\", Statement = local.statements })}""#.to_owned(),
        r#""${local.policy}""#.to_owned(),
        r#""${jsonencode(jsondecode(local.policy))}""#.to_owned(),
    ] {
        let json = with_policy(&policy);
        let json = format!(
            "{{\"locals\": {{\"statements\": [{{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}}], \"policy\": \"{{}}\"}}, {}",
            json.strip_prefix('{').unwrap()
        );
        refused("main.tf.json", &json, PLAIN_HTTP, &Refusal::Expression("aws_s3_bucket_policy.p".to_owned()));
    }
}

#[test]
fn a_policy_in_the_other_syntax_of_terraform_gets_its_statement() {
    let bucket = "resource \"aws_s3_bucket\" \"b\" {}\n";
    let policy = "{\"resource\": {\"aws_s3_bucket_policy\": {\"p\": {\"bucket\": \"${aws_s3_bucket.b.id}\", \"policy\": \"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":{\\\"AWS\\\":\\\"111122223333\\\"},\\\"Action\\\":\\\"s3:GetObject\\\",\\\"Resource\\\":\\\"${aws_s3_bucket.b.arn}/*\\\"}]}\"}}}}";
    let before = texts(&[("main.tf", bucket), ("more.tf.json", policy)]);
    let proposed = proposal(&before, &|id| id == PLAIN_HTTP);
    let after = with(&before, &proposed);
    assert_eq!(after["main.tf"], bucket);
    assert!(after["more.tf.json"].contains("DenyPlainHttp"), "{}", after["more.tf.json"]);
}

#[test]
fn null_in_terraforms_json_says_nothing() {
    check(
        "main.tf.json",
        "{\"resource\": {\"aws_launch_template\": {\"t\": {\"metadata_options\": null}}}}",
        "ec2-launch-template-imdsv1",
        "{\"resource\": {\"aws_launch_template\": {\"t\": {\"metadata_options\": {\"http_tokens\": \"required\"}}}}}",
    );
}

#[test]
fn an_expression_in_terraforms_json_is_left_alone() {
    let json = "{\"variable\": {\"rotate\": {\"default\": false}}, \"resource\": {\"aws_kms_key\": {\"k\": {\"enable_key_rotation\": \"${var.rotate}\"}}}}";
    refused("main.tf.json", json, ROTATION, &Refusal::Expression("enable_key_rotation".to_owned()));
}

#[test]
fn a_piece_in_the_other_syntax_of_terraform_is_found() {
    let bucket = "resource \"aws_s3_bucket\" \"b\" {}\n";
    let versions = "{\"resource\": {\"aws_s3_bucket_versioning\": {\"v\": {\"bucket\": \"${aws_s3_bucket.b.id}\", \"versioning_configuration\": {\"status\": \"Suspended\"}}}}}";
    let before = texts(&[("main.tf", bucket), ("more.tf.json", versions)]);
    let proposed = proposal(&before, &|id| id == VERSIONING);
    let after = with(&before, &proposed);
    assert_eq!(after["main.tf"], bucket);
    assert_eq!(after["more.tf.json"], versions.replace("Suspended", "Enabled"));
}

#[test]
fn types_of_sam_are_edited_in_their_own_words() {
    check(
        "t.yaml",
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::SimpleTable\n",
        "dynamodb-table-point-in-time-recovery-off",
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::SimpleTable\n    Properties:\n      PointInTimeRecoverySpecification:\n        PointInTimeRecoveryEnabled: true\n",
    );
    for (kind, map) in [
        (
            "Api",
            "AWS::ApiGateway::BasePathMapping\n    Properties: {RestApiId: !Ref Shop, DomainName: api.example.com}",
        ),
        (
            "HttpApi",
            "AWS::ApiGatewayV2::ApiMapping\n    Properties: {ApiId: !Ref Shop, DomainName: api.example.com, Stage: v1}",
        ),
    ] {
        let text = format!(
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  Shop:\n    Type: AWS::Serverless::{kind}\n    Properties:\n      StageName: v1\n  Map:\n    Type: {map}\n"
        );
        check(
            "t.yaml",
            &text,
            "apigateway-default-endpoint-beside-custom-domain",
            &text.replace("StageName: v1\n", "StageName: v1\n      DisableExecuteApiEndpoint: true\n"),
        );
    }
}

#[test]
fn several_fixes_on_one_new_block_go_together() {
    let text = "Resources:\n  Users:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      Policies:\n        PasswordPolicy:\n          MinimumLength: 6\n";
    let before = texts(&[("t.yaml", text)]);
    let proposed = proposal(&before, &|_| true);
    let after = with(&before, &proposed);
    let expect = format!(
        "{}      MfaConfiguration: OPTIONAL\n      EnabledMfas:\n        - SOFTWARE_TOKEN_MFA\n",
        text.replace("6\n", "12\n")
    );
    assert_eq!(after.get("t.yaml").unwrap(), &expect);
}

#[test]
fn a_resource_in_another_file_of_the_folder_is_found() {
    let before = texts(&[
        ("bucket.tf", "resource \"aws_s3_bucket\" \"b\" {}\n"),
        (
            "versioning.tf",
            "resource \"aws_s3_bucket_versioning\" \"all\" {\n  bucket = aws_s3_bucket.b.id\n\n  versioning_configuration {\n    status = \"Suspended\"\n  }\n}\n",
        ),
    ]);
    let proposed = proposal(&before, &|id| id == VERSIONING);
    assert_eq!(proposed.texts.keys().collect::<Vec<_>>(), ["versioning.tf"]);
    assert!(proposed.texts.get("versioning.tf").unwrap().contains("status = \"Enabled\""));
}

#[test]
fn instances_get_instances_beside_them() {
    for (head, expect) in [
        (
            "  for_each = toset([\"a\", \"b\"])\n  bucket   = each.key\n",
            "  for_each = aws_s3_bucket.b\n\n  bucket = each.value.id\n",
        ),
        ("  count = 2\n", "  count = length(aws_s3_bucket.b)\n\n  bucket = aws_s3_bucket.b[count.index].id\n"),
    ] {
        let text = format!("resource \"aws_s3_bucket\" \"b\" {{\n{head}}}\n");
        let after = fixed("main.tf", &text, VERSIONING).unwrap();
        assert!(after.contains(expect), "{after}");
        let after = fixed("main.tf", &text, TLS).unwrap();
        assert!(after.contains("jsonencode"), "{after}");
    }
}

#[test]
fn a_bucket_that_is_public_on_purpose_is_decided_first() {
    let text = "Resources:\n  Site:\n    Type: AWS::S3::Bucket\n    Properties:\n      PublicAccessBlockConfiguration: {BlockPublicAcls: true, IgnorePublicAcls: true}\n  Policy:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref Site\n      PolicyDocument:\n        Statement:\n          - {Effect: Allow, Principal: \"*\", Action: s3:GetObject, Resource: !Sub \"${Site.Arn}/*\"}\n";
    refused("t.yaml", text, BLOCK, &Refusal::After("s3-bucket-public-policy".to_owned()));
    let closed = fixed("t.yaml", text, TLS).unwrap();
    assert!(closed.starts_with(text) && closed.contains("          - Sid: DenyPlainHttp\n"), "{closed}");
}

#[test]
fn a_topic_that_services_publish_to_is_left_alone() {
    let alone = "resource \"aws_sns_topic\" \"t\" {}\n";
    assert!(fixed("main.tf", alone, "sns-topic-unencrypted").is_ok());
    let alarm = format!(
        "{alone}\nresource \"aws_cloudwatch_metric_alarm\" \"a\" {{\n  alarm_actions = [aws_sns_topic.t.arn]\n}}\n"
    );
    assert!(matches!(fixed("main.tf", &alarm, "sns-topic-unencrypted").unwrap_err().as_slice(), [Refusal::Left(_)]));
}

#[test]
fn a_policy_in_jsonencode_gets_a_statement() {
    let text = "resource \"aws_s3_bucket\" \"b\" {}\n\nresource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [\n      {\n        Effect    = \"Deny\"\n        Principal = \"*\"\n        Action    = \"s3:DeleteObject\"\n        Resource  = \"${aws_s3_bucket.b.arn}/*\"\n      } # 最後\n    ]\n  })\n}\n";
    let after = fixed("main.tf", text, TLS).unwrap();
    assert!(after.contains("      },\n      {\n        Sid       = \"DenyPlainHttp\"\n"), "{after}");
}

#[test]
fn all_plans_of_a_detector_are_turned_on() {
    let on = |name: &str, status: &str| format!("        - {{ Name: {name}, Status: {status} }}\n");
    let mut text =
        "Resources:\n  D:\n    Type: AWS::GuardDuty::Detector\n    Properties:\n      Enable: true\n      Features:\n"
            .to_owned();
    for name in ["S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS"] {
        text.push_str(&on(name, "ENABLED"));
    }
    text.push_str(&on("LAMBDA_NETWORK_LOGS", "DISABLED"));
    let check_id = "guardduty-detector-protections-off";
    check("t.yaml", &text, check_id, &text.replace("DISABLED", "ENABLED"));
}

#[test]
fn runtime_monitoring_is_turned_on_by_a_person() {
    let check_id = "guardduty-detector-protections-off";
    let feature = |name: &str, status: &str| format!("        - {{ Name: {name}, Status: {status} }}\n");
    let mut text =
        "Resources:\n  D:\n    Type: AWS::GuardDuty::Detector\n    Properties:\n      Enable: true\n      Features:\n"
            .to_owned();
    for name in ["EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"] {
        text.push_str(&feature(name, "ENABLED"));
    }
    let off = |text: &str| text.replace("S3_DATA_EVENTS, Status: ENABLED", "S3_DATA_EVENTS, Status: DISABLED");
    text.push_str(&feature("S3_DATA_EVENTS", "ENABLED"));
    // What no plan of the check is, stays as it is.
    text.push_str(&feature("SOMETHING_ELSE", "DISABLED"));
    check("t.yaml", &off(&text), check_id, &text);
    // AWS refuses both kinds of runtime monitoring together.
    text.push_str(&feature("RUNTIME_MONITORING", "DISABLED"));
    text.push_str(&feature("EKS_RUNTIME_MONITORING", "DISABLED"));
    refused("t.yaml", &off(&text), check_id, &Refusal::NotProven);
    refused("t.yaml", &text, check_id, &Refusal::Nothing);
    let named = text.replace("Name: RUNTIME_MONITORING", "Name: !Ref Plan");
    let named = format!("Parameters: {{Plan: {{Type: String, Default: RUNTIME_MONITORING}}}}\n{named}");
    refused("t.yaml", &named, check_id, &Refusal::Expression("Features".to_owned()));
    let feature = |name: &str, title: &str, status: &str| {
        format!(
            "\nresource \"aws_guardduty_detector_feature\" \"{name}\" {{\n  detector_id = aws_guardduty_detector.d.id\n  name        = {title}\n  status      = \"{status}\"\n}}\n"
        )
    };
    let mut text = "resource \"aws_guardduty_detector\" \"d\" {}\n".to_owned();
    for name in ["EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"] {
        text.push_str(&feature(name, &format!("\"{name}\""), "ENABLED"));
    }
    let with = |status: &str| format!("{text}{}", feature("s3", "\"S3_DATA_EVENTS\"", status));
    check("main.tf", &with("DISABLED"), check_id, &with("ENABLED"));
    let runtime = feature("r", "\"RUNTIME_MONITORING\"", "DISABLED");
    refused("main.tf", &format!("{}{runtime}", with("ENABLED")), check_id, &Refusal::Nothing);
}

#[test]
fn what_comes_from_elsewhere_is_not_taken_out() {
    let check_id = "config-recorder-partial";
    let why = |what: &str| Refusal::Expression(what.to_owned());
    let recorder = |types: &str| {
        format!(
            "variable \"types\" {{\n  default = [\"AWS::EC2::Instance\"]\n}}\n\nresource \"aws_config_configuration_recorder\" \"r\" {{\n  role_arn = \"r\"\n  recording_group {{\n    all_supported  = false\n    resource_types = {types}\n  }}\n}}\n"
        )
    };
    assert!(fixed("main.tf", &recorder("[\"AWS::EC2::Instance\"]"), check_id).is_ok());
    for types in ["var.types", "[var.types[0]]", "[\"${var.types[0]}\"]"] {
        refused("main.tf", &recorder(types), check_id, &why("resource_types"));
    }
    let excluded = "variable \"types\" {\n  default = [\"AWS::EC2::Instance\"]\n}\n\nresource \"aws_config_configuration_recorder\" \"r\" {\n  role_arn = \"r\"\n  recording_group {\n    all_supported = false\n    exclusion_by_resource_types {\n      resource_types = var.types\n    }\n    recording_strategy {\n      use_only = \"EXCLUSION_BY_RESOURCE_TYPES\"\n    }\n  }\n}\n";
    refused("main.tf", excluded, check_id, &why("exclusion_by_resource_types"));
    let recorder = |types: &str| {
        format!(
            "Parameters:\n  Kind: {{Type: String, Default: AWS::EC2::Instance}}\nResources:\n  R:\n    Type: AWS::Config::ConfigurationRecorder\n    Properties:\n      RoleARN: r\n      RecordingGroup:\n        AllSupported: false\n        ResourceTypes: {types}\n"
        )
    };
    assert!(fixed("t.yaml", &recorder("[\"AWS::EC2::Instance\"]"), check_id).is_ok());
    for types in ["[!Ref Kind]", "[{Ref: Kind}]", "!Split [',', !Ref Kind]"] {
        refused("t.yaml", &recorder(types), check_id, &why("ResourceTypes"));
    }
}

#[test]
fn a_publisher_anywhere_leaves_a_topic_to_a_person() {
    let topic = "resource \"aws_sns_topic\" \"t\" {\n  name = \"t\"\n}\n";
    let only = |id: &str| id == "sns-topic-unencrypted";
    for (file, publisher) in [
        (
            "audit/main.tf",
            "resource \"aws_cloudtrail\" \"t\" {\n  s3_bucket_name = \"b\"\n  sns_topic_name = \"t\"\n}\n",
        ),
        ("audit/main.tf", "resource \"aws_backup_vault_notifications\" \"n\" {}\n"),
        ("audit/main.tf", "resource \"aws_ce_anomaly_subscription\" \"n\" {}\n"),
        ("audit/main.tf", "resource \"aws_redshift_event_subscription\" \"n\" {}\n"),
        ("audit/main.tf", "resource \"aws_dms_event_subscription\" \"n\" {}\n"),
        (
            "audit/main.tf",
            "resource \"aws_elasticache_replication_group\" \"n\" {\n  notification_topic_arn = \"t\"\n}\n",
        ),
    ] {
        let all = texts(&[("topics/main.tf", topic), (file, publisher)]);
        let proposed = proposal(&all, &only);
        let why = proposed.refused.first().map(|refused| &refused.why);
        assert!(proposed.offered.is_empty() && matches!(why, Some(Refusal::Left(_))), "{publisher}: {why:?}");
    }
    let quiet = "resource \"aws_sqs_queue\" \"q\" {}\n";
    assert_eq!(proposal(&texts(&[("topics/main.tf", topic), ("audit/main.tf", quiet)]), &only).offered.len(), 1);
    for publisher in [
        "{Type: AWS::CloudTrail::Trail, Properties: {S3BucketName: b, IsLogging: true, SnsTopicName: t}}",
        "{Type: AWS::Backup::BackupVault, Properties: {BackupVaultName: v, Notifications: {BackupVaultEvents: [BACKUP_JOB_FAILED], SNSTopicArn: t}}}",
        "{Type: AWS::ElastiCache::ReplicationGroup, Properties: {NotificationTopicArn: t}}",
        "{Type: AWS::CE::AnomalySubscription}",
        "{Type: AWS::Redshift::EventSubscription}",
        "{Type: AWS::DMS::EventSubscription}",
    ] {
        let text = format!("Resources:\n  T:\n    Type: AWS::SNS::Topic\n  P: {publisher}\n");
        let why = fixed("t.yaml", &text, "sns-topic-unencrypted").unwrap_err();
        assert!(matches!(why.as_slice(), [Refusal::Left(_)]), "{publisher}: {why:?}");
    }
}

#[test]
fn a_large_tree_of_which_every_edit_does_harm_ends() {
    let keys: Vec<(String, String)> = (0..200)
        .map(|at| (format!("f{at}.tf"), format!("resource \"aws_kms_key\" \"k{at}\" {{\n  description = \"k\"\n}}\n")))
        .collect();
    let filler = format!("# {}\n", "x".repeat(1 << 20));
    let mut all: Texts = keys.iter().cloned().collect();
    all.extend((0..40).map(|at| (format!("z{at}.tf"), filler.clone())));
    let targets: Vec<Target> = (0..200)
        .map(|at| Target { file: format!("f{at}.tf"), address: format!("aws_kms_key.k{at}"), check: ROTATION })
        .collect();
    // Of 40 MB, judged as something that is always worse in a place of which no edit speaks.
    let plain = |keys: &[(String, String)]| state(&keys.iter().cloned().collect());
    let (before, worse) = (plain(&keys), {
        let mut changed = keys.clone();
        for (_, text) in &mut changed {
            *text = text.replace("\"k\"\n", "\"k\"\n  enable_key_rotation = true\n");
        }
        changed.push(("new.tf".to_owned(), "resource \"aws_kms_key\" \"new\" {}\n".to_owned()));
        plain(&changed)
    });
    let mut read = 0;
    let proposed = propose(&all, &targets, &before, &mut |texts| {
        read += texts.values().map(String::len).sum::<usize>();
        worse.clone()
    });
    assert!(proposed.offered.is_empty());
    assert!(read <= 1 << 30, "{read} bytes");
    let why = |wanted: &Refusal| proposed.refused.iter().filter(|refused| refused.why == *wanted).count();
    assert_eq!(why(&Refusal::TooMany) + why(&Refusal::Harm(ROTATION.to_owned())), 200);
    assert!(why(&Refusal::TooMany) > 100, "{}", why(&Refusal::TooMany));
}

#[test]
fn an_edit_that_breaks_another_check_is_not_offered() {
    // With the detector on, its plans are judged, and one of them is off.
    let text = "Resources:\n  D:\n    Type: AWS::GuardDuty::Detector\n    Properties:\n      Enable: false\n      Features:\n        - { Name: S3_DATA_EVENTS, Status: DISABLED }\n";
    refused("t.yaml", text, "guardduty-detector-off", &Refusal::Harm("guardduty-detector-protections-off".to_owned()));
}

#[test]
fn tabs_heredocs_and_blocks_in_one_line_stay() {
    check(
        "main.tf",
        "resource \"aws_kms_key\" \"k\" {\n\tdescription = <<-TEXT\n\t\t鍵\n\tTEXT\n}\n",
        ROTATION,
        "resource \"aws_kms_key\" \"k\" {\n\tdescription = <<-TEXT\n\t\t鍵\n\tTEXT\n\tenable_key_rotation = true\n}\n",
    );
    check(
        "main.tf",
        "resource \"aws_ecr_repository\" \"r\" {\n\tname = \"r\"\n\timage_scanning_configuration { scan_on_push = false }\n}\n",
        "ecr-repository-scan-on-push-off",
        "resource \"aws_ecr_repository\" \"r\" {\n\tname = \"r\"\n\timage_scanning_configuration { scan_on_push = true }\n}\n",
    );
    check(
        "main.tf",
        "resource \"aws_kms_key\" \"k\" { description = \"k\" }\n",
        ROTATION,
        "resource \"aws_kms_key\" \"k\" {\n  description = \"k\"\n  enable_key_rotation = true\n}\n",
    );
}

#[test]
fn items_stand_below_the_last_one() {
    let head = "Resources:\n  Front:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties:\n      LoadBalancerAttributes:\n";
    let check_id = "elbv2-load-balancer-drops-no-invalid-headers";
    for indent in ["      ", "        "] {
        let text = format!("{head}{indent}- Key: idle_timeout.timeout_seconds\n{indent}  Value: \"60\" # 秒\n");
        let expect = format!(
            "{text}{indent}- Key: routing.http.drop_invalid_header_fields.enabled\n{indent}  Value: \"true\"\n"
        );
        check("t.yaml", &text, check_id, &expect);
    }
    let named = format!("{head}        - Key: !Ref Name\n          Value: x\n");
    let named = format!("Parameters: {{Name: {{Type: String, Default: idle_timeout.timeout_seconds}}}}\n{named}");
    refused("t.yaml", &named, check_id, &Refusal::Expression("LoadBalancerAttributes".to_owned()));
}

#[test]
fn blank_lines_set_off_what_is_new_where_they_set_off_what_is_there() {
    let text = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n\n  T:\n    Type: AWS::SNS::Topic\n";
    let after = fixed("t.yaml", text, TLS).unwrap();
    let head = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n\n  BTlsPolicy:\n    Type: AWS::S3::BucketPolicy\n";
    let tail = "aws:SecureTransport: \"false\"\n\n  T:\n    Type: AWS::SNS::Topic\n";
    assert!(after.starts_with(head) && after.ends_with(tail), "{after}");
    let json = "{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\"}, \"T\": {\"Type\": \"AWS::SNS::Topic\"}}}";
    assert!(fixed("t.json", json, TLS).unwrap().contains("{\"Fn::GetAtt\": [\"B\", \"Arn\"]}"));
}

#[test]
fn sams_own_words_are_used_in_sam() {
    let text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: app.handler\n      InlineCode: \"\"\n";
    check("t.yaml", text, "lambda-function-tracing-off", &format!("{text}      Tracing: Active\n"));
    // A table of SAM's has no property for it.
    let table = "Transform: AWS::Serverless-2016-10-31\nResources:\n  T:\n    Type: AWS::Serverless::SimpleTable\n";
    let why = Refusal::NoRecipe("AWS::Serverless::SimpleTable".to_owned());
    refused("t.yaml", table, "dynamodb-table-deletion-protection-off", &why);
}
