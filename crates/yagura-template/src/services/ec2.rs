//! Amazon EC2 and Amazon VPC.

use yagura_model::{Map, Node, Value};

use super::{Join, Mapping, hide_in, part, push};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::EC2::SecurityGroup",
        name: "GroupName",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:security-group/{id}",
        attributes: &[("GroupId", "{id}"), ("Id", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::VPC",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:vpc/{id}",
        attributes: &[("VpcId", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::Subnet",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:subnet/{id}",
        attributes: &[("SubnetId", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::Instance",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:instance/{id}",
        attributes: &[("InstanceId", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::LaunchTemplate",
        name: "LaunchTemplateName",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:launch-template/{id}",
        attributes: &[("LaunchTemplateId", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::NetworkAcl",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:network-acl/{id}",
        attributes: &[("Id", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::RouteTable",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:route-table/{id}",
        attributes: &[("RouteTableId", "{id}")],
        shape: |table, _| {
            if let Some(Node { value: Value::List(routes), .. }) = table.get_mut("Routes") {
                routes.iter_mut().filter_map(Node::as_map_mut).for_each(|route| hide_in(route, &["State"]));
            }
        },
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::InternetGateway",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:internet-gateway/{id}",
        attributes: &[("InternetGatewayId", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::PrefixList",
        name: "PrefixListName",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:prefix-list/{id}",
        attributes: &[("PrefixListId", "{id}"), ("Arn", "{arn}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::VPCEndpoint",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:vpc-endpoint/{id}",
        attributes: &[("Id", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::NetworkInterface",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:network-interface/{id}",
        attributes: &[("Id", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::EC2::Volume",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:volume/{id}",
        attributes: &[("VolumeId", "{id}")],
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[
    INGRESS,
    Join { by: "GroupName", ..INGRESS },
    EGRESS,
    Join {
        resource_type: "AWS::EC2::NetworkAclEntry",
        owner: "AWS::EC2::NetworkAcl",
        by: "NetworkAclId",
        sets: &["Entries"],
        apply: |acl, piece, _| push(acl, "Entries", piece.clone()),
    },
    Join {
        resource_type: "AWS::EC2::SubnetNetworkAclAssociation",
        owner: "AWS::EC2::NetworkAcl",
        by: "NetworkAclId",
        sets: &["Associations"],
        apply: |acl, piece, _| push(acl, "Associations", piece.clone()),
    },
    Join {
        resource_type: "AWS::EC2::Route",
        owner: "AWS::EC2::RouteTable",
        by: "RouteTableId",
        sets: &["Routes"],
        apply: |table, piece, _| push(table, "Routes", piece.clone()),
    },
    Join {
        resource_type: "AWS::EC2::SubnetRouteTableAssociation",
        owner: "AWS::EC2::RouteTable",
        by: "RouteTableId",
        sets: &["Associations"],
        apply: |table, piece, _| push(table, "Associations", piece.clone()),
    },
    // A gateway is attached to one VPC at most
    // (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html>).
    Join {
        resource_type: "AWS::EC2::VPCGatewayAttachment",
        owner: "AWS::EC2::InternetGateway",
        by: "InternetGatewayId",
        sets: &["Attachments"],
        apply: |gateway, piece, _| {
            let mut attachment = Map::default();
            attachment.set("VpcId", piece.get("VpcId").cloned().unwrap_or_else(Node::null));
            push(gateway, "Attachments", Node { value: Value::Map(attachment), span: piece.span });
        },
    },
    part("aws_vpc_endpoint_policy", "AWS::EC2::VPCEndpoint", "VpcEndpointId", &["PolicyDocument"]),
    part("aws_eip_association", "AWS::EC2::EIP", "AllocationId", &["InstanceId"]),
    part("aws_ami_launch_permission", "AWS::EC2::Image", "ImageId", &["Public"]),
    Join {
        resource_type: "aws_snapshot_create_volume_permission",
        owner: "AWS::EC2::Snapshot",
        by: "SnapshotId",
        sets: &["CreateVolumePermissions"],
        apply: |snapshot, piece, _| push(snapshot, "CreateVolumePermissions", piece.clone()),
    },
    Join {
        resource_type: "aws_ec2_managed_prefix_list_entry",
        owner: "AWS::EC2::PrefixList",
        by: "PrefixListId",
        sets: &["Entries"],
        apply: |list, piece, _| push(list, "Entries", piece.clone()),
    },
];

const INGRESS: Join = Join {
    resource_type: "AWS::EC2::SecurityGroupIngress",
    owner: "AWS::EC2::SecurityGroup",
    by: "GroupId",
    sets: &["SecurityGroupIngress"],
    apply: |group, piece, _| push(group, "SecurityGroupIngress", piece.clone()),
};

const EGRESS: Join = Join {
    resource_type: "AWS::EC2::SecurityGroupEgress",
    owner: "AWS::EC2::SecurityGroup",
    by: "GroupId",
    sets: &["SecurityGroupEgress"],
    apply: |group, piece, _| push(group, "SecurityGroupEgress", piece.clone()),
};
