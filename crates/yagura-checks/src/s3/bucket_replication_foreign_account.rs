//! `s3-bucket-replication-foreign-account`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::{Bucket, ReplicationDestination};
use yagura_model::{Gap, Resource, Snapshot, Typed};

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
        report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket));
    },
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Judgement {
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
        match foreign(snapshot, bucket, &rule.destination) {
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
) -> Result<Option<(String, String)>, Gap> {
    let own = &bucket.meta.account;
    if let Some(account) = destination.account.get()? {
        let member = snapshot.organizations.accounts.iter().any(|member| {
            member.meta.account == *own && member.account_id.known().is_some_and(|id| id.as_ref() == Some(account))
        });
        if account == own || member {
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
