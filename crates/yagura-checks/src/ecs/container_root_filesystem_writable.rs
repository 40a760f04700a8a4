//! `ecs-container-root-filesystem-writable`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ecs::TaskDefinition;

pub(crate) static CHECK: Check = Check {
    id: "ecs-container-root-filesystem-writable",
    title: Text {
        ja: "ECSのコンテナのルートファイルシステムに書き込める",
        en: "An ECS container can write to its root file system",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "侵入後に、ツールの設置やプログラムの差し替えができる。",
        en: "After a break-in, tools are dropped and programs are replaced.",
    },
    fix: Text {
        ja: "readonlyRootFilesystemを有効にし、書き込みが必要な場所だけボリュームにする。",
        en: "Turn on `readonlyRootFilesystem` and mount volumes where writing is needed.",
    },
    maps: &[Map::Fsbp("ECS.5"), Map::Attack("T1105")],
    types: &["AWS::ECS::TaskDefinition", "AWS::ECS::Service"],
    page: include_str!("container_root_filesystem_writable.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, judge),
};

fn judge(task: &Resource<TaskDefinition>) -> Judgement {
    if super::is_windows(task)? {
        return Ok(Verdict::Skip);
    }
    super::judge_containers(task, "/ReadonlyRootFilesystem", |container| {
        Ok(!*container.readonly_root_filesystem.get()?)
    })
}
