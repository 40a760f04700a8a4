//! AWS CloudTrail.

use super::table::{As, Given, Kind, Many, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_cloudtrail",
    resource_type: "AWS::CloudTrail::Trail",
    fields: &[
        As("name", "TrailName"),
        As("s3_bucket_name", "S3BucketName"),
        Same("is_multi_region_trail"),
        Same("is_organization_trail"),
        Same("include_global_service_events"),
        As("enable_logging", "IsLogging"),
        Same("enable_log_file_validation"),
        As("kms_key_id", "KMSKeyId"),
        As("cloud_watch_logs_group_arn", "CloudWatchLogsLogGroupArn"),
        Many(
            "event_selector",
            "EventSelectors",
            &[
                Same("read_write_type"),
                Same("include_management_events"),
                Many("data_resource", "DataResources", &[As("type", "Type"), Same("values")]),
                Same("exclude_management_event_sources"),
            ],
        ),
        Many(
            "advanced_event_selector",
            "AdvancedEventSelectors",
            &[Many("field_selector", "FieldSelectors", &[Same("field"), Same("equals")])],
        ),
    ],
    defaults: &[(
        "IsLogging",
        Given::Bool(true),
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail, enable_logging: true where it is not written (provider 6, 2026-11)",
    )],
    ..Kind::NEW
}];
