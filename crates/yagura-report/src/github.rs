//! GitHub's workflow commands, which become annotations of a change
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).

use std::io;

use yagura_finding::{Report, Text, VerdictKind};

use crate::escape::clean;
use crate::gap_words::gap_text;
use crate::lang::{Lang, thousands};
use crate::sarif;

/// Writes one command for each failure, worst first, for GitHub shows the first few only, and one that says how much could not be
/// judged, and one for each file that could not be read. Fails only where `out` does.
pub fn github(out: &mut dyn io::Write, report: &Report<'_>, lang: Lang) -> io::Result<()> {
    for finding in report.findings.iter().filter(|finding| finding.verdict == VerdictKind::Fail) {
        let command = match sarif::level(finding.severity) {
            "note" => "notice",
            other => other,
        };
        write!(out, "::{command} ")?;
        if let Some(location) = &finding.location {
            let file = location.file.replace('\\', "/");
            write!(out, "file={},", property(file.strip_prefix("./").unwrap_or(&file)))?;
            let span = location.span;
            if span.line > 0 {
                write!(out, "line={},endLine={},", span.line, span.end_line.max(span.line))?;
            }
        }
        let title = format!("{} ({})", finding.check.id, finding.severity.name());
        let what = match &finding.location {
            Some(location) => location.address,
            None => finding.resource.arn.unwrap_or(finding.resource.id),
        };
        let mut message = format!("{}: {what}", lang.pick(finding.check.title));
        if let Some(detail) = &finding.detail {
            message.push_str(" - ");
            message.push_str(lang.words(detail));
        }
        message.push_str(lang.pick(Text { ja: "。対処: ", en: ". Fix: " }));
        message.push_str(lang.pick(finding.check.fix));
        writeln!(out, "title={}::{}", property(&title), data(&message))?;
    }
    let open = report.findings.iter().filter(|finding| finding.verdict == VerdictKind::Unknown).count() as u64;
    if open > 0 {
        let text = Text {
            ja: "判定不能が{0}件あります。これらは合格ではありません。",
            en: "{0} verdicts could not be reached: these are not passes.",
        };
        writeln!(out, "::warning title=yagura::{}", data(&lang.fill(text, &[&thousands(open)])))?;
    }
    for gap in report.unreadable() {
        let text = Text { ja: "読み取れませんでした: {0}", en: "could not be read: {0}" };
        writeln!(out, "::error title=yagura::{}", data(&lang.fill(text, &[&gap_text(lang, &gap.message)])))?;
    }
    Ok(())
}

/// Data behind the second `::`: the runner decodes `%25`, `%0D`, `%0A`; everything else that acts is cleaned before.
fn data(text: &str) -> String {
    clean(text).replace('%', "%25")
}

/// Data in a property: `:` and `,` would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn data_begins_no_command() {
        assert_eq!(data("a\n::set-env name=x::y%0A"), "a\\n::set-env name=x::y%250A");
        assert_eq!(property("a,line=1::b"), "a%2Cline=1%3A%3Ab");
    }
}
