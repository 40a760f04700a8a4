//! `lambda-environment-secret`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::lambda::Function;

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "lambda-environment-secret",
    title: Text {
        ja: "Lambda関数の環境変数に認証情報が平文で保存されている",
        en: "A Lambda function keeps a secret in its environment",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "関数の設定を読めれば値が手に入る。コードの脆弱性から環境変数を読まれた場合も同じである。",
        en: "Whoever may read the configuration has it, and so does whoever gets the function to show its environment.",
    },
    fix: Text {
        ja: "Secrets ManagerまたはParameter Storeに移して実行時に取得し、漏れた値は変更する。",
        en: "Move it to Secrets Manager or Parameter Store, fetch it at run time, and change what was exposed.",
    },
    maps: &[
        Map::Se(2),
        Map::Ap(16),
        Map::Ia(5),
        Map::Sl(1),
        Map::Sl(2),
        Map::Owasp(3),
        Map::Csa(7),
        Map::Attack("T1552.001"),
    ],
    types: &["AWS::Lambda::Function"],
    page: include_str!("environment_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.functions, judge),
};

fn judge(function: &Resource<Function>) -> Judgement {
    let Some(environment) = function.environment.get()? else { return Ok(Verdict::Pass) };
    let mut texts = Texts::default();
    for (name, value) in environment.variables.get()?.iter() {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        texts.look(format!("/Environment/Variables/{escaped}"), name, value.get());
    }
    texts.judge(function)
}
