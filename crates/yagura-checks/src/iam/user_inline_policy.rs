//! `iam-user-inline-policy`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::iam::User;

pub(crate) static CHECK: Check = Check {
    id: "iam-user-inline-policy",
    title: Text {
        ja: "IAMユーザーにインラインポリシーがある", en: "An IAM user has an inline policy"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "ユーザーに埋め込まれたポリシーは一覧に出ず、攻撃者が残した権限も見過ごされる。",
        en: "An inline policy is in no list of policies: rights left behind by an intruder hide there.",
    },
    fix: Text {
        ja: "インラインポリシーを削除し、グループまたはロールのマネージドポリシーに置き換える。",
        en: "Replace it by a managed policy on a group or a role.",
    },
    maps: &[Map::Ap(2), Map::Cis("1.15"), Map::Fsbp("IAM.2"), Map::Attack("T1098")],
    types: &["AWS::IAM::User"],
    page: include_str!("user_inline_policy.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.users, judge),
};

fn judge(user: &Resource<User>) -> Judgement {
    let mut policies = user.policies.get()?.iter().filter(|policy| policy.attached().is_none());
    Ok(if policies.next().is_none() { Verdict::Pass } else { Verdict::fail(user, "/Policies") })
}
