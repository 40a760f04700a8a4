//! Which ports the world reaches through a security group, a network ACL, a route table.

use std::collections::{BTreeMap, BTreeSet};

use yagura_finding::{Confidence, Judgement, Report, Severity, Verdict};
use yagura_model::services::ec2::{IngressRule, NetworkAcl, PrefixList, RouteTable, SecurityGroup};
use yagura_model::{Fact, Gap, Meta, Resource, Resources, Snapshot};

use super::addresses::Addresses;

/// TCP.
pub(crate) const TCP: u8 = 6;
/// UDP.
pub(crate) const UDP: u8 = 17;

/// What a rule is about: a protocol (`None`: every one) and ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Traffic {
    protocol: Option<u8>,
    from: u16,
    to: u16,
}

impl Traffic {
    const ALL: Self = Self { protocol: None, from: 0, to: u16::MAX };

    fn covers(self, protocol: u8, port: u16) -> bool {
        self.protocol.is_none_or(|own| own == protocol) && (self.from..=self.to).contains(&port)
    }
}

/// What may come in through a security group.
#[derive(Debug, Default)]
pub(crate) struct Exposure {
    /// Rule number, what it is about, from where.
    rules: Vec<(usize, Traffic, Addresses)>,
    /// What may be about this traffic, and what is not known of it.
    doubts: Vec<(Traffic, Gap)>,
}

impl Exposure {
    /// What the rules of a group let in. Fails when its rules were not read.
    pub(crate) fn of(group: &Resource<SecurityGroup>, lists: &Resources<PrefixList>) -> Result<Self, Gap> {
        let mut exposure = Self::default();
        for (index, rule) in group.security_group_ingress.get()?.iter().enumerate() {
            let rule = match rule.get() {
                Ok(rule) => rule,
                Err(gap) => {
                    exposure.doubts.push((Traffic::ALL, gap));
                    continue;
                }
            };
            let (traffic, unclear) = traffic(rule);
            let Some(traffic) = traffic else { continue };
            match (sources(rule, &group.meta, lists), unclear) {
                // Whatever the ports are: from there nobody of the world comes.
                (Ok(addresses), _) if addresses == Addresses::default() => {}
                (Ok(addresses), None) => exposure.rules.push((index, traffic, addresses)),
                (Ok(_), Some(gap)) | (Err(gap), _) => exposure.doubts.push((traffic, gap)),
            }
        }
        Ok(exposure)
    }

    /// What the rules of a group let the world do; `None` where the world reaches nothing at all, whatever is asked.
    pub(crate) fn to_world(
        group: &Resource<SecurityGroup>,
        lists: &Resources<PrefixList>,
    ) -> Result<Option<Self>, Gap> {
        if is_plainly_closed(group) {
            return Ok(None);
        }
        let exposure = Self::of(group, lists)?;
        Ok(if exposure.is_closed() { None } else { Some(exposure) })
    }

    /// Whether there is no doubt, and all sources together are no more than one organization can have.
    fn is_closed(&self) -> bool {
        let all = || self.rules.iter().fold(Addresses::default(), |set, (_, _, addresses)| set.or(addresses));
        self.doubts.is_empty() && !all().is_broad()
    }

    /// From where a port can be reached. Fails when a rule that may be about it is not known.
    pub(crate) fn sources(&self, protocol: u8, port: u16) -> Result<Addresses, Gap> {
        let sources = self.certain(protocol, port);
        match self.doubts.iter().find(|(traffic, _)| traffic.covers(protocol, port)) {
            Some((_, gap)) if !sources.is_broad() => Err(gap.clone()),
            _ => Ok(sources),
        }
    }

    fn certain(&self, protocol: u8, port: u16) -> Addresses {
        self.rules
            .iter()
            .filter(|(_, traffic, _)| traffic.covers(protocol, port))
            .fold(Addresses::default(), |set, (_, _, addresses)| set.or(addresses))
    }

    /// The rules by which the world reaches a port; none where it does not.
    /// Fails when no known rule opens it and one that may is not known.
    pub(crate) fn world(&self, protocol: u8, port: u16) -> Result<Vec<usize>, Gap> {
        if !self.sources(protocol, port)?.is_broad() {
            return Ok(Vec::new());
        }
        let about = || self.rules.iter().filter(|(_, traffic, _)| traffic.covers(protocol, port));
        let mut rules: Vec<usize> =
            about().filter(|(_, _, addresses)| addresses.is_broad()).map(|(index, _, _)| *index).collect();
        if rules.is_empty() {
            rules = about().map(|(index, _, _)| *index).collect();
        }
        Ok(rules)
    }

