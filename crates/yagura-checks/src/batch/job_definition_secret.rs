//! `batch-job-definition-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "batch-job-definition-secret",
    title: Text {
        ja: "AWS Batchのジョブ定義に認証情報が平文で保存されている",
        en: "A job definition of AWS Batch holds a secret in plain text",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "batch:DescribeJobDefinitionsを呼び出せる者に値が読まれる。登録を解除するまで古いリビジョンにも残る。",
        en: "Whoever may call batch:DescribeJobDefinitions has it, from every revision that is still registered.",
    },
    fix: Text {
        ja: "コンテナのsecretsでSecrets ManagerまたはParameter Storeを参照し、漏れた値は変更する。",
        en: "Refer to Secrets Manager or Parameter Store with `secrets`, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Se(1), Map::Attack("T1552.001")],
    types: &["AWS::Batch::JobDefinition"],
    page: include_str!("job_definition_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.batch.job_definitions, judge_held),
};
