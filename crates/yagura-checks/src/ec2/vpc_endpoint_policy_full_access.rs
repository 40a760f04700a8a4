//! `ec2-vpc-endpoint-policy-full-access`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::Policy;
use yagura_iam::policy::{Effect, Statement};
use yagura_iam::reach::{Answer, ResourceContext, is_public};
use yagura_model::services::ec2::VpcEndpoint;
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "ec2-vpc-endpoint-policy-full-access",
    title: Text {
        ja: "VPCエンドポイントポリシーがフルアクセスになっている",
        en: "VPC endpoint policy allows everything",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "侵入したサーバーから、攻撃者のアカウントのバケットなどへデータを持ち出せる。",
        en: "From a machine inside, data goes out through the endpoint to a bucket of the attacker's own account.",
    },
    fix: Text {
        ja: "自組織のプリンシパルとリソース（aws:PrincipalOrgID、aws:ResourceOrgID）に限定する。",
        en: "Limit it to your own principals and resources (aws:PrincipalOrgID, aws:ResourceOrgID).",
    },
    maps: &[Map::Ap(10), Map::Attack("T1567.002")],
    types: &["AWS::EC2::VPCEndpoint"],
    page: include_str!("vpc_endpoint_policy_full_access.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.vpc_endpoints, judge),
};

fn judge(endpoint: &Resource<VpcEndpoint>) -> Judgement {
    // Endpoints for appliances have no policy.
    let kind = endpoint.vpc_endpoint_type.get()?.as_deref().unwrap_or("Gateway");
    if !matches!(kind, "Gateway" | "Interface") {
        return Ok(Verdict::Skip);
    }
    if !is_aws(endpoint.service_name.get()?.as_deref().unwrap_or_default()) {
        return Ok(Verdict::Skip);
    }
    let Some(document) = endpoint.policy_document.get()? else {
        // AWS writes `Allow * * *` where nobody writes a policy.
        return Ok(Verdict::fail(endpoint, "/PolicyDocument"));
    };
    let policy =
        Policy::from_json(document.text()).map_err(|error| Gap::error(format!("the endpoint's policy: {error}")))?;
    let mut gap = policy.first_gap().map(|gap| Gap::unresolved(gap.to_string()));
    for statement in &policy.statements {
        if !(matches!(statement.effect, Effect::Allow) && is_full(statement)) {
            continue;
        }
        let context = ResourceContext { service: service(endpoint, statement), ..ResourceContext::default() };
        match is_public(&alone(&policy, statement.index), &context) {
            Answer::Yes(_) => {
                return Ok(Verdict::fail(endpoint, "/PolicyDocument").detail(
                    format!("ステートメント{}がすべてを許可している", statement.index + 1),
                    format!("statement {} allows everything", statement.index + 1),
                ));
            }
            Answer::No(_) => {}
            Answer::Unknown(reason) => gap = gap.or_else(|| Some(Gap::unresolved(reason.to_string()))),
        }
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}

/// An endpoint of AWS's own services; those of partners have no policy.
fn is_aws(service: &str) -> bool {
    (service.starts_with("com.amazonaws.") && !service.starts_with("com.amazonaws.vpce."))
        || service.starts_with("aws.")
}

/// The prefix of the actions that a statement is about.
fn service<'e>(endpoint: &'e VpcEndpoint, statement: &'e Statement) -> Option<&'e str> {
    if let Some((prefix, _)) = statement.action.items().iter().find_map(|action| action.text.split_once(':')) {
        return Some(prefix);
    }
    // `com.amazonaws.us-east-1.ecr.api`
    let name = endpoint.service_name.known()?.as_deref()?.split('.').nth(3)?;
    Some(match name {
        "monitoring" => "cloudwatch",
        "email-smtp" => "ses",
        name => name,
    })
}

/// Whether a statement is about every action (of the service) and every resource.
fn is_full(statement: &Statement) -> bool {
    let actions = statement.action.is_not()
        || statement.action.items().iter().any(|action| {
            action.pattern.is_any()
                || action.text.split_once(':').is_some_and(|(_, name)| name.trim_matches('*').is_empty())
        });
    let resources = statement.resource.is_not()
        || statement.resource.items().iter().any(|resource| resource.text.trim_matches('*').is_empty());
    actions && resources
}

/// The policy with one Allow and all that denies.
fn alone(policy: &Policy, index: usize) -> Policy {
    let mut alone = policy.clone();
    alone.statements.retain(|statement| statement.index == index || !matches!(statement.effect, Effect::Allow));
    alone
}
