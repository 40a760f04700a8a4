//! AWS Glue.

use super::table::{Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "glue",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::Glue::Job",
        list: List::of("GetJobs", "Jobs"),
        id: "Name",
        name: "Name",
        arn: "arn:{partition}:glue:{region}:{account}:job/{Name}",
        ..Kind::NONE
    }],
};
