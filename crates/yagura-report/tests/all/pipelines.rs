//! What pipelines read: JUnit, GitHub's annotations, Markdown.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use yagura_finding::{MuteSource, Muted, VerdictKind};
use yagura_model::{Gap, Snapshot};
use yagura_report::{Lang, github, junit, markdown};

use crate::sample::{all, hostile, judge, mixed, template};

fn texts(snapshot: &Snapshot, lang: Lang) -> [String; 3] {
    let report = judge(snapshot);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let mut outs: [Vec<u8>; 3] = Default::default();
    junit(&mut outs[0], &report, lang).unwrap();
    github(&mut outs[1], &report, lang).unwrap();
    markdown(&mut outs[2], &report, snapshot, lang).unwrap();
    outs.map(text)
}

#[test]
fn junit_is_xml_whatever_the_names_are_and_its_counts_add_up() {
    let mut whole = String::new();
    for (name, snapshot) in all() {
        for lang in [Lang::En, Lang::Ja] {
            let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.{}.xml", lang.name()));
            std::fs::write(&file, &texts(&snapshot, lang)[0]).unwrap();
            let _ = writeln!(whole, "{}", file.display());
        }
    }
    let script = "
import sys, xml.etree.ElementTree as tree
for file in sys.stdin.read().splitlines():
    root = tree.parse(file).getroot()
    count = lambda tag: len(list(root.iter(tag)))
    for name, tag in [('tests', 'testcase'), ('failures', 'failure'), ('errors', 'error'), ('skipped', 'skipped')]:
        assert int(root.get(name)) == count(tag) == sum(int(s.get(name)) for s in root), (file, name)
";
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("junit-files");
    std::fs::write(&file, whole).unwrap();
    let checked = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::from(std::fs::File::open(&file).unwrap()))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn what_was_not_judged_never_reads_as_passed() {
    let snapshot = mixed();
    let unknown = judge(&snapshot).findings.iter().filter(|finding| finding.verdict == VerdictKind::Unknown).count();
    assert!(unknown > 0);
    let [xml, commands, summary] = texts(&snapshot, Lang::En);
    assert_eq!(xml.matches("<error ").count(), unknown);
    assert!(commands.contains(&format!("{unknown} verdicts could not be reached")), "{commands}");
    assert!(summary.contains(&format!("Could not be judged: {unknown}")), "{summary}");
}

#[test]
fn a_file_that_could_not_be_read_is_an_error_of_the_run() {
    let mut snapshot = mixed();
    let before = texts(&snapshot, Lang::En);
    snapshot.contents.gaps.push(Gap::error("shop.yaml:3: not a template <\"&\n::error::"));
    let [xml, commands, _] = texts(&snapshot, Lang::En);
    assert_eq!(xml.matches("<error ").count(), before[0].matches("<error ").count() + 1, "{xml}");
    assert!(xml.contains("could not be read: shop.yaml:3: not a template &lt;"), "{xml}");
    assert_eq!(commands.lines().count(), before[1].lines().count() + 1, "{commands}");
    assert!(commands.contains("::error title=yagura::could not be read: shop.yaml:3"), "{commands}");
    assert!(texts(&snapshot, Lang::Ja)[0].contains("読み取れませんでした: shop.yaml:3"));
}

#[test]
fn hostile_names_stay_in_their_lines_and_act_on_nothing() {
    for lang in [Lang::En, Lang::Ja] {
        let snapshot = hostile();
        let report = judge(&snapshot);
        let failures = report.findings.iter().filter(|finding| finding.verdict == VerdictKind::Fail).count();
        let unknown = report.findings.iter().any(|finding| finding.verdict == VerdictKind::Unknown);
        let [xml, commands, summary] = texts(&snapshot, lang);
        let unreadable = report.unreadable().count();
        assert_eq!(commands.lines().count(), failures + usize::from(unknown) + unreadable, "{commands}");
        for line in commands.lines() {
            assert!(["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)), "{line}");
        }
        let rows: Vec<&str> = summary.lines().filter(|line| line.starts_with("| ")).collect();
        assert_eq!(rows.len(), failures + 1);
        for row in rows {
            let unescaped = row.replace("\\\\", "").replace("\\|", "");
            assert_eq!(unescaped.matches('|').count(), 5, "{row}");
            assert!(!unescaped.replace("\\<", "").contains('<'), "{row}");
        }
        for text in [&xml, &commands, &summary] {
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
            assert!(!text.contains(['\u{202e}', '\u{200b}', '\u{2028}']));
        }
    }
}

#[test]
fn a_template_is_annotated_at_its_line_in_both_languages() {
    let [xml, commands, summary] = texts(&template(), Lang::En);
    assert!(xml.contains("file=\"shop/site.yaml\" line=\"9\""), "{xml}");
    assert!(commands.contains("file=shop/site.yaml,line=9,endLine=9,title="), "{commands}");
    assert!(summary.contains("shop\\/site\\.yaml\\:9"), "{summary}");
    for text in texts(&template(), Lang::Ja) {
        assert!(text.contains("対処") || text.contains("重大度"), "{text}");
    }
}

#[test]
fn what_somebody_accepted_is_skipped_with_its_reason() {
    let snapshot = mixed();
    let mut report = judge(&snapshot);
    report.findings[0].verdict = VerdictKind::Muted;
    report.findings[0].muted = Some(Box::new(Muted {
        source: MuteSource::File,
        reason: Some("the \"site\" is public".into()),
        until: None,
        place: "yagura.yaml:3".into(),
    }));
    let mut out = Vec::new();
    junit(&mut out, &report, Lang::En).unwrap();
    let xml = String::from_utf8(out).unwrap();
    assert!(xml.contains("<skipped message=\"accepted: the &quot;site&quot; is public\"/>"), "{xml}");
}
