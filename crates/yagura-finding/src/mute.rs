//! Findings that somebody accepted: beside the resource, in a file of the project, or in a baseline.

use std::collections::{BTreeMap, BTreeSet};

use yagura_model::{Ignore, ScopeKind, Span};

use crate::check::Check;
use crate::report::{Finding, Report, VerdictKind, Words};

/// Where it is written that a finding is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MuteSource {
    /// Beside the resource, in the template.
    Template,
    /// In a file of the project.
    File,
    /// In a baseline.
    Baseline,
}

/// Why a finding does not count, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Muted {
    /// Where it is written.
    pub source: MuteSource,
    /// The reason; a baseline has none.
    pub reason: Option<String>,
    /// The last day on which it counts: `2027-03-31`.
    pub until: Option<String>,
    /// File and line.
    pub place: String,
}

/// What a mute speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// What stands in these lines of a file.
    Lines {
        /// The file.
        file: String,
        /// The first line.
        first: u32,
        /// The last line.
        last: u32,
        /// The line of the comment that says so.
        line: u32,
    },
    /// The resource with this ARN, id or address.
    Resource(String),
    /// All resources whose ARN, id or address is of this pattern: `*` for any text, `?` for any character.
    Pattern(String),
}

/// A finding that is to be accepted, as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// The check's id.
    pub check: String,
    /// What it speaks of.
    pub target: Target,
    /// The one root in which it speaks of that, as findings name it; every root where none is said.
    pub root: Option<String>,
    /// The one part of it: a JSON pointer as findings have it in their evidence, with all below it; all parts where none is said.
    pub path: Option<String>,
    /// Why; without a reason it does not count.
    pub reason: Option<String>,
    /// The last day on which it counts, `2027-03-31`.
    pub until: Option<String>,
    /// File and line where it is written.
    pub place: String,
    /// Where that is.
    pub source: MuteSource,
}

impl From<&Ignore> for Mute {
    fn from(ignore: &Ignore) -> Self {
        Self {
            check: ignore.check.clone(),
            target: Target::Lines {
                file: ignore.file.clone(),
                first: ignore.first,
                last: ignore.last,
                line: ignore.line,
            },
            root: None,
            path: None,
            reason: ignore.reason.clone(),
            until: ignore.until.clone(),
            place: format!("{}:{}", ignore.file, ignore.line),
            source: MuteSource::Template,
        }
    }
}

/// How much of a finding a mute speaks of.
enum Part {
    Nothing,
    All,
    /// These of its evidence.
    These(BTreeSet<usize>),
}

/// Whether the evidence of a finding are faults of their own, each of which may be accepted or not: secrets are.
fn are_apart(finding: &Finding<'_>) -> bool {
    finding.evidence.len() > 1 && holds_secrets(finding)
}

fn holds_secrets(finding: &Finding<'_>) -> bool {
    !finding.evidence.is_empty()
        && finding.evidence.iter().all(|proof| {
            let value = proof.evidence.value.text();
            value.contains("\"hash\"") && value.contains("\"confidence\"")
        })
}

impl Mute {
    fn part(&self, finding: &Finding<'_>) -> Part {
        if finding.check.id != self.check || !self.target.meets(finding) || !self.is_in_root(finding) {
            return Part::Nothing;
        }
        let some = |fits: &dyn Fn(usize) -> bool| {
            let these: BTreeSet<usize> = (0..finding.evidence.len()).filter(|at| fits(*at)).collect();
            match these.len() {
                0 => Part::Nothing,
                number if number == finding.evidence.len() => Part::All,
                _ => Part::These(these),
            }
        };
        let proof = |at: usize| finding.evidence.get(at);
        match (&self.path, &self.target) {
            (Some(path), _) => some(&|at| {
                let rest = proof(at).and_then(|proof| proof.evidence.path.strip_prefix(path.as_str()));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }),
            // A comment in the line of one of several secrets, or just above it, speaks of that one; elsewhere, of all.
            (None, Target::Lines { file, line, .. }) if are_apart(finding) => {
                let at_line = |wanted: u32| {
                    let there = |(of, span): &(&str, Span)| of == file && span.line == wanted;
                    some(&|at| proof(at).and_then(|proof| proof.place.as_ref()).is_some_and(there))
                };
                [*line, line.saturating_add(1)]
                    .into_iter()
                    .map(at_line)
                    .find(|part| !matches!(part, Part::Nothing))
                    .unwrap_or(Part::All)
            }
            (None, _) => Part::All,
        }
    }

