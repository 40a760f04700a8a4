//! `account-root-mfa-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::account::Account;

pub(crate) static CHECK: Check = Check {
    id: "account-root-mfa-missing",
    title: Text {
        ja: "ルートユーザーに多要素認証 (MFA) が設定されていない",
        en: "The root user has no multi-factor authentication",
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "使い回しのパスワードやフィッシングだけで、アカウント全体を乗っ取られる。",
        en: "A reused or phished password alone is enough to take over the whole account.",
    },
    fix: Text {
        ja: "ルートユーザーにMFAデバイスを登録する。できればパスキーまたはセキュリティキーを2つ以上使う。",
        en: "Register MFA devices for the root user, best two passkeys or security keys.",
    },
    maps: &[Map::Ap(5), Map::Ap(4), Map::Ia(6), Map::Cis("1.5"), Map::Attack("T1078.004")],
    types: &["AWS::Account"],
    page: include_str!("root_mfa_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.account.accounts, judge),
};

fn judge(account: &Resource<Account>) -> Judgement {
    // A template says nothing of it, not even where it holds the account's password policy.
    if account.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    if super::counter(account, "AccountMFAEnabled")? > 0 {
        return Ok(Verdict::Pass);
    }
    // Organizations may have removed the root credentials of a member account: then nobody signs in with them.
    let removed = account.summary("AccountPasswordPresent")? == Some(0)
        && account.summary("AccountAccessKeysPresent")? == Some(0);
    Ok(if removed { Verdict::Pass } else { Verdict::fail(account, "/SummaryMap/AccountMFAEnabled") })
}
