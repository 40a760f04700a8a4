//! Amazon Cognito.

use super::table::{As, Kind, Many, One, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_cognito_user_pool",
        resource_type: "AWS::Cognito::UserPool",
        fields: &[
            As("name", "UserPoolName"),
            One("admin_create_user_config", "AdminCreateUserConfig", &[Same("allow_admin_create_user_only")]),
            Same("mfa_configuration"),
            One(
                "password_policy",
                "Policies/PasswordPolicy",
                &[
                    Same("minimum_length"),
                    Same("require_lowercase"),
                    Same("require_uppercase"),
                    Same("require_numbers"),
                    Same("require_symbols"),
                ],
            ),
            Many("schema", "Schema", &[Same("name"), Same("mutable")]),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_cognito_user_pool_client",
        resource_type: "AWS::Cognito::UserPoolClient",
        fields: &[
            Same("user_pool_id"),
            As("name", "ClientName"),
            Same("write_attributes"),
            Same("prevent_user_existence_errors"),
            As("allowed_oauth_flows", "AllowedOAuthFlows"),
            As("callback_urls", "CallbackURLs"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_cognito_identity_pool",
        resource_type: "AWS::Cognito::IdentityPool",
        fields: &[Same("identity_pool_name"), Same("allow_unauthenticated_identities"), Same("allow_classic_flow")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_cognito_identity_pool_roles_attachment",
        resource_type: "AWS::Cognito::IdentityPoolRoleAttachment",
        fields: &[Same("identity_pool_id"), Same("roles")],
        ..Kind::NEW
    },
];
