//! AWS CloudFormation.

use super::table::{As, Kind, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_cloudformation_stack",
    resource_type: "AWS::CloudFormation::Stack",
    fields: &[As("name", "StackName"), Same("parameters"), Same("template_body")],
    ..Kind::NEW
}];
