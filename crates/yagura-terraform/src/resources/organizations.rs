//! AWS Organizations.

use super::table::{As, Given, Kind, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_organizations_organization",
        resource_type: "AWS::Organizations::Organization",
        fields: &[Same("feature_set")],
        defaults: &[(
            "FeatureSet",
            Given::Text("ALL"),
            "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_organization, feature_set: ALL where it is not written (provider 6, 2026-11)",
        )],
        ..Kind::NEW
    },
    Kind {
        name: "aws_organizations_organizational_unit",
        resource_type: "AWS::Organizations::OrganizationalUnit",
        fields: &[Same("parent_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_organizations_account",
        resource_type: "AWS::Organizations::Account",
        fields: &[Same("parent_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_organizations_policy",
        resource_type: "AWS::Organizations::Policy",
        fields: &[Same("name"), As("type", "Type"), Same("content")],
        defaults: &[(
            "Type",
            Given::Text("SERVICE_CONTROL_POLICY"),
            "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_policy, type: SERVICE_CONTROL_POLICY where it is not written (provider 6, 2026-11)",
        )],
        ..Kind::NEW
    },
    Kind {
        name: "aws_organizations_policy_attachment",
        resource_type: "aws_organizations_policy_attachment",
        fields: &[Same("policy_id"), Same("target_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_organizations_delegated_administrator",
        resource_type: "AWS::Organizations::DelegatedAdministrator",
        fields: &[As("account_id", "Id")],
        ..Kind::NEW
    },
];
