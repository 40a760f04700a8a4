//! `ecr-repository-policy-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ecr::Repository;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "ecr-repository-policy-public",
    title: Text {
        ja: "ECRリポジトリのポリシーが誰にでも許可している", en: "ECR repository policy lets anyone in"
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のAWSアカウントからイメージを取得して中の秘密を探し、プッシュできれば本番のコードを差し替える。",
        en: "Any AWS account pulls the images and looks for secrets, or pushes its own for production to run.",
    },
    fix: Text {
        ja: "ポリシーのPrincipalを自組織のアカウントやロールに限定する。",
        en: "Name the accounts or roles of your own that pull, and push from one role only.",
    },
    maps: &[Map::Ap(17), Map::Owasp(5), Map::Attack("T1525"), Map::Attack("T1612")],
    types: &["AWS::ECR::Repository"],
    page: include_str!("repository_policy_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ecr.repositories, |repository| judge(snapshot, repository)),
};

fn judge(snapshot: &Snapshot, repository: &Resource<Repository>) -> Judgement {
    let Some(document) = repository.repository_policy_text.get()? else { return Ok(Verdict::Pass) };
    Ok(match policies::open(snapshot, &repository.meta, "ecr", document)? {
        Some(witness) => policies::let_in(repository, "/RepositoryPolicyText", &witness),
        None => Verdict::Pass,
    })
}
