//! `s3-bucket-policy-foreign-account`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::Policy;
use yagura_iam::reach::Witness;
use yagura_model::services::s3::Bucket;
use yagura_model::{Gap, Resource, Snapshot};

use super::exposure::Opening;
use crate::access::points;
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-policy-foreign-account",
    title: Text {
        ja: "S3バケットのポリシーが他のアカウントを許可している",
        en: "S3 bucket policy lets another account in",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "許可先のアカウントが侵害されると、そこからバケットの中身に届く。",
        en: "A breach of the other account reaches the contents of this bucket.",
    },
    fix: Text {
        ja: "許可先を特定のロールに絞るか、`aws:PrincipalOrgID` で自組織に限定する。不要なら削除する。",
        en: "Name one role of that account, keep to the own organization with `aws:PrincipalOrgID`, or remove it.",
    },
    maps: &[Map::Sl(5), Map::Ia(8), Map::Fsbp("S3.6"), Map::Attack("T1537"), Map::Attack("T1199")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_policy_foreign_account.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket, &trusted));
    },
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>, trusted: &BTreeSet<String>) -> Judgement {
    let Some(document) = bucket.policy_document.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    // What is open to everyone is the matter of another check.
    if policies::open(snapshot, &bucket.meta, "s3", document).is_ok_and(|witness| witness.is_some()) {
        return Ok(Verdict::Skip);
    }
    let found = |policy: &Policy| policies::foreigner(snapshot, &bucket.meta, "s3", policy, trusted);
    if let Some(witness) = found(policy)? {
        return Ok(worst(bucket, policy, &Opening::direct(witness), found, Opening::direct));
    }
    let (doors, mut gap) = points::doors(snapshot, bucket, policy);
    for door in &doors {
        let policy = &door.through.policy;
        match policies::stranger(snapshot, &bucket.meta, "s3", policy) {
            Ok(None) => {}
            // Its own block keeps others out, or it is open to everyone.
            Ok(Some(_)) if door.restricted => continue,
            Ok(Some(_)) => return Ok(Verdict::Skip),
            Err(reason) => {
                gap = gap.or(Some(reason));
                continue;
            }
        }
        match found(policy) {
            Ok(None) => {}
            Ok(Some(witness)) => {
                let through = |witness| Opening::through(door, witness);
                return Ok(worst(bucket, policy, &through(witness), found, through));
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}

/// Fails; what changes the bucket for everybody is worse than what reads it.
fn worst<'s>(
    bucket: &Resource<Bucket>,
    policy: &Policy,
    opening: &Opening<'s>,
    found: impl Fn(&Policy) -> Result<Option<Box<Witness>>, Gap>,
    shown: impl Fn(Box<Witness>) -> Opening<'s>,
) -> Verdict {
    match found(&policies::only(policy, ADMINISTERS)) {
        Ok(Some(worse)) => shown(worse).verdict(bucket).severity(Severity::High),
        _ => opening.verdict(bucket),
    }
}

/// The actions that Security Hub's control S3.6 does not want other accounts to have
/// (<https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6>, 2026-01).
const ADMINISTERS: &[&str] = &[
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
];
