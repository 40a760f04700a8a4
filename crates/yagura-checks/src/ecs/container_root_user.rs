//! `ecs-container-root-user`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ecs::TaskDefinition;

pub(crate) static CHECK: Check = Check {
    id: "ecs-container-root-user",
    title: Text { ja: "ECSのコンテナがrootユーザーで実行される", en: "An ECS container runs as root" },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "コンテナ内のファイルを書き換え、ツールを導入し、コンテナからの脱出を試みやすくなる。",
        en: "Inside the container everything can be changed, and a way out to the host is easier to find.",
    },
    fix: Text {
        ja: "userにroot以外のユーザーを指定する。", en: "Name a user other than root in `user`."
    },
    maps: &[Map::Fsbp("ECS.20"), Map::Attack("T1611")],
    types: &["AWS::ECS::TaskDefinition", "AWS::ECS::Service"],
    page: include_str!("container_root_user.md"),
    run: |snapshot, report| super::each_task(&CHECK, snapshot, report, judge),
};

fn judge(task: &Resource<TaskDefinition>) -> Judgement {
    if super::is_windows(task)? {
        return Ok(Verdict::Skip);
    }
    super::judge_containers(task, "/User", |container| {
        let user = container.user.get()?.as_deref().unwrap_or_default();
        let name = user.split(':').next().unwrap_or_default();
        // Without a user the image decides, and an image that says nothing runs as root.
        Ok(matches!(name, "" | "0" | "root"))
    })
}
