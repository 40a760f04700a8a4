//! Accepted findings, as a user writes them: beside resources, in `yagura.yaml`, in baselines; and what did not change.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::{commit, yagura};

const CHECK: &str = "ec2-security-group-ssh-open";
const OPEN: &str = r#"resource "aws_security_group" "web" {
  for_each = toset(["a", "b"])
  name     = each.key
  COMMENT
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#;
const TEMPLATE: &str = r"Resources:
  First:
    Type: AWS::SNS::Topic
  ABOVE
  Web:
    Type: AWS::EC2::SecurityGroup
    METADATA
    Properties:
      GroupDescription: TEXT
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
";

struct Output {
    code: i32,
    json: Value,
    stderr: String,
}

impl Output {
    /// Each verdict with its address, in the report's order.
    fn verdicts(&self) -> Vec<(String, String)> {
        let findings = self.json["findings"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        findings.iter().map(|finding| (text(&finding["verdict"]), text(&finding["location"]["address"]))).collect()
    }

    fn kinds(&self) -> Vec<String> {
        self.verdicts().into_iter().map(|(verdict, _)| verdict).collect()
    }
}

fn scan(folder: &Path, more: &[&str]) -> Output {
    let mut arguments = vec!["scan", ".", "-q", "--check", CHECK, "--format", "json"];
    arguments.extend(more);
    let ran = yagura(folder, &arguments);
    Output { code: ran.code, json: ran.json(), stderr: ran.stderr }
}

fn folder(name: &str) -> PathBuf {
    crate::run::folder::<&str>(&format!("accepted-{name}"), &[])
}

#[test]
fn a_comment_mutes_every_instance_and_says_why() {
    let folder = folder("each");
    let comment = format!("# yagura:ignore {CHECK} until=2999-12-31 reason=\"a bastion\"");
    fs::write(folder.join("main.tf"), OPEN.replace("COMMENT", &comment)).unwrap();
    let output = scan(&folder, &[]);
    assert_eq!(output.kinds(), ["muted", "muted"], "{}", output.stderr);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""));
    let muted = &output.json["findings"][0]["muted"];
    assert_eq!(muted["reason"], "a bastion");
    assert_eq!((&muted["place"], &muted["source"]), (&"main.tf:4".into(), &"template".into()));
}

#[test]
fn what_is_written_badly_mutes_nothing_and_is_said() {
    for (comment, said) in [
        (format!("# yagura:ignore {CHECK}"), "without a reason"),
        ("# yagura:ignore no-such-check reason=x".to_owned(), "no check `no-such-check`"),
        (format!("# yagura:ignore {CHECK} until=2020-01-31 reason=x"), "expired after 2020-01-31"),
        (format!("# yagura:ignore {CHECK} until=soon reason=x"), "`soon` is no day"),
        (format!("description = \"# yagura:ignore {CHECK} reason=x\""), ""),
        (format!("description = <<EOT\n# yagura:ignore {CHECK} reason=x\nEOT"), ""),
    ] {
        let folder = folder("badly");
        fs::write(folder.join("main.tf"), OPEN.replace("COMMENT", &comment)).unwrap();
        let output = scan(&folder, &[]);
        assert_eq!(output.kinds(), ["fail", "fail"], "{comment}");
        assert_eq!(output.code, 1, "{comment}");
        assert!(output.stderr.contains(said) && output.stderr.is_empty() == said.is_empty(), "{}", output.stderr);
    }
}

