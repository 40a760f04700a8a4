//! Templates that belong together, and templates with open questions, as a user scans them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::{commit, yagura};

/// Runs `yagura scan` in a folder; what it printed as JSON, and on standard error.
fn scan(folder: &Path, arguments: &[&str]) -> (Value, String) {
    let mut all = vec!["scan", "--format", "json", "--include", "pass"];
    all.extend(arguments);
    let ran = yagura(folder, &all);
    (ran.json(), ran.stderr)
}

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    crate::run::folder(&format!("templates-{name}"), files)
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
    commit(&folder);
    fs::write(folder.join("main.yaml"), outer("0.0.0.0/0")).unwrap();
    let (report, said) = scan(&folder, &[".", "--check", SSH, "--changed-since", "HEAD"]);
    assert_eq!(verdicts(&report), ["fail nested/web.yaml Network.Web"], "{said}");
}

#[test]
fn a_change_of_what_templates_read_beside_them_touches_their_findings() {
    let part = "Web:\n  Type: AWS::EC2::SecurityGroup\n  Properties:\n    GroupDescription: web\n    SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}]\n";
    let include = "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../parts/web.yaml}}\n";
    let manifest = r#"{"version": "48.0.0", "artifacts": {"App": {"type": "aws:cloudformation:stack",
        "properties": {"templateFile": "App.template.json", "parameters": {"From": "10.1.0.0/16"}}}}}"#;
    let stack = r#"{"Parameters": {"From": {"Type": "String"}}, "Resources": {"Web": {"Type": "AWS::EC2::SecurityGroup",
        "Properties": {"GroupDescription": "w", "SecurityGroupIngress": [
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": {"Ref": "From"}}]}}}}"#;
    let root = "module \"net\" {\n  source = \"../modules/net\"\n}\n\nresource \"aws_security_group\" \"web\" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    cidr_blocks = [module.net.from, file(\"../parts/from.txt\")]\n  }\n}\n";
    let module = "output \"from\" {\n  value = \"10.0.0.0/8\"\n}\n";
    let other = "resource \"aws_security_group\" \"all\" {\n}\n";
    let files = [
        ("cfn/main.yaml", include),
        ("parts/web.yaml", part),
        ("parts/from.txt", "10.0.0.0/8"),
        ("app/package.json", "{}"),
        ("cdk.out/manifest.json", manifest),
        ("cdk.out/App.template.json", stack),
        ("live/main.tf", root),
        ("modules/net/main.tf", module),
        ("other/main.tf", other),
    ];
    let folder = folder("beside", &files);
    commit(&folder);
    for (file, text, touched) in [
        ("parts/web.yaml", part.replace("10.0.0.0/8", "0.0.0.0/0"), Some("fail cfn/main.yaml Web")),
        ("parts/from.txt", "0.0.0.0/0".to_owned(), Some("fail live/main.tf aws_security_group.web")),
        (
            "modules/net/main.tf",
            module.replace("10.0.0.0/8", "0.0.0.0/0"),
            Some("fail live/main.tf aws_security_group.web"),
        ),
        (
            "cdk.out/manifest.json",
            manifest.replace("10.1.0.0/16", "0.0.0.0/0"),
            Some("fail cdk.out/App.template.json Web"),
        ),
        ("app/package.json", "{\n}".to_owned(), None),
    ] {
        let before = fs::read(folder.join(file)).unwrap();
        fs::write(folder.join(file), text).unwrap();
        let (report, said) = scan(&folder, &[".", "--check", SSH, "--changed-since", "HEAD"]);
        assert_eq!(verdicts(&report), touched.into_iter().collect::<Vec<_>>(), "{file}: {said}");
        let (all, _) = scan(&folder.join(".."), &["files-templates-beside", "--check", SSH, "--changed-since", "HEAD"]);
        assert_eq!(all["findings"].as_array().unwrap().len(), usize::from(touched.is_some()), "{file} from above");
        fs::write(folder.join(file), before).unwrap();
    }
    fs::remove_file(folder.join("parts/web.yaml")).unwrap();
    let (report, _) = scan(&folder, &[".", "--check", SSH, "--changed-since", "HEAD"]);
    assert_eq!(verdicts(&report).len(), 0, "nothing is left to judge: {report}");
    let gaps = report["gaps"].to_string();
    assert!(gaps.contains("cfn/main.yaml:2") && gaps.contains("`AWS::Include` takes `../parts/web.yaml`"), "{report}");
}

#[test]
fn a_variable_of_the_root_at_the_top_touches_its_modules() {
    let main = "variable \"from\" {\n  default = \"10.0.0.0/8\"\n}\nmodule \"net\" {\n  source = \"./net\"\n  from   = var.from\n}\nresource \"aws_security_group\" \"all\" {\n}\n";
    let net = "variable \"from\" {}\nresource \"aws_security_group\" \"web\" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    cidr_blocks = [var.from]\n  }\n}\n";
    let folder = folder("top", &[("main.tf", main), ("net/main.tf", net)]);
    commit(&folder);
    fs::write(folder.join("main.tf"), main.replace("10.0.0.0/8", "0.0.0.0/0")).unwrap();
    let (report, said) = scan(&folder, &[".", "--check", SSH, "--changed-since", "HEAD"]);
    let verdicts = verdicts(&report);
    assert!(verdicts.contains(&"fail net/main.tf module.net.aws_security_group.web".to_owned()), "{verdicts:?} {said}");
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
        assert!(said.contains("1 CloudFormation template, 0 Terraform files"), "{said}");
        // Its own account is no outsider.
        let trust = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["verdict"] == "fail" && finding["check"] != SSH);
        assert_eq!(trust, None);
    }
}

