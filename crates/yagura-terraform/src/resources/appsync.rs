//! AWS AppSync.

use super::table::{As, Kind, One, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_appsync_graphql_api",
        resource_type: "AWS::AppSync::GraphQLApi",
        fields: &[Same("name")],
        computed: &[("id", "{id}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_appsync_resolver",
        resource_type: "AWS::AppSync::Resolver",
        fields: &[
            Same("api_id"),
            As("type", "TypeName"),
            As("field", "FieldName"),
            Same("code"),
            As("request_template", "RequestMappingTemplate"),
            As("response_template", "ResponseMappingTemplate"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_appsync_function",
        resource_type: "AWS::AppSync::FunctionConfiguration",
        fields: &[
            Same("api_id"),
            Same("name"),
            Same("code"),
            Same("request_mapping_template"),
            Same("response_mapping_template"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_appsync_datasource",
        resource_type: "AWS::AppSync::DataSource",
        fields: &[Same("api_id"), Same("name"), One("http_config", "HttpConfig", &[Same("endpoint")])],
        ..Kind::NEW
    },
];