#[test]
fn templates_are_muted_by_comments_and_metadata() {
    let metadata = format!("Metadata: {{yagura: {{ignore: [{{check: {CHECK}, until: 2999-01-01, reason: known}}]}}}}");
    let comment = format!("# yagura:ignore {CHECK} reason=known");
    let none = String::new;
    for (above, within, text, expect, said) in [
        (none(), none(), "web".to_owned(), "fail", ""),
        (none(), metadata, "web".to_owned(), "muted", ""),
        (comment.clone(), none(), "web".to_owned(), "muted", ""),
        (none(), comment.clone(), "web".to_owned(), "muted", ""),
        (none(), none(), format!("web {comment}"), "muted", ""),
        (none(), none(), format!("'web {comment}'"), "fail", ""),
        (none(), none(), format!("|\n        {comment}"), "fail", ""),
        (format!("  {comment}"), none(), "web".to_owned(), "fail", "t.yaml:4: there is no finding"),
    ] {
        let folder = folder("template");
        let template = TEMPLATE.replace("ABOVE", &above).replace("METADATA", &within).replace("TEXT", &text);
        fs::write(folder.join("t.yaml"), &template).unwrap();
        let output = scan(&folder, &[]);
        assert_eq!(output.kinds(), [expect], "{template}\n{}", output.stderr);
        // The topic above is of no type that the check judges: a wish beside it is of no use.
        assert!(output.stderr.contains(said) && output.stderr.is_empty() == said.is_empty(), "{}", output.stderr);
    }
}

#[test]
fn the_file_of_the_project_mutes_by_exact_address_or_by_pattern() {
    let folder = folder("file");
    fs::write(folder.join("main.tf"), OPEN.replace("COMMENT", "")).unwrap();
    let mute = |what: &str| {
        fs::write(folder.join("yagura.yaml"), format!("mutes:\n  - check: {CHECK}\n    {what}\n    reason: known\n"))
            .unwrap();
        scan(&folder, &[])
    };
    let one = mute("resource: 'aws_security_group.web[\"a\"]'");
    assert_eq!(one.kinds(), ["fail", "muted"], "{}", one.stderr);
    assert_eq!(one.verdicts()[1].1, "aws_security_group.web[\"a\"]");
    assert_eq!(one.code, 1);
    let all = mute("pattern: aws_security_group.*");
    assert_eq!((all.kinds(), all.code), (vec!["muted".to_owned(); 2], 0));
    let stale = mute("resource: aws_security_group.web");
    assert_eq!(stale.kinds(), ["fail", "fail"]);
    assert!(stale.stderr.contains("yagura.yaml:2: there is no finding"), "{}", stale.stderr);
    let wrong = mute("resources: x");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("line 2: a mute has no `resources`"), "{}", wrong.stderr);
    fs::rename(folder.join("yagura.yaml"), folder.join("other.yaml")).unwrap();
    assert_eq!(scan(&folder, &["--config", "other.yaml"]).code, 2);
}

#[test]
fn a_baseline_lets_only_what_is_new_decide_and_says_what_is_gone() {
    let folder = folder("baseline");
    let main = OPEN.replace("COMMENT", "");
    fs::write(folder.join("main.tf"), &main).unwrap();
    assert_eq!(scan(&folder, &["--write-baseline", "base.json"]).code, 1);
    // Moved down, it is the same.
    fs::write(folder.join("main.tf"), format!("\n\n{main}")).unwrap();
    let known = scan(&folder, &["--baseline", "base.json"]);
    assert_eq!((known.kinds(), known.code, known.stderr.as_str()), (vec!["muted".to_owned(); 2], 0, ""));
    // The same address in another folder is another finding.
    fs::create_dir(folder.join("other")).unwrap();
    fs::write(folder.join("other/main.tf"), &main).unwrap();
    let new = scan(&folder, &["--baseline", "base.json"]);
    assert_eq!((new.kinds(), new.code), (["fail", "fail", "muted", "muted"].map(str::to_owned).to_vec(), 1));
    fs::remove_file(folder.join("main.tf")).unwrap();
    let gone = scan(&folder, &["--baseline", "base.json"]);
    assert_eq!(gone.stderr.matches("is found no more").count(), 2, "{}", gone.stderr);
    fs::write(folder.join("base.json"), "{}").unwrap();
    assert_eq!(scan(&folder, &["--baseline", "base.json"]).code, 2);
}

