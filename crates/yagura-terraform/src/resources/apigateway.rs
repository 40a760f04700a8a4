//! Amazon API Gateway.

use yagura_model::{Map, Node, Value};
use yagura_template::Defaults;

use super::table::{As, Kind, One, Same, taken};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_api_gateway_rest_api",
        resource_type: "AWS::ApiGateway::RestApi",
        fields: &[
            Same("name"),
            Same("policy"),
            One("endpoint_configuration", "EndpointConfiguration", &[Same("types")]),
            Same("disable_execute_api_endpoint"),
            Same("body"),
        ],
        computed: &[("execution_arn", "arn:aws:execute-api:{Region}:{AccountId}:{id}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_api_gateway_rest_api_policy",
        resource_type: "aws_api_gateway_rest_api_policy",
        fields: &[Same("rest_api_id"), Same("policy")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_api_gateway_method",
        resource_type: "AWS::ApiGateway::Method",
        fields: &[
            Same("rest_api_id"),
            Same("resource_id"),
            Same("http_method"),
            As("authorization", "AuthorizationType"),
            Same("api_key_required"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_api_gateway_stage",
        resource_type: "AWS::ApiGateway::Stage",
        fields: &[
            Same("rest_api_id"),
            Same("stage_name"),
            One("access_log_settings", "AccessLogSetting", &[Same("destination_arn")]),
            Same("variables"),
        ],
        computed: &[
            ("id", "{id}"),
            ("execution_arn", "arn:aws:execute-api:{Region}:{AccountId}:{RestApiId?api}/{StageName?stage}"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_api_gateway_method_settings",
        resource_type: "aws_api_gateway_method_settings",
        fields: &[
            Same("rest_api_id"),
            Same("stage_name"),
            One("settings", "$Settings", &[Same("logging_level"), Same("data_trace_enabled")]),
        ],
        shape: settings,
        ..Kind::NEW
    },
    Kind {
        name: "aws_api_gateway_base_path_mapping",
        resource_type: "AWS::ApiGateway::BasePathMapping",
        fields: &[As("api_id", "RestApiId"), Same("domain_name")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_apigatewayv2_api",
        resource_type: "AWS::ApiGatewayV2::Api",
        fields: &[
            Same("name"),
            Same("protocol_type"),
            One(
                "cors_configuration",
                "CorsConfiguration",
                &[Same("allow_origins"), Same("allow_methods"), Same("allow_credentials")],
            ),
            Same("disable_execute_api_endpoint"),
        ],
        computed: &[("execution_arn", "arn:aws:execute-api:{Region}:{AccountId}:{id}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_apigatewayv2_route",
        resource_type: "AWS::ApiGatewayV2::Route",
        fields: &[Same("api_id"), Same("route_key"), Same("authorization_type"), Same("api_key_required")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_apigatewayv2_stage",
        resource_type: "AWS::ApiGatewayV2::Stage",
        fields: &[
            Same("api_id"),
            As("name", "StageName"),
            One("access_log_settings", "AccessLogSettings", &[Same("destination_arn")]),
            Same("stage_variables"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_apigatewayv2_api_mapping",
        resource_type: "AWS::ApiGatewayV2::ApiMapping",
        fields: &[Same("api_id"), Same("domain_name")],
        ..Kind::NEW
    },
];

/// Settings name their stage by its API and name, and what they are about as `path/METHOD`, `*/*` for all.
fn settings(piece: &mut Map, body: &Map, _: &mut Defaults) {
    let part = |name: &str| taken(body, name).map(|node| yagura_template::scalar(node.value));
    let arn = match (part("rest_api_id"), part("stage_name")) {
        (Some(Ok(api)), Some(Ok(stage))) => {
            Node::from(format!("arn:aws:apigateway:{{Region}}::/restapis/{api}/stages/{stage}"))
        }
        (Some(Err(gap)), _) | (_, Some(Err(gap))) => Node::unknown(gap),
        _ => return,
    };
    piece.set("StageArn", arn);
    match piece.remove("$Settings").map(|node| node.value) {
        Some(Value::Map(map)) => map.entries.into_iter().for_each(|(name, node)| piece.set(name, node)),
        Some(Value::Unknown(gap)) => piece.set("LoggingLevel", *gap),
        _ => {}
    }
    let path = taken(body, "method_path");
    if let Some((path, method)) = path.as_ref().and_then(Node::as_str).and_then(|path| path.rsplit_once('/')) {
        piece.set("ResourcePath", format!("/{}", path.trim_start_matches('/')));
        piece.set("HttpMethod", method);
    }
}
