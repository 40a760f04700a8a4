//! `elbv2-load-balancer-no-waf`

use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};
use yagura_model::Snapshot;

use crate::wafv2::shields::Shields;

pub(crate) static CHECK: Check = Check {
    id: "elbv2-load-balancer-no-waf",
    title: Text {
        ja: "インターネット向けのALBにWAFがない",
        en: "Internet-facing application load balancer has no web ACL",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "SQLインジェクションやボットのリクエストがそのままアプリケーションに届く。",
        en: "SQL injection, scanners and floods of requests reach the application as they are.",
    },
    fix: Text { ja: "AWS WAFのWeb ACLを関連付ける。", en: "Associate a web ACL of AWS WAF." },
    maps: &[Map::Ap(12), Map::Fsbp("ELB.16"), Map::Attack("T1190")],
    types: &["AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::WAFv2::WebACL"],
    page: include_str!("load_balancer_no_waf.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let shields = Shields::of(snapshot, |acl| &acl.load_balancers);
    report.each(&CHECK, &snapshot.elbv2.load_balancers, |balancer| {
        let application = balancer.kind.get()?.as_deref().unwrap_or("application") == "application";
        if !application || balancer.scheme.get()?.as_deref() == Some("internal") {
            return Ok(Verdict::Skip);
        }
        if balancer.meta.template().is_some() {
            return Ok(match balancer.web_acl_arn.get()? {
                Some(_) => Verdict::Pass,
                // The association may stand in another template.
                None => Verdict::absent().confidence(Confidence::Low),
            });
        }
        let arn = balancer.meta.arn.as_deref().unwrap_or(&balancer.meta.id);
        Ok(if shields.has(&balancer.meta, arn)? { Verdict::Pass } else { Verdict::absent() })
    });
}
