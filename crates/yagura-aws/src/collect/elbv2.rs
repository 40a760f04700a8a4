//! Elastic Load Balancing: application, network and gateway load balancers.

use super::table::{Detail, Field, Kind, List, Reach, Service};

const LOAD_BALANCERS: List = List::of("DescribeLoadBalancers", "LoadBalancers");

pub(super) static SERVICE: Service = Service {
    name: "elbv2",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
            list: LOAD_BALANCERS,
            details: &[Detail::of(
                "LoadBalancerAttributes",
                "DescribeLoadBalancerAttributes",
                r#"{"LoadBalancerArn":"$LoadBalancerArn"}"#,
                "Attributes",
            )],
            id: "LoadBalancerArn",
            name: "LoadBalancerName",
            arn: "LoadBalancerArn",
            gone: &["LoadBalancerNotFound"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ElasticLoadBalancingV2::Listener",
            parent: Some(LOAD_BALANCERS),
            list: List::of("DescribeListeners", "Listeners").with(r#"{"LoadBalancerArn":"^LoadBalancerArn"}"#),
            // The default is among the rules.
            details: &[Detail::of("Rules", "DescribeRules", r#"{"ListenerArn":"$ListenerArn"}"#, "Rules")
                .when("Protocol", &["HTTP", "HTTPS"])
                .shaped(rules)],
            fields: &[Field::of("DefaultActions", "DefaultActions").shaped(actions)],
            id: "ListenerArn",
            arn: "ListenerArn",
            gone: &["LoadBalancerNotFound"],
            ..Kind::NONE
        },
    ],
};

fn rules(rules: serde_json::Value) -> serde_json::Value {
    let own = |rule: &&serde_json::Value| rule.get("IsDefault") != Some(&serde_json::Value::Bool(true));
    let one = |rule: &serde_json::Value| {
        let acts = actions(rule.get("Actions").cloned().unwrap_or_default());
        serde_json::json!({ "RuleArn": rule.get("RuleArn"), "Actions": acts })
    };
    rules.as_array().into_iter().flatten().filter(own).map(one).collect()
}

/// An action without what the checks do not read (an identity provider's client secret among it).
fn actions(actions: serde_json::Value) -> serde_json::Value {
    let one = |action: &serde_json::Value| serde_json::json!({ "Type": action.get("Type"), "RedirectConfig": action.get("RedirectConfig") });
    actions.as_array().into_iter().flatten().map(one).collect()
}
