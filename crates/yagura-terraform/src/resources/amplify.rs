//! AWS Amplify.

use super::table::{As, Kind, One, Same, Secret};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_amplify_app",
        resource_type: "AWS::Amplify::App",
        fields: &[
            Same("name"),
            Same("environment_variables"),
            Same("build_spec"),
            Same("custom_headers"),
            Secret("basic_auth_credentials", "BasicAuthCredentials"),
            Secret("access_token", "AccessToken"),
            Secret("oauth_token", "OauthToken"),
            One(
                "auto_branch_creation_config",
                "AutoBranchCreationConfig",
                &[
                    Same("environment_variables"),
                    Same("build_spec"),
                    Secret("basic_auth_credentials", "BasicAuthCredentials"),
                ],
            ),
        ],
        computed: &[("id", "{id}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_amplify_branch",
        resource_type: "AWS::Amplify::Branch",
        fields: &[
            Same("app_id"),
            As("branch_name", "BranchName"),
            Same("environment_variables"),
            Secret("basic_auth_credentials", "BasicAuthCredentials"),
        ],
        ..Kind::NEW
    },
];
