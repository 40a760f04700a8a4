//! `securityhub-hub-off`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::securityhub::Hub;

pub(crate) static CHECK: Check = Check {
    id: "securityhub-hub-off",
    title: Text { ja: "Security Hub CSPMが有効になっていない", en: "Security Hub CSPM is off in a region" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "設定の不備や各サービスの検出結果が1か所に集まらず、見落とされたまま残る。",
        en: "Findings of a dozen services lie in a dozen places, and the one that matters is overlooked.",
    },
    fix: Text {
        ja: "Security Hub CSPMと「AWS基礎セキュリティのベストプラクティス」標準を有効にする。",
        en: "Turn on Security Hub CSPM with the AWS Foundational Security Best Practices standard.",
    },
    maps: &[Map::Ap(19), Map::Sl(17), Map::Sv, Map::Cis("4.16"), Map::Fsbp("SecurityHub.1")],
    types: &["AWS::SecurityHub::Hub"],
    page: include_str!("hub_off.md"),
    run: |snapshot, report| report.regions(&CHECK, &snapshot.securityhub.hubs, judge),
};

fn judge(hubs: &Listing<'_, Hub>) -> Judgement {
    Ok(if hubs.any(|_| Ok(true))? { Verdict::Pass } else { Verdict::absent() })
}
