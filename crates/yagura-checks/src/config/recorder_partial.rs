//! `config-recorder-partial`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::config::ConfigurationRecorder;

pub(crate) static CHECK: Check = Check {
    id: "config-recorder-partial",
    title: Text {
        ja: "AWS Configの記録対象から外れているリソースタイプがある",
        en: "AWS Config leaves resource types out",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "記録されないリソースタイプへの変更は、後から追うことができない。",
        en: "A change to a type that is left out cannot be traced afterwards.",
    },
    fix: Text {
        ja: "記録の対象をすべてのリソースタイプにする。", en: "Record all resource types."
    },
    maps: &[Map::Ap(14), Map::Sv, Map::Cis("3.3"), Map::Fsbp("Config.1")],
    types: &["AWS::Config::ConfigurationRecorder"],
    page: include_str!("recorder_partial.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.config.recorders, judge),
};

fn judge(recorder: &Resource<ConfigurationRecorder>) -> Judgement {
    if recorder.service_principal.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    // No group: all supported types (https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html).
    let Some(group) = recorder.recording_group.get()? else { return Ok(Verdict::Pass) };
    let strategy = group.recording_strategy.as_ref().and_then(|strategy| strategy.use_only.as_deref());
    if group.all_supported || strategy == Some("ALL_SUPPORTED_RESOURCE_TYPES") {
        return Ok(Verdict::Pass);
    }
    let left_out = group.exclusion_by_resource_types.as_ref().map(|types| types.resource_types.join(", "));
    let fail = Verdict::fail(recorder, "/RecordingGroup");
    Ok(if let Some(types) = left_out.filter(|types| !types.is_empty()) {
        fail.detail(format!("記録の対象外: {types}"), format!("left out: {types}"))
    } else {
        let number = group.resource_types.len();
        fail.detail(format!("記録の対象は{number}個のリソースタイプのみ"), format!("only {number} types are recorded"))
    })
}
