//! Who could read a secret that stands in a template, by the users and roles that the template makes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{ACCOUNT, account, add};
use serde_json::{Value, json};
use yagura_checks::access::{Within, who_can};
use yagura_finding::{Options, Report};
use yagura_model::Snapshot;

/// The `readers` and the details (English, Japanese) of each finding of a secret, by its address.
fn said(mut snapshot: Snapshot, check: &str) -> Vec<(String, Value, String, String)> {
    yagura_checks::secrets::analyse(&mut snapshot);
    let checks = yagura_checks::all();
    let mut report = Report::run(&snapshot, &checks, Options::default());
    yagura_checks::secrets::explain(&mut report, &checks);
    let found = report.findings.iter().filter(|finding| finding.check.id == check && finding.secret.is_some());
    let mut all: Vec<_> = found
        .map(|finding| {
            let detail = finding.detail.as_ref().unwrap();
            let json: Value = serde_json::from_str(finding.secret.as_ref().unwrap().text()).unwrap();
            let place = finding.location.as_ref().map_or(("", finding.resource.name), |at| (at.root, at.address));
            assert!(!detail.ja.contains(". ") && !detail.en.contains("Kx7-"), "{}", detail.ja);
            let address = format!("{} {}", place.0, place.1);
            (address, json["readers"].clone(), detail.en.clone(), detail.ja.clone())
        })
        .collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// A template of CloudFormation with these resources.
fn template(file: &str, resources: &str) -> Snapshot {
    yagura_cloudformation::read(file, &format!("Resources:\n{resources}"))
}

const FUNCTION: &str = r#"
  Shop:
    Type: AWS::Lambda::Function
    Properties: { Role: x, Code: { ZipFile: "1" }, Environment: { Variables: { DB_PASSWORD: Kx7-plumTree-41 } } }
"#;
const CHECK: &str = "lambda-environment-secret";

/// A role that trusts somebody and may do something.
fn role(id: &str, trust: &str, statement: &str) -> String {
    format!(
        "
  {id}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{ Statement: {{ Effect: Allow, Principal: {trust}, Action: 'sts:AssumeRole' }} }}
      Policies: [{{ PolicyName: own, PolicyDocument: {{ Statement: [{statement}] }} }}]
"
    )
}

const LAMBDA: &str = "{ Service: lambda.amazonaws.com }";

fn arn(of: &str) -> String {
    format!("arn:aws:iam::{{AccountId}}:{of}")
}

