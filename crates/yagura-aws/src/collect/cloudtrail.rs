//! AWS CloudTrail.
//!
//! A trail of all regions, or of an organization, is shown by each region as a shadow of its home's. So those are asked for
//! once, and each region only for the trails that are its own alone
//! (<https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html>, `includeShadowTrails`).

use super::table::{Detail, Field, Kind, List, Reach, Service};

/// Trails of all regions.
pub(super) static SERVICE: Service = Service {
    name: "cloudtrail",
    reach: Reach::Global,
    kinds: &[Kind {
        list: List {
            only: Some(("IsMultiRegionTrail", &["true"])),
            ..List::of("DescribeTrails", "trailList").with(r#"{"includeShadowTrails":true}"#)
        },
        ..TRAIL
    }],
};

/// Trails of one region.
pub(super) static REGIONAL: Service = Service {
    name: "cloudtrail",
    reach: Reach::Regional,
    kinds: &[Kind {
        list: List {
            only: Some(("IsMultiRegionTrail", &["false"])),
            ..List::of("DescribeTrails", "trailList").with(r#"{"includeShadowTrails":false}"#)
        },
        ..TRAIL
    }],
};

const TRAIL: Kind = Kind {
    resource_type: "AWS::CloudTrail::Trail",
    details: &[
        // By ARN: a member account may not name an organization's trail otherwise.
        Detail::of("IsLogging", "GetTrailStatus", r#"{"Name":"$TrailARN"}"#, "IsLogging"),
        Detail::of("", "GetEventSelectors", r#"{"TrailName":"$TrailARN"}"#, ""),
    ],
    fields: &[
        Field::of("TrailName", "Name"),
        Field::of("EnableLogFileValidation", "LogFileValidationEnabled"),
        Field::of("KMSKeyId", "KmsKeyId"),
    ],
    id: "TrailARN",
    name: "Name",
    arn: "TrailARN",
    home: "HomeRegion",
    gone: &["TrailNotFoundException"],
    ..Kind::NONE
};
