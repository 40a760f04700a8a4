//! `ecs-task-role-admin`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ecs::TaskDefinition;
use yagura_model::{Resource, Snapshot};

use crate::iam;

pub(crate) static CHECK: Check = Check {
    id: "ecs-task-role-admin",
    title: Text {
        ja: "ECSのタスクが管理者権限を持つロールで実行される", en: "An ECS task runs as an administrator"
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "コンテナの認証情報エンドポイントから取得した認証情報で、アカウント全体を操作される。",
        en: "The credentials that the container's own endpoint hands out are the whole account.",
    },
    fix: Text {
        ja: "タスクが呼び出す操作とリソースだけを許可するタスクロールに置き換える。",
        en: "Give it a task role that allows the calls and resources that its code uses.",
    },
    maps: &[Map::Ap(1), Map::Ia(7), Map::Attack("T1552.005")],
    types: &["AWS::ECS::TaskDefinition", "AWS::IAM::Role", "AWS::ECS::Service"],
    page: include_str!("task_role_admin.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, |task| judge(snapshot, task)),
};

fn judge(snapshot: &Snapshot, task: &Resource<TaskDefinition>) -> Judgement {
    let Some(said) = task.task_role_arn.get()?.as_deref() else { return Ok(Verdict::Pass) };
    let role = snapshot.iam.roles.require(&task.meta, said)?;
    let Some(labels) = iam::admin_by(snapshot, role)? else { return Ok(Verdict::Pass) };
    let name = &role.meta.name;
    Ok(Verdict::fail(task, "/TaskRoleArn")
        .detail(format!("ロール{name}（{}）", labels.join("、")), format!("role {name} ({})", labels.join(", "))))
}
