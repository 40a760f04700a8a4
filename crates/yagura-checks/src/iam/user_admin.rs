//! `iam-user-admin`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::User;
use yagura_model::{Resource, Snapshot};

use super::limits::Limits;
use super::principals;

pub(crate) static CHECK: Check = Check {
    id: "iam-user-admin",
    title: Text { ja: "IAMユーザーが管理者権限を持っている", en: "An IAM user is an administrator" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "漏れたパスワードやアクセスキー1つで、期限なくアカウント全体を操作できる。",
        en: "One leaked password or key of this user is the whole account, for as long as nobody notices.",
    },
    fix: Text {
        ja: "日常の権限は読み取りなどに絞り、管理作業はMFAを条件にしたロールへの切り替えで行う。",
        en: "Keep daily rights small, and switch to a role with MFA for administration.",
    },
    maps: &[Map::Ap(1), Map::Ia(7), Map::Cis("1.16"), Map::Attack("T1078.004")],
    types: &["AWS::IAM::User"],
    page: include_str!("user_admin.md"),
    run: |snapshot, report| {
        let limits = Limits::of(snapshot);
        report.each(&CHECK, &snapshot.iam.users, |user| judge(snapshot, user, &limits));
    },
};

fn judge(snapshot: &Snapshot, user: &Resource<User>, limits: &Limits) -> Judgement {
    let holdings = principals::of_user(snapshot, user);
    let grant = holdings.is_admin()?;
    if !grant.is_yes() || limits.end_administration(&user.meta, &holdings) {
        return Ok(Verdict::Pass);
    }
    let (labels, pointers) = holdings.sources(&grant);
    let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
    Ok(Verdict::fail_all(user, &pointers).detail(labels.join("、"), labels.join(", ")))
}
