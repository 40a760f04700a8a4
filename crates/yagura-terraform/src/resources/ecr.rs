//! Amazon ECR.

use super::table::{As, Kind, Many, One, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_ecr_repository",
        resource_type: "AWS::ECR::Repository",
        fields: &[
            As("name", "RepositoryName"),
            Same("image_tag_mutability"),
            One("image_scanning_configuration", "ImageScanningConfiguration", &[Same("scan_on_push")]),
        ],
        computed: &[
            ("repository_url", "{AccountId}.dkr.ecr.{Region}.amazonaws.com/{name}"),
            ("registry_id", "{AccountId}"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_ecr_repository_policy",
        resource_type: "aws_ecr_repository_policy",
        fields: &[As("repository", "RepositoryName"), As("policy", "RepositoryPolicyText")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_ecr_lifecycle_policy",
        resource_type: "aws_ecr_lifecycle_policy",
        fields: &[As("repository", "RepositoryName"), As("policy", "LifecyclePolicy/LifecyclePolicyText")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_ecr_registry_scanning_configuration",
        resource_type: "AWS::ECR::RegistryScanningConfiguration",
        fields: &[
            Same("scan_type"),
            Many(
                "rule",
                "Rules",
                &[Same("scan_frequency"), Many("repository_filter", "RepositoryFilters", &[Same("filter")])],
            ),
        ],
        ..Kind::NEW
    },
];
