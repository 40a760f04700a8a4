//! `lambda-function-tracing-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::lambda::Function;

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-tracing-off",
    title: Text {
        ja: "Lambda関数でX-Rayのトレースが有効になっていない", en: "A Lambda function is not traced"
    },
    severity: Severity::Info,
    confidence: Confidence::High,
    attack: Text {
        ja: "どの呼び出しがどのサービスに届いたかを後から追えない。",
        en: "Which call reached which service cannot be followed afterwards.",
    },
    fix: Text {
        ja: "X-Rayのアクティブトレースを有効にする。", en: "Turn on active tracing with X-Ray."
    },
    maps: &[Map::Sl(17), Map::Owasp(10), Map::Csa(5), Map::Fsbp("Lambda.7")],
    types: &["AWS::Lambda::Function"],
    page: include_str!("function_tracing_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.functions, judge),
};

fn judge(function: &Resource<Function>) -> Judgement {
    let mode = function.tracing_config.get()?.as_ref().and_then(|tracing| tracing.mode.as_deref());
    Ok(if mode == Some("Active") { Verdict::Pass } else { Verdict::fail(function, "/TracingConfig") })
}
