//! `ecs-container-privileged`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text};
use yagura_model::Resource;
use yagura_model::services::ecs::TaskDefinition;

pub(crate) static CHECK: Check = Check {
    id: "ecs-container-privileged",
    title: Text {
        ja: "ECSのコンテナが特権モードで実行される", en: "An ECS container runs privileged"
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "コンテナが侵害されると、ホストのroot権限と、そのインスタンスのロールまで奪われる。",
        en: "Whoever takes over the container is root on the host, and has the instance's role.",
    },
    fix: Text {
        ja: "privilegedを無効にし、必要なLinuxケイパビリティだけを追加する。",
        en: "Turn `privileged` off and add the Linux capabilities that are needed.",
    },
    maps: &[Map::Fsbp("ECS.4"), Map::Attack("T1611")],
    types: &["AWS::ECS::TaskDefinition", "AWS::ECS::Service"],
    page: include_str!("container_privileged.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, judge),
};

fn judge(task: &Resource<TaskDefinition>) -> Judgement {
    super::judge_containers(task, "/Privileged", |container| Ok(*container.privileged.get()?))
}
