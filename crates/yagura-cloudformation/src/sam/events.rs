//! What calls a function or starts a state machine, other than an API's route: mappings, permissions and roles
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html>).

use std::collections::HashSet;

use yagura_model::{Map, Node, Value, json_of};

use super::destinations::Queue;
use super::{Out, Source, get_att, kind, map, reference};

/// A text with the template's own names in it.
pub(super) fn sub(text: &str) -> Node {
    map([("Fn::Sub", Node::from(text))])
}

/// A text with a value in it.
pub(super) fn sub_with(text: &str, value: (&str, Node)) -> Node {
    map([("Fn::Sub", vec![Node::from(text), map([value])].into())])
}

/// Properties of an event source mapping that have another name or another form in SAM.
const NOT_OF_MAPPING: &[&str] = &[
    "Stream",
    "Queue",
    "Broker",
    "Cluster",
    "DatabaseName",
    "CollectionName",
    "FullDocument",
    "SourceAccessConfigurations",
];

/// What events call: a function or its alias, by what names it and by its ARN.
pub(super) struct Callee {
    pub(super) name: Node,
    pub(super) arn: Node,
}

impl Out<'_> {
    /// The events of a function.
    pub(super) fn events(&mut self, source: &Source<'_>, events: Option<&Node>, callee: &Callee) {
        let events = events.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
        // An HTTP API that calls a function by its default route may call it by all.
        let http = |event: &Node| {
            let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member));
            let api = get("ApiId").map(|node| json_of(node).to_string());
            (kind(event) == Some("HttpApi")).then(|| (api, is_default(get("Path"))))
        };
        let all = events.iter().filter_map(|(_, event)| http(event));
        let whole: HashSet<Option<String>> = all.filter(|(_, is_default)| *is_default).map(|(api, _)| api).collect();
        for (name, event) in events {
            let covered = http(event).is_some_and(|(api, is_default)| !is_default && whole.contains(&api));
            match kind(event) {
                Some("Api" | "HttpApi") => self.route(source, name, event, (!covered).then_some(callee)),
                _ => self.push_event(source, name, event, callee),
            }
        }
    }

    /// An event of a function that is no route.
    fn push_event(&mut self, source: &Source<'_>, name: &str, event: &Node, callee: &Callee) {
        let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member));
        let at = source.at(event.span);
        let id = format!("{}{name}", source.id);
        // Who calls, from what, in whose account.
        let (service, from, account) = match kind(event).unwrap_or_default() {
            "SQS" | "DynamoDB" | "Kinesis" | "MSK" | "MQ" | "DocumentDB" | "SelfManagedKafka" => {
                return self.mapping(&at, id, event, callee);
            }
            "S3" => ("s3.amazonaws.com", None, Some(reference("AWS::AccountId"))),
            "SNS" => {
                let topic = get("Topic").cloned().unwrap_or_else(|| Node::from(Value::Null));
                let between =
                    get("SqsSubscription").filter(|node| !matches!(node.value, Value::Null | Value::Bool(false)));
                if let Some(between) = between {
                    return self.queued(&at, &id, &topic, between, callee);
                }
                self.subscription(&at, &id, "lambda", callee.arn.clone(), &topic);
                ("sns.amazonaws.com", Some(topic), None)
            }
            "Schedule" | "CloudWatchEvent" | "EventBridgeRule" => {
                self.rule(&at, &id, event, &callee.arn, None);
                ("events.amazonaws.com", Some(get_att(&id, "Arn")), None)
            }
            "ScheduleV2" => {
                return self.schedule(&at, &id, event, "lambda:InvokeFunction", &callee.arn);
            }
            "CloudWatchLogs" => {
                let group = get("LogGroupName").map(|group| {
                    sub_with(
                        "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*",
                        ("__LogGroupName__", group.clone()),
                    )
                });
                ("logs.amazonaws.com", group, None)
            }
            "IoTRule" => {
                let rule = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/";
                ("iot.amazonaws.com", Some(sub(&format!("{rule}${{{id}}}"))), Some(reference("AWS::AccountId")))
            }
            "Cognito" => {
                let pool = get("UserPool").and_then(|node| node.get("Ref")).and_then(Node::as_str);
                let pool = pool
                    .map_or_else(|| super::computed("the pool is computed", event.span), |pool| get_att(pool, "Arn"));
                ("cognito-idp.amazonaws.com", Some(pool), None)
            }
            "AlexaSkill" => {
                let mut permission = permission(callee, "alexa-appkit.amazon.com");
                if let Some(skill) = get("SkillId") {
                    permission.set("EventSourceToken", skill.clone());
                }
                return self.make(&at, format!("{id}Permission"), "AWS::Lambda::Permission", permission);
            }
            other => {
                let message = format!("`{}`: the event `{name}` of type `{other}` is not read", source.id);
                return self.note(event.span, message);
            }
        };
        let mut permission = permission(callee, service);
        if let Some(from) = from {
            permission.set("SourceArn", from);
        }
        if let Some(account) = account {
            permission.set("SourceAccount", account);
        }
        self.make(&at, format!("{id}Permission"), "AWS::Lambda::Permission", permission);
    }

    fn subscription(&mut self, at: &Source<'_>, id: &str, protocol: &str, endpoint: Node, topic: &Node) {
        let mut subscription = Map::default();
        subscription.set("Protocol", protocol);
        subscription.set("Endpoint", endpoint);
        subscription.set("TopicArn", topic.clone());
        self.make(at, id.to_owned(), "AWS::SNS::Subscription", subscription);
    }

    /// A topic whose messages Lambda reads from a queue: one that is named, else one that is made
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sns.html>).
    fn queued(&mut self, at: &Source<'_>, id: &str, topic: &Node, between: &Node, callee: &Callee) {
        let mut policy = format!("{id}QueuePolicy");
        let queue = match (between.get("QueueArn"), between.get("QueueUrl")) {
            (Some(arn), Some(url)) => {
                if let Some(name) = between.get("QueuePolicyLogicalId").and_then(Node::as_str) {
                    name.clone_into(&mut policy);
                }
                Queue { arn: arn.clone(), url: url.clone() }
            }
            _ if between.value == Value::Bool(true) => {
                let named = topic.get("Ref").and_then(Node::as_str);
                let in_order = named.is_some_and(|topic| self.fifo.contains(topic));
                self.queue(at, &format!("{id}Queue"), in_order)
            }
            _ => return self.note(between.span, format!("`{}`: its `SqsSubscription` is not read", at.id)),
        };
        self.queue_policy(at, policy, &queue, "*".into(), topic.clone());
        self.subscription(at, id, "sqs", queue.arn.clone(), topic);
        let mut mapping = Map::default();
        mapping.set("EventSourceArn", queue.arn);
        mapping.set("FunctionName", callee.name.clone());
        self.make(at, format!("{id}EventSourceMapping"), "AWS::Lambda::EventSourceMapping", mapping);
    }

    /// A stream or queue that Lambda reads.
    fn mapping(&mut self, at: &Source<'_>, id: String, event: &Node, callee: &Callee) {
        let mut mapping = Map::default();
        let properties = event.get("Properties").and_then(Node::as_map);
        for (name, node) in properties.map(|map| map.entries.as_slice()).unwrap_or_default() {
            match name.as_str() {
                "Stream" | "Queue" | "Broker" | "Cluster" => mapping.set("EventSourceArn", node.clone()),
                name if NOT_OF_MAPPING.contains(&name) => {}
                name => mapping.set(name, node.clone()),
            }
        }
        mapping.set("FunctionName", callee.name.clone());
        self.make(at, id, "AWS::Lambda::EventSourceMapping", mapping);
    }

    /// A rule of EventBridge with one target.
    fn rule(&mut self, at: &Source<'_>, id: &str, event: &Node, target: &Node, caller: Option<Node>) {
        let mut rule = Map::default();
        let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member)).cloned();
        for (from, to) in [
            ("Pattern", "EventPattern"),
            ("Schedule", "ScheduleExpression"),
            ("EventBusName", "EventBusName"),
            ("Name", "Name"),
            ("RuleName", "Name"),
            ("Description", "Description"),
            ("State", "State"),
        ] {
            if let Some(node) = get(from) {
                rule.set(to, node);
            }
        }
        let mut to = Map::default();
        to.set("Arn", target.clone());
        to.set("Id", format!("{id}Target"));
        if let Some(caller) = caller {
            to.set("RoleArn", caller);
        }
        if let Some(config) = get("DeadLetterConfig")
            && let Some(arn) = self.dead_letters(at, id, &config, Some(get_att(id, "Arn")))
        {
            to.set("DeadLetterConfig", map([("Arn", arn)]));
        }
        rule.set("Targets", vec![Node::from(to)]);
        self.make(at, id.to_owned(), "AWS::Events::Rule", rule);
    }

    /// A schedule of EventBridge Scheduler, and the role that it calls with.
    fn schedule(&mut self, at: &Source<'_>, id: &str, event: &Node, action: &str, target: &Node) {
        let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member)).cloned();
        let mut to = Map::default();
        to.set("Arn", target.clone());
        // What could not be delivered goes to a queue that the role sends to.
        let queue = get("DeadLetterConfig").and_then(|config| self.dead_letters(at, id, &config, None));
        if let Some(arn) = &queue {
            to.set("DeadLetterConfig", map([("Arn", arn.clone())]));
        }
        let role = get("RoleArn").unwrap_or_else(|| {
            let (service, boundary) = ("scheduler.amazonaws.com", get("PermissionsBoundary"));
            self.caller(at, &format!("{id}Role"), service, (action, target), boundary.as_ref(), queue.as_ref())
        });
        to.set("RoleArn", role);
        let mut schedule = Map::default();
        for name in ["Name", "GroupName", "ScheduleExpression", "State", "KmsKeyArn"] {
            if let Some(node) = get(name) {
                schedule.set(name, node);
            }
        }
        schedule.set("Target", to);
        self.make(at, id.to_owned(), "AWS::Scheduler::Schedule", schedule);
    }

    /// An event that starts a state machine: each brings a role of its own
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-statemachineeventsource.html>).
    pub(super) fn starts(
        &mut self,
        source: &Source<'_>,
        (name, event): (&str, &Node),
        target: &Node,
        boundary: Option<&Node>,
    ) {
        const START: &str = "states:StartExecution";
        let at = source.at(event.span);
        let id = format!("{}{name}", source.id);
        let role = format!("{id}Role");
        let given = event.get("Properties").and_then(|properties| properties.get("RoleArn")).cloned();
        match kind(event).unwrap_or_default() {
            "Schedule" | "CloudWatchEvent" | "EventBridgeRule" => {
                let role = given.unwrap_or_else(|| {
                    self.caller(&at, &role, "events.amazonaws.com", (START, target), boundary, None)
                });
                self.rule(&at, &id, event, target, Some(role));
            }
            "ScheduleV2" => self.schedule(&at, &id, event, START, target),
            "Api" => {
                self.caller(&at, &role, "apigateway.amazonaws.com", (START, target), boundary, None);
                self.route(source, name, event, None);
            }
            other => {
                let message = format!("`{}`: the event `{name}` of type `{other}` is not read", source.id);
                self.note(event.span, message);
            }
        }
    }
}

/// Whether a route is the one for whatever has no other.
fn is_default(path: Option<&Node>) -> bool {
    path.is_none_or(|path| path.as_str() == Some("$default"))
}

/// A permission for a service to call a function.
pub(super) fn permission(callee: &Callee, service: &str) -> Map {
    let mut permission = Map::default();
    permission.set("Action", "lambda:InvokeFunction");
    permission.set("FunctionName", callee.name.clone());
    permission.set("Principal", service);
    permission
}
