//! `ecr-repository-tags-mutable`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ecr::Repository;

pub(crate) static CHECK: Check = Check {
    id: "ecr-repository-tags-mutable",
    title: Text {
        ja: "ECRリポジトリのイメージタグを上書きできる",
        en: "ECR repository lets image tags be overwritten",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "プッシュ権限を奪った攻撃者が、デプロイ済みのタグを細工したイメージに差し替える。",
        en: "Whoever may push replaces the image behind a tag that is already deployed; the next start runs it.",
    },
    fix: Text { ja: "タグの変更を禁止(IMMUTABLE)にする。", en: "Make tags immutable." },
    maps: &[Map::Fsbp("ECR.2"), Map::Attack("T1525")],
    types: &["AWS::ECR::Repository"],
    page: include_str!("repository_tags_mutable.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ecr.repositories, judge),
};

fn judge(repository: &Resource<Repository>) -> Judgement {
    // Absent means mutable (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html).
    Ok(match repository.image_tag_mutability.get()?.as_deref() {
        Some("IMMUTABLE" | "IMMUTABLE_WITH_EXCLUSION") => Verdict::Pass,
        _ => Verdict::fail(repository, "/ImageTagMutability"),
    })
}
