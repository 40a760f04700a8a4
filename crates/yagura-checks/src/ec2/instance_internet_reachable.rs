//! `ec2-instance-internet-reachable`

use std::collections::BTreeMap;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

use yagura_model::services::ec2::{Association, Instance, InstanceInterface, NetworkAcl, RouteTable};
use yagura_model::{Fact, Gap, Meta, Resource, Snapshot};

use super::addresses::Addresses;
use super::reach::{Exposure, TCP, internet_routes, through_acl};

pub(crate) static CHECK: Check = Check {
    id: "ec2-instance-internet-reachable",
    title: Text {
        ja: "EC2インスタンスの管理用ポートにインターネットから実際に到達できる",
        en: "EC2 instance can really be reached from the internet on a dangerous port",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "公開アドレス、経路、ネットワークACL、セキュリティグループのすべてが開いており、攻撃者がそのまま接続できる。",
        en: "Public address, route, network ACL and security group all let the attacker through: connecting is enough.",
    },
    fix: Text {
        ja: "セキュリティグループのルールを閉じ、インスタンスをプライベートサブネットに移す。",
        en: "Close the security group rule and move the instance into a private subnet.",
    },
    maps: &[Map::Ap(8), Map::Ap(9), Map::Sv, Map::Fsbp("EC2.19"), Map::Attack("T1190"), Map::Attack("T1133")],
    types: &["AWS::EC2::Instance", "AWS::EC2::SecurityGroup", "AWS::EC2::RouteTable", "AWS::EC2::NetworkAcl"],
    page: include_str!("instance_internet_reachable.md"),
    run: |snapshot, report| {
        let network = Network::of(snapshot);
        report.each(&CHECK, &snapshot.ec2.instances, |instance| {
            if instance.meta.template().is_some() {
                return Ok(Verdict::Skip);
            }
            network.judge(instance)
        });
    },
};

/// What stands in for associations that were not read.
static NONE: Vec<Fact<Association>> = Vec::new();

/// SSH, RDP, databases and management interfaces.
const PORTS: [u16; 23] = [
    22, 23, 445, 1433, 1521, 2375, 2376, 2379, 3306, 3389, 5432, 5601, 5900, 5985, 5986, 6379, 6443, 8500, 9042, 9200,
    10250, 11211, 27017,
];

/// Route tables and network ACLs by what they hold for: account, region, and a subnet's or VPC's id.
struct Network<'s> {
    snapshot: &'s Snapshot,
    routes: BTreeMap<(&'s str, &'s str, &'s str), &'s Resource<RouteTable>>,
    acls: BTreeMap<(&'s str, &'s str, &'s str), &'s Resource<NetworkAcl>>,
    gap: Option<Gap>,
}

impl<'s> Network<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let mut network = Self { snapshot, routes: BTreeMap::new(), acls: BTreeMap::new(), gap: None };
        for table in snapshot.ec2.route_tables.iter() {
            let Meta { account, region, .. } = &table.meta;
            let associations = table.associations.get().unwrap_or_else(|gap| {
                network.gap = Some(gap);
                &NONE
            });
            for association in associations {
                let key = match association.get() {
                    Ok(Association { subnet_id: Some(subnet), .. }) => Some(subnet),
                    Ok(Association { main: true, .. }) => table.vpc_id.known().and_then(Option::as_ref),
                    Ok(_) => None,
                    Err(gap) => {
                        network.gap = Some(gap);
                        None
                    }
                };
                if let Some(key) = key {
                    network.routes.insert((account, region, key), table);
                }
            }
        }
        for acl in snapshot.ec2.network_acls.iter() {
            let Meta { account, region, .. } = &acl.meta;
            match acl.associations.get() {
                Ok(associations) => {
                    for subnet in associations.iter().filter_map(|one| one.known()?.subnet_id.as_ref()) {
                        network.acls.insert((account, region, subnet), acl);
                    }
                }
                Err(gap) => network.gap = Some(gap),
            }
        }
        network
    }

    /// Fails an instance that the internet reaches through one of its interfaces.
    fn judge(&self, instance: &Resource<Instance>) -> Judgement {
        let Meta { account, region, .. } = &instance.meta;
        let mut gap = None;
        let mut public = false;
        for (index, interface) in instance.network_interfaces.get()?.iter().enumerate() {
            let interface = interface.get()?;
            if interface.public_ip.get()?.is_none() {
                continue;
            }
            public = true;
            match self.open_ports(account, region, instance, interface) {
                Ok(ports) if ports.is_empty() => {}
                Ok(ports) => {
                    let ports = ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
                    let paths = [
                        format!("/NetworkInterfaces/{index}/PublicIp"),
                        format!("/NetworkInterfaces/{index}/GroupSet"),
                    ];
                    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
                    return Ok(Verdict::fail_all(instance, &paths).detail(
                        format!("インターネットから到達できるポート: {ports}"),
                        format!("ports that the internet reaches: {ports}"),
                    ));
                }
                Err(reason) => gap = gap.or(Some(reason)),
            }
        }
        match gap {
            Some(gap) => Err(gap),
            None if public => Ok(Verdict::Pass),
            None => Ok(Verdict::Skip),
        }
    }

    /// The dangerous ports of an interface with a public IPv4 address that the world reaches.
    fn open_ports(
        &self,
        account: &str,
        region: &str,
        instance: &Resource<Instance>,
        interface: &InstanceInterface,
    ) -> Result<Vec<u16>, Gap> {
        let ec2 = &self.snapshot.ec2;
        let subnet = interface.subnet_id.get()?.as_deref().unwrap_or_default();
        let vpc = instance.vpc_id.get()?.as_deref().unwrap_or_default();
        let missing = |what: &str| {
            self.gap
                .clone()
                .unwrap_or_else(|| Gap::unsupported(format!("the {what} of subnet `{subnet}` was not read")))
        };
        // A subnet without a route table of its own has the VPC's main one.
        let table = self.routes.get(&(account, region, subnet)).or_else(|| self.routes.get(&(account, region, vpc)));
        let routes = internet_routes(table.ok_or_else(|| missing("route table"))?, self.snapshot)?;
        if !routes.only_v4().is_broad() {
            return Ok(Vec::new());
        }
        let mut groups = Vec::new();
        for group in interface.group_set.get()? {
            let group = ec2.security_groups.require(&instance.meta, group.get()?)?;
            groups.push(Exposure::of(group, &ec2.prefix_lists)?);
        }
        let mut open = Vec::new();
        for port in PORTS {
            let mut sources = Addresses::default();
            for group in &groups {
                sources = sources.or(&group.sources(TCP, port)?);
            }
            if !sources.only_v4().is_broad() {
                continue;
            }
            let acl = self.acls.get(&(account, region, subnet)).ok_or_else(|| missing("network ACL"))?;
            if sources.and(&through_acl(acl, TCP, port)?).and(&routes).only_v4().is_broad() {
                open.push(port);
            }
        }
        Ok(open)
    }
}
