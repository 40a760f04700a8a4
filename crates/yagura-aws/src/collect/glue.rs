//! AWS Glue.

use super::table::{Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "glue",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::Glue::Job",
        list: List::of("GetJobs", "Jobs"),
        // A list holds no script: it is not there until somebody asks for it.
        fields: &[Field::of("Script", "Script")],
        id: "Name",
        name: "Name",
        arn: "arn:{partition}:glue:{region}:{account}:job/{Name}",
        ..Kind::NONE
    }],
};
