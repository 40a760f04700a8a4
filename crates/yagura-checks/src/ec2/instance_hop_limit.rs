//! `ec2-instance-hop-limit`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::Instance;

pub(crate) static CHECK: Check = Check {
    id: "ec2-instance-hop-limit",
    title: Text {
        ja: "メタデータのホップ数制限が2を超えている",
        en: "Metadata tokens of an EC2 instance travel more than two hops",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "インスタンス上のプロキシやコンテナを経由して、外側からメタデータに到達しやすくなる。",
        en: "Proxies and containers on the instance pass metadata on to those who should not see it.",
    },
    fix: Text {
        ja: "ホップ数制限を1（コンテナから使う場合は2）にする。",
        en: "Set the hop limit to 1, or to 2 where containers need the metadata.",
    },
    maps: &[Map::Ap(13), Map::Attack("T1552.005")],
    types: &["AWS::EC2::Instance"],
    page: include_str!("instance_hop_limit.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.instances, judge),
};

fn judge(instance: &Resource<Instance>) -> Judgement {
    let Some(options) = instance.metadata_options.get()? else { return Ok(Verdict::Skip) };
    if options.http_endpoint.get()?.as_deref() == Some("disabled") {
        return Ok(Verdict::Pass);
    }
    Ok(match options.http_put_response_hop_limit.get()? {
        Some(hops) if *hops > 2 => Verdict::fail(instance, "/MetadataOptions/HttpPutResponseHopLimit"),
        Some(_) => Verdict::Pass,
        None => Verdict::Skip,
    })
}
