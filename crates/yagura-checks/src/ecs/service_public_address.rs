//! `ecs-service-public-address`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ecs::Service;

pub(crate) static CHECK: Check = Check {
    id: "ecs-service-public-address",
    title: Text {
        ja: "ECSサービスのタスクにパブリックIPアドレスが割り当てられる",
        en: "Tasks of an ECS service get public addresses",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "ロードバランサーやWAFを通らず、タスクにインターネットから直接届く。",
        en: "Tasks are reached from the internet directly, around the load balancer and its WAF.",
    },
    fix: Text {
        ja: "assignPublicIpをDISABLEDにし、プライベートサブネットとVPCエンドポイントを使う。",
        en: "Set `AssignPublicIp` to DISABLED and use private subnets with VPC endpoints.",
    },
    maps: &[Map::Ap(8), Map::Fsbp("ECS.2"), Map::Attack("T1190")],
    types: &["AWS::ECS::Service"],
    page: include_str!("service_public_address.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ecs.services, judge),
};

fn judge(service: &Resource<Service>) -> Judgement {
    let network = service.network_configuration.get()?;
    let Some(network) = network.as_ref().and_then(|network| network.awsvpc_configuration.as_ref()) else {
        return Ok(Verdict::Pass);
    };
    let public = network.assign_public_ip.get()?.as_deref() == Some("ENABLED");
    Ok(if public {
        Verdict::fail(service, "/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp")
    } else {
        Verdict::Pass
    })
}
