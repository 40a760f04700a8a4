//! What calls a function or starts a state machine, other than an API's route: mappings, permissions and roles
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html>).

use yagura_model::{Map, Node, Value};

use super::{Out, Source, get_att, kind, map, reference};

/// A text with the template's own names in it.
fn sub(text: &str) -> Node {
    map([("Fn::Sub", Node::from(text))])
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

impl Out<'_> {
    /// An event of a function that is no route.
    pub(super) fn push_event(&mut self, source: &Source<'_>, name: &str, event: &Node) {
        let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member));
        let at =
            Source { id: source.id, span: event.span, condition: source.condition.clone(), properties: Map::default() };
        let id = format!("{}{name}", source.id);
        let text = |member: &str| get(member).and_then(Node::as_str);
        // Who calls, from what, in whose account.
        let (service, from, account) = match kind(event).unwrap_or_default() {
            "SQS" | "DynamoDB" | "Kinesis" | "MSK" | "MQ" | "DocumentDB" | "SelfManagedKafka" => {
                return self.mapping(&at, id, event);
            }
            "S3" => ("s3.amazonaws.com", None, Some(reference("AWS::AccountId"))),
            "SNS" => {
                let mut subscription = Map::default();
                subscription.set("Protocol", "lambda");
                subscription.set("Endpoint", get_att(source.id, "Arn"));
                if let Some(topic) = get("Topic") {
                    subscription.set("TopicArn", topic.clone());
                }
                self.make(&at, id.clone(), "AWS::SNS::Subscription", subscription);
                ("sns.amazonaws.com", get("Topic").cloned(), None)
            }
            "Schedule" | "CloudWatchEvent" | "EventBridgeRule" => {
                self.rule(&at, &id, event, get_att(source.id, "Arn"), None);
                ("events.amazonaws.com", Some(get_att(&id, "Arn")), None)
            }
            "ScheduleV2" => return self.schedule(&at, &id, event, "lambda:InvokeFunction", get_att(source.id, "Arn")),
            "CloudWatchLogs" => {
                let group = text("LogGroupName").map(|group| {
                    sub(&format!(
                        "arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:{group}:*"
                    ))
                });
                (
                    "logs.amazonaws.com",
                    Some(group.unwrap_or_else(|| super::computed("the group's name is computed", event.span))),
                    None,
                )
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
                let mut permission = permission(source.id, "alexa-appkit.amazon.com");
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
        let mut permission = permission(source.id, service);
        if let Some(from) = from {
            permission.set("SourceArn", from);
        }
        if let Some(account) = account {
            permission.set("SourceAccount", account);
        }
        self.make(&at, format!("{id}Permission"), "AWS::Lambda::Permission", permission);
    }

    /// A stream or queue that Lambda reads.
    fn mapping(&mut self, at: &Source<'_>, id: String, event: &Node) {
        let mut mapping = Map::default();
        let properties = event.get("Properties").and_then(Node::as_map);
        for (name, node) in properties.map(|map| map.entries.as_slice()).unwrap_or_default() {
            match name.as_str() {
                "Stream" | "Queue" | "Broker" | "Cluster" => mapping.set("EventSourceArn", node.clone()),
                name if NOT_OF_MAPPING.contains(&name) => {}
                name => mapping.set(name, node.clone()),
            }
        }
        mapping.set("FunctionName", reference(at.id));
        self.make(at, id, "AWS::Lambda::EventSourceMapping", mapping);
    }

    /// A rule of EventBridge with one target.
    fn rule(&mut self, at: &Source<'_>, id: &str, event: &Node, target: Node, caller: Option<Node>) {
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
        let mut to = map([("Arn", target), ("Id", Node::from(format!("{id}Target")))]);
        if let (Some(caller), Value::Map(to)) = (caller, &mut to.value) {
            to.set("RoleArn", caller);
        }
        rule.set("Targets", vec![to]);
        self.make(at, id.to_owned(), "AWS::Events::Rule", rule);
    }

    /// A schedule of EventBridge Scheduler, and the role that it calls with.
    fn schedule(&mut self, at: &Source<'_>, id: &str, event: &Node, action: &str, target: Node) {
        let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member)).cloned();
        let mut to = Map::default();
        to.set("Arn", target.clone());
        let role = get("RoleArn").unwrap_or_else(|| {
            self.caller(at, format!("{id}Role"), "scheduler.amazonaws.com", action, target);
            // What could not be delivered goes to a queue that the role sends to.
            if let Some(queue) = get("DeadLetterConfig").and_then(|config| config.get("Arn").cloned()) {
                self.may_send(queue);
            }
            get_att(&format!("{id}Role"), "Arn")
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
    pub(super) fn starts(&mut self, source: &Source<'_>, name: &str, event: &Node) {
        let at =
            Source { id: source.id, span: event.span, condition: source.condition.clone(), properties: Map::default() };
        let id = format!("{}{name}", source.id);
        let (machine, action) = (reference(source.id), "states:StartExecution");
        let given = event.get("Properties").and_then(|properties| properties.get("RoleArn")).cloned();
        match kind(event).unwrap_or_default() {
            "Schedule" | "CloudWatchEvent" | "EventBridgeRule" => {
                let role = given.unwrap_or_else(|| {
                    self.caller(&at, format!("{id}Role"), "events.amazonaws.com", action, machine.clone());
                    get_att(&format!("{id}Role"), "Arn")
                });
                self.rule(&at, &id, event, machine, Some(role));
            }
            "ScheduleV2" => self.schedule(&at, &id, event, action, machine),
            "Api" => {
                self.caller(&at, format!("{id}Role"), "apigateway.amazonaws.com", action, machine);
                self.event(source, name, event);
            }
            other => {
                let message = format!("`{}`: the event `{name}` of type `{other}` is not read", source.id);
                self.note(event.span, message);
            }
        }
    }
}

/// A permission for a service to call a function.
fn permission(function: &str, service: &str) -> Map {
    let mut permission = Map::default();
    permission.set("Action", "lambda:InvokeFunction");
    permission.set("FunctionName", reference(function));
    permission.set("Principal", service);
    permission
}
