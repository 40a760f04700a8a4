//! `lambda-environment-customer-key-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::lambda::Function;

pub(crate) static CHECK: Check = Check {
    id: "lambda-environment-customer-key-missing",
    title: Text {
        ja: "Lambda関数の環境変数がカスタマーマネージドキーで暗号化されていない",
        en: "A Lambda function's environment has no customer managed key",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "関数の設定を読める全員に、環境変数が復号されて表示される。",
        en: "Everyone who may read the configuration sees the variables decrypted.",
    },
    fix: Text {
        ja: "カスタマーマネージドキーを設定し、復号できるプリンシパルを限定する。",
        en: "Set a KMS key whose policy says who may decrypt.",
    },
    maps: &[Map::Se(2), Map::Sl(1), Map::Csa(7)],
    types: &["AWS::Lambda::Function"],
    page: include_str!("environment_customer_key_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.functions, judge),
};

fn judge(function: &Resource<Function>) -> Judgement {
    let Some(environment) = function.environment.get()? else { return Ok(Verdict::Skip) };
    if environment.variables.get()?.is_empty() {
        return Ok(Verdict::Skip);
    }
    let key = function.kms_key_arn.get()?.as_deref().unwrap_or_default();
    Ok(if key.is_empty() { Verdict::fail(function, "/KmsKeyArn") } else { Verdict::Pass })
}