    fn is_in_root(&self, finding: &Finding<'_>) -> bool {
        let Some(root) = &self.root else { return true };
        finding.location.as_ref().is_some_and(|location| {
            [Some(location.root), location.outer_root()].into_iter().flatten().any(|known| known == root)
        })
    }
}

impl Target {
    fn meets(&self, finding: &Finding<'_>) -> bool {
        let names = || {
            let address = finding.location.as_ref().map(|location| location.address);
            [Some(finding.resource.id), finding.resource.arn, address].into_iter().flatten()
        };
        match self {
            Self::Lines { file, first, last, .. } => finding.location.as_ref().is_some_and(|location| {
                let inside = |line: u32| *first <= line && line <= *last;
                let proofs = || finding.evidence.iter().filter_map(|proof| proof.place.as_ref());
                (location.file == file && (inside(location.block.line) || inside(location.span.line)))
                    || location.declared.is_some_and(|(at, block)| at == file && inside(block.line))
                    || proofs().any(|(at, span)| at == file && inside(span.line))
            }),
            Self::Resource(name) => names().any(|known| known == name),
            Self::Pattern(pattern) => names().any(|known| like(pattern, known)),
        }
    }

    /// Whether the snapshot has what it could speak of: an ARN of a real account says nothing of templates.
    fn concerns(&self, report: &Report<'_>) -> bool {
        let read = |kind: ScopeKind| report.snapshot().contents.scopes.iter().any(|scope| scope.kind == kind);
        match self {
            Self::Lines { .. } => true,
            Self::Resource(name) | Self::Pattern(name) if name.starts_with("arn:") => read(ScopeKind::Account),
            Self::Resource(_) | Self::Pattern(_) => read(ScopeKind::Template),
        }
    }
}

