//! `account-security-contact-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::account::Account;

pub(crate) static CHECK: Check = Check {
    id: "account-security-contact-missing",
    title: Text {
        ja: "セキュリティの代替連絡先が登録されていない", en: "The account has no security contact"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "AWSからの不正利用や漏えいキーの通知が担当者に届かず、攻撃者に時間を与える。",
        en: "AWS's notices of abuse and leaked keys reach nobody who acts, which gives an attacker time.",
    },
    fix: Text {
        ja: "代替連絡先にセキュリティ担当チームのメールアドレスと電話番号を登録する。",
        en: "Register the security team's mail address and phone number as the alternate security contact.",
    },
    maps: &[Map::Ap(21), Map::Sv, Map::Cis("1.2"), Map::Fsbp("Account.1")],
    types: &["AWS::Account"],
    page: include_str!("security_contact_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.account.accounts, judge),
};

fn judge(account: &Resource<Account>) -> Judgement {
    // A template says nothing of it, not even where it holds the account's password policy.
    if account.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    let contact = account.security_contact.get()?;
    Ok(if contact.is_some() { Verdict::Pass } else { Verdict::fail(account, "/SecurityContact") })
}
