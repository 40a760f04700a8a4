//! `ecr-repository-policy-foreign-account`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ecr::Repository;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "ecr-repository-policy-foreign-account",
    title: Text {
        ja: "ECRリポジトリのポリシーが他のアカウントを許可している",
        en: "ECR repository policy lets another account in",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "許可先のアカウントが侵害されると、イメージが読み出され、プッシュを許可していれば差し替えられる。",
        en: "A breach of the other account reads the images, and where it may push, replaces them.",
    },
    fix: Text {
        ja: "許可先を特定のロールとアクションに絞り、不要なら削除する。",
        en: "Name one role of that account and the actions it needs, or remove the statement.",
    },
    maps: &[Map::Ap(17), Map::Ia(8), Map::Attack("T1199")],
    types: &["AWS::ECR::Repository"],
    page: include_str!("repository_policy_foreign_account.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.ecr.repositories, |repository| judge(snapshot, repository, &trusted));
    },
};

fn judge(snapshot: &Snapshot, repository: &Resource<Repository>, trusted: &BTreeSet<String>) -> Judgement {
    let Some(document) = repository.repository_policy_text.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    // What is open to everyone is the matter of another check.
    if policies::open(snapshot, &repository.meta, "ecr", document).is_ok_and(|witness| witness.is_some()) {
        return Ok(Verdict::Skip);
    }
    Ok(match policies::foreigner(snapshot, &repository.meta, "ecr", policy, trusted)? {
        Some(witness) => {
            // Pushing is worse than pulling: what is pushed is run.
            let pushes = policies::only(policy, &["ecr:PutImage"]);
            match policies::foreigner(snapshot, &repository.meta, "ecr", &pushes, trusted) {
                Ok(Some(push)) => policies::let_in(repository, "/RepositoryPolicyText", &push).severity(Severity::High),
                _ => policies::let_in(repository, "/RepositoryPolicyText", &witness),
            }
        }
        None => Verdict::Pass,
    })
}
