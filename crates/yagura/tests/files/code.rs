//! Code that lies beside templates is searched with them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::run::{Ran, commit, yagura};

const CHECK: &str = "lambda-code-secret";
const SECRET: &str = "Mb5-riverStone-62";

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    crate::run::folder(&format!("code-{name}"), files)
}

/// A source with a password in its third line.
fn source() -> String {
    format!("import pymysql\n\nDB_PASSWORD = \"{SECRET}\"\n")
}

fn scan(folder: &Path, arguments: &[&str]) -> Ran {
    let mut all = vec!["scan", "--check", CHECK, "--include", "pass"];
    all.extend(arguments);
    let ran = yagura(folder, &all);
    assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET), "{}{}", ran.stdout, ran.stderr);
    ran
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["--format", "json"];
    all.extend(arguments);
    let ran = scan(folder, &all);
    let report = ran.json();
    assert!(report["findings"].is_array(), "{}", ran.stderr);
    report
}

/// Each verdict as `verdict file:line address`, sorted.
fn verdicts(report: &Value) -> Vec<String> {
    let mut all: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let place = &finding["location"];
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            format!(
                "{} {}:{} {}",
                text(&finding["verdict"]),
                text(&place["file"]),
                place["line"],
                text(&place["address"])
            )
        })
        .collect();
    all.sort();
    all
}

fn gap_of(report: &Value, address: &str) -> String {
    let findings = report["findings"].as_array().unwrap();
    let one = findings.iter().find(|one| one["location"]["address"] == address && one["verdict"] == "unknown");
    one.unwrap_or_else(|| panic!("nothing unknown of {address}: {report}"))["gap"]["message"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// A ZIP file with one entry.
fn zip(file: &Path, name: &str, content: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let script = "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as package:\n    package.writestr(sys.argv[2], sys.argv[3])\n";
    let made = Command::new("python3").args(["-c", script]).arg(file).args([name, content]).status().unwrap();
    assert!(made.success());
}

const FUNCTION: &str = "
Resources:
  Shop:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::111122223333:role/shop
      Code: src
";

#[test]
fn a_finding_points_into_the_file_beside_the_template() {
    let files =
        [("infra/t.yaml", FUNCTION), ("infra/src/lib/app.py", &source()), ("infra/src/other.py", "import os\n")];
    let folder = folder("points", &files);
    for (path, shown) in [("infra", "infra/src/lib/app.py"), ("infra/t.yaml", "infra/src/lib/app.py")] {
        let report = report(&folder, &[path]);
        assert_eq!(verdicts(&report), [format!("fail {shown}:3 Shop")], "{path}");
        let evidence = &report["findings"][0]["evidence"][0];
        assert_eq!((&evidence["file"], &evidence["line"]), (&shown.into(), &3.into()), "{report}");
        assert_eq!(
            report["findings"][0]["location"]["declared"],
            json!({"file": "infra/t.yaml", "line": 3}),
            "{report}"
        );
    }
    assert_eq!(verdicts(&report(&folder.join("infra"), &["."])), ["fail src/lib/app.py:3 Shop"]);
    let terminal = scan(&folder, &["infra"]).stdout;
    assert!(
        terminal.contains("3 | DB_PASSWORD = \"****\"") && terminal.contains("lib/app.py:3 (password)"),
        "{terminal}"
    );
    let sarif: Value = scan(&folder, &["infra", "--format", "sarif"]).json();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "infra/src/lib/app.py", "{sarif}");
    assert_eq!(place["region"]["startLine"], 3, "{sarif}");
}

#[test]
fn the_summary_counts_the_code_that_was_searched_and_not_as_other_files() {
    let files = [
        ("infra/t.yaml", FUNCTION),
        ("infra/src/app.py", "import os\n"),
        ("infra/src/lib/other.py", "import os\n"),
        ("infra/README.md", "A shop.\n"),
    ];
    let folder = folder("counts", &files);
    let said = |lang: &str| scan(&folder, &["infra", "--lang", lang]).stderr;
    let english = "read: 1 CloudFormation template, 0 Terraform files, 0 plans and states, 2 files of code searched for secrets; 1 other file, ";
    assert!(said("en").contains(english), "{}", said("en"));
    let japanese = "プランとステート 0、秘密情報を検査したコード 2 ファイル。対象外のファイル 1、";
    assert!(said("ja").contains(japanese), "{}", said("ja"));
}

#[test]
fn every_form_of_the_path_is_followed() {
    let template = "
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { CodeUri: ./shared/, Runtime: python3.13, Handler: app.handler } }
Resources:
  Global: { Type: AWS::Serverless::Function, Properties: {} }
  Own: { Type: AWS::Serverless::Function, Properties: { CodeUri: own } }
  Zipped: { Type: AWS::Serverless::Function, Properties: { CodeUri: build/app.zip } }
  Uploaded: { Type: AWS::Serverless::Function, Properties: { CodeUri: 's3://packages/app.zip' } }
  Bucket: { Type: AWS::Serverless::Function, Properties: { CodeUri: { Bucket: packages, Key: app.zip } } }
  Image:
    Type: AWS::Serverless::Function
    Properties: { PackageType: Image, ImageUri: 111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/shop:1 }
  SamLayer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/sam } }
  Layer: { Type: AWS::Lambda::LayerVersion, Properties: { Content: layers/plain } }
  UploadedLayer: { Type: AWS::Lambda::LayerVersion, Properties: { Content: { S3Bucket: b, S3Key: k } } }