#[test]
fn readers_of_a_template_are_its_own_principals_and_others_that_it_does_not_show() {
    let read = |resource: &str| {
        format!("{{ Effect: Allow, Action: 'lambda:GetFunctionConfiguration', Resource: {resource} }}")
    };
    let resources = [
        FUNCTION.to_owned(),
        role("Deploy", "{ AWS: !GetAtt Ops.Arn }", &read("!GetAtt Shop.Arn")),
        role("Other", LAMBDA, &read("'arn:aws:lambda:*:*:function:other'")),
        role("Nobody", LAMBDA, "{ Effect: Allow, Action: 's3:*', Resource: '*' }"),
        role(
            "Guarded",
            LAMBDA,
            &format!("{{ Condition: {{ Bool: {{ 'aws:MultiFactorAuthPresent': true }} }}, {}", &read("'*'")[2..]),
        ),
        role("Stack", LAMBDA, "{ Effect: Allow, Action: 'cloudformation:GetTemplate', Resource: !Ref AWS::StackId }"),
        "
  Ops:
    Type: AWS::IAM::User
    Properties: { ManagedPolicyArns: [!Ref Assume] }
  Assume:
    Type: AWS::IAM::ManagedPolicy
    Properties: { PolicyDocument: { Statement: { Effect: Allow, Action: 'sts:AssumeRole', Resource: '*' } } }
"
        .to_owned(),
    ];
    let found = said(template("shop.yaml", &resources.concat()), CHECK);
    let [(_, readers, en, ja)] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(readers["scope"], "template");
    assert_eq!(readers["allowed"]["names"], json!([arn("role/{Deploy}"), arn("role/{Stack}")]), "{readers:#}");
    assert_eq!(readers["conditional"]["names"], json!([arn("role/{Guarded}")]));
    // A function that the template gives no name may be called `other` in the end.
    let others =
        [arn("role/{Other}"), "roles of account {AccountId}".to_owned(), "users of account {AccountId}".to_owned()];
    assert_eq!(readers["unknown"], json!({"number": 3, "names": others}));
    let assuming = json!([{"who": arn("user/{Ops}"), "through": [arn("role/{Deploy}")]}]);
    assert_eq!(readers["assuming"]["allowed"]["names"], assuming, "{readers:#}");
    assert_eq!(readers["root"], Value::Null, "an SCP of its account may keep it out");
    let by = "may be read directly (lambda:GetFunctionConfiguration, ...) by 2 principals of the template";
    assert!(
        en.contains(&format!("{by} (role/{{Deploy}}, role/{{Stack}}), 1 more under conditions, 1 that cannot be told")),
        "{en}"
    );
    assert!(en.contains("by assuming roles 1 more may (user/{Ops} by assuming role/{Deploy})"), "{en}");
    assert!(
        en.contains(
            "the other principals of the account that it is deployed into, and its SCPs, a template does not show"
        ),
        "{en}"
    );
    assert!(
        ja.contains("テンプレート内で直接読み取れるプリンシパル (lambda:GetFunctionConfiguration など): 2"),
        "{ja}"
    );
    assert!(ja.contains("ほかのプリンシパルとSCPはテンプレートからは判定不能"), "{ja}");
}

#[test]
fn a_template_without_principals_says_the_action_and_never_nobody() {
    let found = said(template("shop.yaml", FUNCTION), CHECK);
    let [(_, readers, en, ja)] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((&readers["allowed"]["number"], &readers["unknown"]["number"]), (&json!(0), &json!(2)), "{readers:#}");
    assert!(readers["actions"].as_array().unwrap().contains(&json!("cloudformation:GetTemplate")), "{readers:#}");
    assert!(en.contains("the template makes no user or role, and does not show who may read it (lambda:GetFunctionConfiguration, ...) in the account"), "{en}");
    assert!(ja.contains("プリンシパルはテンプレートからは判定不能"), "{ja}");
}

#[test]
fn roles_of_another_template_are_not_this_ones() {
    let all = "{ Effect: Allow, Action: 'lambda:*', Resource: '*' }";
    let mut snapshot = template("one.yaml", &[FUNCTION, &role("Reader", LAMBDA, all)].concat());
    snapshot.merge(template("two.yaml", FUNCTION));
    // Here the same name is another role.
    snapshot.merge(template(
        "three.yaml",
        &[FUNCTION, &role("Reader", LAMBDA, "{ Effect: Allow, Action: 's3:*', Resource: '*' }")].concat(),
    ));
    snapshot.sort();
    let found = said(snapshot, CHECK);
    let numbers: Vec<(&str, &Value)> =
        found.iter().map(|(at, readers, ..)| (at.as_str(), &readers["allowed"]["number"])).collect();
    assert_eq!(numbers, [("one.yaml Shop", &json!(1)), ("three.yaml Shop", &json!(0)), ("two.yaml Shop", &json!(0))]);
}

