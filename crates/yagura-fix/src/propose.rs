//! Which edits are offered: those that are proven.

use std::collections::{BTreeMap, BTreeSet};

use yagura_finding::{Finding, Report, Text, VerdictKind};
use yagura_model::GapKind;

use crate::edited::{Edited, is_configuration};
use crate::recipe::Fix;
use crate::refusal::Refusal;
use crate::table::{LEFT, fix};
use crate::terraform::block_of;
use crate::{cloudformation, terraform};

/// The texts of templates, by their files as the user would name them.
pub type Texts = BTreeMap<String, String>;

/// How often the changed texts are read and judged again at most.
const MAX_TRIALS: usize = 60;
/// How many bytes are taken apart for all of that: each edit takes its file, each trial all files.
const MAX_BYTES: usize = 1 << 30;
/// How often what was refused is looked at again, because something else was changed.
const MAX_ROUNDS: usize = 4;

/// A finding that is to go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The file.
    pub file: String,
    /// The resource's address in it.
    pub address: String,
    /// The check's id.
    pub check: &'static str,
}

impl Target {
    /// The failures of a report that nobody accepted.
    pub fn of(report: &Report<'_>) -> Vec<Self> {
        let open = |finding: &&Finding<'_>| finding.verdict == VerdictKind::Fail && finding.muted.is_none();
        let target = |finding: &Finding<'_>| {
            let location = finding.location.as_ref()?;
            let (file, address) = (location.known.to_owned(), location.address.to_owned());
            Some(Self { file, address, check: finding.check.id })
        };
        report.findings.iter().filter(open).filter_map(target).collect()
    }
}

/// What was judged, as far as an edit may change it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    verdicts: BTreeMap<Target, VerdictKind>,
    errors: usize,
}

impl State {
    /// What a report of all checks says, passes included.
    pub fn of(report: &Report<'_>) -> Self {
        let mut state = Self::default();
        let gaps = &report.snapshot().contents.gaps;
        state.errors = gaps.iter().filter(|gap| gap.kind == GapKind::Error).count();
        for finding in &report.findings {
            let (file, address) = match &finding.location {
                Some(location) => (location.known.to_owned(), location.address.to_owned()),
                None => (String::new(), finding.fingerprint()),
            };
            let kept =
                state.verdicts.entry(Target { file, address, check: finding.check.id }).or_insert(finding.verdict);
            if rank(finding.verdict) > rank(*kept) {
                *kept = finding.verdict;
            }
        }
        state
    }

    fn verdict(&self, target: &Target) -> Option<VerdictKind> {
        self.verdicts.get(target).copied()
    }

    /// What is worse than before: a pass that is none any more, a failure that was none.
    fn worse_than(&self, before: &Self) -> Vec<Target> {
        let mut worse = Vec::new();
        for (target, verdict) in &before.verdicts {
            if *verdict == VerdictKind::Pass && self.verdict(target) != Some(VerdictKind::Pass) {
                worse.push(target.clone());
            }
        }
        for (target, verdict) in &self.verdicts {
            let was = before.verdict(target);
            if *verdict == VerdictKind::Fail && was != Some(VerdictKind::Fail) && was != Some(VerdictKind::Pass) {
                worse.push(target.clone());
            }
        }
        worse
    }
}

fn rank(verdict: VerdictKind) -> u8 {
    match verdict {
        VerdictKind::Pass => 0,
        VerdictKind::Muted => 1,
        VerdictKind::Unknown => 2,
        VerdictKind::Fail => 3,
    }
}

/// An edit that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The file that it changes.
    pub file: String,
    /// The resources whose findings go.
    pub addresses: Vec<String>,
    /// The check's id.
    pub check: &'static str,
    /// What somebody should know who deploys it.
    pub note: Option<Text>,
}

/// A finding whose fix is a change of a template, and is not offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The finding.
    pub target: Target,
    /// Why not.
    pub why: Refusal,
}