";
    let one = source();
    let files = [
        ("t.yaml", template),
        ("shared/app.py", &one),
        ("own/app.py", &one),
        ("layers/sam/python/lib.py", &one),
        ("layers/plain/python/lib.py", "import os\n"),
    ];
    let folder = folder("forms", &files);
    zip(&folder.join("build/app.zip"), "pkg/app.py", &one);
    let report = report(&folder, &["."]);
    assert_eq!(
        verdicts(&report),
        [
            "fail build/app.zip:0 Zipped",
            "fail layers/sam/python/lib.py:3 SamLayer",
            "fail own/app.py:3 Own",
            "fail shared/app.py:3 Global",
            "pass t.yaml:14 Layer"
        ]
    );
    let terminal = scan(&folder, &["."]).stdout;
    assert!(terminal.contains("app.zip!pkg/app.py:3 (password)"), "{terminal}");
}

#[cfg(unix)]
#[test]
fn what_lies_outside_is_missing_or_cannot_be_read_is_unknown_with_its_reason() {
    let template = "
Resources:
  Outside: { Type: AWS::Lambda::Function, Properties: { Code: ../outside } }
  Root: { Type: AWS::Lambda::Function, Properties: { Code: /etc } }
  Missing: { Type: AWS::Lambda::Function, Properties: { Code: build/none.zip } }
  Leads: { Type: AWS::Lambda::Function, Properties: { Code: leads } }
  Linked: { Type: AWS::Lambda::Function, Properties: { Code: linked } }
  Ring: { Type: AWS::Lambda::Function, Properties: { Code: ring } }
  Packed: { Type: AWS::Lambda::Function, Properties: { Code: packed } }
  Open: { Type: AWS::Lambda::Function, Properties: { Code: !Sub 'src/${Stage}' } }
Parameters: { Stage: { Type: String } }
";
    let one = source();
    let files = [
        ("in/t.yaml", template),
        ("outside/app.py", one.as_str()),
        ("in/linked/app.py", "import os\n"),
        ("in/ring/app.py", "import os\n"),
        ("in/packed/app.7z", "7z\u{bc}"),
    ];
    let folder = folder("outside", &files);
    fs::write(folder.join("in/packed/app.7z"), b"7z\xbc\xaf\x27\x1c\0\0").unwrap();
    std::os::unix::fs::symlink("../outside", folder.join("in/leads")).unwrap();
    std::os::unix::fs::symlink("../../outside/app.py", folder.join("in/linked/more.py")).unwrap();
    std::os::unix::fs::symlink("..", folder.join("in/ring/up")).unwrap();
    let report = report(&folder, &["in"]);
    let said = verdicts(&report);
    assert!(said.iter().all(|one| !one.starts_with("fail") || one.ends_with("Ring")), "{said:#?}");
    for (address, wanted) in [
        ("Outside", "lies outside of the folder that is scanned"),
        ("Root", "lies outside of the folder that is scanned"),
        ("Missing", "the code `in/build/none.zip` is not among the files"),
        ("Leads", "lies outside of the folder that is scanned"),
        ("Linked", "more.py: a link that leads out of the folder is not followed"),
        ("Packed", "app.7z: unsupported"),
        ("Open", ""),
    ] {
        assert!(gap_of(&report, address).contains(wanted), "{address}: {}", gap_of(&report, address));
    }
    let ran = yagura(&folder, &["scan", "--check", CHECK, "--all", "--lang", "ja", "in"]);
    for wanted in ["スキャンするフォルダーの外", "ファイルの中にない", "検査していません"]
    {
        assert!(ran.stdout.contains(wanted), "{wanted}: {}", ran.stdout);
    }
    // What is named with all its surroundings is read.
    assert!(verdicts(&self::report(&folder, &["."])).contains(&"fail outside/app.py:3 Outside".to_owned()));
}