#[test]
fn only_findings_on_changed_lines_are_left() {
    let folder = folder("changed");
    let main = OPEN.replace("COMMENT", "");
    fs::create_dir(folder.join("日本")).unwrap();
    for file in ["a.tf", "日本/b.tf"] {
        fs::write(folder.join(file), &main).unwrap();
    }
    commit(&folder);
    let since = |revision: &str| scan(&folder, &[&format!("--changed-since={revision}")]);
    let nothing = since("HEAD");
    assert_eq!((nothing.kinds().len(), nothing.code), (0, 0), "{}", nothing.stderr);
    assert_eq!(nothing.json["scan"]["changed_since"], serde_json::json!({"revision": "HEAD", "left_out": 4}));
    fs::write(folder.join("日本/b.tf"), main.replace("= \"tcp\"", "= \"tcp\" # ssh")).unwrap();
    fs::create_dir(folder.join("new")).unwrap();
    fs::write(folder.join("new/c.tf"), &main).unwrap();
    let changed = since("HEAD");
    let file = |finding: &Value| finding["location"]["file"].as_str().unwrap().to_owned();
    let files: Vec<String> = changed.json["findings"].as_array().unwrap().iter().map(file).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    assert!(files.iter().all(|file| file != "a.tf"), "{files:?}");
    assert_eq!(changed.code, 1);
    for wrong in ["no-such-revision", "--output=x"] {
        let refused = since(wrong);
        assert_eq!(refused.code, 2, "{}", refused.stderr);
    }
    assert!(!folder.join("x").exists());
}

#[test]
fn a_change_touches_what_hangs_on_it() {
    let folder = folder("touched");
    let network = OPEN.replace("COMMENT", "").replace("[\"0.0.0.0/0\"]", "[var.from]");
    let other = OPEN.replace("COMMENT", "").replace("\"web\"", "\"other\"");
    let variables = "variable \"from\" {\n  default = \"0.0.0.0/0\"\n}\n";
    let queue = "\nresource \"aws_sqs_queue\" \"jobs\" {\n  name = \"jobs\"\n}\n";
    let template = TEMPLATE.replace("  ABOVE\n", "").replace("    METADATA\n", "").replace("TEXT", "web");
    let parameters = format!("Parameters: {{Stage: {{Type: String}}}}\n{template}");
    let first = [
        ("live/network.tf", format!("{network}{queue}")),
        ("live/variables.tf", variables.to_owned()),
        ("live/README.md", "network\n".to_owned()),
        ("other/main.tf", other),
        ("web.yaml", parameters.clone()),
        (".gitattributes", "web.yaml -diff\n".to_owned()),
    ];
    for name in ["live", "other"] {
        fs::create_dir(folder.join(name)).unwrap();
    }
    for (name, text) in &first {
        fs::write(folder.join(name), text).unwrap();
    }
    commit(&folder);
    let (live, web) = ("live/network.tf", "web.yaml");
    for (name, text, touched) in [
        ("live/README.md", "changed\n".to_owned(), &[][..]),
        ("live/variables.tf", variables.replace("from\" {", "from\" { # anybody"), &[live, live]),
        ("live/network.tf", network.clone(), &[live, live]),
        ("live/network.tf", format!("{network}{}", queue.replace("\"jobs\"\n", "\"work\"\n")), &[]),
        ("web.yaml", parameters.replace("String", "Number"), &[web]),
        ("web.yaml", parameters.replace("10.0.0.0/8", "0.0.0.0/0").replace("tcp", "'tcp'"), &[web]),
        ("new.yaml", template.clone(), &["new.yaml"]),
        ("live/terraform.tfvars", "from = \"0.0.0.0/0\"\n".to_owned(), &[live, live]),
        ("live/more.auto.tfvars", "from = \"0.0.0.0/0\"\n".to_owned(), &[live, live]),
        ("other/terraform.tfvars", String::new(), &["other/main.tf", "other/main.tf"]),
    ] {
        let before = fs::read(folder.join(name)).ok();
        fs::write(folder.join(name), text).unwrap();
        let output = scan(&folder, &["--changed-since", "HEAD"]);
        let file = |finding: &Value| finding["location"]["file"].as_str().unwrap().to_owned();
        let files: Vec<String> = output.json["findings"].as_array().unwrap().iter().map(file).collect();
        assert_eq!(files, touched, "{name}: {}", output.stderr);
        match before {
            Some(before) => fs::write(folder.join(name), before).unwrap(),
            None => fs::remove_file(folder.join(name)).unwrap(),
        }
    }
    // A file that went away: what it said of others is gone.
    fs::remove_file(folder.join("live/variables.tf")).unwrap();
    let output = scan(&folder, &["--changed-since", "HEAD"]);
    assert_eq!(output.kinds(), ["unknown", "unknown"], "{}", output.json);
}