    /// How many ports of a protocol the world reaches, and by which rules.
    pub(crate) fn width(&self, protocol: u8) -> (u32, Vec<usize>) {
        let mut about: BTreeMap<Traffic, Addresses> = BTreeMap::new();
        for (_, traffic, addresses) in &self.rules {
            if traffic.protocol.is_none_or(|own| own == protocol) {
                let all = about.entry(*traffic).or_default();
                *all = all.or(addresses);
            }
        }
        // Between two of these numbers every port has the same rules.
        let edges: BTreeSet<u32> =
            about.keys().flat_map(|traffic| [u32::from(traffic.from), u32::from(traffic.to) + 1]).collect();
        let edges: Vec<u32> = edges.into_iter().collect();
        let mut ports = 0;
        let mut rules = BTreeSet::new();
        for (from, next) in edges.iter().zip(edges.iter().skip(1)) {
            let Ok(port) = u16::try_from(*from) else { continue };
            let open = about
                .iter()
                .filter(|(traffic, _)| traffic.covers(protocol, port))
                .fold(Addresses::default(), |set, (_, addresses)| set.or(addresses));
            if open.is_broad() {
                ports += next - from;
                rules.extend(self.world(protocol, port).unwrap_or_default());
            }
        }
        (ports, rules.into_iter().collect())
    }

    /// What is not known of a protocol's rules, if it may open so many ports.
    pub(crate) fn wide_doubt(&self, protocol: u8, ports: u32) -> Option<&Gap> {
        let about = |traffic: &Traffic| traffic.protocol.is_none_or(|own| own == protocol);
        let size = |traffic: &Traffic| u32::from(traffic.to.saturating_sub(traffic.from)) + 1;
        let doubtful: u32 =
            self.doubts.iter().filter(|(traffic, _)| about(traffic)).map(|(traffic, _)| size(traffic)).sum();
        if doubtful == 0 || doubtful.saturating_add(self.width(protocol).0) < ports {
            return None;
        }
        self.doubts.iter().find(|(traffic, _)| about(traffic)).map(|(_, gap)| gap)
    }
}

/// Whether the blocks of IPv4 alone show that a group is closed: most groups let in a few private ones.
/// A shortcut: what it does not see is looked at in full.
fn is_plainly_closed(group: &SecurityGroup) -> bool {
    let public = |rule: &Fact<IngressRule>| -> Option<u128> {
        let rule = rule.known()?;
        let (None, None) = (rule.cidr_ipv6.known()?, rule.source_prefix_list_id.known()?) else { return None };
        if traffic(rule).1.is_some() {
            return None;
        }
        rule.cidr_ip.known()?.as_deref().map_or(Some(0), Addresses::most_public_v4)
    };
    let rules = group.security_group_ingress.known();
    let sum = rules.and_then(|rules| rules.iter().map(public).sum::<Option<u128>>());
    sum.is_some_and(|sum| !Addresses::is_broad_v4(sum))
}

/// The number of a protocol (<https://www.iana.org/assignments/protocol-numbers>); `Ok(None)` is every one.
fn protocol(name: &str) -> Result<Option<u8>, Gap> {
    const NAMES: [(&str, Option<u8>); 6] =
        [("tcp", Some(TCP)), ("-1", None), ("udp", Some(UDP)), ("icmp", Some(1)), ("icmpv6", Some(58)), ("all", None)];
    if name == "tcp" {
        return Ok(Some(TCP));
    }
    let plain = name.trim();
    match NAMES.iter().find(|(own, _)| plain.eq_ignore_ascii_case(own)) {
        Some((_, number)) => Ok(*number),
        None => plain.parse().map(Some).map_err(|_| Gap::error(format!("`{name}` is no protocol"))),
    }
}

