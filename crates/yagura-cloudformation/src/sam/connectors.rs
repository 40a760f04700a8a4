//! Connectors of SAM: what a source may do with a destination, as the policies and permissions that the transform makes of it
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html>).
//!
//! What each pair of types gets is that of the transform of version 1.115.0 (2026).

use yagura_model::{Map, Node, Span, Value, json_of};

use super::{Out, Source, get_att, map, reference};

/// What one connector is made of.
pub(super) struct Connector {
    /// The logical id, and the beginning of all that is made of it.
    id: String,
    span: Option<Span>,
    condition: Option<Node>,
    source: Node,
    destination: Node,
    permissions: Node,
}

/// A pair of types.
struct Profile {
    source: &'static str,
    destination: &'static str,
    makes: Makes,
    read: &'static [Allows],
    write: &'static [Allows],
}

enum Makes {
    /// A managed policy of the source's role.
    PolicyOfSource,
    /// A managed policy of the destination's role.
    PolicyOfDestination,
    /// A permission on the function for a service, where the call comes from.
    Permission(&'static str, Caller),
    /// A policy of the queue or the topic for a service.
    ResourcePolicy(&'static str),
}

/// What calls.
#[derive(Clone, Copy)]
enum Caller {
    Source,
    /// The source, in this account only: a bucket's ARN names none.
    SourceHere,
    /// A route of an API.
    Api,
    GraphqlApi,
}

/// Actions on what.
struct Allows(&'static [&'static str], &'static [On]);

#[derive(Clone, Copy)]
enum On {
    Source,
    Destination,
    /// What begins with the destination's ARN.
    Below(&'static str),
    /// What begins with the source's ARN.
    BelowSource(&'static str),
    /// The executions of the state machine that is the destination.
    Executions,
    /// The rule by which a state machine hears of the end of another one.
    Rule,
}

const FUNCTION: &str = "AWS::Lambda::Function";
const MACHINE: &str = "AWS::StepFunctions::StateMachine";
const TABLE: &str = "AWS::DynamoDB::Table";
const BUCKET: &str = "AWS::S3::Bucket";
const QUEUE: &str = "AWS::SQS::Queue";
const TOPIC: &str = "AWS::SNS::Topic";
const BUS: &str = "AWS::Events::EventBus";
const RULE: &str = "AWS::Events::Rule";
pub(super) const DATA_SOURCE: &str = "AWS::AppSync::DataSource";
pub(super) const GRAPHQL_API: &str = "AWS::AppSync::GraphQLApi";

const INVOKE: &[Allows] = &[Allows(&["lambda:InvokeAsync", "lambda:InvokeFunction"], &[On::Destination])];
const INVOKE_ANY: &[Allows] =
    &[Allows(&["lambda:InvokeAsync", "lambda:InvokeFunction"], &[On::Destination, On::Below(":*")])];
const PUBLISH: &[Allows] = &[Allows(&["sns:Publish"], &[On::Destination])];
const SEND: &[Allows] = &[Allows(&["sqs:SendMessage"], &[On::Destination])];
const PUT_EVENTS: &[Allows] = &[Allows(&["events:PutEvents"], &[On::Destination])];
const START: &[Allows] = &[Allows(&["states:StartExecution"], &[On::Destination])];
const CALL: &[Allows] = &[Allows(&["lambda:InvokeFunction"], &[On::Destination])];
const TABLE_READ: &[Allows] = &[Allows(
    &[
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:PartiQLSelect",
    ],
    &[On::Destination, On::Below("/index/*")],
)];
const TABLE_WRITE: &[Allows] = &[Allows(
    &[
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:PartiQLDelete",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
    ],
    &[On::Destination, On::Below("/index/*")],
)];
const BUCKET_READ: &[Allows] = &[Allows(
    &[
        "s3:GetObject",
        "s3:GetObjectAcl",
        "s3:GetObjectLegalHold",
        "s3:GetObjectRetention",
        "s3:GetObjectTorrent",
        "s3:GetObjectVersion",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTorrent",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListBucketVersions",
        "s3:ListMultipartUploadParts",
    ],
    &[On::Destination, On::Below("/*")],
)];
const BUCKET_WRITE: &[Allows] = &[Allows(
    &[
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutObject",
        "s3:PutObjectLegalHold",
        "s3:PutObjectRetention",
        "s3:RestoreObject",
    ],
    &[On::Destination, On::Below("/*")],
)];

/// A pair whose source's role gets a policy.
const fn of_source(
    source: &'static str,
    destination: &'static str,
    read: &'static [Allows],
    write: &'static [Allows],
) -> Profile {
    Profile { source, destination, makes: Makes::PolicyOfSource, read, write }
}

/// A pair whose function may be called.
const fn calls(source: &'static str, service: &'static str, from: Caller) -> Profile {
    Profile { source, destination: FUNCTION, makes: Makes::Permission(service, from), read: &[], write: CALL }
}

/// A pair whose destination's own policy lets the source in.
const fn let_in(
    source: &'static str,
    destination: &'static str,
    service: &'static str,
    write: &'static [Allows],
) -> Profile {
    Profile { source, destination, makes: Makes::ResourcePolicy(service), read: &[], write }
}

static PROFILES: &[Profile] = &[
    Profile {
        source: TABLE,
        destination: FUNCTION,
        makes: Makes::PolicyOfDestination,
        read: &[Allows(
            &["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
            &[On::BelowSource("/stream/*")],
        )],
        write: &[],
    },
    let_in(RULE, TOPIC, "events.amazonaws.com", PUBLISH),
    of_source(RULE, BUS, &[], PUT_EVENTS),
    of_source(RULE, MACHINE, &[], START),
    calls(RULE, "events.amazonaws.com", Caller::Source),
    let_in(RULE, QUEUE, "events.amazonaws.com", SEND),
    of_source(FUNCTION, FUNCTION, &[], INVOKE),
    of_source(FUNCTION, BUCKET, BUCKET_READ, BUCKET_WRITE),
    of_source(FUNCTION, TABLE, TABLE_READ, TABLE_WRITE),
    of_source(
        FUNCTION,
        QUEUE,
        &[Allows(&["sqs:ReceiveMessage", "sqs:GetQueueAttributes"], &[On::Destination])],
        &[Allows(
            &["sqs:DeleteMessage", "sqs:SendMessage", "sqs:ChangeMessageVisibility", "sqs:PurgeQueue"],
            &[On::Destination],
        )],
    ),
    of_source(FUNCTION, TOPIC, &[], PUBLISH),
    of_source(
        FUNCTION,
        MACHINE,
        &[
            Allows(&["states:DescribeStateMachine", "states:ListExecutions"], &[On::Destination]),
            Allows(
                &["states:DescribeExecution", "states:DescribeStateMachineForExecution", "states:GetExecutionHistory"],
                &[On::Executions],
            ),
        ],
        &[
            Allows(&["states:StartExecution", "states:StartSyncExecution"], &[On::Destination]),
            Allows(&["states:StopExecution"], &[On::Executions]),
        ],
    ),
    of_source(FUNCTION, BUS, &[], PUT_EVENTS),
    of_source(
        FUNCTION,
        "AWS::Location::PlaceIndex",
        &[Allows(
            &[
                "geo:DescribePlaceIndex",
                "geo:GetPlace",
                "geo:SearchPlaceIndexForPosition",
                "geo:SearchPlaceIndexForSuggestions",
                "geo:SearchPlaceIndexForText",
            ],
            &[On::Destination],
        )],
        &[],
    ),
    calls("AWS::ApiGatewayV2::Api", "apigateway.amazonaws.com", Caller::Api),
    calls("AWS::ApiGateway::RestApi", "apigateway.amazonaws.com", Caller::Api),
    let_in(TOPIC, QUEUE, "sns.amazonaws.com", SEND),
    calls(TOPIC, "sns.amazonaws.com", Caller::Source),
    Profile {
        source: QUEUE,
        destination: FUNCTION,
        makes: Makes::PolicyOfDestination,
        read: &[Allows(&["sqs:ReceiveMessage", "sqs:GetQueueAttributes"], &[On::Source])],
        write: &[Allows(&["sqs:DeleteMessage"], &[On::Source])],
    },
    calls(BUCKET, "s3.amazonaws.com", Caller::SourceHere),
    of_source(MACHINE, FUNCTION, &[], INVOKE),
    of_source(MACHINE, TOPIC, &[], PUBLISH),
    of_source(MACHINE, QUEUE, &[], SEND),
    of_source(MACHINE, BUCKET, BUCKET_READ, BUCKET_WRITE),
    of_source(MACHINE, TABLE, TABLE_READ, TABLE_WRITE),
    of_source(
        MACHINE,
        MACHINE,
        &[Allows(&["states:DescribeExecution"], &[On::Executions]), Allows(&["events:DescribeRule"], &[On::Rule])],
        &[
            Allows(&["states:StartExecution"], &[On::Destination]),
            Allows(&["states:StopExecution"], &[On::Executions]),
            Allows(&["events:PutTargets", "events:PutRule"], &[On::Rule]),
        ],
    ),
    of_source(MACHINE, BUS, &[], PUT_EVENTS),
    of_source(DATA_SOURCE, TABLE, TABLE_READ, TABLE_WRITE),
    of_source(DATA_SOURCE, FUNCTION, &[], INVOKE_ANY),
    of_source(DATA_SOURCE, BUS, &[], PUT_EVENTS),
    calls(GRAPHQL_API, "appsync.amazonaws.com", Caller::GraphqlApi),
];

/// What is known of one end of a connector.
#[derive(Default)]
struct End {
    resource_type: String,
    arn: Option<Node>,
    role: Option<Node>,
    queue: Option<Node>,
    id: Option<Node>,
    name: Option<Node>,
    qualifier: Option<Node>,
}

impl End {
    /// An end that is named by its logical id, or told by its parts
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-connector-resourcereference.html>).
    fn of(said: &Node, other: &Node, made: &[(String, Node)]) -> Result<Self, String> {
        let text = |name: &str| said.get(name).filter(|node| node.value != Value::Null).cloned();
        let Some(id) = text("Id") else {
            let resource_type = text("Type").ok_or("an end has neither an `Id` nor a `Type`")?;
            let resource_type = resource_type.as_str().ok_or("the `Type` of an end is computed")?;
            return Ok(Self {
                resource_type: plain_type(resource_type).to_owned(),
                arn: text("Arn"),
                role: text("RoleName"),
                queue: text("QueueUrl"),
                id: text("ResourceId"),
                name: text("Name"),
                qualifier: text("Qualifier"),
            });
        };
        let id = id.as_str().ok_or("the `Id` of an end is computed")?;
        let (_, resource) =
            made.iter().find(|(made, _)| made == id).ok_or_else(|| format!("`{id}` is not in the template"))?;
        let resource_type = super::kind(resource).unwrap_or_default().to_owned();
        let property = |name: &str| resource.get("Properties").and_then(|properties| properties.get(name));
        let role = match resource_type.as_str() {
            FUNCTION => property("Role"),
            MACHINE => property("RoleArn"),
            DATA_SOURCE => property("ServiceRoleArn"),
            RULE => property("Targets").and_then(Node::as_list).unwrap_or_default().iter().find_map(|target| {
                let arn = target.get("Arn")?;
                let by_id = logical_id(arn).is_some_and(|id| other.get("Id").and_then(Node::as_str) == Some(id));
                let by_arn = other.get("Arn").is_some_and(|other| json_of(other) == json_of(arn));
                (by_id || by_arn).then(|| target.get("RoleArn"))?
            }),
            _ => None,
        };
        let by_reference = matches!(resource_type.as_str(), MACHINE | TOPIC | DATA_SOURCE | GRAPHQL_API);
        let api = matches!(resource_type.as_str(), "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api");
        Ok(Self {
            arn: Some(if by_reference { reference(id) } else { get_att(id, "Arn") }),
            role: role.and_then(logical_id).map(reference),
            queue: (resource_type == QUEUE).then(|| reference(id)),
            id: match resource_type.as_str() {
                GRAPHQL_API => Some(get_att(id, "ApiId")),
                _ => api.then(|| reference(id)),
            },
            name: (resource_type == MACHINE).then(|| get_att(id, "Name")),
            qualifier: text("Qualifier").or_else(|| api.then(|| Node::from("*"))),
            resource_type,
        })
    }
}

/// SAM's types in CloudFormation's words.
fn plain_type(resource_type: &str) -> &str {
    match resource_type {
        "AWS::Serverless::Function" => FUNCTION,
        "AWS::Serverless::StateMachine" => MACHINE,
        "AWS::Serverless::Api" => "AWS::ApiGateway::RestApi",
        "AWS::Serverless::HttpApi" => "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::SimpleTable" => TABLE,
        other => other,
    }
}

/// The resource that a `Ref` or a `Fn::GetAtt` is to.
fn logical_id(node: &Node) -> Option<&str> {
    if let Some(id) = node.get("Ref").and_then(Node::as_str) {
        return Some(id);
    }
    let argument = node.get("Fn::GetAtt")?;
    match argument.as_list() {
        Some(list) => list.first().and_then(Node::as_str),
        None => argument.as_str().map(|both| both.split_once('.').map_or(both, |(id, _)| id)),
    }
}

/// A text with parts in it.
fn joined<const N: usize>(parts: [Node; N]) -> Node {
    map([("Fn::Join", vec![Node::from(""), Vec::from(parts).into()].into())])
}

fn sub(text: &str) -> Node {
    map([("Fn::Sub", Node::from(text))])
}

impl Connector {
    /// A connector that is a resource.
    pub(super) fn of(id: &str, node: &Node, properties: &Map) -> Self {
        let said = |name: &str| properties.get(name).cloned().unwrap_or_else(|| Node::from(Value::Null));
        Self {
            id: id.to_owned(),
            span: node.span,
            condition: node.get("Condition").cloned(),
            source: said("Source"),
            destination: said("Destination"),
            permissions: said("Permissions"),
        }
    }

    /// The connectors that stand at their source.
    pub(super) fn at(source: &str, connectors: &Node) -> Vec<Self> {
        let entries = connectors.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
        let one = |(name, node): &(String, Node)| {
            let properties = node.get("Properties").and_then(Node::as_map).cloned().unwrap_or_default();
            let mut from = Map::default();
            from.set("Id", source);
            let more = properties.get("SourceReference").and_then(Node::as_map);
            for (name, node) in more.into_iter().flat_map(|map| &map.entries) {
                from.set(name.as_str(), node.clone());
            }
            let mut connector = Self::of(&format!("{source}{name}"), node, &properties);
            connector.source = Node::from(from);
            connector
        };
        entries.iter().map(one).collect()
    }

    /// A connector that the transform makes for itself.
    pub(super) fn own(id: String, source: &Source<'_>, from: Node, to: Node, permissions: Node) -> Self {
        Self { id, span: source.span, condition: source.condition.clone(), source: from, destination: to, permissions }
    }
}

impl Out<'_> {
    /// Writes out the connectors; all other resources are made.
    pub(super) fn connect(&mut self, connectors: Vec<Connector>) {
        for connector in connectors {
            let several = connector.destination.as_list();
            let all = several.unwrap_or(std::slice::from_ref(&connector.destination));
            for (at, destination) in all.iter().enumerate() {
                let suffix = if several.is_some() { format!("Destination{at}") } else { String::new() };
                if let Err(why) = self.pair(&connector, destination, &suffix) {
                    self.note(connector.span, format!("the connector `{}` is not read: {why}", connector.id));
                }
            }
        }
    }

    fn pair(&mut self, connector: &Connector, destination: &Node, suffix: &str) -> Result<(), String> {
        let source = End::of(&connector.source, destination, &self.made)?;
        let destination = End::of(destination, &connector.source, &self.made)?;
        let (from, to) = (&source.resource_type, &destination.resource_type);
        let profile = PROFILES
            .iter()
            .find(|profile| profile.source == from && profile.destination == to)
            .ok_or_else(|| format!("SAM has none from `{from}` to `{to}`"))?;
        let permissions = connector.permissions.as_list().ok_or("its `Permissions` are no list")?;
        let permissions: Option<Vec<&str>> = permissions.iter().map(Node::as_str).collect();
        let permissions = permissions.ok_or("its `Permissions` are computed")?;
        let mut allowed: Vec<(&str, &Allows)> = Vec::new();
        for (name, part) in [("Read", profile.read), ("Write", profile.write)] {
            if permissions.contains(&name) {
                if part.is_empty() {
                    return Err(format!("SAM has no `{name}` from `{from}` to `{to}`"));
                }
                allowed.extend(part.iter().map(|allows| (name, allows)));
            }
        }
        if allowed.is_empty() {
            return Err("it has no `Permissions`".to_owned());
        }
        let at = Source {
            id: &connector.id,
            span: connector.span,
            condition: connector.condition.clone(),
            properties: Map::default(),
        };
        let ends = (&source, &destination);
        let mut made = Map::default();
        match &profile.makes {
            Makes::PolicyOfSource | Makes::PolicyOfDestination => {
                let holder = if matches!(profile.makes, Makes::PolicyOfSource) { &source } else { &destination };
                let role = holder.role.clone().ok_or("the role that it would give a policy is not in the template")?;
                made.set("PolicyDocument", document(&allowed, ends, None)?);
                made.set("Roles", vec![role]);
                self.make(&at, format!("{}Policy{suffix}", connector.id), "AWS::IAM::ManagedPolicy", made);
            }
            Makes::ResourcePolicy(service) => {
                let own = document(&allowed, ends, Some(service))?;
                made.set("PolicyDocument", own);
                let (kind, property, name, named) = if to == QUEUE {
                    ("AWS::SQS::QueuePolicy", "Queues", "Queue", &destination.queue)
                } else {
                    ("AWS::SNS::TopicPolicy", "Topics", "Topic", &destination.arn)
                };
                made.set(property, vec![named.clone().ok_or("whose the policy is, is not said")?]);
                self.make(&at, format!("{}{name}Policy{suffix}", connector.id), kind, made);
            }
            Makes::Permission(service, from) => {
                made.set("Action", "lambda:InvokeFunction");
                made.set("FunctionName", destination.arn.clone().ok_or("the function's ARN is not said")?);
                made.set("Principal", *service);
                made.set("SourceArn", from.arn(&source)?);
                if matches!(from, Caller::SourceHere) {
                    made.set("SourceAccount", reference("AWS::AccountId"));
                }
                let id = format!("{}WriteLambdaPermission{suffix}", connector.id);
                self.make(&at, id, "AWS::Lambda::Permission", made);
            }
        }
        Ok(())
    }
}

/// The statements of a policy: for whoever holds it, or for a service that calls for the source.
fn document(allowed: &[(&str, &Allows)], ends: (&End, &End), service: Option<&str>) -> Result<Node, String> {
    let mut statements: Vec<Node> = Vec::with_capacity(allowed.len());
    for (_, Allows(actions, on)) in allowed {
        let actions: Vec<Node> = actions.iter().map(|action| Node::from(*action)).collect();
        let resources: Result<Vec<Node>, String> = on.iter().map(|on| on.node(ends)).collect();
        let mut statement = Map::default();
        statement.set("Effect", "Allow");
        statement.set("Action", actions);
        statement.set("Resource", resources?);
        if let Some(service) = service {
            statement.set("Principal", map([("Service", Node::from(service))]));
            let source = ends.0.arn.clone().ok_or("the ARN of the source is not said")?;
            statement.set("Condition", map([("ArnEquals", map([("aws:SourceArn", source)]))]));
        }
        statements.push(Node::from(statement));
    }
    Ok(map([("Version", "2012-10-17".into()), ("Statement", statements.into())]))
}

impl On {
    fn node(self, (source, destination): (&End, &End)) -> Result<Node, String> {
        let from = || source.arn.clone().ok_or("the ARN of the source is not said");
        let to = || destination.arn.clone().ok_or("the ARN of the destination is not said");
        Ok(match self {
            Self::Source => from()?,
            Self::Destination => to()?,
            Self::Below(path) => joined([to()?, Node::from(path)]),
            Self::BelowSource(path) => joined([from()?, Node::from(path)]),
            Self::Executions => joined([
                sub("arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:"),
                destination.name.clone().ok_or("the state machine's name is not said")?,
                Node::from(":*"),
            ]),
            Self::Rule => sub(
                "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
            ),
        })
    }
}

impl Caller {
    fn arn(self, source: &End) -> Result<Node, String> {
        let id = || source.id.clone().ok_or("the id of the API is not said");
        Ok(match self {
            Self::Source | Self::SourceHere => source.arn.clone().ok_or("the ARN of the source is not said")?,
            Self::Api => joined([
                sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"),
                id()?,
                Node::from("/"),
                source.qualifier.clone().ok_or("the `Qualifier` of the API is not said")?,
            ]),
            Self::GraphqlApi => {
                joined([sub("arn:${AWS::Partition}:appsync:${AWS::Region}:${AWS::AccountId}:apis/"), id()?])
            }
        })
    }
}
