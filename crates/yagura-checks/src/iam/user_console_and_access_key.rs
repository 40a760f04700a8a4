//! `iam-user-console-and-access-key`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::{Credentials, User};
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "iam-user-console-and-access-key",
    title: Text {
        ja: "IAMユーザーがコンソールパスワードとアクセスキーの両方を持っている",
        en: "An IAM user has both a console password and an access key",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "パスワードをMFAで守っていても、端末に置かれたアクセスキーからMFAなしで同じ権限を使われる。",
        en: "However well the password is guarded by MFA, the key on the laptop gives the same rights without it.",
    },
    fix: Text {
        ja: "人にはIAM Identity Centerの一時的な認証情報を、プログラムにはロールを使わせ、アクセスキーを削除する。",
        en: "Give people temporary credentials of IAM Identity Center and programs a role, and delete the key.",
    },
    maps: &[Map::Ap(3), Map::Ia(4), Map::Attack("T1552.001")],
    types: &["AWS::IAM::User", "AWS::IAM::CredentialReportRow"],
    page: include_str!("user_console_and_access_key.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.iam.users, |user| match user.meta.template() {
            Some(_) => of_template(user),
            None => judge(super::credentials_of(snapshot, &user.meta)?),
        });
    },
};

fn judge(row: &Resource<Credentials>) -> Judgement {
    let password =
        row.password_enabled.get()?.ok_or_else(|| Gap::error("the report does not say if there is a password"))?;
    let both = password && row.access_keys.get()?.iter().any(|key| key.active);
    Ok(if both { Verdict::fail_all(row, &["/PasswordEnabled", "/AccessKeys"]) } else { Verdict::Pass })
}

/// A template may make both; of what people make beside it, it says nothing.
fn of_template(user: &Resource<User>) -> Judgement {
    match user.login_profile.known() {
        Some(None) => Ok(Verdict::Skip),
        // A password that is not known is one.
        Some(Some(_)) | None => Ok(if super::template_keys(user)? > 0 {
            Verdict::fail_all(user, &["/LoginProfile", "/TemplateAccessKeys"])
        } else {
            Verdict::Skip
        }),
    }
}
