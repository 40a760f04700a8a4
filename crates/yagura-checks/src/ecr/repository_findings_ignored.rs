//! `ecr-repository-findings-ignored`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ecr::Repository;

pub(crate) static CHECK: Check = Check {
    id: "ecr-repository-findings-ignored",
    title: Text {
        ja: "ECRの最新イメージに重大な脆弱性が残っている",
        en: "Newest ECR image has critical or high findings",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "公開されている攻撃コードがそのまま通るイメージが、次のデプロイで動く。",
        en: "Exploits that anyone can download work against the image that is deployed next.",
    },
    fix: Text {
        ja: "ベースイメージとライブラリを更新して再ビルドし、重大な検出でデプロイを止める。",
        en: "Rebuild on a patched base, and let critical findings stop the deployment.",
    },
    maps: &[Map::Ap(17), Map::Ap(13), Map::Owasp(9), Map::Csa(6), Map::Attack("T1190")],
    types: &["AWS::ECR::Repository"],
    page: include_str!("repository_findings_ignored.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ecr.repositories, judge),
};

fn judge(repository: &Resource<Repository>) -> Judgement {
    // A template has no images.
    if repository.meta.template().is_some() || repository.newest_image.get()?.is_none() {
        return Ok(Verdict::Skip);
    }
    // An image that was never scanned is the matter of another check.
    let Some(counts) = repository.finding_severity_counts.get()? else { return Ok(Verdict::Skip) };
    let count = |severity| counts.get(severity).copied().unwrap_or_default();
    let (critical, high) = (count("CRITICAL"), count("HIGH"));
    if critical + high == 0 {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::fail_all(repository, &["/FindingSeverityCounts", "/NewestImage"]).detail(
        format!("最新イメージの検出結果: CRITICAL {critical}件、HIGH {high}件"),
        format!("newest image: {critical} critical, {high} high"),
    );
    Ok(if critical > 0 { verdict } else { verdict.severity(Severity::Medium) })
}
