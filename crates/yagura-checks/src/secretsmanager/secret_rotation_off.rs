//! `secretsmanager-secret-rotation-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::secretsmanager::Secret;

pub(crate) static CHECK: Check = Check {
    id: "secretsmanager-secret-rotation-off",
    title: Text {
        ja: "シークレットの自動ローテーションが無効になっている", en: "A secret is not rotated"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "一度漏れたパスワードやキーが、いつまでも使える。",
        en: "A value that leaked once works for ever.",
    },
    fix: Text {
        ja: "自動ローテーションを設定する。データベースの認証情報にはマネージドローテーションが使える。",
        en: "Set up automatic rotation; for database credentials managed rotation does the work.",
    },
    maps: &[Map::Se(4), Map::Ia(4), Map::Fsbp("SecretsManager.1")],
    types: &["AWS::SecretsManager::Secret"],
    page: include_str!("secret_rotation_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.secretsmanager.secrets, judge),
};

fn judge(secret: &Resource<Secret>) -> Judgement {
    if secret.owning_service.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    Ok(if *secret.rotation_enabled.get()? { Verdict::Pass } else { Verdict::fail(secret, "/RotationEnabled") })
}
