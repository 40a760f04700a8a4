//! Queues and topics that the transform makes itself, and where the results of asynchronous calls go
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokedestinationconfiguration.html>,
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html>).

use yagura_model::{Map, Node, Value};

use super::roles::{document, named, statement, unread};
use super::{Out, Source, get_att, map, reference};

/// A queue by its ARN, and by what names it.
pub(super) struct Queue {
    pub(super) arn: Node,
    pub(super) url: Node,
}

impl Out<'_> {
    /// A queue without any properties but its order.
    pub(super) fn queue(&mut self, at: &Source<'_>, id: &str, in_order: bool) -> Queue {
        let mut queue = Map::default();
        if in_order {
            queue.set("FifoQueue", true);
        }
        self.make(at, id.to_owned(), "AWS::SQS::Queue", queue);
        Queue { arn: get_att(id, "Arn"), url: reference(id) }
    }

    /// Lets somebody send to a queue for a topic or a rule.
    pub(super) fn queue_policy(&mut self, at: &Source<'_>, id: String, queue: &Queue, principal: Node, from: Node) {
        let mut statement = statement("sqs:SendMessage", queue.arn.clone());
        if let Value::Map(statement) = &mut statement.value {
            statement.set("Principal", principal);
            statement.set("Condition", map([("ArnEquals", map([("aws:SourceArn", from)]))]));
        }
        let mut policy = Map::default();
        policy.set("PolicyDocument", document(vec![statement]));
        policy.set("Queues", vec![queue.url.clone()]);
        self.make(at, id, "AWS::SQS::QueuePolicy", policy);
    }

    /// The queue for what could not be delivered: the one that is named, else one that is made. `rule` may send to that.
    pub(super) fn dead_letters(
        &mut self,
        at: &Source<'_>,
        id: &str,
        config: &Node,
        rule: Option<Node>,
    ) -> Option<Node> {
        if let Some(arn) = config.get("Arn") {
            return Some(arn.clone());
        }
        if config.get("Type").and_then(Node::as_str) != Some("SQS") {
            self.note(config.span, format!("`{}`: its `DeadLetterConfig` is not read", at.id));
            return None;
        }
        let made =
            config.get("QueueLogicalId").and_then(Node::as_str).map_or_else(|| format!("{id}Queue"), str::to_owned);
        let at = at.at(config.span);
        let queue = self.queue(&at, &made, false);
        if let Some(rule) = rule {
            let principal = map([("Service", "events.amazonaws.com".into())]);
            self.queue_policy(&at, format!("{id}QueuePolicy"), &queue, principal, rule);
        }
        Some(queue.arn)
    }

    /// Where the results of asynchronous calls go: what is not named is made. Gives what lets the function's role send there.
    pub(super) fn destinations(&mut self, source: &Source<'_>) -> Vec<Node> {
        let config =
            source.properties.get("EventInvokeConfig").and_then(|config| config.get("DestinationConfig")).cloned();
        let mut policies = Vec::new();
        for at in ["OnSuccess", "OnFailure"] {
            let Some(one) = config.as_ref().and_then(|config| config.get(at)) else { continue };
            let id = format!("{}EventInvokeConfig{at}", source.id);
            let kind = one.get("Type").and_then(Node::as_str).unwrap_or_default();
            let destination = self.destination(&source.at(one.span), &id, kind, one.get("Destination"));
            let document = destination.and_then(|destination| may_send(kind, &destination));
            let policy = if let Some(document) = document {
                named(&format!("{id}Policy"), document)
            } else {
                let why = format!("what the destination `{at}` lets the role do is not read");
                self.note(one.span, format!("`{}`: {why}", source.id));
                unread(&format!("{id}Policy"), one.span, &why)
            };
            policies.push(Node { span: one.span, ..policy });
        }
        policies
    }

    fn destination(&mut self, at: &Source<'_>, id: &str, kind: &str, said: Option<&Node>) -> Option<Node> {
        let chosen = self.chosen(said, at.condition.as_ref());
        if let (Some(said), None) = (said, &chosen) {
            return Some(said.clone());
        }
        let mut at = at.at(at.span);
        if let Some(chosen) = &chosen {
            at.condition = Some(chosen.condition.clone());
        }
        let own = match kind {
            "SQS" => {
                self.parts.insert(format!("{}.DestinationQueue", at.id), format!("{id}Queue"));
                self.queue(&at, &format!("{id}Queue"), false).arn
            }
            "SNS" => {
                self.parts.insert(format!("{}.DestinationTopic", at.id), format!("{id}Topic"));
                self.make(&at, format!("{id}Topic"), "AWS::SNS::Topic", Map::default());
                reference(&format!("{id}Topic"))
            }
            _ => return None,
        };
        Some(chosen.map_or(own.clone(), |chosen| chosen.either(own)))
    }
}

/// What lets a role send to a destination.
pub(super) fn may_send(kind: &str, destination: &Node) -> Option<Node> {
    let to = |action: &str| Some(document(vec![statement(action, destination.clone())]));
    match kind {
        "SQS" => to("sqs:SendMessage"),
        "SNS" => to("sns:Publish"),
        "Lambda" => to("lambda:InvokeFunction"),
        "EventBridge" => to("events:PutEvents"),
        "S3Bucket" => {
            let objects =
                map([("Fn::Join", vec![Node::from("/"), vec![destination.clone(), "*".into()].into()].into())]);
            Some(document(vec![statement("s3:PutObject", objects), statement("s3:ListBucket", destination.clone())]))
        }
        _ => None,
    }
}
