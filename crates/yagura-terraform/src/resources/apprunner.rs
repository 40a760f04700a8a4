//! AWS App Runner.

use super::table::{Kind, One, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_apprunner_service",
    resource_type: "AWS::AppRunner::Service",
    fields: &[
        Same("service_name"),
        One(
            "source_configuration",
            "SourceConfiguration",
            &[
                One(
                    "image_repository",
                    "ImageRepository",
                    &[One(
                        "image_configuration",
                        "ImageConfiguration",
                        &[Same("runtime_environment_variables"), Same("start_command")],
                    )],
                ),
                One(
                    "code_repository",
                    "CodeRepository",
                    &[
                        Same("repository_url"),
                        One(
                            "code_configuration",
                            "CodeConfiguration",
                            &[One(
                                "code_configuration_values",
                                "CodeConfigurationValues",
                                &[Same("runtime_environment_variables"), Same("build_command"), Same("start_command")],
                            )],
                        ),
                    ],
                ),
            ],
        ),
    ],
    computed: &[("id", "{arn}")],
    ..Kind::NEW
}];
