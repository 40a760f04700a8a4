//! IAM Access Analyzer.

use super::table::{As, Given, Kind, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_accessanalyzer_analyzer",
    resource_type: "AWS::AccessAnalyzer::Analyzer",
    fields: &[Same("analyzer_name"), As("type", "Type")],
    computed: &[("id", "{name}")],
    defaults: &[("Type", Given::Text("ACCOUNT"), "aws_accessanalyzer_analyzer, type (2026-11): ACCOUNT by default")],
    ..Kind::NEW
}];
