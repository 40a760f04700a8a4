//! IAM Access Analyzer.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::AccessAnalyzer::Analyzer",
    name: "AnalyzerName",
    reference: "{arn}",
    arn: "arn:aws:access-analyzer:{Region}:{AccountId}:analyzer/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
