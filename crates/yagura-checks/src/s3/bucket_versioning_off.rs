//! `s3-bucket-versioning-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::s3::Bucket;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-versioning-off",
    title: Text {
        ja: "S3バケットのバージョニングが無効になっている",
        en: "S3 bucket keeps no versions of its objects",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "オブジェクトを上書き・削除・暗号化されると、元に戻せない。",
        en: "What is overwritten, deleted or encrypted for ransom is gone.",
    },
    fix: Text {
        ja: "バージョニングを有効にし、ライフサイクルルールで古いバージョンを期限付きで保持する。",
        en: "Turn on versioning, and let a lifecycle rule keep old versions for a while.",
    },
    maps: &[Map::Fsbp("S3.14"), Map::Attack("T1485"), Map::Attack("T1486")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_versioning_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, judge),
};

fn judge(bucket: &Resource<Bucket>) -> Judgement {
    let enabled = bucket.versioning_configuration.get()?.status.as_deref() == Some("Enabled");
    Ok(if enabled { Verdict::Pass } else { Verdict::fail(bucket, "/VersioningConfiguration/Status") })
}
