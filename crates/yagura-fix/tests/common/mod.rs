//! Texts in, proposal out.

use std::collections::BTreeMap;

use yagura_finding::{Options, Report};
use yagura_fix::{Proposal, State, Target, Texts, propose};
use yagura_model::Snapshot;

/// Reads texts as a folder of them would be read.
pub(crate) fn snapshot(texts: &Texts) -> Snapshot {
    let tf = |file: &str| yagura_terraform::is_configuration_file(file);
    let configuration: Vec<(&str, &str)> =
        texts.iter().filter(|(file, _)| tf(file)).map(|(file, text)| (file.as_str(), text.as_str())).collect();
    let mut snapshot = match texts.iter().find(|(file, _)| !tf(file)) {
        Some((file, text)) => yagura_cloudformation::read(file, text),
        None => yagura_terraform::read(&configuration, &yagura_terraform::Options::default()),
    };
    yagura_checks::secrets::analyse(&mut snapshot);
    snapshot
}

pub(crate) fn state(texts: &Texts) -> State {
    let snapshot = snapshot(texts);
    let options = Options { include_pass: true, ..Options::default() };
    State::of(&Report::run(&snapshot, &yagura_checks::all(), options))
}

/// The failures of checks.
pub(crate) fn failing(texts: &Texts, wanted: &dyn Fn(&str) -> bool) -> Vec<Target> {
    let snapshot = snapshot(texts);
    let report = Report::run(&snapshot, &yagura_checks::all(), Options::default());
    Target::of(&report).into_iter().filter(|target| wanted(target.check)).collect()
}

pub(crate) fn texts(files: &[(&str, &str)]) -> Texts {
    files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
}

/// What is proposed for the failures of some checks.
pub(crate) fn proposal(texts: &Texts, wanted: &dyn Fn(&str) -> bool) -> Proposal {
    propose(texts, &failing(texts, wanted), &state(texts), &mut |changed| state(changed))
}

/// The texts with what is proposed.
pub(crate) fn with(texts: &Texts, proposal: &Proposal) -> Texts {
    let mut all: BTreeMap<String, String> = texts.clone();
    all.extend(proposal.texts.clone());
    all
}
