//! `organizations-all-features-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::organizations::Organization;

pub(crate) static CHECK: Check = Check {
    id: "organizations-all-features-off",
    title: Text {
        ja: "組織が一括請求のみで、すべての機能が有効になっていない",
        en: "The organization has consolidated billing only",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "SCPを適用できないため、乗っ取られたアカウントの操作を組織から制限できない。",
        en: "No service control policy can hold back an account that was taken over.",
    },
    fix: Text {
        ja: "組織のすべての機能を有効にする。", en: "Enable all features of the organization."
    },
    maps: &[Map::Sv],
    types: &["AWS::Organizations::Organization"],
    page: include_str!("all_features_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.organizations.organizations, judge),
};

fn judge(organization: &Resource<Organization>) -> Judgement {
    let all = organization.feature_set.get()?.as_deref() == Some("ALL");
    Ok(if all { Verdict::Pass } else { Verdict::fail(organization, "/FeatureSet") })
}
