//! `lambda-function-policy-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::lambda::Function;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-policy-public",
    title: Text {
        ja: "Lambda関数のリソースベースポリシーで誰でも呼び出せる",
        en: "A Lambda function may be called by anyone",
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "関数のARNが分かれば、どのAWSアカウントからでも好きなイベントで呼び出せる。",
        en: "Anyone with an AWS account calls it with any event they like; the ARN is all they need.",
    },
    fix: Text {
        ja: "PrincipalをアカウントやロールのARNに限るか、SourceArnなどの条件を付ける。",
        en: "Name the account or role as principal, or add a condition such as SourceArn.",
    },
    maps: &[Map::Sl(4), Map::Ap(1), Map::Owasp(5), Map::Csa(3), Map::Fsbp("Lambda.1"), Map::Attack("T1190")],
    types: &["AWS::Lambda::Function"],
    page: include_str!("function_policy_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.functions, |function| judge(snapshot, function)),
};

fn judge(snapshot: &Snapshot, function: &Resource<Function>) -> Judgement {
    let Some(document) = function.policy.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    // An endpoint of its own that asks for nobody's name is `lambda-function-url-without-auth`.
    let policy = policies::only(policy, super::API_ACTIONS);
    Ok(match policies::stranger(snapshot, &function.meta, "lambda", &policy)? {
        None => Verdict::Pass,
        Some(witness) => policies::let_in(function, "/Policy", &witness),
    })
}
