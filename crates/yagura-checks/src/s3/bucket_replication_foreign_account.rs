//! `s3-bucket-replication-foreign-account`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::{Bucket, ReplicationDestination};
use yagura_model::{Gap, Resource, Snapshot, Typed};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-replication-foreign-account",
    title: Text {
        ja: "S3バケットの複製先が他のアカウントになっている",
        en: "S3 bucket is replicated to another account",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "複製ルールを1つ仕込むだけで、新しいオブジェクトがすべて攻撃者のバケットに届き続ける。",
        en: "One replication rule sends every new object to a bucket of the attacker, quietly and for good.",
    },
    fix: Text {
        ja: "複製先が自組織のバケットかを確認し、そうでなければルールを削除する。",
        en: "Make sure that the destination is a bucket of your own organization, or remove the rule.",
    },
    maps: &[Map::Sl(5), Map::Attack("T1537"), Map::Attack("T1020")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_replication_foreign_account.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket, &trusted));
    },
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>, trusted: &BTreeSet<String>) -> Judgement {
    // Replication needs versioning; without it there is nothing to ask.
    if bucket.versioning_configuration.get()?.status.as_deref() != Some("Enabled") {
        return Ok(Verdict::Pass);
    }
    let Some(replication) = bucket.replication_configuration.get()? else { return Ok(Verdict::Pass) };
    let mut gap = None;
    for (index, rule) in replication.rules.iter().enumerate() {
        if rule.status.as_deref() == Some("Disabled") {
            continue;
        }
        match foreign(snapshot, bucket, &rule.destination, trusted) {
            Ok(None) => {}
            Ok(Some((ja, en))) => {
                let path = format!("/ReplicationConfiguration/Rules/{index}/Destination");
                return Ok(Verdict::fail(bucket, &path).detail(ja, en));
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}

/// Says where to, when a destination is not of the own account or organization.
fn foreign(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    destination: &ReplicationDestination,
    trusted: &BTreeSet<String>,
) -> Result<Option<(String, String)>, Gap> {
    let own = &bucket.meta.account;
    if let Some(account) = destination.account.get()? {
        if policies::zone(snapshot, &bucket.meta, trusted).contains(account) {
            return Ok(None);
        }
        return Ok(Some((format!("複製先のアカウント: {account}"), format!("to account {account}"))));
    }
    let Some(arn) = destination.bucket.get()? else { return Ok(None) };
    if snapshot.s3.buckets.find(&bucket.meta, arn).is_some() {
        return Ok(None);
    }
    // The account's own list of buckets is whole: what is not in it belongs to somebody else.
    let whole = snapshot
        .contents
        .lists
        .iter()
        .any(|list| list.resource_type == Bucket::TYPE && list.account == *own && list.gap.is_none());
    if bucket.meta.template().is_some() || !whole {
        return Err(Gap::unresolved(format!("whose bucket `{arn}` is, is not known")));
    }
    Ok(Some((
        format!("複製先のバケット: {arn}(このアカウントのバケットではない)"),
        format!("to {arn}, which is no bucket of this account"),
    )))
}
