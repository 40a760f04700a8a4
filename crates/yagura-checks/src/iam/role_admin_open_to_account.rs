//! `iam-role-admin-open-to-account`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::policy::Principal;
use yagura_iam::trust::entries;
use yagura_model::services::iam::Role;
use yagura_model::{Resource, Snapshot};

use super::limits::Limits;
use super::principals;
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-role-admin-open-to-account",
    title: Text {
        ja: "管理者ロールがアカウント全体を信頼している",
        en: "An administrator role trusts the whole account",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "sts:AssumeRoleを広く許可されたプリンシパルを1つ乗っ取れば、管理者になれる。",
        en: "Any principal of the account with a broad sts:AssumeRole is one call away from administration.",
    },
    fix: Text {
        ja: "信頼ポリシーのPrincipalを特定のロールやユーザーに限定し、MFAを条件にする。",
        en: "Name the roles or users that may assume it, and ask for MFA.",
    },
    maps: &[Map::Ia(8), Map::Ap(1), Map::Attack("T1550.001")],
    types: &["AWS::IAM::Role"],
    page: include_str!("role_admin_open_to_account.md"),
    run: |snapshot, report| {
        let limits = Limits::of(snapshot);
        report.each(&CHECK, &snapshot.iam.roles, |role| judge(snapshot, role, &limits));
    },
};

fn judge(snapshot: &Snapshot, role: &Resource<Role>, limits: &Limits) -> Judgement {
    let Some(document) = role.assume_role_policy_document.get()? else { return Ok(Verdict::Skip) };
    let (entries, _) = entries(policies::parsed(document)?);
    let mut own = entries
        .iter()
        .filter(|entry| entry.principal == Some(Principal::Account(role.meta.account.clone().into())))
        .peekable();
    if own.peek().is_none() {
        return Ok(Verdict::Skip);
    }
    let Some(open) = own.find(|entry| entry.requirements.iter().all(|need| need.void)) else {
        return Ok(Verdict::Pass);
    };
    let holdings = principals::of_role(snapshot, role);
    if !holdings.is_admin()?.is_yes() || limits.end_administration(&role.meta, &holdings) {
        return Ok(Verdict::Pass);
    }
    if let Some(gap) = &open.gap {
        return Err(policies::gap(gap));
    }
    Ok(Verdict::fail(role, &format!("/AssumeRolePolicyDocument{}", open.pointer)))
}
