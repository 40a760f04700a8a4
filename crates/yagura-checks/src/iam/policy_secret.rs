//! `iam-policy-secret`

use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};
use yagura_model::{Document, Gap, Snapshot};

use crate::secrets::judge_plain;

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-secret",
    title: Text { ja: "IAMポリシーに認証情報が書かれている", en: "An IAM policy holds a secret" },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "iam:GetPolicyVersionやiam:GetRolePolicyを呼び出せる者に値が読まれる。",
        en: "Whoever may call iam:GetPolicyVersion or iam:GetRolePolicy has it.",
    },
    fix: Text {
        ja: "ポリシーから取り除き、漏れた値は変更する。条件には秘密でない属性を使う。",
        en: "Take it out and change what was exposed; conditions go by attributes that are no secrets.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552")],
    types: &["AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"],
    page: include_str!("policy_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    macro_rules! inline {
        ($($list:ident $name:literal),+) => {$(
            report.each(&CHECK, &snapshot.iam.$list, |holder| {
                let policies = holder.policies.get()?;
                match judge_plain(snapshot, $name, &holder.meta, false)? {
                    Verdict::Pass => {
                        for policy in policies {
                            read(policy.policy_document.get()?)?;
                        }
                        Ok(if policies.is_empty() { Verdict::Skip } else { Verdict::Pass })
                    }
                    other => Ok(other),
                }
            });
        )+};
    }
    inline!(users "AWS::IAM::User", groups "AWS::IAM::Group", roles "AWS::IAM::Role");
    report.each(&CHECK, &snapshot.iam.managed_policies, |policy| {
        let document = policy.policy_document.get()?;
        match judge_plain(snapshot, "AWS::IAM::ManagedPolicy", &policy.meta, false)? {
            Verdict::Pass => document.as_ref().map_or(Ok(()), read).map(|()| Verdict::Pass),
            other => Ok(other),
        }
    });
}

/// Fails where a part of the policy is not known.
fn read(document: &Document) -> Result<(), Gap> {
    document.first_gap().map_or(Ok(()), Err)
}
