//! `s3-bucket-public-write`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};

use super::exposure;
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-public-write",
    title: Text { ja: "S3バケットに誰でも書き込める", en: "S3 bucket lets anyone write" },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "サイトが読み込むスクリプトを書き換え、利用者の入力やカード番号を盗む。マルウェアの配布にも使う。",
        en: "A script that a site loads is replaced, and every visitor runs it; or the bucket hosts malware.",
    },
    fix: Text {
        ja: "書き込みの許可から `*` を外し、書き込むロールだけを許可する。",
        en: "Take `*` out of what allows writing, and name the one role that writes.",
    },
    maps: &[
        Map::Ap(6),
        Map::Sl(5),
        Map::Sl(7),
        Map::Fsbp("S3.3"),
        Map::Owasp(5),
        Map::Attack("T1565.001"),
        Map::Attack("T1485"),
    ],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_public_write.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket)),
};

/// The actions that change what is stored, or who may.
const WRITES: &[&str] = &[
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectAcl",
    "s3:ReplicateObject",
    "s3:RestoreObject",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketWebsite",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
    "s3:DeleteBucket",
];

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Judgement {
    let acl = exposure::by_acl(snapshot, bucket);
    if let Ok(granted) = &acl
        && let Some(worst) = granted.iter().find(|granted| granted.grant.write || granted.grant.write_acl)
    {
        return Ok(exposure::granted_to(bucket, worst));
    }
    if let Some(opening) = exposure::by_policy(snapshot, bucket, |policy| Some(policies::only(policy, WRITES)))? {
        return Ok(opening.verdict(bucket).confidence(exposure::confidence(bucket)));
    }
    acl.map(|_| Verdict::Pass)
}