#[test]
fn readers_of_a_root_module_of_terraform_are_its_own() {
    let main = r#"
resource "aws_lambda_function" "shop" {
  function_name = "shop"
  role          = aws_iam_role.reader.arn
  environment { variables = { DB_PASSWORD = "Kx7-plumTree-41" } }
}
resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "reader" {
  role   = aws_iam_role.reader.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:Get*", Resource = aws_lambda_function.shop.arn }] })
}
variable "db_password" { default = "Kx7-plumTree-41" }
"#;
    let read = || yagura_terraform::read(&[("main.tf", main)], &yagura_terraform::Options::default());
    let found = said(read(), CHECK);
    let [(_, readers, ..)] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(readers["allowed"]["names"], json!([arn("role/reader")]), "{readers:#}");
    assert!(!readers["actions"].to_string().contains("cloudformation"), "Terraform makes no stack: {readers:#}");
    let found = said(read(), "terraform-value-secret");
    let [(_, readers, ..)] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(*readers, Value::Null, "no action shows it");
}

#[test]
fn what_stands_outside_of_resources_is_shown_by_the_stacks_template() {
    let text = format!(
        "Parameters: {{ Password: {{ Type: String, Default: Kx7-plumTree-41 }} }}\nResources:\n{}",
        role("Reader", LAMBDA, "{ Effect: Allow, Action: 'cloudformation:Get*', Resource: '*' }")
    );
    let found = said(yagura_cloudformation::read("t.yaml", &text), "cloudformation-stack-secret");
    let [(_, readers, ..)] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(readers["actions"], json!(["cloudformation:GetTemplate"]), "{readers:#}");
    assert_eq!(readers["allowed"]["names"], json!([arn("role/{Reader}")]));
}

#[test]
fn a_folder_of_many_templates_is_asked_about_a_thousand_times_in_all() {
    let reader = role("Reader", LAMBDA, "{ Effect: Allow, Action: 'lambda:*', Resource: '*' }");
    let mut snapshot = Snapshot::default();
    for at in 0..400 {
        snapshot.merge(template(&format!("t{at:03}.yaml"), &format!("{FUNCTION}{reader}")));
    }
    snapshot.sort();
    let found = said(snapshot, CHECK);
    let unasked = found.iter().filter(|(_, readers, ..)| readers["gap"].is_string()).count();
    assert_eq!(found.len(), 400);
    assert!((100..200).contains(&unasked), "four questions of each, and a thousand are asked: {unasked}");
}

/// An account that was listed in full, with these users and roles: name, whom a role trusts (none: a user), statements.
fn live(principals: &[(&str, Option<&str>, &str)]) -> Snapshot {
    let mut snapshot = account(Snapshot::TYPES);
    for (name, trust, statements) in principals {
        let policies = format!("Policies: [{{ PolicyName: own, PolicyDocument: {{ Statement: [{statements}] }} }}]");
        match trust {
            None => {
                let arn = format!("arn:aws:iam::{ACCOUNT}:user/{name}");
                add(
                    &mut snapshot,
                    "AWS::IAM::User",
                    name,
                    &arn,
                    &format!("{{ Groups: [], ManagedPolicyArns: [], {policies} }}"),
                );
            }
            Some(trust) => {
                let arn = format!("arn:aws:iam::{ACCOUNT}:role/{name}");
                let text = format!(
                    "{{ ManagedPolicyArns: [], AssumeRolePolicyDocument: {{ Statement: {trust} }}, {policies} }}"
                );
                add(&mut snapshot, "AWS::IAM::Role", name, &arn, &text);
            }
        }
    }
    snapshot
}

const TRUSTED: &str = r#"{ Effect: Allow, Principal: { AWS: "111122223333" }, Action: "sts:AssumeRole" }"#;
const MAY_ASSUME: &str = "{ Effect: Allow, Action: 'sts:AssumeRole', Resource: '*' }";

