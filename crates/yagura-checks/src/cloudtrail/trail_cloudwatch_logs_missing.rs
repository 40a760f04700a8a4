//! `cloudtrail-trail-cloudwatch-logs-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cloudtrail::Trail;

pub(crate) static CHECK: Check = Check {
    id: "cloudtrail-trail-cloudwatch-logs-missing",
    title: Text {
        ja: "CloudTrailの証跡がCloudWatch Logsに送信されていない",
        en: "CloudTrail trail is not sent to CloudWatch Logs",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "不審な操作があっても、その場で知らせる仕組みを作れない。",
        en: "An alarm on a suspicious call has nothing to stand on.",
    },
    fix: Text {
        ja: "証跡にロググループを設定し、重要な操作にメトリクスフィルターとアラームを設定する。",
        en: "Give the trail a log group, and put metric filters and alarms on what matters.",
    },
    maps: &[Map::Ap(18), Map::Ia(2), Map::Sl(17), Map::Fsbp("CloudTrail.5")],
    types: &["AWS::CloudTrail::Trail"],
    page: include_str!("trail_cloudwatch_logs_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudtrail.trails, judge),
};

fn judge(trail: &Resource<Trail>) -> Judgement {
    let group = trail.cloud_watch_logs_log_group_arn.get()?.as_deref().unwrap_or_default();
    Ok(if group.is_empty() { Verdict::fail(trail, "/CloudWatchLogsLogGroupArn") } else { Verdict::Pass })
}
