//! `rds-snapshot-shared-outside`

use std::collections::BTreeSet;

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::rds::SnapshotAttribute;
use yagura_model::{Fact, Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "rds-snapshot-shared-outside",
    title: Text {
        ja: "RDSスナップショットが外部アカウントに共有されている",
        en: "RDS snapshot is shared with an account outside",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "共有先アカウントの侵害がそのままデータベースの流出になる。侵入者がデータを持ち出す手口としても使われる。",
        en: "A break-in at the other account is a leak of this database; intruders also share snapshots to carry data out.",
    },
    fix: Text {
        ja: "共有先を確認し、不要な共有を解除する。承認済みの取引先は `--trust` で指定する。",
        en: "Check who it is and take the permission back; name partners that are meant with `--trust`.",
    },
    maps: &[Map::Ap(7), Map::Attack("T1537")],
    types: &["AWS::RDS::DBSnapshot", "AWS::RDS::DBClusterSnapshot"],
    page: include_str!("snapshot_shared_outside.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.rds.snapshots, |item| {
            judge(snapshot, item, "/DBSnapshotAttributes", &item.attributes, &trusted)
        });
        report.each(&CHECK, &snapshot.rds.cluster_snapshots, |item| {
            judge(snapshot, item, "/DBClusterSnapshotAttributes", &item.attributes, &trusted)
        });
    },
};

fn judge<T: Serialize>(
    snapshot: &Snapshot,
    item: &Resource<T>,
    path: &str,
    attributes: &Fact<Vec<SnapshotAttribute>>,
    trusted: &BTreeSet<String>,
) -> Judgement {
    let zone = policies::zone(snapshot, &item.meta, trusted);
    for (at, attribute) in attributes.get()?.iter().enumerate() {
        if attribute.attribute_name.as_deref() != Some("restore") {
            continue;
        }
        // Of a snapshot that is open to everyone another check speaks.
        let stranger = |who: &&String| *who != "all" && !zone.contains(who);
        if let Some(account) = attribute.attribute_values.iter().find(stranger) {
            return Ok(Verdict::fail(item, &format!("{path}/{at}"))
                .detail(format!("アカウント {account} に共有"), format!("shared with account {account}")));
        }
    }
    Ok(Verdict::Pass)
}
