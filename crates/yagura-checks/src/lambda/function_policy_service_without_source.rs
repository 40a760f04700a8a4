//! `lambda-function-policy-service-without-source`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::trust::entries;
use yagura_model::Resource;
use yagura_model::services::lambda::Function;

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-policy-service-without-source",
    title: Text {
        ja: "Lambda関数のポリシーで呼び出し元のリソースが限定されていない",
        en: "A Lambda function trusts an AWS service on behalf of any account",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "別のアカウントのバケットやトピックを関数の呼び出し元に設定され、任意のイベントを送り込まれる。",
        en: "A bucket or topic of another account is pointed at the function and feeds it events.",
    },
    fix: Text {
        ja: "許可にSourceArnを指定する。S3ではSourceAccountも指定する。",
        en: "Give the permission a SourceArn, and for S3 a SourceAccount as well.",
    },
    maps: &[Map::Sl(4), Map::Ia(8), Map::Owasp(5), Map::Csa(1), Map::Fsbp("Lambda.1")],
    types: &["AWS::Lambda::Function"],
    page: include_str!("function_policy_service_without_source.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.functions, judge),
};

/// Services that act only for resources of the function's own account, whatever the policy says
/// (<https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html> and the pages of each, read 2025-11).
const OWN: &[&str] = &["edgelambda.amazonaws.com", "replicator.lambda.amazonaws.com"];

fn judge(function: &Resource<Function>) -> Judgement {
    let Some(document) = function.policy.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    let (entries, gap) = entries(policy);
    let mut open = Vec::new();
    for entry in &entries {
        let Some(service) = entry.service() else { continue };
        if OWN.contains(&service) || entry.has_source() {
            continue;
        }
        if let Some(gap) = &entry.gap {
            return Err(policies::gap(gap));
        }
        open.push((service.to_owned(), entry.statement));
    }
    if open.is_empty() {
        return gap.map_or(Ok(Verdict::Pass), |gap| Err(policies::gap(&gap)));
    }
    let paths: Vec<String> = open.iter().map(|(_, at)| format!("/Policy/Statement/{at}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let names: Vec<&str> = open.iter().map(|(service, _)| service.as_str()).collect();
    let names = names.join(", ");
    Ok(Verdict::fail_all(function, &paths).detail(
        format!("{names}に対してSourceArnもSourceAccountもない"),
        format!("no SourceArn or SourceAccount for {names}"),
    ))
}
