//! Elastic Load Balancing.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:elasticloadbalancing:{Region}:{AccountId}:loadbalancer/{name}",
        attributes: &[("LoadBalancerArn", "{arn}"), ("LoadBalancerName", "{name}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:elasticloadbalancing:{Region}:{AccountId}:targetgroup/{name}",
        attributes: &[("TargetGroupArn", "{arn}"), ("TargetGroupName", "{name}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::ElasticLoadBalancingV2::Listener",
        reference: "{arn}",
        arn: "arn:aws:elasticloadbalancing:{Region}:{AccountId}:listener/{id}",
        attributes: &[("ListenerArn", "{arn}")],
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
