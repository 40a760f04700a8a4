//! What the command line promises: exit codes, options, help, completions.

use std::fs;
use std::time::Duration;

use serde_json::Value;
use yagura_faults::{Fault, Rule};

use crate::account::{REGIONS, replay};
use crate::run::{folder, output, run, yagura};

const OPEN: &str = r"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
";
const CLOSED: &str = r"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}
";
const UNKNOWN: &str = r"
Parameters:
  Where: {Type: String}
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Where}
";
const CHECK: &str = "ec2-security-group-ssh-open";

fn template(name: &str, text: &str) -> String {
    let file = folder(name).join("template.yaml");
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn exit_code_0_when_nothing_is_found() {
    let file = template("exit-0", CLOSED);
    let output = run(&["scan", &file, "--check", CHECK]);
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}

#[test]
fn exit_code_1_when_there_are_findings_at_the_threshold() {
    let file = template("exit-1", OPEN);
    let code = |more: &[&str]| run(&[&["scan", &file, "--check", CHECK][..], more].concat()).code;
    let found: Value =
        serde_json::from_str(&run(&["scan", &file, "--check", CHECK, "--format", "json"]).stdout).unwrap();
    let severity = found["findings"][0]["severity"].as_str().unwrap().to_owned();
    assert_eq!(code(&["--fail-on", &severity]), 1);
    assert_eq!(code(&["--fail-on", "info"]), 1);
    assert_eq!(code(&["--fail-on", "none"]), 0);
    if severity != "critical" {
        assert_eq!(code(&["--fail-on", "critical"]), 0);
    }
}

#[test]
fn exit_code_2_for_wrong_use() {
    for arguments in [
        &["scan", "--no-such-option"][..],
        &["no-such-verb"],
        &["scan", "--format", "pdf"],
        &["scan", "--from", "a.yagura", "--region", "us-east-1"],
        &["scan", "--timeout", "0"],
        &["scan", "--service", "no-such-service"],
        &["explain", "no-such-check"],
        &["scan", ".", "--format", "json", "--format", "sarif"],
        &["api", "s3", "ListBuckets", "--params", "{"],
        &[],
    ] {
        let output = run(arguments);
        assert_eq!(output.code, 2, "{arguments:?}: {}{}", output.stdout, output.stderr);
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn exit_code_3_when_something_could_not_be_judged() {
    let file = template("exit-3", UNKNOWN);
    let output = run(&["scan", &file, "--check", CHECK, "--fail-on", "info"]);
    assert_eq!(output.code, 3, "{}{}", output.stdout, output.stderr);
    assert!(output.stdout.contains("Where"), "the report names what is not known: {}", output.stdout);
}

#[test]
fn exit_code_4_without_credentials_with_advice_in_both_languages() {
    for (lang, advice) in [("en", "yagura scan FOLDER"), ("ja", "テンプレートを検査してください")] {
        let proxy = replay(Vec::new());
        let url = proxy.url();
        let mut command = yagura(&["scan", "--endpoint-url", &url, "--region", "us-east-1", "--lang", lang]);
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        command.env("HOME", folder("no-credentials"));
        let output = output(command);
        assert_eq!(output.code, 4, "{}", output.stderr);
        assert!(output.stderr.contains(advice), "{}", output.stderr);
        assert!(output.took < Duration::from_secs(10), "{:?}", output.took);
        assert_eq!(proxy.log().len(), 0);
    }
}

#[test]
fn exit_code_4_when_the_endpoint_does_not_answer() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut command = yagura(&["scan", "--endpoint-url", &url, "--region", "us-east-1", "--timeout", "3"]);
    command.env("AWS_MAX_ATTEMPTS", "2");
    let output = output(command);
    assert_eq!(output.code, 4, "{}", output.stderr);
    assert!(output.stdout.is_empty());
}

#[test]
fn exit_code_5_for_a_file_that_cannot_be_read() {
    for arguments in [&["scan", "no/such/folder"][..], &["scan", "--from", "no-such.yagura"]] {
        let output = run(arguments);
        assert_eq!(output.code, 5, "{arguments:?}: {}", output.stderr);
        assert!(output.stderr.contains("no") && output.stdout.is_empty(), "{}", output.stderr);
    }
}

#[test]
fn an_unknown_check_is_answered_with_the_nearest_names() {
    for arguments in
        [&["scan", ".", "--check", "ec2-security-group-shs-open"][..], &["explain", "ec2-security-group-shs-open"]]
    {
        let output = run(arguments);
        assert_eq!(output.code, 2);
        assert!(output.stderr.contains(CHECK), "{}", output.stderr);
    }
}

#[test]
fn several_formats_go_to_several_files() {
    let file = template("formats", OPEN);
    let folder = folder("formats-out");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (json, sarif) = (path("a"), path("b"));
    let output = run(&["scan", &file, "--format", "json", "--output", &json, "--format", "sarif", "--output", &sarif]);
    assert_eq!(output.stdout, "", "everything goes to files");
    let read = |path: &str| serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(read(&json)["version"], 1);
    assert_eq!(read(&sarif)["version"], "2.1.0");
    let output = run(&["scan", &file, "--format", "json", "--output", &json, "--format", "terminal"]);
    assert!(output.stdout.contains(CHECK), "{}", output.stdout);
    let by_name = path("c.sarif");
    run(&["scan", &file, "-o", &by_name]);
    assert_eq!(read(&by_name)["version"], "2.1.0");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3, "no temporary file stays");
}

#[test]
fn severity_and_check_narrow_what_is_reported_and_include_widens_it() {
    let file = template("narrow", &format!("{OPEN}\n  Table:\n    Type: AWS::DynamoDB::Table\n"));
    let report = |more: &[&str]| -> Value {
        serde_json::from_str(&run(&[&["scan", &file, "--format", "json"][..], more].concat()).stdout).unwrap()
    };
    let members = |report: &Value, member: &str| -> Vec<String> {
        let findings = report["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding[member].as_str().unwrap().to_owned()).collect()
    };
    let all = report(&[]);
    assert!(members(&all, "check").iter().any(|check| check.starts_with("dynamodb-")));
    assert!(!members(&all, "verdict").contains(&"pass".to_owned()));
    assert!(members(&report(&["--include", "pass"]), "verdict").contains(&"pass".to_owned()));
    let ec2 = members(&report(&["--check", "ec2-security-group-*"]), "check");
    assert!(!ec2.is_empty() && ec2.iter().all(|check| check.starts_with("ec2-security-group-")), "{ec2:?}");
    let severe = members(&report(&["--severity", "high"]), "severity");
    assert!(severe.iter().all(|severity| severity == "high" || severity == "critical"), "{severe:?}");
    assert!(members(&all, "severity").len() > severe.len());
}

#[test]
fn completions_and_the_manual_name_every_verb() {
    let verbs = ["scan", "explain", "checks", "policy", "api", "completions"];
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&["completions", shell]);
        assert_eq!(script.code, 0);
        for verb in verbs {
            assert!(script.stdout.contains(verb), "{shell} lacks {verb}");
        }
        assert!(script.stdout.contains("fail-on"), "{shell} lacks the options");
    }
    let page = run(&["man"]).stdout;
    assert!(page.contains(".TH yagura"), "{page}");
    for verb in verbs {
        assert!(page.contains(verb), "the manual lacks {verb}");
    }
    assert!(page.contains("endpoint\\-url"));
}

