//! AWS Key Management Service.

use std::collections::BTreeMap;

use yagura_model::{Meta, Snapshot};

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
    // A multi-Region key has the same id in each region, and aliases of its own
    // (https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html).
    let mut names: BTreeMap<(String, String, String), String> = BTreeMap::new();
    let at = |meta: &Meta, key: &str| (meta.account.clone(), meta.region.clone(), key.to_owned());
    for alias in snapshot.kms.aliases.iter() {
        if let (Some(Some(name)), Some(Some(key))) = (alias.alias_name.known(), alias.target_key_id.known()) {
            let name = name.strip_prefix("alias/").unwrap_or(name);
            let first = names.entry(at(&alias.meta, key)).or_insert_with(|| name.to_owned());
            if name < first.as_str() {
                name.clone_into(first);
            }
        }
    }
    for key in snapshot.kms.keys.items_mut() {
        if let Some(name) = names.get(&at(&key.meta, &key.meta.id)) {
            key.meta.name.clone_from(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use yagura_model::{Fact, Node, Origin, Tags};

    use super::*;

    fn add(snapshot: &mut Snapshot, resource_type: &str, region: &str, id: &str, properties: &serde_json::Value) {
        let meta = Meta {
            account: "111122223333".to_owned(),
            region: region.to_owned(),
            id: id.to_owned(),
            arn: None,
            name: id.to_owned(),
            tags: Fact::Known(Tags::new()),
            origin: Origin::Live { call: "test".to_owned() },
        };
        snapshot.insert(resource_type, meta, &Node::from(properties)).unwrap();
    }

    #[test]
    fn a_replica_is_named_by_the_aliases_of_its_own_region() {
        let mut snapshot = Snapshot::default();
        for (region, alias) in [("us-east-1", "alias/shop"), ("eu-west-1", "alias/archive")] {
            add(&mut snapshot, "AWS::KMS::Key", region, "mrk-1", &serde_json::json!({}));
            let properties = serde_json::json!({"AliasName": alias, "TargetKeyId": "mrk-1"});
            add(&mut snapshot, "AWS::KMS::Alias", region, alias, &properties);
        }
        add(&mut snapshot, "AWS::KMS::Key", "ap-northeast-1", "mrk-1", &serde_json::json!({}));
        name_keys(&mut snapshot);
        let names: Vec<(&str, &str)> =
            snapshot.kms.keys.iter().map(|key| (key.meta.region.as_str(), key.meta.name.as_str())).collect();
        assert_eq!(names, [("us-east-1", "shop"), ("eu-west-1", "archive"), ("ap-northeast-1", "mrk-1")]);
    }
}
