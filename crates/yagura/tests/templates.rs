//! Templates that belong together, and templates with open questions, as a user scans them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("templates-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// Runs `yagura scan` in a folder; what it printed as JSON, and on standard error.
fn scan(folder: &Path, arguments: &[&str]) -> (Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_yagura"))
        .args(["scan", "--format", "json", "--include", "pass"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("LANG", "en_US.UTF-8")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (serde_json::from_slice(&output.stdout).unwrap_or_default(), String::from_utf8(output.stderr).unwrap())
}

/// Each verdict as `verdict file address`, sorted.
fn verdicts(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    let mut all: Vec<String> = findings
        .iter()
        .map(|finding| {
            let text = |pointer: &str| finding.pointer(pointer).and_then(Value::as_str).unwrap_or("-").to_owned();
            format!("{} {} {}", text("/verdict"), text("/location/file"), text("/location/address"))
        })
        .collect();
    all.sort();
    all
}

const SSH: &str = "ec2-security-group-ssh-open";

const INNER: &str = "
Parameters: { From: { Type: String, Default: 10.0.0.0/8 } }
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref From }]
";

fn outer(from: &str) -> String {
    format!(
        "
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties: {{ TemplateURL: nested/web.yaml, Parameters: {{ From: {from} }} }}
"
    )
}

#[test]
fn a_part_is_judged_with_the_parameters_of_the_whole() {
    let folder = folder("whole", &[("main.yaml", &outer("0.0.0.0/0")), ("nested/web.yaml", INNER)]);
    let (report, said) = scan(&folder, &[".", "--check", SSH]);
    assert_eq!(verdicts(&report), ["fail nested/web.yaml Network.Web"]);
    assert!(said.contains("2 CloudFormation templates"), "{said}");
    let (report, _) = scan(&folder, &["nested/web.yaml", "--check", SSH]);
    assert_eq!(verdicts(&report), ["pass nested/web.yaml Web"], "named alone it is judged with its defaults");
}

#[test]
fn a_change_of_the_template_around_touches_the_stack_inside() {
    let folder = folder("change", &[("main.yaml", &outer("10.1.0.0/16")), ("nested/web.yaml", INNER)]);
    let git = |arguments: &[&str]| {
        let git = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.jp"])
            .args(arguments)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status();
        assert!(git.unwrap().success(), "git {arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "first"]);
    fs::write(folder.join("main.yaml"), outer("0.0.0.0/0")).unwrap();
    let (report, said) = scan(&folder, &[".", "--check", SSH, "--changed-since", "HEAD"]);
    assert_eq!(verdicts(&report), ["fail nested/web.yaml Network.Web"], "{said}");
}

#[test]
fn an_open_question_is_answered_alike_from_a_saved_file() {
    let text = "
Parameters: { Env: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
Resources:
  Both:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: !If [IsProd, { Status: Suspended }, !Ref AWS::NoValue]
  One:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: !If [IsProd, { Status: Enabled }, !Ref AWS::NoValue]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: r
      Environment: { Variables: { DB: !If [IsProd, 'postgres://app:kD83mVq0sPz1@db/a', 'postgres://app:kD83mVq0sPz1@db/b'] } }
";
    let folder = folder("saved", &[("t.yaml", text)]);
    let check = "s3-bucket-versioning-off,lambda-*";
    let (now, _) = scan(&folder, &["t.yaml", "--check", check, "--save", "kept.yagura"]);
    let (later, _) = scan(&folder, &["--from", "kept.yagura", "--check", check]);
    assert_eq!(now["findings"], later["findings"]);
    let all = verdicts(&later);
    assert!(all.contains(&"fail t.yaml Both".to_owned()) && all.contains(&"unknown t.yaml One".to_owned()), "{all:?}");
    let kept = fs::read(folder.join("kept.yagura")).unwrap();
    let json = gunzip(&kept);
    assert!(!json.contains("kD83mVq0sPz1"), "no secret is saved");
}

/// The text of a saved file: a line, then gzip.
fn gunzip(saved: &[u8]) -> String {
    use std::io::Read as _;
    let start = saved.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut text = String::new();
    flate2::read::GzDecoder::new(&saved[start..]).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn an_assembly_is_scanned_by_its_name_although_the_repository_leaves_it_out() {
    let manifest = r#"{"version": "48.0.0", "artifacts": {"App": {
        "type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1",
        "properties": {"templateFile": "App.template.json"}}}}"#;
    let template = r#"{"Resources": {
        "Web5A1B": {"Type": "AWS::EC2::SecurityGroup", "Metadata": {"aws:cdk:path": "App/Web/Resource"},
            "Properties": {"GroupDescription": "web", "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}]}}}}}"#;
    let folder = folder(
        "cdk",
        &[(".gitignore", "cdk.out/\n"), ("cdk.out/manifest.json", manifest), ("cdk.out/App.template.json", template)],
    );
    for named in ["cdk.out", "cdk.out/manifest.json"] {
        let (report, said) = scan(&folder, &[named, "--check", &format!("{SSH},iam-role-trust*")]);
        let web: Vec<&Value> =
            report["findings"].as_array().unwrap().iter().filter(|finding| finding["check"] == SSH).collect();
        assert_eq!(web.len(), 1, "{report}");
        assert_eq!(web[0]["verdict"], "fail");
        assert_eq!(web[0]["resource"]["name"], "App/Web");
        assert_eq!(web[0]["resource"]["region"], "eu-west-1");
        assert!(said.contains("1 CloudFormation template"), "{said}");
        // Its own account is no outsider.
        let trust = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["verdict"] == "fail" && finding["check"] != SSH);
        assert_eq!(trust, None);
    }
}

#[test]
fn a_file_that_includes_itself_ends_and_the_rest_is_judged() {
    let ring = "X:\n  Fn::Transform: { Name: AWS::Include, Parameters: { Location: ring.yaml } }\n";
    let template = "Resources:\n  Fn::Transform: { Name: AWS::Include, Parameters: { Location: ring.yaml } }\n";
    let folder = folder(
        "ring",
        &[("t.yaml", template), ("ring.yaml", ring), ("web.yaml", &INNER.replace("10.0.0.0/8", "0.0.0.0/0"))],
    );
    let (report, said) = scan(&folder, &[".", "--check", SSH]);
    assert_eq!(verdicts(&report), ["fail web.yaml Web"], "{said}");
}
