//! `ec2-snapshot-shared-outside`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ec2::EbsSnapshot;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "ec2-snapshot-shared-outside",
    title: Text {
        ja: "EBSスナップショットが外部アカウントに共有されている",
        en: "EBS snapshot is shared with an account outside",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "共有先アカウントの侵害がそのままディスクの流出になる。侵入者がデータを持ち出す手口としても使われる。",
        en: "A break-in at the other account is a leak of this disk; intruders also share snapshots to carry data out.",
    },
    fix: Text {
        ja: "共有先を確認し、不要な共有を解除する。承認済みの取引先は `--trust` で指定する。",
        en: "Check who it is and take the permission back; name partners that are meant with `--trust`.",
    },
    maps: &[Map::Ap(6), Map::Attack("T1537")],
    types: &["AWS::EC2::Snapshot"],
    page: include_str!("snapshot_shared_outside.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.ec2.snapshots, |item| judge(snapshot, item, &trusted));
    },
};

fn judge(snapshot: &Snapshot, item: &Resource<EbsSnapshot>, trusted: &BTreeSet<String>) -> Judgement {
    let zone = policies::zone(snapshot, &item.meta, trusted);
    for (at, permission) in item.create_volume_permissions.get()?.iter().enumerate() {
        let Some(account) = &permission.user_id else { continue };
        if !zone.accounts.contains(account) {
            return Ok(Verdict::fail(item, &format!("/CreateVolumePermissions/{at}"))
                .detail(format!("アカウント {account} に共有"), format!("shared with account {account}")));
        }
    }
    Ok(Verdict::Pass)
}
