//! AWS Glue.

use super::table::{As, Kind, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_glue_job",
    resource_type: "AWS::Glue::Job",
    fields: &[Same("name"), As("role_arn", "Role"), Same("default_arguments"), Same("non_overridable_arguments")],
    computed: &[("id", "{name}")],
    ..Kind::NEW
}];
