//! `ec2-volume-unencrypted`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::Volume;

pub(crate) static CHECK: Check = Check {
    id: "ec2-volume-unencrypted",
    title: Text { ja: "EBSボリュームが暗号化されていない", en: "EBS volume is not encrypted" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "スナップショットが共有・流出したとき、鍵なしで中身を読める。",
        en: "A snapshot of it can be shared and read by another account without any key.",
    },
    fix: Text {
        ja: "デフォルトの暗号化を有効にし、暗号化したスナップショットからボリュームを作り直す。",
        en: "Turn on encryption by default and recreate the volume from an encrypted copy of its snapshot.",
    },
    maps: &[Map::Sv, Map::Fsbp("EC2.3")],
    types: &["AWS::EC2::Volume"],
    page: include_str!("volume_unencrypted.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.volumes, judge),
};

fn judge(volume: &Resource<Volume>) -> Judgement {
    Ok(match volume.encrypted.get()? {
        Some(true) => Verdict::Pass,
        Some(false) => Verdict::fail(volume, "/Encrypted"),
        // The account's default decides, and it is not written here.
        None => Verdict::fail(volume, "/Encrypted").confidence(Confidence::Low),
    })
}
