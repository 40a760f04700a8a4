//! `iam-policy-assume-role-on-all`

use yagura_finding::{Check, Confidence, Map, Severity, Text};
use yagura_iam::Policy;
use yagura_model::Gap;

use super::documents::{self, Hit, Question};

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-assume-role-on-all",
    title: Text {
        ja: "IAMポリシーがすべてのロールへのsts:AssumeRoleを許可している",
        en: "A policy allows to assume every role",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "アカウント全体を信頼するロールがあれば、管理者ロールや他アカウントのロールに乗り換える。",
        en: "Any role that trusts the whole account, here or elsewhere, is the next step.",
    },
    fix: Text {
        ja: "引き受けてよいロールのARNを列挙する。", en: "Name the roles that may be assumed."
    },
    maps: &[Map::Ap(1), Map::Ia(8), Map::Attack("T1550.001")],
    types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
    page: include_str!("policy_assume_role_on_all.md"),
    run: |snapshot, report| documents::each_document(snapshot, report, &CHECK, &QUESTION),
};

pub(super) const QUESTION: Question = Question { services: &["sts"], ask: question };

fn question(policy: &Policy) -> Result<Option<Hit>, Gap> {
    documents::unless_admin(policy, "sts:AssumeRole", "")
}
