//! What is the same whatever a template's undecided conditions turn out to be.

use std::collections::BTreeMap;

use yagura_model::{Alternative, Snapshot};

use crate::check::Check;
use crate::report::{Finding, Options, Report, VerdictKind};

/// Check, type and address: what a finding is about.
type Subject<'s> = (&'static str, &'s str, &'s str);

fn subject<'s>(finding: &Finding<'s>) -> Subject<'s> {
    let address = finding.location.as_ref().map_or(finding.resource.id, |location| location.address);
    (finding.check.id, finding.resource.resource_type, address)
}

/// What the checks said of each subject; `None` where they said several things.
type Said<'s> = BTreeMap<Subject<'s>, Option<Finding<'s>>>;

/// How many outcomes are judged beside all other templates of a run; what hangs on more stays unknown.
const MAX_BESIDE: usize = 256;

/// The verdict on each subject; `None` where there are several.
type Verdicts = BTreeMap<(&'static str, String, String), Option<VerdictKind>>;

/// One outcome: the template's resources, what is said of them alone, and what is said of them beside everything else that was
/// read, where there is something else.
struct Outcome<'s> {
    alternative: &'s Alternative,
    alone: Said<'s>,
    beside: Option<Verdicts>,
}

impl<'s> Report<'s> {
    /// Judges each outcome of the conditions on which a verdict hangs. What is said of a resource under every outcome in which
    /// it is made, is said; the rest stays unknown.
    pub(crate) fn settle(&mut self) {
        let snapshot = self.snapshot;
        let mut files: BTreeMap<&'s str, Vec<&'s Alternative>> = BTreeMap::new();
        for alternative in &snapshot.contents.alternatives {
            files.entry(&alternative.file).or_default().push(alternative);
        }
        let mut hanging: BTreeMap<&'s str, BTreeMap<&'static str, &'static Check>> = BTreeMap::new();
        for finding in &self.findings {
            if let Some(location) = finding.location.as_ref().filter(|_| hangs(finding)) {
                hanging.entry(location.root).or_default().insert(finding.check.id, finding.check);
            }
        }
        hanging.retain(|file, _| files.contains_key(file));
        if hanging.is_empty() {
            return;
        }
        let mut others = (snapshot.contents.sources.len() > 1).then(|| {
            let mut others = snapshot.clone();
            others.contents.alternatives.clear();
            others
        });
        let mut settled: BTreeMap<(&'s str, Subject<'s>), Finding<'s>> = BTreeMap::new();
        let mut runs = 0;
        for (file, checks) in hanging {
            let Some(alternatives) = files.get(file) else { continue };
            let checks: Vec<&'static Check> = checks.into_values().collect();
            let mut outcomes: Vec<Outcome<'s>> = alternatives
                .iter()
                .map(|alternative| Outcome {
                    alternative,
                    alone: alone(alternative, &checks, &self.options),
                    beside: None,
                })
                .collect();
            let mut seen = BTreeMap::new();
            let here = |finding: &&Finding<'s>| finding.location.as_ref().is_some_and(|place| place.root == file);
            for finding in self.findings.iter().filter(here) {
                seen.entry(subject(finding)).and_modify(|once| *once = false).or_insert_with(|| hangs(finding));
            }
            let mut agreeing: Vec<Finding<'s>> = seen
                .into_iter()
                .filter_map(|(subject, once)| if once { agreed(subject, &outcomes) } else { None })
                .collect();
            // To judge beside everything else costs the most, and most verdicts that hang on a condition differ by it.
            if let Some(others) = others.as_mut().filter(|_| !agreeing.is_empty()) {
                runs += alternatives.len();
                if runs > MAX_BESIDE {
                    break;
                }
                let checks: BTreeMap<&'static str, &'static Check> =
                    agreeing.iter().map(|finding| (finding.check.id, finding.check)).collect();
                let checks: Vec<&'static Check> = checks.into_values().collect();
                let own = others.take_template(file);
                for outcome in &mut outcomes {
                    outcome.beside = Some(beside(others, outcome.alternative, &checks, &self.options));
                }
                others.merge(own);
                others.sort();
                agreeing = agreeing.iter().filter_map(|finding| agreed(subject(finding), &outcomes)).collect();
            }
            settled.extend(agreeing.into_iter().map(|finding| ((file, subject(&finding)), finding)));
        }
        for finding in &mut self.findings {
            let Some(file) = finding.location.as_ref().map(|location| location.root) else { continue };
            let Some(now) = settled.remove(&(file, subject(finding))) else { continue };
            if now.verdict == VerdictKind::Pass {
                *self.passes.entry(now.check.id).or_default() += 1;
            }
            *finding = now;
        }
        if !self.options.include_pass {
            self.findings.retain(|finding| finding.verdict != VerdictKind::Pass);
        }
    }
}

fn hangs(finding: &Finding<'_>) -> bool {
    finding.verdict == VerdictKind::Unknown && finding.gap.as_ref().is_some_and(|gap| gap.undecided)
}

fn alone<'s>(alternative: &'s Alternative, checks: &[&'static Check], options: &Options) -> Said<'s> {
    let options = Options { include_pass: true, ..options.clone() };
    let mut said = Said::new();
    for finding in Report::run(&alternative.snapshot, checks, options).findings {
        said.entry(subject(&finding)).and_modify(|other| *other = None).or_insert(Some(finding));
    }
    said
}

fn beside(others: &mut Snapshot, alternative: &Alternative, checks: &[&'static Check], options: &Options) -> Verdicts {
    let options = Options { include_pass: true, ..options.clone() };
    others.merge(alternative.snapshot.clone());
    others.sort();
    let mut verdicts = Verdicts::new();
    for finding in &Report::run(others, checks, options).findings {
        if finding.location.as_ref().is_some_and(|location| location.root == alternative.file) {
            let (check, kind, address) = subject(finding);
            verdicts
                .entry((check, kind.to_owned(), address.to_owned()))
                .and_modify(|other| *other = None)
                .or_insert(Some(finding.verdict));
        }
    }
    others.take_template(&alternative.file);
    verdicts
}

/// The verdict under every outcome in which the resource is made; of several that fail, the least severe holds in all.
fn agreed<'s>(subject: Subject<'s>, outcomes: &[Outcome<'s>]) -> Option<Finding<'s>> {
    let (check, kind, address) = subject;
    let mut result: Option<&Finding<'s>> = None;
    for Outcome { alternative, alone, beside } in outcomes {
        let Some(finding) = alone.get(&subject) else {
            if alternative.absent.contains(address) {
                continue;
            }
            return None;
        };
        let finding = finding.as_ref().filter(|finding| finding.verdict != VerdictKind::Unknown)?;
        let same = |verdicts: &Verdicts| {
            verdicts.get(&(check, kind.to_owned(), address.to_owned())) == Some(&Some(finding.verdict))
        };
        if !beside.as_ref().is_none_or(same) {
            return None;
        }
        match result {
            Some(other) if other.verdict != finding.verdict => return None,
            Some(other) if other.severity <= finding.severity => {}
            _ => result = Some(finding),
        }
    }
    result.cloned()
}
