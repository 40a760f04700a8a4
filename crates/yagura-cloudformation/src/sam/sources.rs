//! What the sources that Lambda reads for a function let its role do: AWS's own policies, and what their secrets, brokers and
//! networks need, as the transform of version 1.115.0 (2026) makes it
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html>).

use yagura_model::{Node, Value};

use super::destinations::may_send;
use super::events::sub;
use super::kind;
use super::roles::{document, named, statement, statement_of};

/// The managed policy that a source brings.
pub(super) fn managed(event: &Node) -> Option<&'static str> {
    Some(match kind(event)? {
        "SQS" => "AWSLambdaSQSQueueExecutionRole",
        // A queue between the topic and the function.
        "SNS" if said(event, "SqsSubscription").is_some() => "AWSLambdaSQSQueueExecutionRole",
        "DynamoDB" => "AWSLambdaDynamoDBExecutionRole",
        "Kinesis" => "AWSLambdaKinesisExecutionRole",
        "MSK" => "AWSLambdaMSKExecutionRole",
        _ => return None,
    })
}

/// What a source says that is not switched off.
fn said<'e>(event: &'e Node, name: &str) -> Option<&'e Node> {
    let said = event.get("Properties")?.get(name)?;
    (!matches!(said.value, Value::Null | Value::Bool(false))).then_some(said)
}

/// What a role needs of the networks that a source is in.
const NETWORK: &[&str] = &[
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeVpcs",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
];

/// How somebody who reads from Kafka may say who he is by a secret.
const SECRETS: &[&str] = &[
    "SASL_SCRAM_256_AUTH",
    "SASL_SCRAM_512_AUTH",
    "BASIC_AUTH",
    "CLIENT_CERTIFICATE_TLS_AUTH",
    "OAUTHBEARER_AUTH",
    "SERVER_ROOT_CA_CERTIFICATE",
];

/// The policies that a source brings; `None` in place of one that is not understood.
pub(super) fn policies(id: &str, event: &Node) -> Vec<Option<Node>> {
    let own = match kind(event) {
        Some("MQ") => Some(broker(event)),
        Some("DocumentDB") => Some(cluster(event)),
        Some("MSK") => match streams(event) {
            Some(statements) if statements.is_empty() => None,
            statements => Some(statements),
        },
        Some("SelfManagedKafka") => Some(kafka(event)),
        Some("Kinesis" | "DynamoDB" | "SQS") => None,
        _ => return Vec::new(),
    };
    let own = own.map(|statements| Some(named(&format!("{id}Policy"), document(statements?))));
    own.into_iter().chain(failures(id, event)).collect()
}

/// Where what failed goes: the transform lets the role send there if it is told of what kind it is.
fn failures(id: &str, event: &Node) -> Vec<Option<Node>> {
    let failed = said(event, "DestinationConfig").and_then(|config| config.get("OnFailure"));
    let Some((failed, kind)) = failed.and_then(|failed| Some((failed, failed.get("Type")?))) else { return Vec::new() };
    let kind = match kind.as_str() {
        // It is reached as the source is.
        Some("Kafka") => return Vec::new(),
        Some("S3") => "S3Bucket",
        Some(kind @ ("SQS" | "SNS")) => kind,
        _ => return vec![None],
    };
    let policy = failed.get("Destination").and_then(|to| may_send(kind, to));
    vec![policy.map(|policy| named(&format!("{id}{kind}Policy"), policy))]
}

/// The places of secrets, networks and the like that a source is read with, by their kinds.
fn accesses(event: &Node) -> Option<Vec<(&str, Option<&Node>)>> {
    let Some(list) = said(event, "SourceAccessConfigurations") else { return Some(Vec::new()) };
    list.as_list()?.iter().map(|one| Some((one.get("Type")?.as_str()?, one.get("URI")))).collect()
}

fn secret(at: &Node) -> Node {
    statement("secretsmanager:GetSecretValue", at.clone())
}

