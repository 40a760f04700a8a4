//! `iam-policy-reads-all-secrets`

use yagura_finding::{Check, Confidence, Map, Severity, Text};
use yagura_iam::Policy;
use yagura_model::Gap;

use super::documents::{self, Hit, Question};

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-reads-all-secrets",
    title: Text {
        ja: "IAMポリシーがすべてのシークレットまたはパラメータの読み取りを許可している",
        en: "A policy allows to read every secret or parameter",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "1つの関数を乗っ取るだけで、アカウント内のすべてのパスワードやAPIキーを読み出す。",
        en: "One captured function reads every password and API key that the account keeps.",
    },
    fix: Text {
        ja: "そのアプリケーションが使うシークレットやパラメータのARNだけを許可する。",
        en: "Allow only the ARNs of the secrets and parameters that the application uses.",
    },
    maps: &[Map::Ap(1), Map::Ap(16), Map::Ia(7), Map::Attack("T1552")],
    types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
    page: include_str!("policy_reads_all_secrets.md"),
    run: |snapshot, report| documents::each_document(snapshot, report, &CHECK, &QUESTION),
};

// A secret's ARN ends in a hyphen and six characters
// (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>).
const VALUES: &[(&str, &str)] = &[
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:{region}:{AccountId}:secret:yagura/probe-a1B2c3"),
    ("ssm:GetParameter", "arn:aws:ssm:{region}:{AccountId}:parameter/yagura/probe-0"),
    ("ssm:GetParameters", "arn:aws:ssm:{region}:{AccountId}:parameter/yagura/probe-0"),
    ("ssm:GetParametersByPath", "arn:aws:ssm:{region}:{AccountId}:parameter/yagura/probe-0"),
];

pub(super) const QUESTION: Question = Question { services: &["secretsmanager", "ssm"], ask: question };

fn question(policy: &Policy) -> Result<Option<Hit>, Gap> {
    let mut gap = None;
    for (action, format) in VALUES {
        match documents::unless_admin(policy, action, format) {
            Ok(Some(hit)) => return Ok(Some(hit.detail(*action, *action))),
            Ok(None) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(None), Err)
}