#[test]
fn what_several_functions_are_made_of_is_told_once() {
    let template = "
Resources:
  One: { Type: AWS::Lambda::Function, Properties: { Code: src } }
  Two: { Type: AWS::Lambda::Function, Properties: { Code: src } }
  Whole: { Type: AWS::Lambda::Function, Properties: { Code: . , Environment: { Variables: { DB_PASSWORD: PASSWORD } } } }
"
    .replace("PASSWORD }", &format!("{SECRET} }}"));
    let folder = folder("once", &[("t.yaml", template.as_str()), ("src/app.py", &source())]);
    assert_eq!(verdicts(&report(&folder, &["."])), ["fail src/app.py:3 One", "fail t.yaml:5 Whole"]);
    // The template's own check says it, where it is asked.
    let both = yagura(&folder, &["scan", ".", "--format", "json", "--check", "lambda-*"]).json();
    let secrets: Vec<_> = both["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["location"]["line"] == 5 && !one["secret"].is_null())
        .collect();
    assert_eq!(secrets.len(), 1, "{both}");
    assert_eq!(secrets[0]["check"], "lambda-environment-secret", "{both}");
}

#[test]
fn a_finding_in_code_can_be_accepted_wherever_findings_are() {
    let function = FUNCTION.replace("  Shop:\n", "  # yagura:ignore lambda-code-secret reason=\"a stub\"\n  Shop:\n");
    let beside = source().replace("\nDB_", "\n# yagura:ignore secrets reason=\"of the test stack\"\nDB_");
    let plain = source();
    let mute = "mutes:\n  - check: lambda-code-secret\n    resource: Shop\n    reason: known\n";
    for (name, files, reason) in [
        ("template", vec![("t.yaml", function.as_str()), ("src/app.py", &plain)], Some("a stub")),
        ("source", vec![("t.yaml", FUNCTION), ("src/app.py", beside.as_str())], Some("of the test stack")),
        ("file", vec![("t.yaml", FUNCTION), ("src/app.py", &plain), ("yagura.yaml", mute)], Some("known")),
    ] {
        let folder = folder(&format!("accepted-{name}"), &files);
        let report = report(&folder, &["."]);
        let one = &report["findings"][0];
        assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{name}: {report}");
        assert_eq!(one["verdict"], "muted", "{name}: {report}");
        assert_eq!(one["muted"]["reason"].as_str(), reason, "{name}: {report}");
        assert_eq!(one["location"]["file"], "src/app.py", "{name}");
    }
    // What the file itself accepts covers no other secret in it.
    let two = format!("{beside}\nAPI_PASSWORD = \"Zq4-roundLake-93\"\n");
    let folder = folder("accepted-two", &[("t.yaml", FUNCTION), ("src/app.py", &two)]);
    assert_eq!(verdicts(&report(&folder, &["."])), ["fail src/app.py:6 Shop", "muted src/app.py:4 Shop"]);
    // A baseline knows it again wherever the folder lies.
    let folder = crate::run::folder("code-baseline", &[("t.yaml", FUNCTION), ("src/app.py", &plain)]);
    scan(&folder, &[".", "--write-baseline", "known.json"]);
    fs::write(folder.join("src/app.py"), format!("# more\n{plain}")).unwrap();
    let report = report(&folder, &[".", "--baseline", "known.json"]);
    assert_eq!(verdicts(&report), ["muted src/app.py:4 Shop"]);
}

#[test]
fn a_change_of_the_code_touches_its_findings_and_no_others() {
    let mut template = FUNCTION.to_owned();
    template.push_str("  Other:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: other\n");
    let files = [
        ("t.yaml", template.as_str()),
        ("src/app.py", &source()),
        ("other/app.py", "DB_PASSWORD = \"Zq4-roundLake-93\"\n"),
    ];
    let folder = folder("changed", &files);
    commit(&folder);
    let since = |folder: &Path| verdicts(&report(folder, &[".", "--changed-since", "HEAD"]));
    assert_eq!(since(&folder).len(), 0);
    fs::write(folder.join("src/app.py"), format!("{}\nimport os\n", source())).unwrap();
    assert_eq!(since(&folder), ["fail src/app.py:3 Shop"]);
    fs::write(folder.join("src/app.py"), source()).unwrap();
    // A function that is made of another folder by now has that folder's findings.
    fs::write(folder.join("t.yaml"), template.replace("Code: other", "Code: ./other")).unwrap();
    assert_eq!(since(&folder), ["fail other/app.py:1 Other"]);
    // What is new is not known to Git.
    fs::write(folder.join("t.yaml"), &template).unwrap();
    fs::write(folder.join("src/new.py"), "API_PASSWORD = \"Rv8-smallHill-27\"\n").unwrap();
    assert_eq!(since(&folder), ["fail src/new.py:1 Shop"]);
}

#[test]
fn assets_of_the_cdk_are_searched() {
    let manifest = r#"{"version": "48.0.0", "artifacts": {
        "App.assets": {"type": "cdk:asset-manifest", "properties": {"file": "App.assets.json"}},
        "App": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "App.template.json"}}}}"#;
    let assets = r#"{"files": {"2b": {"source": {"path": "asset.2b", "packaging": "zip"},
        "destinations": {"d": {"bucketName": "b", "objectKey": "2b.zip"}}}}}"#;
    let stack = r#"{"Resources": {
        "Shop": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"S3Bucket": "b", "S3Key": "1a.zip"}},
            "Metadata": {"aws:asset:path": "asset.1a", "aws:asset:property": "Code"}},
        "Plain": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"S3Bucket": "b", "S3Key": "2b.zip"}}},
        "Image": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ImageUri": "x"}, "PackageType": "Image"},
            "Metadata": {"aws:asset:path": "asset.3c", "aws:asset:property": "Code.ImageUri"}}}}"#;
    let files = [
        ("cdk.out/manifest.json", manifest),
        ("cdk.out/App.assets.json", assets),
        ("cdk.out/App.template.json", stack),
        ("cdk.out/asset.1a/index.py", &source()),
        ("cdk.out/asset.2b/index.py", "API_PASSWORD = \"Rv8-smallHill-27\"\n"),
    ];
    let folder = folder("cdk", &files);
    let wanted = ["fail cdk.out/asset.1a/index.py:3 Shop", "fail cdk.out/asset.2b/index.py:1 Plain"];
    assert_eq!(verdicts(&report(&folder, &["cdk.out"])), wanted);
}

