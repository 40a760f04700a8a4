//! `s3-bucket-public-access-block-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::s3::Bucket;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-public-access-block-off",
    title: Text {
        ja: "S3バケットのパブリックアクセスブロックが無効になっている",
        en: "S3 bucket has its public access block switched off",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "1つのポリシーやACLの書き間違いで、バケットの中身がそのまま全世界に公開される。",
        en: "One slip in a policy or an ACL is enough to open the bucket to the world.",
    },
    fix: Text {
        ja: "パブリックアクセスブロックの4項目をすべて有効にする。",
        en: "Turn on all four switches of the bucket's public access block.",
    },
    maps: &[Map::Ap(6), Map::Cis("2.1.4"), Map::Fsbp("S3.8")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_public_access_block_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, judge),
};

fn judge(bucket: &Resource<Bucket>) -> Judgement {
    let block = bucket.public_access_block_configuration.get()?;
    let all = block.block_public_acls
        && block.ignore_public_acls
        && block.block_public_policy
        && block.restrict_public_buckets;
    Ok(if all { Verdict::Pass } else { Verdict::fail(bucket, "/PublicAccessBlockConfiguration") })
}
