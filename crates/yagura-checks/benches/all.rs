//! How fast a saved account is judged: all checks together, and each check alone; and how fast it is told who can read objects.
//! `cargo bench -p yagura-checks`
#![expect(clippy::unwrap_used, reason = "a bench")]

mod account;
#[path = "account/readers.rs"]
mod readers;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use yagura_checks::access::Within;
use yagura_checks::data::{Asked, Exposures};
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

static READERS: LazyLock<Snapshot> = LazyLock::new(|| readers::with_readers(5_000).unwrap());

/// Who can read each of 5,000 objects in so many folders of an open bucket, where each of 5,000 roles reads a folder of its own.
#[divan::bench(args = [10, 100], sample_count = 3)]
fn readers_of_objects(bencher: divan::Bencher<'_, '_>, folders: usize) {
    bencher.with_inputs(|| READERS.clone()).bench_local_refs(|snapshot| {
        let exposures =
            Exposures::of(snapshot, BTreeSet::new(), BTreeSet::new(), Within { without_organization: true });
        let of = |at: usize| {
            let key = format!("team-{}/{at}.csv", at % folders);
            exposures.of_object("lake", &Asked { key: &key, old: false, kms: None, acl: None })
        };
        (0..5_000).filter_map(of).map(|answer| answer.exposure.principals).sum::<u64>()
    });
}