/// What the key of a secret needs, which is said by its id.
fn key(event: &Node) -> Option<Vec<Node>> {
    let Some(id) = said(event, "SecretsManagerKmsKeyId") else { return Some(Vec::new()) };
    let arn = sub(&format!("arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:key/{}", id.as_str()?));
    Some(vec![statement("kms:Decrypt", arn)])
}

fn login(event: &Node) -> Option<&Node> {
    accesses(event)?.into_iter().find(|(kind, _)| *kind == "BASIC_AUTH")?.1
}

/// A broker of Amazon MQ.
fn broker(event: &Node) -> Option<Vec<Node>> {
    let broker = said(event, "Broker")?;
    let mut statements = vec![secret(login(event)?), statement("mq:DescribeBroker", broker.clone())];
    statements.extend(key(event)?);
    Some(statements)
}

/// A cluster of Amazon DocumentDB.
fn cluster(event: &Node) -> Option<Vec<Node>> {
    let of = |what: &str| sub(&format!("arn:${{AWS::Partition}}:rds:${{AWS::Region}}:${{AWS::AccountId}}:{what}:*"));
    let mut statements = vec![
        secret(login(event)?),
        statement("rds:DescribeDBClusterParameters", of("cluster-pg")),
        statement("rds:DescribeDBSubnetGroups", of("subgrp")),
        statement("rds:DescribeDBClusters", said(event, "Cluster")?.clone()),
        statement_of(NETWORK, "*".into()),
    ];
    statements.extend(key(event)?);
    Some(statements)
}

/// A cluster of Amazon MSK.
fn streams(event: &Node) -> Option<Vec<Node>> {
    let mut statements = registry(event)?;
    let certificates = accesses(event)?.into_iter().filter(|(kind, _)| *kind == "CLIENT_CERTIFICATE_TLS_AUTH");
    statements.extend(certificates.filter_map(|(_, at)| at.map(secret)));
    Some(statements)
}

/// Kafka that AWS does not run.
fn kafka(event: &Node) -> Option<Vec<Node>> {
    said(event, "SourceAccessConfigurations")?;
    let accesses = accesses(event)?;
    let mut statements = Vec::new();
    for (kind, at) in &accesses {
        if SECRETS.contains(kind) {
            statements.push(secret((*at)?));
        }
    }
    let has = |wanted: &str| accesses.iter().any(|(kind, _)| *kind == wanted);
    if has("VPC_SUBNET") && has("VPC_SECURITY_GROUP") {
        statements.push(statement_of(NETWORK, "*".into()));
    }
    statements.extend(key(event)?);
    statements.extend(registry(event)?);
    Some(statements)
}

/// The registry of the forms of messages, and the secrets that it is read with.
fn registry(event: &Node) -> Option<Vec<Node>> {
    let Some(config) = said(event, "SchemaRegistryConfig") else { return Some(Vec::new()) };
    let mut statements = Vec::new();
    if let Some(list) = config.get("AccessConfigs") {
        for one in list.as_list()? {
            statements.push(secret(one.get("URI")?));
        }
    }
    let at = config.get("SchemaRegistryURI")?;
    let text = at.as_str().or_else(|| at.get("Fn::Sub").and_then(Node::as_str)).unwrap_or_default();
    // The colons of an ARN, and none of a pseudo parameter's.
    let text = text.replace("${AWS::", "${");
    if let Some(name) = text.strip_prefix("arn").and_then(|arn| arn.split(':').nth(5)?.strip_prefix("registry/")) {
        let schemas = format!("arn:${{AWS::Partition}}:glue:${{AWS::Region}}:${{AWS::AccountId}}:schema/{name}/*");
        statements.push(statement("glue:GetRegistry", at.clone()));
        statements.push(statement("glue:GetSchemaVersion", sub(&schemas)));
    }
    Some(statements)
}
