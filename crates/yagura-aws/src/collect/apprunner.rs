//! AWS App Runner.

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "apprunner",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::AppRunner::Service",
        list: List::of("ListServices", "ServiceSummaryList"),
        details: &[Detail::of("", "DescribeService", r#"{"ServiceArn":"$ServiceArn"}"#, "Service")],
        id: "ServiceArn",
        name: "ServiceName",
        arn: "ServiceArn",
        gone: &["ResourceNotFoundException"],
        ..Kind::NONE
    }],
};
