//! `iam-user-access-key-old`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::Credentials;
use yagura_model::{Gap, Resource, Snapshot};

use crate::when::days_since;

pub(crate) static CHECK: Check = Check {
    id: "iam-user-access-key-old",
    title: Text {
        ja: "IAMユーザーのアクセスキーが90日以上ローテーションされていない",
        en: "An IAM user's access key is older than 90 days",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "古いキーほど多くの端末やリポジトリに残っており、どこから漏れたかも分からない。",
        en: "The older a key, the more laptops, scripts and repositories hold a copy of it.",
    },
    fix: Text {
        ja: "ロールの一時的な認証情報に置き換える。できない場合は90日以内にローテーションする。",
        en: "Replace it by a role's temporary credentials, or else rotate it within 90 days.",
    },
    maps: &[Map::Ap(3), Map::Ia(4), Map::Cis("1.14"), Map::Fsbp("IAM.3"), Map::Attack("T1552.001")],
    types: &["AWS::IAM::User", "AWS::IAM::CredentialReportRow"],
    page: include_str!("user_access_key_old.md"),
    run: |snapshot, report| super::each_user(snapshot, report, &CHECK, |row| judge(snapshot, row)),
};

const DAYS: i64 = 90;

fn judge(snapshot: &Snapshot, row: &Resource<Credentials>) -> Judgement {
    let mut old = Vec::new();
    for (index, key) in row.access_keys.get()?.iter().enumerate().filter(|(_, key)| key.active) {
        let since = key.last_rotated.as_deref().ok_or_else(|| Gap::error("an active key has no date"))?;
        let days = days_since(snapshot, since)?;
        if days > DAYS {
            old.push((format!("/AccessKeys/{index}/LastRotated"), key.number, days));
        }
    }
    let Some((_, number, days)) = old.iter().max_by_key(|(.., days)| *days) else { return Ok(Verdict::Pass) };
    let paths: Vec<&str> = old.iter().map(|(path, ..)| path.as_str()).collect();
    Ok(Verdict::fail_all(row, &paths)
        .detail(format!("アクセスキー{number}は{days}日前のもの"), format!("access key {number} is {days} days old")))
}
