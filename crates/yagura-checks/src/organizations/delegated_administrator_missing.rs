//! `organizations-delegated-administrator-missing`

use yagura_finding::Listing;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::organizations::{DelegatedAdministrator, Organization};
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "organizations-delegated-administrator-missing",
    title: Text {
        ja: "セキュリティサービスの委任管理者アカウントがない",
        en: "No account is delegated to run the security services",
    },
    severity: Severity::Info,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "管理アカウントで日常の作業をすると、その認証情報が漏れたときに組織全体を失う。",
        en: "Daily work in the management account exposes credentials that own the whole organization.",
    },
    fix: Text {
        ja: "セキュリティ専用のアカウントをGuardDutyやSecurity Hubなどの委任管理者に指定する。",
        en: "Name a dedicated security account as delegated administrator of GuardDuty, Security Hub and others.",
    },
    maps: &[Map::Sv],
    types: &["AWS::Organizations::Organization", "AWS::Organizations::DelegatedAdministrator"],
    page: include_str!("delegated_administrator_missing.md"),
    run: |snapshot, report| {
        report.unlisted::<Organization>(&CHECK);
        // What a template lacks may stand elsewhere.
        let organizations = snapshot.organizations.organizations.iter();
        for organization in organizations.filter(|organization| organization.meta.template().is_none()) {
            let delegated =
                report.listing(&snapshot.organizations.delegated_administrators, &organization.meta.account, None);
            report.keep(&CHECK, "AWS::Organizations::Organization", &organization.meta, judge(organization, delegated));
        }
    },
};

fn judge(organization: &Resource<Organization>, delegated: Option<Listing<'_, DelegatedAdministrator>>) -> Judgement {
    if organization.feature_set.get()?.as_deref() != Some("ALL") {
        return Ok(Verdict::Skip);
    }
    let delegated = delegated.ok_or_else(Gap::not_collected)?;
    Ok(if delegated.any(|_| Ok(true))? { Verdict::Pass } else { Verdict::fail(organization, "/MasterAccountId") })
}
