//! Amazon CloudFront.

use super::table::{As, Field, Kind, Many, One, Same, Within};

const BEHAVIOR: &[Field] = &[Same("path_pattern"), Same("target_origin_id"), Same("viewer_protocol_policy")];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_cloudfront_distribution",
        resource_type: "AWS::CloudFront::Distribution",
        fields: &[Within(
            "DistributionConfig",
            &[
                Same("enabled"),
                Same("aliases"),
                Many(
                    "origin",
                    "Origins",
                    &[
                        As("origin_id", "Id"),
                        Same("domain_name"),
                        Same("origin_access_control_id"),
                        One("s3_origin_config", "S3OriginConfig", &[Same("origin_access_identity")]),
                        One("custom_origin_config", "CustomOriginConfig", &[Same("origin_protocol_policy")]),
                    ],
                ),
                One("default_cache_behavior", "DefaultCacheBehavior", BEHAVIOR),
                Many("ordered_cache_behavior", "CacheBehaviors", BEHAVIOR),
                One(
                    "viewer_certificate",
                    "ViewerCertificate",
                    &[
                        As("cloudfront_default_certificate", "CloudFrontDefaultCertificate"),
                        Same("minimum_protocol_version"),
                    ],
                ),
                One("logging_config", "Logging", &[Same("bucket")]),
                Same("default_root_object"),
                As("web_acl_id", "WebACLId"),
            ],
        )],
        ..Kind::NEW
    },
    Kind {
        name: "aws_cloudfront_origin_access_identity",
        computed: &[
            ("iam_arn", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity {id}"),
            ("cloudfront_access_identity_path", "origin-access-identity/cloudfront/{id}"),
        ],
        ..Kind::NEW
    },
];
