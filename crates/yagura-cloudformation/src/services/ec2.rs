//! Amazon EC2 and Amazon VPC.

use super::{Join, Mapping};

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
        resource_type: "AWS::EC2::Volume",
        reference: "{id}",
        arn: "arn:aws:ec2:{Region}:{AccountId}:volume/{id}",
        attributes: &[("VolumeId", "{id}")],
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
