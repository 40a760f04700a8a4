//! What a scan of the emulated account finds, and which calls it makes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::account::{clean, recording, replay};
use crate::run::{run, scan, text};

/// The file that says what must be found; every other verdict is `pass`.
fn expected() -> (std::path::PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/moto/expect.txt");
    let content = std::fs::read_to_string(&path).unwrap_or_default();
    (path, content)
}

/// The name that a person knows a resource by; what the emulator invents (ids) is left out.
fn name(finding: &Value) -> String {
    let resource = &finding["resource"];
    let name = resource["name"].as_str().filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| resource["id"].as_str().unwrap_or_default());
    let name = invented(name);
    match resource["region"].as_str() {
        Some(region) if region != "us-east-1" && region != "global" => format!("{name}@{region}"),
        _ => name,
    }
}

/// A name with the emulator's random parts (UUIDs, long hexadecimal numbers, organizations, distributions) left out.
fn invented(name: &str) -> String {
    if name.ends_with(".cloudfront.net") {
        return "….cloudfront.net".to_owned();
    }
    if name.strip_prefix("o-").is_some_and(|rest| rest.len() == 10) {
        return "o-…".to_owned();
    }
    let hexadecimal = |text: &str| text.chars().all(|c| c.is_ascii_hexdigit());
    let uuid = |text: &str| {
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        lengths == [8, 4, 4, 4, 12] && text.split('-').all(hexadecimal)
    };
    let long = |text: &str| text.len() >= 8 && hexadecimal(text) && text != "123456789012";
    let words = name.split_inclusive([':', '/']).map(|word| {
        let (text, end) = match word.strip_suffix([':', '/']) {
            Some(text) => word.split_at(text.len()),
            None => (word, ""),
        };
        if uuid(text) {
            return format!("…{end}");
        }
        let parts: Vec<&str> = text.split('-').map(|part| if long(part) { "…" } else { part }).collect();
        format!("{}{end}", parts.join("-"))
    });
    words.collect()
}

/// What is found on a correct twin because the emulator cannot make it right.
const EMULATOR: &[(&str, &str)] = &[
    // It knows no managed instances.
    ("ssm-instance-unmanaged", "right-instance"),
    // It does not tell what a web ACL protects.
    ("elbv2-load-balancer-no-waf", "right-balancer"),
];

/// One line for each verdict, severity and check.
fn lines(findings: &[Value]) -> BTreeSet<String> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding["verdict"] != "pass") {
        let group = ["verdict", "severity", "check"].map(|member| text(finding, member)).join(" ");
        groups.entry(group).or_default().push(name(finding));
    }
    groups
        .into_iter()
        .map(|(group, mut names)| {
            names.sort();
            format!("{group}: {}", names.join(", "))
        })
        .collect()
}

#[test]
fn a_scan_finds_what_is_wrong_and_is_silent_about_what_is_right() {
    let (path, content) = expected();
    let comments: Vec<&str> = content.lines().filter(|line| line.starts_with('#')).collect();
    let wanted: BTreeSet<String> =
        content.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect();
    let found = lines(clean().findings());
    if std::env::var_os("YAGURA_ACCEPT").is_some() {
        let found: Vec<String> = found.into_iter().collect();
        std::fs::write(path, format!("{}\n{}\n", comments.join("\n"), found.join("\n"))).unwrap();
        return;
    }
    let mut differences = String::new();
    for line in wanted.difference(&found) {
        writeln!(differences, "- {line}").unwrap();
    }
    for line in found.difference(&wanted) {
        writeln!(differences, "+ {line}").unwrap();
    }
    assert!(
        differences.is_empty(),
        "the scan (+) differs from tests/moto/expect.txt (-):\n{differences}\
         look at each difference; if the scan is right, run this test once with YAGURA_ACCEPT=1"
    );
}

#[test]
fn no_finding_is_about_what_is_right() {
    let wrong: Vec<String> = clean()
        .findings()
        .iter()
        .filter(|finding| finding["verdict"] == "fail")
        .map(|finding| (text(finding, "check"), name(finding)))
        .filter(|(check, name)| name.contains("right-") && !EMULATOR.contains(&(check, name)))
        .map(|(check, name)| format!("{check}: {name}"))
        .collect();
    assert!(wrong.is_empty(), "found on a correct twin:\n{}", wrong.join("\n"));
}

#[test]
fn each_finding_carries_its_resource_and_its_evidence() {
    for finding in clean().findings().iter().filter(|finding| finding["verdict"] == "fail") {
        let id = format!("{} on {}", text(finding, "check"), name(finding));
        assert_eq!(finding["resource"]["account"], "123456789012", "{id}");
        assert!(!text(&finding["resource"], "region").is_empty(), "{id}");
        assert_eq!(text(finding, "fingerprint").len(), 32, "{id}");
    }
}

#[test]
fn only_calls_that_the_printed_policy_allows_are_made() {
    let policy: Value = serde_json::from_str(&run(&["policy"]).stdout).unwrap();
    let mut allowed: BTreeSet<&str> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .filter_map(Value::as_str)
        .collect();
    // Everyone may ask who they are.
    allowed.insert("sts:GetCallerIdentity");
    let calls = recording().calls();
    assert!(calls.len() > 80, "only {} calls were recorded", calls.len());
    for call in calls {
        let action = yagura_aws::iam_action(&call.service, &call.operation);
        assert!(allowed.contains(action.as_str()), "{} {} needs {action}", call.service, call.operation);
    }
}

#[test]
fn a_replay_answers_every_call_as_the_emulator_did() {
    let proxy = replay(Vec::new());
    let again = scan(&proxy, &[]);
    assert_eq!(proxy.strangers(), Vec::<String>::new());
    assert_eq!(again.verdicts(), clean().verdicts());
    assert_eq!(recording().with_status(501), Vec::<&str>::new(), "the emulator lacks these: give a stand-in");
}

#[test]
fn nothing_is_asked_twice() {
    let proxy = replay(Vec::new());
    scan(&proxy, &[]);
    let (made, different) = (proxy.log().len(), recording().len());
    // The credential report is asked for until it is ready, each region is tried once before it is read, and some lists
    // are needed by two services.
    assert!(made <= different + 10, "{made} calls for {different} different ones");
}
