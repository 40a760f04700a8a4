//! `cloudtrail-trail-missing`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::cloudtrail::Trail;

pub(crate) static CHECK: Check = Check {
    id: "cloudtrail-trail-missing",
    title: Text {
        ja: "すべてのリージョンを記録するCloudTrailの証跡がない",
        en: "No CloudTrail trail records every region",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "操作の記録が残らないため、侵入に気付けず、何をされたかも後から調べられない。",
        en: "Nothing an intruder does is kept: neither seen while it happens nor found out afterwards.",
    },
    fix: Text {
        ja: "マルチリージョンの証跡を作成し、すべての管理イベントをS3バケットに記録する。",
        en: "Create a multi-Region trail that records all management events to an S3 bucket.",
    },
    maps: &[Map::Ap(15), Map::Ia(2), Map::Sl(17), Map::Cis("3.1"), Map::Fsbp("CloudTrail.1"), Map::Attack("T1562.008")],
    types: &["AWS::CloudTrail::Trail"],
    page: include_str!("trail_missing.md"),
    run: |snapshot, report| report.accounts(&CHECK, &snapshot.cloudtrail.trails, judge),
};

fn judge(trails: &Listing<'_, Trail>) -> Judgement {
    if trails.any(super::records_all_regions)? {
        return Ok(Verdict::Pass);
    }
    let number = trails.items.len();
    Ok(match number {
        0 => Verdict::absent().detail("証跡が1つもない", "there is no trail at all"),
        _ => Verdict::absent().detail(
            format!("証跡は{number}個あるが、すべてのリージョンのすべての管理イベントを記録するものがない"),
            format!("none of {number} trails records all management events of all regions"),
        ),
    })
}
