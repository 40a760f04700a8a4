//! `apigateway-stage-variable-secret`

use yagura_finding::{Check, Confidence, Judgement, Map, Report, Severity, Text};

use serde::Serialize;
use yagura_model::{Fact, Named, Resource, Sensitive, Snapshot};

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "apigateway-stage-variable-secret",
    title: Text {
        ja: "API Gatewayのステージ変数に秘密情報が含まれている",
        en: "Stage variable of an API holds a secret",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "閲覧権限だけの利用者やログ、テンプレートから、平文のパスワードや鍵を読み取られる。",
        en: "Anyone with read access to the API, its template or its logs has the password in plain text.",
    },
    fix: Text {
        ja: "秘密情報をSecrets Managerに移し、統合先の関数が自分のロールで取得する。漏れた値は無効化する。",
        en: "Move it to Secrets Manager, let the function behind fetch it with its role, and revoke the value that was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
    page: include_str!("stage_variable_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    report.each(&CHECK, &snapshot.apigateway.stages, |stage| judge(stage, &stage.variables, "Variables"));
    report
        .each(&CHECK, &snapshot.apigateway.http_stages, |stage| judge(stage, &stage.stage_variables, "StageVariables"));
}

fn judge<T: Serialize>(stage: &Resource<T>, variables: &Fact<Named<Fact<Sensitive>>>, property: &str) -> Judgement {
    let mut texts = Texts::default();
    for (name, value) in variables.get()?.iter() {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        match value.get() {
            Ok(text) => texts.look(format!("/{property}/{escaped}"), name, Ok(text)),
            Err(gap) => texts.unknown(gap),
        }
    }
    texts.judge(stage)
}
