//! `ecs-task-host-network`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ecs::TaskDefinition;

pub(crate) static CHECK: Check = Check {
    id: "ecs-task-host-network",
    title: Text {
        ja: "ECSのタスクがホストのネットワークを共有している", en: "An ECS task shares the host's network"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "コンテナからホストのループバックやインスタンスメタデータに届き、ほかのタスクの通信にも触れる。",
        en: "From the container the host's loopback services and its metadata answer, and so do other tasks' ports.",
    },
    fix: Text { ja: "ネットワークモードをawsvpcにする。", en: "Use the `awsvpc` network mode." },
    maps: &[Map::Fsbp("ECS.17"), Map::Attack("T1611")],
    types: &["AWS::ECS::TaskDefinition", "AWS::ECS::Service"],
    page: include_str!("task_host_network.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, judge),
};

fn judge(task: &Resource<TaskDefinition>) -> Judgement {
    if task.network_mode.get()?.as_deref() == Some("host") {
        return Ok(Verdict::fail(task, "/NetworkMode"));
    }
    Ok(if task.pid_mode.get()?.as_deref() == Some("host") { Verdict::fail(task, "/PidMode") } else { Verdict::Pass })
}
