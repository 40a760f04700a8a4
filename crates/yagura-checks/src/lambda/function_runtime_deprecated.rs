//! `lambda-function-runtime-deprecated`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::lambda::Function;
use yagura_model::{Gap, Resource, Snapshot};

use super::runtimes::{READ, RUNTIMES};
use crate::when::epoch;

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-runtime-deprecated",
    title: Text {
        ja: "Lambda関数のランタイムのサポートが終了している",
        en: "A Lambda function runs on a runtime that AWS no longer patches",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "ランタイムの脆弱性が見つかっても、修正が提供されない。",
        en: "A hole that is found in the runtime now stays open.",
    },
    fix: Text {
        ja: "サポートされているランタイムに更新する。", en: "Move to a runtime that is supported."
    },
    maps: &[Map::Ap(13), Map::Owasp(9), Map::Csa(11), Map::Fsbp("Lambda.2")],
    types: &["AWS::Lambda::Function"],
    page: include_str!("function_runtime_deprecated.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.functions, |function| judge(snapshot, function)),
};

fn judge(snapshot: &Snapshot, function: &Resource<Function>) -> Judgement {
    let Some(runtime) = function.runtime.get()?.as_deref() else {
        // A container image brings its own.
        return Ok(Verdict::Skip);
    };
    let Some((_, date)) = RUNTIMES.iter().find(|(name, _)| *name == runtime) else {
        return Err(Gap::unsupported(format!("`{runtime}` is not in the list of runtimes of {READ}")));
    };
    let when = |text: &str| epoch(text).ok_or_else(|| Gap::error(format!("`{text}` is no date")));
    // A template has no time of its own; what was deprecated when the list was read is so ever since.
    let now = snapshot.contents.taken_epoch.max(when(READ)?);
    if when(date)? > now {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail(function, "/Runtime")
        .detail(format!("{runtime}は{date}にサポートが終了した"), format!("{runtime} was deprecated on {date}")))
}