/// What is offered, and what is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The texts that differ, as they are to be.
    pub texts: Texts,
    /// The edits that are in them.
    pub offered: Vec<Offered>,
    /// The findings that stay although a change of a template could close them.
    pub refused: Vec<Refused>,
    /// How many findings have no fix that is a change of a template.
    pub without: usize,
}

/// One fix on one resource, for all instances of it.
struct Plan<'t> {
    fix: &'static Fix,
    file: &'t str,
    block: String,
    targets: Vec<&'t Target>,
}

/// Makes the edits for these findings, reads and judges the changed texts with `judge`, and keeps those that are proven.
///
/// `before` is what was judged of the texts as they are, and `judge` judges in the same way; both of all checks.
pub fn propose(texts: &Texts, targets: &[Target], before: &State, judge: &mut dyn FnMut(&Texts) -> State) -> Proposal {
    let mut proposal = Proposal::default();
    let mut current = texts.clone();
    let mut state = before.clone();
    let mut left = Left { trials: MAX_TRIALS, bytes: MAX_BYTES };
    let mut open: Vec<&Target> = targets.iter().collect::<BTreeSet<_>>().into_iter().collect();
    for _ in 0..MAX_ROUNDS {
        let mut round = Round { texts: &current, before: &state, left: &mut left, judge };
        let Outcome { offered, refused, without, accepted } = round.run(&open);
        proposal.without += without;
        proposal.refused = refused;
        let Some((changed, judged)) = accepted else { break };
        proposal.offered.extend(offered);
        (current, state) = (changed, judged);
        let again: BTreeSet<&Target> = proposal.refused.iter().map(|refused| &refused.target).collect();
        open.retain(|target| again.contains(target) && state.verdict(target) == Some(VerdictKind::Fail));
        if open.is_empty() {
            proposal.refused.clear();
            break;
        }
    }
    proposal.offered.sort_by(|a, b| (&a.file, &a.addresses, a.check).cmp(&(&b.file, &b.addresses, b.check)));
    proposal.texts = current.into_iter().filter(|(file, text)| texts.get(file) != Some(text)).collect();
    proposal
}

/// What may still be done; the rest is told as too much.
struct Left {
    trials: usize,
    bytes: usize,
}

impl Left {
    fn take(&mut self, trials: usize, bytes: usize) -> bool {
        if let (Some(trials), Some(bytes)) = (self.trials.checked_sub(trials), self.bytes.checked_sub(bytes)) {
            *self = Self { trials, bytes };
            return true;
        }
        *self = Self { trials: 0, bytes: 0 };
        false
    }
}

struct Round<'r> {
    texts: &'r Texts,
    before: &'r State,
    left: &'r mut Left,
    judge: &'r mut dyn FnMut(&Texts) -> State,
}

struct Outcome {
    offered: Vec<Offered>,
    refused: Vec<Refused>,
    without: usize,
    accepted: Option<(Texts, State)>,
}

/// What came of a trial.
enum Trial {
    Good(Texts, State, Vec<BTreeSet<String>>),
    /// These plans are not to be: the reason of each.
    Bad(Vec<(usize, Refusal)>),
    /// This check is worse, and these plans may be the reason.
    Harm(String, Vec<usize>),
}

