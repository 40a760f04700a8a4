//! AWS Lambda.

use yagura_model::{Map, Value};

use super::table::{As, Kind, One, Same};

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
        shape: |function, _, _| {
            // -1 is how the provider says that nothing is reserved.
            if function.get("ReservedConcurrentExecutions").is_some_and(|limit| limit.value == Value::Int(-1)) {
                function.remove("ReservedConcurrentExecutions");
            }
            // A package beside the configuration, in a bucket or in a registry: there is one, and it is not here.
            function.set_default("Code", Map::default());
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
