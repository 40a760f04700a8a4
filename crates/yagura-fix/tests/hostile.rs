//! Layouts that a careless editor breaks.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failing, proposal, texts, with};
use yagura_fix::Refusal;

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
    refused("t.yaml", each, ROTATION, &Refusal::Generated);
    let cdk = "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Metadata:\n      aws:cdk:path: App/Key\n";
    refused("t.yaml", cdk, ROTATION, &Refusal::Generated);
}

#[test]
fn terraforms_json_is_left_alone() {
    let json = "{\"resource\": {\"aws_kms_key\": {\"k\": {\"description\": \"k\"}}}}";
    refused("main.tf.json", json, ROTATION, &Refusal::TerraformJson);
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
