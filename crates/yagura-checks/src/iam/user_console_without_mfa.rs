//! `iam-user-console-without-mfa`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::Credentials;
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "iam-user-console-without-mfa",
    title: Text {
        ja: "コンソールにサインインできるIAMユーザーにMFAがない",
        en: "An IAM user may sign in to the console without multi-factor authentication",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "フィッシングや使い回しで漏れたパスワードだけで、そのユーザーの権限を使われる。",
        en: "A phished or reused password alone gives all that the user may do.",
    },
    fix: Text {
        ja: "ユーザーにMFAを必須にする。可能ならIAMユーザーをやめてIAM Identity Centerに移行する。",
        en: "Require an MFA device, or better, move the person to IAM Identity Center.",
    },
    maps: &[Map::Ap(5), Map::Ia(6), Map::Cis("1.10"), Map::Fsbp("IAM.5"), Map::Attack("T1078.004")],
    types: &["AWS::IAM::User", "AWS::IAM::CredentialReportRow"],
    page: include_str!("user_console_without_mfa.md"),
    run: |snapshot, report| super::each_user(snapshot, report, &CHECK, judge),
};

fn judge(row: &Resource<Credentials>) -> Judgement {
    let password =
        row.password_enabled.get()?.ok_or_else(|| Gap::error("the report does not say if there is a password"))?;
    if !password || *row.mfa_active.get()? {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail_all(row, &["/PasswordEnabled", "/MfaActive"]))
}
