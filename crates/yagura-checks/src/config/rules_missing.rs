//! `config-rules-missing`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::config::ConfigRule;
use yagura_model::{Meta, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "config-rules-missing",
    title: Text { ja: "AWS Configのルールがない", en: "AWS Config judges nothing: there are no rules" },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "設定は記録されていても、危険な変更が誰にも知らされない。",
        en: "Changes are written down, and nobody is told that one of them is dangerous.",
    },
    fix: Text {
        ja: "Configルールまたは適合パックをデプロイする。Security Hub CSPMの標準を有効にすると自動で追加される。",
        en: "Deploy rules or a conformance pack; a Security Hub CSPM standard brings its own.",
    },
    maps: &[Map::Ap(14), Map::Sv],
    types: &["AWS::Config::ConfigRule", "AWS::Config::ConfigurationRecorder"],
    page: include_str!("rules_missing.md"),
    run: |snapshot, report| report.regions(&CHECK, &snapshot.config.rules, |rules| judge(snapshot, rules)),
};

fn judge(snapshot: &Snapshot, rules: &Listing<'_, ConfigRule>) -> Judgement {
    if rules.any(|_| Ok(true))? {
        return Ok(Verdict::Pass);
    }
    // Where nothing is recorded, that is what is wrong, and `config-recorder-off` says so.
    let recorders = snapshot.config.recorders.iter();
    let here = |meta: &Meta| meta.account == rules.account && rules.region.is_none_or(|region| meta.region == region);
    let recorded = recorders.filter(|recorder| here(&recorder.meta)).count() > 0;
    if recorded {
        return Ok(Verdict::absent());
    }
    let mut lists = snapshot.contents.lists.iter().filter(|list| {
        list.resource_type == "AWS::Config::ConfigurationRecorder"
            && list.account == rules.account
            && rules.region.is_none_or(|region| list.region == region)
    });
    match lists.find_map(|list| list.gap.clone()) {
        Some(gap) => Err(gap),
        None => Ok(Verdict::Skip),
    }
}
