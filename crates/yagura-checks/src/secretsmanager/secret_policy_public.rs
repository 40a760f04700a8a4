//! `secretsmanager-secret-policy-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::secretsmanager::Secret;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "secretsmanager-secret-policy-public",
    title: Text { ja: "シークレットを誰でも読み取れる", en: "Anyone may use the secret" },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のAWSアカウントがシークレットの値を読み出し、データベースや外部サービスに侵入する。",
        en: "Any AWS account reads the value and walks into the database or service behind it.",
    },
    fix: Text {
        ja: "リソースポリシーのPrincipalを必要なロールに限定し、BlockPublicPolicyを有効にする。",
        en: "Name the roles that need it in the resource policy, and set BlockPublicPolicy.",
    },
    maps: &[Map::Ap(16), Map::Se(3), Map::Attack("T1552")],
    types: &["AWS::SecretsManager::Secret"],
    page: include_str!("secret_policy_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.secretsmanager.secrets, |secret| judge(snapshot, secret)),
};

fn judge(snapshot: &Snapshot, secret: &Resource<Secret>) -> Judgement {
    let Some(document) = secret.resource_policy.get()? else { return Ok(Verdict::Pass) };
    Ok(match policies::open(snapshot, &secret.meta, "secretsmanager", document)? {
        Some(witness) => policies::let_in(secret, "/ResourcePolicy", &witness),
        None => Verdict::Pass,
    })
}
