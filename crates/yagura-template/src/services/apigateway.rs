//! Amazon API Gateway.

use super::{Join, Mapping, part, push};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::ApiGateway::RestApi",
        name: "Name",
        reference: "{id}",
        arn: "arn:aws:apigateway:{Region}::/restapis/{id}",
        attributes: &[("RestApiId", "{id}")],
        ..Mapping::PLAIN
    },
    // `Ref` gives the stage's name.
    Mapping {
        resource_type: "AWS::ApiGateway::Stage",
        reference: "{StageName?stage}",
        arn: "arn:aws:apigateway:{Region}::/restapis/{RestApiId?api}/stages/{StageName?stage}",
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::ApiGatewayV2::Api",
        name: "Name",
        reference: "{id}",
        arn: "arn:aws:apigateway:{Region}::/apis/{id}",
        attributes: &[("ApiId", "{id}")],
        ..Mapping::PLAIN
    },
    // <https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html>
    Mapping {
        resource_type: "AWS::ApiGatewayV2::Stage",
        arn: "arn:aws:apigateway:{Region}::/apis/{ApiId?api}/stages/{StageName?stage}",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[
    part("aws_api_gateway_rest_api_policy", "AWS::ApiGateway::RestApi", "RestApiId", &["Policy"]),
    Join {
        resource_type: "aws_api_gateway_method_settings",
        owner: "AWS::ApiGateway::Stage",
        by: "StageArn",
        sets: &["MethodSettings"],
        apply: |stage, piece, _| push(stage, "MethodSettings", piece.clone()),
    },
];