#[test]
fn readers_of_a_script_and_of_a_bundle_are_those_of_the_object() {
    let read = "{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::scripts/*' }";
    let mut snapshot = live(&[
        ("etl", Some(TRUSTED), read),
        ("dev", None, MAY_ASSUME),
        ("other", None, "{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' }"),
        ("jobs", None, "{ Effect: Allow, Action: 'glue:*', Resource: '*' }"),
    ]);
    let bucket = "{ BucketName: scripts, PolicyDocument: { Statement: { Effect: Allow, Principal: { AWS: '444455556666' }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::scripts/live/*' } }, PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }, OwnershipControls: { Rules: [{ ObjectOwnership: BucketOwnerEnforced }] } }";
    add(&mut snapshot, "AWS::S3::Bucket", "scripts", "arn:aws:s3:::scripts", bucket);
    let found = "Found: [{ File: x.py, Secret: { kind: generic-password, confidence: high, line: 3, last4: '8841', hash: 'ab' } }], Unread: [], Layer: ''";
    let code = |key: &str| format!("{{ ZipFile: null, Packages: [{{ Object: 'scripts/{key}', {found} }}] }}");
    let job = format!("{{ Name: load, Script: {} }}", code("etl/load.py"));
    add(&mut snapshot, "AWS::Glue::Job", "load", "arn:aws:glue:us-east-1:111122223333:job/load", &job);
    let own = format!("{{ EnvironmentName: web, Source: {} }}", code("live/v7.zip"));
    add(
        &mut snapshot,
        "AWS::ElasticBeanstalk::Environment",
        "web",
        "arn:aws:elasticbeanstalk:us-east-1:111122223333:environment/web/web",
        &own,
    );
    let etl = format!("arn:aws:iam::{ACCOUNT}:role/etl");
    let direct = |readers: &Value| {
        let names = readers["allowed"]["names"].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let script = said(snapshot.clone(), "glue-job-script-secret");
    let [(_, readers, en, _)] = &script[..] else { panic!("{script:#?}") };
    assert_eq!(direct(readers), [etl.as_str()], "{readers:#}");
    assert_eq!(readers["actions"], json!(["s3:GetObject", "s3:GetObjectVersion"]));
    let dev = json!([{"who": format!("arn:aws:iam::{ACCOUNT}:user/dev"), "through": [etl]}]);
    assert_eq!(readers["assuming"]["allowed"]["names"], dev, "{readers:#}");
    assert!(en.contains("may be read directly (s3:GetObject, ...) by 1 principal (role/etl)"), "{en}");
    let bundle = said(snapshot, "elasticbeanstalk-source-secret");
    let [(_, readers, ..)] = &bundle[..] else { panic!("{bundle:#?}") };
    assert_eq!(direct(readers), ["444455556666", etl.as_str()], "the bucket lets another account at it: {readers:#}");
}

#[test]
fn who_can_through_a_role_is_as_sure_as_the_whole_way_and_takes_the_surest_one() {
    let secret = format!("arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:db-a1B2c3");
    let read = "Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: '*'";
    let if_mfa = format!("{{ {read}, Condition: {{ Bool: {{ 'aws:MultiFactorAuthPresent': 'true' }} }} }}");
    let only = |who: &str| {
        format!(
            "{{ Effect: Allow, Principal: {{ AWS: 'arn:aws:iam::{ACCOUNT}:user/{who}' }}, Action: 'sts:AssumeRole' }}"
        )
    };
    let both = format!("[{}, {}]", only("dev"), only("ops"));
    let mut snapshot = live(&[
        ("a-guarded", Some(&both), &if_mfa),
        ("b-plain", Some(&only("ops")), &format!("{{ {read} }}")),
        ("dev", None, ""),
        ("ops", None, ""),
    ]);
    add(&mut snapshot, "AWS::SecretsManager::Secret", "db", &secret, "{ Name: db, ResourcePolicy: null }");
    let found = who_can(&snapshot, "secretsmanager:GetSecretValue", &secret, Within::default()).unwrap();
    let way = |who: &str| found.ways.iter().find(|way| way.who.ends_with(who)).unwrap();
    assert!(way("user/dev").conditional, "the role may under a condition alone: {:?}", way("user/dev"));
    let ops = way("user/ops");
    assert!(!ops.conditional && ops.through[0].ends_with("role/b-plain"), "{ops:?}");
}
