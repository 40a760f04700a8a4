//! A summary in Markdown, for a pull request or a job's summary.

use std::io;

use yagura_finding::{Report, Severity, Text, VerdictKind};
use yagura_model::Snapshot;

use crate::escape;
use crate::gaps::gaps;
use crate::lang::{self, Lang, thousands};
use crate::terminal::LEFT_OUT;

/// How many findings are listed: code hosts refuse summaries of more than a megabyte.
const ROWS: usize = 500;

/// Writes the counts, a table of the failures, worst first, and what was not judged. Fails only where `out` does.
pub fn markdown(out: &mut dyn io::Write, report: &Report<'_>, snapshot: &Snapshot, lang: Lang) -> io::Result<()> {
    let of = |verdict: VerdictKind| report.findings.iter().filter(move |finding| finding.verdict == verdict);
    let number = |verdict: VerdictKind| of(verdict).count() as u64;
    let (open, muted, unread) =
        (number(VerdictKind::Unknown), number(VerdictKind::Muted), gaps(report, snapshot).len() as u64);
    writeln!(out, "## yagura\n")?;
    let counts: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| (severity, of(VerdictKind::Fail).filter(|finding| finding.severity == severity).count() as u64))
        .filter(|(_, number)| *number > 0)
        .map(|(severity, number)| format!("**{}** {}", lang.pick(lang::severity(severity)), thousands(number)))
        .collect();
    if !counts.is_empty() {
        writeln!(out, "{}\n", counts.join(" · "))?;
        let head = Text {
            ja: "| 重大度 | 問題 | リソース | 場所 |", en: "| Severity | Finding | Resource | Place |"
        };
        writeln!(out, "{}\n|---|---|---|---|", lang.pick(head))?;
        for finding in of(VerdictKind::Fail).take(ROWS) {
            let place = match &finding.location {
                Some(location) => format!("{}:{}", location.file, location.span.line),
                None => format!("{} {}", finding.resource.account, finding.resource.region),
            };
            writeln!(
                out,
                "| {} | {} (`{}`) | {} | {} |",
                lang.pick(lang::severity(finding.severity)),
                escape::markdown(lang.pick(finding.check.title)),
                finding.check.id,
                escape::markdown(finding.location.as_ref().map_or(finding.resource.name, |location| location.address)),
                escape::markdown(&place),
            )?;
        }
        writeln!(out)?;
        if let Some(more) = of(VerdictKind::Fail).count().checked_sub(ROWS).filter(|more| *more > 0) {
            let text = Text { ja: "ほか{0}件", en: "and {0} more" };
            writeln!(out, "{}\n", lang.fill(text, &[&thousands(more as u64)]))?;
        }
    } else if report.checks == 0 {
        let text = Text {
            ja: "チェックは1つも実行されていません。", en: "No check ran. Nothing was verified."
        };
        writeln!(out, "{}\n", lang.pick(text))?;
    } else {
        let text = Text {
            ja: "読み取れた範囲では問題は見つかりませんでした。", en: "Nothing found in what was read."
        };
        writeln!(out, "{}\n", lang.pick(text))?;
    }
    for (number, text) in [
        (
            open,
            Text {
                ja: "判定不能: {0}件。これらは合格ではありません。",
                en: "Could not be judged: {0}. These did not pass.",
            },
        ),
        (unread, Text { ja: "読み取れなかったもの: {0}件", en: "Could not be read: {0}" }),
        (muted, Text { ja: "ミュート済み: {0}件", en: "Accepted by somebody: {0}" }),
    ] {
        if number > 0 {
            writeln!(out, "- {}", lang.fill(text, &[&thousands(number)]))?;
        }
    }
    if let Some(left) = report.left_out.as_ref().filter(|left| left.results > 0) {
        let text = lang.fill(LEFT_OUT, &[&thousands(left.results), &escape::markdown(&left.revision)]);
        writeln!(out, "- {text}")?;
    }
    Ok(())
}
