//! `ec2-subnet-auto-assigns-public-address`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::Subnet;

pub(crate) static CHECK: Check = Check {
    id: "ec2-subnet-auto-assigns-public-address",
    title: Text {
        ja: "サブネットがパブリックIPアドレスを自動で割り当てる",
        en: "Subnet gives public addresses by itself",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "意図せずインターネットから届く場所にインスタンスが置かれる。",
        en: "Instances land within reach of the internet without anybody having decided so.",
    },
    fix: Text {
        ja: "MapPublicIpOnLaunchを無効にし、公開が必要な入口だけロードバランサーやNATゲートウェイを使う。",
        en: "Turn MapPublicIpOnLaunch off and let load balancers and NAT gateways be the only public parts.",
    },
    maps: &[Map::Ap(8), Map::Fsbp("EC2.15")],
    types: &["AWS::EC2::Subnet"],
    page: include_str!("subnet_auto_assigns_public_address.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.subnets, judge),
};

fn judge(subnet: &Resource<Subnet>) -> Judgement {
    Ok(if *subnet.map_public_ip_on_launch.get()? {
        Verdict::fail(subnet, "/MapPublicIpOnLaunch")
    } else {
        Verdict::Pass
    })
}
