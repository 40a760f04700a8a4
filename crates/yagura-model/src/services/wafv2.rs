//! AWS WAF.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A web ACL
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webacl.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct WebAcl {
    /// Its name.
    pub name: Fact<Option<String>>,
    /// `REGIONAL` or `CLOUDFRONT`.
    pub scope: Fact<Option<String>>,
    /// What becomes of a request that no rule ends: `Allow` or `Block`, with its options.
    pub default_action: Fact<Option<Document>>,
    /// Its rules.
    pub rules: Fact<Vec<Fact<Rule>>>,
    /// Where its logs go, joined from `AWS::WAFv2::LoggingConfiguration`; absent: nowhere.
    pub logging_configuration: Fact<Option<LoggingConfiguration>>,
    /// The rule groups that AWS Firewall Manager puts before its rules, at run time.
    pub pre_process_firewall_manager_rule_groups: Fact<Vec<FirewallManagerRuleGroup>>,
    /// The application load balancers it protects, at run time.
    pub load_balancers: Fact<Vec<String>>,
    /// The API Gateway stages it protects, at run time.
    pub api_stages: Fact<Vec<String>>,
    /// The Cognito user pools it protects, at run time.
    pub user_pools: Fact<Vec<String>>,
}

/// A rule of a web ACL. It has an `Action`, or, where it refers to a rule group, an `OverrideAction`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Rule {
    /// Its name.
    pub name: Fact<Option<String>>,
    /// What it does: `Allow`, `Block`, `Count`, `Captcha` or `Challenge`, with its options.
    pub action: Fact<Option<Document>>,
    /// What becomes of the actions of the rule group: `None` (they stand) or `Count`.
    pub override_action: Fact<Option<Document>>,
    /// What it looks at.
    pub statement: Fact<Option<Document>>,
}

/// A rule group of AWS Firewall Manager.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FirewallManagerRuleGroup {
    /// Its name.
    pub name: Option<String>,
}

/// Where a web ACL's logs go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LoggingConfiguration {
    /// The destinations' ARNs.
    pub log_destination_configs: Fact<Vec<Fact<String>>>,
}
