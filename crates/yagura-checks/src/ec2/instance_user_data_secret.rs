//! `ec2-instance-user-data-secret`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text};
use yagura_model::Resource;
use yagura_model::services::ec2::Instance;

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "ec2-instance-user-data-secret",
    title: Text {
        ja: "EC2インスタンスのユーザーデータに秘密情報が含まれている",
        en: "User data of an EC2 instance holds a secret",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "閲覧権限だけの利用者や、インスタンス上のどのプロセスからでも、平文のパスワードや鍵を読み取れる。",
        en: "Anyone with read access to EC2, and any process on the machine, reads the password in plain text.",
    },
    fix: Text {
        ja: "秘密情報をSecrets ManagerまたはParameter StoreのSecureStringに移し、ロールの権限で取得する。漏れた値は無効化する。",
        en: "Move it to Secrets Manager or a SecureString parameter, fetch it with the role, and revoke the value that was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.005")],
    types: &["AWS::EC2::Instance"],
    page: include_str!("instance_user_data_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.instances, judge),
};

fn judge(instance: &Resource<Instance>) -> Judgement {
    let mut texts = Texts::default();
    if let Some(text) = instance.user_data.get()? {
        texts.look("/UserData".to_owned(), "UserData", Ok(text));
    }
    texts.judge(instance)
}
