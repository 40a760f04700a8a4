//! What is said of Terraform is what is said of the account that it makes.
//!
//! `tests/moto` of the binary fills an emulated account and holds what a scan of it finds (`expect.txt`); `main.tf` beside it
//! makes a part of the same account. Here it is read as Terraform and judged by the same checks.

use std::collections::{BTreeMap, BTreeSet};

use yagura_finding::{Options, Report};

const MAIN: &str = include_str!("../../yagura/tests/moto/main.tf");
const EXPECT: &str = include_str!("../../yagura/tests/moto/expect.txt");

/// What the live scan found: check and name, with the verdict; all else passed.
fn live() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let mut found = BTreeMap::new();
    for line in EXPECT.lines().filter(|line| !line.starts_with('#')) {
        let Some((head, names)) = line.split_once(": ") else { continue };
        let mut words = head.split(' ');
        let (Some(verdict), Some(_), Some(check)) = (words.next(), words.next(), words.next()) else { continue };
        found.extend(names.split(", ").map(|name| ((check, name), verdict)));
    }
    found
}

#[test]
fn terraform_is_judged_as_the_account_that_it_makes() {
    let mut snapshot = yagura_terraform::read(&[("main.tf", MAIN)], &yagura_terraform::Options::default());
    assert!(snapshot.contents.gaps.is_empty(), "{:#?}", snapshot.contents.gaps);
    yagura_checks::secrets::analyse(&mut snapshot);
    let report = Report::run(&snapshot, &yagura_checks::all(), Options { include_pass: true, ..Options::default() });
    let live = live();
    let mut differences = Vec::new();
    let mut types = BTreeSet::new();
    for finding in &report.findings {
        let (check, name) = (finding.check.id, finding.resource.name);
        let written = finding.verdict.name();
        let account = live.get(&(check, name)).copied().unwrap_or("pass");
        types.insert(finding.resource.resource_type);
        if written != account {
            differences.push(format!("{check} {name}: {written} in Terraform, {account} in the account"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(report.findings.len() > 250 && types.len() >= 15, "{} verdicts on {types:?}", report.findings.len());
}
