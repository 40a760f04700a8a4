//! `elbv2-load-balancer-access-logs-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::elbv2::LoadBalancer;

use super::attribute;

pub(crate) static CHECK: Check = Check {
    id: "elbv2-load-balancer-access-logs-off",
    title: Text {
        ja: "ロードバランサーのアクセスログが無効になっている", en: "Load balancer keeps no access log"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "攻撃のリクエストが記録に残らず、いつ・どこから・何をされたのかを調べられない。",
        en: "Attacks leave no trace, and nobody can tell later who asked for what.",
    },
    fix: Text {
        ja: "access_logs.s3.enabledをtrueにし、ログを保存するS3バケットを指定する。",
        en: "Set access_logs.s3.enabled to true and name a bucket for the logs.",
    },
    maps: &[Map::Ap(18), Map::Sv, Map::Fsbp("ELB.5")],
    types: &["AWS::ElasticLoadBalancingV2::LoadBalancer"],
    page: include_str!("load_balancer_access_logs_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.elbv2.load_balancers, judge),
};

fn judge(balancer: &Resource<LoadBalancer>) -> Judgement {
    // Gateway load balancers have no access logs.
    if balancer.kind.get()?.as_deref() == Some("gateway") {
        return Ok(Verdict::Skip);
    }
    Ok(match attribute(balancer, "access_logs.s3.enabled")? {
        Some(value) if value.eq_ignore_ascii_case("true") => Verdict::Pass,
        _ => Verdict::fail(balancer, "/LoadBalancerAttributes"),
    })
}
