//! Elastic Load Balancing.

use yagura_model::{Map, Node, Value};
use yagura_template::{Defaults, push};

use super::table::{As, Field, Kind, Many, One, Same, block, named, taken};

const BALANCER: Kind = Kind {
    name: "aws_lb",
    resource_type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    fields: &[Same("name"), As("load_balancer_type", "Type"), Same("security_groups")],
    computed: &[("arn_suffix", "{Type!app}/{name}/{id.Suffix}")],
    shape: balancer,
    ..Kind::NEW
};

const LISTENER: Kind = Kind {
    name: "aws_lb_listener",
    resource_type: "AWS::ElasticLoadBalancingV2::Listener",
    fields: &[
        Same("load_balancer_arn"),
        Same("port"),
        Same("protocol"),
        Same("ssl_policy"),
        Many("default_action", "DefaultActions", ACTION),
    ],
    shape: |listener, _, defaults| {
        // A listener of a gateway load balancer has neither port nor protocol, one of a network load balancer has both.
        if listener.get("Port").is_some() {
            let source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener, protocol: HTTP where it is not written (provider 6, 2026-11)";
            defaults.set(listener, "/Protocol", "HTTP", source);
        }
    },
    ..Kind::NEW
};

const ACTION: &[Field] = &[As("type", "Type"), One("redirect", "RedirectConfig", &[Same("protocol")])];

pub(super) static KINDS: &[Kind] = &[
    BALANCER,
    Kind { name: "aws_alb", ..BALANCER },
    LISTENER,
    Kind { name: "aws_alb_listener", ..LISTENER },
    RULE,
    Kind { name: "aws_alb_listener_rule", ..RULE },
    TARGETS,
    Kind { name: "aws_alb_target_group", ..TARGETS },
];

const RULE: Kind = Kind {
    name: "aws_lb_listener_rule",
    resource_type: "AWS::ElasticLoadBalancingV2::ListenerRule",
    fields: &[Same("listener_arn"), Many("action", "Actions", ACTION)],
    ..Kind::NEW
};

const TARGETS: Kind = Kind {
    name: "aws_lb_target_group",
    resource_type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    fields: &[Same("name")],
    computed: &[("arn_suffix", "targetgroup/{name}/{id.Suffix}")],
    ..Kind::NEW
};

/// Attributes that the API has as a list of keys and values
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html>).
const ATTRIBUTES: &[(&str, &str)] = &[
    ("drop_invalid_header_fields", "routing.http.drop_invalid_header_fields.enabled"),
    ("desync_mitigation_mode", "routing.http.desync_mitigation_mode"),
    ("enable_deletion_protection", "deletion_protection.enabled"),
];

fn balancer(balancer: &mut Map, body: &Map, _: &mut Defaults) {
    if let Some(internal) = taken(body, "internal") {
        balancer.set("Scheme", named(internal, "internal", "internet-facing"));
    }
    let mut attribute = |key: &str, value: Node| {
        let span = value.span;
        let mut map = Map::default();
        map.set("Key", key);
        map.set("Value", named(value, "true", "false"));
        push(balancer, "LoadBalancerAttributes", Node { value: Value::Map(map), span });
    };
    for (name, key) in ATTRIBUTES {
        if let Some(value) = taken(body, name) {
            attribute(key, value);
        }
    }
    match block(body, "access_logs") {
        Err(gap) => attribute("access_logs.s3.enabled", gap.clone().into()),
        Ok(None) => {}
        Ok(Some(logs)) => {
            // Off where it is not written, even beside a bucket.
            attribute("access_logs.s3.enabled", taken(logs, "enabled").unwrap_or_else(|| false.into()));
            if let Some(bucket) = taken(logs, "bucket") {
                attribute("access_logs.s3.bucket", bucket);
            }
        }
    }
}
