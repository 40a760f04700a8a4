//! `ec2-instance-public-address`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ec2::{Instance, Subnet};
use yagura_model::{Gap, Resource, Resources};

pub(crate) static CHECK: Check = Check {
    id: "ec2-instance-public-address",
    title: Text {
        ja: "EC2インスタンスがパブリックIPアドレスを持っている", en: "EC2 instance has a public address"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "セキュリティグループのルールを1つ誤るだけで、インターネットから直接届く。",
        en: "One wrong security group rule is all that stands between it and the internet.",
    },
    fix: Text {
        ja: "プライベートサブネットに置き、入口はロードバランサー、出口はNATゲートウェイにする。",
        en: "Put it in a private subnet behind a load balancer, with a NAT gateway for what it fetches.",
    },
    maps: &[Map::Ap(8), Map::Fsbp("EC2.9")],
    types: &["AWS::EC2::Instance", "AWS::EC2::Subnet"],
    page: include_str!("instance_public_address.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.ec2.instances, |instance| judge(instance, &snapshot.ec2.subnets));
    },
};

fn judge(instance: &Resource<Instance>, subnets: &Resources<Subnet>) -> Judgement {
    if instance.meta.template().is_none() {
        return Ok(match instance.public_ip_address.get()? {
            Some(_) => Verdict::fail(instance, "/PublicIpAddress"),
            None => Verdict::Pass,
        });
    }
    let mut gap = None;
    let interfaces = instance.network_interfaces.get()?;
    for (index, interface) in interfaces.iter().enumerate() {
        let path = format!("/NetworkInterfaces/{index}/AssociatePublicIpAddress");
        let public = interface.get().and_then(|interface| match interface.associate_public_ip_address.get()? {
            Some(public) => Ok(*public),
            None => gives(instance, interface.subnet_id.get()?.as_ref(), subnets),
        });
        match public {
            Ok(true) => return Ok(Verdict::fail(instance, &path)),
            Ok(false) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    if interfaces.is_empty() && gives(instance, instance.subnet_id.get()?.as_ref(), subnets)? {
        return Ok(Verdict::fail(instance, "/SubnetId"));
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}

/// Whether the subnet gives a public address by itself.
fn gives(instance: &Resource<Instance>, subnet: Option<&String>, subnets: &Resources<Subnet>) -> Result<bool, Gap> {
    match subnet {
        Some(subnet) => Ok(*subnets.require(&instance.meta, subnet)?.map_public_ip_on_launch.get()?),
        None => Err(Gap::unresolved("the subnet is one of the default VPC's, or the launch template's")),
    }
}
