//! AWS WAF.

use super::table::{Detail, Field, Kind, List, Reach, Service};

const LOGGING: Detail =
    Detail::of("LoggingConfiguration", "GetLoggingConfiguration", r#"{"ResourceArn":"$ARN"}"#, "LoggingConfiguration")
        .absent(&["WAFNonexistentItemException"]);

pub(super) static SERVICE: Service = Service {
    name: "wafv2",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::WAFv2::WebACL",
        list: List::of("ListWebACLs", "WebACLs").with(r#"{"Scope":"REGIONAL"}"#),
        details: &[
            Detail::of("", "GetWebACL", r#"{"Name":"$Name","Id":"$Id","Scope":"REGIONAL"}"#, "WebACL"),
            LOGGING,
            Detail::of(
                "LoadBalancers",
                "ListResourcesForWebACL",
                r#"{"WebACLArn":"$ARN","ResourceType":"APPLICATION_LOAD_BALANCER"}"#,
                "ResourceArns",
            ),
            Detail::of(
                "ApiStages",
                "ListResourcesForWebACL",
                r#"{"WebACLArn":"$ARN","ResourceType":"API_GATEWAY"}"#,
                "ResourceArns",
            ),
            Detail::of(
                "UserPools",
                "ListResourcesForWebACL",
                r#"{"WebACLArn":"$ARN","ResourceType":"COGNITO_USER_POOL"}"#,
                "ResourceArns",
            ),
        ],
        fields: &[Field::of("Scope", "Scope").shaped(|_| "REGIONAL".into())],
        id: "Id",
        name: "Name",
        arn: "ARN",
        gone: &["WAFNonexistentItemException"],
        ..Kind::NONE
    }],
};

/// Web ACLs of CloudFront live in us-east-1; every other region refuses the scope
/// (<https://docs.aws.amazon.com/waf/latest/APIReference/API_ListWebACLs.html>).
pub(super) static CLOUDFRONT: Service = Service {
    name: "wafv2",
    reach: Reach::In("us-east-1"),
    kinds: &[Kind {
        resource_type: "AWS::WAFv2::WebACL",
        list: List::of("ListWebACLs", "WebACLs").with(r#"{"Scope":"CLOUDFRONT"}"#),
        details: &[
            Detail::of("", "GetWebACL", r#"{"Name":"$Name","Id":"$Id","Scope":"CLOUDFRONT"}"#, "WebACL"),
            LOGGING,
        ],
        fields: &[Field::of("Scope", "Scope").shaped(|_| "CLOUDFRONT".into())],
        id: "Id",
        name: "Name",
        arn: "ARN",
        gone: &["WAFNonexistentItemException"],
        ..Kind::NONE
    }],
};
