//! `ec2-ebs-default-encryption-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::RegionSettings;

pub(crate) static CHECK: Check = Check {
    id: "ec2-ebs-default-encryption-off",
    title: Text {
        ja: "EBSのデフォルトの暗号化が無効になっている", en: "EBS encryption by default is off in a region"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "指定を忘れたボリュームが平文で作られ、スナップショットの共有だけで読まれる。",
        en: "Volumes that nobody thought about are made in plain text, readable by whoever gets a snapshot.",
    },
    fix: Text {
        ja: "リージョンごとにEBSのデフォルトの暗号化を有効にする。",
        en: "Turn on EBS encryption by default, in each region.",
    },
    maps: &[Map::Sv, Map::Cis("2.2.1"), Map::Fsbp("EC2.7")],
    types: &["AWS::EC2::RegionSettings"],
    page: include_str!("ebs_default_encryption_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.region_settings, judge),
};

fn judge(settings: &Resource<RegionSettings>) -> Judgement {
    Ok(if *settings.ebs_encryption_by_default.get()? {
        Verdict::Pass
    } else {
        Verdict::fail(settings, "/EbsEncryptionByDefault")
    })
}
