//! `cloudtrail-trail-data-events-missing`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::cloudtrail::Trail;

pub(crate) static CHECK: Check = Check {
    id: "cloudtrail-trail-data-events-missing",
    title: Text {
        ja: "CloudTrailでデータイベントが記録されていない", en: "No CloudTrail trail records data events"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "どのS3オブジェクトが読まれたか、どの関数が呼び出されたかが分からない。",
        en: "Nobody can tell which objects were read or which functions were called.",
    },
    fix: Text {
        ja: "重要なバケットや関数のデータイベントを証跡に追加する。",
        en: "Add the data events of the buckets and functions that matter to a trail.",
    },
    maps: &[Map::Ap(15), Map::Ia(2), Map::Sl(17), Map::Cis("3.8"), Map::Cis("3.9"), Map::Attack("T1530")],
    types: &["AWS::CloudTrail::Trail"],
    page: include_str!("trail_data_events_missing.md"),
    run: |snapshot, report| report.accounts(&CHECK, &snapshot.cloudtrail.trails, judge),
};

fn judge(trails: &Listing<'_, Trail>) -> Judgement {
    Ok(if trails.any(super::records_data)? { Verdict::Pass } else { Verdict::absent() })
}
