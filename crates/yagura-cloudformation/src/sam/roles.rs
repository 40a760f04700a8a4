//! The roles that SAM makes for functions and state machines without one.

use yagura_model::{Gap, Map, Node, Span, Value};

use super::{Out, Source, get_att, kind, map, policies, tag_list};

/// Managed and inline policies of a role.
#[derive(Default)]
pub(super) struct Policies {
    managed: Vec<Node>,
    inline: Vec<Node>,
}

impl Policies {
    fn set(self, role: &mut Map) {
        role.set("ManagedPolicyArns", self.managed);
        if !self.inline.is_empty() {
            role.set("Policies", self.inline);
        }
    }
}

pub(super) fn trust(service: &str) -> Node {
    let statement = map([
        ("Effect", Node::from("Allow")),
        ("Principal", map([("Service", vec![Node::from(service)].into())])),
        ("Action", vec![Node::from("sts:AssumeRole")].into()),
    ]);
    map([("Version", Node::from("2012-10-17")), ("Statement", vec![statement].into())])
}

fn allow(actions: &str, resource: Node) -> Node {
    let statement = map([("Effect", "Allow".into()), ("Action", actions.into()), ("Resource", resource)]);
    map([("Version", "2012-10-17".into()), ("Statement", vec![statement].into())])
}

/// A policy that is there and not read.
fn unread(name: &str, span: Option<Span>, why: &str) -> Node {
    let policy = map([("PolicyName", Node::from(name)), ("PolicyDocument", Gap::unsupported(why).into())]);
    Node { span, ..policy }
}

/// Whether an event says something that is not switched off.
fn said(event: &Node, name: &str) -> bool {
    let said = event.get("Properties").and_then(|properties| properties.get(name));
    said.is_some_and(|node| !matches!(node.value, Value::Null | Value::Bool(false)))
}

/// Whether the role gets more for an event than one of AWS's own policies: rights on brokers, secrets, networks, and places for
/// what failed (`samtranslator/model/eventsources/pull.py` of version 1.110.0).
fn brings_more(event: &Node) -> bool {
    match kind(event) {
        Some("MQ" | "DocumentDB" | "SelfManagedKafka") => true,
        Some("MSK") => ["SourceAccessConfigurations", "SchemaRegistryConfig", "DestinationConfig"]
            .iter()
            .any(|name| said(event, name)),
        Some("Kinesis" | "DynamoDB" | "SQS") => said(event, "DestinationConfig"),
        _ => false,
    }
}

