//! `ec2-default-vpc-used`

use std::collections::BTreeMap;
use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};

use yagura_model::services::ec2::Vpc;
use yagura_model::{Gap, Resource, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "ec2-default-vpc-used",
    title: Text { ja: "デフォルトVPCが使われている", en: "Default VPC is in use" },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "デフォルトVPCのサブネットはすべてパブリックで、置いたものに公開アドレスが付き、ネットワークACLも開いている。",
        en: "All of its subnets are public, what starts in them gets a public address, and its network ACL is open.",
    },
    fix: Text {
        ja: "用途ごとに設計したVPCへ移し、デフォルトVPCは削除する。",
        en: "Move to a VPC that was designed for the purpose and delete the default one.",
    },
    maps: &[Map::Ap(9)],
    types: &["AWS::EC2::VPC", "AWS::EC2::NetworkInterface"],
    page: include_str!("default_vpc_used.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut gap: Option<Gap> = None;
    for interface in snapshot.ec2.network_interfaces.iter() {
        match interface.vpc_id.get() {
            Ok(Some(vpc)) => *used.entry(vpc).or_default() += 1,
            Ok(None) => {}
            Err(reason) => gap = Some(reason),
        }
    }
    let unlisted = |vpc: &Resource<Vpc>| {
        let list = snapshot.contents.lists.iter().find(|list| {
            list.resource_type == "AWS::EC2::NetworkInterface"
                && list.account == vpc.meta.account
                && list.region == vpc.meta.region
        });
        list.and_then(|list| list.gap.clone())
    };
    report.each(&CHECK, &snapshot.ec2.vpcs, |vpc| {
        if vpc.meta.template().is_some() || !*vpc.is_default.get()? {
            return Ok(Verdict::Skip);
        }
        match used.get(vpc.meta.id.as_str()) {
            Some(number) => Ok(Verdict::fail(vpc, "/IsDefault").detail(
                format!("ネットワークインターフェイス{number}個が使用中"),
                format!("{number} network interfaces are in it"),
            )),
            None => gap.clone().or_else(|| unlisted(vpc)).map_or(Ok(Verdict::Pass), Err),
        }
    });
}
