//! `iam-role-trusts-everyone`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::reach::{Answer, ResourceContext, Who, is_public};
use yagura_iam::trust::entries;
use yagura_model::services::iam::Role;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-role-trusts-everyone",
    title: Text { ja: "ロールを誰でも引き受けられる", en: "Anyone may assume the role" },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のAWSアカウントからロールを引き受け、その権限をすべて使う。",
        en: "Any AWS account in the world assumes the role and has all that it may do.",
    },
    fix: Text {
        ja: "信頼ポリシーのPrincipalを、必要なアカウントやロールのARNに限定する。",
        en: "Name the accounts or roles that need it in the Principal of the trust policy.",
    },
    maps: &[Map::Ia(8), Map::Ap(1), Map::Attack("T1078.004")],
    types: &["AWS::IAM::Role"],
    page: include_str!("role_trusts_everyone.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.roles, |role| judge(snapshot, role)),
};

fn judge(snapshot: &Snapshot, role: &Resource<Role>) -> Judgement {
    let Some(document) = role.assume_role_policy_document.get()? else { return Ok(Verdict::Skip) };
    let policy = policies::parsed(document)?;
    let context = ResourceContext {
        account: Some(&role.meta.account),
        now: Some(snapshot.contents.taken_epoch.saturating_mul(1000)).filter(|now| *now > 0),
        ..ResourceContext::role()
    };
    let gap = match is_public(policy, &context) {
        // A token of a provider that serves everybody is the matter of `iam-role-trusts-open-provider`.
        Answer::Yes(witness) if !matches!(witness.who, Who::Federated(_)) => {
            return Ok(policies::let_in(role, "/AssumeRolePolicyDocument", &witness));
        }
        Answer::Unknown(gap) => Some(policies::gap(&gap)),
        Answer::Yes(_) | Answer::No(_) => None,
    };
    let (entries, _) = entries(policy);
    let by_id = entries.iter().find(|entry| {
        let others =
            entry.requirements.iter().any(|need| !need.void && !need.key.eq_ignore_ascii_case("sts:ExternalId"));
        entry.is_everyone() && entry.external_ids().is_some() && !others
    });
    if let Some(entry) = by_id {
        let path = format!("/AssumeRolePolicyDocument{}", entry.pointer);
        return Ok(Verdict::fail(role, &path)
            .severity(Severity::High)
            .detail("制限は外部IDだけ", "nothing but an external id keeps strangers out"));
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}
