//! What could not be judged, by the reason.

use std::collections::{BTreeMap, BTreeSet};

use yagura_finding::{Finding, Report, Text, VerdictKind};
use yagura_model::{Gap, GapKind, Snapshot};

use super::canvas::{Canvas, Style, span};
use super::words as w;
use super::{TerminalOptions, some};
use crate::gap_words::gap_text;
use crate::lang::{self, Lang, thousands};

/// How many reasons of one kind are shown.
const SHOWN: usize = 5;

/// What one obstacle hid.
#[derive(Default)]
struct Hidden<'a> {
    regions: BTreeSet<&'a str>,
    messages: BTreeSet<&'a str>,
    checks: BTreeSet<&'static str>,
    verdicts: u64,
}

/// What people can act on: the missing IAM action, else the call, else the message.
fn obstacle(gap: &Gap) -> String {
    match (&gap.needs, &gap.service, &gap.operation) {
        (Some(needs), _, _) => needs.clone(),
        (None, Some(service), Some(operation)) => format!("{service}:{operation}"),
        (None, Some(service), None) => service.clone(),
        _ => gap.message.clone(),
    }
}

fn hid(lang: Lang, text: Text, checks: u64, verdicts: u64) -> String {
    let nouns = [lang.count(checks, w::CHECK, w::CHECKS), lang.count(verdicts, w::VERDICT, w::VERDICTS)];
    lang.fill(text, &[&thousands(checks), &thousands(verdicts), &nouns[0], &nouns[1]])
}

/// Draws the section, where there is anything to say.
pub(super) fn draw(canvas: &mut Canvas, report: &Report<'_>, snapshot: &Snapshot, options: &TerminalOptions) {
    let lang = options.lang;
    let mut hidden: BTreeMap<(GapKind, String), Hidden<'_>> = BTreeMap::new();
    let unknown: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.verdict == VerdictKind::Unknown).collect();
    let judged = unknown.iter().filter_map(|finding| Some((finding.gap.as_deref()?, Some(finding.check.id))));
    let read = snapshot.contents.gaps.iter().map(|gap| (gap, None));
    for (gap, check) in read.chain(judged) {
        let entry = hidden.entry((gap.kind, obstacle(gap))).or_default();
        entry.regions.extend(gap.region.as_deref());
        entry.messages.insert(&gap.message);
        if let Some(check) = check {
            entry.checks.insert(check);
            entry.verdicts += 1;
        }
    }
    if hidden.is_empty() {
        return;
    }
    let checks: BTreeSet<&str> = unknown.iter().map(|finding| finding.check.id).collect();
    canvas.gap();
    let title = if unknown.is_empty() {
        lang.pick(w::NOT_READ).to_owned()
    } else {
        hid(lang, w::NOT_JUDGED, checks.len() as u64, unknown.len() as u64)
    };
    canvas.put(0, 2, &[span(Style::Bold, &title)]);
    let sentence = if unknown.is_empty() { w::NOT_READ_HIDES_NOTHING } else { w::NOT_A_PASS };
    canvas.put(2, 2, &[span(Style::Medium, lang.pick(sentence))]);

    let mut by_kind: BTreeMap<GapKind, Vec<(String, Hidden<'_>)>> = BTreeMap::new();
    for ((kind, what), entry) in hidden {
        by_kind.entry(kind).or_default().push((what, entry));
    }
    for (kind, mut entries) in by_kind {
        canvas.put(2, 4, &[span(Style::Plain, lang.pick(lang::gap_kind(kind)))]);
        // Stable: what hid as many checks stays in the order of its name.
        entries.sort_by_key(|(_, entry)| std::cmp::Reverse((entry.checks.len(), entry.verdicts)));
        // What is denied is shown in full: it is the list of permissions to ask for.
        let shown = if options.all || kind == GapKind::Denied { entries.len() } else { SHOWN };
        for (what, entry) in entries.iter().take(shown) {
            let mut about = match (entry.checks.len() as u64, entry.verdicts) {
                (0, _) => lang.pick(w::HID_NOTHING).to_owned(),
                (checks, verdicts) => hid(lang, w::HID, checks, verdicts),
            };
            if !entry.regions.is_empty() {
                let regions: Vec<String> = entry.regions.iter().map(|region| (*region).to_owned()).collect();
                about.push_str(" · ");
                about.push_str(&some(lang, &regions, 3));
            }
            canvas.put(4, 6, &[span(Style::Bold, &gap_text(lang, what)), span(Style::Dim, &format!("  {about}"))]);
            if options.all {
                let checks: Vec<String> = entry.checks.iter().map(|check| (*check).to_owned()).collect();
                if !checks.is_empty() {
                    canvas.put(6, 6, &[span(Style::Dim, &checks.join(", "))]);
                }
            }
            if kind != GapKind::Denied || options.all {
                for message in entry.messages.iter().filter(|message| **message != what).take(if options.all {
                    usize::MAX
                } else {
                    1
                }) {
                    canvas.put(6, 6, &[span(Style::Plain, &gap_text(lang, message))]);
                }
            }
        }
        if let Some(more) = entries.len().checked_sub(shown).filter(|more| *more > 0) {
            let text = lang.fill(w::AND_MORE, &[&thousands(more as u64)]);
            let how = lang.fill(w::SHOW_WITH, &[&format!("{} --all", options.command)]);
            canvas.put(4, 6, &[span(Style::Plain, &text), span(Style::Dim, &how)]);
        }
    }
}
