//! `iam-people-as-users`

use yagura_finding::Listing;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::Credentials;

pub(crate) static CHECK: Check = Check {
    id: "iam-people-as-users",
    title: Text { ja: "人がIAMユーザーとしてサインインしている", en: "People sign in as IAM users" },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "アカウントごとの長期的なパスワードが増え、退職時の消し忘れから侵入される。",
        en: "Long-lived passwords multiply with the accounts, and those of people who left are forgotten.",
    },
    fix: Text {
        ja: "IAM Identity CenterまたはIDプロバイダーとのフェデレーションに移行し、コンソールパスワードを廃止する。",
        en: "Let people sign in through IAM Identity Center or a federated provider and delete the passwords.",
    },
    maps: &[Map::Ia(1), Map::Sv, Map::Attack("T1078.004")],
    types: &["AWS::IAM::CredentialReportRow"],
    page: include_str!("people_as_users.md"),
    run: |snapshot, report| {
        report.accounts(&CHECK, &snapshot.iam.credentials, judge);
    },
};

fn judge(rows: &Listing<'_, Credentials>) -> Judgement {
    let with_password = rows
        .items
        .iter()
        // The root user is no person of the directory; the report says nothing about its password.
        .filter(|row| row.password_enabled.known().copied().flatten() == Some(true))
        .filter(|row| row.user.known().is_some_and(|user| user != "<root_account>"))
        .count();
    if with_password < 2 {
        for row in rows.complete()? {
            row.user.get()?;
            row.password_enabled.get()?;
        }
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail_with("/PasswordEnabled", with_password).detail(
        format!("コンソールパスワードを持つIAMユーザーが{with_password}人"),
        format!("{with_password} IAM users have a console password"),
    ))
}
