//! `iam-user-password-in-template`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::User;
use yagura_model::{GapKind, Resource};

pub(crate) static CHECK: Check = Check {
    id: "iam-user-password-in-template",
    title: Text {
        ja: "IAMユーザーのパスワードがテンプレートに書かれている",
        en: "The console password of a user stands in the template",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "リポジトリを読める人なら誰でも、そのユーザーとしてコンソールにサインインできる。",
        en: "Whoever reads the repository signs in to the console as this user.",
    },
    fix: Text {
        ja: "ログインプロファイルをテンプレートから削除し、IAM Identity Centerを使う。書かれたパスワードは変更する。",
        en: "Take the login profile out of the template, use IAM Identity Center, and change the password.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::IAM::User"],
    page: include_str!("user_password_in_template.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.users, judge),
};

fn judge(user: &Resource<User>) -> Judgement {
    if user.meta.template().is_none() {
        return Ok(Verdict::Skip);
    }
    let password = match user.login_profile.get() {
        Ok(None) => return Ok(Verdict::Pass),
        Ok(Some(profile)) => profile.password.get(),
        Err(gap) => Err(gap),
    };
    let text = match password {
        Ok(None) => return Ok(Verdict::Pass),
        Ok(Some(text)) => text,
        // What has no value before deployment stands in no template: that is what this check asks.
        Err(gap) if gap.kind == GapKind::Unresolved => return Ok(Verdict::Pass),
        Err(gap) => return Err(gap),
    };
    let reference = text.expose().is_some_and(|text| text.trim_start().starts_with("{{resolve:"));
    Ok(if reference { Verdict::Pass } else { Verdict::fail(user, "/LoginProfile/Password") })
}
