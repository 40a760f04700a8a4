//! `account-password-policy-weak`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::account::Account;

pub(crate) static CHECK: Check = Check {
    id: "account-password-policy-weak",
    title: Text {
        ja: "IAMユーザーのパスワードポリシーが弱い", en: "The password policy for IAM users is weak"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "短いパスワードや使い回しのパスワードは、総当たりや漏えいリストで当てられる。",
        en: "Short or reused passwords fall to guessing and to lists of leaked ones.",
    },
    fix: Text {
        ja: "最小文字数を14以上にし、直近24個のパスワードの再利用を禁止する。",
        en: "Require at least 14 characters and forbid the last 24 passwords.",
    },
    maps: &[Map::Ap(5), Map::Ia(4), Map::Cis("1.8"), Map::Cis("1.9"), Map::Fsbp("IAM.7"), Map::Attack("T1110")],
    types: &["AWS::Account"],
    page: include_str!("password_policy_weak.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.account.accounts, judge),
};

fn judge(account: &Resource<Account>) -> Judgement {
    let Some(policy) = account.password_policy.get()? else {
        return Ok(Verdict::fail(account, "/PasswordPolicy")
            .detail("独自のパスワードポリシーがない", "the account has no password policy of its own"));
    };
    let reuse = policy.password_reuse_prevention.unwrap_or(0);
    let mut paths = Vec::new();
    if policy.minimum_password_length < 14 {
        paths.push("/PasswordPolicy/MinimumPasswordLength");
    }
    if reuse < 24 {
        paths.push("/PasswordPolicy/PasswordReusePrevention");
    }
    if paths.is_empty() {
        return Ok(Verdict::Pass);
    }
    let length = policy.minimum_password_length;
    Ok(Verdict::fail_all(account, &paths).detail(
        format!("最小{length}文字、再利用の禁止は直近{reuse}個"),
        format!("at least {length} characters, the last {reuse} passwords may not be used again"),
    ))
}
