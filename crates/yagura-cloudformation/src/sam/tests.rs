//! What becomes of SAM's resources.

use yagura_model::{Map, Node, Value, json_of};

use yagura_template::syntax;

/// The resources after the transform, and its notes.
fn made(template: &str) -> (Map, Vec<String>) {
    let Value::Map(mut root) = syntax::read(template).expect("YAML").root.value else { panic!("a map") };
    let mut notes = Vec::new();
    super::transform(&mut root, &mut notes);
    let resources = root.get("Resources").and_then(Node::as_map).cloned().expect("resources");
    (resources, notes.into_iter().map(|(_, _, message)| message).collect())
}

/// `kind` with `properties` as the resource `A`: what is made of it, as `id Type`, and the notes.
fn check(kind: &str, properties: &str, expect: &[&str], notes: &[&str]) {
    let text = format!("Resources:\n  A: {{ Type: AWS::Serverless::{kind}, Properties: {{ {properties} }} }}");
    let (resources, said) = made(&text);
    let types: Vec<String> = resources
        .entries
        .iter()
        .map(|(id, node)| format!("{id} {}", node.get("Type").and_then(Node::as_str).unwrap_or_default()))
        .collect();
    assert_eq!(types, expect, "{text}");
    assert_eq!(said, notes, "{text}");
}

/// The value at a pointer below `Resources`.
fn at(template: &str, pointer: &str) -> String {
    Node::from(made(template).0).pointer(pointer).map(|node| json_of(node).to_string()).unwrap_or_default()
}

const FUNCTION: [&str; 2] = ["ARole AWS::IAM::Role", "A AWS::Lambda::Function"];

#[test]
fn a_function_brings_its_role_url_and_routes() {
    check("Function", "Handler: a.b", &FUNCTION, &[]);
    check("Function", "Role: r", &["A AWS::Lambda::Function"], &[]);
    check(
        "Function",
        "Role: r, FunctionUrlConfig: { AuthType: NONE }",
        &[
            "AUrl AWS::Lambda::Url",
            "AUrlPublicPermissions AWS::Lambda::Permission",
            "AURLInvokeAllowPublicAccess AWS::Lambda::Permission",
            "A AWS::Lambda::Function",
        ],
        &[],
    );
    check(
        "Function",
        "Role: r, FunctionUrlConfig: { AuthType: AWS_IAM }",
        &["AUrl AWS::Lambda::Url", "A AWS::Lambda::Function"],
        &[],
    );
    check(
        "Function",
        "Role: r, Events: { E: { Type: Api, Properties: { Path: /, Method: get } }, H: { Type: HttpApi } }",
        &[
            "AEMethod AWS::ApiGateway::Method",
            "AHRoute AWS::ApiGatewayV2::Route",
            "A AWS::Lambda::Function",
            "ServerlessRestApi AWS::ApiGateway::RestApi",
            "ServerlessRestApiStage AWS::ApiGateway::Stage",
            "ServerlessHttpApi AWS::ApiGatewayV2::Api",
            "ServerlessHttpApiStage AWS::ApiGatewayV2::Stage",
        ],
        &[],
    );
}

#[test]
fn other_resources() {
    check("SimpleTable", "", &["A AWS::DynamoDB::Table"], &[]);
    check("HttpApi", "", &["A AWS::ApiGatewayV2::Api", "AStage AWS::ApiGatewayV2::Stage"], &[]);
    check("Api", "StageName: v1", &["A AWS::ApiGateway::RestApi", "AStage AWS::ApiGateway::Stage"], &[]);
    check("Application", "", &["A AWS::CloudFormation::Stack"], &[]);
}

#[test]
fn what_is_not_understood_is_told() {
    check("Function", "Odd: 1", &FUNCTION, &["`A`: the SAM property `Odd` is not read"]);
    check("Function", "Policies: [Odd: {}]", &FUNCTION, &["`A`: the SAM policy template `Odd` is not read"]);
    let text = "Resources: { A: { Type: AWS::Serverless::Function, Properties: { Policies: { Odd: {} } } } }";
    assert!(at(text, "/ARole/Properties/Policies/0/PolicyDocument").contains("$unknown"));
}

#[test]
fn globals_stand_under_a_functions_own_properties() {
    let text = "
Globals:
  Function: { Runtime: a, Environment: { Variables: { X: 1, Y: 2 } }, Layers: [one], Tags: { k: v } }
Resources:
  A: { Type: AWS::Serverless::Function, Properties: { Runtime: b, Environment: { Variables: { Y: 3 } }, Layers: [two] } }
";
    assert_eq!(at(text, "/A/Properties/Runtime"), r#""b""#);
    assert_eq!(at(text, "/A/Properties/Environment/Variables"), r#"{"X":1,"Y":3}"#);
    assert_eq!(at(text, "/A/Properties/Layers"), r#"["one","two"]"#);
    assert_eq!(at(text, "/A/Properties/Tags"), r#"[{"Key":"k","Value":"v"}]"#);
}

#[test]
fn policies_are_written_into_the_role() {
    let text = "
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AmazonS3FullAccess
        - Statement: [{ Effect: Allow, Action: '*', Resource: '*' }]
        - SQSSendMessagePolicy: { QueueName: jobs }
";
    let managed = at(text, "/ARole/Properties/ManagedPolicyArns");
    assert_eq!(
        managed,
        r#"["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole","arn:aws:iam::aws:policy/AmazonS3FullAccess"]"#
    );
    assert!(at(text, "/ARole/Properties/Policies/0/PolicyDocument").contains(r#""Action":"*""#));
    assert!(at(text, "/ARole/Properties/Policies/1/PolicyDocument").contains(r#"["sqs:SendMessage*"]"#));
}

#[test]
fn a_route_has_the_authorization_of_its_event_or_its_api() {
    let route = |event: &str, api: &str| {
        at(
            &format!(
                "
Resources:
  Api: {{ Type: AWS::Serverless::Api, Properties: {{ {api} }} }}
  A:
    Type: AWS::Serverless::Function
    Properties: {{ Role: r, Events: {{ E: {{ Type: Api, Properties: {{ RestApiId: !Ref Api, Method: any, Path: /{event} }} }} }} }}
"
            ),
            "/AEMethod/Properties/AuthorizationType",
        )
    };
    assert_eq!(route("", ""), r#""NONE""#);
    assert_eq!(route(", Auth: { Authorizer: AWS_IAM }", ""), r#""AWS_IAM""#);
    assert_eq!(route("", "Auth: { DefaultAuthorizer: Pool }"), r#""CUSTOM""#);
    assert_eq!(route(", Auth: { Authorizer: NONE }", "Auth: { DefaultAuthorizer: Pool }"), r#""NONE""#);
}

#[test]
fn a_public_url_grants_calls_through_the_url_only() {
    let text = "Resources: { A: { Type: AWS::Serverless::Function, Properties: { Role: r, FunctionUrlConfig: { AuthType: NONE } } } }";
    let snapshot = crate::read("t.yaml", text);
    let mut policies = Vec::new();
    snapshot.each_json(|name, _, json| {
        if name == "AWS::Lambda::Function" {
            policies.push(json["Policy"]["Statement"].to_string());
        }
    });
    let [statements] = policies.as_slice() else { panic!("one function") };
    for condition in [
        r#"{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}"#,
        r#"{"Bool":{"lambda:InvokedViaFunctionUrl":true}}"#,
    ] {
        assert!(statements.contains(condition), "{statements}");
    }
}
