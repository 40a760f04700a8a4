//! `account-root-access-key`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::account::Account;

pub(crate) static CHECK: Check = Check {
    id: "account-root-access-key",
    title: Text { ja: "ルートユーザーにアクセスキーがある", en: "The root user has an access key" },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "漏れたキーが1つあれば、誰にも止められない権限でアカウント全体を操作される。",
        en: "A leaked key acts with powers that no policy of the account can limit.",
    },
    fix: Text {
        ja: "ルートユーザーのアクセスキーを削除し、ロールの一時的な認証情報に置き換える。",
        en: "Delete the root user's access keys and use temporary credentials of a role instead.",
    },
    maps: &[Map::Ap(4), Map::Ia(7), Map::Cis("1.4"), Map::Fsbp("IAM.4"), Map::Attack("T1078.004")],
    types: &["AWS::Account"],
    page: include_str!("root_access_key.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.account.accounts, judge),
};

fn judge(account: &Resource<Account>) -> Judgement {
    // A template says nothing of it, not even where it holds the account's password policy.
    if account.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    let keys = super::counter(account, "AccountAccessKeysPresent")?;
    Ok(if keys > 0 { Verdict::fail(account, "/SummaryMap/AccountAccessKeysPresent") } else { Verdict::Pass })
}