/// A link is what it leads to: a change there is one of every name that the file is read under.
#[cfg(unix)]
#[test]
fn a_change_of_what_a_link_leads_to_touches_the_link() {
    let folder = folder("links");
    let open = OPEN.replace("COMMENT", "");
    let (one, other) = (open.replace("0.0.0.0/0", "10.0.0.0/8"), open.replace("\"web\"", "\"other\""));
    for (name, text) in [("shared/web.txt", &one), ("shared/other.txt", &other), ("live/own.tf", &open)] {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, folder.join(name)).unwrap();
    fs::create_dir_all(folder.join("app")).unwrap();
    link("../shared/web.txt", "app/web.tf");
    commit(&folder);
    let touched = || {
        let output = scan(&folder, &["--changed-since", "HEAD"]);
        let file = |finding: &Value| finding["location"]["file"].as_str().unwrap().to_owned();
        let mut files: Vec<String> = output.json["findings"].as_array().unwrap().iter().map(file).collect();
        files.dedup();
        files
    };
    assert_eq!(touched(), Vec::<String>::new());
    fs::write(folder.join("shared/web.txt"), &open).unwrap();
    assert_eq!(touched(), ["app/web.tf"]);
    fs::write(folder.join("shared/web.txt"), &one).unwrap();
    assert_eq!(touched(), Vec::<String>::new());
    // Now it leads to a file that did not change.
    fs::remove_file(folder.join("app/web.tf")).unwrap();
    link("../shared/other.txt", "app/web.tf");
    assert_eq!(touched(), ["app/web.tf"]);
}

#[test]
fn a_file_that_could_not_be_read_leaves_the_run_incomplete() {
    let folder = folder("broken");
    fs::write(folder.join("good.yaml"), "Resources:\n  First:\n    Type: AWS::SNS::Topic\n").unwrap();
    assert_eq!(scan(&folder, &[]).code, 0);
    fs::write(folder.join("broken.yaml"), "Resources:\n  Web:\n    Type: AWS::EC2::SecurityGroup\n   Properties: {\n")
        .unwrap();
    let output = scan(&folder, &[]);
    assert_eq!((output.code, output.json["gaps"][0]["kind"].as_str()), (3, Some("error")), "{}", output.json);
    fs::remove_file(folder.join("broken.yaml")).unwrap();
    // A template may speak of Terraform's words without being a plan.
    let words = r#"{"Parameters": {"terraform_version": {"Type": "String"}, "format_version": {"Type": "String"}},
        "Resources": {"Web": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "planned_values",
        "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]}}}}"#;
    fs::write(folder.join("web.json"), words).unwrap();
    assert_eq!(scan(&folder, &[]).kinds(), ["fail"]);
}

#[test]
fn roots_that_use_one_module_or_nested_template_keep_their_findings_apart() {
    let folder = folder("roots");
    let write = |name: &str, text: &str| {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), text).unwrap();
    };
    let net = "variable \"from\" {}\nresource \"aws_security_group\" \"web\" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    cidr_blocks = [var.from]\n  }\n}\n";
    write("modules/net/main.tf", net);
    write("nested/web.yaml", &TEMPLATE.replace("  ABOVE\n", "").replace("    METADATA\n", "").replace("TEXT", "web"));
    let root = |name: &str, from: &str| {
        write(
            &format!("{name}/main.tf"),
            &format!("module \"net\" {{\n  source = \"../modules/net\"\n  from   = \"{from}\"\n}}\n"),
        );
        write(
            &format!("{name}.yaml"),
            "Resources:\n  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested/web.yaml}}\n",
        );
    };
    root("prod", "0.0.0.0/0");
    root("test", "10.0.0.0/8");
    fs::remove_file(folder.join("test.yaml")).unwrap();
    let before = scan(&folder, &["--write-baseline", "base.json"]);
    assert_eq!(before.kinds(), ["fail", "fail"], "{}", before.json);
    // The other root gets the same fault, and the first one loses it.
    fs::remove_file(folder.join("prod.yaml")).unwrap();
    root("test", "0.0.0.0/0");
    write("prod/main.tf", "");
    let after = scan(&folder, &["--baseline", "base.json"]);
    assert_eq!((after.kinds(), after.code), (vec!["fail".to_owned(); 2], 1), "{}", after.json);
    assert_eq!(after.stderr.matches("is found no more").count(), 2, "{}", after.stderr);
    root("prod", "0.0.0.0/0");
    let both = scan(&folder, &["--baseline", "base.json"]);
    assert_eq!(both.kinds(), ["fail", "fail", "muted", "muted"], "{}", both.stderr);
    let findings = both.json["findings"].as_array().unwrap();
    let texts = |name: &str| {
        let text = |finding: &Value| finding.pointer(name).unwrap().as_str().unwrap().to_owned();
        findings.iter().map(text).collect::<Vec<_>>()
    };
    let mut roots = texts("/location/root");
    roots.sort();
    assert_eq!(roots, ["prod", "prod.yaml", "test", "test.yaml"]);
    let different: std::collections::BTreeSet<String> = texts("/fingerprint").into_iter().collect();
    assert_eq!(different.len(), 4);
    for (resource, root) in [("module.net.aws_security_group.web", "prod/"), ("Net.Web", "./test.yaml")] {
        write(
            "yagura.yaml",
            &format!("mutes:\n  - check: {CHECK}\n    resource: {resource}\n    root: {root}\n    reason: known\n"),
        );
        let muted = scan(&folder, &[]);
        assert_eq!(muted.kinds(), ["fail", "fail", "fail", "muted"], "{}", muted.stderr);
        let known = muted.json["findings"][3]["location"]["root"].as_str().unwrap().to_owned();
        assert_eq!(known, root.trim_start_matches("./").trim_end_matches('/'));
        let outer = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let ran = yagura(outer, &["scan", "files-accepted-roots", "-q", "--check", CHECK, "--format", "json"]);
        assert_eq!(ran.json()["totals"]["by_verdict"]["muted"], 1, "from above: {}", ran.stderr);
    }
}

