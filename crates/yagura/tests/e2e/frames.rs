//! The lines of templates in the terminal's output: exact, and without a secret.

use std::path::Path;

use base64::Engine as _;
use serde_json::Value;

use crate::run::{folder, output, run, yagura};

/// The terminal's output of a scan in a folder.
fn scan(folder: &Path, width: &str, more: &[&str]) -> String {
    let mut command = yagura(&["scan", ".", "--quiet"]);
    command.args(more).current_dir(folder).env("COLUMNS", width);
    output(command).stdout
}

/// The rows of all frames: number or nothing, and code.
fn frames(text: &str) -> Vec<String> {
    let row = |line: &str| {
        let (number, code) = line.trim_start().split_once('|')?;
        let number = number.trim();
        (number.is_empty() || number == "…" || number.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| format!("{number}|{code}"))
    };
    text.lines().filter_map(row).collect()
}

fn framed(name: &str, file: &str, text: &str, check: &str, more: &[&str]) -> String {
    let folder = folder(name);
    std::fs::write(folder.join(file), text).unwrap();
    let shown = scan(&folder, "60", &[&["--check", check], more].concat());
    frames(&shown).join("\n")
}

#[test]
fn every_kind_of_template_shows_the_line_that_proves_it() {
    let yaml = "Resources:\n  データ:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBName: 名前\n      PubliclyAccessible: true\n";
    let check = |name: &str, file: &str, text: &str, expected: &str| {
        for lang in ["en", "ja"] {
            assert_eq!(framed(name, file, text, "rds-instance-public", &["--lang", lang]), expected, "{file}");
        }
    };
    let shown = "2|   データ:\n…|\n6|       PubliclyAccessible: true\n|       ^^^^^^^^^^^^^^^^^^^^^^^^";
    check("frame-yaml", "t.yaml", yaml, shown);
    check("frame-crlf", "t.yaml", &yaml.replace('\n', "\r\n"), shown);
    check(
        "frame-flow",
        "t.yaml",
        "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: { DBName: \"日本語\", PubliclyAccessible: true, Port: 3306 }\n",
        "2|   Db:\n…|\n4| …me: \"日本語\", PubliclyAccessible: true, Port: 3306…\n|                ^^^^^^^^^^^^^^^^^^^^^^^^",
    );
    check(
        "frame-json",
        "t.json",
        "{\"Parameters\":{\"P\":{\"Type\":\"String\"}},\"Resources\":{\"Db\":{\"Type\":\"AWS::RDS::DBInstance\",\"Properties\":{\"DBName\":\"日本語日本語日本語\",\"PubliclyAccessible\":true,\"Port\":\"3306\"}}}}",
        "1| …本語日本語\",\"PubliclyAccessible\":true,\"Port\":\"3306…\n|              ^^^^^^^^^^^^^^^^^^^^^^^^^",
    );
    check(
        "frame-terraform",
        "main.tf",
        "resource \"aws_db_instance\" \"db\" {\n\tdb_name = \"x\"\n\t/* 公開 */ publicly_accessible = true\n}\n",
        "1| resource \"aws_db_instance\" \"db\" {\n…|\n3|     /* 公開 */ publicly_accessible = true\n|                ^^^^^^^^^^^^^^^^^^^^^^^^^^",
    );
}

#[test]
fn many_resources_with_one_fault_show_one_frame_unless_all_are_asked_for() {
    let folder = folder("frame-many");
    let one = "Type: AWS::RDS::DBInstance\n    Properties:\n      PubliclyAccessible: true\n";
    let all: Vec<String> = (0..200).map(|number| format!("  Db{number}:\n    {one}")).collect();
    let text = format!("Resources:\n{}", all.concat());
    std::fs::write(folder.join("t.yaml"), text).unwrap();
    let marks = |more: &[&str]| {
        let shown = scan(&folder, "80", &[&["--check", "rds-instance-public"], more].concat());
        shown.lines().filter(|line| line.trim_start().starts_with("| ") && line.contains("^^^")).count()
    };
    assert_eq!(marks(&[]), 1);
    assert_eq!(marks(&["--all"]), 200);
    // What was saved holds no lines, and files that lie about are not taken for those that were read.
    let saved = folder.join("saved.yagura");
    run(&["scan", folder.to_str().unwrap(), "--quiet", "--save", saved.to_str().unwrap()]);
    assert!(scan(&folder, "80", &["--check", "rds-instance-public"]).contains("^^^"));
    let mut from = yagura(&["scan", "--from", "saved.yagura", "--check", "rds-instance-public"]);
    from.current_dir(&folder);
    assert!(!output(from).stdout.contains("^^^"));
}

