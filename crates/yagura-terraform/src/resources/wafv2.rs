//! AWS WAF.

use yagura_model::{Gap, Map, Node, Value};
use yagura_template::Defaults;

use super::table::{As, Kind, Same, pascal, taken};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_wafv2_web_acl",
        resource_type: "AWS::WAFv2::WebACL",
        fields: &[Same("name"), Same("scope")],
        computed: &[("id", "{id.Id}")],
        shape: acl,
        ..Kind::NEW
    },
    Kind {
        name: "aws_wafv2_web_acl_association",
        resource_type: "AWS::WAFv2::WebACLAssociation",
        fields: &[Same("resource_arn"), As("web_acl_arn", "WebACLArn")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_wafv2_web_acl_logging_configuration",
        resource_type: "AWS::WAFv2::LoggingConfiguration",
        fields: &[Same("resource_arn"), Same("log_destination_configs")],
        ..Kind::NEW
    },
];

fn acl(acl: &mut Map, body: &Map, _: &mut Defaults) {
    if let Some(action) = taken(body, "default_action") {
        acl.set("DefaultAction", tree(action));
    }
    if body.get("rule_json").is_some_and(|node| node.value != Value::Null) {
        acl.set("Rules", Gap::unsupported("`rule_json` is not read"));
        return;
    }
    let Some(rules) = taken(body, "rule") else { return };
    let span = rules.span;
    let value = match rules.value {
        Value::List(list) => Value::List(list.into_iter().map(tree).collect()),
        Value::Map(_) => Value::List(vec![tree(rules)]),
        value => value,
    };
    acl.set("Rules", Node { value, span });
}

/// Blocks in blocks with CloudFormation's names; one that stands once is a map, and one that stands not is none.
fn tree(node: Node) -> Node {
    let span = node.span;
    let value = match node.value {
        Value::List(mut list) if list.len() == 1 && list.first().is_some_and(|item| item.as_map().is_some()) => {
            return tree(list.remove(0));
        }
        Value::List(list) => Value::List(list.into_iter().map(tree).collect()),
        Value::Map(map) => {
            let mut result = Map { entries: Vec::with_capacity(map.entries.len()), rest: map.rest };
            for (name, node) in map.entries {
                let absent = node.value == Value::Null || node.as_list().is_some_and(<[Node]>::is_empty);
                if !absent {
                    result.set(pascal(&name), tree(node));
                }
            }
            Value::Map(result)
        }
        value => value,
    };
    Node { value, span }
}
