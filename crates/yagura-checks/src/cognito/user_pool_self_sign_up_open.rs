//! `cognito-user-pool-self-sign-up-open`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cognito::UserPool;

pub(crate) static CHECK: Check = Check {
    id: "cognito-user-pool-self-sign-up-open",
    title: Text {
        ja: "Cognitoユーザープールで誰でも自己サインアップできる",
        en: "Anyone may sign up to a Cognito user pool",
    },
    severity: Severity::Medium,
    confidence: Confidence::Low,
    attack: Text {
        ja: "招待制のつもりのアプリに攻撃者が自分でアカウントを作り、正規の利用者としてAPIを呼び出す。",
        en: "The attacker makes an account in an app that was meant for invited users, and calls its API as one.",
    },
    fix: Text {
        ja: "招待制のアプリではAllowAdminCreateUserOnlyをtrueにする。",
        en: "Set AllowAdminCreateUserOnly to true where users are invited.",
    },
    maps: &[Map::Sl(10), Map::Owasp(2), Map::Csa(2), Map::Attack("T1136.003")],
    types: &["AWS::Cognito::UserPool"],
    page: include_str!("user_pool_self_sign_up_open.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cognito.user_pools, judge),
};

fn judge(pool: &Resource<UserPool>) -> Judgement {
    Ok(match pool.admin_create_user_config.get()? {
        Some(config) if *config.allow_admin_create_user_only.get()? => Verdict::Pass,
        Some(_) => Verdict::fail(pool, "/AdminCreateUserConfig/AllowAdminCreateUserOnly"),
        None => Verdict::fail(pool, "/AdminCreateUserConfig"),
    })
}
