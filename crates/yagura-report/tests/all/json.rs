use serde_json::{Value, json};
use yagura_finding::VerdictKind;
use yagura_model::Snapshot;
use yagura_report::{JsonOptions, json as write};

use crate::golden;
use crate::sample::{HOSTILE, OPEN, denied, hostile, judge, judge_with, mixed, template};

fn text(snapshot: &Snapshot, include_pass: bool, pretty: bool) -> String {
    let report = if include_pass { judge_with(snapshot, &[&OPEN], true) } else { judge(snapshot) };
    let mut out = Vec::new();
    write(&mut out, &report, snapshot, &JsonOptions { pretty }).unwrap();
    String::from_utf8(out).unwrap()
}

fn parsed(snapshot: &Snapshot) -> Value {
    serde_json::from_str(&text(snapshot, false, false)).unwrap()
}

/// The members of an object with their kinds, in their order.
fn shape(value: &Value) -> Vec<String> {
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    value.as_object().unwrap().iter().map(|(name, value)| format!("{name}: {}", kind(value))).collect()
}

#[test]
fn every_member_of_the_contract_is_there_with_its_kind() {
    let live = parsed(&mixed());
    let file = parsed(&template());
    assert_eq!(shape(&live), ["version: number", "scan: object", "findings: array", "gaps: array", "totals: object"]);
    assert_eq!(live["version"], 1);
    assert_eq!(
        shape(&live["scan"]),
        ["accounts: array", "regions: array", "sources: array", "started: string", "seconds: number"]
    );
    let finding = |location: &str, gap: &str| {
        [
            "fingerprint: string",
            "check: string",
            "verdict: string",
            "severity: string",
            "confidence: string",
            "title: object",
            "resource: object",
            location,
            "evidence: array",
            gap,
            "maps: array",
        ]
        .map(str::to_owned)
    };
    let first = &live["findings"][0];
    assert_eq!(shape(first), finding("location: null", "gap: null"));
    assert_eq!(shape(&file["findings"][0]), finding("location: object", "gap: null"));
    let unknown = live["findings"].as_array().unwrap().iter().find(|finding| finding["verdict"] == "unknown").unwrap();
    assert_eq!(shape(unknown), finding("location: null", "gap: object"));
    assert_eq!(shape(&first["title"]), ["ja: string", "en: string"]);
    assert_eq!(
        shape(&first["resource"]),
        ["type: string", "id: string", "arn: string", "name: string", "account: string", "region: string"]
    );
    assert_eq!(
        shape(&file["findings"][0]["location"]),
        ["file: string", "line: number", "column: number", "end_line: number", "address: string"]
    );
    assert_eq!(shape(&first["evidence"][0]), ["path: string", "value: bool", "file: null", "line: null"]);
    assert_eq!(
        shape(&file["findings"][0]["evidence"][0]),
        ["path: string", "value: bool", "file: string", "line: number"]
    );
    assert_eq!(first["maps"], json!(["AP6", "CIS 2.1.4", "FSBP S3.8"]));
    let gap =
        ["kind: string", "service: string", "operation: string", "region: string", "needs: string", "message: string"];
    assert_eq!(shape(&live["gaps"][0]), gap);
    assert_eq!(shape(&unknown["gap"]), gap);
    assert_eq!(
        shape(&live["totals"]),
        ["resources: number", "checks: number", "by_verdict: object", "by_severity: object"]
    );
}

#[test]
fn the_totals_add_up() {
    let json = parsed(&mixed());
    assert_eq!(
        json["totals"],
        json!({
            "resources": 3,
            "checks": 4,
            "by_verdict": {"fail": 7, "pass": 2, "unknown": 1, "muted": 0},
            "by_severity": {"critical": 1, "high": 0, "medium": 0, "low": 3, "info": 3},
        })
    );
    assert_eq!(json["findings"].as_array().unwrap().len(), 8, "passes are counted, not listed");
}

#[test]
fn passes_are_listed_when_asked_for() {
    let json: Value = serde_json::from_str(&text(&mixed(), true, false)).unwrap();
    let verdicts: Vec<_> = json["findings"].as_array().unwrap().iter().map(|finding| &finding["verdict"]).collect();
    assert_eq!(verdicts, ["fail", "unknown", "pass"]);
    assert_eq!(json["totals"]["by_verdict"]["pass"], 1);
}

#[test]
fn a_muted_finding_is_muted() {
    let snapshot = mixed();
    let mut report = judge_with(&snapshot, &[&OPEN], false);
    report.findings[0].verdict = VerdictKind::Muted;
    let mut out = Vec::new();
    write(&mut out, &report, &snapshot, &JsonOptions::default()).unwrap();
    let json: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(json["findings"][0]["verdict"], "muted");
    assert_eq!(json["totals"]["by_verdict"], json!({"fail": 0, "pass": 1, "unknown": 1, "muted": 1}));
    assert_eq!(json["totals"]["by_severity"]["critical"], 0);
}

#[test]
fn a_gap_of_the_scan_and_of_a_finding_is_one_gap() {
    let json = parsed(&mixed());
    let kinds: Vec<_> = json["gaps"].as_array().unwrap().iter().map(|gap| &gap["kind"]).collect();
    assert_eq!(kinds, ["denied", "unreachable"]);
    assert_eq!(json["gaps"][0]["needs"], denied().needs.unwrap());
}

#[test]
fn the_bytes_are_these() {
    golden("account.json", &text(&mixed(), false, true));
    golden("template.json", &text(&template(), false, true));
    assert_eq!(text(&mixed(), false, false), text(&mixed(), false, false));
    let compact: Value = serde_json::from_str(&text(&mixed(), false, false)).unwrap();
    let pretty: Value = serde_json::from_str(&text(&mixed(), false, true)).unwrap();
    assert_eq!(compact, pretty);
    assert_eq!(text(&mixed(), false, false).lines().count(), 1);
}

#[test]
fn nothing_was_read_is_a_whole_answer_too() {
    let json = parsed(&Snapshot::default());
    assert_eq!(json["findings"], json!([]));
    assert_eq!(json["totals"]["resources"], 0);
    assert_eq!(json["scan"]["accounts"], json!([]));
}

#[test]
fn hostile_names_come_back_whole_and_act_nowhere() {
    let snapshot = hostile();
    let text = text(&snapshot, false, true);
    for acting in ['<', '>', '&', '\u{1b}', '\u{7}', '\u{202e}', '\u{200b}', '\u{2028}', '\u{9b}', '\u{7f}', '\r'] {
        assert!(!text.contains(acting), "{acting:?}");
    }
    let json: Value = serde_json::from_str(&text).unwrap();
    for name in HOSTILE {
        assert!(json["findings"].as_array().unwrap().iter().any(|finding| finding["resource"]["name"] == *name));
    }
}