/// What a rule is about, and what is not known of that. Only ports count: a rule for ICMP is about nothing.
fn traffic(rule: &IngressRule) -> (Option<Traffic>, Option<Gap>) {
    let protocol = match rule.ip_protocol.get().and_then(|name| protocol(name.as_deref().unwrap_or("-1"))) {
        Ok(protocol) => protocol,
        Err(gap) => return (Some(Traffic::ALL), Some(gap)),
    };
    if protocol.is_none() {
        return (Some(Traffic::ALL), None);
    }
    if protocol.is_some_and(|number| number != TCP && number != UDP) {
        return (None, None);
    }
    let port = |port: &Option<i64>, otherwise: u16| match port {
        // `-1` and no port at all are every port.
        None | Some(-1) => otherwise,
        Some(port) => u16::try_from(*port).unwrap_or(otherwise),
    };
    match (rule.from_port.get(), rule.to_port.get()) {
        (Ok(from), Ok(to)) => (Some(Traffic { protocol, from: port(from, 0), to: port(to, u16::MAX) }), None),
        (Err(gap), _) | (_, Err(gap)) => (Some(Traffic { protocol, ..Traffic::ALL }), Some(gap)),
    }
}

/// From which addresses a rule lets in; none for a rule whose source is a security group.
fn sources(rule: &IngressRule, near: &Meta, lists: &Resources<PrefixList>) -> Result<Addresses, Gap> {
    let mut all = Addresses::default();
    for cidr in [&rule.cidr_ip, &rule.cidr_ipv6] {
        if let Some(cidr) = cidr.get()? {
            all = all.or(&Addresses::of(cidr)?);
        }
    }
    if let Some(id) = rule.source_prefix_list_id.get()? {
        let list = lists.require(near, id)?;
        // Addresses of AWS's own services.
        if list.owner_id.known().and_then(Option::as_deref) != Some("AWS") {
            for entry in list.entries.get()? {
                if let Some(cidr) = &entry.get()?.cidr {
                    all = all.or(&Addresses::of(cidr)?);
                }
            }
        }
    }
    Ok(all)
}

/// The attribute of a rule that says where it lets in from.
pub(crate) fn source_path(group: &Resource<SecurityGroup>, index: usize) -> String {
    let rule = group.security_group_ingress.known().and_then(|rules| rules.get(index)).and_then(|rule| rule.known());
    let is_some = |fact: &yagura_model::Fact<Option<String>>| fact.known().is_some_and(Option::is_some);
    let name = match rule {
        Some(rule) if is_some(&rule.cidr_ip) => "/CidrIp",
        Some(rule) if is_some(&rule.cidr_ipv6) => "/CidrIpv6",
        Some(rule) if is_some(&rule.source_prefix_list_id) => "/SourcePrefixListId",
        _ => "",
    };
    format!("/SecurityGroupIngress/{index}{name}")
}

