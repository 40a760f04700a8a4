//! Elastic Load Balancing: application, network and gateway load balancers.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A load balancer
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LoadBalancer {
    /// `application`, `network` or `gateway`; absent in a template: `application`.
    #[serde(rename = "Type")]
    pub kind: Fact<Option<String>>,
    /// `internet-facing` or `internal`; absent in a template: `internet-facing`.
    pub scheme: Fact<Option<String>>,
    /// Its security groups.
    pub security_groups: Fact<Vec<Fact<String>>>,
    /// Its attributes, as keys and values.
    pub load_balancer_attributes: Fact<Vec<Fact<Attribute>>>,
    /// The web ACL, joined from `AWS::WAFv2::WebACLAssociation` in a template;
    /// a live account says it from the web ACL's side.
    #[serde(rename = "WebACLArn")]
    pub web_acl_arn: Fact<Option<String>>,
}

/// An attribute of a load balancer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Attribute {
    /// Its name (`access_logs.s3.enabled` …).
    pub key: Fact<Option<String>>,
    /// Its value, as text.
    pub value: Fact<Option<String>>,
}

/// A listener
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Listener {
    /// Its load balancer.
    pub load_balancer_arn: Fact<Option<String>>,
    /// Its port.
    pub port: Fact<Option<i64>>,
    /// `HTTP`, `HTTPS`, `TCP`, `TLS` …
    pub protocol: Fact<Option<String>>,
    /// The security policy: which TLS versions and ciphers; absent in a template: `ELBSecurityPolicy-2016-08`.
    pub ssl_policy: Fact<Option<String>>,
    /// What it does with a request that no rule takes.
    pub default_actions: Fact<Vec<Fact<Action>>>,
    /// Its other rules, joined from `AWS::ElasticLoadBalancingV2::ListenerRule`.
    pub rules: Fact<Vec<ListenerRule>>,
}

/// A rule of a listener, which goes before its default
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ListenerRule {
    /// Its ARN.
    pub rule_arn: Option<String>,
    /// What it does with a request.
    pub actions: Vec<Fact<Action>>,
}

/// What a listener does with a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Action {
    /// `forward`, `redirect`, `fixed-response` …
    #[serde(rename = "Type")]
    pub kind: Fact<Option<String>>,
    /// Where a `redirect` leads.
    pub redirect_config: Fact<Option<RedirectConfig>>,
}

/// Where a redirect leads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RedirectConfig {
    /// The protocol; absent or `#{protocol}`: the same as before.
    pub protocol: Option<String>,
}
