//! IAM Access Analyzer.

use super::table::{Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "accessanalyzer",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::AccessAnalyzer::Analyzer",
        list: List::of("ListAnalyzers", "analyzers"),
        capitalize: Some(&["tags"]),
        id: "name",
        name: "name",
        arn: "arn",
        tags: "tags",
        ..Kind::NONE
    }],
};
