//! The outputs of one account: the same bytes each time, nothing secret, and the same findings from a saved file.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::account::{PLANTED, REGIONS, replay};
use crate::run::{Output, folder, output, run, yagura};

/// Scans the replayed account once: a saved snapshot, and every format in a file.
fn saved(name: &str) -> (std::path::PathBuf, Output) {
    let folder = folder(name);
    let path = |file: &str| folder.join(file).to_str().unwrap().to_owned();
    let proxy = replay(Vec::new());
    let output = run(&[
        "scan",
        "--endpoint-url",
        &proxy.url(),
        "--region",
        REGIONS,
        "--save",
        &path("acct.yagura"),
        "--format",
        "json",
        "--output",
        &path("live.json"),
        "--format",
        "sarif",
        "--output",
        &path("live.sarif"),
        "--format",
        "terminal",
        "--all",
    ]);
    assert_eq!(output.code, 1, "{}", output.stderr);
    (folder, output)
}

fn from(folder: &Path, format: &str) -> String {
    let output = run(&["scan", "--from", folder.join("acct.yagura").to_str().unwrap(), "--format", format, "--all"]);
    assert_eq!(output.code, 1, "{}", output.stderr);
    output.stdout
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let (folder, _) = saved("bytes");
    for format in ["json", "sarif", "terminal"] {
        assert!(from(&folder, format) == from(&folder, format), "{format} differs from run to run");
    }
}

#[test]
fn a_saved_snapshot_gives_the_same_findings_as_the_scan_that_saved_it() {
    let (folder, _) = saved("findings");
    let live = fs::read_to_string(folder.join("live.json")).unwrap();
    let (live, saved): (Value, Value) =
        (serde_json::from_str(&live).unwrap(), serde_json::from_str(&from(&folder, "json")).unwrap());
    assert!(live["findings"].as_array().unwrap().len() > 50);
    let differ: Vec<_> = live["findings"]
        .as_array()
        .unwrap()
        .iter()
        .zip(saved["findings"].as_array().unwrap())
        .filter(|(live, saved)| live != saved)
        .take(3)
        .collect();
    assert!(differ.is_empty(), "{differ:#?}");
    assert!(live == saved, "more than the findings differs");
}

#[test]
fn two_scans_of_one_account_give_the_same_findings_in_the_same_order() {
    let proxy = replay(Vec::new());
    let url = proxy.url();
    let arguments = ["scan", "--endpoint-url", &url, "--region", REGIONS, "-q", "--format", "json"];
    let findings = || serde_json::from_str::<Value>(&run(&arguments).stdout).unwrap()["findings"].take();
    assert!(findings() == findings());
}

#[test]
fn no_output_holds_a_planted_secret_and_the_snapshot_is_the_owners_alone() {
    let (folder, output) = saved("secret");
    let file = folder.join("acct.yagura");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&file).unwrap();
    let start = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let snapshot = std::io::read_to_string(GzDecoder::new(&bytes[start..])).unwrap();
    let live = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (json, sarif) = (live("live.json"), live("live.sarif"));
    // The secrets were seen: each place of them is found.
    for check in [
        "lambda-environment-secret",
        "ecs-task-definition-secret",
        "ssm-parameter-secret-plaintext",
        "ec2-instance-user-data-secret",
        "codebuild-project-secret",
        "cloudformation-stack-secret",
        "stepfunctions-state-machine-secret",
        "glue-job-secret",
    ] {
        assert!(json.contains(check), "{check} found nothing");
    }
    let encoded = "VG9raXdhLU1haWdvLTc3MTM";
    for (name, text) in [
        ("snapshot", &snapshot),
        ("JSON", &json),
        ("SARIF", &sarif),
        ("stdout", &output.stdout),
        ("stderr", &output.stderr),
        ("terminal from the snapshot", &from(&folder, "terminal")),
    ] {
        assert!(!text.contains(PLANTED), "{name} holds the secret");
        // `DB_PASSWORD=` before it shifts base64 by none or one or two bytes; its middle shows in one of three forms.
        assert!(
            !text.contains(&encoded[..16]) && !text.contains("Ub2tpd2EtTWFpZ2") && !text.contains("Rva2l3YS1NYWlnb"),
            "{name} holds the secret in base64"
        );
    }
    for name in ["testing", "AKIA"] {
        assert!(!output.stderr.contains(name), "standard error shows credentials: {name}");
    }
}

#[test]
fn a_report_in_japanese_speaks_japanese() {
    let (folder, _) = saved("ja");
    let file = folder.join("acct.yagura");
    let file = file.to_str().unwrap();
    let japanese = run(&["scan", "--from", file, "--lang", "ja"]).stdout;
    let english = run(&["scan", "--from", file]).stdout;
    assert_ne!(japanese, english);
    let kana = |text: &str| text.chars().filter(|c| ('\u{3041}'..='\u{30ff}').contains(c)).count();
    assert!(kana(&japanese) > 200, "{japanese}");
    assert_eq!(kana(&english), 0, "{english}");
    let mut by_locale = yagura(&["scan", "--from", file]);
    by_locale.env("LANG", "ja_JP.UTF-8");
    assert_eq!(output(by_locale).stdout, japanese);
}
