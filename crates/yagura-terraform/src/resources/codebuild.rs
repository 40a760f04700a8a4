//! AWS CodeBuild.

use super::table::{As, Field, Kind, Many, One, Same};

const SOURCE: &[Field] = &[Same("type"), Same("location"), As("buildspec", "BuildSpec")];

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_codebuild_project",
    resource_type: "AWS::CodeBuild::Project",
    fields: &[
        Same("name"),
        Same("service_role"),
        One(
            "environment",
            "Environment",
            &[
                Same("image"),
                Many("environment_variable", "EnvironmentVariables", &[Same("name"), Same("type"), Same("value")]),
            ],
        ),
        One("source", "Source", SOURCE),
        Many("secondary_sources", "SecondarySources", SOURCE),
    ],
    computed: &[("id", "{arn}")],
    ..Kind::NEW
}];
