//! `iam-access-key-in-template`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::iam::AccessKey;

pub(crate) static CHECK: Check = Check {
    id: "iam-access-key-in-template",
    title: Text {
        ja: "テンプレートでIAMユーザーのアクセスキーを作成している",
        en: "The template makes a long-lived access key",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "期限のないキーが出力やスタックのイベント、受け渡しの途中から漏れる。",
        en: "A key that never expires leaks from outputs, logs and the way to whoever uses it.",
    },
    fix: Text {
        ja: "アクセスキーの代わりにロールの一時的な認証情報を使う。社外からはOIDCやIAM Roles Anywhereを使う。",
        en: "Use a role's temporary credentials instead; from outside AWS through OIDC or IAM Roles Anywhere.",
    },
    maps: &[Map::Ap(3), Map::Ia(4), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::IAM::AccessKey"],
    page: include_str!("access_key_in_template.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.access_keys, judge),
};

fn judge(key: &Resource<AccessKey>) -> Judgement {
    let inactive = key.status.get()?.as_deref() == Some("Inactive");
    Ok(if inactive { Verdict::Pass } else { Verdict::fail_all(key, &["/UserName", "/Status"]) })
}
