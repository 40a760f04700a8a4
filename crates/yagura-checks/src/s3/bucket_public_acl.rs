//! `s3-bucket-public-acl`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};

use super::exposure;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-public-acl",
    title: Text { ja: "S3バケットがACLで公開されている", en: "S3 bucket is open by its ACL" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "バケット名を知った誰もが、中身の一覧や書き込みを認証なしで行う。",
        en: "Whoever knows the name lists the bucket, or writes to it, without being asked who they are.",
    },
    fix: Text {
        ja: "オブジェクト所有者を「バケット所有者の強制」にしてACLを無効にし、必要な許可はポリシーで与える。",
        en: "Set object ownership to BucketOwnerEnforced, which ends ACLs, and grant what is needed in the policy.",
    },
    maps: &[
        Map::Ap(6),
        Map::Sl(5),
        Map::Cis("2.1.4"),
        Map::Fsbp("S3.2"),
        Map::Fsbp("S3.3"),
        Map::Fsbp("S3.12"),
        Map::Attack("T1530"),
    ],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_public_acl.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket)),
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Judgement {
    let granted = exposure::by_acl(snapshot, bucket)?;
    let strong = |granted: &&exposure::Granted| granted.grant.write || granted.grant.write_acl;
    let Some(worst) = granted.iter().find(strong).or(granted.first()) else { return Ok(Verdict::Pass) };
    let verdict = exposure::granted_to(bucket, worst);
    let verdict = if strong(&worst) { verdict.severity(Severity::Critical) } else { verdict };
    Ok(verdict.confidence(exposure::confidence(bucket)))
}
