//! `apprunner-service-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "apprunner-service-secret",
    title: Text {
        ja: "App Runnerサービスの環境変数に認証情報が平文で保存されている",
        en: "An App Runner service keeps a secret in its environment",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "apprunner:DescribeServiceを呼び出せる者に値が読まれる。コードの脆弱性から環境変数を読まれた場合も同じである。",
        en: "Whoever may call apprunner:DescribeService has it, and so does whoever gets the service to show its environment.",
    },
    fix: Text {
        ja: "RuntimeEnvironmentSecretsでSecrets ManagerまたはParameter Storeを参照し、漏れた値は変更する。",
        en: "Refer to Secrets Manager or Parameter Store with RuntimeEnvironmentSecrets, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::AppRunner::Service"],
    page: include_str!("service_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.apprunner.services, judge_held),
};