impl Round<'_> {
    fn run(&mut self, targets: &[&Target]) -> Outcome {
        let mut refused: Vec<Refused> = Vec::new();
        let mut without = 0;
        let mut plans: Vec<Plan<'_>> = Vec::new();
        let mut known: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
        let mut decided: BTreeMap<&str, bool> = BTreeMap::new();
        for &target in targets {
            let mut refuse = |why| refused.push(Refused { target: target.clone(), why });
            let Some(fix) = fix(target.check) else {
                match LEFT.iter().find(|(check, _)| *check == target.check) {
                    Some((_, why)) => refuse(Refusal::Left(*why)),
                    None => without += 1,
                }
                continue;
            };
            if let Some((words, why)) = fix.unless
                && *decided.entry(fix.check).or_insert_with(|| self.says(words))
            {
                refuse(Refusal::Left(why));
                continue;
            }
            match self.block(target, fix) {
                Err(why) => refuse(why),
                Ok(block) => {
                    let next = plans.len();
                    let at = *known.entry((fix.check, &target.file, block.clone())).or_insert(next);
                    match plans.get_mut(at) {
                        Some(plan) => plan.targets.push(target),
                        None => plans.push(Plan { fix, file: &target.file, block, targets: vec![target] }),
                    }
                }
            }
        }
        let mut active: Vec<usize> = (0..plans.len()).collect();
        let mut dropped: BTreeMap<usize, Refusal> = BTreeMap::new();
        let mut accepted = None;
        while !active.is_empty() {
            match self.trial(&plans, &active) {
                Trial::Good(texts, state, files) => {
                    accepted = Some((texts, state, files));
                    break;
                }
                Trial::Bad(bad) => {
                    for (at, why) in bad {
                        active.retain(|kept| *kept != at);
                        dropped.insert(at, why);
                    }
                }
                Trial::Harm(harmed, suspects) => {
                    let mut good: Vec<usize> = active.iter().copied().filter(|at| !suspects.contains(at)).collect();
                    for at in suspects {
                        let mut with = good.clone();
                        with.push(at);
                        with.sort_unstable();
                        match self.trial(&plans, &with) {
                            Trial::Good(texts, state, files) => {
                                good = with;
                                accepted = Some((texts, state, files));
                            }
                            _ if self.left.trials == 0 => {
                                dropped.insert(at, Refusal::TooMany);
                            }
                            _ => {
                                dropped.insert(at, Refusal::Harm(harmed.clone()));
                            }
                        }
                    }
                    active = good;
                    // The last good trial was of all that are left.
                    if accepted.is_some() {
                        break;
                    }
                }
            }
        }
        for (at, why) in dropped {
            let Some(plan) = plans.get(at) else { continue };
            refused.extend(plan.targets.iter().map(|target| Refused { target: (*target).clone(), why: why.clone() }));
        }
        refused.sort_by(|a, b| a.target.cmp(&b.target));
        let mut offered = Vec::new();
        let accepted = accepted.map(|(texts, state, files)| {
            for (at, files) in active.iter().zip(files) {
                let Some(plan) = plans.get(*at) else { continue };
                let addresses = plan.targets.iter().map(|target| target.address.clone()).collect();
                let file = files.first().cloned().unwrap_or_else(|| plan.file.to_owned());
                offered.push(Offered { file, addresses, check: plan.fix.check, note: plan.fix.note });
            }
            (texts, state)
        });
        Outcome { offered, refused, without, accepted }
    }

    /// Whether one of these words stands anywhere.
    fn says(&self, words: &[&str]) -> bool {
        self.texts.values().any(|text| words.iter().any(|word| text.contains(word)))
    }

    /// What is edited for a finding, if anything is.
    fn block(&self, target: &Target, fix: &Fix) -> Result<String, Refusal> {
        let failing = |check: &&&'static str| {
            let other = Target { check, ..target.clone() };
            self.before.verdict(&other) == Some(VerdictKind::Fail)
        };
        if let Some(first) = fix.after.iter().find(failing) {
            return Err(Refusal::After((*first).to_owned()));
        }
        let within = |folders: &[&str]| target.file.split('/').any(|part| folders.contains(&part));
        // What the CDK writes, as it is and for Terraform.
        if within(&["cdk.out", "cdktf.out"]) {
            return Err(Refusal::Synthesized);
        }
        let own = |file: &str| !within(&[".terraform"]) && self.texts.contains_key(file);
        if is_configuration(&target.file) {
            let (kind, name) = block_of(&target.address).ok_or(Refusal::Generated)?;
            return if own(&target.file) { Ok(format!("{kind}.{name}")) } else { Err(Refusal::Generated) };
        }
        if !own(&target.file) {
            return Err(if self.texts.contains_key(&target.file) { Refusal::Generated } else { Refusal::NoSource });
        }
        // A nested stack's resources stand in its own template: `Stack.Key`.
        Ok(target.address.rsplit('.').next().unwrap_or_default().to_owned())
    }

    fn trial(&mut self, plans: &[Plan<'_>], active: &[usize]) -> Trial {
        let mut texts = self.texts.clone();
        let (mut files, mut bad) = (Vec::new(), Vec::new());
        let too_many = || Trial::Bad(active.iter().map(|at| (*at, Refusal::TooMany)).collect());
        for at in active {
            let Some(plan) = plans.get(*at) else { continue };
            if !self.left.take(0, texts.get(plan.file).map_or(0, String::len)) {
                return too_many();
            }
            match write(&mut texts, plan) {
                Ok(changed) => files.push(changed),
                Err(why) => bad.push((*at, why)),
            }
        }
        if !bad.is_empty() {
            return Trial::Bad(bad);
        }
        if !self.left.take(1, texts.values().map(String::len).sum()) {
            return too_many();
        }
        let state = (self.judge)(&texts);
        let passes = |target: &&Target| state.verdict(target) == Some(VerdictKind::Pass);
        for at in active {
            if plans.get(*at).is_some_and(|plan| !plan.targets.iter().all(passes)) {
                bad.push((*at, Refusal::NotProven));
            }
        }
        if !bad.is_empty() {
            return Trial::Bad(bad);
        }
        let mut harms = state.worse_than(self.before);
        if state.errors > self.before.errors {
            harms.push(Target { file: String::new(), address: String::new(), check: "" });
        }
        let Some(first) = harms.first().map(|harm| harm.check.to_owned()) else {
            return Trial::Good(texts, state, files);
        };
        // The edits of what is worse, else those of its file, else all.
        let mut suspects = BTreeSet::new();
        for harm in &harms {
            let of = |near: &dyn Fn(&Plan<'_>) -> bool| -> Vec<usize> {
                active.iter().copied().filter(|at| plans.get(*at).is_some_and(near)).collect()
            };
            let file = |plan: &Plan<'_>| plan.file == harm.file;
            let mut found = of(&|plan| file(plan) && plan.targets.iter().any(|target| target.address == harm.address));
            if found.is_empty() {
                found = of(&file);
            }
            if found.is_empty() {
                found = active.to_vec();
            }
            suspects.extend(found);
        }
        let suspects: Vec<usize> = suspects.into_iter().collect();
        match suspects.as_slice() {
            [one] => Trial::Bad(vec![(*one, Refusal::Harm(first))]),
            _ => Trial::Harm(first, suspects),
        }
    }
}

/// Writes a plan's edit and says which files it changes.
fn write(texts: &mut Texts, plan: &Plan<'_>) -> Result<BTreeSet<String>, Refusal> {
    if !is_configuration(plan.file) {
        let text = texts.get(plan.file).ok_or(Refusal::NoSource)?;
        let changed = cloudformation::apply(text, &plan.block, plan.fix)?;
        texts.insert(plan.file.to_owned(), changed);
        return Ok(BTreeSet::from([plan.file.to_owned()]));
    }
    let (kind, name) = plan.block.split_once('.').ok_or(Refusal::Generated)?;
    let mut edited = Edited::new(texts);
    let resource = terraform::Resource { file: plan.file, kind, name };
    terraform::apply(&mut edited, &resource, plan.fix)?;
    let changed = edited.changed();
    let differing: BTreeSet<String> = changed.keys().cloned().collect();
    if differing.is_empty() {
        return Err(Refusal::Nothing);
    }
    texts.extend(changed);
    Ok(differing)
}
