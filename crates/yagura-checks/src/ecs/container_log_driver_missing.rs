//! `ecs-container-log-driver-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text};
use yagura_model::Resource;
use yagura_model::services::ecs::TaskDefinition;

pub(crate) static CHECK: Check = Check {
    id: "ecs-container-log-driver-missing",
    title: Text {
        ja: "ECSのコンテナのログがどこにも送信されていない", en: "An ECS container's output goes nowhere"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "タスクが終了するとログも消え、何が起きたかを調べられない。",
        en: "The output is gone with the task, and what happened in it cannot be looked into.",
    },
    fix: Text {
        ja: "logConfigurationでawslogsなどのログドライバーを設定する。",
        en: "Set a log driver, such as `awslogs`, in `logConfiguration`.",
    },
    maps: &[Map::Ap(18), Map::Ia(2), Map::Fsbp("ECS.9"), Map::Attack("T1562.008")],
    types: &["AWS::ECS::TaskDefinition", "AWS::ECS::Service"],
    page: include_str!("container_log_driver_missing.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, judge),
};

fn judge(task: &Resource<TaskDefinition>) -> Judgement {
    super::judge_containers(task, "/LogConfiguration", |container| match container.log_configuration.get()? {
        None => Ok(true),
        Some(log) => Ok(matches!(log.log_driver.get()?.as_deref(), None | Some("none"))),
    })
}
