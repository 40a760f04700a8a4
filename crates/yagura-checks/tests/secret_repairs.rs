//! What to write in the place of a policy's statement that holds a secret: in an account and in templates, never with the secret.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{ACCOUNT, account, add};
use serde_json::{Value, json};
use yagura_finding::{Options, Report};
use yagura_model::Snapshot;

const CHECK: &str = "iam-policy-secret";

/// What nobody could guess, in two parts: this file holds no secret.
fn password() -> String {
    ["q9Zt4LmX0v", "Bn7KcR2sW"].concat()
}

/// The repair and the details (English, Japanese) of each policy with a secret, by the resource's name.
fn repairs(mut snapshot: Snapshot) -> Vec<(Value, String, String)> {
    yagura_checks::secrets::analyse(&mut snapshot);
    let checks = yagura_checks::all();
    let mut report = Report::run(&snapshot, &checks, Options::default());
    yagura_checks::secrets::explain(&mut report, &checks);
    let found = report.findings.iter().filter(|finding| finding.check.id == CHECK && finding.secret.is_some());
    let said = |finding: &yagura_finding::Finding<'_>| {
        let detail = finding.detail.as_ref().unwrap();
        let json: Value = serde_json::from_str(finding.secret.as_ref().unwrap().text()).unwrap();
        for text in [&detail.ja, &detail.en, &json["repair"].to_string()] {
            assert!(!text.contains(&password()) && !text.contains("Tokiwa") && !text.contains("secret-"), "{text}");
        }
        assert!(!detail.ja.contains(". "), "{}", detail.ja);
        (json["repair"].clone(), detail.en.clone(), detail.ja.clone())
    };
    found.map(said).collect()
}

/// One policy with one statement, on a live resource whose policy is `property`.
fn live(resource_type: &str, id: &str, arn: &str, property: &str, statement: &str) -> (Value, String, String) {
    let mut snapshot = account(Snapshot::TYPES);
    let policy = format!("{{ {property}: {{ Statement: {statement} }} }}");
    add(&mut snapshot, resource_type, id, arn, &policy);
    let mut found = repairs(snapshot);
    assert_eq!(found.len(), 1, "{resource_type}");
    found.remove(0)
}

fn open() -> String {
    let referer = password();
    format!(
        "{{ Sid: Shop, Effect: Allow, Principal: '*', Action: 'sqs:SendMessage', Resource: '*', Condition: {{ StringEquals: {{ 'aws:Referer': {referer} }} }} }}"
    )
}

#[test]
fn a_queue_open_to_whoever_sends_a_secret_is_opened_to_the_organization() {
    let arn = format!("arn:aws:sqs:us-east-1:{ACCOUNT}:shop");
    let (repair, en, ja) = live("AWS::SQS::Queue", "shop", &arn, "PolicyDocument", &open());
    let change = repair["change"].as_str().unwrap();
    assert!(
        change.starts_with("aws sqs set-queue-attributes --queue-url \"$(aws sqs get-queue-url --queue-name shop "),
        "{change}"
    );
    let statement = json!({
        "Sid": "Shop", "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "ORGANIZATION_ID"}},
    });
    assert_eq!(repair["statements"], json!([statement]));
    assert!(
        en.contains("ORGANIZATION_ID: the id of your organization") && en.contains("attributes.json is {\"Policy\""),
        "{en}"
    );
    assert!(ja.contains("ORGANIZATION_IDは組織のID") && ja.contains("に置き換える"), "{ja}");
}

#[test]
fn the_organization_is_named_where_it_was_read() {
    let mut snapshot = account(Snapshot::TYPES);
    let arn = format!("arn:aws:organizations::{ACCOUNT}:organization/o-shop12345");
    add(&mut snapshot, "AWS::Organizations::Organization", "o-shop12345", &arn, "{ FeatureSet: ALL }");
    let policy = format!("{{ PolicyDocument: {{ Statement: {} }} }}", open());
    add(&mut snapshot, "AWS::SQS::Queue", "shop", &format!("arn:aws:sqs:us-east-1:{ACCOUNT}:shop"), &policy);
    let found = repairs(snapshot);
    assert_eq!(found[0].0["statements"][0]["Condition"]["StringEquals"]["aws:PrincipalOrgID"], "o-shop12345");
}

