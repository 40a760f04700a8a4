//! `elbv2-listener-plain-http`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::elbv2::{Action, Listener, LoadBalancer};
use yagura_model::{Fact, Gap, Resource, Resources};

pub(crate) static CHECK: Check = Check {
    id: "elbv2-listener-plain-http",
    title: Text {
        ja: "ロードバランサーが平文のHTTPで応答している", en: "Load balancer answers plain HTTP"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "通信経路上の第三者に、セッションCookieやパスワードを盗み見られたり内容を書き換えられたりする。",
        en: "Anyone on the way reads session cookies and passwords, or rewrites the page.",
    },
    fix: Text {
        ja: "HTTPのリスナーはHTTPSへのリダイレクトだけにする。",
        en: "Let the HTTP listener do nothing but redirect to HTTPS.",
    },
    maps: &[Map::Fsbp("ELB.1"), Map::Fsbp("ELB.18"), Map::Attack("T1557")],
    types: &["AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::LoadBalancer"],
    page: include_str!("listener_plain_http.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.elbv2.listeners, |listener| judge(listener, &snapshot.elbv2.load_balancers));
    },
};

fn judge(listener: &Resource<Listener>, balancers: &Resources<LoadBalancer>) -> Judgement {
    if listener.protocol.get()?.as_deref() != Some("HTTP") {
        return Ok(Verdict::Skip);
    }
    let mut place = "/DefaultActions".to_owned();
    if redirects(listener.default_actions.get()?)? {
        // A rule goes before the default.
        let rules = listener.rules.get();
        let mut open = None;
        for (at, rule) in rules.as_ref().map(|rules| rules.as_slice()).unwrap_or_default().iter().enumerate() {
            if !redirects(&rule.actions)? {
                open = Some(at);
                break;
            }
        }
        match (open, rules) {
            (Some(at), _) => place = format!("/Rules/{at}"),
            (None, Err(gap)) => return Err(gap),
            (None, Ok(_)) => return Ok(Verdict::Pass),
        }
    }
    let verdict = Verdict::fail_all(listener, &["/Protocol", &place]);
    let internal = listener.load_balancer_arn.known().and_then(Option::as_ref).is_some_and(|arn| {
        let balancer = balancers.find(&listener.meta, arn);
        balancer
            .and_then(|balancer| balancer.scheme.known()?.as_deref().map(|scheme| scheme == "internal"))
            .unwrap_or(false)
    });
    Ok(if internal { verdict.severity(Severity::Low) } else { verdict })
}

/// Whether requests are sent on to HTTPS. The last action is the one that answers; what stands before it only asks who
/// is there.
fn redirects(actions: &[Fact<Action>]) -> Result<bool, Gap> {
    let mut last = None;
    for action in actions {
        last = Some(action.get()?);
    }
    let Some(action) = last else { return Ok(false) };
    if action.kind.get()?.as_deref() != Some("redirect") {
        return Ok(false);
    }
    Ok(action.redirect_config.get()?.as_ref().is_some_and(|to| to.protocol.as_deref() == Some("HTTPS")))
}
