//! IAM Access Analyzer.

use super::table::{As, Given, Kind, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_accessanalyzer_analyzer",
    resource_type: "AWS::AccessAnalyzer::Analyzer",
    fields: &[Same("analyzer_name"), As("type", "Type")],
    computed: &[("id", "{name}")],
    defaults: &[(
        "Type",
        Given::Text("ACCOUNT"),
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/accessanalyzer_analyzer, type: ACCOUNT by default (provider 6, 2026-11)",
    )],
    ..Kind::NEW
}];
