//! How fast a saved account is judged: all checks together, and each check alone.
//! `cargo bench -p yagura-checks`
#![expect(clippy::unwrap_used, reason = "a bench")]

mod account;

use std::sync::LazyLock;

use yagura_finding::{Options, Report};
use yagura_model::Snapshot;

fn main() {
    divan::main();
}

static ACCOUNT: LazyLock<Snapshot> = LazyLock::new(|| account::account(10_000).unwrap());

/// Every round gets an account of its own: what a check works out of a policy is kept beside the policy.
#[divan::bench(sample_count = 10)]
fn all_checks(bencher: divan::Bencher<'_, '_>) {
    bencher
        .with_inputs(|| ACCOUNT.clone())
        .bench_local_refs(|snapshot| Report::run(snapshot, &yagura_checks::all(), Options::default()).findings.len());
}

/// As a file gives it: everything in it of its own, then equal texts once.
fn loaded(text: &str) -> Snapshot {
    let mut snapshot: Snapshot = serde_json::from_str(text).unwrap();
    yagura_checks::secrets::analyse(&mut snapshot);
    snapshot.share();
    snapshot
}

/// The goal of one second is about this one.
#[divan::bench(sample_count = 5)]
fn all_checks_of_100_000_resources(bencher: divan::Bencher<'_, '_>) {
    let text = serde_json::to_string(&account::account(100_000).unwrap()).unwrap();
    bencher
        .with_inputs(|| loaded(&text))
        .bench_local_refs(|snapshot| Report::run(snapshot, &yagura_checks::all(), Options::default()).findings.len());
}

#[divan::bench(args = yagura_checks::all().into_iter().map(|check| check.id), sample_count = 3)]
fn one_check(bencher: divan::Bencher<'_, '_>, id: &str) {
    let check = yagura_checks::find(id).unwrap();
    bencher
        .with_inputs(|| ACCOUNT.clone())
        .bench_local_refs(|snapshot| Report::run(snapshot, &[check], Options::default()).findings.len());
}
