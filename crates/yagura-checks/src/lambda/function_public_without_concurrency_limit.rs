//! `lambda-function-public-without-concurrency-limit`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::lambda::Url;
use yagura_model::{Resource, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-public-without-concurrency-limit",
    title: Text {
        ja: "公開されたLambda関数に同時実行数の上限がない",
        en: "A Lambda function that anyone may call has no limit on how often it runs at once",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "大量の呼び出しでアカウントの同時実行数を使い切られ、ほかの関数も動かなくなる。料金もかさむ。",
        en: "A flood of calls uses up the account's concurrency: every other function stops, and the bill grows.",
    },
    fix: Text { ja: "予約済み同時実行数を設定する。", en: "Set a reserved concurrency." },
    maps: &[Map::Csa(8), Map::Attack("T1499")],
    types: &["AWS::Lambda::Url", "AWS::Lambda::Function"],
    page: include_str!("function_public_without_concurrency_limit.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.urls, |url| judge(snapshot, url)),
};

fn judge(snapshot: &Snapshot, url: &Resource<Url>) -> Judgement {
    if url.auth_type.get()?.as_deref() != Some("NONE") {
        return Ok(Verdict::Skip);
    }
    // In a template the limit stands with the function; live, it was asked for the URL's function.
    let limit = if url.meta.template().is_some() {
        super::function_of(snapshot, url)?.reserved_concurrent_executions.get()?
    } else {
        url.reserved_concurrent_executions.get()?
    };
    Ok(if limit.is_some() { Verdict::Pass } else { Verdict::fail(url, "/ReservedConcurrentExecutions") })
}
