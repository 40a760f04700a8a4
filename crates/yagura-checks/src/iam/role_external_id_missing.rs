//! `iam-role-external-id-missing`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::policy::Principal;
use yagura_iam::trust::{Entry, entries};
use yagura_model::services::iam::Role;
use yagura_model::{Fact, Resource, Snapshot};

use super::principals;
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-role-external-id-missing",
    title: Text {
        ja: "外部アカウントを外部IDなしで信頼している",
        en: "The role trusts another account without an external id",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "委託先サービスの別の顧客が、混乱した代理の手口でロールのARNを指定し、権限を使わせる。",
        en: "Another customer of the same vendor names your role and has the vendor act in your account.",
    },
    fix: Text {
        ja: "第三者のアカウントにはsts:ExternalIdの条件を付け、不要であれば信頼を削除する。",
        en: "Ask a third party for sts:ExternalId, or take the trust away.",
    },
    maps: &[Map::Ia(8), Map::Attack("T1199")],
    types: &["AWS::IAM::Role"],
    page: include_str!("role_external_id_missing.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.iam.roles, |role| judge(snapshot, role, &trusted));
    },
};

/// Conditions that settle who comes, or that a vendor's machine does not meet.
const SETTLED: &[&str] = &[
    "sts:ExternalId",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
];

fn judge(snapshot: &Snapshot, role: &Resource<Role>, trusted: &BTreeSet<String>) -> Judgement {
    let Some(document) = role.assume_role_policy_document.get()? else { return Ok(Verdict::Skip) };
    let (entries, gap) = entries(policies::parsed(document)?);
    let mut gap = gap.map(|gap| policies::gap(&gap));
    let mut open: Vec<&Entry> = Vec::new();
    for entry in &entries {
        let Some(account) = entry.account() else {
            if entry.principal.is_none() && !entry.not_principal {
                gap = gap.or_else(|| entry.gap.as_ref().map(policies::gap));
            }
            continue;
        };
        let inside = account == role.meta.account || !account.bytes().all(|byte| byte.is_ascii_digit());
        if inside
            || trusted.contains(account)
            || of_organization(snapshot, role, account)
            || !entry.actions.contains(&"sts:AssumeRole")
        {
            continue;
        }
        if SETTLED.iter().any(|key| entry.requires(key).is_some()) {
            continue;
        }
        match &entry.gap {
            Some(reason) => gap = gap.or_else(|| Some(policies::gap(reason))),
            None => open.push(entry),
        }
    }
    let Some(first) = open.first() else { return gap.map_or(Ok(Verdict::Pass), Err) };
    let whole = open.iter().any(|entry| matches!(entry.principal, Some(Principal::Account(_))));
    let admin = principals::of_role(snapshot, role).is_admin().is_ok_and(|grant| grant.is_possible());
    let severity = match (admin, whole) {
        (true, _) => Severity::High,
        (false, true) => Severity::Medium,
        (false, false) => Severity::Low,
    };
    let paths: Vec<String> = open.iter().map(|entry| format!("/AssumeRolePolicyDocument{}", entry.pointer)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let account = first.account().unwrap_or_default();
    Ok(Verdict::fail_all(role, &paths)
        .severity(severity)
        .detail(format!("アカウント {account} を信頼している"), format!("it trusts account {account}")))
}

fn of_organization(snapshot: &Snapshot, role: &Resource<Role>, account: &str) -> bool {
    let own = &role.meta.account;
    let is = |id: &Fact<Option<String>>| id.known().and_then(Option::as_deref) == Some(account);
    let member = snapshot.organizations.accounts.iter().any(|item| item.meta.account == *own && is(&item.account_id));
    member
        || snapshot
            .organizations
            .organizations
            .iter()
            .any(|item| item.meta.account == *own && is(&item.master_account_id))
}