#[test]
fn a_permission_of_a_function_is_given_anew_for_one_source() {
    let statement = format!(
        "{{ Sid: bucket, Effect: Allow, Principal: {{ Service: s3.amazonaws.com }}, Action: 'lambda:InvokeFunction', Resource: '*', Condition: {{ StringEquals: {{ 'aws:Referer': {} }} }} }}",
        password()
    );
    let arn = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:shop");
    let (repair, en, _) = live("AWS::Lambda::Function", "shop", &arn, "Policy", &statement);
    let change = "aws lambda remove-permission --function-name shop --statement-id bucket && aws lambda add-permission --function-name shop --statement-id bucket --action lambda:InvokeFunction --principal s3.amazonaws.com --source-account 111122223333 --source-arn SOURCE_ARN";
    assert_eq!(repair["change"], change);
    assert!(en.contains("SOURCE_ARN: the ARN of the resource that the service acts for"), "{en}");
}

#[test]
fn an_api_is_deployed_anew_and_what_decides_shows_no_secret() {
    let url = ["postgres://shop:Tokiwa-", "Maigo-7713@db.internal/shop"].concat();
    let statement = format!(
        "{{ Effect: Allow, Principal: {{ AWS: '444455556666' }}, Action: 'execute-api:Invoke', Resource: ['{url}'] }}"
    );
    let arn = "arn:aws:apigateway:us-east-1::/restapis/a1b2c3";
    let (repair, ..) = live("AWS::ApiGateway::RestApi", "a1b2c3", arn, "Policy", &statement);
    let change = repair["change"].as_str().unwrap();
    assert!(
        change.starts_with(
            "aws apigateway update-rest-api --rest-api-id a1b2c3 --patch-operations file://patch.json && "
        ),
        "{change}"
    );
    assert!(change.ends_with("create-deployment --rest-api-id a1b2c3 --stage-name STAGE_NAME"), "{change}");
    assert_eq!(repair["statements"][0]["Resource"], json!([arn]));
}

#[test]
fn a_template_shows_the_statement_without_the_secret() {
    let text = format!(
        "
Resources:
  Assets: {{ Type: AWS::S3::Bucket }}
  Read:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Assets
      PolicyDocument:
        Statement:
          - {{ Effect: Deny, Principal: '*', Action: 's3:GetObject', Resource: !Sub '${{Assets.Arn}}/*', Condition: {{ StringNotEquals: {{ 'aws:Referer': [{0}] }} }} }}
          - {{ Effect: Deny, Principal: '*', Action: 's3:PutObject', Resource: '*', Condition: {{ StringEquals: {{ 'aws:UserAgent': {0} }} }} }}
          - {{ Effect: Allow, Principal: {{ AWS: '444455556666' }}, Action: 's3:GetObject', Resource: !Sub '${{Assets.Arn}}/*', Condition: {{ StringEquals: {{ 'aws:Referer': [{0}, 'https://www.example.jp/'] }} }} }}
          - {{ Effect: Allow, Principal: {{ AWS: '444455556666' }}, Action: 's3:ListBucket', Resource: !GetAtt Assets.Arn }}
",
        password()
    );
    let found = repairs(yagura_cloudformation::read("t.yaml", &text));
    let [(repair, en, ja)] = &found[..] else { panic!("{found:#?}") };
    let [deny, allow] = repair["statements"].as_array().unwrap().as_slice() else { panic!("{repair:#}") };
    let condition = json!({
        "StringNotEquals": {"aws:PrincipalOrgID": "ORGANIZATION_ID"},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    });
    assert_eq!(deny["Condition"], condition);
    assert_eq!(allow["Condition"]["StringEquals"]["aws:Referer"], json!(["https://www.example.jp/"]));
    assert!(deny["Resource"].as_str().unwrap().contains("{Assets}"), "{deny:#}");
    assert!(en.contains("repair: write {") && en.contains("and 1 more alike"), "{en}");
    assert!(en.contains("delete the statement that denies by comparing with it"), "{en}");
    assert!(ja.contains("修正: ステートメントを {") && ja.contains("ステートメントは削除する"), "{ja}");
}

#[test]
fn a_policy_of_terraform_shows_the_statement_without_the_secret() {
    let text = format!(
        r#"
resource "aws_iam_policy" "read" {{
  name   = "read"
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "s3:GetObject", Resource = "*", Condition = {{ StringEquals = {{ "aws:UserAgent" = "{}" }} }} }}] }})
}}
"#,
        password()
    );
    let found = repairs(yagura_terraform::read(&[("main.tf", &text)], &yagura_terraform::Options::default()));
    let [(repair, en, _)] = &found[..] else { panic!("{found:#?}") };
    // Who holds the policy is known: nothing needs to take its place.
    assert_eq!(repair["statements"], json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]));
    assert!(en.contains("repair: write {"), "{en}");
}
