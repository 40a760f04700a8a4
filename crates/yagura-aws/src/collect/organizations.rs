//! AWS Organizations. Most of it may be read from the management account or a delegated administrator only.

use serde_json::Value;

use super::table::{Detail, Field, Kind, List, Reach, Service};

/// The account belongs to no organization.
const NO_ORGANIZATION: &[&str] = &["AWSOrganizationsNotInUseException"];

const POLICY: Kind = Kind {
    resource_type: "AWS::Organizations::Policy",
    details: &[
        Detail::of("Content", "DescribePolicy", r#"{"PolicyId":"$Id"}"#, "Policy.Content"),
        Detail::of("TargetIds", "ListTargetsForPolicy", r#"{"PolicyId":"$Id"}"#, "Targets").shaped(target_ids),
    ],
    id: "Id",
    name: "Name",
    arn: "Arn",
    gone: &["PolicyNotFoundException"],
    ..Kind::NONE
};

pub(super) static SERVICE: Service = Service {
    name: "organizations",
    reach: Reach::Global,
    kinds: &[
        Kind {
            resource_type: "AWS::Organizations::Organization",
            list: List::of("DescribeOrganization", "Organization").absent(NO_ORGANIZATION),
            id: "Id",
            name: "Id",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Organizations::Root",
            list: List::of("ListRoots", "Roots").absent(NO_ORGANIZATION),
            id: "Id",
            name: "Name",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Organizations::OrganizationalUnit",
            parent: Some(List::of("ListRoots", "Roots").absent(NO_ORGANIZATION)),
            list: List::of("ListOrganizationalUnitsForParent", "OrganizationalUnits").with(r#"{"ParentId":"^Id"}"#),
            tree: true,
            fields: &[Field::of("ParentId", "^.Id")],
            id: "Id",
            name: "Name",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Organizations::Account",
            list: List::of("ListAccounts", "Accounts").absent(NO_ORGANIZATION),
            // One call per account would be many; what stands above this one decides what it may do.
            details: &[
                Detail::of("ParentId", "ListParents", r#"{"ChildId":"$Id"}"#, "Parents[].Id").when("Id", &["@account"])
            ],
            id: "Id",
            name: "Name",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            list: List::of("ListPolicies", "Policies")
                .with(r#"{"Filter":"SERVICE_CONTROL_POLICY"}"#)
                .absent(NO_ORGANIZATION),
            ..POLICY
        },
        Kind {
            list: List::of("ListPolicies", "Policies")
                .with(r#"{"Filter":"RESOURCE_CONTROL_POLICY"}"#)
                .absent(NO_ORGANIZATION),
            ..POLICY
        },
        Kind {
            resource_type: "AWS::Organizations::DelegatedAdministrator",
            list: List::of("ListDelegatedAdministrators", "DelegatedAdministrators").absent(NO_ORGANIZATION),
            id: "Id",
            name: "Name",
            arn: "Arn",
            ..Kind::NONE
        },
    ],
};

/// The ids of a list of targets.
fn target_ids(targets: Value) -> Value {
    let Value::Array(list) = targets else { return targets };
    list.into_iter().filter_map(|target| target.get("TargetId").cloned()).collect()
}
