//! Properties that only exist at run time: no template says them, and what a template does not say of them is not known.

use yagura_model::{Gap, Map, Node, Rest, Value};

/// By type, what only a live account tells. Where a piece of the template tells it (an attachment), that is taken.
const LIVE: &[(&str, &[&str])] = &[
    ("AWS::AccessAnalyzer::Analyzer", &["Status"]),
    ("AWS::ApiGateway::Method", &["Path"]),
    ("AWS::Config::ConfigurationRecorder", &["Recording"]),
    ("AWS::EC2::EIP", &["NetworkInterfaceId", "PublicIp"]),
    ("AWS::EC2::FlowLog", &["DeliverLogsStatus", "FlowLogStatus"]),
    ("AWS::EC2::Instance", &["PublicIpAddress", "State", "VpcId"]),
    ("AWS::EC2::InternetGateway", &["Attachments"]),
    ("AWS::EC2::LaunchTemplate", &["DefaultVersion", "VersionNumber"]),
    ("AWS::EC2::NetworkInterface", &["PublicIp", "VpcId"]),
    ("AWS::EC2::PrefixList", &["OwnerId"]),
    ("AWS::ECR::Repository", &["FindingSeverityCounts", "NewestImage"]),
    ("AWS::IAM::ManagedPolicy", &["AttachmentCount"]),
    ("AWS::IAM::Role", &["CreateDate", "RoleLastUsed"]),
    // The ids of keys are made with the keys, and people make keys of users that a template has.
    ("AWS::IAM::User", &["AccessKeys"]),
    ("AWS::KMS::Key", &["DeletionDate", "KeyState"]),
    ("AWS::SecretsManager::Secret", &["CreatedDate", "LastAccessedDate", "LastRotatedDate"]),
    ("AWS::WAFv2::WebACL", &["ApiStages", "LoadBalancers", "PreProcessFirewallManagerRuleGroups", "UserPools"]),
];

/// Marks what only a live account tells as unknown, where nothing of the template tells it.
pub(crate) fn hide(resource_type: &str, properties: &mut Map) {
    if let Some((_, names)) = LIVE.iter().find(|(name, _)| *name == resource_type) {
        hide_in(properties, names);
    }
}

/// As [`hide`], of these members of a map.
pub(crate) fn hide_in(properties: &mut Map, names: &[&str]) {
    for name in names {
        let said = match properties.get(name) {
            Some(Node { value: Value::Null, .. }) => false,
            Some(_) => true,
            None => properties.rest != Rest::Absent,
        };
        if !said {
            properties.set(*name, Gap::unresolved(format!("`{name}` is not known before the resource is made")));
        }
    }
}
