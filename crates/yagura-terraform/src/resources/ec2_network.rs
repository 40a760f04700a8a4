//! Amazon VPC: networks, and what keeps others out.

use yagura_model::{Gap, Map, Node, Value};
use yagura_template::{Defaults, push};

use super::Translated;
use super::table::{As, Field, Given, Kind, Many, Same, each, fields, is_true, single, taken, text};
use crate::instance::Instance;

const RULELESS: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group: the provider takes away AWS's own egress rule (provider 6, 2026-11)";
const ADOPTED: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group: the provider takes away all rules (provider 6, 2026-11)";

const ROUTES: &[Field] = &[
    As("cidr_block", "DestinationCidrBlock"),
    As("ipv6_cidr_block", "DestinationIpv6CidrBlock"),
    As("destination_prefix_list_id", "DestinationPrefixListId"),
    Same("gateway_id"),
    Same("nat_gateway_id"),
];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_security_group",
        resource_type: "AWS::EC2::SecurityGroup",
        fields: &[As("name", "GroupName"), As("description", "GroupDescription"), Same("vpc_id")],
        shape: group,
        defaults: &[("SecurityGroupEgress", Given::Nothing, RULELESS)],
        ..Kind::NEW
    },
    Kind {
        name: "aws_default_security_group",
        resource_type: "AWS::EC2::SecurityGroup",
        fields: &[Same("vpc_id")],
        shape: |properties, body, defaults| {
            properties.set("GroupName", "default");
            group(properties, body, defaults);
        },
        defaults: &[
            ("SecurityGroupIngress", Given::Nothing, ADOPTED),
            ("SecurityGroupEgress", Given::Nothing, ADOPTED),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_security_group_rule",
        resource_type: "AWS::EC2::SecurityGroupIngress",
        several: Some(|instance, _| rule(instance)),
        ..Kind::NEW
    },
    Kind {
        name: "aws_vpc_security_group_ingress_rule",
        resource_type: "AWS::EC2::SecurityGroupIngress",
        fields: &[
            As("security_group_id", "GroupId"),
            Same("ip_protocol"),
            Same("from_port"),
            Same("to_port"),
            As("cidr_ipv4", "CidrIp"),
            Same("cidr_ipv6"),
            As("prefix_list_id", "SourcePrefixListId"),
            As("referenced_security_group_id", "SourceSecurityGroupId"),
        ],
        shape: |rule, _, _| protocol(rule, "IpProtocol", all),
        ..Kind::NEW
    },
    Kind {
        name: "aws_vpc_security_group_egress_rule",
        resource_type: "AWS::EC2::SecurityGroupEgress",
        fields: &[
            As("security_group_id", "GroupId"),
            Same("ip_protocol"),
            Same("from_port"),
            Same("to_port"),
            As("cidr_ipv4", "CidrIp"),
            Same("cidr_ipv6"),
            As("prefix_list_id", "DestinationPrefixListId"),
            As("referenced_security_group_id", "DestinationSecurityGroupId"),
        ],
        shape: |rule, _, _| protocol(rule, "IpProtocol", all),
        ..Kind::NEW
    },
    Kind {
        name: "aws_ec2_managed_prefix_list",
        resource_type: "AWS::EC2::PrefixList",
        fields: &[As("name", "PrefixListName"), Many("entry", "Entries", &[Same("cidr")])],
        ..Kind::NEW
    },
    Kind {
        name: "aws_ec2_managed_prefix_list_entry",
        resource_type: "aws_ec2_managed_prefix_list_entry",
        fields: &[Same("prefix_list_id"), Same("cidr")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_network_acl",
        resource_type: "AWS::EC2::NetworkAcl",
        fields: &[Same("vpc_id")],
        shape: acl,
        ..Kind::NEW
    },
    Kind {
        name: "aws_default_network_acl",
        resource_type: "AWS::EC2::NetworkAcl",
        shape: |properties, body, defaults| {
            properties.set("IsDefault", true);
            acl(properties, body, defaults);
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_network_acl_rule",
        resource_type: "AWS::EC2::NetworkAclEntry",
        fields: &[
            Same("network_acl_id"),
            Same("rule_number"),
            Same("protocol"),
            Same("rule_action"),
            Same("egress"),
            Same("cidr_block"),
            Same("ipv6_cidr_block"),
            As("from_port", "PortRange/From"),
            As("to_port", "PortRange/To"),
        ],
        shape: |entry, _, _| protocol(entry, "Protocol", number),
        ..Kind::NEW
    },
    Kind {
        name: "aws_network_acl_association",
        resource_type: "AWS::EC2::SubnetNetworkAclAssociation",
        fields: &[Same("network_acl_id"), Same("subnet_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_route_table",
        resource_type: "AWS::EC2::RouteTable",
        fields: &[Same("vpc_id"), Many("route", "Routes", ROUTES)],
        ..Kind::NEW
    },
    Kind {
        name: "aws_default_route_table",
        resource_type: "AWS::EC2::RouteTable",
        fields: &[Many("route", "Routes", ROUTES)],
        shape: |table, _, _| {
            let mut association = Map::default();
            association.set("Main", true);
            push(table, "Associations", association.into());
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_route",
        resource_type: "AWS::EC2::Route",
        fields: &[
            Same("route_table_id"),
            Same("destination_cidr_block"),
            Same("destination_ipv6_cidr_block"),
            Same("destination_prefix_list_id"),
            Same("gateway_id"),
            Same("nat_gateway_id"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_route_table_association",
        resource_type: "AWS::EC2::SubnetRouteTableAssociation",
        fields: &[Same("route_table_id"), Same("subnet_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_main_route_table_association",
        resource_type: "AWS::EC2::SubnetRouteTableAssociation",
        fields: &[Same("route_table_id")],
        shape: |association, _, _| association.set("Main", true),
        ..Kind::NEW
    },
    Kind {
        name: "aws_internet_gateway",
        resource_type: "AWS::EC2::InternetGateway",
        shape: |gateway, body, _| {
            if let Some(vpc) = taken(body, "vpc_id") {
                let mut attachment = Map::default();
                attachment.set("VpcId", vpc);
                gateway.set("Attachments", vec![Node::from(attachment)]);
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_internet_gateway_attachment",
        resource_type: "AWS::EC2::VPCGatewayAttachment",
        fields: &[Same("internet_gateway_id"), Same("vpc_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_subnet",
        resource_type: "AWS::EC2::Subnet",
        fields: &[Same("vpc_id"), Same("cidr_block"), Same("map_public_ip_on_launch")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_default_subnet",
        resource_type: "AWS::EC2::Subnet",
        fields: &[Same("map_public_ip_on_launch")],
        shape: |subnet, _, _| subnet.set("DefaultForAz", true),
        defaults: &[(
            "MapPublicIpOnLaunch",
            Given::Bool(true),
            "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_subnet, map_public_ip_on_launch: true where it is not written (provider 6, 2026-11)",
        )],
        ..Kind::NEW
    },
    Kind { name: "aws_vpc", resource_type: "AWS::EC2::VPC", fields: &[Same("cidr_block")], ..Kind::NEW },
    Kind {
        name: "aws_default_vpc",
        resource_type: "AWS::EC2::VPC",
        shape: |vpc, _, _| vpc.set("IsDefault", true),
        ..Kind::NEW
    },
    Kind {
        name: "aws_vpc_endpoint",
        resource_type: "AWS::EC2::VPCEndpoint",
        fields: &[Same("vpc_id"), Same("service_name"), Same("vpc_endpoint_type"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_vpc_endpoint_policy",
        resource_type: "aws_vpc_endpoint_policy",
        fields: &[Same("vpc_endpoint_id"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_flow_log",
        resource_type: "AWS::EC2::FlowLog",
        fields: &[
            As("vpc_id", "ResourceId"),
            As("subnet_id", "ResourceId"),
            As("eni_id", "ResourceId"),
            Same("traffic_type"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_nat_gateway",
        resource_type: "AWS::EC2::NatGateway",
        fields: &[Same("subnet_id"), Same("connectivity_type")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_eip",
        resource_type: "AWS::EC2::EIP",
        fields: &[As("instance", "InstanceId"), As("network_interface", "NetworkInterfaceId")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_eip_association",
        resource_type: "aws_eip_association",
        fields: &[Same("allocation_id"), Same("instance_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_network_interface",
        resource_type: "AWS::EC2::NetworkInterface",
        fields: &[Same("subnet_id"), As("security_groups", "GroupSet"), Same("interface_type")],
        ..Kind::NEW
    },
];

/// What may stand on the other side of a rule: the attribute, and the property of what comes in and of what goes out.
const SIDES: &[(&str, [&str; 2])] = &[
    ("cidr_blocks", ["CidrIp", "CidrIp"]),
    ("ipv6_cidr_blocks", ["CidrIpv6", "CidrIpv6"]),
    ("prefix_list_ids", ["SourcePrefixListId", "DestinationPrefixListId"]),
    ("security_groups", ["SourceSecurityGroupId", "DestinationSecurityGroupId"]),
    ("source_security_group_id", ["SourceSecurityGroupId", "DestinationSecurityGroupId"]),
];

fn group(group: &mut Map, body: &Map, _: &mut Defaults) {
    for (direction, property) in ["SecurityGroupIngress", "SecurityGroupEgress"].into_iter().enumerate() {
        let written = taken(body, if direction == 0 { "ingress" } else { "egress" });
        match written.map(|node| (node.span, node.value)) {
            Some((_, Value::List(blocks))) => {
                let mut rules = Vec::new();
                for block in blocks {
                    match block.value {
                        Value::Map(map) => rules.extend(
                            apart(&map, direction, None)
                                .into_iter()
                                .map(|rule| Node { value: Value::Map(rule), span: block.span }),
                        ),
                        Value::Null => {}
                        value => rules.push(Node { value, span: block.span }),
                    }
                }
                group.set(property, rules);
            }
            Some((span, Value::Map(map))) => {
                let rules = apart(&map, direction, None);
                let rules: Vec<Node> = rules.into_iter().map(|rule| Node { value: Value::Map(rule), span }).collect();
                group.set(property, rules);
            }
            Some((span, value)) => group.set(property, Node { value, span }),
            None => {}
        }
    }
}

/// A rule with several sources as rules with one each.
fn apart(block: &Map, direction: usize, group: Option<&Node>) -> Vec<Map> {
    let mut bare = fields(block, &[As("protocol", "IpProtocol"), Same("from_port"), Same("to_port")]);
    protocol(&mut bare, "IpProtocol", all);
    if let Some(group) = group {
        bare.set("GroupId", group.clone());
    }
    let mut rules = Vec::new();
    let mut add = |property: &str, node: &Node| {
        let mut rule = bare.clone();
        rule.set(property, node.clone());
        rules.push(rule);
    };
    for (attribute, properties) in SIDES {
        let Some(property) = properties.get(direction) else { continue };
        match block.get(attribute) {
            Some(Node { value: Value::List(list), .. }) => list.iter().for_each(|node| add(property, node)),
            Some(Node { value: Value::Null, .. }) | None => {}
            Some(node) => add(property, node),
        }
    }
    let side = if direction == 0 { "SourceSecurityGroupId" } else { "DestinationSecurityGroupId" };
    if is_true(block, "self") {
        add(side, &group.cloned().unwrap_or_else(|| Node::from("{self}")));
    } else if let Some(gap) = block.get("self").and_then(Node::as_gap) {
        add(side, &Node::unknown(gap.clone()));
    }
    if rules.is_empty()
        && let yagura_model::Rest::Unknown(_) = &block.rest
    {
        rules.push(bare);
    }
    rules
}

fn rule(instance: &Instance) -> Vec<Translated> {
    const TYPES: [&str; 2] = ["AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"];
    let body = &instance.body;
    let directions: &[usize] = match text(body, "type") {
        Some("ingress") => &[0],
        Some("egress") => &[1],
        // It may be either.
        _ => &[0, 1],
    };
    let group = taken(body, "security_group_id")
        .unwrap_or_else(|| Node::unknown(Gap::unresolved(format!("`{}` names no security group", instance.address))));
    let mut translated = Vec::new();
    for direction in directions {
        let Some(resource_type) = TYPES.get(*direction) else { continue };
        for properties in apart(body, *direction, Some(&group)) {
            translated.push(single(resource_type, properties));
        }
    }
    translated
}

fn acl(acl: &mut Map, body: &Map, _: &mut Defaults) {
    const ENTRY: &[Field] = &[
        As("rule_no", "RuleNumber"),
        Same("protocol"),
        As("action", "RuleAction"),
        Same("cidr_block"),
        Same("ipv6_cidr_block"),
        As("from_port", "PortRange/From"),
        As("to_port", "PortRange/To"),
    ];
    for (attribute, egress) in [("ingress", false), ("egress", true)] {
        let mut read = fields(body, &[Many(attribute, "Entries", ENTRY)]);
        each(&mut read, "Entries", |entry| {
            entry.set("Egress", egress);
            protocol(entry, "Protocol", number);
        });
        match read.remove("Entries").map(|node| node.value) {
            Some(Value::List(entries)) => entries.into_iter().for_each(|entry| push(acl, "Entries", entry)),
            Some(Value::Unknown(gap)) => acl.set("Entries", *gap),
            _ => {}
        }
    }
    match body.get("subnet_ids").map(|node| &node.value) {
        Some(Value::List(subnets)) => {
            for subnet in subnets {
                let mut association = Map::default();
                association.set("SubnetId", subnet.clone());
                push(acl, "Associations", Node { value: Value::Map(association), span: subnet.span });
            }
        }
        Some(Value::Unknown(gap)) => acl.set("Associations", (**gap).clone()),
        _ => {}
    }
}

/// Protocols may be written by name; ports mean nothing where all of them are meant.
fn protocol(map: &mut Map, property: &str, name: fn(&str) -> &str) {
    let Some(node) = map.get_mut(property) else { return };
    if let Value::String(text) = &node.value {
        node.value = Value::String(name(&text.to_ascii_lowercase()).to_owned());
    }
}

fn all(protocol: &str) -> &str {
    if protocol == "all" { "-1" } else { protocol }
}

/// A network ACL has numbers only
/// (<https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml>).
fn number(protocol: &str) -> &str {
    match protocol {
        "all" => "-1",
        "icmp" => "1",
        "tcp" => "6",
        "udp" => "17",
        "icmpv6" | "ipv6-icmp" => "58",
        _ => protocol,
    }
}
