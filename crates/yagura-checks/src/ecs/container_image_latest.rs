//! `ecs-container-image-latest`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text};
use yagura_model::Resource;
use yagura_model::services::ecs::TaskDefinition;

pub(crate) static CHECK: Check = Check {
    id: "ecs-container-image-latest",
    title: Text {
        ja: "ECSのコンテナイメージがlatestまたはタグなしで指定されている",
        en: "An ECS container takes whatever image is newest",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "リポジトリに書き込めれば、次に起動するタスクから悪意のあるイメージが使われる。",
        en: "Whoever can push to the repository runs their image in the next task that starts.",
    },
    fix: Text {
        ja: "イメージをダイジェストまたは変更不可のタグで固定する。",
        en: "Pin the image by digest or by a tag that cannot be changed.",
    },
    maps: &[Map::Ap(17), Map::Ap(13), Map::Attack("T1525")],
    types: &["AWS::ECS::TaskDefinition", "AWS::ECS::Service"],
    page: include_str!("container_image_latest.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, judge),
};

fn judge(task: &Resource<TaskDefinition>) -> Judgement {
    super::judge_containers(task, "/Image", |container| {
        let Some(image) = container.image.get()?.as_deref() else { return Ok(false) };
        if image.contains("@sha256:") {
            return Ok(false);
        }
        // The tag stands after the last slash; a colon before it belongs to the registry's port.
        let last = image.rsplit('/').next().unwrap_or(image);
        Ok(last.split_once(':').is_none_or(|(_, tag)| tag == "latest" || tag.is_empty()))
    })
}
