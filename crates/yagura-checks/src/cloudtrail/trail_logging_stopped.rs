//! `cloudtrail-trail-logging-stopped`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cloudtrail::Trail;

pub(crate) static CHECK: Check = Check {
    id: "cloudtrail-trail-logging-stopped",
    title: Text { ja: "CloudTrailの証跡のログ記録が停止している", en: "CloudTrail trail is stopped" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "侵入者が最初に止めるのが証跡であり、止まっている間の操作は何も残らない。",
        en: "Stopping the trail is what an intruder does first; nothing done since then is kept.",
    },
    fix: Text {
        ja: "ログ記録を開始し、誰がいつ停止したかをイベント履歴のStopLoggingで確認する。",
        en: "Start logging again, and look in the event history for who called StopLogging.",
    },
    maps: &[Map::Ap(15), Map::Ia(2), Map::Sl(17), Map::Cis("3.1"), Map::Fsbp("CloudTrail.1"), Map::Attack("T1562.008")],
    types: &["AWS::CloudTrail::Trail"],
    page: include_str!("trail_logging_stopped.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudtrail.trails, judge),
};

fn judge(trail: &Resource<Trail>) -> Judgement {
    Ok(if *trail.is_logging.get()? { Verdict::Pass } else { Verdict::fail(trail, "/IsLogging") })
}
