//! `account-root-used-recently`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::account::Account;
use yagura_model::{Resource, Snapshot};

use crate::iam::credentials_of;
use crate::when::days_since;

pub(crate) static CHECK: Check = Check {
    id: "account-root-used-recently",
    title: Text { ja: "ルートユーザーが最近使用されている", en: "The root user was used lately" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "日常的に使われるルートの認証情報は、端末の感染やフィッシングで盗まれる機会が多い。",
        en: "Root credentials in daily use are exposed to phishing and to malware every day.",
    },
    fix: Text {
        ja: "日常の作業にはIAM Identity Centerまたはロールを使い、ルートユーザーは必要な作業だけに使う。",
        en: "Work through IAM Identity Center or roles, and keep the root user for the few tasks that need it.",
    },
    maps: &[Map::Ap(4), Map::Ia(7), Map::Cis("1.7"), Map::Attack("T1078.004")],
    types: &["AWS::Account", "AWS::IAM::CredentialReportRow"],
    page: include_str!("root_used_recently.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.account.accounts, |account| judge(snapshot, account)),
};

const DAYS: i64 = 30;

fn judge(snapshot: &Snapshot, account: &Resource<Account>) -> Judgement {
    // A template says nothing of it, not even where it holds the account's password policy.
    if account.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    let row = credentials_of(snapshot, &account.meta)?;
    let mut paths: Vec<(String, i64)> = Vec::new();
    if let Some(used) = row.password_last_used.get()? {
        paths.push(("/PasswordLastUsed".to_owned(), days_since(snapshot, used)?));
    }
    for (index, key) in row.access_keys.get()?.iter().enumerate() {
        if let Some(used) = &key.last_used_date {
            paths.push((format!("/AccessKeys/{index}/LastUsedDate"), days_since(snapshot, used)?));
        }
    }
    Ok(match paths.into_iter().min_by_key(|(_, days)| *days) {
        Some((path, days)) if days <= DAYS => {
            Verdict::fail(row, &path).detail(format!("最後の使用は{days}日前"), format!("last used {days} days ago"))
        }
        _ => Verdict::Pass,
    })
}
