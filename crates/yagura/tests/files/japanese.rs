//! Wrong use in Japanese: every error is said so, with its place, and the exit code stays.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::path::{Path, PathBuf};

use crate::run::{Ran, folder, yagura};

/// A template that passes as one.
const TEMPLATE: &str = "Resources: {B: {Type: AWS::S3::Bucket}}\n";

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3041}'..='\u{30ff}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// A folder with a template in `d`, and files that are wrong in one way each.
fn wrong(name: &str) -> PathBuf {
    let files = [
        ("d/t.yaml", TEMPLATE),
        ("hello.txt", "hello"),
        ("cut.json", "{\n"),
        ("list.yaml", "a: [\n"),
        ("mute.yaml", "mutes:\n  - chek: x\n"),
        ("keys.yaml", "mutess: []\n"),
        ("identifier.yaml", "identifiers:\n  - {name: a, pattern: '('}\n"),
        ("later.json", r#"{"version": 2}"#),
        ("entry.json", r#"{"version": 1, "findings": [{}]}"#),
        ("effect.json", r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Action": "s3:*"}]}"#),
        ("newer.yagura", "yagura snapshot 999\n"),
    ];
    folder(name, &files)
}

/// Runs it in Japanese; the first line says in Japanese what is wrong, and all of `says` is said.
fn fails(folder: &Path, arguments: &[&str], code: i32, says: &[&str]) -> Ran {
    let ran = yagura(folder, &[arguments, &["--lang", "ja", "--quiet"][..quiet(arguments)]].concat());
    assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
    let (first, _) = ran.stderr.split_once('\n').unwrap();
    // What stands in backticks is the user's.
    let own: String = first.strip_prefix("エラー: ").expect(&ran.stderr).split('`').step_by(2).collect();
    assert!(is_japanese(&own), "{arguments:?}: {first}");
    for text in says {
        assert!(ran.stderr.contains(text), "{arguments:?} without {text}: {}", ran.stderr);
    }
    ran
}

/// A scan says what it has read, else.
fn quiet(arguments: &[&str]) -> usize {
    if arguments.first() == Some(&"scan") && arguments.get(1) == Some(&"d") { 3 } else { 2 }
}

#[test]
fn wrong_use_of_the_command_line_is_said_in_japanese() {
    let folder = wrong("japanese-usage");
    let cases: &[(&[&str], &[&str])] = &[
        (&["scna"], &["`scna` というコマンドはありません", "近いコマンド: `scan`", "使い方: yagura [OPTIONS]"]),
        (&["scan", "--formt", "json"], &["`--formt` というオプションはありません", "近いオプション: `--format`"]),
        (&["scan", "--nope"], &["`--nope` を値として渡すには `-- --nope` と書いてください"]),
        (&["scan", "a", "b"], &["余分な引数 `b`"]),
        (
            &["scan", "--format", "xml"],
            &["`--format <format>` に `xml` は指定できません", "指定できる値: terminal, json"],
        ),
        (&["completions", "tcsh"], &["近い値: `zsh`"]),
        (&["scan", "--fix=yes"], &["`--fix` に余分な値 `yes` があります"]),
        (&["scan", "d", "--fix", "--diff"], &["`--fix` と `--diff` は同時に指定できません"]),
        (&["scan", "--timeout", "9", "--timeout", "9"], &["`--timeout <SECONDS>` は1回しか指定できません"]),
        (&["scan", "--timeout", "0"], &["1 から 3600 までの整数を指定してください"]),
        (&["scan", "--timeout", "soon"], &["`soon`", "整数ではありません"]),
        (&["scan", "--trust", "12"], &["アカウントIDは12桁の数字です"]),
        (&["data", "--budget-bytes", "much"], &["`much`", "バイト数を 4096"]),
        (&["data", "--budget-objects", "0"], &["1 以上の整数を指定してください"]),
        (&["explain"], &["必要な引数が指定されていません", "<CHECK>", "使い方: yagura explain"]),
        (&["iam"], &["`yagura iam` の後にコマンドを指定してください", "コマンド: can, who-can"]),
        (&["scan", "--changed-since", "HEAD"], &["<PATH>"]),
    ];
    for (arguments, says) in cases {
        let ran = fails(&folder, arguments, 2, says);
        assert!(ran.stderr.contains("詳しくは `--help` を参照してください。"), "{}", ran.stderr);
        for english in ["error:", "Usage:", "tip:", "For more information", "possible values"] {
            assert!(!ran.stderr.contains(english), "{english}: {}", ran.stderr);
        }
    }
    // A value that lacks: nothing stands behind it.
    let ran = yagura(&folder, &["--lang", "ja", "scan", "--format"]);
    assert_eq!((ran.code, ran.stderr.starts_with("エラー: `--format <format>` に値がありません\n")), (2, true));
}

#[test]
fn what_cannot_be_read_is_said_in_japanese_with_its_place() {
    let folder = wrong("japanese-files");
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["scan", "nowhere"], 5, &["`nowhere` が見つかりません"]),
        (&["scan", "d", "--config", "list.yaml"], 2, &["`list.yaml`: 2行目、1文字目: YAMLとして正しくありません"]),
        (&["scan", "d", "--config", "no.yaml"], 2, &["`no.yaml`: ファイルまたはフォルダーがありません"]),
        (&["scan", "d", "--config", "mute.yaml"], 2, &["`mute.yaml`: 2行目: ミュートに `chek` というキーはありません"]),
        (&["scan", "d", "--config", "keys.yaml"], 2, &["`keys.yaml`: 1行目: `mutess` というキーはありません"]),
        (&["secrets", "d", "--config", "identifier.yaml"], 2, &["`a`", "正規表現として正しくない"]),
        (&["scan", "d", "--baseline", "cut.json"], 2, &["`cut.json`: 2行目", "オブジェクトの途中で終わっています"]),
        (&["scan", "d", "--baseline", "later.json"], 2, &["`later.json`: バージョン1のベースラインではありません"]),
        (
            &["scan", "d", "--baseline", "entry.json"],
            2,
            &["`entry.json`: 1番目の項目の `check` が文字列ではありません"],
        ),
        (&["secrets", "d", "--baseline", "d"], 2, &["ベースライン `d` を使用できません: フォルダーです"]),
        (&["scan", "d", "--check", "nope"], 2, &["`nope` というIDのチェックはありません"]),
        (&["scan", "d", "-o", "no/x.json"], 5, &["`no/x.json` に書き込めません: ファイルまたはフォルダーがありません"]),
        (&["scan", "--from", "hello.txt"], 5, &["`hello.txt`: yaguraで保存したファイルではありません"]),
        (&["scan", "--from", "newer.yagura"], 5, &["`newer.yagura`: ", "(999)", "yaguraを更新してください"]),
        (&["scan", "--from", "d"], 5, &["`d`: 通常のファイルではありません", "`yagura scan フォルダー`"]),
        (&["iam", "public", "cut.json"], 5, &["`cut.json` をポリシーとして読み取れません: 2行目、1文字目"]),
        (&["iam", "public", "d"], 5, &["`d` を読み取れません: フォルダーです"]),
        (&["iam", "simulate", "--cases", "no.jsonl"], 5, &["`no.jsonl` が見つかりません"]),
        (&["iam", "who-can", "s3", "*", "--path", "d"], 2, &["アクション `s3`"]),
        (
            &["iam", "who-can", "s3:GetObject", "shop", "--path", "d"],
            2,
            &["リソース `shop` がARNでも `*` でもありません"],
        ),
        (&["iam", "effective", "bob", "--path", "d"], 2, &["`bob`", "名前が一致するユーザーやロールもありません"]),
        (&["secrets", "--history", "d", "--exclude", "["], 2, &["--exclude `[` はパスのパターンではありません"]),
        (&["import", "d", "--region", "XX"], 2, &["`XX` というリージョンはありません"]),
        (&["scan", "--fix"], 2, &["アカウントの設定は変更しません"]),
        (&["api", "ec2", "DescribeVpcs", "--params", "{"], 2, &["--params がJSONではありません: 1行目、1文字目"]),
    ];
    for (arguments, code, says) in cases {
        fails(&folder, arguments, *code, says);
    }
}

#[test]
fn how_aws_cannot_be_reached_is_said_in_japanese() {
    let folder = wrong("japanese-reach");
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        // No credentials but those named here, and no wait for an instance's.
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yagura"));
        command.args(arguments).args(["--lang", "ja"]).current_dir(&folder).env_clear();
        command.env("HOME", &folder).env("AWS_EC2_METADATA_DISABLED", "true").envs(variables.iter().copied());
        let output = command.stdin(std::process::Stdio::null()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let key = [("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing")];
    let (code, said) = run(&["scan"], &[]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("エラー: 使用できるAWSの認証情報がありません: 認証情報が見つかりませんでした"), "{said}");
    assert!(said.contains("\n  Environment: 使用できません (環境変数が設定されていません)\n"), "{said}");
    assert!(!said.contains("provider") && said.contains("`yagura scan フォルダー`"), "{said}");
    for (arguments, code, text) in [
        (&["scan", "--profile", "nope"][..], 4, "AWSの設定ファイルにプロファイル `nope` がありません"),
        (
            &["scan", "--endpoint-url", "https://example.com"],
            4,
            "エンドポイント `https://example.com` は使用できません: AWSのホストではありません",
        ),
        (&["api", "ec3", "DescribeVpcs"], 2, "`ec3` というサービスはありません (近いもの: ec2"),
        (
            &["api", "iam", "GetUserPolicy", "--params", r#"{"UserName": 1}"#],
            2,
            "パラメータ `PolicyName`: 必須です。パラメータ `UserName`: 文字列で指定してください",
        ),
        (
            &["api", "ec2", "DescribeVpcs", "--endpoint-url", "http://127.0.0.1:1", "--region", "us-east-1"],
            4,
            "ec2 DescribeVpcs (us-east-1): 接続できません: ",
        ),
    ] {
        let (found, said) = run(arguments, &key);
        assert_eq!(found, Some(code), "{said}");
        assert!(said.starts_with("エラー: ") && said.contains(text), "{said}");
    }
}

#[test]
fn what_is_wrong_in_a_policy_is_said_in_japanese() {
    let folder = wrong("japanese-lint");
    let ran = yagura(&folder, &["iam", "lint", "effect.json", "cut.json", "--lang", "ja"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("`Effect` の `Permit` は Allow でも Deny でもありません"), "{}", ran.stdout);
    assert!(ran.stdout.contains("cut.json:2:1: "), "{}", ran.stdout);
    assert!(!ran.stdout.contains("expected"), "{}", ran.stdout);
}

#[test]
fn a_folder_in_the_place_of_a_saved_account_names_the_option_for_folders() {
    let folder = wrong("japanese-from");
    let asked = ["iam", "who-can", "s3:GetObject", "*", "--from", "d"];
    fails(&folder, &asked, 5, &["`d`: 通常のファイルではありません", "`--path フォルダー`"]);
    let ran = yagura(&folder, &asked);
    assert!(ran.stderr.starts_with("error: `d`: not a regular file\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("`yagura scan --save`") && ran.stderr.contains("`--path FOLDER`"), "{}", ran.stderr);
}

#[test]
fn help_has_its_headings_in_the_language_of_its_texts() {
    let folder = wrong("japanese-help");
    let english =
        ["Usage:", "Options:", "Arguments:", "Commands:", "Print help", "Print version", "[default:", "[possible"];
    for verb in [
        &[][..],
        &["scan"],
        &["secrets"],
        &["data"],
        &["explain"],
        &["checks"],
        &["iam"],
        &["iam", "can"],
        &["iam", "compare"],
        &["policy"],
        &["import"],
        &["api"],
        &["completions"],
        &["man"],
    ] {
        for help in ["-h", "--help"] {
            let said = yagura(&folder, &[verb, &[help, "--lang", "ja"]].concat());
            assert_eq!(said.code, 0, "{}", said.stderr);
            for word in english {
                assert!(!said.stdout.contains(word), "{verb:?} {word}: {}", said.stdout);
            }
            assert!(said.stdout.contains("\n使い方: yagura"), "{verb:?}: {}", said.stdout);
            assert!(said.stdout.contains("\nオプション:\n"), "{verb:?}: {}", said.stdout);
            assert!(said.stdout.contains("ヘルプを表示する"), "{verb:?}: {}", said.stdout);
            let said = yagura(&folder, &[verb, &[help]].concat());
            assert!(said.stdout.contains("\nUsage: yagura") && !is_japanese(&said.stdout), "{verb:?}: {}", said.stdout);
        }
    }
    let can = yagura(&folder, &["iam", "can", "--help", "--lang", "ja"]).stdout;
    assert!(can.contains("出力形式 [既定: terminal] [指定できる値: terminal, json]"), "{can}");
    let compare = yagura(&folder, &["iam", "compare", "--help", "--lang", "ja"]).stdout;
    assert!(compare.contains("\n引数:\n  <OLD>"), "{compare}");
    let root = yagura(&folder, &["--help", "--lang", "ja"]).stdout;
    assert!(root.contains("\nコマンド:\n  scan ") && root.contains("-V, --version"), "{root}");
}