/// The queue and the bucket of one stack, and their policies in another: what the stack of the policies is, and what it says of them.
fn across(name: &str, environment: &str, metadata: &str) -> PathBuf {
    let stack = |name: &str, environment: &str| {
        format!(
            r#""{name}": {{"type": "aws:cloudformation:stack", "environment": "aws://111122223333/{environment}",
                "properties": {{"templateFile": "{name}.template.json"}}}}"#
        )
    };
    let manifest = format!(
        r#"{{"version": "48.0.0", "artifacts": {{{}, {}}}}}"#,
        stack("Data", "eu-west-1"),
        stack("App", environment)
    );
    let data = r#"{"Resources": {
        "Jobs": {"Type": "AWS::SQS::Queue"},
        "Files": {"Type": "AWS::S3::Bucket"}},
      "Outputs": {
        "Jobs": {"Value": {"Ref": "Jobs"}, "Export": {"Name": "Data:Jobs"}},
        "Files": {"Value": {"Ref": "Files"}, "Export": {"Name": "Data:Files"}},
        "FilesArn": {"Value": {"Fn::GetAtt": ["Files", "Arn"]}, "Export": {"Name": "Data:FilesArn"}}}}"#;
    let app = format!(
        r#"{{"Resources": {{
        "JobsPolicy": {{"Type": "AWS::SQS::QueuePolicy", {metadata} "Properties": {{
            "Queues": [{{"Fn::ImportValue": "Data:Jobs"}}],
            "PolicyDocument": {{"Statement": [{{
                "Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}}]}}}}}},
        "FilesPolicy": {{"Type": "AWS::S3::BucketPolicy", "Properties": {{
            "Bucket": {{"Fn::ImportValue": "Data:Files"}},
            "PolicyDocument": {{"Statement": [{{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
                "Resource": [{{"Fn::ImportValue": "Data:FilesArn"}}, {{"Fn::Join": ["", [{{"Fn::ImportValue": "Data:FilesArn"}}, "/*"]]}}],
                "Condition": {{"Bool": {{"aws:SecureTransport": "false"}}}}}}]}}}}}}}}}}"#
    );
    folder(
        name,
        &[
            ("cdk.out/manifest.json", &manifest),
            ("cdk.out/Data.template.json", data),
            ("cdk.out/App.template.json", &app),
        ],
    )
}

#[test]
fn a_policy_in_one_stack_of_an_assembly_is_judged_with_what_it_is_for_in_another() {
    let checks = "sqs-queue-policy-public,s3-bucket-tls-not-required";
    let (report, said) = scan(&across("across", "eu-west-1", ""), &["cdk.out", "--check", checks]);
    assert_eq!(
        verdicts(&report),
        ["fail cdk.out/App.template.json Jobs", "pass cdk.out/Data.template.json Files"],
        "{said}"
    );
    let findings = report["findings"].as_array().unwrap();
    let open = findings.iter().find(|finding| finding["verdict"] == "fail").unwrap();
    assert_eq!(open["location"]["line"], 4, "where the statement stands: {open}");
    assert_eq!(open["location"]["declared"]["file"], "cdk.out/Data.template.json");
    assert_eq!(open["location"]["declared"]["line"], 2);
    assert_eq!(report["gaps"], Value::Array(Vec::new()));

    // Deployed elsewhere, they are policies of nothing that is here.
    let (report, _) = scan(&across("apart", "us-east-1", ""), &["cdk.out", "--check", checks]);
    assert_eq!(verdicts(&report), ["fail cdk.out/Data.template.json Files", "pass cdk.out/Data.template.json Jobs"]);
    assert!(report["gaps"].as_array().is_some_and(|gaps| !gaps.is_empty()), "{report}");
}

#[test]
fn what_is_accepted_in_the_stack_of_the_policy_is_accepted_of_its_owner() {
    let accepted =
        r#""Metadata": {"yagura": {"ignore": [{"check": "sqs-queue-policy-public", "reason": "for all"}]}},"#;
    let folder = across("accepted", "eu-west-1", accepted);
    let (report, said) = scan(&folder, &["cdk.out", "--check", "sqs-queue-policy-public"]);
    assert_eq!(verdicts(&report), ["muted cdk.out/App.template.json Jobs"], "{said}");
}

#[test]
fn a_policy_around_a_stack_leaves_the_finding_its_name_and_its_owners_mutes() {
    let main = "
Resources:
  Data: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: n/data.yaml } }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!GetAtt Data.Outputs.Jobs]
      PolicyDocument:
        Statement: [{ Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*' }]
";
    let data = |comment: &str| {
        format!(
            "Resources:\n{comment}  Jobs: {{ Type: AWS::SQS::Queue }}\nOutputs: {{ Jobs: {{ Value: !Ref Jobs }} }}\n"
        )
    };
    let check = "sqs-queue-policy-public";
    let scanned = |name: &str, main: &str, data: &str| {
        let folder = folder(name, &[("main.yaml", main), ("n/data.yaml", data)]);
        scan(&folder, &["main.yaml", "--check", check]).0["findings"][0].clone()
    };
    let apart = scanned("apart-from", main, &data(""));
    assert_eq!((&apart["location"]["file"], &apart["location"]["line"]), (&"main.yaml".into(), &9.into()));
    assert_eq!(apart["location"]["declared"]["file"], "n/data.yaml");
    let inside = data(
        "  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Jobs], PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*' }] } } }\n",
    );
    let around = main.split("  Policy:").next().unwrap();
    let together = scanned("together", around, &inside);
    assert_eq!(together["location"]["file"], "n/data.yaml");
    assert_eq!(apart["fingerprint"], together["fingerprint"], "it is the queue's finding wherever the policy stands");
    let accepted = data(&format!("  # yagura:ignore {check} reason=\"for all\"\n"));
    assert_eq!(scanned("owner-accepts", main, &accepted)["verdict"], "muted");
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

/// A group that lets in SSH from one block of addresses and HTTPS from anywhere, as it is written.
fn group(ssh: &str) -> String {
    format!(
        "resource \"aws_security_group\" \"web\" {{\n  name = \"web\"\n\n  ingress {{\n    from_port   = 443\n    to_port     = 443\n    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }}\n\n  ingress {{\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    cidr_blocks = [\"{ssh}\"]\n  }}\n}}\n"
    )
}

/// Its attributes in a plan or a state: the rules are a set, in another order.
fn group_values(ssh: &str) -> Value {
    let rule = |port: u32, from: &str| {
        serde_json::json!({"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": [from],
            "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "description": ""})
    };
    serde_json::json!({"id": "sg-1", "name": "web", "vpc_id": "vpc-1", "ingress": [rule(22, ssh), rule(443, "0.0.0.0/0")], "egress": []})
}

fn state(ssh: &str) -> String {
    serde_json::json!({"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "outputs": {}, "resources": [
        {"mode": "managed", "type": "aws_security_group", "name": "web", "instances": [{"attributes": group_values(ssh)}]}]})
    .to_string()
}

fn plan() -> String {
    serde_json::json!({"format_version": "1.2", "terraform_version": "1.9.0", "complete": true,
        "planned_values": {"root_module": {"resources": [{"address": "aws_security_group.web", "mode": "managed",
            "type": "aws_security_group", "name": "web", "values": group_values("0.0.0.0/0")}]}},
        "configuration": {"root_module": {"resources": [{"address": "aws_security_group.web", "mode": "managed",
            "type": "aws_security_group", "name": "web", "expressions": {}}]}}})
    .to_string()
}

#[test]
fn a_state_beside_its_source_says_once_what_both_say() {
    let open = "0.0.0.0/0";
    let verdicts_of = |name: &str, source: Option<&str>, applied: &str| {
        let applied = state(applied);
        let mut files = vec![("live/terraform.tfstate", applied.as_str())];
        let source = source.map(group);
        files.extend(source.as_deref().map(|source| ("live/main.tf", source)));
        let folder = folder(&format!("state-{name}"), &files);
        let (report, said) = scan(&folder, &[".", "--check", SSH]);
        assert!(said.contains("1 plan or state"), "{said}");
        let totals = &report["totals"]["by_verdict"];
        (verdicts(&report).join(", "), totals["pass"].as_u64().unwrap() + totals["fail"].as_u64().unwrap())
    };
    let web = "live/main.tf aws_security_group.web";
    assert_eq!(verdicts_of("same", Some(open), open), (format!("fail {web}"), 1));
    assert_eq!(verdicts_of("well", Some("10.0.0.0/8"), "10.0.0.0/8"), (format!("pass {web}"), 1));
    // It was opened by hand: the source does not say it.
    assert_eq!(verdicts_of("drift", Some("10.0.0.0/8"), open), (format!("fail {web}, pass {web}"), 2));
    assert_eq!(verdicts_of("alone", None, open).0, "fail live/terraform.tfstate aws_security_group.web");
    // The source is judged by its plan; the state says nothing new, whichever name comes first.
    for name in ["plan.json", "tfplan.json"] {
        let (plan, applied) = (plan(), state(open));
        let files = [("main.tf", group(open)), (name, plan), ("terraform.tfstate", applied)];
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let folder = folder(&format!("state-{name}"), &files);
        let (report, said) = scan(&folder, &[".", "--check", SSH]);
        assert_eq!(verdicts(&report), ["fail main.tf aws_security_group.web"], "{said}");
    }
    // Named itself it is what is asked about.
    let folder =
        folder("state-named", &[("main.tf", group("10.0.0.0/8").as_str()), ("terraform.tfstate", &state(open))]);
    let (report, _) = scan(&folder, &["terraform.tfstate", "--check", SSH]);
    assert_eq!(verdicts(&report), ["fail main.tf aws_security_group.web"]);
}

#[test]
fn a_source_is_fixed_although_its_state_stands_beside_it() {
    let key = "resource \"aws_kms_key\" \"k\" {\n  description = \"k\"\n}\n";
    let state = serde_json::json!({"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "resources": [
        {"mode": "managed", "type": "aws_kms_key", "name": "k", "instances": [{"attributes":
            {"id": "k", "arn": "arn:aws:kms:us-east-1:111122223333:key/k", "enable_key_rotation": false}}]}]});
    let folder = folder("state-fix", &[("main.tf", key), ("terraform.tfstate", &state.to_string())]);
    let ran = yagura(&folder, &["scan", ".", "-q", "--check", "kms-key-rotation-off", "--fix"]);
    assert!(ran.stderr.contains("findings fixed: 1"), "{}", ran.stderr);
    assert!(fs::read_to_string(folder.join("main.tf")).unwrap().contains("enable_key_rotation = true"));
}

#[test]
fn a_plan_beside_its_source_points_at_the_attributes_line() {
    let source = group("0.0.0.0/0");
    let folder = folder("plan-line", &[("main.tf", source.as_str()), ("plan.json", &plan())]);
    for named in [".", "plan.json"] {
        let (report, said) = scan(&folder, &[named, "--check", SSH]);
        let findings = report["findings"].as_array().unwrap();
        assert_eq!(findings.len(), 1, "{report} {said}");
        let location = &findings[0]["location"];
        assert_eq!(location["file"], "main.tf");
        // In the second block, where the addresses stand.
        assert_eq!((&location["line"], &findings[0]["evidence"][0]["line"]), (&15.into(), &15.into()), "{source}");
    }
}

#[test]
fn secrets_beside_the_resources_of_terraform_are_found_where_they_stand() {
    const CHECK: &str = "terraform-value-secret";
    let main = "variable \"db_password\" {
  sensitive = true
  default   = \"Mb5-riverStone-62\"
}

locals {
  stage = \"live\"
  # yagura:ignore terraform-value-secret reason=\"of the test stack\"
  api_password = \"Zq4-roundLake-93\"
}
";
    let right = "variable \"db_password\" {\n  sensitive = true\n}\n\nlocals {\n  stage = \"live\"\n}\n";
    let values = "db_password = \"Rv8-smallHill-27\"\n";
    let module =
        "output \"stage\" {\n  value = \"live\"\n}\noutput \"password\" {\n  value = \"Ht6-openField-58\"\n}\n";
    let files = [
        ("live/main.tf", main),
        ("live/terraform.tfvars", values),
        ("modules/net/main.tf", module),
        ("live/net.tf", "module \"net\" {\n  source = \"../modules/net\"\n}\n"),
        ("right/main.tf", right),
    ];
    let folder = folder("outside", &files);
    let (report, said) = scan(&folder, &[".", "--check", CHECK]);
    let places: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let place = &one["location"];
            format!("{} {}:{} {}", one["verdict"], place["file"], place["line"], place["address"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        places,
        [
            "fail modules/net/main.tf:5 output.password",
            "fail live/main.tf:3 var.db_password",
            "fail live/terraform.tfvars:1 var.db_password",
            "pass live/main.tf:7 local.stage",
            "pass right/main.tf:6 local.stage",
            "pass modules/net/main.tf:1 output.stage",
            "muted live/main.tf:9 local.api_password"
        ],
        "{said}"
    );
    let shown = yagura(&folder, &["scan", ".", "--check", CHECK, "--all"]).stdout;
    for secret in ["Mb5-riverStone-62", "Zq4-roundLake-93", "Rv8-smallHill-27", "Ht6-openField-58"] {
        assert!(!shown.contains(secret) && !report.to_string().contains(secret), "{secret}: {shown}");
    }
    assert!(shown.contains("db_password = ****") && shown.contains("default   = ****"), "{shown}");
}

#[test]
fn a_wrong_path_is_said_in_the_readers_language() {
    let folder = folder("wrong", &[("a.txt", "text")]);
    let said = |arguments: &[&str]| yagura(&folder, arguments).stderr;
    assert!(said(&["scan", "nowhere", "--lang", "ja"]).contains("エラー: `nowhere` が見つかりません"));
    assert!(said(&["scan", "nowhere", "--lang", "en"]).contains("error: cannot read `nowhere`"));
    assert!(said(&["scan", ".", "--lang", "ja"]).contains("にテンプレートがありません"));
}

#[test]
fn an_api_with_a_domain_is_not_taken_for_one_of_the_same_name_in_another_template() {
    let api = |more: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api: {{ Type: AWS::Serverless::Api, Properties: {{ StageName: v1 {more} }} }}\n"
        )
    };
    let with = api(", Domain: { DomainName: api.example.com }");
    let folder = folder("domains", &[("one.yaml", &with), ("two.yaml", &api(""))]);
    let (report, said) = scan(&folder, &[".", "--check", "apigateway-default-endpoint-beside-custom-domain"]);
    assert_eq!(verdicts(&report), ["fail one.yaml Api"], "{said}");
}