/// Whether a text is of a pattern: `*` for any text, `?` for any character.
fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen, mut back) = (0, 0, None);
    while let Some(c) = text.get(seen) {
        match pattern.get(at) {
            Some('*') => {
                back = Some((at, seen));
                at += 1;
            }
            Some(p) if *p == '?' || p == c => {
                at += 1;
                seen += 1;
            }
            // The last star takes one more.
            _ => match back {
                Some((star, from)) => {
                    back = Some((star, from + 1));
                    at = star + 1;
                    seen = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|c| *c == '*')
}

/// Whether a text is a day: `2027-03-31`.
fn is_day(text: &str) -> bool {
    let mut parts = text.split('-').map(|part| (part.len(), part.bytes().all(|b| b.is_ascii_digit()), part.parse()));
    let mut next = |long, range: std::ops::RangeInclusive<u32>| {
        parts.next().is_some_and(|(length, digits, number)| {
            length == long && digits && number.is_ok_and(|number| range.contains(&number))
        })
    };
    next(4, 1..=9999) && next(2, 1..=12) && next(2, 1..=31) && parts.next().is_none()
}

/// Takes out of the count what somebody accepted, and says what is wrong with what was written: no reason, no such check, expired,
/// or nothing to accept.
///
/// A failure becomes [`VerdictKind::Muted`]; what is unknown stays unknown and no longer decides.
/// `known` are all checks, `judged` those that ran; `today` is the day of the snapshot, `2026-11-22`.
pub fn mute(
    report: &mut Report<'_>,
    mutes: &[Mute],
    known: &[&'static Check],
    judged: &[&'static Check],
    today: &str,
) -> Vec<Words> {
    let mut notes = Vec::new();
    let mut parts: BTreeMap<usize, BTreeMap<usize, Muted>> = BTreeMap::new();
    let has = |checks: &[&'static Check], id: &str| checks.iter().any(|check| check.id == id);
    for mute in mutes {
        let Mute { check, place, .. } = mute;
        let mut say = |ja: String, en: String| {
            notes.push(Words { ja: format!("{place}: {ja}"), en: format!("{place}: {en}") });
        };
        if !has(known, check) {
            say(
                format!("`{check}` というチェックはありません。何もミュートされません"),
                format!("there is no check `{check}`: nothing is muted"),
            );
            continue;
        }
        if mute.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
            say(
                format!("`{check}` のミュートに理由 (reason) がありません。検出はそのまま残ります"),
                format!("`{check}` is to be muted without a reason: its finding stands"),
            );
            continue;
        }
        match mute.until.as_deref() {
            Some(until) if !is_day(until) => {
                say(
                    format!("期限 `{until}` はYYYY-MM-DD形式の日付ではありません。`{check}` の検出はそのまま残ります"),
                    format!("`{until}` is no day of the form YYYY-MM-DD: the finding of `{check}` stands"),
                );
                continue;
            }
            Some(until) if until < today => {
                say(
                    format!("`{check}` のミュートは {until} で期限切れです。検出はそのまま残ります"),
                    format!("the mute of `{check}` expired after {until}: its finding stands"),
                );
                continue;
            }
            _ => {}
        }
        let mut used = false;
        let why =
            Muted { source: mute.source, reason: mute.reason.clone(), until: mute.until.clone(), place: place.clone() };
        for (number, finding) in report.findings.iter_mut().enumerate() {
            match mute.part(finding) {
                Part::Nothing => continue,
                Part::All => {}
                Part::These(these) => {
                    used = true;
                    let known = parts.entry(number).or_default();
                    for at in these {
                        known.entry(at).or_insert_with(|| why.clone());
                    }
                    continue;
                }
            }
            match finding.verdict {
                VerdictKind::Fail => finding.verdict = VerdictKind::Muted,
                VerdictKind::Unknown | VerdictKind::Muted => {}
                VerdictKind::Pass => continue,
            }
            used = true;
            finding.muted.get_or_insert_with(|| Box::new(why.clone()));
        }
        if !used && has(judged, check) && mute.target.concerns(report) {
            say(
                format!("`{check}` の検出はここにはありません。このミュートは不要です"),
                format!("there is no finding of `{check}` to mute: this can go"),
            );
        }
    }
    for (number, known) in parts {
        if let Some(finding) = report.findings.get_mut(number) {
            accept(finding, &known);
        }
    }
    report.finish();
    notes
}

/// Accepts some of the evidence of a failure: it goes, and is told by its place. The failure is accepted where none is left.
fn accept(finding: &mut Finding<'_>, known: &BTreeMap<usize, Muted>) {
    if finding.verdict != VerdictKind::Fail {
        return;
    }
    if known.len() >= finding.evidence.len() {
        finding.verdict = VerdictKind::Muted;
        finding.muted = known.values().next().cloned().map(Box::new);
        return;
    }
    let mut at = 0;
    let mut gone: Vec<String> = Vec::new();
    finding.evidence.retain(|proof| {
        let accepted = known.contains_key(&at);
        at += 1;
        if accepted {
            gone.push(proof.evidence.path.clone());
        }
        !accepted
    });
    let paths = gone.join(", ");
    finding.say(&Words { ja: format!("ミュート済み: {paths}"), en: format!("accepted: {paths}") });
}

/// What a finding is known by in a baseline: the same until the fault is gone, whatever is written above it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaselineKey {
    /// The check's id.
    pub check: String,
    /// `fail` or `unknown`: what was unknown and fails now is new.
    pub verdict: String,
    /// The file; empty in a live account.
    pub file: String,
    /// The address in the file; in a live account the fingerprint.
    pub address: String,
    /// The root, where several may use the file: the template of a nested stack, a module.
    pub root: Option<String>,
    /// Of several secrets of one resource, the places of each, sorted: one that is new is no known one. Empty of other findings.
    pub paths: Vec<String>,
}

impl BaselineKey {
    /// The key of a finding, its file relative to the folder `top` that was scanned; `None` for what is well or muted.
    pub fn of(finding: &Finding<'_>, top: &str) -> Option<Self> {
        if !matches!(finding.verdict, VerdictKind::Fail | VerdictKind::Unknown) || finding.muted.is_some() {
            return None;
        }
        let below = |file: &str| {
            let inside = file.strip_prefix(top).map(|file| file.trim_start_matches('/'));
            inside.filter(|file| !file.is_empty()).unwrap_or(file).replace('\\', "/")
        };
        let (file, address, root) = match &finding.location {
            // The folder itself is called alike wherever it lies.
            Some(location) => {
                let root = location.outer_root().map(|root| if root == top { ".".to_owned() } else { below(root) });
                (below(location.known), location.address.to_owned(), root)
            }
            None => (String::new(), finding.fingerprint(), None),
        };
        let (check, verdict) = (finding.check.id.to_owned(), finding.verdict.name().to_owned());
        let apart = finding.verdict == VerdictKind::Fail && holds_secrets(finding);
        let mut paths: Vec<String> =
            if apart { finding.evidence.iter().map(|proof| proof.evidence.path.clone()).collect() } else { Vec::new() };
        paths.sort();
        Some(Self { check, verdict, file, address, root, paths })
    }
}

/// All findings that count now, each key as often as it occurs, in a stable order.
pub fn baseline(report: &Report<'_>, top: &str) -> Vec<BaselineKey> {
    let mut keys: Vec<BaselineKey> =
        report.findings.iter().filter_map(|finding| BaselineKey::of(finding, top)).collect();
    keys.sort();
    keys
}

/// Takes out of the count what a baseline has, each entry once, and says which entries have no finding any more.
/// `place` is the baseline's file; entries of checks that did not run are left alone.
pub fn apply_baseline(
    report: &mut Report<'_>,
    entries: &[BaselineKey],
    judged: &[&'static Check],
    top: &str,
    place: &str,
) -> Vec<Words> {
    let mut left: BTreeMap<&BaselineKey, usize> = BTreeMap::new();
    for entry in entries {
        *left.entry(entry).or_default() += 1;
    }
    for finding in &mut report.findings {
        let Some(key) = BaselineKey::of(finding, top) else { continue };
        let muted = Muted { source: MuteSource::Baseline, reason: None, until: None, place: place.to_owned() };
        // The same, or one from before the places of secrets were kept.
        let bare = BaselineKey { paths: Vec::new(), ..key.clone() };
        let whole = [&key, &bare].into_iter().find(|key| left.get(*key).is_some_and(|number| *number > 0)).cloned();
        if let Some(number) = whole.and_then(|key| left.get_mut(&key)) {
            *number -= 1;
            if finding.verdict == VerdictKind::Fail {
                finding.verdict = VerdictKind::Muted;
            }
            finding.muted = Some(Box::new(muted));
            continue;
        }
        // Other secrets of the same resource: those that are known are, and those that are new are not.
        let of_it = |known: &&BaselineKey| {
            !known.paths.is_empty() && BaselineKey { paths: Vec::new(), ..(*known).clone() } == bare
        };
        let Some(known) = left.iter().filter(|(_, number)| **number > 0).map(|(key, _)| *key).find(of_it) else {
            continue;
        };
        if let Some(number) = left.get_mut(known) {
            *number -= 1;
        }
        let accepted: BTreeMap<usize, Muted> = finding
            .evidence
            .iter()
            .enumerate()
            .filter(|(_, proof)| known.paths.contains(&proof.evidence.path))
            .map(|(at, _)| (at, muted.clone()))
            .collect();
        if !accepted.is_empty() {
            accept(finding, &accepted);
        }
    }
    report.finish();
    let stale =
        left.into_iter().filter(|(key, number)| *number > 0 && judged.iter().any(|check| check.id == key.check));
    stale
        .map(|(BaselineKey { check, file, address, root, .. }, _)| {
            let at = match root {
                _ if file.is_empty() => address.clone(),
                Some(root) => format!("{root}: {file} {address}"),
                None => format!("{file} {address}"),
            };
            Words {
                ja: format!("{place}: `{check}` ({at}) はもう検出されません。ベースラインから削除できます"),
                en: format!("{place}: `{check}` ({at}) is found no more: it can leave the baseline"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{is_day, like};

    #[test]
    fn patterns_are_of_whole_texts() {
        for (pattern, text, expect) in [
            ("arn:aws:s3:::logs-*", "arn:aws:s3:::logs-a", true),
            ("arn:aws:s3:::logs-*", "arn:aws:s3:::my-logs-a", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "xxaxxbxx", false),
            ("aws_s3_bucket.b[*]", "aws_s3_bucket.b[0]", true),
            ("", "", true),
            ("", "a", false),
            ("***", "", true),
        ] {
            assert_eq!(like(pattern, text), expect, "{pattern} {text}");
        }
    }

    #[test]
    fn a_day_is_a_day() {
        assert!(is_day("2027-03-31"));
        for text in ["", "2027", "2027-3-31", "2027-13-01", "2027-03-31T00", "31-03-2027", "２027-03-31", "2027-03-+1"]
        {
            assert!(!is_day(text), "{text}");
        }
    }
}
