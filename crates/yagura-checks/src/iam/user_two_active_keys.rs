//! `iam-user-two-active-keys`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::iam::{Credentials, User};

pub(crate) static CHECK: Check = Check {
    id: "iam-user-two-active-keys",
    title: Text {
        ja: "IAMユーザーに有効なアクセスキーが2つある", en: "An IAM user has two active access keys"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "ローテーション後に残った古いキーが、誰にも意識されないまま使える状態で残る。",
        en: "The key that was left behind after a rotation still works, and nobody thinks of it.",
    },
    fix: Text {
        ja: "使われていない方のキーを無効化して削除する。",
        en: "Turn off and delete the key that is no longer used.",
    },
    maps: &[Map::Ap(3), Map::Ia(4), Map::Cis("1.13")],
    types: &["AWS::IAM::User", "AWS::IAM::CredentialReportRow"],
    page: include_str!("user_two_active_keys.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.iam.users, |user| match user.meta.template() {
            Some(_) => of_template(user),
            None => judge(super::credentials_of(snapshot, &user.meta)?),
        });
    },
};

fn judge(row: &Resource<Credentials>) -> Judgement {
    let active = row.access_keys.get()?.iter().filter(|key| key.active).count();
    Ok(if active > 1 { Verdict::fail(row, "/AccessKeys") } else { Verdict::Pass })
}

/// A template may make two keys; of those that people make it says nothing.
fn of_template(user: &Resource<User>) -> Judgement {
    let active = super::template_keys(user)?;
    Ok(if active > 1 { Verdict::fail(user, "/TemplateAccessKeys") } else { Verdict::Skip })
}
