//! `iam-access-key-in-template`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::AccessKey;
use yagura_model::{Resource, Snapshot};

use super::principals;

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
    types: &["AWS::IAM::AccessKey", "AWS::IAM::User"],
    page: include_str!("access_key_in_template.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.access_keys, |key| judge(snapshot, key)),
};

fn judge(snapshot: &Snapshot, key: &Resource<AccessKey>) -> Judgement {
    if key.status.get()?.as_deref() == Some("Inactive") {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::fail_all(key, &["/UserName", "/Status"]);
    let user = key.user_name.known().and_then(|name| snapshot.iam.users.find(&key.meta, name.as_deref()?));
    // A key of an administrator is the whole account; where that is not known, it is a key.
    let administrator =
        user.filter(|user| principals::of_user(snapshot, user).is_admin().is_ok_and(|grant| grant.is_yes()));
    Ok(match administrator {
        None => verdict,
        Some(user) => verdict.severity(Severity::High).detail(
            format!("管理者の権限を持つユーザー `{}` のキー", user.meta.name),
            format!("the key of `{}`, who is an administrator", user.meta.name),
        ),
    })
}

#[cfg(test)]
mod tests {
    use yagura_finding::{Options, Report, Severity};

    #[test]
    fn a_key_of_an_administrator_is_worse() {
        let severity = |policy: &str| {
            let text = format!(
                "
Resources:
  Batch: {{ Type: AWS::IAM::User, Properties: {{ ManagedPolicyArns: ['arn:aws:iam::aws:policy/{policy}'] }} }}
  Key: {{ Type: AWS::IAM::AccessKey, Properties: {{ UserName: !Ref Batch }} }}
"
            );
            let snapshot = yagura_cloudformation::read("t.yaml", &text);
            let report = Report::run(&snapshot, &[&super::CHECK], Options::default());
            report.findings.iter().map(|finding| finding.severity).collect::<Vec<_>>()
        };
        assert_eq!(severity("AdministratorAccess"), [Severity::High]);
        assert_eq!(severity("ReadOnlyAccess"), [Severity::Medium]);
    }
}
