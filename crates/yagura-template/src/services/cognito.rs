//! Amazon Cognito.

use yagura_model::{Map, Value};

use super::{Defaults, Join, Mapping, assign};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::Cognito::UserPool",
        name: "UserPoolName",
        reference: "{id}",
        arn: "arn:aws:cognito-idp:{Region}:{AccountId}:userpool/{id}",
        attributes: &[("UserPoolId", "{id}")],
        tags: "UserPoolTags",
        shape: attributes,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::Cognito::IdentityPool",
        name: "IdentityPoolName",
        reference: "{id}",
        arn: "arn:aws:cognito-identity:{Region}:{AccountId}:identitypool/{id}",
        attributes: &[("Id", "{id}")],
        tags: "IdentityPoolTags",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[Join {
    resource_type: "AWS::Cognito::IdentityPoolRoleAttachment",
    owner: "AWS::Cognito::IdentityPool",
    by: "IdentityPoolId",
    sets: &["Roles"],
    apply: assign,
}];

/// The attributes that every user pool has
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>).
const STANDARD: &[&str] = &[
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "sub",
    "updated_at",
    "website",
    "zoneinfo",
];

/// An attribute that is no standard one is made as `custom:…`, and `dev:…` where only developers write it
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html>).
fn attributes(pool: &mut Map, _: &mut Defaults) {
    let Some(Value::List(schema)) = pool.get_mut("Schema").map(|schema| &mut schema.value) else { return };
    for attribute in schema {
        let Some(attribute) = attribute.as_map_mut() else { continue };
        let only = attribute.get("DeveloperOnlyAttribute").map(|only| &only.value);
        if !matches!(only, None | Some(Value::Null | Value::Bool(false))) {
            continue;
        }
        if let Some(Value::String(name)) = attribute.get_mut("Name").map(|name| &mut name.value)
            && !STANDARD.contains(&name.as_str())
            && !name.starts_with("custom:")
        {
            name.insert_str(0, "custom:");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yagura_model::{Node, Value, json_of};

    use super::{Defaults, attributes};

    #[test]
    fn only_attributes_of_ones_own_are_custom() {
        let pool = json!({ "Schema": [
            { "Name": "role", "Mutable": true },
            { "Name": "email", "Required": true },
            { "Name": "custom:plan" },
            { "Name": "note", "DeveloperOnlyAttribute": true },
        ] });
        let Value::Map(mut pool) = Node::from(&pool).value else { return };
        attributes(&mut pool, &mut Defaults::default());
        let schema = json_of(&Node::from(pool));
        let names: Vec<_> = schema["Schema"].as_array().into_iter().flatten().map(|one| &one["Name"]).collect();
        assert_eq!(names, ["custom:role", "email", "custom:plan", "note"]);
    }
}
