//! `wafv2-web-acl-logging-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::wafv2::WebAcl;

pub(crate) static CHECK: Check = Check {
    id: "wafv2-web-acl-logging-off",
    title: Text { ja: "WAFのログが無効になっている", en: "Web ACL keeps no log" },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "どのような攻撃がどこから来たのか、何が通ったのかを後から確認できない。",
        en: "Nobody can tell which attacks came, from where, and what got through.",
    },
    fix: Text {
        ja: "CloudWatch Logs、S3またはFirehoseへのログを有効にする。",
        en: "Send its log to CloudWatch Logs, S3 or Firehose.",
    },
    maps: &[Map::Ap(12), Map::Ap(18), Map::Sv],
    types: &["AWS::WAFv2::WebACL"],
    page: include_str!("web_acl_logging_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.wafv2.web_acls, judge),
};

fn judge(acl: &Resource<WebAcl>) -> Judgement {
    let verdict = match acl.logging_configuration.get()? {
        Some(_) => return Ok(Verdict::Pass),
        None => Verdict::absent(),
    };
    // In a template, the log's configuration may stand elsewhere.
    Ok(if acl.meta.template().is_some() { verdict.confidence(Confidence::Low) } else { verdict })
}