#[test]
fn a_comment_at_one_of_several_secrets_speaks_of_that_one() {
    let folder = folder("secrets");
    let template = |first: &str, second: &str| {
        let text = format!(
            "Resources:\n  Shop:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: {{ S3Bucket: b, S3Key: k }}\n      Environment:\n        Variables:\n          STAGE: live\n          DB_PASSWORD: Kx7-plumTree-41{first}\n          ADMIN_PASSWORD: Zr4-quinceBark-88{second}\n"
        );
        fs::write(folder.join("t.yaml"), text).unwrap();
        let ran = yagura(&folder, &["scan", ".", "-q", "--check", "lambda-environment-secret", "--format", "json"]);
        let json = ran.json();
        let finding = json["findings"][0].clone();
        let paths: Vec<String> = finding["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
            .collect();
        (finding["verdict"].as_str().unwrap().to_owned(), paths, ran.stderr)
    };
    let comment = " # yagura:ignore lambda-environment-secret reason=\"a stand-in\"";
    let (verdict, paths, stderr) = template(comment, "");
    assert_eq!((verdict.as_str(), paths.as_slice()), ("fail", &["ADMIN_PASSWORD".to_owned()][..]), "{stderr}");
    assert_eq!(template(comment, comment).0, "muted");
    let config = "mutes:\n  - check: lambda-environment-secret\n    resource: Shop\n    path: /Environment/Variables/ADMIN_PASSWORD\n    reason: a stand-in\n";
    fs::write(folder.join("yagura.yaml"), config).unwrap();
    let (verdict, paths, stderr) = template("", "");
    assert_eq!((verdict.as_str(), paths.as_slice()), ("fail", &["DB_PASSWORD".to_owned()][..]), "{stderr}");
    fs::write(folder.join("yagura.yaml"), config.replace("/Environment", "Environment")).unwrap();
    let ran = yagura(&folder, &["scan", ".", "-q"]);
    assert!(ran.code == 2 && ran.stderr.contains("no JSON pointer"), "{}", ran.stderr);
}
