//! Amazon Macie.

use super::table::{Kind, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_macie2_account",
    resource_type: "AWS::Macie::Session",
    fields: &[Same("status")],
    ..Kind::NEW
}];
