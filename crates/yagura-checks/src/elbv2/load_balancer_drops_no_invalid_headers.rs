//! `elbv2-load-balancer-drops-no-invalid-headers`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::elbv2::LoadBalancer;

use super::attribute;

pub(crate) static CHECK: Check = Check {
    id: "elbv2-load-balancer-drops-no-invalid-headers",
    title: Text {
        ja: "ALBが不正なHTTPヘッダーを削除しない",
        en: "Application load balancer passes invalid headers on",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "不正なヘッダーの解釈の違いを突くHTTPリクエストスマグリングで、検査や認証を回避される。",
        en: "Malformed headers, read differently behind, smuggle requests past its rules.",
    },
    fix: Text {
        ja: "routing.http.drop_invalid_header_fields.enabledをtrueにする。",
        en: "Set routing.http.drop_invalid_header_fields.enabled to true.",
    },
    maps: &[Map::Fsbp("ELB.4"), Map::Attack("T1190")],
    types: &["AWS::ElasticLoadBalancingV2::LoadBalancer"],
    page: include_str!("load_balancer_drops_no_invalid_headers.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.elbv2.load_balancers, judge),
};

fn judge(balancer: &Resource<LoadBalancer>) -> Judgement {
    if balancer.kind.get()?.as_deref().unwrap_or("application") != "application" {
        return Ok(Verdict::Skip);
    }
    Ok(match attribute(balancer, "routing.http.drop_invalid_header_fields.enabled")? {
        Some(value) if value.eq_ignore_ascii_case("true") => Verdict::Pass,
        _ => Verdict::fail(balancer, "/LoadBalancerAttributes"),
    })
}
