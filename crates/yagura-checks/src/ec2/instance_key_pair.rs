//! `ec2-instance-key-pair`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::Instance;

pub(crate) static CHECK: Check = Check {
    id: "ec2-instance-key-pair",
    title: Text {
        ja: "EC2インスタンスにSSHキーペアが設定されている",
        en: "EC2 instance is logged in to with an SSH key pair",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "共有・コピーされた秘密鍵は誰が使ったか分からず、退職者や漏えい先からも使われ続ける。",
        en: "Private keys are shared and copied; nobody knows who uses them, and nobody takes them back.",
    },
    fix: Text {
        ja: "キーペアなしで起動し、Session ManagerかEC2 Instance Connectで接続する。",
        en: "Start it without a key pair, and connect through Session Manager or EC2 Instance Connect.",
    },
    maps: &[Map::Ap(3), Map::Ia(5), Map::Attack("T1552.004")],
    types: &["AWS::EC2::Instance"],
    page: include_str!("instance_key_pair.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.instances, judge),
};

fn judge(instance: &Resource<Instance>) -> Judgement {
    Ok(match instance.key_name.get()? {
        Some(_) => Verdict::fail(instance, "/KeyName"),
        None => Verdict::Pass,
    })
}
