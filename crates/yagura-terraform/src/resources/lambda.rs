//! AWS Lambda.

use yagura_model::{Map, Node, Value};

use super::table::{As, Kind, One, Same, taken};

/// A package in a file, whose name [`crate::package`] resolves. One in a bucket and an image in a registry are not here.
fn code(body: &Map) -> Map {
    let mut code = Map::default();
    let image = body.get("package_type").and_then(Node::as_str) == Some("Image") || taken(body, "image_uri").is_some();
    let file = taken(body, "filename").filter(|file| file.as_str() != Some("") && !image);
    if let Some(file) = file {
        code.set("Filename", file);
    }
    code
}

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_lambda_function",
        resource_type: "AWS::Lambda::Function",
        fields: &[
            Same("function_name"),
            Same("runtime"),
            Same("package_type"),
            Same("role"),
            One("environment", "Environment", &[Same("variables")]),
            Same("kms_key_arn"),
            One("tracing_config", "TracingConfig", &[Same("mode")]),
            Same("layers"),
            Same("reserved_concurrent_executions"),
        ],
        computed: &[("invoke_arn", "arn:aws:apigateway:{Region}:lambda:path/2015-03-31/functions/{arn}/invocations")],
        shape: |function, body, _| {
            // -1 is how the provider says that nothing is reserved.
            if function.get("ReservedConcurrentExecutions").is_some_and(|limit| limit.value == Value::Int(-1)) {
                function.remove("ReservedConcurrentExecutions");
            }
            function.set_default("Code", code(body));
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_lambda_permission",
        resource_type: "AWS::Lambda::Permission",
        fields: &[
            Same("function_name"),
            Same("principal"),
            Same("action"),
            Same("source_arn"),
            Same("source_account"),
            As("principal_org_id", "PrincipalOrgID"),
            Same("function_url_auth_type"),
            Same("event_source_token"),
            Same("invoked_via_function_url"),
        ],
        ..Kind::NEW
    },
    // <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_layer_version>
    Kind {
        name: "aws_lambda_layer_version",
        resource_type: "AWS::Lambda::LayerVersion",
        fields: &[Same("layer_name")],
        shape: |layer, body, _| layer.set_default("Content", code(body)),
        ..Kind::NEW
    },
    // <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_alias>
    Kind {
        name: "aws_lambda_alias",
        fields: &[Same("function_name"), Same("name")],
        computed: &[
            ("arn", "arn:aws:lambda:{Region}:{AccountId}:function:{FunctionName?}:{Name?}"),
            (
                "invoke_arn",
                "arn:aws:apigateway:{Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:{Region}:{AccountId}:function:{FunctionName?}:{Name?}/invocations",
            ),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_lambda_function_url",
        resource_type: "AWS::Lambda::Url",
        fields: &[
            As("function_name", "TargetFunctionArn"),
            As("authorization_type", "AuthType"),
            One("cors", "Cors", &[Same("allow_credentials"), Same("allow_origins")]),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_lambda_event_source_mapping",
        resource_type: "AWS::Lambda::EventSourceMapping",
        fields: &[Same("function_name"), Same("event_source_arn")],
        ..Kind::NEW
    },
];
