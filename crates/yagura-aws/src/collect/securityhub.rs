//! AWS Security Hub CSPM.

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "securityhub",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::SecurityHub::Hub",
        // An account that is not subscribed gets `InvalidAccessException`
        // (<https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html>).
        list: List::of("DescribeHub", "").absent(&["InvalidAccessException", "ResourceNotFoundException"]),
        details: &[Detail::of("StandardsSubscriptions", "GetEnabledStandards", "{}", "StandardsSubscriptions")],
        id: "HubArn",
        arn: "HubArn",
        ..Kind::NONE
    }],
};
