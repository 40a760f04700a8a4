//! Amazon EC2 and Amazon VPC.

use serde_json::{Value, json};

use super::table::{Detail, Field, Kind, List, Mark, Reach, Service};

/// A kind of EC2: its type, its list, its id, and its name in ARNs.
const fn kind(resource_type: &'static str, list: List, id: &'static str, arn: &'static str) -> Kind {
    Kind { resource_type, list, id, arn, tags: "Tags", ..Kind::NONE }
}

/// What an emulator that takes no notice of `OwnerIds` gives beside is not the account's.
const OWN: Option<(&str, &[&str])> = Some(("OwnerId", &["@account"]));

/// Of how many snapshots in a region it is asked with whom they are shared: at 20 calls a second under a minute. So many tokens a
/// second refill the example of a call that changes nothing (`DescribeHosts`); for this one no number is published
/// (<https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>). Where EC2 throttles sooner, the client waits.
const SNAPSHOTS_ASKED: usize = 1000;

pub(super) static SERVICE: Service = Service {
    name: "ec2",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            details: &[Detail::of(
                "UserData",
                "DescribeInstanceAttribute",
                r#"{"InstanceId":"$InstanceId","Attribute":"userData"}"#,
                "UserData.Value",
            )
            .shaped(decoded)],
            fields: &[
                Field::of("IamInstanceProfile", "IamInstanceProfile.Arn"),
                Field::of("SecurityGroupIds", "SecurityGroups").shaped(group_ids),
                Field::of("NetworkInterfaces", "NetworkInterfaces").shaped(interfaces),
                Field::of("State", "State.Name"),
            ],
            gone: &["InvalidInstanceID.NotFound"],
            ..kind(
                "AWS::EC2::Instance",
                // Terminated instances stay in the list for an hour and are nothing any more.
                List::of("DescribeInstances", "Reservations[].Instances[]").with(
                    r#"{"Filters":[{"Name":"instance-state-name","Values":["pending","running","stopping","stopped"]}]}"#,
                ),
                "InstanceId",
                "arn:{partition}:ec2:{region}:{account}:instance/{InstanceId}",
            )
        },
        // Without an id, one version of every template in one answer
        // (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html>).
        launch_template(
            List::of("DescribeLaunchTemplateVersions", "LaunchTemplateVersions").with(r#"{"Versions":["$$Default"]}"#),
        ),
        launch_template(List {
            split: Some(not_default),
            ..List::of("DescribeLaunchTemplateVersions", "LaunchTemplateVersions")
                .with(r#"{"Versions":["$$Latest"]}"#)
        }),
        Kind {
            fields: &[
                Field::of("GroupDescription", "Description"),
                Field::of("SecurityGroupIngress", "IpPermissions").shaped(ingress),
                Field::of("SecurityGroupEgress", "IpPermissionsEgress").shaped(egress),
            ],
            name: "GroupName",
            ..kind(
                "AWS::EC2::SecurityGroup",
                List::of("DescribeSecurityGroups", "SecurityGroups"),
                "GroupId",
                "arn:{partition}:ec2:{region}:{account}:security-group/{GroupId}",
            )
        },
        // The lists of AWS's own services: only that they are such.
        Kind {
            name: "PrefixListName",
            ..kind(
                "AWS::EC2::PrefixList",
                List { only: Some(("OwnerId", &["AWS"])), ..List::of("DescribeManagedPrefixLists", "PrefixLists") },
                "PrefixListId",
                "PrefixListArn",
            )
        },
        // The account's own and those that others share with it, with their entries.
        Kind {
            details: &[Detail::of(
                "Entries",
                "GetManagedPrefixListEntries",
                r#"{"PrefixListId":"$PrefixListId"}"#,
                "Entries",
            )],
            name: "PrefixListName",
            gone: &["InvalidPrefixListID.NotFound"],
            ..kind(
                "AWS::EC2::PrefixList",
                List { split: Some(customer_lists), ..List::of("DescribeManagedPrefixLists", "PrefixLists") },
                "PrefixListId",
                "PrefixListArn",
            )
        },
        kind(
            "AWS::EC2::NetworkAcl",
            List::of("DescribeNetworkAcls", "NetworkAcls"),
            "NetworkAclId",
            "arn:{partition}:ec2:{region}:{account}:network-acl/{NetworkAclId}",
        ),
        kind(
            "AWS::EC2::RouteTable",
            List::of("DescribeRouteTables", "RouteTables"),
            "RouteTableId",
            "arn:{partition}:ec2:{region}:{account}:route-table/{RouteTableId}",
        ),
        kind(
            "AWS::EC2::InternetGateway",
            List::of("DescribeInternetGateways", "InternetGateways"),
            "InternetGatewayId",
            "arn:{partition}:ec2:{region}:{account}:internet-gateway/{InternetGatewayId}",
        ),
        kind("AWS::EC2::Subnet", List::of("DescribeSubnets", "Subnets"), "SubnetId", "SubnetArn"),
        kind(
            "AWS::EC2::VPC",
            List::of("DescribeVpcs", "Vpcs"),
            "VpcId",
            "arn:{partition}:ec2:{region}:{account}:vpc/{VpcId}",
        ),
        kind(
            "AWS::EC2::VPCEndpoint",
            List::of("DescribeVpcEndpoints", "VpcEndpoints"),
            "VpcEndpointId",
            "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{VpcEndpointId}",
        ),
        kind(
            "AWS::EC2::FlowLog",
            List::of("DescribeFlowLogs", "FlowLogs"),
            "FlowLogId",
            "arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{FlowLogId}",
        ),
        Kind {
            fields: &[
                Field::of("GroupSet", "Groups").shaped(group_ids),
                Field::of("PublicIp", "Association.PublicIp"),
            ],
            tags: "TagSet",
            ..kind(
                "AWS::EC2::NetworkInterface",
                List::of("DescribeNetworkInterfaces", "NetworkInterfaces"),
                "NetworkInterfaceId",
                "arn:{partition}:ec2:{region}:{account}:network-interface/{NetworkInterfaceId}",
            )
        },
        kind(
            "AWS::EC2::Volume",
            List::of("DescribeVolumes", "Volumes"),
            "VolumeId",
            "arn:{partition}:ec2:{region}:{account}:volume/{VolumeId}",
        ),
        Kind {
            // Whether everyone may use a snapshot, one list says of all
            // (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html). With which accounts it is
            // shared must be asked of each one: those behind the bound are not known to be shared with nobody.
            marks: &[Mark {
                into: "Public",
                list: List {
                    only: OWN,
                    ..List::of("DescribeSnapshots", "Snapshots")
                        .with(r#"{"OwnerIds":["self"],"RestorableByUserIds":["all"]}"#)
                },
                key: "SnapshotId",
            }],
            details: &[Detail::of(
                "CreateVolumePermissions",
                "DescribeSnapshotAttribute",
                r#"{"SnapshotId":"$SnapshotId","Attribute":"createVolumePermission"}"#,
                "CreateVolumePermissions",
            )
            .most(SNAPSHOTS_ASKED)],
            gone: &["InvalidSnapshot.NotFound"],
            ..kind(
                "AWS::EC2::Snapshot",
                List { only: OWN, ..List::of("DescribeSnapshots", "Snapshots").with(r#"{"OwnerIds":["self"]}"#) },
                "SnapshotId",
                "arn:{partition}:ec2:{region}::snapshot/{SnapshotId}",
            )
        },
        kind(
            "AWS::EC2::NatGateway",
            List::of("DescribeNatGateways", "NatGateways"),
            "NatGatewayId",
            "arn:{partition}:ec2:{region}:{account}:natgateway/{NatGatewayId}",
        ),
        kind(
            "AWS::EC2::EIP",
            List::of("DescribeAddresses", "Addresses"),
            "AllocationId",
            "arn:{partition}:ec2:{region}:{account}:elastic-ip/{AllocationId}",
        ),
        Kind {
            name: "Name",
            ..kind(
                "AWS::EC2::Image",
                List::of("DescribeImages", "Images").with(r#"{"Owners":["self"]}"#),
                "ImageId",
                "arn:{partition}:ec2:{region}::image/{ImageId}",
            )
        },
        Kind {
            resource_type: "AWS::EC2::RegionSettings",
            list: List::of("GetEbsEncryptionByDefault", ""),
            details: &[Detail::of("SnapshotBlockPublicAccess", "GetSnapshotBlockPublicAccessState", "{}", "State")],
            ..Kind::NONE
        },
    ],
};

const LAUNCH_FIELDS: &[Field] = &[Field::of("LaunchTemplateData", "LaunchTemplateData").shaped(launch_data)];

const fn launch_template(list: List) -> Kind {
    Kind {
        fields: LAUNCH_FIELDS,
        name: "LaunchTemplateName",
        ..kind(
            "AWS::EC2::LaunchTemplate",
            list,
            "LaunchTemplateId",
            "arn:{partition}:ec2:{region}:{account}:launch-template/{LaunchTemplateId}",
        )
    }
}

/// The latest version, unless it is the default one, which was listed already.
fn not_default(version: Value) -> Vec<Value> {
    if version.get("DefaultVersion") == Some(&Value::Bool(true)) { Vec::new() } else { vec![version] }
}

/// User data as text: the API gives it in base64. What is no text stays as it came.
fn decoded(answer: Value) -> Value {
    let text = answer
        .as_str()
        .and_then(|text| aws_smithy_types::base64::decode(text).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or(answer, Value::String)
}

fn launch_data(mut data: Value) -> Value {
    if let Some(text) = data.get_mut("UserData") {
        *text = decoded(text.take());
    }
    data
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// `[{GroupId, GroupName}]` as `[GroupId]`.
fn group_ids(groups: Value) -> Value {
    groups.as_array().into_iter().flatten().filter_map(|group| group.get("GroupId").cloned()).collect()
}

fn interfaces(interfaces: Value) -> Value {
    let one = |interface: &Value| {
        json!({
            "GroupSet": group_ids(interface.get("Groups").cloned().unwrap_or_default()),
            "SubnetId": interface.get("SubnetId"),
            "PublicIp": interface.pointer("/Association/PublicIp"),
            "Ipv6Addresses": list(interface, "Ipv6Addresses"),
        })
    };
    interfaces.as_array().into_iter().flatten().map(one).collect()
}

fn customer_lists(list: Value) -> Vec<Value> {
    if list.get("OwnerId").and_then(Value::as_str) == Some("AWS") { Vec::new() } else { vec![list] }
}

fn ingress(permissions: Value) -> Value {
    rules(&permissions, "SourcePrefixListId", "SourceSecurityGroupId")
}

fn egress(permissions: Value) -> Value {
    rules(&permissions, "DestinationPrefixListId", "DestinationSecurityGroupId")
}

/// The API's permissions, each with any number of sources, as rules with one source each.
fn rules(permissions: &Value, prefix_list: &str, group: &str) -> Value {
    const SOURCES: [(&str, &str); 4] = [
        ("IpRanges", "CidrIp"),
        ("Ipv6Ranges", "CidrIpv6"),
        ("PrefixListIds", "PrefixListId"),
        ("UserIdGroupPairs", "GroupId"),
    ];
    let mut rules = Vec::new();
    for permission in permissions.as_array().into_iter().flatten() {
        for (sources, member) in SOURCES {
            for source in list(permission, sources) {
                let mut rule = serde_json::Map::new();
                for name in ["IpProtocol", "FromPort", "ToPort"] {
                    if let Some(value) = permission.get(name) {
                        rule.insert(name.to_owned(), value.clone());
                    }
                }
                let into = match member {
                    "PrefixListId" => prefix_list,
                    "GroupId" => group,
                    other => other,
                };
                rule.insert(into.to_owned(), source.get(member).cloned().unwrap_or_default());
                rules.push(Value::Object(rule));
            }
        }
    }
    Value::Array(rules)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{decoded, ingress, interfaces};

    #[test]
    fn each_source_of_a_permission_is_a_rule() {
        let permissions = json!([
            {
                "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                "IpRanges": [{"CidrIp": "0.0.0.0/1"}, {"CidrIp": "128.0.0.0/1", "Description": "rest"}],
                "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
                "PrefixListIds": [{"PrefixListId": "pl-1"}],
                "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "111122223333"}],
            },
            {"IpProtocol": "-1", "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []},
        ]);
        assert_eq!(
            ingress(permissions),
            json!([
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/1"},
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "128.0.0.0/1"},
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv6": "::/0"},
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "SourcePrefixListId": "pl-1"},
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "SourceSecurityGroupId": "sg-2"},
            ])
        );
    }

    #[test]
    fn user_data_is_decoded_where_it_is_text() {
        assert_eq!(decoded(json!("IyEvYmluL3NoCg==")), json!("#!/bin/sh\n"));
        assert_eq!(decoded(json!("H4sIAAAA/w==")), json!("H4sIAAAA/w=="), "gzip stays as it came");
        assert_eq!(decoded(json!(null)), json!(null));
    }

    #[test]
    fn an_interface_keeps_its_address_groups_and_subnet() {
        let given = json!([{
            "NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "Groups": [{"GroupId": "sg-1", "GroupName": "web"}],
            "Association": {"PublicIp": "203.0.113.7"}, "Ipv6Addresses": [],
        }]);
        assert_eq!(
            interfaces(given),
            json!([{"GroupSet": ["sg-1"], "SubnetId": "subnet-1", "PublicIp": "203.0.113.7", "Ipv6Addresses": []}])
        );
    }
}
