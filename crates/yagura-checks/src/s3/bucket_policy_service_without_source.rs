//! `s3-bucket-policy-service-without-source`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-policy-service-without-source",
    title: Text {
        ja: "S3バケットのポリシーがAWSサービスを送信元の限定なしに許可している",
        en: "S3 bucket policy lets a service in for the resource of anybody",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "攻撃者が自分のディストリビューションや証跡からこのバケットを指し、サービス経由で読み書きする。",
        en: "An attacker points a distribution or trail of their own at the bucket, and the service does the rest.",
    },
    fix: Text {
        ja: "`aws:SourceArn` または `aws:SourceAccount` の条件を加え、自アカウントのリソースに限定する。",
        en: "Add `aws:SourceArn` or `aws:SourceAccount`, so that the service acts for your resource only.",
    },
    maps: &[Map::Ap(11), Map::Sl(5), Map::Ia(8), Map::Attack("T1199"), Map::Attack("T1530")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_policy_service_without_source.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket)),
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Judgement {
    let Some(document) = bucket.policy_document.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    let whole = policies::deputy(snapshot, &bucket.meta, "s3", policy);
    if matches!(whole, Ok(None)) {
        return Ok(Verdict::Pass);
    }
    // Reading through a service is worse than having it deliver something.
    let reads = policies::only(policy, &["s3:GetObject", "s3:ListBucket"]);
    if let Ok(Some(witness)) = policies::deputy(snapshot, &bucket.meta, "s3", &reads) {
        return Ok(policies::let_in(bucket, "/PolicyDocument", &witness).severity(Severity::High));
    }
    Ok(match whole? {
        Some(witness) => policies::let_in(bucket, "/PolicyDocument", &witness),
        None => Verdict::Pass,
    })
}