const TERRAFORM: &str = "
data \"archive_file\" \"folder\" {
  type        = \"zip\"
  source_dir  = \"${path.module}/src\"
  excludes    = [\"tests/**\", \"notes.txt\"]
  output_path = \"${path.module}/build/folder.zip\"
}

data \"archive_file\" \"file\" {
  type        = \"zip\"
  source_file = \"${path.module}/one.py\"
  output_path = \"build/${var.stage}.zip\"
}

variable \"stage\" {}

resource \"aws_lambda_function\" \"joined\" {
  function_name = \"joined\"
  role          = \"arn:aws:iam::111122223333:role/a\"
  filename      = data.archive_file.folder.output_path
}

resource \"aws_lambda_function\" \"named\" {
  function_name = \"named\"
  role          = \"arn:aws:iam::111122223333:role/a\"
  filename      = data.archive_file.file.output_path
}

resource \"aws_lambda_layer_version\" \"layer\" {
  layer_name = \"layer\"
  filename   = \"${path.module}/layer.zip\"
}

resource \"aws_lambda_function\" \"image\" {
  function_name = \"image\"
  role          = \"arn:aws:iam::111122223333:role/a\"
  package_type  = \"Image\"
  image_uri     = \"x\"
}
";

#[test]
fn packages_of_terraform_are_followed_through_what_packs_them() {
    let one = source();
    let files = [
        ("infra/main.tf", TERRAFORM),
        ("infra/src/app.py", one.as_str()),
        ("infra/src/tests/test.py", "TEST_PASSWORD = \"Zq4-roundLake-93\"\n"),
        ("infra/src/notes.txt", "password: Rv8-smallHill-27\n"),
        ("infra/one.py", "API_PASSWORD = \"Rv8-smallHill-27\"\n"),
    ];
    let folder = folder("terraform", &files);
    zip(&folder.join("infra/layer.zip"), "python/lib.py", &one);
    let wanted = [
        "fail infra/layer.zip:0 aws_lambda_layer_version.layer",
        "fail infra/one.py:1 aws_lambda_function.named",
        "fail infra/src/app.py:3 aws_lambda_function.joined",
    ];
    assert_eq!(verdicts(&report(&folder, &["infra"])), wanted);
    assert_eq!(verdicts(&report(&folder.join("infra"), &["."])), wanted.map(|one| one.replace("infra/", "")));

    // A plan of the same root says the same, with the source beside it and without.
    let function = |name: &str, file: &str| {
        format!(
            r#"{{"address": "aws_lambda_function.{name}", "mode": "managed", "type": "aws_lambda_function", "name": "{name}",
            "values": {{"function_name": "{name}", "role": "r", "filename": "{file}"}}}}"#
        )
    };
    let plan = format!(
        r#"{{"format_version": "1.2", "terraform_version": "1.12.0",
        "planned_values": {{"root_module": {{"resources": [{}, {}]}}}},
        "prior_state": {{"format_version": "1.0", "values": {{"root_module": {{"resources": [
            {{"address": "data.archive_file.folder", "mode": "data", "type": "archive_file", "name": "folder",
              "values": {{"source_dir": "./src", "excludes": ["tests/**", "notes.txt"], "output_path": "./build/folder.zip"}}}}]}}}}}},
        "configuration": {{"root_module": {{}}}}}}"#,
        function("joined", "./build/folder.zip"),
        function("gone", "build/gone.zip"),
    );
    let files = [("plan.json", plan.as_str()), ("src/app.py", &one), ("src/notes.txt", "password: Rv8-smallHill-27\n")];
    let folder = crate::run::folder("code-plan", &files);
    let report = report(&folder, &["."]);
    assert_eq!(verdicts(&report).len(), 2, "{report}");
    assert_eq!(verdicts(&report)[0], "fail src/app.py:3 aws_lambda_function.joined");
    assert!(
        gap_of(&report, "aws_lambda_function.gone").contains("`build/gone.zip` is not among the files"),
        "{report}"
    );
}

#[test]
fn what_the_user_leaves_out_is_not_searched() {
    let folder = folder("left", &[("t.yaml", FUNCTION), ("src/app.py", &source()), ("src/ok.py", "import os\n")]);
    assert_eq!(verdicts(&report(&folder, &[".", "--exclude", "app.py"])), ["pass t.yaml:3 Shop"]);
    assert_eq!(verdicts(&report(&folder, &[".", "--exclude", "src"])).len(), 0);
}

#[test]
fn what_is_over_a_bound_is_unknown_and_the_rest_is_searched() {
    let folder = folder("bounds", &[("t.yaml", FUNCTION), ("src/b.py", &source())]);
    // Nothing is written for the length that a file claims.
    fs::File::create(folder.join("src/a.bin")).unwrap().set_len((1 << 30) + 1).unwrap();
    let report = report(&folder, &["."]);
    assert_eq!(verdicts(&report), ["fail src/b.py:3 Shop", "unknown t.yaml:3 Shop"]);
    assert!(
        gap_of(&report, "Shop").contains("1 files of `src` were not searched; the first: a.bin: too-large"),
        "{report}"
    );
}
