//! `ecs-task-definition-secret`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text};
use yagura_model::Resource;
use yagura_model::services::ecs::{ContainerDefinition, TaskDefinition};

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "ecs-task-definition-secret",
    title: Text {
        ja: "ECSのタスク定義に認証情報が平文で保存されている",
        en: "An ECS task definition holds a secret in plain text",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "タスク定義を読めれば、登録を解除した古いリビジョンからも値が手に入る。",
        en: "Whoever may describe the task definition has it, from revisions that were deregistered years ago as well.",
    },
    fix: Text {
        ja: "コンテナ定義のsecretsでSecrets ManagerまたはParameter Storeを参照し、漏れた値は変更する。",
        en: "Refer to Secrets Manager or Parameter Store with `secrets`, and change what was exposed.",
    },
    maps: &[Map::Se(1), Map::Ap(16), Map::Ia(5), Map::Fsbp("ECS.8"), Map::Attack("T1552.001")],
    types: &["AWS::ECS::TaskDefinition", "AWS::ECS::Service"],
    page: include_str!("task_definition_secret.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, judge),
};

fn judge(task: &Resource<TaskDefinition>) -> Judgement {
    let mut texts = Texts::default();
    for (at, container) in task.container_definitions.get()?.iter().enumerate() {
        let container = match container.get() {
            Ok(container) => container,
            Err(gap) => {
                texts.unknown(gap);
                continue;
            }
        };
        let name = container.name.known().cloned().flatten().unwrap_or_else(|| at.to_string());
        variables(&mut texts, at, container);
        for (property, words) in [("Command", &container.command), ("EntryPoint", &container.entry_point)] {
            match words.get() {
                Err(gap) => texts.unknown(gap),
                Ok(words) => {
                    for (index, word) in words.iter().enumerate() {
                        let path = format!("/ContainerDefinitions/{at}/{property}/{index}");
                        texts.look(path, &format!("{name} {property}"), word.get());
                    }
                }
            }
        }
    }
    texts.judge(task)
}

fn variables(texts: &mut Texts, at: usize, container: &ContainerDefinition) {
    let variables = match container.environment.get() {
        Ok(variables) => variables,
        Err(gap) => return texts.unknown(gap),
    };
    for (index, variable) in variables.iter().enumerate() {
        match variable.get().and_then(|variable| Ok((variable.name.get(), variable.value.get()?))) {
            Err(gap) => texts.unknown(gap),
            Ok((_, None)) => {}
            Ok((name, Some(text))) => {
                let name = name.ok().cloned().flatten().unwrap_or_else(|| index.to_string());
                texts.look(format!("/ContainerDefinitions/{at}/Environment/{index}/Value"), &name, Ok(text));
            }
        }
    }
}
