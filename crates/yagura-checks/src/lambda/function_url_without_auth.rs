//! `lambda-function-url-without-auth`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::lambda::Url;
use yagura_model::{Resource, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-url-without-auth",
    title: Text { ja: "Lambda関数URLに認証がない", en: "A Lambda function URL asks for no credentials" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "URLを知った誰もが、関数を何度でも呼び出せる。",
        en: "Whoever learns the URL calls the function, as often as they like.",
    },
    fix: Text {
        ja: "AuthTypeをAWS_IAMにするか、CloudFrontやAPI Gatewayを前段に置いて認可する。",
        en: "Set AuthType to AWS_IAM, or put CloudFront or API Gateway with an authorizer before it.",
    },
    maps: &[Map::Sl(15), Map::Sl(16), Map::Owasp(2), Map::Csa(2), Map::Attack("T1190")],
    types: &["AWS::Lambda::Url", "AWS::Lambda::Function"],
    page: include_str!("function_url_without_auth.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.urls, |url| judge(snapshot, url)),
};

fn judge(snapshot: &Snapshot, url: &Resource<Url>) -> Judgement {
    if url.auth_type.get()?.as_deref() != Some("NONE") {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::fail(url, "/AuthType");
    // Without a public permission beside it the URL answers 403, until somebody adds one
    // (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
    let target = super::function_of(snapshot, url).ok();
    Ok(match target.and_then(|function| function.policy.known()) {
        Some(None) => verdict.severity(Severity::Low).detail(
            "関数のポリシーに公開の許可がないため、現在は403が返る",
            "the function's policy has no public permission, so the URL answers 403 for now",
        ),
        _ => verdict,
    })
}
