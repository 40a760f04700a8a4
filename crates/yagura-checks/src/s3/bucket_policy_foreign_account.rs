//! `s3-bucket-policy-foreign-account`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};

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
    Ok(match policies::foreigner(snapshot, &bucket.meta, "s3", policy, trusted)? {
        None => Verdict::Pass,
        Some(witness) => {
            let verdict = policies::let_in(bucket, "/PolicyDocument", &witness);
            // What changes the bucket for everybody is worse than what reads it.
            let admin = policies::only(policy, ADMINISTERS);
            match policies::foreigner(snapshot, &bucket.meta, "s3", &admin, trusted) {
                Ok(Some(worse)) => policies::let_in(bucket, "/PolicyDocument", &worse).severity(Severity::High),
                _ => verdict,
            }
        }
    })
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
