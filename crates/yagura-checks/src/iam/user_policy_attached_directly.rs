//! `iam-user-policy-attached-directly`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::User;
use yagura_model::{Arn, Fact, Resource};

pub(crate) static CHECK: Check = Check {
    id: "iam-user-policy-attached-directly",
    title: Text {
        ja: "IAMユーザーにポリシーが直接アタッチされている",
        en: "A managed policy is attached to an IAM user directly",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "個人ごとに付けた権限は棚卸しから漏れ、異動後も強い権限が残る。",
        en: "Rights given person by person are missed in reviews and stay when the person moves on.",
    },
    fix: Text {
        ja: "権限はグループまたはロール (IAM Identity Centerの許可セット) に付け、ユーザーからは外す。",
        en: "Give rights to groups or roles and detach them from the user.",
    },
    maps: &[Map::Ap(2), Map::Ia(3), Map::Cis("1.15"), Map::Fsbp("IAM.2")],
    types: &["AWS::IAM::User"],
    page: include_str!("user_policy_attached_directly.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.users, judge),
};

fn judge(user: &Resource<User>) -> Judgement {
    let attached = user.managed_policy_arns.get()?;
    // Of another stack of an assembly.
    let elsewhere = user.policies.known().into_iter().flatten().any(|policy| policy.attached().is_some());
    if attached.is_empty() {
        return Ok(if elsewhere { Verdict::fail(user, "/Policies") } else { Verdict::Pass });
    }
    let names: Vec<&str> = attached
        .iter()
        .filter_map(Fact::known)
        .map(|arn| Arn::parse(arn).map_or(arn.as_str(), |parsed| parsed.name()))
        .collect();
    let failed = Verdict::fail(user, "/ManagedPolicyArns");
    Ok(if names.is_empty() { failed } else { failed.detail(names.join("、"), names.join(", ")) })
}
