//! The roles that SAM makes for functions and state machines without one.

use yagura_model::{Gap, Map, Node, Span, Value};

use super::{Out, Source, get_att, is_true, map, policies, reference, sources, tag_list};

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

/// A statement that allows one action.
pub(super) fn statement(action: &str, resource: Node) -> Node {
    statement_of(&[action], resource)
}

/// A statement that allows some actions.
pub(super) fn statement_of(actions: &[&str], resource: Node) -> Node {
    let action = match actions {
        [one] => Node::from(*one),
        _ => actions.iter().map(|action| Node::from(*action)).collect::<Vec<_>>().into(),
    };
    map([("Effect", "Allow".into()), ("Action", action), ("Resource", resource)])
}

/// A policy document.
pub(super) fn document(statements: Vec<Node>) -> Node {
    map([("Version", "2012-10-17".into()), ("Statement", statements.into())])
}

/// An inline policy.
pub(super) fn named(name: &str, document: Node) -> Node {
    map([("PolicyName", name.into()), ("PolicyDocument", document)])
}

/// A policy that is there and not read.
pub(super) fn unread(name: &str, span: Option<Span>, why: &str) -> Node {
    Node { span, ..named(name, Gap::unsupported(why).into()) }
}

impl Out<'_> {
    /// The role that SAM makes for a function without one.
    pub(super) fn function_role(
        &mut self,
        source: &mut Source<'_>,
        policies: Option<&Node>,
        events: Option<&Node>,
        queue: Option<&Node>,
        destinations: Vec<Node>,
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
        if tracing.is_some_and(|node| self.resolved(node).as_str() != Some("Disabled")) {
            held.managed.push(policies::managed("AWSXrayWriteOnlyAccess"));
        }
        for (name, event) in events.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default() {
            for policy in sources::policies(&format!("{}{name}", source.id), event) {
                let policy = policy.unwrap_or_else(|| {
                    let why = format!("what the event `{name}` lets the role do is not read");
                    self.note(event.span, format!("`{}`: {why}", source.id));
                    unread(&format!("{}{name}Policy", source.id), event.span, &why)
                });
                held.inline.push(Node { span: event.span, ..policy });
            }
            let policy = sources::managed(event).map(policies::managed);
            if let Some(policy) = policy.filter(|policy| !held.managed.contains(policy)) {
                held.managed.push(policy);
            }
        }
        self.policies(source, policies, &mut held);
        held.inline.extend(destinations);
        if let Some(target) = queue.and_then(|queue| queue.get("TargetArn")) {
            let action = match queue.and_then(|queue| queue.get("Type")).and_then(Node::as_str) {
                Some("SNS") => "sns:Publish",
                _ => "sqs:SendMessage",
            };
            let policy = named("DeadLetterQueuePolicy", document(vec![statement(action, target.clone())]));
            held.inline.push(Node { span: target.span, ..policy });
        }
        held.set(&mut role);
        role
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
        let boundary = source.take("PermissionsBoundary");
        if let Some(role) = source.take("Role") {
            machine.set("RoleArn", role);
        } else {
            let mut role = Map::default();
            role.set("AssumeRolePolicyDocument", trust("states.amazonaws.com"));
            for (name, node) in [("PermissionsBoundary", boundary.clone()), ("Path", source.take("RolePath"))] {
                if let Some(node) = node {
                    role.set(name, node);
                }
            }
            let mut held = Policies::default();
            let tracing = source.properties.get("Tracing").and_then(|tracing| tracing.get("Enabled"));
            // An expression gives it no right to write traces.
            if tracing.is_some_and(|node| node.value == Value::Bool(true)) {
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
        let target = self.machine_alias(source);
        for name in ["DeploymentPreference", "PropagateTags", "RolePath"] {
            source.take(name);
        }
        for (name, event) in
            events.as_ref().and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default()
        {
            self.starts(source, (name, event), &target, boundary.as_ref());
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::StepFunctions::StateMachine", machine);
    }

    /// What events start: the machine, or the alias of its newest version where that is wanted.
    fn machine_alias(&mut self, source: &mut Source<'_>) -> Node {
        let machine = reference(source.id);
        let wanted = source.take("UseAliasAsEventTarget").is_some_and(|node| is_true(&self.resolved(&node)));
        let Some(alias) = source.take("AutoPublishAlias") else { return machine };
        let mut version = Map::default();
        version.set("StateMachineArn", machine.clone());
        self.make(source, format!("{}Version", source.id), "AWS::StepFunctions::StateMachineVersion", version);
        let resolved = self.resolved(&alias);
        let mut made = Map::default();
        made.set("Name", alias.clone());
        let id = format!("{}Alias{}", source.id, resolved.as_str().unwrap_or_default());
        self.make(source, id, "AWS::StepFunctions::StateMachineAlias", made);
        // The machine's ARN and the alias
        // (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html>).
        let arn = map([("Fn::Join", vec![Node::from(":"), vec![machine.clone(), alias].into()].into())]);
        if wanted { arn } else { machine }
    }

    /// A role of a service that starts what a schedule, a rule or an API calls; `queue` is where it sends what it could not start.
    pub(super) fn caller(
        &mut self,
        at: &Source<'_>,
        id: &str,
        service: &str,
        (action, target): (&str, &Node),
        boundary: Option<&Node>,
        queue: Option<&Node>,
    ) -> Node {
        let mut role = Map::default();
        role.set("AssumeRolePolicyDocument", trust(service));
        if let Some(boundary) = boundary {
            role.set("PermissionsBoundary", boundary.clone());
        }
        let start = named(&format!("{id}Policy"), document(vec![statement(action, target.clone())]));
        let mut policies = vec![Node { span: at.span, ..start }];
        if let Some(queue) = queue {
            let send = named("DeadLetterQueuePolicy", document(vec![statement("sqs:SendMessage", queue.clone())]));
            policies.push(Node { span: queue.span.or(at.span), ..send });
        }
        role.set("Policies", policies);
        self.make(at, id.to_owned(), "AWS::IAM::Role", role);
        get_att(id, "Arn")
    }
}
