//! AWS Security Hub CSPM.

use super::table::{Kind, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_securityhub_account",
    resource_type: "AWS::SecurityHub::Hub",
    fields: &[Same("auto_enable_controls")],
    ..Kind::NEW
}];
