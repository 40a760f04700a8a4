//! AWS Systems Manager.

use yagura_model::{Map, Node, Value};
use yagura_template::Defaults;

use super::table::{As, Kind, Same, Secret, taken};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_ssm_parameter",
        resource_type: "AWS::SSM::Parameter",
        fields: &[
            Same("name"),
            As("type", "Type"),
            Secret("value_wo", "Value"),
            Secret("insecure_value", "Value"),
            Secret("value", "Value"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_ssm_document",
        resource_type: "AWS::SSM::Document",
        fields: &[Same("name"), Same("document_type"), Same("content")],
        shape: shared,
        ..Kind::NEW
    },
];

/// With whom a document is shared: a map whose `account_ids` are joined with commas, or `All`.
fn shared(document: &mut Map, body: &Map, _: &mut Defaults) {
    let Some(permissions) = taken(body, "permissions") else { return };
    let accounts = match &permissions.value {
        Value::Unknown(_) => permissions,
        _ => match permissions.get("account_ids") {
            Some(Node { value: Value::String(text), span }) => {
                let ids = text.split(',').map(|id| Node { value: Value::String(id.trim().to_owned()), span: *span });
                Node { value: Value::List(ids.collect()), span: *span }
            }
            Some(node) => node.clone(),
            None => return,
        },
    };
    document.set("AccountIds", accounts);
}
