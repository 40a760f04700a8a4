//! `secretsmanager-secret-value-in-template`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::secretsmanager::Secret;
use yagura_model::{GapKind, Resource};

pub(crate) static CHECK: Check = Check {
    id: "secretsmanager-secret-value-in-template",
    title: Text {
        ja: "シークレットの値がテンプレートに書かれている",
        en: "The value of a secret stands in the template",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "テンプレートのリポジトリやスタックの詳細を読める人なら誰でも値を知ることができる。",
        en: "Whoever reads the repository or the stack's template knows the value.",
    },
    fix: Text {
        ja: "GenerateSecretStringで値を生成するか、デプロイ後に値を登録する。書かれた値はローテーションする。",
        en: "Let GenerateSecretString make the value, or put it in after deployment; rotate the one that was written.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::SecretsManager::Secret"],
    page: include_str!("secret_value_in_template.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.secretsmanager.secrets, judge),
};

fn judge(secret: &Resource<Secret>) -> Judgement {
    if secret.meta.template().is_none() {
        return Ok(Verdict::Skip);
    }
    let text = match secret.secret_string.get() {
        Ok(None) => return Ok(Verdict::Pass),
        Ok(Some(text)) => text,
        // What has no value before deployment stands in no template: that is what this check asks.
        Err(gap) if gap.kind == GapKind::Unresolved => return Ok(Verdict::Pass),
        Err(gap) => return Err(gap),
    };
    // The text of a saved snapshot is gone; that there was one is enough.
    let reference = text.expose().is_some_and(|text| {
        let text = text.trim();
        text.is_empty() || (text.starts_with("{{resolve:") && text.ends_with("}}") && text.matches("}}").count() == 1)
    });
    Ok(if reference { Verdict::Pass } else { Verdict::fail(secret, "/SecretString") })
}
