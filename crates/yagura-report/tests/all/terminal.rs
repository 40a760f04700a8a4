use unicode_width::UnicodeWidthStr;
use yagura_finding::VerdictKind;
use yagura_model::{Gap, Snapshot};
use yagura_report::{Lang, TerminalOptions, terminal};

use crate::golden;
use crate::sample::{
    OPEN, account, all, bucket, denied, hostile, judge, judge_with, list, mixed, properties, template,
};

fn options(lang: Lang) -> TerminalOptions {
    TerminalOptions { lang, ..TerminalOptions::default() }
}

fn text(snapshot: &Snapshot, options: &TerminalOptions) -> String {
    terminal(&judge(snapshot), snapshot, &|_| None, options)
}

#[test]
fn an_account_in_both_languages() {
    golden("account.en.txt", &text(&mixed(), &options(Lang::En)));
    golden("account.ja.txt", &text(&mixed(), &options(Lang::Ja)));
    golden("account.all.txt", &text(&mixed(), &TerminalOptions { all: true, ..options(Lang::En) }));
}

#[test]
fn a_template_shows_its_lines() {
    let options = |lang| TerminalOptions { command: "yagura scan shop".into(), ..options(lang) };
    golden("template.en.txt", &text(&template(), &options(Lang::En)));
    golden("template.ja.txt", &text(&template(), &options(Lang::Ja)));
}

#[test]
fn two_hundred_buckets_with_one_fault_are_one_entry() {
    let mut snapshot = account();
    for number in 0..200 {
        bucket(&mut snapshot, &format!("bucket-{number:03}"), &properties(false));
    }
    let report = judge_with(&snapshot, &[&OPEN], false);
    let text = terminal(&report, &snapshot, &|_| None, &options(Lang::En));
    assert_eq!(text.matches("S3 bucket is open to the world").count(), 1);
    assert!(text.contains("200 critical"), "{text}");
    assert!(text.contains("bucket-004") && !text.contains("bucket-005"), "{text}");
    assert!(text.contains("and 195 more"), "{text}");
    let all = terminal(&report, &snapshot, &|_| None, &TerminalOptions { all: true, ..options(Lang::En) });
    assert!(all.contains("bucket-199"));
}

#[test]
fn nothing_found_says_what_was_looked_at() {
    let mut snapshot = account();
    bucket(&mut snapshot, "logs", &properties(true));
    let report = judge_with(&snapshot, &[&OPEN], false);
    assert_eq!(
        terminal(&report, &snapshot, &|_| None, &options(Lang::En)),
        "\
yagura · account 111122223333 (prod) · ap-northeast-1, us-east-1 · 2026-01-31T00:00:00Z

  Nothing found.
  Looked at 1 resource with 1 check.
  Listed 1 resource type in full.

Next
  yagura checks  # what is looked for
"
    );
}

#[test]
fn an_empty_account_is_not_called_safe() {
    let snapshot = account();
    let report = judge_with(&snapshot, &[&OPEN], false);
    assert_eq!(
        terminal(&report, &snapshot, &|_| None, &options(Lang::Ja)),
        "\
yagura · アカウント 111122223333 (prod) · ap-northeast-1, us-east-1 · 2026-01-31T00:00:00Z

  調べる対象のリソースがありませんでした。安全だと確認できたわけではありません。
  0個のリソースを1個のチェックで調べました。
  1種類のリソースを漏れなく一覧しました。

次のコマンド
  yagura checks  # 調べる内容の一覧
"
    );
    let nothing = Snapshot::default();
    let report = judge_with(&nothing, &[], false);
    assert!(terminal(&report, &nothing, &|_| None, &options(Lang::En)).contains("No check ran. Nothing was verified."));
}

#[test]
fn what_could_not_be_judged_did_not_pass() {
    let mut snapshot = account();
    list(&mut snapshot, Some(denied()));
    let report = judge_with(&snapshot, &[&OPEN], false);
    golden("unknown.en.txt", &terminal(&report, &snapshot, &|_| None, &options(Lang::En)));
    golden("unknown.ja.txt", &terminal(&report, &snapshot, &|_| None, &options(Lang::Ja)));
}

#[test]
fn every_missing_permission_is_named() {
    let mut snapshot = account();
    for number in 0..20 {
        let mut gap = denied();
        gap.needs = Some(format!("s3:Get{number:02}"));
        snapshot.contents.gaps.push(gap);
    }
    for number in 0..20 {
        snapshot.contents.gaps.push(Gap::unresolved(format!("parameter `P{number:02}`")));
    }
    let text = text(&snapshot, &options(Lang::En));
    for number in 0..20 {
        assert!(text.contains(&format!("s3:Get{number:02}  hid no verdict")), "{text}");
    }
    assert!(text.contains("parameter `P04`") && !text.contains("parameter `P05`"), "{text}");
    assert!(text.contains("and 15 more  show them: yagura scan --all"), "{text}");
    assert!(text.contains("No verdict of the checks that ran depends on it"), "{text}");
}

#[test]
fn muted_and_passed_are_told_apart() {
    let snapshot = mixed();
    let mut report = judge_with(&snapshot, &[&OPEN], true);
    report.findings[0].verdict = VerdictKind::Muted;
    let text = terminal(&report, &snapshot, &|_| None, &options(Lang::En));
    assert!(text.contains("\n1 finding is muted: accepted by somebody.\n"), "{text}");
    assert!(text.contains("\nPassed\n  s3-bucket-open  logs\n"), "{text}");
    assert!(!text.contains("Nothing found.\n"), "{text}");
}

#[test]
fn data_never_reaches_the_terminal_raw() {
    let snapshot = hostile();
    for lang in [Lang::En, Lang::Ja] {
        for all in [false, true] {
            let text =
                text(&snapshot, &TerminalOptions { all, command: "yagura scan \u{1b}[0m".into(), ..options(lang) });
            let bad = text.chars().find(|c| {
                (c.is_control() && *c != '\n')
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}' | '\u{feff}' | '\u{e0041}')
            });
            assert_eq!(bad, None);
            assert!(text.contains("\\x1b[31mred"), "{text}");
        }
    }
    let all = text(&snapshot, &TerminalOptions { all: true, ..options(Lang::En) });
    assert!(all.contains("evil<U+202E>gpj.exe<U+2066>"), "{all}");
    assert!(all.contains("over\\rwrite\\nline\\ttab"), "{all}");
}

#[test]
fn every_width_works_and_lines_keep_to_it() {
    for (_, snapshot) in all() {
        for lang in [Lang::En, Lang::Ja] {
            for width in (0..=24).chain([40, 80, 200, usize::MAX]) {
                let text = text(&snapshot, &TerminalOptions { width, all: true, ..options(lang) });
                for line in text.lines().filter(|line| !line.contains("://")) {
                    assert!(line.width() <= width.max(10), "{width}: {line}");
                }
            }
        }
    }
}

#[test]
fn colours_are_on_request_and_change_no_word() {
    let plain = text(&mixed(), &options(Lang::En));
    let coloured = text(&mixed(), &TerminalOptions { colour: true, ..options(Lang::En) });
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains("\u{1b}[1;37;41mCRITICAL\u{1b}[0m"));
    let mut stripped = String::new();
    for (number, part) in coloured.split('\u{1b}').enumerate() {
        stripped.push_str(if number == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, plain);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(text(&hostile(), &options(Lang::Ja)), text(&hostile(), &options(Lang::Ja)));
}
