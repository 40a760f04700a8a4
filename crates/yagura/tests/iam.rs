//! `yagura iam`, as a user runs it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

struct Output {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Output {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

fn run_with(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yagura"))
        .args(arguments)
        .env_clear()
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Output {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(arguments: &[&str]) -> Output {
    run_with(arguments, "")
}

fn file(name: &str, text: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("iam-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const OPEN: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Site", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::web/*"}
  ]
}"#;

const CLOSED: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Principal":{"AWS":"arn:aws:iam::111122223333:role/app"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}"#;

const TEMPLATE: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Readers:
    Type: AWS::IAM::Group
    Properties:
      GroupName: readers
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-data/*" }
  Alice:
    Type: AWS::IAM::User
    Properties: { UserName: alice, Groups: [readers] }
  Bounded:
    Type: AWS::IAM::Role
    Properties:
      RoleName: bounded
      PermissionsBoundary: !Ref Limit
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "sts:AssumeRole" }
      Policies:
        - PolicyName: wide
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: ["s3:GetObject", "sqs:SendMessage"], Resource: "*" }
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: limit
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: "s3:*", Resource: "*" }
  Tied:
    Type: AWS::IAM::Role
    Properties:
      RoleName: tied
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }
      Policies:
        - PolicyName: office
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              Effect: Allow
              Action: "s3:GetObject"
              Resource: "*"
              Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }
  Data:
    Type: AWS::S3::Bucket
    Properties: { BucketName: shop-data }
  DataPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Locked
            Effect: Deny
            Principal: "*"
            Action: "s3:GetObject"
            Resource: "arn:aws:s3:::shop-data/secret/*"
          - { Effect: Allow, Principal: { AWS: "777788889999" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-data/shared/*" }
"#;

/// A saved snapshot of the template.
fn snapshot(name: &str) -> String {
    let template = file(&format!("{name}.yaml"), TEMPLATE);
    let saved = Path::new(&template).with_extension("yagura").to_str().unwrap().to_owned();
    let output = run(&["scan", &template, "--save", &saved, "--fail-on", "none", "--format", "json"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    saved
}

fn can(saved: &str, principal: &str, action: &str, resource: &str, more: &[&str]) -> (i32, Value) {
    let mut arguments =
        vec!["iam", "can", "--principal", principal, "--action", action, "--resource", resource, "--from", saved];
    arguments.extend(["--format", "json"]);
    arguments.extend(more);
    let output = run(&arguments);
    assert!(output.code != 2, "{}", output.stderr);
    (output.code, output.json())
}

const SHOP: &str = r#"
Resources:
  Db:
    Type: AWS::SecretsManager::Secret
    Properties: { Name: shop/db }
  Web:
    Type: AWS::IAM::Role
    Properties:
      RoleName: web
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] }
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: RESOURCE }
              - { Effect: Deny, Action: "secretsmanager:GetSecretValue", Resource: NOT_THIS }
"#;

/// What AWS adds to a secret's name is known to nobody before deployment: who may read it hangs on what a policy says of it.
#[test]
fn a_secret_of_a_template_is_read_by_whoever_covers_what_aws_adds_to_its_name() {
    let secret = "arn:aws:secretsmanager:{Region}:{AccountId}:secret:shop/db-{6chr}";
    let before = "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:";
    let cases = [
        ("star", format!("!Sub '{before}shop/db-*'"), 0, "allowed"),
        ("denied", format!("!Sub '{before}shop/db-*'"), 3, "unknown"),
        ("marks", format!("!Sub '{before}shop/db-??????'"), 0, "allowed"),
        ("ref", "!Ref Db".to_owned(), 0, "allowed"),
        ("short", format!("!Sub '{before}shop/db'"), 1, "implicit_deny"),
        ("other", format!("!Sub '{before}shop/cache-??????'"), 1, "implicit_deny"),
        ("exact", format!("!Sub '{before}shop/db-a1B2c3'"), 3, "unknown"),
    ];
    for (name, resource, code, decision) in cases {
        // One exact suffix may be the secret's, in what is denied as well.
        let denied = format!("!Sub '{before}shop/{}'", if name == "denied" { "db-a1B2c3" } else { "other" });
        let text = SHOP.replace("RESOURCE", &resource).replace("NOT_THIS", &denied);
        let template = file(&format!("shop-{name}.yaml"), &text);
        let folder = Path::new(&template).with_extension("");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::rename(&template, folder.join("shop.yaml")).unwrap();
        let path = folder.to_str().unwrap();
        let more = ["--path", path, "--format", "json", "--lang", "en"];
        let mut asked = vec!["iam", "can", "--principal", "web", "--action", "secretsmanager:GetSecretValue"];
        asked.extend(["--resource", secret]);
        asked.extend(more);
        let answer = run(&asked);
        assert_eq!((answer.code, &answer.json()["decision"]), (code, &json!(decision)), "{name}: {}", answer.stdout);

        let mut asked = vec!["iam", "who-can", "secretsmanager:GetSecretValue", secret];
        asked.extend(more);
        let answer = run(&asked).json();
        let way =
            answer["ways"].as_array().unwrap().iter().find(|way| way["who"].as_str().unwrap().ends_with("role/web"));
        match way {
            None => assert_eq!(decision, "implicit_deny", "{name}: {answer}"),
            Some(way) => assert_eq!(way["access"], decision, "{name}: {answer}"),
        }
    }
}

#[test]
fn public_gives_a_witness_or_a_proof() {
    let open = file("open.json", OPEN);
    let output = run(&["iam", "public", &open, "--type", "bucket", "--lang", "en"]);
    assert_eq!(output.code, 1);
    assert!(output.stdout.starts_with("public\n  anyone on the internet may call s3:GetObject"), "{}", output.stdout);
    assert!(output.stdout.contains("statement 0 (Site) — 4:5"), "{}", output.stdout);

    let output = run(&["iam", "public", &open, "--type", "bucket", "--lang", "ja"]);
    assert!(output.stdout.contains("公開されています"), "{}", output.stdout);
    assert!(output.stdout.contains("インターネット上の誰でも"), "{}", output.stdout);

    let output = run_with(&["iam", "public", "-", "--type", "bucket", "--format", "json"], CLOSED);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(output.json()["result"], "not_public");
    assert_eq!(output.json()["proof"][0]["barrier"], "principal");

    // A string that holds the policy, as the API gives it.
    let output = run_with(&["iam", "public", "-", "--type", "bucket"], &serde_json::to_string(OPEN).unwrap());
    assert_eq!(output.code, 1, "{}", output.stderr);
    let unread = r#"{"Statement":{"Effect":"Allow","Principal":{"$unknown":{"kind":"denied","message":"no"}},
        "Action":"s3:*","Resource":"*"}}"#;
    assert_eq!(run_with(&["iam", "public", "-", "--type", "bucket"], unread).code, 3);
    let output = run_with(&["iam", "public", "-"], "{\n \"Statement\": [}");
    assert_eq!(output.code, 5);
    assert!(output.stderr.contains("line 2"), "{}", output.stderr);
}

#[test]
fn compare_shows_what_is_new() {
    let (open, closed) = (file("new.json", OPEN), file("old.json", CLOSED));
    let output = run(&["iam", "compare", &closed, &open, "--type", "bucket"]);
    assert_eq!(output.code, 1, "{}", output.stderr);
    assert!(output.stdout.starts_with("allows more\n"), "{}", output.stdout);
    let output = run(&["iam", "compare", &open, &closed, "--type", "bucket", "--lang", "ja"]);
    assert_eq!((output.code, output.stdout.as_str()), (0, "新たな許可はありません\n"));
}

#[test]
fn lint_names_line_and_column_and_goes_on_behind_a_bad_file() {
    let typo = file(
        "typo.json",
        "{\"Version\": \"2012-10-17\", \"Statement\": [\n  {\"Effect\": \"Allow\",\n   \"Action\": \"s3:GetObjct\", \"Resource\": \"*\"}]}",
    );
    let broken = file("broken.json", "{\"Statement\": ");
    let output = run(&["iam", "lint", &typo, &broken]);
    assert_eq!(output.code, 1);
    assert!(output.stdout.contains("typo.json:3:14: medium: Action does not exist: s3:GetObjct [action-unknown]"));
    assert!(output.stdout.contains("broken.json:1:"), "{}", output.stdout);
    assert!(output.stdout.contains("[policy-unreadable]"), "{}", output.stdout);
    let output = run(&["iam", "lint", &typo, "--lang", "ja"]);
    assert!(output.stdout.contains("存在しないアクション"), "{}", output.stdout);
    let output = run(&["iam", "lint", "/nowhere/policy.json", &typo]);
    assert_eq!(output.code, 5);
    assert!(output.stdout.contains("s3:GetObjct"));
}

#[test]
fn simulate_answers_line_by_line_and_goes_on_behind_a_bad_one() {
    let allow = json!({"Version": "2012-10-17", "Statement": {"Sid": "R", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}});
    let deny = json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}});
    let request = json!({"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
        "resource": "arn:aws:s3:::web/a", "resource_account": "111122223333"});
    let anonymous = json!({"principal": "anonymous", "action": "s3:GetObject", "resource": "arn:aws:s3:::web/a",
        "resource_account": "111122223333"});
    let open: Value = serde_json::from_str(OPEN).unwrap();
    let lines = [
        json!({"name": "allowed", "request": request, "identity_policies": [allow]}).to_string(),
        json!({"name": "scp", "request": request, "identity_policies": [allow], "service_control_policies": [[allow], [deny]]}).to_string(),
        "{\"name\": \"bad\", ".to_owned(),
        json!({"name": "nothing", "request": request}).to_string(),
        json!({"name": "world", "request": anonymous, "resource_policy": open.to_string()}).to_string(),
        json!({"name": "unread", "request": request, "identity_policies": [{"$unknown": {"kind": "denied", "message": "no"}}]}).to_string(),
    ];
    let output = run_with(&["iam", "simulate", "--cases", "-"], &lines.join("\n"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    let answers: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let decisions: Vec<&str> = answers.iter().map(|answer| answer["decision"].as_str().unwrap()).collect();
    assert_eq!(decisions, ["allowed", "explicit_deny", "unknown", "implicit_deny", "allowed", "unknown"]);
    assert_eq!(answers[0]["by"], json!(["identity"]));
    assert_eq!(
        answers[0]["statements"],
        json!([{"policy": "/identity_policies/0", "index": 0, "sid": "R", "effect": "Allow"}])
    );
    assert_eq!(answers[1]["by"], json!(["scp"]));
    assert!(answers[2]["gap"].as_str().unwrap().starts_with("line 3: "), "{}", answers[2]);
    assert_eq!(answers[4]["by"], json!(["resource"]));

    let cases = file("cases.jsonl", &lines.join("\n"));
    assert_eq!(run(&["iam", "simulate", "--cases", &cases]).stdout, output.stdout);
}

#[test]
fn can_sees_groups_boundaries_and_bucket_policies() {
    let saved = snapshot("can");
    let (code, answer) = can(&saved, "alice", "s3:GetObject", "arn:aws:s3:::shop-data/a", &[]);
    assert_eq!((code, &answer["decision"]), (0, &json!("allowed")), "{answer}");
    assert_eq!(answer["statements"][0]["policy"], "read (readers)");

    let (code, answer) = can(&saved, "alice", "s3:GetObject", "arn:aws:s3:::shop-data/secret/a", &[]);
    assert_eq!((code, &answer["decision"]), (1, &json!("explicit_deny")), "{answer}");
    assert_eq!(answer["statements"][0]["sid"], "Locked");

    let (code, answer) = can(&saved, "bounded", "sqs:SendMessage", "arn:aws:sqs:us-east-1:{AccountId}:q", &[]);
    assert_eq!(code, 3, "the queue's policy was not read, and a boundary does not limit it: {answer}");
    let (code, answer) = can(&saved, "bounded", "s3:GetObject", "arn:aws:s3:::shop-data/a", &[]);
    assert_eq!((code, &answer["decision"]), (0, &json!("allowed")), "{answer}");
}

#[test]
fn a_condition_key_that_nobody_gave_is_unknown_until_it_is_given() {
    let saved = snapshot("keys");
    let ask = |more: &[&str]| can(&saved, "tied", "s3:GetObject", "arn:aws:s3:::shop-data/a", more);
    let (code, answer) = ask(&[]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer["gap"].as_str().unwrap().contains("aws:sourceip"), "{answer}");
    assert_eq!(ask(&["--context", "aws:SourceIp=203.0.113.9"]).0, 0);
    assert_eq!(ask(&["--context", "aws:SourceIp=198.51.100.9"]).0, 1);
    assert_eq!(ask(&["--context", "aws:SourceIp"]).0, 1);
}

#[test]
fn a_question_about_nobody_is_a_usage_error() {
    let saved = snapshot("nobody");
    let output =
        run(&["iam", "can", "--principal", "mallory", "--action", "s3:GetObject", "--resource", "*", "--from", &saved]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("mallory"), "{}", output.stderr);
}

#[test]
fn effective_stays_within_the_boundary() {
    let saved = snapshot("effective");
    let output = run(&["iam", "effective", "bounded", "--from", &saved, "--format", "policy"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(output.json()["Statement"][0]["Action"], json!(["s3:GetObject"]), "{}", output.stdout);
    let output = run(&["iam", "effective", "bounded", "--from", &saved, "--lang", "ja"]);
    assert!(output.stdout.contains("許可  s3:GetObject\n"), "{}", output.stdout);
    assert!(output.stdout.contains("アクセス許可の境界") || output.stdout.contains("wide"), "{}", output.stdout);
}

#[test]
fn effective_shows_the_conditions_that_are_left_over() {
    let saved = snapshot("residual");
    let effective = |more: &[&str]| {
        let mut arguments = vec!["iam", "effective", "tied", "--from", &saved];
        arguments.extend(more);
        run(&arguments)
    };
    let text = effective(&["--lang", "en"]).stdout;
    assert!(text.contains("    if: IpAddress aws:SourceIp = 203.0.113.0/24\n"), "{text}");
    assert!(effective(&["--lang", "ja"]).stdout.contains("    条件: IpAddress aws:SourceIp = 203.0.113.0/24\n"));
    let permission = &effective(&["--format", "json"]).json()["permissions"][0];
    assert_eq!(
        permission["conditions"],
        json!([{"layer": "identity", "policy": "office", "index": 0, "effect": "Allow", "operator": "IpAddress",
            "key": "aws:SourceIp", "values": ["203.0.113.0/24"], "gap": null}])
    );
    let statement = &effective(&["--format", "policy"]).json()["Statement"][0];
    assert_eq!(statement["Condition"], json!({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}));
}

#[test]
fn every_verb_takes_other_reference_data() {
    let empty = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"updated\t2001-01-01\nsource\tmine\n").unwrap();
        encoder.finish().unwrap()
    };
    let reference = file("reference.bin", "");
    std::fs::write(&reference, empty).unwrap();
    // Of an action that is not in the data nobody can say that it has no resources.
    let case = json!({"request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:ListAllMyBuckets",
        "resource": "arn:aws:s3:::web"}, "identity_policies": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::web"}}]});
    let simulate = |more: &[&str]| {
        let mut arguments = vec!["iam", "simulate", "--cases", "-"];
        arguments.extend(more);
        run_with(&arguments, &case.to_string()).json()["decision"].clone()
    };
    assert_eq!(simulate(&[]), "implicit_deny");
    assert_eq!(simulate(&["--reference", &reference]), "allowed");
    let saved = snapshot("reference");
    let output = run(&["iam", "effective", "alice", "--from", &saved, "--format", "json", "--reference", &reference]);
    assert_eq!(output.json()["reference"]["updated"], "2001-01-01", "{}", output.stderr);
    assert_eq!(output.json()["permissions"], json!([]));
    let output = run(&["iam", "lint", "--reference", &reference, &file("known.json", OPEN)]);
    assert!(output.stdout.contains("[service-unknown]"), "{}", output.stdout);
    for verb in ["can", "who-can", "effective", "public", "compare", "lint", "simulate"] {
        assert!(run(&["iam", verb, "--help"]).stdout.contains("--reference"), "{verb}");
    }
    let output = run(&["iam", "lint", "--reference", &file("none.bin", "x"), &file("known.json", OPEN)]);
    assert_eq!(output.code, 5, "{}", output.stderr);
}

#[test]
fn rules_of_the_linter_have_pages_like_checks() {
    for id in ["action-unknown", "iam-lint-action-unknown"] {
        let page = run(&["explain", id, "--lang", "en"]).stdout;
        assert!(page.contains("Action does not exist") && page.contains("Bad:"), "{page}");
        assert!(page.contains("s3:GetObjekt"), "{page}");
    }
    let page = run(&["explain", "oidc-without-subject", "--lang", "ja"]).stdout;
    assert!(page.contains("OIDCの信頼にsubの条件が無い") && page.contains("良い例:"), "{page}");
    let listed = run(&["checks", "--service", "iam-lint", "--format", "json"]).json();
    let rules = listed["checks"].as_array().unwrap();
    assert_eq!(rules.len(), yagura_iam::lint::RULES.len());
    assert!(rules.iter().all(|rule| !rule["title"]["ja"].as_str().unwrap().is_empty()));
}

#[test]
fn who_can_lists_principals_other_accounts_and_those_behind_roles() {
    let saved = snapshot("who");
    let output =
        run(&["iam", "who-can", "s3:GetObject", "arn:aws:s3:::shop-data/*", "--from", &saved, "--format", "json"]);
    let found = output.json();
    let ways = found["ways"].as_array().unwrap();
    let way = |who: &str| ways.iter().find(|way| way["who"].as_str().unwrap().ends_with(who)).unwrap_or(&Value::Null);
    assert_eq!(way("user/alice")["by"], "identity");
    assert_eq!(way("777788889999")["by"], "resource");
    assert_eq!(way("role/tied")["access"], "conditional");
    assert!(way("444455556666")["through"][0].as_str().unwrap().ends_with("role/bounded"));
    assert_eq!(way("lambda.amazonaws.com")["kind"], "service");
    let output = run(&["iam", "who-can", "s3:GetObject", "arn:aws:s3:::shop-data/*", "--from", &saved, "--lang", "ja"]);
    assert!(output.stdout.contains("引き受けるロール"), "{}", output.stdout);
}

#[test]
fn a_folder_of_templates_is_asked_as_it_is() {
    let template = file("folder.yaml", TEMPLATE);
    let output = run(&["iam", "effective", "alice", "--path", &template, "--format", "json"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(output.json()["permissions"][0]["actions"], json!(["s3:GetObject"]));
}

#[test]
fn a_trusted_account_is_no_finding() {
    let template = file("trust.yaml", TEMPLATE);
    let ask = |more: &[&str]| {
        let mut arguments = vec!["scan", &template, "--check", "s3-bucket-policy-foreign-account", "--format", "json"];
        arguments.extend(more);
        run(&arguments).code
    };
    assert_eq!(ask(&[]), 1);
    assert_eq!(ask(&["--trust", "777788889999"]), 0);
    assert_eq!(ask(&["--trust", "12"]), 2);
}

#[test]
fn a_bucket_that_is_replicated_to_a_trusted_account_is_no_finding() {
    let template = file(
        "replication.yaml",
        r#"
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: { Status: Enabled }
      ReplicationConfiguration:
        Role: "arn:aws:iam::111122223333:role/copy"
        Rules:
          - Status: Enabled
            Destination: { Bucket: "arn:aws:s3:::vault", Account: "777788889999" }
"#,
    );
    let ask = |more: &[&str]| {
        let mut arguments =
            vec!["scan", &template, "--check", "s3-bucket-replication-foreign-account", "--format", "json"];
        arguments.extend(more);
        run(&arguments).code
    };
    assert_eq!(ask(&[]), 1);
    assert_eq!(ask(&["--trust", "777788889999"]), 0);
}

#[test]
fn the_help_tells_the_exit_codes() {
    for (verb, codes) in
        [("can", "3 unknown"), ("public", "1 public"), ("compare", "1 something new"), ("lint", "1 something")]
    {
        let output = run(&["iam", verb, "--help"]);
        assert!(output.stdout.contains(codes), "{}", output.stdout);
    }
    assert!(run(&["iam", "can", "--help", "--lang", "ja"]).stdout.contains("判定不能"));
}

/// A grant of Terraform lets its grantee in, as a live one does.
#[test]
fn a_grant_that_terraform_gives_opens_its_key() {
    let text = r#"
resource "aws_kms_key" "orders" {}
resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_kms_grant" "orders" {
  key_id            = aws_kms_key.orders.key_id
  grantee_principal = aws_iam_role.reader.arn
  operations        = ["Decrypt"]
  constraints {
    encryption_context_equals = { Department = "orders" }
  }
}
"#;
    let template = file("grant.tf", text);
    let folder = Path::new(&template).with_extension("");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::rename(&template, folder.join("main.tf")).unwrap();
    let key = "arn:aws:kms:{Region}:{AccountId}:key/{aws_kms_key.orders}";
    let asked = |action: &str| {
        let more = ["--path", folder.to_str().unwrap(), "--format", "json"];
        let answer = run(&[&["iam", "who-can", action, key][..], &more].concat());
        let ways = answer.json()["ways"].as_array().unwrap().clone();
        let granted: Vec<String> = ways.iter().filter(|way| way["by"] == "grant").map(Value::to_string).collect();
        granted
    };
    let decrypts = asked("kms:Decrypt");
    assert!(
        decrypts.len() == 1 && decrypts[0].contains("role/reader") && decrypts[0].contains("conditional"),
        "{decrypts:?}"
    );
    assert_eq!(asked("kms:Encrypt"), Vec::<String>::new());
}
