//! `iam-policy-allows-all`

use yagura_finding::{Check, Confidence, Map, Severity, Text};
use yagura_iam::Policy;
use yagura_iam::grants::is_admin;
use yagura_model::Gap;

use super::documents::{self, Hit, Question};

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-allows-all",
    title: Text {
        ja: "IAMポリシーがすべての操作を許可している", en: "A policy allows everything on everything"
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "このポリシーを持つユーザーや関数が1つ乗っ取られると、アカウント全体を失う。",
        en: "One captured holder of it, person or function, is the whole account.",
    },
    fix: Text {
        ja: "実際に使われている操作とリソースだけを許可する。IAM Access Analyzerのポリシー生成が役立つ。",
        en: "Allow only the actions and resources in use; IAM Access Analyzer can write such a policy from activity.",
    },
    maps: &[Map::Ap(1), Map::Ia(7), Map::Cis("1.16"), Map::Fsbp("IAM.1"), Map::Attack("T1078.004")],
    types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
    page: include_str!("policy_allows_all.md"),
    run: |snapshot, report| documents::each_document(snapshot, report, &CHECK, &QUESTION),
};

pub(super) const QUESTION: Question = Question { services: &[], ask: question };

fn question(policy: &Policy) -> Result<Option<Hit>, Gap> {
    documents::hit(policy, &is_admin(&[policy]))
}
