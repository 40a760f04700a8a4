use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use yagura_finding::{MuteSource, Muted, VerdictKind};
use yagura_model::Snapshot;
use yagura_report::{Lang, SarifOptions, sarif};

use crate::golden;
use crate::sample::{all, hostile, judge, mixed, template};

fn text(snapshot: &Snapshot, lang: Lang) -> String {
    let mut out = Vec::new();
    sarif(&mut out, &judge(snapshot), snapshot, &SarifOptions { lang, pretty: true, ..SarifOptions::default() })
        .unwrap();
    String::from_utf8(out).unwrap()
}

fn parsed(snapshot: &Snapshot) -> Value {
    serde_json::from_str(&text(snapshot, Lang::En)).unwrap()
}

/// Every output against the schema of the SARIF committee, fetched once by the script beside this file.
#[test]
fn the_schema_accepts_every_output() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sarif");
    std::fs::create_dir_all(&folder).unwrap();
    let mut files = Vec::new();
    for (name, snapshot) in all() {
        for lang in [Lang::En, Lang::Ja] {
            let file = folder.join(format!("{name}.{}.sarif", lang.name()));
            std::fs::write(&file, text(&snapshot, lang)).unwrap();
            files.push(file);
        }
    }
    let snapshot = mixed();
    let mut report = judge(&snapshot);
    report.findings[0].verdict = VerdictKind::Muted;
    report.findings[0].muted = Some(Box::new(Muted {
        source: MuteSource::Template,
        reason: Some("the site is public".into()),
        until: Some("2999-12-31".into()),
        place: "main.tf:3".into(),
    }));
    let mut out = Vec::new();
    sarif(&mut out, &report, &snapshot, &SarifOptions::default()).unwrap();
    let muted = folder.join("muted.sarif");
    std::fs::write(&muted, out).unwrap();
    files.push(muted);

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sarif_schema.py");
    let run = |files: &[PathBuf]| {
        Command::new("python3").arg(&script).arg(&folder).args(files).output().expect("python3 runs the schema check")
    };
    let checked = run(&files);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert_eq!(String::from_utf8_lossy(&checked.stdout), format!("{} files are valid\n", files.len()));

    // The check itself can fail: a level that SARIF does not have.
    let wrong = folder.join("wrong.sarif");
    std::fs::write(&wrong, text(&mixed(), Lang::En).replace("\"level\": \"error\"", "\"level\": \"dire\"")).unwrap();
    let refused = run(&[wrong]);
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
}

#[test]
fn the_bytes_are_these() {
    golden("account.sarif", &text(&mixed(), Lang::En));
    golden("template.ja.sarif", &text(&template(), Lang::Ja));
    assert_eq!(text(&hostile(), Lang::Ja), text(&hostile(), Lang::Ja));
}

#[test]
fn a_template_points_at_the_line_of_the_attribute() {
    let run = &parsed(&template())["runs"][0];
    assert_eq!(
        run["results"][0]["locations"][0],
        json!({
            "physicalLocation": {
                "artifactLocation": {"uri": "shop/site.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 9, "startColumn": 3, "endLine": 9, "endColumn": 10},
            },
            "logicalLocations": [
                {"name": "assets", "fullyQualifiedName": "Resources.Assets", "kind": "resource"},
            ],
        })
    );
}

#[test]
fn what_could_not_be_judged_is_open_and_never_a_pass() {
    let snapshot = mixed();
    let run = &parsed(&snapshot)["runs"][0];
    let results = run["results"].as_array().unwrap();
    let open: Vec<_> = results.iter().filter(|result| result["kind"] == "open").collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["level"], "none", "SARIF 3.27.10");
    let message = open[0]["message"]["text"].as_str().unwrap();
    assert!(message.contains("could not be judged (this is not a pass): AccessDenied"), "{message}");
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.len(), 2);
    assert_eq!(notes[0]["descriptor"]["id"], "gap/denied");
    assert_eq!(
        notes[0]["message"]["text"],
        "denied s3:GetPublicAccessBlock in ap-northeast-1, needs s3:GetBucketPublicAccessBlock: AccessDenied"
    );

    let mut out = Vec::new();
    sarif(&mut out, &judge(&snapshot), &snapshot, &SarifOptions { open: false, ..SarifOptions::default() }).unwrap();
    let without: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(without["runs"][0]["results"].as_array().unwrap().len(), results.len() - 1);
    assert_eq!(&without["runs"][0]["invocations"], &run["invocations"], "the gaps are said in any case");
}

#[test]
fn results_point_at_their_rules_and_keep_their_fingerprints() {
    let snapshot = mixed();
    let report = judge(&snapshot);
    let run = &parsed(&snapshot)["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for (result, finding) in run["results"].as_array().unwrap().iter().zip(&report.findings) {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(result["partialFingerprints"]["yagura/v1"], finding.fingerprint());
    }
    let open = rules.iter().find(|rule| rule["id"] == "s3-bucket-open").unwrap();
    assert_eq!(
        open["properties"],
        json!({
            "security-severity": "9.5",
            "tags": ["security", "aws", "s3", "AP6", "CIS 2.1.4", "FSBP S3.8"],
            "precision": "high",
        })
    );
    let markdown = open["help"]["markdown"].as_str().unwrap();
    assert!(markdown.contains("```yaml\nResources:"), "{markdown}");
    assert!(!markdown.contains("expect="), "{markdown}");
}

#[test]
fn hostile_names_are_literal_in_messages() {
    let text = text(&hostile(), Lang::En);
    for acting in ['<', '>', '&', '\u{1b}', '\u{7}', '\u{202e}', '\u{200b}', '\u{2028}', '\u{9b}', '\u{7f}', '\r'] {
        assert!(!text.contains(acting), "{acting:?}");
    }
    let json: Value = serde_json::from_str(&text).unwrap();
    for result in json["runs"][0]["results"].as_array().unwrap() {
        let message = &result["message"];
        // Outside of what stands behind a backslash no Markdown is left but the two asterisks around the name.
        let mut left = String::new();
        let mut chars = message["markdown"].as_str().unwrap().chars();
        while let Some(c) = chars.next() {
            if c == '\\' {
                chars.next();
            } else {
                left.push(c);
            }
        }
        assert!(!left.contains(['<', '>', '[', ']', '`', '!', '&', '\u{1b}', '\u{202e}']), "{left}");
        assert_eq!(left.matches('*').count(), 4, "{left}");
        let plain = message["text"].as_str().unwrap();
        assert!(!plain.replace("\\]", "").contains("]("), "{plain}");
        assert!(!plain.contains(['\u{1b}', '\u{202e}', '\n', '\r']), "{plain}");
    }
}
