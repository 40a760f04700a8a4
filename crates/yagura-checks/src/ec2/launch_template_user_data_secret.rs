//! `ec2-launch-template-user-data-secret`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text};
use yagura_model::Resource;
use yagura_model::services::ec2::LaunchTemplate;

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "ec2-launch-template-user-data-secret",
    title: Text {
        ja: "起動テンプレートのユーザーデータに秘密情報が含まれている",
        en: "User data of a launch template holds a secret",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "起動テンプレートを閲覧できるだけで、全インスタンスに共通のパスワードや鍵が手に入る。",
        en: "Whoever may read launch templates has the password that all of its instances share.",
    },
    fix: Text {
        ja: "秘密情報をSecrets ManagerまたはParameter StoreのSecureStringに移し、ロールの権限で取得する。漏れた値は無効化する。",
        en: "Move it to Secrets Manager or a SecureString parameter, fetch it with the role, and revoke the value that was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.005")],
    types: &["AWS::EC2::LaunchTemplate"],
    page: include_str!("launch_template_user_data_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.launch_templates, judge),
};

fn judge(template: &Resource<LaunchTemplate>) -> Judgement {
    let mut texts = Texts::default();
    if let Some(text) = template.launch_template_data.get()?.user_data.get()? {
        texts.look("/LaunchTemplateData/UserData".to_owned(), "UserData", Ok(text));
    }
    texts.judge(template)
}
