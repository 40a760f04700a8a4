//! What was not read, in one list.

use std::collections::BTreeSet;

use yagura_finding::Report;
use yagura_model::{Gap, Snapshot};

/// Everything that could not be read or judged: the gaps of the snapshot and those of the findings, once each, in order.
pub fn gaps<'a>(report: &'a Report<'_>, snapshot: &'a Snapshot) -> Vec<&'a Gap> {
    let judged = report.findings.iter().filter_map(|finding| finding.gap.as_deref());
    snapshot.contents.gaps.iter().chain(judged).collect::<BTreeSet<_>>().into_iter().collect()
}

/// How many resources were read.
pub(crate) fn resources(snapshot: &Snapshot) -> u64 {
    let mut number = 0;
    snapshot.each_meta(|_, _| number += 1);
    number
}
