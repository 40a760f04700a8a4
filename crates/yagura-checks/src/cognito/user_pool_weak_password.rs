//! `cognito-user-pool-weak-password`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cognito::UserPool;

pub(crate) static CHECK: Check = Check {
    id: "cognito-user-pool-weak-password",
    title: Text {
        ja: "Cognitoユーザープールのパスワードポリシーが弱い",
        en: "Cognito user pool accepts weak passwords",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "短く単純なパスワードは総当たりや辞書攻撃で破られる。",
        en: "Short and simple passwords are guessed.",
    },
    fix: Text {
        ja: "12文字以上、または8文字以上で英大文字・小文字・数字・記号のうち3種類以上を必須にする。",
        en: "Ask for 12 characters, or for 8 with three of lower case, upper case, digits and symbols.",
    },
    maps: &[Map::Ap(5), Map::Attack("T1110")],
    types: &["AWS::Cognito::UserPool"],
    page: include_str!("user_pool_weak_password.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cognito.user_pools, judge),
};

fn judge(pool: &Resource<UserPool>) -> Judgement {
    // Where nobody sets a policy, Cognito asks for 8 characters of all four kinds.
    let Some(policies) = pool.policies.get()? else { return Ok(Verdict::Pass) };
    let Some(policy) = policies.password_policy.get()? else { return Ok(Verdict::Pass) };
    let length = policy.minimum_length.get()?.unwrap_or(8);
    let path = "/Policies/PasswordPolicy";
    if length >= 12 {
        return Ok(Verdict::Pass);
    }
    if length < 8 {
        return Ok(Verdict::fail(pool, &format!("{path}/MinimumLength")));
    }
    let mut kinds = 0;
    for asked in
        [&policy.require_lowercase, &policy.require_uppercase, &policy.require_numbers, &policy.require_symbols]
    {
        kinds += u8::from(*asked.get()?);
    }
    Ok(if kinds >= 3 { Verdict::Pass } else { Verdict::fail(pool, path) })
}
