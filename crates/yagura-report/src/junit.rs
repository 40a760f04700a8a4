//! JUnit's XML, which build servers read
//! (<https://github.com/testmoapp/junitxml> describes what they have in common).

use std::collections::BTreeMap;
use std::io;

use yagura_finding::{Finding, Report, Text, VerdictKind};
use yagura_model::Gap;

use crate::escape::clean;
use crate::gap_words::gap_text;
use crate::lang::{self, Lang};

/// Writes one suite for each check that has something to say, one case for each resource.
/// What could not be judged or read is an error, so that it never reads as passed; what somebody accepted is skipped.
/// Fails only where `out` does.
pub fn junit(out: &mut dyn io::Write, report: &Report<'_>, lang: Lang) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        suites.entry(finding.check.id).or_default().push(finding);
    }
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let unreadable: Vec<&Gap> = report.unreadable().collect();
    writeln!(out, "<testsuites name=\"yagura\"{}>", counts(&mut report.findings.iter(), unreadable.len()))?;
    for (check, findings) in suites {
        let counts = counts(&mut findings.iter().copied(), 0);
        writeln!(out, "  <testsuite name=\"{}\"{counts}>", xml(check))?;
        for finding in findings {
            case(out, finding, lang)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    if !unreadable.is_empty() {
        writeln!(out, "  <testsuite name=\"unreadable\"{}>", counts(&mut std::iter::empty(), unreadable.len()))?;
        for gap in unreadable {
            let said = lang.pick(Text { ja: "読み取れませんでした", en: "could not be read" });
            let message = xml(&gap_text(lang, &gap.message));
            writeln!(out, "    <testcase classname=\"unreadable\" name=\"{message}\">")?;
            writeln!(out, "      <error type=\"unreadable\" message=\"{said}: {message}\"/>\n    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn counts(findings: &mut dyn Iterator<Item = &Finding<'_>>, unreadable: usize) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (unreadable, 0u64, unreadable, 0u64);
    for finding in findings {
        tests += 1;
        match finding.verdict {
            VerdictKind::Fail => failures += 1,
            VerdictKind::Unknown => errors += 1,
            VerdictKind::Muted => skipped += 1,
            VerdictKind::Pass => {}
        }
    }
    format!(" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
}

fn case(out: &mut dyn io::Write, finding: &Finding, lang: Lang) -> io::Result<()> {
    let address = finding.location.as_ref().map_or(finding.resource.id, |location| location.address);
    write!(out, "    <testcase classname=\"{}\" name=\"{}\"", xml(finding.check.id), xml(address))?;
    if let Some(location) = &finding.location {
        write!(out, " file=\"{}\" line=\"{}\"", xml(location.file), location.span.line.max(1))?;
    }
    let title = lang.pick(finding.check.title);
    match finding.verdict {
        VerdictKind::Pass => return writeln!(out, "/>"),
        VerdictKind::Fail => {
            let detail = finding.detail.as_ref().map_or("", |detail| lang.words(detail));
            let severity = lang.pick(lang::severity(finding.severity));
            let kind = finding.severity.name();
            let message = if detail.is_empty() { title.to_owned() } else { format!("{title}: {detail}") };
            writeln!(
                out,
                ">\n      <failure type=\"{kind}\" message=\"{}\">",
                xml(&format!("[{severity}] {message}"))
            )?;
            for (label, text) in [
                (Text { ja: "攻撃", en: "Attack" }, finding.check.attack),
                (Text { ja: "対処", en: "Fix" }, finding.check.fix),
            ] {
                writeln!(out, "{}: {}", xml(lang.pick(label)), xml(lang.pick(text)))?;
            }
            writeln!(out, "      </failure>")?;
        }
        VerdictKind::Unknown => {
            let reason = finding.gap.as_ref().map_or_else(String::new, |gap| gap_text(lang, &gap.message));
            let said = lang
                .pick(Text {
                    ja: "判定不能（合格ではありません）", en: "could not be judged (this is not a pass)"
                });
            writeln!(out, ">\n      <error type=\"unknown\" message=\"{}\"/>", xml(&format!("{said}: {reason}")))?;
        }
        VerdictKind::Muted => {
            let reason = finding.muted.as_ref().and_then(|muted| muted.reason.as_deref()).unwrap_or_default();
            let said = lang.pick(Text { ja: "ミュート済み", en: "accepted" });
            writeln!(out, ">\n      <skipped message=\"{}\"/>", xml(&format!("{said}: {reason}")))?;
        }
    }
    writeln!(out, "    </testcase>")
}

/// Data inside XML: cleaned, so that only characters that XML has are left
/// (<https://www.w3.org/TR/xml/#charsets>), and without markup.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in clean(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn data_stays_data() {
        assert_eq!(xml("a\"><x y='&'>\u{1b}\n\u{ffff}"), "a&quot;&gt;&lt;x y=&#39;&amp;&#39;&gt;\\x1b\\n\u{fffd}");
    }
}
