//! `apigateway-stage-no-waf`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::apigateway::{RestApi, Stage};
use yagura_model::{Resource, Resources};

pub(crate) static CHECK: Check = Check {
    id: "apigateway-stage-no-waf",
    title: Text { ja: "API GatewayのステージにWAFがない", en: "API Gateway stage has no web ACL" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "SQLインジェクションや総当たり、大量のリクエストがそのままバックエンドに届く。",
        en: "Injection, guessing and floods of requests go straight through to the backend.",
    },
    fix: Text {
        ja: "AWS WAFのWeb ACLをステージに関連付ける。", en: "Associate a web ACL of AWS WAF with the stage."
    },
    maps: &[Map::Ap(12), Map::Sl(16), Map::Fsbp("APIGateway.4"), Map::Attack("T1190")],
    types: &["AWS::ApiGateway::Stage"],
    page: include_str!("stage_no_waf.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.apigateway.stages, |stage| judge(stage, &snapshot.apigateway.rest_apis));
    },
};

fn judge(stage: &Resource<Stage>, apis: &Resources<RestApi>) -> Judgement {
    if let Some(id) = stage.rest_api_id.get()?
        && let Some(api) = apis.find(&stage.meta, id)
        && let Some(configuration) = api.endpoint_configuration.get()?
        && configuration.types.get()?.iter().any(|kind| kind == "PRIVATE")
    {
        return Ok(Verdict::Skip);
    }
    if stage.web_acl_arn.get()?.is_some() {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::absent();
    // In a template, the association may stand elsewhere.
    Ok(if stage.meta.template().is_some() { verdict.confidence(Confidence::Low) } else { verdict })
}
