//! `secretsmanager-secret-unused`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::secretsmanager::Secret;
use yagura_model::{Resource, Snapshot};

use crate::when::days_since;

pub(crate) static CHECK: Check = Check {
    id: "secretsmanager-secret-unused",
    title: Text {
        ja: "90日以上読み取られていないシークレットがある", en: "A secret was not read for 90 days"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "誰も使わない認証情報が残っていると、漏れても気付かれずに使われ続ける。",
        en: "Credentials that nobody uses still work for whoever finds them, and nobody notices.",
    },
    fix: Text {
        ja: "不要なシークレットと、その先の認証情報を削除する。",
        en: "Delete the secret, and the credentials behind it.",
    },
    maps: &[Map::Ia(3), Map::Fsbp("SecretsManager.3")],
    types: &["AWS::SecretsManager::Secret"],
    page: include_str!("secret_unused.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.secretsmanager.secrets, |secret| judge(snapshot, secret)),
};

const DAYS: i64 = 90;

fn judge(snapshot: &Snapshot, secret: &Resource<Secret>) -> Judgement {
    // A template does not say when a secret was made or read.
    if secret.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    let used = secret.last_accessed_date.get()?.as_deref();
    let Some(since) = used.or(secret.created_date.get()?.as_deref()) else { return Ok(Verdict::Skip) };
    let days = days_since(snapshot, since)?;
    if days <= DAYS {
        return Ok(Verdict::Pass);
    }
    let failed = Verdict::fail_all(secret, &["/LastAccessedDate", "/CreatedDate"]);
    Ok(match used {
        Some(_) => failed.detail(format!("最後の読み取りは{days}日前"), format!("last read {days} days ago")),
        None => failed.detail(format!("作成から{days}日間、読み取られていない"), format!("never read in {days} days")),
    })
}
