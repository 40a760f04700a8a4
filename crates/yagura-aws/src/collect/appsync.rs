//! AWS AppSync.

use super::table::{Detail, Field, Kind, List, Reach, Service, Step};

const APIS: List = List::of("ListGraphqlApis", "graphqlApis");
/// The API was deleted since it was listed.
const GONE: &[&str] = &["NotFoundException"];
/// The API that an item was listed under.
const OF_API: Field = Field::of("ApiId", "^.apiId");
/// Where a template may have left the texts; AppSync itself shows the texts.
const IN_TEMPLATES: &[Field] = &[
    OF_API,
    Field::of("CodeS3Location", "CodeS3Location"),
    Field::of("RequestMappingTemplateS3Location", "RequestMappingTemplateS3Location"),
    Field::of("ResponseMappingTemplateS3Location", "ResponseMappingTemplateS3Location"),
];

pub(super) static SERVICE: Service = Service {
    name: "appsync",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::AppSync::GraphQLApi",
            list: APIS,
            details: &[Detail::of(
                "EnvironmentVariables",
                "GetGraphqlApiEnvironmentVariables",
                r#"{"apiId":"$apiId"}"#,
                "environmentVariables",
            )],
            capitalize: Some(&[]),
            id: "apiId",
            name: "name",
            arn: "arn",
            tags: "tags",
            gone: GONE,
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::AppSync::Resolver",
            parent: Some(APIS),
            // Resolvers are listed for each type of the schema.
            list: List::of("ListTypes", "types").with(r#"{"apiId":"^apiId","format":"SDL"}"#),
            steps: &[Step {
                operation: "ListResolvers",
                params: r#"{"apiId":"^apiId","typeName":"$name"}"#,
                batch: 1,
                key: "name",
                items: "resolvers",
            }],
            fields: IN_TEMPLATES,
            capitalize: Some(&[]),
            id: "resolverArn",
            name: "fieldName",
            arn: "resolverArn",
            gone: GONE,
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::AppSync::FunctionConfiguration",
            parent: Some(APIS),
            list: List::of("ListFunctions", "functions").with(r#"{"apiId":"^apiId"}"#),
            fields: IN_TEMPLATES,
            capitalize: Some(&[]),
            id: "functionArn",
            name: "name",
            arn: "functionArn",
            gone: GONE,
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::AppSync::DataSource",
            parent: Some(APIS),
            list: List::of("ListDataSources", "dataSources").with(r#"{"apiId":"^apiId"}"#),
            fields: &[OF_API],
            capitalize: Some(&[]),
            id: "dataSourceArn",
            name: "name",
            arn: "dataSourceArn",
            gone: GONE,
            ..Kind::NONE
        },
    ],
};
