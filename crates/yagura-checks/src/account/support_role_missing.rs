//! `account-support-role-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::{Arn, Fact, Gap};

pub(crate) static CHECK: Check = Check {
    id: "account-support-role-missing",
    title: Text {
        ja: "AWSサポートに連絡できるロールがない", en: "No role may open cases with AWS Support"
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "インシデントの最中にサポートへ連絡できる人がおらず、対応が遅れる。",
        en: "In the middle of an incident nobody may call AWS Support, and the answer is late.",
    },
    fix: Text {
        ja: "AWSSupportAccessをアタッチしたロールを作り、インシデント対応の担当者が引き受けられるようにする。",
        en: "Make a role with AWSSupportAccess that the people who answer incidents may assume.",
    },
    maps: &[Map::Ap(21), Map::Cis("1.17")],
    types: &["AWS::IAM::Role", "AWS::IAM::Group"],
    page: include_str!("support_role_missing.md"),
    run: |snapshot, report| {
        report.accounts(&CHECK, &snapshot.iam.roles, |roles| {
            // A group that has it is enough; only its absence has to be proved.
            let of_group = snapshot
                .iam
                .groups
                .iter()
                .filter(|group| group.meta.account == roles.account)
                .any(|group| holds(&group.managed_policy_arns).unwrap_or(false));
            if of_group || roles.any(|role| holds(&role.managed_policy_arns))? {
                return Ok(Verdict::Pass);
            }
            for group in snapshot.iam.groups.iter().filter(|group| group.meta.account == roles.account) {
                holds(&group.managed_policy_arns)?;
            }
            Judgement::Ok(Verdict::absent())
        });
    },
};

/// Whether AWS's own policy for support is among the attached ones.
fn holds(attached: &Fact<Vec<Fact<String>>>) -> Result<bool, Gap> {
    let mut gap = None;
    for arn in attached.get()? {
        match arn.get() {
            Ok(arn) => {
                let own = Arn::parse(arn).is_some_and(|arn| arn.service == "iam" && arn.account == "aws");
                if own && arn.ends_with(":policy/AWSSupportAccess") {
                    return Ok(true);
                }
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(false), Err)
}
