//! `yagura scan DIR --fix` and `--diff`, as a user runs them.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::yagura;

const KEY: &str = "Resources:\n  Key: # 鍵\n    Type: AWS::KMS::Key\n";
const KEY_FIXED: &str =
    "Resources:\n  Key: # 鍵\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: true\n";
const QUEUE: &str = "resource \"aws_sqs_queue\" \"q\" {\n  sqs_managed_sse_enabled = false # later\n}\n";

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    crate::run::folder(&format!("fix-{name}"), files)
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

const CHECKS: &str = "kms-key-rotation-off,sqs-queue-unencrypted";

#[test]
fn fix_changes_the_files_of_both_languages_and_reports_what_is_left() {
    let folder = folder("both", &[("cfn/key.yaml", KEY), ("tf/main.tf", QUEUE)]);
    let before = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS]);
    assert_eq!(before.code, 1, "{}", before.stdout);
    let fixed = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(fixed.code, 0, "{}{}", fixed.stdout, fixed.stderr);
    assert_eq!(read(&folder, "cfn/key.yaml"), KEY_FIXED);
    assert_eq!(read(&folder, "tf/main.tf"), QUEUE.replace("false", "true"));
    for said in ["cfn/key.yaml:\n  kms-key-rotation-off  Key\n", "tf/main.tf:\n", "findings fixed: 2"] {
        assert!(fixed.stderr.contains(said), "{}", fixed.stderr);
    }
    let again = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(again.code, 0);
    assert!(again.stderr.contains("findings fixed: 0"), "{}", again.stderr);
    assert_eq!(read(&folder, "cfn/key.yaml"), KEY_FIXED);
    assert!(fs::read_dir(folder.join("cfn")).unwrap().count() == 1, "something was left beside");
}

#[test]
fn diff_shows_what_fix_would_change_and_changes_nothing() {
    let folder = folder("diff", &[("key.yaml", KEY)]);
    let shown = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--diff"]);
    assert_eq!(shown.code, 1, "the finding is still there");
    let expect = "--- a/key.yaml\n+++ b/key.yaml\n@@ -1,3 +1,5 @@\n Resources:\n   Key: # 鍵\n     Type: AWS::KMS::Key\n+    Properties:\n+      EnableKeyRotation: true\n";
    assert_eq!(shown.stdout, expect);
    assert!(shown.stderr.contains("findings that can be fixed: 1"), "{}", shown.stderr);
    assert_eq!(read(&folder, "key.yaml"), KEY);
}

