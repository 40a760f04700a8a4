//! `s3-bucket-public-policy`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};

use super::exposure;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-public-policy",
    title: Text {
        ja: "S3バケットがポリシーで全世界に公開されている",
        en: "S3 bucket is open to the world by its policy",
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "バケット名は推測や証明書の公開ログから見つかり、誰でも認証なしで中身を取得できる。",
        en: "Bucket names are guessed or found in certificate logs; anyone then calls it without credentials.",
    },
    fix: Text {
        ja: "RestrictPublicBucketsを有効にし、読み取るロールやCloudFrontのOACだけをポリシーで許可する。",
        en: "Turn on RestrictPublicBuckets, then name the one role or the CloudFront distribution that reads.",
    },
    maps: &[
        Map::Ap(6),
        Map::Sl(5),
        Map::Cis("2.1.4"),
        Map::Fsbp("S3.2"),
        Map::Fsbp("S3.3"),
        Map::Owasp(3),
        Map::Attack("T1530"),
    ],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_public_policy.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket)),
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Judgement {
    Ok(match exposure::by_policy(snapshot, bucket, |_| None)? {
        Some(opening) => opening.verdict(bucket).confidence(exposure::confidence(bucket)),
        None => Verdict::Pass,
    })
}
