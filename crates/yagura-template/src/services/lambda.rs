//! AWS Lambda.

use yagura_model::{Map, Node, Value};

use super::{Join, Mapping, push};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::Lambda::Function",
        name: "FunctionName",
        arn: "arn:aws:lambda:{Region}:{AccountId}:function:{name}",
        unqualified,
        ..Mapping::PLAIN
    },
    // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html>
    Mapping {
        resource_type: "AWS::Lambda::Url",
        // What `TargetFunctionArn` says may be a name: it is the function all the same.
        attributes: &[("FunctionArn", "{TargetFunctionArn?}")],
        shape: |url, _| {
            // Whose it is: the alias is another property.
            if let Some(Node { value: Value::String(name), .. }) = url.get_mut("TargetFunctionArn") {
                *name = unqualified(name).to_owned();
            }
        },
        ..Mapping::PLAIN
    },
    // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html>
    Mapping {
        resource_type: "AWS::Lambda::LayerVersion",
        name: "LayerName",
        // The number of a version is AWS's.
        reference: "{id}",
        arn: "arn:aws:lambda:{Region}:{AccountId}:layer:{name}:{id.Version}",
        ..Mapping::PLAIN
    },
    // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html>
    Mapping {
        resource_type: "AWS::Lambda::Alias",
        reference: "{arn}",
        arn: "arn:aws:lambda:{Region}:{AccountId}:function:{FunctionName?}:{Name?}",
        ..Mapping::PLAIN
    },
    // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html>
    Mapping {
        resource_type: "AWS::Lambda::Version",
        reference: "{arn}",
        arn: "arn:aws:lambda:{Region}:{AccountId}:function:{FunctionName?}:{id}",
        attributes: &[("FunctionArn", "{arn}")],
        ..Mapping::PLAIN
    },
];

/// The function's name in any form that Lambda takes (`my-function:v1`, an ARN, a part of one), without version or alias
/// (<https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>).
fn unqualified(name: &str) -> &str {
    let name = name.rsplit_once("function:").map_or(name, |(_, name)| name);
    // A symbol may hold colons: `{aws_lambda_function.f["a:b"]}`.
    let mut depth = 0u32;
    let end = name.find(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ':' && depth == 0
    });
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

pub(crate) static JOINS: &[Join] = &[Join {
    resource_type: "AWS::Lambda::Permission",
    owner: "AWS::Lambda::Function",
    by: "FunctionName",
    sets: &["Policy"],
    apply: permission,
}];

/// Conditions that Lambda makes of a permission's properties
/// (<https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>).
const CONDITIONS: &[(&str, &str, &str)] = &[
    ("SourceArn", "ArnLike", "aws:SourceArn"),
    ("SourceAccount", "StringEquals", "aws:SourceAccount"),
    ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
    ("InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"),
];

/// Writes a permission as the statement that Lambda adds to the function's policy.
fn permission(function: &mut Map, piece: &Node, _: &[&str]) {
    let mut statement = Map::default();
    statement.set("Effect", "Allow");
    statement.set("Principal", piece.get("Principal").map_or_else(Node::null, principal));
    statement.set("Action", piece.get("Action").cloned().unwrap_or_else(Node::null));
    statement.set("Resource", "*");
    let mut conditions = Map::default();
    for (property, operator, key) in CONDITIONS {
        let Some(value) = piece.get(property).filter(|value| value.value != Value::Null) else { continue };
        conditions.set_default(operator, Map::default());
        if let Some(operator) = conditions.get_mut(operator).and_then(Node::as_map_mut) {
            operator.set(*key, value.clone());
        }
    }
    if !conditions.entries.is_empty() {
        statement.set("Condition", conditions);
    }
    if function.get("Policy").is_none_or(|policy| policy.value == Value::Null) {
        let mut policy = Map::default();
        policy.set("Version", "2012-10-17");
        function.set("Policy", policy);
    }
    if let Some(policy) = function.get_mut("Policy").and_then(Node::as_map_mut) {
        push(policy, "Statement", Node { value: Value::Map(statement), span: piece.span });
    }
}

/// `*`, a service, an account's id, or an ARN: the forms that a permission's principal has.
fn principal(said: &Node) -> Node {
    let Some(text) = said.as_str() else { return said.clone() };
    if text == "*" {
        return said.clone();
    }
    let services = [".amazonaws.com", ".amazon.com", ".alexa.com"];
    let kind = if services.iter().any(|part| text.contains(part)) { "Service" } else { "AWS" };
    let mut principal = Map::default();
    principal.set(kind, said.clone());
    Node { value: Value::Map(principal), span: said.span }
}
