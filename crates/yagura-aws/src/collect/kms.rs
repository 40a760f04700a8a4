//! AWS Key Management Service.

use std::collections::BTreeMap;

use yagura_model::Snapshot;

use super::table::{Detail, Kind, List, Reach, Service, Step};

pub(super) static SERVICE: Service = Service {
    name: "kms",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::KMS::Key",
            list: List::of("ListKeys", "Keys"),
            steps: &[Step {
                operation: "DescribeKey",
                params: r#"{"KeyId":"$KeyId"}"#,
                batch: 1,
                key: "KeyId",
                items: "KeyMetadata",
            }],
            details: &[
                // The policy of a key that a service made cannot be changed, and its rotation cannot be turned off.
                Detail::of("KeyPolicy", "GetKeyPolicy", r#"{"KeyId":"$KeyId","PolicyName":"default"}"#, "Policy")
                    .when("KeyManager", &["CUSTOMER"]),
                // Only symmetric keys whose material AWS made can be rotated; of others KMS says so.
                Detail::of("EnableKeyRotation", "GetKeyRotationStatus", r#"{"KeyId":"$KeyId"}"#, "KeyRotationEnabled")
                    .when("KeyManager", &["CUSTOMER"])
                    .absent(&["UnsupportedOperationException"]),
                Detail::of("Grants", "ListGrants", r#"{"KeyId":"$KeyId"}"#, "Grants").when("KeyManager", &["CUSTOMER"]),
            ],
            id: "KeyId",
            name: "KeyId",
            arn: "Arn",
            gone: &["NotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::KMS::Alias",
            list: List::of("ListAliases", "Aliases"),
            id: "AliasName",
            name: "AliasName",
            arn: "AliasArn",
            ..Kind::NONE
        },
    ],
};

/// Gives each key the name that people know it by: its first alias.
pub(super) fn name_keys(snapshot: &mut Snapshot) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for alias in snapshot.kms.aliases.iter() {
        if let (Some(Some(name)), Some(Some(key))) = (alias.alias_name.known(), alias.target_key_id.known()) {
            let name = name.strip_prefix("alias/").unwrap_or(name);
            let first = names.entry(key.clone()).or_insert_with(|| name.to_owned());
            if name < first.as_str() {
                name.clone_into(first);
            }
        }
    }
    for key in snapshot.kms.keys.items_mut() {
        if let Some(name) = names.get(&key.meta.id) {
            key.meta.name.clone_from(name);
        }
    }
}
