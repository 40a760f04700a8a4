//! AWS Config.

use super::table::{As, Given, Kind, One, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_config_configuration_recorder",
        resource_type: "AWS::Config::ConfigurationRecorder",
        fields: &[
            Same("name"),
            One(
                "recording_group",
                "RecordingGroup",
                &[
                    Same("all_supported"),
                    Same("include_global_resource_types"),
                    Same("resource_types"),
                    One("exclusion_by_resource_types", "ExclusionByResourceTypes", &[Same("resource_types")]),
                    One("recording_strategy", "RecordingStrategy", &[Same("use_only")]),
                ],
            ),
        ],
        shape: |recorder, _, defaults| {
            if recorder.get("RecordingGroup").is_some() {
                let source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_configuration_recorder, all_supported: true where it is not written (provider 6, 2026-11)";
                defaults.set(recorder, "/RecordingGroup/AllSupported", true, source);
            }
        },
        defaults: &[(
            "Name",
            Given::Text("default"),
            "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_configuration_recorder, name: default where it is not written (provider 6, 2026-11)",
        )],
        ..Kind::NEW
    },
    Kind {
        name: "aws_config_configuration_recorder_status",
        resource_type: "aws_config_configuration_recorder_status",
        fields: &[Same("name"), As("is_enabled", "Recording")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_config_delivery_channel",
        resource_type: "AWS::Config::DeliveryChannel",
        fields: &[Same("name"), As("s3_bucket_name", "S3BucketName")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_config_config_rule",
        resource_type: "AWS::Config::ConfigRule",
        fields: &[As("name", "ConfigRuleName")],
        ..Kind::NEW
    },
];
