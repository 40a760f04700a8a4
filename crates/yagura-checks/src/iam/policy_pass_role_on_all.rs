//! `iam-policy-pass-role-on-all`

use yagura_finding::{Check, Confidence, Map, Severity, Text};
use yagura_iam::Policy;
use yagura_iam::grants::{Resources, allows, is_admin};
use yagura_model::Gap;

use super::documents::{self, Hit, Question};

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-pass-role-on-all",
    title: Text {
        ja: "IAMポリシーがすべてのロールへのiam:PassRoleを許可している",
        en: "A policy allows to pass every role",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "管理者ロールを関数やインスタンスに渡し、その中のコードから管理者として操作する。",
        en: "An admin role is passed to a function or an instance, and code in it acts as admin.",
    },
    fix: Text {
        ja: "渡してよいロールのARNを列挙し、iam:PassedToServiceで渡す先のサービスも限定する。",
        en: "Name the roles that may be passed, and the service with iam:PassedToService.",
    },
    maps: &[Map::Ap(1), Map::Ia(8), Map::Ia(10), Map::Attack("T1548")],
    types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
    page: include_str!("policy_pass_role_on_all.md"),
    run: |snapshot, report| documents::each_document(snapshot, report, &CHECK, &QUESTION),
};

pub(super) const QUESTION: Question = Question { services: &["iam"], ask: question };

fn question(policy: &Policy) -> Result<Option<Hit>, Gap> {
    if is_admin(&[policy]).is_yes() {
        return Ok(None);
    }
    let grant = allows(&[policy], "iam:PassRole", Resources::All);
    if let Some(hit) = documents::hit(policy, &grant)? {
        return Ok(Some(hit));
    }
    // The service is limited, the role is not.
    let only_service = grant.is_possible()
        && grant.statements().iter().filter_map(|at| policy.statement(at.statement)).all(|statement| {
            !statement.conditions.is_empty()
                && statement.conditions.iter().all(|condition| condition.key_lower == "iam:passedtoservice")
        });
    Ok(only_service.then(|| Hit::of(&grant).severity(Severity::Medium)))
}