#[test]
fn version_and_help_speak_at_once() {
    let version = run(&["--version"]);
    assert_eq!((version.code, version.stdout.as_str()), (0, concat!("yagura ", env!("CARGO_PKG_VERSION"), "\n")));
    let help = run(&["scan", "--help"]);
    assert!(help.code == 0 && help.stdout.contains("--fail-on") && help.stdout.contains("Scans"), "{}", help.stdout);
    let help = run(&["scan", "--help", "--lang", "ja"]);
    assert!(help.stdout.contains("検査します"), "{}", help.stdout);
}

#[test]
fn the_catalogue_lists_and_filters() {
    let all: Value = serde_json::from_str(&run(&["checks", "--format", "json"]).stdout).unwrap();
    let list = all.as_array().or_else(|| all["checks"].as_array()).unwrap();
    assert!(list.len() >= 80, "{} checks", list.len());
    let ap6 = run(&["checks", "AP6"]).stdout;
    assert!(ap6.contains("s3-bucket-public-policy"), "{ap6}");
    let s3 = run(&["checks", "--service", "s3"]).stdout;
    assert!(s3.contains("s3-bucket-public-policy") && !s3.contains("ec2-security-group"), "{s3}");
    let page = run(&["explain", "s3-bucket-public-policy"]).stdout;
    assert!(page.contains("s3-bucket-public-policy") && page.len() > 500, "{page}");
}

#[test]
fn a_policy_for_some_services_holds_only_their_actions() {
    let policy: Value = serde_json::from_str(&run(&["policy", "--service", "s3"]).stdout).unwrap();
    let text = policy.to_string();
    assert!(text.contains("s3:ListAllMyBuckets") && !text.contains("lambda:"), "{text}");
    let whole: Value = serde_json::from_str(&run(&["policy"]).stdout).unwrap();
    for statement in whole["Statement"].as_array().unwrap() {
        for action in statement["Action"].as_array().unwrap() {
            let name = action.as_str().unwrap().split(':').nth(1).unwrap();
            let reads = ["Get", "List", "Describe", "BatchGet", "Generate", "GET"];
            assert!(reads.iter().any(|verb| name.starts_with(verb)), "{action} does not only read");
            assert!(!name.contains('*') && action != "secretsmanager:GetSecretValue", "{action}");
        }
    }
}

#[test]
fn any_read_operation_can_be_called() {
    let proxy = replay(Vec::new());
    let url = proxy.url();
    let call = |more: &[&str]| run(&[&["api", "--endpoint-url", &url, "--region", "us-east-1"][..], more].concat());
    let identity = call(&["sts", "get-caller-identity"]);
    let answer: Value = serde_json::from_str(&identity.stdout).unwrap();
    assert_eq!((identity.code, answer["Account"].as_str()), (0, Some("123456789012")));
    let slip = call(&["s3api", "list-bucket"]);
    assert!(slip.code == 2 && slip.stderr.contains("ListBuckets"), "{}", slip.stderr);
    let write = call(&["s3api", "delete-bucket", "--params", r#"{"Bucket":"b"}"#]);
    assert_eq!(write.code, 2, "{}", write.stderr);
}

#[test]
fn progress_is_plain_lines_and_quiet_is_quiet() {
    let proxy = replay(vec![Rule::always(Fault::Deny).of("sqs", "ListQueues")]);
    let url = proxy.url();
    let scan = |more: &[&str]| {
        run(&[&["scan", "--endpoint-url", &url, "--region", REGIONS, "--service", "sns,sqs"][..], more].concat())
    };
    let said = scan(&[]).stderr;
    assert!(
        said.contains("reading account 123456789012") && !said.contains('\u{1b}') && !said.contains('\r'),
        "{said}"
    );
    assert!(said.contains("sqs us-east-1") && said.contains("sqs:ListQueues"), "{said}");
    assert!(scan(&["--lang", "ja"]).stderr.contains("アクセス拒否: sqs:ListQueues"));
    assert_eq!(scan(&["-q"]).stderr, "");
}