#[test]
fn a_single_file_is_fixed_by_its_name() {
    let folder = folder("file", &[("key.yaml", KEY), ("other.yaml", KEY)]);
    let fixed = yagura(&folder, &["scan", "key.yaml", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    assert_eq!(read(&folder, "key.yaml"), KEY_FIXED);
    assert_eq!(read(&folder, "other.yaml"), KEY);
}

#[test]
fn the_rest_is_reported_with_its_reason_in_both_languages() {
    let variable = "variable \"on\" {\n  default = false\n}\n\nresource \"aws_sqs_queue\" \"q\" {\n  sqs_managed_sse_enabled = var.on\n}\n";
    let folder = folder("reason", &[("main.tf", variable)]);
    let english = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(english.code, 1);
    assert!(english.stdout.contains("sqs-queue-unencrypted"), "{}", english.stdout);
    let why = "main.tf:aws_sqs_queue.q: `sqs_managed_sse_enabled` is an expression, a variable or a parameter";
    assert!(english.stderr.contains(why), "{}", english.stderr);
    let japanese =
        yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix", "--lang", "ja"]);
    assert!(japanese.stderr.contains("書き換えなかったもの"), "{}", japanese.stderr);
    assert!(japanese.stderr.contains("変数"), "{}", japanese.stderr);
    assert_eq!(read(&folder, "main.tf"), variable);
}

#[test]
fn an_accepted_finding_is_not_fixed() {
    let accepted = "Resources:\n  # yagura:ignore kms-key-rotation-off reason=\"rotated by hand\"\n  Key:\n    Type: AWS::KMS::Key\n";
    let folder = folder("accepted", &[("key.yaml", accepted)]);
    let fixed = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    assert_eq!(read(&folder, "key.yaml"), accepted);
}

#[test]
fn what_cannot_be_changed_is_refused() {
    let plan = r#"{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {}}, "resource_changes": []}"#;
    let folder = folder("refused", &[("plan.json", plan), ("key.yaml", KEY)]);
    for (arguments, why) in [
        (&["scan", "--fix"][..], "an account is not changed"),
        (&["scan", "--diff"][..], "an account is not changed"),
        (&["scan", "--from", "x.yagura", "--fix"][..], "--from"),
        (&["scan", "plan.json", "--fix"][..], "is a plan or a state"),
        (&["scan", ".", "--fix", "--diff"][..], "--diff"),
    ] {
        let output = yagura(&folder, arguments);
        assert_eq!(output.code, 2, "{arguments:?} {}", output.stderr);
        assert!(output.stderr.contains(why), "{arguments:?} {}", output.stderr);
    }
    assert_eq!(read(&folder, "key.yaml"), KEY);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_read_only_files_are_not_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("permissions", &[("key.yaml", KEY), ("locked.yaml", KEY)]);
    let set = |file: &str, mode| fs::set_permissions(folder.join(file), fs::Permissions::from_mode(mode)).unwrap();
    set("key.yaml", 0o640);
    set("locked.yaml", 0o440);
    let fixed = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(fixed.code, 5, "{}", fixed.stderr);
    assert!(fixed.stderr.contains("`locked.yaml` was not changed: it is read-only"), "{}", fixed.stderr);
    assert!(fixed.stderr.contains("findings fixed: 1"), "{}", fixed.stderr);
    assert_eq!(read(&folder, "key.yaml"), KEY_FIXED);
    assert_eq!(read(&folder, "locked.yaml"), KEY);
    assert_eq!(fs::metadata(folder.join("key.yaml")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn links_are_not_written_through() {
    let outside = folder("links-outside", &[("key.yaml", KEY)]);
    let folder = folder("links", &[("real.yaml", KEY)]);
    std::os::unix::fs::symlink(outside.join("key.yaml"), folder.join("out.yaml")).unwrap();
    std::os::unix::fs::symlink("real.yaml", folder.join("in.yaml")).unwrap();
    let fixed = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert!(fixed.stderr.contains("findings fixed: 1"), "{}", fixed.stderr);
    assert_eq!(read(&folder, "real.yaml"), KEY_FIXED);
    assert_eq!(read(&outside, "key.yaml"), KEY);
    assert!(fs::symlink_metadata(folder.join("in.yaml")).unwrap().is_symlink());
    let named = yagura(&folder, &["scan", "in.yaml", "--fix"]);
    assert_eq!(named.code, 2, "{}", named.stderr);
    assert!(named.stderr.contains("is a link"), "{}", named.stderr);
}

#[test]
fn modules_of_others_are_not_edited() {
    let root = "module \"q\" {\n  source = \"example/queue/aws\"\n}\n";
    let manifest = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"q","Source":"registry.terraform.io/example/queue/aws","Version":"1.0.0","Dir":".terraform/modules/q"}]}"#;
    let files =
        [("main.tf", root), (".terraform/modules/modules.json", manifest), (".terraform/modules/q/main.tf", QUEUE)];
    let folder = folder("modules", &files);
    let fixed = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(fixed.code, 1, "{}{}", fixed.stdout, fixed.stderr);
    assert!(fixed.stderr.contains("findings fixed: 0"), "{}", fixed.stderr);
    assert_eq!(read(&folder, ".terraform/modules/q/main.tf"), QUEUE);
}

#[test]
fn a_module_of_the_folder_is_edited_once_for_all_its_calls() {
    let root = "module \"a\" {\n  source = \"./queue\"\n}\n\nmodule \"b\" {\n  source   = \"./queue\"\n  for_each = toset([\"x\", \"y\"])\n}\n";
    let folder = folder("local", &[]);
    let absolute = folder.to_string_lossy().into_owned();
    for path in [".", "../files-fix-local/", &absolute] {
        fs::create_dir_all(folder.join("queue")).unwrap();
        fs::write(folder.join("main.tf"), root).unwrap();
        fs::write(folder.join("queue/main.tf"), QUEUE).unwrap();
        let fixed = yagura(&folder, &["scan", path, "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
        assert_eq!(fixed.code, 0, "{path}: {}{}", fixed.stdout, fixed.stderr);
        assert!(fixed.stderr.contains("findings fixed: 3"), "{path}: {}", fixed.stderr);
        assert_eq!(read(&folder, "queue/main.tf"), QUEUE.replace("false", "true"), "{path}");
        assert_eq!(read(&folder, "main.tf"), root, "{path}");
    }
}

#[test]
fn a_nested_stacks_template_is_edited_once_for_all_its_stacks() {
    let stack = |name: &str| {
        format!("  {name}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./key.yaml\n")
    };
    let root = format!("Resources:\n{}{}", stack("A"), stack("B"));
    let folder = folder("nested", &[("root.yaml", &root), ("key.yaml", KEY)]);
    let fixed = yagura(&folder, &["scan", ".", "-q", "--fail-on", "low", "--check", CHECKS, "--fix"]);
    assert_eq!(fixed.code, 0, "{}{}", fixed.stdout, fixed.stderr);
    assert!(fixed.stderr.contains("kms-key-rotation-off  A.Key, B.Key"), "{}", fixed.stderr);
    assert_eq!(read(&folder, "key.yaml"), KEY_FIXED);
    assert_eq!(read(&folder, "root.yaml"), root);
}

#[test]
fn the_example_shop_gets_better_and_stays_readable() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
    let copy = folder("shop", &[]);
    let mut open = vec![shop.clone()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let to = copy.join(path.strip_prefix(&shop).unwrap());
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(&path, to).unwrap();
            }
        }
    }
    let count = |folder: &Path| {
        let output = yagura(folder, &["scan", ".", "-q", "--format", "json"]);
        let fails = output.stdout.matches("\"verdict\": \"fail\"").count();
        assert!(fails > 0, "{}", output.stderr);
        fails
    };
    let before = count(&copy);
    let fixed = yagura(&copy, &["scan", ".", "-q", "--fix"]);
    let number = fixed.stderr.split("findings fixed: ").nth(1).unwrap();
    let number: usize = number.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap();
    assert!(number >= 5, "{}", fixed.stderr);
    // An edit may close more than it was made for.
    assert!(count(&copy) <= before - number);
    let again = yagura(&copy, &["scan", ".", "-q", "--diff"]);
    assert_eq!(again.stdout, "");
}

#[test]
fn a_difference_shows_no_secret_beside_a_change() {
    let secret: String = ["Tokiwa", "-Maigo", "-9902"].concat();
    let function = |more: &str| {
        format!(
            "Resources:\n  Shop:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      \
             Role: arn:aws:iam::111122223333:role/shop\n      Code: {{ ZipFile: \"\" }}\n      Environment:\n        Variables:\n          \
             DB_PASSWORD: {secret}\n{more}"
        )
    };
    let template = function("");
    let folder = folder("veiled", &[("shop.yaml", &template)]);
    let shown = yagura(&folder, &["scan", ".", "-q", "--diff"]);
    assert!(
        shown.stdout.contains("DB_PASSWORD: ****") && shown.stdout.contains("+      TracingConfig:"),
        "{}",
        shown.stdout
    );
    assert!(!shown.stdout.contains(&secret) && !shown.stderr.contains(&secret));
    assert!(shown.stderr.contains("masked"), "{}", shown.stderr);
    yagura(&folder, &["scan", ".", "-q", "--fix"]);
    assert_eq!(
        read(&folder, "shop.yaml"),
        function("      TracingConfig:\n        Mode: Active\n"),
        "what is written is whole"
    );
}

#[cfg(unix)]
#[test]
fn a_difference_acts_in_no_terminal() {
    let queue = QUEUE.replace("# later", "# \u{1b}[2J\u{202e}later\t");
    let folder = folder("inert", &[("a\u{1b}[2J.tf", &queue)]);
    let shown = yagura(&folder, &["scan", ".", "-q", "--diff", "--check", CHECKS]);
    assert!(shown.stdout.contains("+  sqs_managed_sse_enabled = true # \\x1b[2J<U+202E>later\t\n"), "{}", shown.stdout);
    assert!(!shown.stdout.contains(['\u{1b}', '\u{202e}']) && !shown.stderr.contains('\u{1b}'));
    assert!(shown.stderr.contains("cannot be applied"), "{}", shown.stderr);
}

#[test]
fn a_difference_of_one_line_shows_no_short_secret() {
    let template = r#"{"Resources": {"Files": {"Type": "AWS::S3::Bucket", "Properties": {}}, "Shop": {"Type": "AWS::RDS::DBInstance", "Properties": {"Engine": "mysql", "PubliclyAccessible": true, "MasterUserPassword": "kq3z"}}}}"#;
    let folder = folder("short", &[("shop.json", template)]);
    let shown = yagura(&folder, &["scan", ".", "-q", "--diff"]);
    assert!(
        shown.stdout.contains("\n+{\"Resources\"") && shown.stdout.contains("****"),
        "{}{}",
        shown.stdout,
        shown.stderr
    );
    assert!(!shown.stdout.contains("kq3z"), "{}", shown.stdout);
}

#[test]
fn why_a_file_cannot_be_taken_apart_is_said_in_japanese() {
    let bucket = "resource \"aws_s3_bucket\" \"b\" {\n}\n";
    let broken = "resource \"aws_s3_bucket_versioning\" \"b\" {\n";
    let folder = folder("apart", &[("a.tf", bucket), ("b.tf", broken)]);
    let ran = yagura(&folder, &["scan", ".", "-q", "--check", "s3-bucket-versioning-off", "--diff", "--lang", "ja"]);
    let why = "ファイルを書き換えられない: 1行目、43文字目: HCLとして正しくありません";
    assert!(ran.stderr.contains(why), "{}", ran.stderr);
}
