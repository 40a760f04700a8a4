//! `elbv2-listener-old-tls-policy`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::elbv2::Listener;
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "elbv2-listener-old-tls-policy",
    title: Text {
        ja: "ロードバランサーのリスナーが古いTLSを許可している",
        en: "Load balancer listener still speaks old TLS",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "TLS 1.0や1.1に落とされた通信は、既知の弱点を突かれて復号される恐れがある。",
        en: "Connections that are talked down to TLS 1.0 or 1.1 have known weaknesses to attack.",
    },
    fix: Text {
        ja: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06など、TLS 1.2以上のみのセキュリティポリシーに変更する。",
        en: "Choose a policy with TLS 1.2 and up, such as ELBSecurityPolicy-TLS13-1-2-Res-2021-06.",
    },
    maps: &[Map::Fsbp("ELB.17"), Map::Attack("T1557")],
    types: &["AWS::ElasticLoadBalancingV2::Listener"],
    page: include_str!("listener_old_tls_policy.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.elbv2.listeners, judge),
};

/// Parts of the names of policies that begin at TLS 1.2 or 1.3
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>, read 2026-01).
const GOOD: [&str; 4] = ["TLS13-1-2", "TLS13-1-3", "TLS-1-2-", "FS-1-2-"];
/// The same for policies that allow TLS 1.0 or 1.1.
const OLD: [&str; 8] =
    ["TLS13-1-0", "TLS13-1-1", "TLS-1-0-", "TLS-1-1-", "FS-1-1-", "FS-2018-06", "Policy-2016-08", "Policy-201"];

fn judge(listener: &Resource<Listener>) -> Judgement {
    if !matches!(listener.protocol.get()?.as_deref(), Some("HTTPS" | "TLS")) {
        return Ok(Verdict::Skip);
    }
    // Where a template says nothing it is this one.
    let policy = listener.ssl_policy.get()?.as_deref().unwrap_or("ELBSecurityPolicy-2016-08");
    if GOOD.iter().any(|part| policy.contains(part)) {
        return Ok(Verdict::Pass);
    }
    if OLD.iter().any(|part| policy.contains(part)) {
        return Ok(Verdict::fail(listener, "/SslPolicy")
            .detail(format!("セキュリティポリシー: {policy}"), format!("security policy: {policy}")));
    }
    Err(Gap::unsupported(format!("the security policy `{policy}` is not known")))
}
