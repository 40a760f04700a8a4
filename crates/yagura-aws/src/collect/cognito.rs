//! Amazon Cognito: user pools and identity pools.

use super::table::{Detail, Field, Kind, List, Reach, Service, Step};

const USER_POOLS: List = List::of("ListUserPools", "UserPools").with(r#"{"MaxResults":60}"#);

/// User pools.
pub(super) static SERVICE: Service = Service {
    name: "cognito-idp",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::Cognito::UserPool",
            list: USER_POOLS,
            details: &[Detail::of("", "DescribeUserPool", r#"{"UserPoolId":"$Id"}"#, "UserPool")],
            fields: &[Field::of("UserPoolName", "Name"), Field::of("Schema", "SchemaAttributes")],
            id: "Id",
            name: "Name",
            arn: "arn:{partition}:cognito-idp:{region}:{account}:userpool/{Id}",
            tags: "UserPoolTags",
            gone: &["ResourceNotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Cognito::UserPoolClient",
            parent: Some(USER_POOLS),
            list: List::of("ListUserPoolClients", "UserPoolClients").with(r#"{"UserPoolId":"^Id","MaxResults":60}"#),
            steps: &[Step {
                operation: "DescribeUserPoolClient",
                params: r#"{"UserPoolId":"$UserPoolId","ClientId":"$ClientId"}"#,
                batch: 1,
                key: "ClientId",
                items: "UserPoolClient",
            }],
            id: "ClientId",
            name: "ClientName",
            gone: &["ResourceNotFoundException"],
            ..Kind::NONE
        },
    ],
};

/// Identity pools.
pub(super) static IDENTITY: Service = Service {
    name: "cognito-identity",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::Cognito::IdentityPool",
        list: List::of("ListIdentityPools", "IdentityPools").with(r#"{"MaxResults":60}"#),
        details: &[
            Detail::of("", "DescribeIdentityPool", r#"{"IdentityPoolId":"$IdentityPoolId"}"#, ""),
            Detail::of("Roles", "GetIdentityPoolRoles", r#"{"IdentityPoolId":"$IdentityPoolId"}"#, "Roles")
                .shaped(|roles| if roles.is_null() { serde_json::json!({}) } else { roles }),
        ],
        id: "IdentityPoolId",
        name: "IdentityPoolName",
        arn: "arn:{partition}:cognito-identity:{region}:{account}:identitypool/{IdentityPoolId}",
        tags: "IdentityPoolTags",
        gone: &["ResourceNotFoundException"],
        ..Kind::NONE
    }],
};
