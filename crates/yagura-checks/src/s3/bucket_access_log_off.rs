//! `s3-bucket-access-log-off`

use std::collections::HashSet;
use std::ptr;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

use yagura_model::Resource;
use yagura_model::services::s3::Bucket;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-access-log-off",
    title: Text {
        ja: "S3バケットのサーバーアクセスログが無効になっている", en: "S3 bucket keeps no access log"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "誰がいつ何を取得したかが残らず、漏えいの範囲を特定できない。",
        en: "Nobody can tell afterwards who took what, or how much was taken.",
    },
    fix: Text {
        ja: "サーバーアクセスログを有効にするか、CloudTrailのデータイベントを記録する。",
        en: "Turn on server access logs, or record data events in CloudTrail.",
    },
    maps: &[Map::Ap(18), Map::Sl(17), Map::Ia(2), Map::Fsbp("S3.9"), Map::Attack("T1562.008")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_access_log_off.md"),
    run: |snapshot, report| {
        // A bucket that takes the logs of others would log its own logging.
        let takers: HashSet<*const Resource<Bucket>> = snapshot
            .s3
            .buckets
            .iter()
            .filter_map(|bucket| {
                let logging = bucket.logging_configuration.known()?.as_ref()?;
                let name = logging.destination_bucket_name.known()?.as_deref()?;
                snapshot.s3.buckets.find(&bucket.meta, name).map(ptr::from_ref)
            })
            .collect();
        report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(bucket, takers.contains(&ptr::from_ref(bucket))));
    },
};

fn judge(bucket: &Resource<Bucket>, takes_logs: bool) -> Judgement {
    Ok(match bucket.logging_configuration.get()? {
        Some(_) => Verdict::Pass,
        None if takes_logs => Verdict::Skip,
        None => Verdict::fail(bucket, "/LoggingConfiguration"),
    })
}
