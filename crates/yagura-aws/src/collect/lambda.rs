//! AWS Lambda.

use serde_json::{Value, json};

use super::table::{Detail, Field, Kind, List, Reach, Service};

const FUNCTIONS: List = List::of("ListFunctions", "Functions");

pub(super) static SERVICE: Service = Service {
    name: "lambda",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::Lambda::Function",
            list: FUNCTIONS,
            details: &[Detail::of("Policy", "GetPolicy", r#"{"FunctionName":"$FunctionName"}"#, "Policy")
                .absent(&["ResourceNotFoundException"])],
            fields: &[
                Field::of("Environment", "Environment").shaped(environment),
                Field::of("KmsKeyArn", "KMSKeyArn"),
                Field::of("Layers", "Layers").shaped(layer_arns),
                // A list holds no code: it is not there until somebody asks for it.
                Field::of("Code", "Code"),
            ],
            id: "FunctionName",
            name: "FunctionName",
            arn: "FunctionArn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Lambda::Url",
            parent: Some(FUNCTIONS),
            list: List::of("ListFunctionUrlConfigs", "FunctionUrlConfigs").with(r#"{"FunctionName":"^FunctionName"}"#),
            details: &[Detail::of(
                "ReservedConcurrentExecutions",
                "GetFunctionConcurrency",
                r#"{"FunctionName":"^FunctionName"}"#,
                "ReservedConcurrentExecutions",
            )],
            fields: &[Field::of("TargetFunctionArn", "FunctionArn")],
            id: "FunctionArn",
            gone: &["ResourceNotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Lambda::EventSourceMapping",
            list: List::of("ListEventSourceMappings", "EventSourceMappings"),
            fields: &[Field::of("FunctionName", "FunctionArn")],
            id: "UUID",
            arn: "EventSourceMappingArn",
            ..Kind::NONE
        },
    ],
};

/// A caller who may not use the key gets an error in place of the variables
/// (<https://docs.aws.amazon.com/lambda/latest/api/API_EnvironmentResponse.html>).
fn environment(environment: Value) -> Value {
    match environment.get("Error") {
        Some(error) if !error.is_null() => {
            let why = error.get("Message").and_then(Value::as_str).unwrap_or("the variables could not be decrypted");
            json!({"$unknown": {"kind": "denied", "service": "lambda", "operation": "ListFunctions", "needs": "kms:Decrypt", "message": why}})
        }
        _ => environment,
    }
}

fn layer_arns(layers: Value) -> Value {
    let Value::Array(list) = layers else { return json!([]) };
    list.into_iter().filter_map(|layer| layer.get("Arn").cloned()).collect()
}
