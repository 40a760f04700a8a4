//! `cognito-user-pool-mfa-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cognito::UserPool;

pub(crate) static CHECK: Check = Check {
    id: "cognito-user-pool-mfa-off",
    title: Text {
        ja: "Cognitoユーザープールで多要素認証が無効になっている",
        en: "Cognito user pool has no multi-factor authentication",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "他のサービスから漏れたパスワードの使い回しだけで、利用者になりすませる。",
        en: "Passwords that leaked elsewhere are enough to sign in as the user.",
    },
    fix: Text {
        ja: "MfaConfigurationをON（少なくともOPTIONAL）にし、TOTPを有効にする。",
        en: "Set MfaConfiguration to ON, or at least OPTIONAL, with TOTP.",
    },
    maps: &[Map::Ap(5), Map::Owasp(2), Map::Attack("T1110.004")],
    types: &["AWS::Cognito::UserPool"],
    page: include_str!("user_pool_mfa_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cognito.user_pools, judge),
};

fn judge(pool: &Resource<UserPool>) -> Judgement {
    Ok(match pool.mfa_configuration.get()?.as_deref() {
        None | Some("OFF") => Verdict::fail(pool, "/MfaConfiguration"),
        Some(_) => Verdict::Pass,
    })
}
