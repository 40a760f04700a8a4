//! AWS Amplify.

use super::table::{Field, Kind, List, Reach, Service};

const APPS: List = List::of("ListApps", "apps").with(r#"{"maxResults":100}"#);

pub(super) static SERVICE: Service = Service {
    name: "amplify",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::Amplify::App",
            list: APPS,
            // Templates hand over what the API never shows.
            fields: &[
                Field::of("BasicAuthConfig", "BasicAuthConfig"),
                Field::of("AccessToken", "AccessToken"),
                Field::of("OauthToken", "OauthToken"),
            ],
            capitalize: Some(&[]),
            id: "appId",
            name: "name",
            arn: "appArn",
            tags: "tags",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Amplify::Branch",
            parent: Some(APPS),
            list: List::of("ListBranches", "branches").with(r#"{"appId":"^appId","maxResults":50}"#),
            fields: &[Field::of("AppId", "^.appId"), Field::of("BasicAuthConfig", "BasicAuthConfig")],
            capitalize: Some(&[]),
            id: "branchArn",
            name: "branchName",
            arn: "branchArn",
            tags: "tags",
            gone: &["NotFoundException"],
            ..Kind::NONE
        },
    ],
};
