//! `ec2-image-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::Image;

pub(crate) static CHECK: Check = Check {
    id: "ec2-image-public",
    title: Text { ja: "AMIが全世界に公開されている", en: "AMI is open to every AWS account" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のAWSアカウントがAMIを起動し、残っている鍵やソースコード、設定を読み取れる。",
        en: "Any AWS account starts it and looks for keys, source code and settings that were left in it.",
    },
    fix: Text {
        ja: "AMIを非公開に変更し、AMIのパブリックアクセスブロックを有効にする。",
        en: "Make the image private, and turn on block public access for AMIs.",
    },
    maps: &[Map::Ap(13), Map::Ap(16), Map::Attack("T1530")],
    types: &["AWS::EC2::Image"],
    page: include_str!("image_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.images, judge),
};

fn judge(image: &Resource<Image>) -> Judgement {
    Ok(if *image.public.get()? { Verdict::fail(image, "/Public") } else { Verdict::Pass })
}