/// A port that nobody but its owner should reach.
pub(crate) type Port = (u8, u16, &'static str);

/// Fails a group through which the world reaches one of some ports.
pub(crate) fn judge_ports(
    group: &Resource<SecurityGroup>,
    lists: &Resources<PrefixList>,
    usage: &Usage<'_>,
    ports: &[Port],
) -> Judgement {
    let Some(exposure) = Exposure::to_world(group, lists)? else { return Ok(Verdict::Pass) };
    let mut open = Vec::new();
    let mut rules = BTreeSet::new();
    let mut gap = None;
    for (protocol, port, name) in ports {
        match exposure.world(*protocol, *port) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => {
                let suffix = if *protocol == UDP { "/udp" } else { "" };
                open.push(format!("{port}{suffix} ({name})"));
                rules.extend(found);
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    if open.is_empty() {
        return gap.map_or(Ok(Verdict::Pass), Err);
    }
    Ok(opened(group, &rules, usage).detail(
        format!("インターネットから到達できるポート: {}", open.join(", ")),
        format!("ports that the internet reaches: {}", open.join(", ")),
    ))
}

/// The verdict on a group, with the rules that prove it; milder where no interface has the group.
pub(crate) fn opened(group: &Resource<SecurityGroup>, rules: &BTreeSet<usize>, usage: &Usage<'_>) -> Verdict {
    let paths: Vec<String> = rules.iter().map(|index| source_path(group, *index)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let verdict = Verdict::fail_all(group, &paths);
    if usage.is_unused(&group.meta) { verdict.severity(Severity::Low).confidence(Confidence::High) } else { verdict }
}

/// Which security groups have an interface.
pub(crate) struct Usage<'s> {
    used: BTreeSet<(&'s str, &'s str, &'s str)>,
    complete: BTreeSet<(&'s str, &'s str)>,
}

impl<'s> Usage<'s> {
    /// Looks at every interface that was read.
    pub(crate) fn of(snapshot: &'s Snapshot, report: &Report<'s>) -> Self {
        let mut used = BTreeSet::new();
        let mut unclear = BTreeSet::new();
        for interface in snapshot.ec2.network_interfaces.iter() {
            let place = (interface.meta.account.as_str(), interface.meta.region.as_str());
            match interface.group_set.get() {
                Ok(groups) => {
                    for group in groups {
                        match group.known() {
                            Some(group) => {
                                used.insert((place.0, place.1, group.as_str()));
                            }
                            None => {
                                unclear.insert(place);
                            }
                        }
                    }
                }
                Err(_) => {
                    unclear.insert(place);
                }
            }
        }
        let mut complete = BTreeSet::new();
        for scope in &snapshot.contents.scopes {
            for region in &scope.regions {
                let list = report.listing(&snapshot.ec2.network_interfaces, &scope.account, Some(region));
                let place = (scope.account.as_str(), region.as_str());
                if list.is_some_and(|list| list.gap.is_none()) && !unclear.contains(&place) {
                    complete.insert(place);
                }
            }
        }
        Self { used, complete }
    }

    /// Whether it is known that no interface has the group. Never so in a template.
    pub(crate) fn is_unused(&self, group: &Meta) -> bool {
        self.complete.contains(&(group.account.as_str(), group.region.as_str())) && !self.is_used(group)
    }

    /// Whether an interface has the group.
    pub(crate) fn is_used(&self, group: &Meta) -> bool {
        self.used.contains(&(group.account.as_str(), group.region.as_str(), group.id.as_str()))
    }
}

/// From where a network ACL lets traffic to a port in; the entry with the lowest number that matches decides
/// (<https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>). Fails when an entry is not known.
pub(crate) fn through_acl(acl: &NetworkAcl, wanted: u8, port: u16) -> Result<Addresses, Gap> {
    let mut entries = Vec::new();
    for (index, entry) in acl.entries.get()?.iter().enumerate() {
        let entry = entry.get()?;
        if !*entry.egress.get()? {
            entries.push((entry.rule_number.get()?.unwrap_or(i64::MAX), index, entry));
        }
    }
    entries.sort_by_key(|(number, index, _)| (*number, *index));
    let (mut allowed, mut decided) = (Addresses::default(), Addresses::default());
    for (_, _, entry) in entries {
        let about = protocol(entry.protocol.get()?.as_deref().unwrap_or("-1"))?;
        if about.is_some_and(|about| about != wanted) {
            continue;
        }
        // The ports of an entry for all protocols have no meaning.
        if let (Some(_), Some(range)) = (about, entry.port_range.get()?) {
            let (from, to) = (range.from.unwrap_or(0), range.to.unwrap_or(i64::from(u16::MAX)));
            if !(from..=to).contains(&i64::from(port)) {
                continue;
            }
        }
        let mut addresses = Addresses::default();
        for cidr in [&entry.cidr_block, &entry.ipv6_cidr_block] {
            if let Some(cidr) = cidr.get()? {
                addresses = addresses.or(&Addresses::of(cidr)?);
            }
        }
        if entry.rule_action.get()?.as_deref().is_some_and(|action| action.eq_ignore_ascii_case("allow")) {
            allowed = allowed.or(&addresses.without(&decided));
        }
        decided = decided.or(&addresses);
    }
    Ok(allowed)
}

/// Where a route table sends what is bound for the internet: the addresses that go through an internet gateway.
pub(crate) fn internet_routes(table: &Resource<RouteTable>, snapshot: &Snapshot) -> Result<Addresses, Gap> {
    let mut all = Addresses::default();
    let mut gap = None;
    for route in table.routes.get()? {
        let found = route.get().and_then(|route| {
            let Some(gateway) = route.gateway_id.get()? else { return Ok(Addresses::default()) };
            let internet =
                gateway.starts_with("igw-") || snapshot.ec2.internet_gateways.find(&table.meta, gateway).is_some();
            if !internet || route.state.known().and_then(Option::as_deref) == Some("blackhole") {
                return Ok(Addresses::default());
            }
            let mut to = Addresses::default();
            for cidr in [&route.destination_cidr_block, &route.destination_ipv6_cidr_block] {
                if let Some(cidr) = cidr.get()? {
                    to = to.or(&Addresses::of(cidr)?);
                }
            }
            Ok(to)
        });
        match found {
            Ok(to) => all = all.or(&to),
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    match gap {
        Some(gap) if !all.is_broad() => Err(gap),
        _ => Ok(all),
    }
}
