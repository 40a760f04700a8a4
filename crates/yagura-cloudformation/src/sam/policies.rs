//! The policies that SAM knows by name
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html>).
//! Parameters, actions and resources were compared with the transform's own table as of 2026-05-29.

use yagura_model::Node;

use super::map;

/// A template: its name, its parameter, and its statements (actions, resources with `${p}` for the parameter).
type Template = (&'static str, &'static str, &'static [(&'static [&'static str], &'static [&'static str])]);

const BUCKET: &[&str] = &["arn:${AWS::Partition}:s3:::${p}", "arn:${AWS::Partition}:s3:::${p}/*"];
const TABLE: &[&str] = &[
    "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${p}",
    "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${p}/index/*",
];
const QUEUE: &[&str] = &["arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${p}"];

static TEMPLATES: &[Template] = &[
    (
        "S3ReadPolicy",
        "BucketName",
        &[(
            &[
                "s3:GetObject",
                "s3:ListBucket",
                "s3:GetBucketLocation",
                "s3:GetObjectVersion",
                "s3:GetLifecycleConfiguration",
            ],
            BUCKET,
        )],
    ),
    ("S3WritePolicy", "BucketName", &[(&["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"], BUCKET)]),
    (
        "S3CrudPolicy",
        "BucketName",
        &[(
            &[
                "s3:GetObject",
                "s3:ListBucket",
                "s3:GetBucketLocation",
                "s3:GetObjectVersion",
                "s3:PutObject",
                "s3:PutObjectAcl",
                "s3:GetLifecycleConfiguration",
                "s3:PutLifecycleConfiguration",
                "s3:DeleteObject",
            ],
            BUCKET,
        )],
    ),
    (
        "DynamoDBReadPolicy",
        "TableName",
        &[(
            &["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:DescribeTable"],
            TABLE,
        )],
    ),
    (
        "DynamoDBWritePolicy",
        "TableName",
        &[(&["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"], TABLE)],
    ),
    (
        "DynamoDBCrudPolicy",
        "TableName",
        &[(
            &[
                "dynamodb:GetItem",
                "dynamodb:DeleteItem",
                "dynamodb:PutItem",
                "dynamodb:Scan",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:BatchGetItem",
                "dynamodb:DescribeTable",
                "dynamodb:ConditionCheckItem",
            ],
            TABLE,
        )],
    ),
    ("SQSSendMessagePolicy", "QueueName", &[(&["sqs:SendMessage*"], QUEUE)]),
    (
        "SQSPollerPolicy",
        "QueueName",
        &[(
            &[
                "sqs:ChangeMessageVisibility",
                "sqs:ChangeMessageVisibilityBatch",
                "sqs:DeleteMessage",
                "sqs:DeleteMessageBatch",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ],
            QUEUE,
        )],
    ),
    (
        "SNSPublishMessagePolicy",
        "TopicName",
        &[(&["sns:Publish"], &["arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${p}"])],
    ),
    (
        "LambdaInvokePolicy",
        "FunctionName",
        &[(
            &["lambda:InvokeFunction"],
            &["arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${p}*"],
        )],
    ),
    ("AWSSecretsManagerGetSecretValuePolicy", "SecretArn", &[(&["secretsmanager:GetSecretValue"], &["${p}"])]),
    (
        "SSMParameterReadPolicy",
        "ParameterName",
        &[
            (&["ssm:DescribeParameters"], &["*"]),
            (
                &["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"],
                &["arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${p}"],
            ),
        ],
    ),
    (
        "KMSDecryptPolicy",
        "KeyId",
        &[(&["kms:Decrypt"], &["arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${p}"])],
    ),
    (
        "EventBridgePutEventsPolicy",
        "EventBusName",
        &[(&["events:PutEvents"], &["arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${p}"])],
    ),
    (
        "StepFunctionsExecutionPolicy",
        "StateMachineName",
        &[(
            &["states:StartExecution"],
            &["arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${p}"],
        )],
    ),
];

/// The policy document of a template; `None` where it is not known.
pub(super) fn template(name: &str, parameters: &Node) -> Option<Node> {
    let (_, parameter, statements) = TEMPLATES.iter().find(|(known, ..)| *known == name)?;
    let parameter = parameters.get(parameter)?;
    let texts = |list: &[&str]| Node::from(list.iter().map(|text| Node::from(*text)).collect::<Vec<_>>());
    let statements = statements.iter().map(|(actions, resources)| {
        let resources: Vec<Node> = resources
            .iter()
            .map(|pattern| match *pattern {
                "${p}" => parameter.clone(),
                pattern if pattern.contains("${") => {
                    let variables = map([("p", parameter.clone())]);
                    map([("Fn::Sub", vec![Node::from(pattern), variables].into())])
                }
                pattern => Node::from(pattern),
            })
            .collect();
        map([("Effect", "Allow".into()), ("Action", texts(actions)), ("Resource", resources.into())])
    });
    let statements: Vec<Node> = statements.collect();
    Some(map([("Version", "2012-10-17".into()), ("Statement", statements.into())]))
}

/// The ARN of an AWS managed policy by its name; anything with a colon is an ARN already.
pub(super) fn managed(name: &str) -> Node {
    if name.contains(':') {
        return Node::from(name);
    }
    let path = match name {
        "AWSLambdaBasicExecutionRole"
        | "AWSLambdaBasicDurableExecutionRolePolicy"
        | "AWSLambdaVPCAccessExecutionRole"
        | "AWSLambdaSQSQueueExecutionRole"
        | "AWSLambdaDynamoDBExecutionRole"
        | "AWSLambdaKinesisExecutionRole"
        | "AWSLambdaMSKExecutionRole"
        | "AWSLambdaENIManagementAccess"
        | "AWSLambdaRole" => "service-role/",
        _ => "",
    };
    Node::from(format!("arn:aws:iam::aws:policy/{path}{name}"))
}
