//! `stepfunctions-state-machine-secret`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text};
use yagura_model::services::stepfunctions::StateMachine;
use yagura_model::{Gap, Resource};

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "stepfunctions-state-machine-secret",
    title: Text {
        ja: "Step Functionsの定義に認証情報が平文で書かれている",
        en: "A state machine holds a secret in its definition",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "states:DescribeStateMachineを呼び出せる者に値が読まれる。実行履歴にも残る。",
        en: "Whoever may call states:DescribeStateMachine has it, and every execution keeps it in its history.",
    },
    fix: Text {
        ja: "値を取り除き、EventBridge接続またはSecrets ManagerのGetSecretValueで実行時に取得する。漏れた値は変更する。",
        en: "Take it out, use an EventBridge connection or fetch it at run time, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Sl(1), Map::Attack("T1552.001")],
    types: &["AWS::StepFunctions::StateMachine"],
    page: include_str!("state_machine_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.stepfunctions.state_machines, judge),
};

fn judge(machine: &Resource<StateMachine>) -> Judgement {
    let mut texts = Texts::default();
    texts.held(&machine.props);
    if !machine.definition_s3_location.get()?.is_nothing() {
        texts.unknown(Gap::unsupported("the definition is in a bucket, which is not read"));
    }
    texts.judge(machine)
}
