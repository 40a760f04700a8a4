//! What becomes of SAM's resources.

use std::collections::HashMap;

use yagura_model::{Map, Node, Value, json_of};

use yagura_template::syntax;

/// The resources after the transform, and its notes.
fn made(template: &str) -> (Map, Vec<String>) {
    let Value::Map(mut root) = syntax::read(template).expect("YAML").root.value else { panic!("a map") };
    let mut notes = Vec::new();
    super::transform(&mut root, &HashMap::new(), &mut notes);
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
            "AEPermissionProd AWS::Lambda::Permission",
            "AEMethod AWS::ApiGateway::Method",
            "AHPermission AWS::Lambda::Permission",
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
    let domain = ["ADomainName AWS::ApiGateway::DomainName", "ABasePathMapping AWS::ApiGateway::BasePathMapping"];
    let api = ["A AWS::ApiGateway::RestApi", "AStage AWS::ApiGateway::Stage"];
    check("Api", "Domain: { DomainName: d }", &[domain, api].concat(), &[]);
    let domain = ["ADomainName AWS::ApiGatewayV2::DomainName", "AApiMapping AWS::ApiGatewayV2::ApiMapping"];
    let api = ["A AWS::ApiGatewayV2::Api", "AStage AWS::ApiGatewayV2::Stage"];
    check("HttpApi", "Domain: { DomainName: d }", &[domain, api].concat(), &[]);
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

#[test]
fn every_policy_template_of_sam_is_known() {
    let policy = |text: &str| {
        let template =
            format!("Resources: {{ A: {{ Type: AWS::Serverless::Function, Properties: {{ Policies: [{text}] }} }} }}");
        at(&template, "/ARole/Properties/Policies/0/PolicyDocument/Statement")
    };
    assert_eq!(
        policy("KMSDecryptPolicy: { KeyId: !Ref Key }"),
        r#"[{"Action":["kms:Decrypt"],"Resource":[{"Fn::Sub":["arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${KeyId}",{"KeyId":{"Ref":"Key"}}]}],"Effect":"Allow"}]"#
    );
    assert_eq!(
        policy("AcmGetCertificatePolicy: { CertificateArn: !Ref C }"),
        r#"[{"Action":["acm:GetCertificate"],"Resource":[{"Ref":"C"}],"Effect":"Allow"}]"#
    );
    assert!(policy("VPCAccessPolicy: {}").contains("ec2:CreateNetworkInterface"));
    assert!(policy("S3ReadPolicy: {}").contains("lacks its parameter `BucketName`"), "{}", policy("S3ReadPolicy: {}"));
    let efs = policy("EFSWriteAccessPolicy: { FileSystem: fs-1, AccessPoint: fsap-1 }");
    assert!(efs.contains(r#""Condition":{"StringEquals":{"elasticfilesystem:AccessPointArn":{"Fn::Sub""#), "{efs}");
    assert_eq!(super::policies::known(), 81);
}

#[test]
fn what_calls_a_function_may_do_so_and_nothing_else() {
    let event = |text: &str| {
        let template = format!(
            "Resources: {{ A: {{ Type: AWS::Serverless::Function, Properties: {{ Role: r, Events: {{ E: {{ {text} }} }} }} }} }}"
        );
        let (resources, notes) = made(&template);
        assert_eq!(notes, Vec::<String>::new(), "{text}");
        let types: Vec<&str> = resources.entries.iter().map(|(id, _)| id.as_str()).filter(|id| *id != "A").collect();
        let permission = at(&template, "/AEPermission/Properties");
        (types.join(" "), permission)
    };
    let (made, permission) = event("Type: S3, Properties: { Bucket: !Ref B, Events: 's3:*' }");
    assert_eq!(made, "AEPermission");
    assert!(permission.contains(r#""SourceAccount":{"Ref":"AWS::AccountId"}"#), "{permission}");
    let (made, permission) = event("Type: SNS, Properties: { Topic: !Ref T }");
    assert_eq!(made, "AE AEPermission");
    assert!(permission.contains(r#""SourceArn":{"Ref":"T"}"#) && permission.contains("sns.amazonaws.com"));
    for kind in ["Schedule", "CloudWatchEvent", "EventBridgeRule"] {
        let (made, permission) = event(&format!("Type: {kind}, Properties: {{ Schedule: rate(1 day) }}"));
        assert_eq!(made, "AE AEPermission");
        assert!(permission.contains(r#""SourceArn":{"Fn::GetAtt":["AE","Arn"]}"#), "{permission}");
    }
    for kind in ["SQS", "DynamoDB", "Kinesis", "MSK", "MQ", "DocumentDB", "SelfManagedKafka"] {
        assert_eq!(event(&format!("Type: {kind}, Properties: {{ Queue: !GetAtt Q.Arn }}")).0, "AE", "{kind}");
    }
    assert_eq!(event("Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) }").0, "AERole AE");
    assert!(event("Type: AlexaSkill").1.contains("alexa-appkit.amazon.com"));
    assert!(event("Type: Cognito, Properties: { UserPool: !Ref P, Trigger: PreSignUp }").1.contains(r#"["P","Arn"]"#));
    check(
        "Function",
        "Role: r, Events: { E: { Type: Odd } }",
        &["A AWS::Lambda::Function"],
        &["`A`: the event `E` of type `Odd` is not read"],
    );
}

#[test]
fn what_an_event_or_a_destination_lets_the_role_do_is_read_or_told() {
    let role = |properties: &str| {
        let text = format!("Resources: {{ A: {{ Type: AWS::Serverless::Function, Properties: {{ {properties} }} }} }}");
        (at(&text, "/ARole/Properties"), made(&text).1)
    };
    for event in [
        "Type: MQ",
        "Type: DocumentDB",
        "Type: SelfManagedKafka",
        "Type: MQ, Properties: { Broker: b, SourceAccessConfigurations: [{ Type: VIRTUAL_HOST, URI: h }] }",
        "Type: SQS, Properties: { DestinationConfig: { OnFailure: { Type: Odd, Destination: d } } }",
        "Type: SQS, Properties: { DestinationConfig: { OnFailure: { Type: !Ref T, Destination: d } } }",
    ] {
        let (policies, notes) = role(&format!("Events: {{ E: {{ {event} }} }}"));
        assert_eq!(notes, ["`A`: what the event `E` lets the role do is not read"], "{event}");
        assert!(
            policies.contains("what the event `E` lets the role do is not read"),
            "not as if there were nothing: {policies}"
        );
    }
    let (policies, notes) =
        role("Events: { E: { Type: SQS, Properties: { Queue: q } }, S: { Type: SNS, Properties: { Topic: t } } }");
    assert!(notes.is_empty() && !policies.contains("is not read"), "{policies}");
    let (policies, _) = role("Events: { S: { Type: SNS, Properties: { Topic: t, SqsSubscription: true } } }");
    assert!(policies.contains("AWSLambdaSQSQueueExecutionRole"), "{policies}");
    let text = "Resources: { A: { Type: AWS::Serverless::Function, Properties: { Role: r, Events: { E: { Type: ScheduleV2, Properties: { DeadLetterConfig: { Arn: q } } } } } } }";
    let schedule = at(text, "/AERole/Properties/Policies");
    assert!(schedule.contains(r#""Action":"sqs:SendMessage","Resource":"q""#), "{schedule}");
    let config = "EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: EventBridge, Destination: bus }, OnFailure: { Type: S3, Destination: b } } }";
    let (policies, notes) = role(config);
    assert!(policies.contains(r#""Action":"events:PutEvents","Resource":"bus""#), "{policies}");
    assert_eq!(notes, ["`A`: what the destination `OnFailure` lets the role do is not read"]);
}

/// The statements of a function's role, as `action resource`, for one event.
fn allowed(event: &str) -> Vec<String> {
    let text = format!(
        "Resources: {{ A: {{ Type: AWS::Serverless::Function, Properties: {{ Events: {{ E: {{ {event} }} }} }} }} }}"
    );
    assert_eq!(made(&text).1, Vec::<String>::new(), "{event}");
    let policies = at(&text, "/ARole/Properties/Policies");
    let policies: serde_json::Value = serde_json::from_str(&policies).unwrap_or_default();
    let statements = policies.as_array().into_iter().flatten().flat_map(|policy| {
        policy.pointer("/PolicyDocument/Statement").and_then(serde_json::Value::as_array).into_iter().flatten()
    });
    statements.map(|statement| format!("{} {}", statement["Action"], statement["Resource"]).replace('"', "")).collect()
}

#[test]
fn what_lambda_reads_for_a_function_gives_its_role_what_that_needs() {
    let logins = "SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: secret }]";
    let network = "[ec2:CreateNetworkInterface,ec2:DescribeNetworkInterfaces,ec2:DeleteNetworkInterface,ec2:DescribeVpcs,ec2:DescribeSubnets,ec2:DescribeSecurityGroups] *";
    let sub = |service: &str, rest: &str| {
        format!("{{Fn::Sub:arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{rest}}}")
    };
    assert_eq!(
        allowed(&format!("Type: MQ, Properties: {{ Broker: broker, {logins}, SecretsManagerKmsKeyId: k }}")),
        [
            "secretsmanager:GetSecretValue secret".to_owned(),
            "mq:DescribeBroker broker".to_owned(),
            format!("kms:Decrypt {}", sub("kms", "key/k")),
        ]
    );
    assert_eq!(
        allowed(&format!("Type: DocumentDB, Properties: {{ Cluster: cluster, {logins} }}")),
        [
            "secretsmanager:GetSecretValue secret".to_owned(),
            format!("rds:DescribeDBClusterParameters {}", sub("rds", "cluster-pg:*")),
            format!("rds:DescribeDBSubnetGroups {}", sub("rds", "subgrp:*")),
            "rds:DescribeDBClusters cluster".to_owned(),
            network.to_owned(),
        ]
    );
    assert_eq!(allowed("Type: MSK, Properties: { Stream: s }"), Vec::<String>::new(), "AWS's own policy is enough");
    assert_eq!(
        allowed(
            "Type: MSK, Properties: { Stream: s, SourceAccessConfigurations: [{ Type: CLIENT_CERTIFICATE_TLS_AUTH, URI: tls }], SchemaRegistryConfig: { SchemaRegistryURI: !Sub 'arn:${AWS::Partition}:glue:${AWS::Region}:111122223333:registry/r', AccessConfigs: [{ Type: BASIC_AUTH, URI: login }] } }"
        ),
        [
            "secretsmanager:GetSecretValue login".to_owned(),
            "glue:GetRegistry {Fn::Sub:arn:${AWS::Partition}:glue:${AWS::Region}:111122223333:registry/r}".to_owned(),
            format!("glue:GetSchemaVersion {}", sub("glue", "schema/r/*")),
            "secretsmanager:GetSecretValue tls".to_owned(),
        ]
    );
    assert_eq!(
        allowed(
            "Type: SelfManagedKafka, Properties: { SourceAccessConfigurations: [{ Type: SASL_SCRAM_512_AUTH, URI: login }, { Type: SERVER_ROOT_CA_CERTIFICATE, URI: root }, { Type: VPC_SUBNET, URI: 's' }, { Type: VPC_SECURITY_GROUP, URI: 'g' }] }"
        ),
        ["secretsmanager:GetSecretValue login", "secretsmanager:GetSecretValue root", network]
    );
    let failed = |kind: &str| {
        allowed(&format!(
            "Type: SQS, Properties: {{ Queue: q, DestinationConfig: {{ OnFailure: {{ {kind} Destination: d }} }} }}"
        ))
    };
    assert_eq!(failed("Type: SNS,"), ["sns:Publish d"]);
    assert_eq!(failed("Type: S3,"), ["s3:PutObject {Fn::Join:[/,[d,*]]}", "s3:ListBucket d"]);
    assert_eq!(failed(""), Vec::<String>::new(), "without its kind the transform gives nothing");
}

#[test]
fn an_api_may_call_the_functions_behind_its_routes() {
    let permissions = |api: &str, events: &str| {
        let text = format!(
            "
Resources:
  Api: {{ Type: AWS::Serverless::{api} }}
  A: {{ Type: AWS::Serverless::Function, Properties: {{ Role: r, Events: {{ {events} }} }} }}
"
        );
        let (resources, notes) = made(&text);
        assert_eq!(notes, Vec::<String>::new());
        let all = resources.entries.iter().filter_map(|(id, node)| {
            let properties = node.get("Properties").filter(|_| id.contains("Permission"))?;
            let arn = properties.get("SourceArn")?.get("Fn::Sub")?.as_list()?;
            let way = arn.first()?.as_str()?.split_once("${__ApiId__}")?.1.to_owned();
            Some(format!("{id} {way} of {}", json_of(arn.get(1)?.get("__ApiId__")?)))
        });
        all.collect::<Vec<_>>()
    };
    let rest = "Api, Properties: { StageName: v1 }";
    let of = r#" of {"Ref":"Api"}"#;
    assert_eq!(
        permissions(
            rest,
            "E: { Type: Api, Properties: { RestApiId: !Ref Api, Method: get, Path: '/a/{id}/{all+}/' } }, F: { Type: Api, Properties: { Method: any, Path: / } }"
        ),
        [
            format!("AEPermissionv1 /*/GET/a/*/*{of}"),
            r#"AFPermissionProd /*/*/ of {"Ref":"ServerlessRestApi"}"#.to_owned()
        ]
    );
    let http =
        |name: &str, rest: &str| format!("{name}: {{ Type: HttpApi, Properties: {{ ApiId: !Ref Api {rest} }} }}");
    let get = http("E", ", Method: get, Path: '/a/{id}/{proxy+}'");
    assert_eq!(permissions("HttpApi", &get), [format!("AEPermission /*/GET/a/*/*{of}")]);
    assert_eq!(
        permissions("HttpApi", &format!("{get}, {}", http("D", ""))),
        [format!("ADPermission /*/*{of}")],
        "the default route covers the others"
    );
    assert_eq!(
        permissions(
            "HttpApi, Properties: { Auth: { Authorizers: { One: { FunctionArn: f, EnableFunctionDefaultPermissions: true }, Two: { FunctionArn: f } } } }",
            ""
        ),
        [format!("ApiOneAuthorizerPermission /authorizers/*{of}")]
    );
    assert_eq!(
        permissions(
            "Api, Properties: { Auth: { Authorizers: { One: { FunctionArn: f, DisableFunctionDefaultPermissions: true }, Two: { FunctionArn: f }, Pool: { UserPoolArn: p } } } }",
            ""
        ),
        [format!("ApiTwoAuthorizerPermission /authorizers/*{of}")]
    );
    for outside in ["!Ref Given", "!ImportValue x"] {
        let text = format!(
            "{{ Parameters: {{ Given: {{ Type: String }} }}, Resources: {{ Api: {{ Type: AWS::Serverless::Api, Properties: {{ Auth: {{ Authorizers: {{ L: {{ FunctionArn: {outside} }} }} }} }} }} }} }}"
        );
        assert!(
            made(&text).0.get("ApiLAuthorizerPermission").is_none(),
            "{outside}: it is none of the template's functions"
        );
    }
    let socket = "WebSocketApi, Properties: { RouteSelectionExpression: e, Auth: { AuthType: AWS_IAM }, Routes: { $connect: { FunctionArn: f } } }";
    assert_eq!(permissions(socket, ""), Vec::<String>::new());
    let text = format!("Resources: {{ Api: {{ Type: AWS::Serverless::{socket} }} }}");
    assert!(at(&text, "/ApiconnectPermission/Properties/SourceArn").contains("${Api}/${__StageName__}/$connect"));
    assert_eq!(at(&text, "/ApiconnectRoute/Properties/AuthorizationType"), r#""AWS_IAM""#);
}

#[test]
fn queues_and_topics_of_the_transform_are_resources() {
    check(
        "Function",
        "Role: r, Events: { E: { Type: SNS, Properties: { Topic: !Ref T, SqsSubscription: true } } }",
        &[
            "AEQueue AWS::SQS::Queue",
            "AEQueuePolicy AWS::SQS::QueuePolicy",
            "AE AWS::SNS::Subscription",
            "AEEventSourceMapping AWS::Lambda::EventSourceMapping",
            "A AWS::Lambda::Function",
        ],
        &[],
    );
    check(
        "Function",
        "Role: r, Events: { E: { Type: Schedule, Properties: { DeadLetterConfig: { Type: SQS, QueueLogicalId: Q } } }, F: { Type: EventBridgeRule, Properties: { DeadLetterConfig: { Type: SQS } } } }",
        &[
            "Q AWS::SQS::Queue",
            "AEQueuePolicy AWS::SQS::QueuePolicy",
            "AE AWS::Events::Rule",
            "AEPermission AWS::Lambda::Permission",
            "AFQueue AWS::SQS::Queue",
            "AFQueuePolicy AWS::SQS::QueuePolicy",
            "AF AWS::Events::Rule",
            "AFPermission AWS::Lambda::Permission",
            "A AWS::Lambda::Function",
        ],
        &[],
    );
    check(
        "Function",
        "Role: r, Events: { E: { Type: ScheduleV2, Properties: { DeadLetterConfig: { Type: SQS } } } }",
        &["AEQueue AWS::SQS::Queue", "AERole AWS::IAM::Role", "AE AWS::Scheduler::Schedule", "A AWS::Lambda::Function"],
        &[],
    );
    check(
        "Function",
        "Role: r, EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: SQS }, OnFailure: { Type: SNS } } }",
        &[
            "AEventInvokeConfigOnSuccessQueue AWS::SQS::Queue",
            "AEventInvokeConfigOnFailureTopic AWS::SNS::Topic",
            "A AWS::Lambda::Function",
        ],
        &[],
    );
    let named = "
Resources:
  T: { Type: AWS::SNS::Topic, Properties: { FifoTopic: true } }
  A:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        E: { Type: SNS, Properties: { Topic: !Ref T, SqsSubscription: { QueueArn: arn, QueueUrl: url, QueuePolicyLogicalId: P } } }
        F: { Type: SNS, Properties: { Topic: !Ref T, SqsSubscription: true } }
";
    assert_eq!(at(named, "/P/Properties/Queues"), r#"["url"]"#);
    let statement = at(named, "/P/Properties/PolicyDocument/Statement/0");
    assert!(
        statement.contains(r#""Principal":"*","Condition":{"ArnEquals":{"aws:SourceArn":{"Ref":"T"}}}"#),
        "{statement}"
    );
    assert_eq!(at(named, "/AFQueue/Properties"), r#"{"FifoQueue":true}"#);
}

#[test]
fn what_a_condition_leaves_to_the_transform_is_made_under_it() {
    let text = "
Conditions: { Given: !Equals [a, b], There: !Equals [a, c] }
Resources:
  A:
    Type: AWS::Serverless::Function
    Condition: There
    Properties:
      Role: !If [Given, r, !Ref AWS::NoValue]
      EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: !If [Given, !Ref AWS::NoValue, q] } } }
      Events: { E: { Type: Api, Properties: { Method: get, Path: / } } }
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, PassthroughCondition: true }
  P: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref A.DestinationQueue], PolicyDocument: { Resource: !GetAtt A.DestinationQueue.Arn, Of: !Sub '${A.Alias}, ${A.Arn} ${ ${A.DestinationQueue.Arn}' } } }
";
    assert_eq!(at(text, "/ARole/Condition"), r#""NotGiven""#);
    let role = r#"{"Fn::If":["Given","r",{"Fn::GetAtt":["ARole","Arn"]}]}"#;
    assert_eq!(at(text, "/A/Properties/Role"), role);
    let queue = "AEventInvokeConfigOnFailureQueue";
    assert_eq!(at(text, &format!("/{queue}/Condition")), r#""ThereAndGiven""#);
    assert_eq!(at(text, "/P/Properties/Queues"), format!(r#"[{{"Ref":"{queue}"}}]"#));
    let document = format!(
        r#"{{"Resource":{{"Fn::GetAtt":["{queue}","Arn"]}},"Of":{{"Fn::Sub":"${{AAliaslive}}, ${{A.Arn}} ${{ ${{{queue}.Arn}}"}}}}"#
    );
    assert_eq!(at(text, "/P/Properties/PolicyDocument"), document);
    assert_eq!(at(text, "/ServerlessRestApi/Condition"), r#""There""#, "nobody else needs it");
    assert_eq!(at(text, "/CodeDeployServiceRole/Condition"), r#""There""#);
    let Value::Map(mut root) = syntax::read(text).expect("YAML").root.value else { panic!("a map") };
    super::transform(&mut root, &HashMap::new(), &mut Vec::new());
    let conditions = json_of(root.get("Conditions").expect("conditions"));
    assert_eq!(conditions["NotGiven"].to_string(), r#"{"Fn::Not":[{"Condition":"Given"}]}"#);
    assert_eq!(conditions["ThereAndGiven"].to_string(), r#"{"Fn::And":[{"Condition":"There"},{"Condition":"Given"}]}"#);
}

#[test]
fn events_call_the_alias_that_is_published() {
    let text = "
Parameters: { Stage: { Type: String, Default: live-now } }
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: !Ref Stage
      FunctionUrlConfig: { AuthType: NONE }
      Events:
        E: { Type: Schedule }
        S: { Type: ScheduleV2 }
        Q: { Type: SQS, Properties: { Queue: q } }
";
    let alias = r#"{"Ref":"AAliasliveDnow"}"#;
    for pointer in [
        "/AEPermission/Properties/FunctionName",
        "/AE/Properties/Targets/0/Arn",
        "/AS/Properties/Target/Arn",
        "/ASRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource",
        "/AQ/Properties/FunctionName",
        "/AUrl/Properties/TargetFunctionArn",
        "/AUrlPublicPermissions/Properties/FunctionName",
    ] {
        assert_eq!(at(text, pointer), alias, "{pointer}");
    }
    let machine = |more: &str| {
        format!(
            "Resources: {{ A: {{ Type: AWS::Serverless::StateMachine, Properties: {{ Role: r, PermissionsBoundary: b, AutoPublishAlias: live, {more} Events: {{ E: {{ Type: Schedule }} }} }} }} }}"
        )
    };
    let started = "/AERole/Properties/Policies/0/PolicyDocument/Statement/0/Resource";
    assert_eq!(at(&machine(""), started), r#"{"Ref":"A"}"#);
    let arn = r#"{"Fn::Join":[":",[{"Ref":"A"},"live"]]}"#;
    assert_eq!(at(&machine("UseAliasAsEventTarget: true,"), started), arn);
    assert_eq!(at(&machine("UseAliasAsEventTarget: true,"), "/AE/Properties/Targets/0/Arn"), arn);
    assert_eq!(at(&machine(""), "/AERole/Properties/PermissionsBoundary"), r#""b""#);
}

#[test]
fn roles_of_deployments_and_of_instances_are_made() {
    let deployed = "Role: r, AutoPublishAlias: live, DeploymentPreference: { Type: AllAtOnce }";
    let all = ["AAliaslive AWS::Lambda::Alias", "A AWS::Lambda::Function", "CodeDeployServiceRole AWS::IAM::Role"];
    check("Function", deployed, &all, &[]);
    for less in ["Type: AllAtOnce, Enabled: false", "Type: AllAtOnce, Role: d"] {
        check("Function", &deployed.replace("Type: AllAtOnce", less), &all[..2], &[]);
    }
    check(
        "CapacityProvider",
        "VpcConfig: { SubnetIds: [s] }",
        &["AOperatorRole AWS::IAM::Role", "A AWS::Lambda::CapacityProvider"],
        &[],
    );
    check("CapacityProvider", "OperatorRole: r", &["A AWS::Lambda::CapacityProvider"], &[]);
    let text = "Resources: { A: { Type: AWS::Serverless::CapacityProvider } }";
    assert_eq!(
        at(text, "/AOperatorRole/Properties/ManagedPolicyArns"),
        r#"["arn:aws:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator"]"#
    );
}

#[test]
fn a_state_machine_brings_its_role_and_those_of_its_events() {
    check("StateMachine", "Role: r, DefinitionUri: a.json", &["A AWS::StepFunctions::StateMachine"], &[]);
    check(
        "StateMachine",
        "Policies: [LambdaInvokePolicy: { FunctionName: f }], Events: { E: { Type: EventBridgeRule } }",
        &[
            "ARole AWS::IAM::Role",
            "AERole AWS::IAM::Role",
            "AE AWS::Events::Rule",
            "A AWS::StepFunctions::StateMachine",
        ],
        &[],
    );
    let text =
        "Resources: { A: { Type: AWS::Serverless::StateMachine, Properties: { Policies: AdministratorAccess } } }";
    assert_eq!(at(text, "/ARole/Properties/ManagedPolicyArns"), r#"["arn:aws:iam::aws:policy/AdministratorAccess"]"#);
    assert!(at(text, "/ARole/Properties/AssumeRolePolicyDocument").contains("states.amazonaws.com"));
}

#[test]
fn the_policy_and_the_keys_of_an_api_are_read() {
    let api = |auth: &str| {
        format!(
            "
Resources:
  Api: {{ Type: AWS::Serverless::Api, Properties: {{ StageName: v1, Auth: {{ {auth} }} }} }}
  A:
    Type: AWS::Serverless::Function
    Properties: {{ Role: r, Events: {{ E: {{ Type: Api, Properties: {{ RestApiId: !Ref Api, Method: any, Path: / }} }} }} }}
"
        )
    };
    let text =
        api("ResourcePolicy: { CustomStatements: { Effect: Allow, Principal: '*', Action: 'execute-api:Invoke' } }");
    assert!(at(&text, "/Api/Properties/Policy/Statement/0").contains(r#""Principal":"*""#));
    assert_eq!(made(&text).1, Vec::<String>::new());
    let text = api("ResourcePolicy: { IpRangeWhitelist: [10.0.0.0/8] }");
    assert_eq!(made(&text).1, ["`Api`: the SAM `ResourcePolicy` is not read"]);
    assert_eq!(at(&api("ApiKeyRequired: true"), "/AEMethod/Properties/ApiKeyRequired"), "true");
}

/// What a GraphQL API that switches its logs off brings.
fn graphql(properties: &str, expect: &[&str], notes: &[&str]) {
    check("GraphQLApi", &format!("Logging: false, {properties}"), expect, notes);
}

#[test]
fn a_graphql_api_brings_its_functions_and_resolvers_with_their_code() {
    graphql("Auth: { Type: AWS_IAM }, SchemaUri: s.graphql", &["A AWS::AppSync::GraphQLApi"], &[]);
    let code = "Functions: { create: { InlineCode: one }, there: { Id: f-1 }, away: { CodeUri: away.js, DataSource: None } }, Resolvers: { Mutation: { addPost: { Pipeline: [create], InlineCode: two } } }";
    graphql(
        code,
        &[
            "ANoneDataSource AWS::AppSync::DataSource",
            "Acreate AWS::AppSync::FunctionConfiguration",
            "Aaway AWS::AppSync::FunctionConfiguration",
            "AMutationaddPost AWS::AppSync::Resolver",
            "A AWS::AppSync::GraphQLApi",
        ],
        &[],
    );
    let text = format!("Resources:\n  A: {{ Type: AWS::Serverless::GraphQLApi, Properties: {{ {code} }} }}");
    assert_eq!(at(&text, "/Acreate/Properties/Code"), "\"one\"");
    assert_eq!(at(&text, "/Aaway/Properties/CodeS3Location"), "\"away.js\"");
    assert_eq!(at(&text, "/AMutationaddPost/Properties/Code"), "\"two\"");
    assert_eq!(at(&text, "/AMutationaddPost/Properties/TypeName"), "\"Mutation\"");
}

#[test]
fn a_graphql_api_writes_logs_with_a_role_unless_told_otherwise() {
    let with = ["ACloudWatchRole AWS::IAM::Role", "A AWS::AppSync::GraphQLApi"];
    check("GraphQLApi", "Auth: { Type: AWS_IAM }", &with, &[]);
    check("GraphQLApi", "Logging: true", &with, &[]);
    check("GraphQLApi", "Logging: { FieldLogLevel: ERROR }", &with, &[]);
    check("GraphQLApi", "Logging: { CloudWatchLogsRoleArn: r }", &["A AWS::AppSync::GraphQLApi"], &[]);
    check("GraphQLApi", "Logging: false", &["A AWS::AppSync::GraphQLApi"], &[]);
}

#[test]
fn a_data_source_of_a_graphql_api_brings_a_role_that_may_use_it() {
    let sources = "DataSources: { DynamoDb: { Posts: { TableName: !Ref T, Permissions: [Read] } }, Lambda: { F: { FunctionArn: f } } }";
    graphql(
        sources,
        &[
            "APostsDynamoDBDataSourceRole AWS::IAM::Role",
            "APostsDynamoDBDataSource AWS::AppSync::DataSource",
            "AFLambdaDataSourceRole AWS::IAM::Role",
            "AFLambdaDataSource AWS::AppSync::DataSource",
            "A AWS::AppSync::GraphQLApi",
            "APostsDynamoDBDataSourceToTableConnectorPolicy AWS::IAM::ManagedPolicy",
            "AFLambdaDataSourceToLambdaConnectorPolicy AWS::IAM::ManagedPolicy",
        ],
        &[],
    );
    let text = format!("Resources:\n  A: {{ Type: AWS::Serverless::GraphQLApi, Properties: {{ {sources} }} }}");
    let policy = at(&text, "/APostsDynamoDBDataSourceToTableConnectorPolicy/Properties");
    assert!(policy.contains("dynamodb:GetItem") && !policy.contains("dynamodb:PutItem"), "{policy}");
    assert!(policy.contains(r#""Roles":[{"Ref":"APostsDynamoDBDataSourceRole"}]"#), "{policy}");
    let own = "DataSources: { Lambda: { F: { FunctionArn: f, ServiceRoleArn: r } } }";
    graphql(own, &["AFLambdaDataSource AWS::AppSync::DataSource", "A AWS::AppSync::GraphQLApi"], &[]);
    let other = "DataSources: { OpenSearch: { F: { } } }";
    graphql(other, &["A AWS::AppSync::GraphQLApi"], &["`A`: data sources of `OpenSearch` are not read"]);
}

#[test]
fn a_lambda_authorizer_may_be_called_by_its_graphql_api() {
    let lambda = "Auth: { Type: API_KEY, Additional: [{ Type: AWS_LAMBDA, LambdaAuthorizer: { AuthorizerUri: f } }] }";
    let id = "AToLambdaAuthConnector1WriteLambdaPermission";
    graphql(lambda, &["A AWS::AppSync::GraphQLApi", &format!("{id} AWS::Lambda::Permission")], &[]);
    let text = format!("Resources:\n  A: {{ Type: AWS::Serverless::GraphQLApi, Properties: {{ {lambda} }} }}");
    assert_eq!(at(&text, &format!("/{id}/Properties/Principal")), "\"appsync.amazonaws.com\"");
    assert_eq!(at(&text, &format!("/{id}/Properties/FunctionName")), "\"f\"");
}

/// A connector `C` beside one resource of each kind; what is made of it, and the notes.
fn connected(connector: &str) -> (String, Vec<String>) {
    let text = format!(
        "
Resources:
  Fn: {{ Type: AWS::Serverless::Function, Properties: {{ Handler: a.b }} }}
  Bare: {{ Type: AWS::Serverless::Function, Properties: {{ Role: 'arn:aws:iam::111122223333:role/r' }} }}
  Table: {{ Type: AWS::Serverless::SimpleTable }}
  Queue: {{ Type: AWS::SQS::Queue }}
  Topic: {{ Type: AWS::SNS::Topic }}
  Machine: {{ Type: AWS::Serverless::StateMachine, Properties: {{ Role: !GetAtt Own.Arn, DefinitionUri: d.json }} }}
  Own: {{ Type: AWS::IAM::Role }}
  Rule: {{ Type: AWS::Events::Rule, Properties: {{ Targets: [{{ Arn: !Ref Machine, RoleArn: !GetAtt Own.Arn }}] }} }}
  Api: {{ Type: AWS::Serverless::HttpApi }}
  C: {{ Type: AWS::Serverless::Connector, Properties: {{ {connector} }} }}
"
    );
    let (resources, notes) = made(&text);
    let made = resources.entries.iter().filter(|(id, _)| id.starts_with('C'));
    let made: Vec<String> = made
        .map(|(id, node)| {
            let kind = node.get("Type").and_then(Node::as_str).unwrap_or_default();
            format!("{id} {kind} {}", json_of(node.get("Properties").expect("properties")))
        })
        .collect();
    (made.join("\n"), notes)
}

#[test]
fn a_connector_gives_the_role_of_its_source_a_policy() {
    let (made, notes) = connected("Source: { Id: Fn }, Destination: { Id: Table }, Permissions: [Read]");
    assert_eq!(notes, Vec::<String>::new());
    assert!(made.starts_with("CPolicy AWS::IAM::ManagedPolicy"), "{made}");
    assert!(made.contains(r#""Roles":[{"Ref":"FnRole"}]"#) && made.contains("dynamodb:GetItem"), "{made}");
    assert!(!made.contains("dynamodb:PutItem"), "{made}");
    let (made, notes) = connected("Source: { Id: Rule }, Destination: { Id: Machine }, Permissions: [Write]");
    assert_eq!(notes, Vec::<String>::new());
    assert!(made.contains(r#""Roles":[{"Ref":"Own"}]"#) && made.contains("states:StartExecution"), "{made}");
    let own = "Source: { Type: AWS::Serverless::Function, RoleName: r }, Destination: { Type: AWS::S3::Bucket, Arn: 'arn:aws:s3:::b' }, Permissions: [Write]";
    let (made, _) = connected(own);
    assert!(
        made.contains(r#""Roles":["r"]"#) && made.contains("arn:aws:s3:::b") && made.contains("s3:PutObject"),
        "{made}"
    );
}

#[test]
fn a_connector_lets_its_source_into_the_destination() {
    let (made, notes) =
        connected("Source: { Id: Topic }, Destination: [{ Id: Queue }, { Id: Fn }], Permissions: [Write]");
    assert_eq!(notes, Vec::<String>::new());
    let lines: Vec<&str> = made.lines().collect();
    assert!(lines[0].starts_with("CQueuePolicyDestination0 AWS::SQS::QueuePolicy"), "{made}");
    assert!(lines[0].contains(r#""aws:SourceArn":{"Ref":"Topic"}"#), "{made}");
    assert!(lines[1].starts_with("CWriteLambdaPermissionDestination1 AWS::Lambda::Permission"), "{made}");
    assert!(lines[1].contains(r#""Principal":"sns.amazonaws.com","SourceArn":{"Ref":"Topic"}"#), "{made}");
    let (made, _) =
        connected("Source: { Id: Api, Qualifier: Prod/GET/a }, Destination: { Id: Fn }, Permissions: [Write]");
    assert!(made.contains("execute-api") && made.contains("Prod/GET/a"), "{made}");
    // What polls has a policy of the destination's role.
    let (made, _) = connected("Source: { Id: Queue }, Destination: { Id: Fn }, Permissions: [Read, Write]");
    assert!(made.contains(r#""Roles":[{"Ref":"FnRole"}]"#) && made.contains("sqs:ReceiveMessage"), "{made}");
}

#[test]
fn a_connector_may_stand_at_its_source() {
    let text = "
Resources:
  Rule:
    Type: AWS::Events::Rule
    Connectors:
      ToQueue: { Properties: { Destination: { Id: Queue }, Permissions: [Write] } }
  Queue: { Type: AWS::SQS::Queue }
";
    let (resources, notes) = made(text);
    assert_eq!(notes, Vec::<String>::new());
    assert!(resources.get("RuleToQueueQueuePolicy").is_some(), "a template without any resource of SAM's");
}

#[test]
fn a_connector_that_cannot_be_read_is_told() {
    for (connector, why) in [
        ("Source: { Id: Fn }, Destination: { Id: Gone }, Permissions: [Read]", "`Gone` is not in the template"),
        (
            "Source: { Id: Bare }, Destination: { Id: Table }, Permissions: [Read]",
            "the role that it would give a policy is not in the template",
        ),
        (
            "Source: { Id: Table }, Destination: { Id: Queue }, Permissions: [Read]",
            "SAM has none from `AWS::DynamoDB::Table` to `AWS::SQS::Queue`",
        ),
        ("Source: { Id: Fn }, Destination: { Id: Table }, Permissions: !Ref P", "its `Permissions` are no list"),
        ("Source: { Id: Fn }, Destination: { Id: Table }, Permissions: [!Ref P]", "its `Permissions` are computed"),
        ("Source: { Id: Fn }, Destination: { Id: Table }, Permissions: []", "it has no `Permissions`"),
        (
            "Source: { Id: Topic }, Destination: { Id: Fn }, Permissions: [Read]",
            "SAM has no `Read` from `AWS::SNS::Topic` to `AWS::Lambda::Function`",
        ),
    ] {
        let (made, notes) = connected(connector);
        assert_eq!(made, "", "{connector}");
        assert_eq!(notes, [format!("the connector `C` is not read: {why}")], "{connector}");
    }
}
