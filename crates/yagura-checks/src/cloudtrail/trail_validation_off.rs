//! `cloudtrail-trail-validation-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cloudtrail::Trail;

pub(crate) static CHECK: Check = Check {
    id: "cloudtrail-trail-validation-off",
    title: Text {
        ja: "CloudTrailのログファイルの整合性検証が無効になっている",
        en: "CloudTrail trail does not sign its log files",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "ログファイルを書き換えたり消したりしても、それを示す証拠が残らない。",
        en: "Log files can be changed or deleted, and nothing proves that they were.",
    },
    fix: Text { ja: "ログファイルの検証を有効にする。", en: "Turn on log file validation." },
    maps: &[Map::Ap(15), Map::Ia(2), Map::Cis("3.2"), Map::Fsbp("CloudTrail.4"), Map::Attack("T1070")],
    types: &["AWS::CloudTrail::Trail"],
    page: include_str!("trail_validation_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudtrail.trails, judge),
};

fn judge(trail: &Resource<Trail>) -> Judgement {
    let on = *trail.enable_log_file_validation.get()?;
    Ok(if on { Verdict::Pass } else { Verdict::fail(trail, "/EnableLogFileValidation") })
}
