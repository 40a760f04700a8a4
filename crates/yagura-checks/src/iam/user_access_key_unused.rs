//! `iam-user-access-key-unused`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::Credentials;
use yagura_model::{Gap, Resource, Snapshot};

use crate::when::days_since;

pub(crate) static CHECK: Check = Check {
    id: "iam-user-access-key-unused",
    title: Text {
        ja: "IAMユーザーのアクセスキーが45日以上使われていない",
        en: "An IAM user's active access key was not used for 45 days",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "誰も見ていない使われないキーは、盗まれて使われても気付かれない。",
        en: "Nobody watches a key that nobody uses, so its theft goes unseen.",
    },
    fix: Text {
        ja: "使われていないアクセスキーを無効化し、問題がなければ削除する。",
        en: "Turn the unused key off and delete it when nothing breaks.",
    },
    maps: &[Map::Ap(3), Map::Ia(3), Map::Cis("1.12"), Map::Fsbp("IAM.8"), Map::Attack("T1078.004")],
    types: &["AWS::IAM::User", "AWS::IAM::CredentialReportRow"],
    page: include_str!("user_access_key_unused.md"),
    run: |snapshot, report| super::each_user(snapshot, report, &CHECK, |row| judge(snapshot, row)),
};

const DAYS: i64 = 45;

fn judge(snapshot: &Snapshot, row: &Resource<Credentials>) -> Judgement {
    for (index, key) in row.access_keys.get()?.iter().enumerate().filter(|(_, key)| key.active) {
        let used = key.last_used_date.as_deref();
        let since = used.or(key.last_rotated.as_deref()).ok_or_else(|| Gap::error("an active key has no date"))?;
        let days = days_since(snapshot, since)?;
        if days <= DAYS {
            continue;
        }
        let number = key.number;
        let failed = Verdict::fail(row, &format!("/AccessKeys/{index}/LastUsedDate"));
        return Ok(match used {
            Some(_) => failed.detail(
                format!("アクセスキー{number}の最後の使用は{days}日前"),
                format!("access key {number} was used last {days} days ago"),
            ),
            None => failed.detail(
                format!("アクセスキー{number}は作成から{days}日間、一度も使われていない"),
                format!("access key {number} is {days} days old and was never used"),
            ),
        });
    }
    Ok(Verdict::Pass)
}
