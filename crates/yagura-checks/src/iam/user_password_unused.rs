//! `iam-user-password-unused`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::Credentials;
use yagura_model::{Gap, Resource, Snapshot};

use crate::when::days_since;

pub(crate) static CHECK: Check = Check {
    id: "iam-user-password-unused",
    title: Text {
        ja: "IAMユーザーのコンソールパスワードが45日以上使われていない",
        en: "An IAM user's console password was not used for 45 days",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "退職者や異動者のパスワードが残っていると、漏えいリストとの照合で入り込まれる。",
        en: "Passwords of people who left still open the account to whoever has them from a leak.",
    },
    fix: Text {
        ja: "使われていないログインプロファイルを削除する。退職者であればユーザーごと削除する。",
        en: "Delete the login profile, and the user where the person has left.",
    },
    maps: &[Map::Ia(3), Map::Ap(3), Map::Cis("1.12"), Map::Fsbp("IAM.8"), Map::Attack("T1078.004")],
    types: &["AWS::IAM::User", "AWS::IAM::CredentialReportRow"],
    page: include_str!("user_password_unused.md"),
    run: |snapshot, report| super::each_user(snapshot, report, &CHECK, |row| judge(snapshot, row)),
};

const DAYS: i64 = 45;

fn judge(snapshot: &Snapshot, row: &Resource<Credentials>) -> Judgement {
    let password =
        row.password_enabled.get()?.ok_or_else(|| Gap::error("the report does not say if there is a password"))?;
    if !password {
        return Ok(Verdict::Pass);
    }
    let mut newest: Option<i64> = None;
    for text in [row.password_last_used.get()?, row.password_last_changed.get()?].into_iter().flatten() {
        let days = days_since(snapshot, text)?;
        newest = Some(newest.map_or(days, |best| best.min(days)));
    }
    let days = newest.ok_or_else(|| Gap::error("a password has no date"))?;
    if days <= DAYS {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail(row, "/PasswordLastUsed")
        .detail(format!("{days}日間サインインしていない"), format!("no sign-in for {days} days")))
}
