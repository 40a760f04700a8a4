//! `config-recorder-off`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::config::ConfigurationRecorder;

pub(crate) static CHECK: Check = Check {
    id: "config-recorder-off",
    title: Text {
        ja: "AWS Configでリソースの設定が記録されていない", en: "AWS Config records nothing in a region"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "セキュリティグループを開けてすぐ戻すといった変更が、どこにも残らない。",
        en: "A security group is opened, used and closed again, and nothing remembers that it was.",
    },
    fix: Text {
        ja: "すべてのリージョンで設定レコーダーを作成し、記録を開始する。",
        en: "Create a recorder in every Region and start it.",
    },
    maps: &[
        Map::Ap(14),
        Map::Ia(2),
        Map::Sl(17),
        Map::Sv,
        Map::Cis("3.3"),
        Map::Fsbp("Config.1"),
        Map::Attack("T1562.008"),
    ],
    types: &["AWS::Config::ConfigurationRecorder"],
    page: include_str!("recorder_off.md"),
    run: |snapshot, report| report.regions(&CHECK, &snapshot.config.recorders, judge),
};

fn judge(recorders: &Listing<'_, ConfigurationRecorder>) -> Judgement {
    let on = recorders
        .any(|recorder| Ok(recorder.service_principal.get()?.is_none() && *recorder.recording.get()? == Some(true)))?;
    if on {
        return Ok(Verdict::Pass);
    }
    Ok(if recorders.items.is_empty() {
        Verdict::absent().detail("設定レコーダーがない", "there is no recorder")
    } else {
        Verdict::absent().detail("設定レコーダーが停止している", "the recorder is stopped")
    })
}