impl Out<'_> {
    /// The role that SAM makes for a function without one.
    pub(super) fn function_role(
        &mut self,
        source: &mut Source<'_>,
        policies: Option<&Node>,
        events: Option<&Node>,
        queue: Option<&Node>,
    ) -> Map {
        let mut role = Map::default();
        let trust = source.take("AssumeRolePolicyDocument").unwrap_or_else(|| trust("lambda.amazonaws.com"));
        role.set("AssumeRolePolicyDocument", trust);
        for (from, to) in [("PermissionsBoundary", "PermissionsBoundary"), ("RolePath", "Path")] {
            if let Some(node) = source.take(from) {
                role.set(to, node);
            }
        }
        let durable = source.properties.get("DurableConfig").is_some_and(|node| node.value != Value::Null);
        let basic = if durable { "AWSLambdaBasicDurableExecutionRolePolicy" } else { "AWSLambdaBasicExecutionRole" };
        let mut held = Policies { managed: vec![policies::managed(basic)], inline: Vec::new() };
        if source.properties.get("VpcConfig").is_some_and(|node| node.value != Value::Null) {
            held.managed.push(policies::managed("AWSLambdaVPCAccessExecutionRole"));
        }
        let tracing = source.properties.get("Tracing").filter(|node| node.value != Value::Null);
        if tracing.is_some_and(|node| node.as_str() != Some("Disabled")) {
            held.managed.push(policies::managed("AWSXrayWriteOnlyAccess"));
        }
        for (name, event) in events.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default() {
            if brings_more(event) {
                let why = format!("what the event `{name}` lets the role do is not read");
                self.note(event.span, format!("`{}`: {why}", source.id));
                held.inline.push(unread(&format!("{}{name}Policy", source.id), event.span, &why));
            }
            let name = match kind(event) {
                Some("SQS") => "AWSLambdaSQSQueueExecutionRole",
                // A queue between the topic and the function.
                Some("SNS") if said(event, "SqsSubscription") => "AWSLambdaSQSQueueExecutionRole",
                Some("DynamoDB") => "AWSLambdaDynamoDBExecutionRole",
                Some("Kinesis") => "AWSLambdaKinesisExecutionRole",
                Some("MSK") => "AWSLambdaMSKExecutionRole",
                _ => continue,
            };
            let policy = policies::managed(name);
            if !held.managed.contains(&policy) {
                held.managed.push(policy);
            }
        }
        self.policies(source, policies, &mut held);
        self.destinations(source, &mut held);
        if let Some(target) = queue.and_then(|queue| queue.get("TargetArn")) {
            let action = match queue.and_then(|queue| queue.get("Type")).and_then(Node::as_str) {
                Some("SNS") => "sns:Publish",
                _ => "sqs:SendMessage",
            };
            let name = Node::from("DeadLetterQueuePolicy");
            let policy = map([("PolicyName", name), ("PolicyDocument", allow(action, target.clone()))]);
            held.inline.push(Node { span: target.span, ..policy });
        }
        held.set(&mut role);
        role
    }

    /// Where the results of asynchronous calls go
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokedestinationconfiguration.html>).
    fn destinations(&mut self, source: &Source<'_>, held: &mut Policies) {
        let config = source.properties.get("EventInvokeConfig").and_then(|config| config.get("DestinationConfig"));
        for (at, one) in ["OnSuccess", "OnFailure"].into_iter().filter_map(|at| Some((at, config?.get(at)?))) {
            let action = match one.get("Type").and_then(Node::as_str) {
                Some("SQS") => Some("sqs:SendMessage"),
                Some("SNS") => Some("sns:Publish"),
                Some("Lambda") => Some("lambda:InvokeFunction"),
                Some("EventBridge") => Some("events:PutEvents"),
                _ => None,
            };
            let name = format!("{}EventInvokeConfig{at}Policy", source.id);
            // Without a destination the transform makes one.
            let policy = if let (Some(action), Some(target)) = (action, one.get("Destination")) {
                let document = allow(action, target.clone());
                Node { span: one.span, ..map([("PolicyName", name.as_str().into()), ("PolicyDocument", document)]) }
            } else {
                let why = format!("what the destination `{at}` lets the role do is not read");
                self.note(one.span, format!("`{}`: {why}", source.id));
                unread(&name, one.span, &why)
            };
            held.inline.push(policy);
        }
    }

    /// What is listed under `Policies`: names and ARNs of managed policies, documents, policy templates.
    fn policies(&mut self, source: &Source<'_>, policies: Option<&Node>, held: &mut Policies) {
        let list = match policies.map(|node| &node.value) {
            None => Vec::new(),
            Some(Value::List(list)) => list.iter().collect(),
            Some(_) => policies.into_iter().collect(),
        };
        for (index, policy) in list.into_iter().enumerate() {
            let document = match &policy.value {
                Value::String(name) => {
                    held.managed.push(Node { value: policies::managed(name).value, span: policy.span });
                    continue;
                }
                Value::Map(map) if map.get("Statement").is_some() => policy.clone(),
                Value::Map(map) => match map.entries.as_slice() {
                    [(name, _)] if name == "Ref" || name.starts_with("Fn::") => {
                        held.managed.push(policy.clone());
                        continue;
                    }
                    [(name, parameters)] => policies::template(name, parameters).unwrap_or_else(|| {
                        self.note(
                            policy.span,
                            format!("`{}`: the SAM policy template `{name}` is not read", source.id),
                        );
                        Node::unknown(Gap::unsupported(format!("the SAM policy template `{name}` is not read")))
                    }),
                    _ => Node::unknown(Gap::unsupported("a SAM policy of a form that is not read")),
                },
                _ => Node::unknown(Gap::unsupported("a SAM policy of a form that is not read")),
            };
            let name = Node::from(format!("{}RolePolicy{index}", source.id));
            let document = Node { value: document.value, span: policy.span };
            held.inline.push(Node { span: policy.span, ..map([("PolicyName", name), ("PolicyDocument", document)]) });
        }
    }

    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html>
    pub(super) fn state_machine(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let mut machine = Map::default();
        let policies = source.take("Policies");
        let events = source.take("Events");
        if let Some(role) = source.take("Role") {
            machine.set("RoleArn", role);
        } else {
            let mut role = Map::default();
            role.set("AssumeRolePolicyDocument", trust("states.amazonaws.com"));
            for (from, to) in [("PermissionsBoundary", "PermissionsBoundary"), ("RolePath", "Path")] {
                if let Some(node) = source.take(from) {
                    role.set(to, node);
                }
            }
            let mut held = Policies::default();
            let tracing = source.properties.get("Tracing").and_then(|tracing| tracing.get("Enabled"));
            if tracing.is_some_and(|node| !matches!(node.value, Value::Bool(false) | Value::Null)) {
                held.managed.push(policies::managed("AWSXrayWriteOnlyAccess"));
            }
            self.policies(source, policies.as_ref(), &mut held);
            held.set(&mut role);
            self.make(source, format!("{id}Role"), "AWS::IAM::Role", role);
            machine.set("RoleArn", get_att(&format!("{id}Role"), "Arn"));
        }
        for (from, to) in [
            ("Name", "StateMachineName"),
            ("Type", "StateMachineType"),
            ("Definition", "Definition"),
            ("DefinitionUri", "DefinitionS3Location"),
            ("DefinitionSubstitutions", "DefinitionSubstitutions"),
            ("Logging", "LoggingConfiguration"),
            ("Tracing", "TracingConfiguration"),
            ("KmsKeyId", "KmsKeyId"),
        ] {
            if let Some(node) = source.take(from) {
                machine.set(to, node);
            }
        }
        if let Some(tags) = source.take("Tags") {
            machine.set("Tags", tag_list(tags));
        }
        for name in [
            "AutoPublishAlias",
            "DeploymentPreference",
            "PropagateTags",
            "RolePath",
            "PermissionsBoundary",
            "UseAliasAsEventTarget",
        ] {
            source.take(name);
        }
        for (name, event) in
            events.as_ref().and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default()
        {
            self.starts(source, name, event);
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::StepFunctions::StateMachine", machine);
    }

    /// A role of a service that starts what a schedule, a rule or an API calls.
    pub(super) fn caller(&mut self, at: &Source<'_>, id: String, service: &str, action: &str, target: Node) {
        let mut role = Map::default();
        role.set("AssumeRolePolicyDocument", trust(service));
        let name = Node::from(format!("{id}Policy"));
        let policy = map([("PolicyName", name), ("PolicyDocument", allow(action, target))]);
        role.set("Policies", vec![Node { span: at.span, ..policy }]);
        self.make(at, id, "AWS::IAM::Role", role);
    }

    /// Lets the role that was made last send to a queue.
    pub(super) fn may_send(&mut self, queue: Node) {
        let made = self.made.last_mut().and_then(|(_, role)| role.as_map_mut());
        let role = made.and_then(|role| role.get_mut("Properties")).and_then(Node::as_map_mut);
        if let Some(role) = role {
            let span = queue.span;
            let document = allow("sqs:SendMessage", queue);
            let policy = map([("PolicyName", "DeadLetterQueuePolicy".into()), ("PolicyDocument", document)]);
            yagura_template::push(role, "Policies", Node { span, ..policy });
        }
    }
}
