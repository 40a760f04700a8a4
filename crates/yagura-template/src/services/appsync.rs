//! AWS AppSync.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::AppSync::GraphQLApi",
        reference: "{arn}",
        arn: "arn:aws:appsync:{Region}:{AccountId}:apis/{id}",
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::AppSync::Resolver",
        reference: "{arn}",
        arn: "arn:aws:appsync:{Region}:{AccountId}:apis/{ApiId?}/types/{TypeName?}/resolvers/{FieldName?}",
        attributes: &[("ResolverArn", "{arn}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::AppSync::FunctionConfiguration",
        reference: "{arn}",
        arn: "arn:aws:appsync:{Region}:{AccountId}:apis/{ApiId?}/functions/{id}",
        attributes: &[("FunctionArn", "{arn}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::AppSync::DataSource",
        reference: "{arn}",
        arn: "arn:aws:appsync:{Region}:{AccountId}:apis/{ApiId?}/datasources/{Name?}",
        attributes: &[("DataSourceArn", "{arn}"), ("Name", "{Name?}")],
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
