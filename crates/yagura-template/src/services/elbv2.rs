//! Elastic Load Balancing.

use super::{Join, Mapping, push};

// ARNs: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html>; `{id.Suffix}` is
// the id that AWS makes.
pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:elasticloadbalancing:{Region}:{AccountId}:loadbalancer/{Type!app}/{name}/{id.Suffix}",
        attributes: &[
            ("LoadBalancerArn", "{arn}"),
            ("LoadBalancerFullName", "{Type!app}/{name}/{id.Suffix}"),
            ("LoadBalancerName", "{name}"),
        ],
        spelled: |_, kind| match kind.as_str() {
            "application" => "app".to_owned(),
            "network" => "net".to_owned(),
            "gateway" => "gwy".to_owned(),
            _ => kind,
        },
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:elasticloadbalancing:{Region}:{AccountId}:targetgroup/{name}/{id.Suffix}",
        attributes: &[
            ("TargetGroupArn", "{arn}"),
            ("TargetGroupFullName", "targetgroup/{name}/{id.Suffix}"),
            ("TargetGroupName", "{name}"),
        ],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::ElasticLoadBalancingV2::Listener",
        reference: "{arn}",
        arn: "arn:aws:elasticloadbalancing:{Region}:{AccountId}:listener/{LoadBalancerArn!}/{id}",
        attributes: &[("ListenerArn", "{arn}")],
        spelled: |_, arn| arn.split_once(":loadbalancer/").map(|(_, balancer)| balancer.to_owned()).unwrap_or(arn),
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[Join {
    resource_type: "AWS::ElasticLoadBalancingV2::ListenerRule",
    owner: "AWS::ElasticLoadBalancingV2::Listener",
    by: "ListenerArn",
    sets: &["Rules"],
    apply: |listener, piece, _| push(listener, "Rules", piece.clone()),
}];
