//! `organizations-scp-guardrail-missing`

use yagura_finding::Listing;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::policy::{Clause, Effect};
use yagura_model::services::organizations::{Organization, Policy};
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "organizations-scp-guardrail-missing",
    title: Text {
        ja: "組織にガードレールとなるSCPがない", en: "No service control policy guards the organization"
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "乗っ取られたアカウントの管理者が、証跡やGuardDutyを止めて痕跡を消せる。",
        en: "An administrator of a captured account may stop the trail and GuardDuty and hide.",
    },
    fix: Text {
        ja: "監査ログ、セキュリティサービス、利用しないリージョンを保護するSCPを作り、ルートまたはOUにアタッチする。",
        en: "Attach SCPs that protect logs, security services and unused regions to the root or its units.",
    },
    maps: &[Map::Sv, Map::Ap(1), Map::Ia(7)],
    types: &["AWS::Organizations::Organization", "AWS::Organizations::Policy"],
    page: include_str!("scp_guardrail_missing.md"),
    run: |snapshot, report| {
        report.unlisted::<Organization>(&CHECK);
        // What a template lacks may stand elsewhere.
        let organizations = snapshot.organizations.organizations.iter();
        for organization in organizations.filter(|organization| organization.meta.template().is_none()) {
            let policies = report.listing(&snapshot.organizations.policies, &organization.meta.account, None);
            report.keep(&CHECK, "AWS::Organizations::Organization", &organization.meta, judge(organization, policies));
        }
    },
};

fn judge(organization: &Resource<Organization>, policies: Option<Listing<'_, Policy>>) -> Judgement {
    if organization.feature_set.get()?.as_deref() != Some("ALL") {
        return Ok(Verdict::Skip);
    }
    let policies = policies.ok_or_else(Gap::not_collected)?;
    Ok(if policies.any(guards)? { Verdict::Pass } else { Verdict::fail(organization, "/FeatureSet") })
}

/// Whether a policy is attached somewhere and limits something.
fn guards(policy: &Resource<Policy>) -> Result<bool, Gap> {
    if policy.kind.get()?.as_deref() != Some("SERVICE_CONTROL_POLICY")
        || *policy.aws_managed.get()?
        || policy.target_ids.get()?.is_empty()
    {
        return Ok(false);
    }
    let Some(document) = policy.content.get()? else { return Ok(false) };
    if let Some(gap) = document.first_gap() {
        return Err(gap);
    }
    let policy = yagura_iam::Policy::from_json(document.text()).map_err(|error| Gap::error(error.to_string()))?;
    // A policy that allows all there is takes nothing away; any other does, by a Deny or by what it leaves out.
    let all = policy.statements.iter().any(|statement| {
        statement.effect == Effect::Allow
            && statement.conditions.is_empty()
            && matches!(&statement.action, Clause::Is(actions) if actions.items.iter().any(|a| a.pattern.is_any()))
            && matches!(&statement.resource, Clause::Is(items) if items.items.iter().any(|r| r.pattern.is_any()))
    });
    Ok(policy.statements.iter().any(|statement| statement.effect == Effect::Deny) || !all)
}