#[test]
fn no_frame_shows_a_secret() {
    let folder = folder("frame-secrets");
    let id = format!("AKIA{}", "Q4ZV7TN2LKXW5RJB");
    let key = format!("{}{}", "wJ2rXUtnFEMI9K7MDENG", "bPxRfiCYq3zTgVhL81Wd");
    let body: Vec<String> = (0..6u8)
        .map(|line| {
            let bytes: Vec<u8> = (0..48u8).map(|at| line.wrapping_mul(53) ^ at.wrapping_mul(197) ^ (at >> 2)).collect();
            base64::engine::general_purpose::STANDARD.encode(bytes)
        })
        .collect();
    let password = "tanaka-hanako-1985";
    let encoded = base64::engine::general_purpose::STANDARD
        .encode(format!("#!/bin/sh\nexport DB_PASSWORD=Zx9kQw2LmN7p\nexport AWS_SECRET_ACCESS_KEY={key}\n"));
    let pem = |indent: &str| {
        let lines: Vec<String> = body.iter().map(|line| format!("{indent}{line}\n")).collect();
        format!(
            "{indent}-----BEGIN RSA {0} KEY-----\n{1}{indent}-----END RSA {0} KEY-----\n",
            "PRIVATE",
            lines.concat()
        )
    };
    let yaml = format!(
        "Parameters:\n  Word: {{ Type: String, NoEcho: true, Default: kumoyama }}\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: {{ MasterUserPassword: abcq, DBName: x, PubliclyAccessible: true }}\n  Shop:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python2.7\n      Role: x\n      Environment:\n        Variables:\n          DB_PASSWORD: {password}\n          AWS_ACCESS_KEY_ID: {id}\n          AWS_SECRET_ACCESS_KEY: {key}\n          MODE: shizukana\n          SIGNING: |\n{}  Box:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData: {encoded}\n  Note:\n    Type: AWS::SSM::Parameter\n    Properties: {{ Name: n, Type: String, Value: {password} }}\n",
        pem("            ")
    );
    std::fs::write(folder.join("t.yaml"), &yaml).unwrap();
    std::fs::write(
        folder.join("one.json"),
        format!(
            "{{\"Parameters\":{{\"W\":{{\"Type\":\"String\",\"NoEcho\":true,\"Default\":\"kumoyama\"}}}},\"Resources\":{{\"Db\":{{\"Type\":\"AWS::RDS::DBInstance\",\"Properties\":{{\"MasterUserPassword\":\"abcq\",\"PubliclyAccessible\":true,\"DBName\":\"{password}\",\"Tags\":[{{\"Key\":\"password\",\"Value\":\"{password}\"}}]}}}}}}}}"
        ),
    )
    .unwrap();
    std::fs::write(
        folder.join("main.tf"),
        format!(
            "resource \"aws_db_instance\" \"db\" {{ \n  password = \"{password}\"\n  publicly_accessible = true\n}}\nresource \"aws_instance\" \"box\" {{\n  user_data = <<-EOT\n    export AWS_ACCESS_KEY_ID={id}\n    export AWS_SECRET_ACCESS_KEY={key}\n{}  EOT\n}}\nresource \"aws_lambda_function\" \"f\" {{\n  function_name = \"f\"\n  environment {{ variables = {{ DB_PASSWORD = \"{password}\", MODE = \"shizukana\" }} }}\n}}\n",
            pem("    ")
        ),
    )
    .unwrap();
    let mut all = String::new();
    for width in ["40", "60", "100", "400"] {
        for lang in ["en", "ja"] {
            all.push_str(&scan(&folder, width, &["--all", "--lang", lang]));
        }
    }
    // The frames are there, masked.
    let shown = frames(&all);
    for part in [
        "PubliclyAccessible: true",
        "publicly_accessible = true",
        "AWS_ACCESS_KEY_ID: ****",
        "MasterUserPassword: ****",
    ] {
        assert!(shown.iter().any(|row| row.contains(part)), "no frame shows {part}:\n{}", shown.join("\n"));
    }
    let mut secrets = vec![id.as_str(), key.as_str(), password, "abcq", "kumoyama", "shizukana", "Zx9kQw2LmN7p"];
    secrets.extend(body.iter().map(String::as_str));
    secrets.extend(encoded.as_bytes().chunks_exact(24).map(|part| std::str::from_utf8(part).unwrap()));
    for secret in secrets {
        // No part of it either: a clipped line may end inside of one.
        for part in [secret, secret.get(..8).unwrap_or(secret), secret.get(secret.len().saturating_sub(8)..).unwrap()] {
            let found: Vec<&str> = all.lines().filter(|line| line.contains(part)).collect();
            assert!(found.is_empty(), "{part} is shown: {found:?}");
        }
    }
}

#[test]
fn regions_in_sarif_are_exact_behind_japanese_text() {
    let folder = folder("frame-sarif");
    let sources = [
        (
            "t.yaml",
            "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: { DBName: \"日本語𠮷\", PubliclyAccessible: true }\n",
            "PubliclyAccessible: true",
        ),
        (
            "u.json",
            "{\"Resources\":{\"Db\":{\"Type\":\"AWS::RDS::DBInstance\",\"Properties\":{\"DBName\":\"日本語𠮷\",\"PubliclyAccessible\":true}}}}",
            "\"PubliclyAccessible\":true",
        ),
        (
            "main.tf",
            "resource \"aws_db_instance\" \"db\" {\n  /* 日本語𠮷 */ publicly_accessible = true\n}\n",
            "publicly_accessible = true",
        ),
    ];
    for (file, text, _) in sources {
        std::fs::write(folder.join(file), text).unwrap();
    }
    let mut command = yagura(&["scan", ".", "--quiet", "--format", "sarif", "--check", "rds-instance-public"]);
    command.current_dir(&folder);
    let sarif: Value = serde_json::from_str(&output(command).stdout).unwrap();
    assert_eq!(sarif["runs"][0]["columnKind"], "unicodeCodePoints");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), sources.len());
    for (file, text, attribute) in sources {
        let place = |result: &&Value| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == file;
        let region = &results.iter().find(place).unwrap()["locations"][0]["physicalLocation"]["region"];
        let number = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap();
        assert_eq!(number("startLine"), number("endLine"));
        let line: Vec<char> = text.lines().nth(number("startLine") - 1).unwrap().chars().collect();
        let there: String = line[number("startColumn") - 1..number("endColumn") - 1].iter().collect();
        assert_eq!(there, attribute, "{file}");
    }
}
