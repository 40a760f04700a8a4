//! `ecr-repository-lifecycle-policy-absent`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ecr::Repository;

pub(crate) static CHECK: Check = Check {
    id: "ecr-repository-lifecycle-policy-absent",
    title: Text {
        ja: "ECRリポジトリにライフサイクルポリシーがない", en: "ECR repository keeps every image for ever"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "脆弱性の残る古いイメージがいつまでも取得でき、誤って再デプロイされる。",
        en: "Old images with known holes stay there to be pulled, and to be deployed by mistake.",
    },
    fix: Text {
        ja: "古いイメージやタグのないイメージを削除するライフサイクルポリシーを設定する。",
        en: "Add a lifecycle policy that removes old and untagged images.",
    },
    maps: &[Map::Ap(17), Map::Fsbp("ECR.3"), Map::Csa(11)],
    types: &["AWS::ECR::Repository"],
    page: include_str!("repository_lifecycle_policy_absent.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ecr.repositories, judge),
};

fn judge(repository: &Resource<Repository>) -> Judgement {
    let kept = repository.lifecycle_policy.get()?.as_ref().is_some_and(|policy| policy.lifecycle_policy_text.is_some());
    Ok(if kept { Verdict::Pass } else { Verdict::fail(repository, "/LifecyclePolicy") })
}
