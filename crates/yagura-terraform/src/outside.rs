//! What a file says outside of its resources, as it is written: defaults of variables, local values, outputs, and values that are
//! given to variables. Whoever may read the repository or the state reads it too
//! (<https://developer.hashicorp.com/terraform/language/manage-sensitive-data>).

use yagura_model::{Map, Node, Span};
use yagura_template::Draft;

use crate::tree::{Attribute, Body, Expr, ExprKind, Part, Place};
use crate::world::World;

/// The type of such a value.
pub(crate) const VALUE: &str = "Terraform::Value";

/// One value.
// No `Debug`: it may be a secret.
pub(crate) struct Outside {
    /// The file, as the user would name it.
    pub(crate) file: String,
    /// `var.name`, `local.name`, `output.name`.
    pub(crate) address: String,
    /// The texts under the name.
    value: Node,
    /// The block, or the line of a local value.
    pub(crate) block: Span,
}

impl Outside {
    /// As a resource of its own.
    pub(crate) fn draft(self) -> Draft<'static> {
        let Self { file, address, value, block } = self;
        let mut properties = Map::default();
        properties.set("Value", value);
        Draft {
            resource_type: VALUE.to_owned(),
            root: file.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned(),
            name: Some(address.clone()),
            id: address,
            properties,
            span: block,
            file,
            ..Draft::default()
        }
    }

    /// What a configuration file says.
    pub(crate) fn of_configuration(world: &World, file: &str, body: &Body) -> Vec<Self> {
        let mut found = Vec::new();
        for block in &body.blocks {
            let (kind, attribute) = match &*block.kind {
                "variable" => ("var", "default"),
                "output" => ("output", "value"),
                "locals" => {
                    let locals = &block.body.attributes;
                    found.extend(
                        locals.iter().filter_map(|one| Self::of(world, file, "local", &one.name, one, one.place)),
                    );
                    continue;
                }
                _ => continue,
            };
            if let (Some(name), Some(attribute)) = (block.labels.first(), block.body.attribute(attribute)) {
                found.extend(Self::of(world, file, kind, name, attribute, block.place));
            }
        }
        found
    }

    /// What a file of values says.
    pub(crate) fn of_values(world: &World, file: &str, body: &Body) -> Vec<Self> {
        let values = body.attributes.iter();
        values.filter_map(|one| Self::of(world, file, "var", &one.name, one, one.place)).collect()
    }

    /// What a JSON file of values says.
    pub(crate) fn of_json(file: &str, object: &serde_json::Map<String, serde_json::Value>) -> Vec<Self> {
        let one = |(name, value): (&String, &serde_json::Value)| Self {
            file: file.to_owned(),
            address: format!("var.{name}"),
            value: named(name, Node::from(value)),
            block: Span { line: 1, column: 1, end_line: 1, end_column: 1 },
        };
        object.iter().map(one).collect()
    }

    fn of(world: &World, file: &str, kind: &str, name: &str, attribute: &Attribute, block: Place) -> Option<Self> {
        let node = Node { span: Some(world.span(attribute.place).1), ..text(world, &attribute.value)? };
        // Under the name that stands before it.
        let node = match &*attribute.name {
            "default" if kind == "var" && block != attribute.place => named("Default", node),
            "value" if kind == "output" => named("Value", node),
            _ => node,
        };
        let (file, address) = (file.to_owned(), format!("{kind}.{name}"));
        Some(Self { file, address, value: named(name, node), block: world.span(block).1 })
    }
}

fn named(name: &str, node: Node) -> Node {
    let span = node.span;
    let mut map = Map::default();
    map.set(name, node);
    Node { span, ..Node::from(map) }
}

/// The texts that are written in an expression, under the names that objects give them; `None` where there is none.
fn text(world: &World, expression: &Expr) -> Option<Node> {
    let node = match &expression.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Variable(_) => return None,
        ExprKind::Text(text) if text.is_empty() => return None,
        ExprKind::Text(text) => Node::from(&**text),
        ExprKind::Number(number) => Node::from(&serde_json::Value::from(*number)),
        ExprKind::Template(parts) => return template(world, parts),
        ExprKind::Tuple(items) | ExprKind::Call(_, items, _) => return several(world, items),
        ExprKind::Object(entries) => {
            let mut map = Map::default();
            for (key, value) in entries {
                let key = match &key.kind {
                    ExprKind::Text(key) | ExprKind::Variable(key) => key.to_string(),
                    _ => "value".to_owned(),
                };
                if let Some(node) = text(world, value) {
                    map.set(key, Node { span: Some(world.span(value.place).1), ..node });
                }
            }
            if map.entries.is_empty() {
                return None;
            }
            Node::from(map)
        }
        // An index names what is taken out: `local.keys["live"]` holds no secret.
        ExprKind::Traversal(base, _) => return text(world, base),
        ExprKind::Conditional(three) => return several(world, three.get(1..).unwrap_or_default()),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => return text(world, inner),
        ExprKind::Binary(_, two) => return several(world, two.as_slice()),
        ExprKind::For(each) => {
            let parts = [Some(&each.collection), each.key.as_ref(), Some(&each.value)];
            let nodes: Vec<Node> = parts.into_iter().flatten().filter_map(|part| text(world, part)).collect();
            return one_or_list(nodes);
        }
    };
    Some(node)
}

fn several(world: &World, items: &[Expr]) -> Option<Node> {
    one_or_list(items.iter().filter_map(|item| text(world, item)).collect())
}

fn one_or_list(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() > 1 { Some(Node::from(nodes)) } else { nodes.pop() }
}

/// A text with `${…}` for each value in it, and the texts in those.
fn template(world: &World, parts: &[Part]) -> Option<Node> {
    fn walk(world: &World, parts: &[Part], whole: &mut String, inner: &mut Vec<Node>) {
        for part in parts {
            match part {
                Part::Text(text) => whole.push_str(text),
                Part::Value(value) => {
                    // A host that is not written here is one all the same; a password would be no secret.
                    whole.push_str(if whole.ends_with('@') { "db.internal" } else { "${value}" });
                    inner.extend(text(world, value));
                }
                Part::If(branch) => {
                    walk(world, &branch.yes, whole, inner);
                    walk(world, &branch.no, whole, inner);
                }
                Part::For(each) => {
                    inner.extend(text(world, &each.collection));
                    walk(world, &each.body, whole, inner);
                }
            }
        }
    }
    let (mut whole, mut nodes) = (String::new(), Vec::new());
    walk(world, parts, &mut whole, &mut nodes);
    if !whole.replace("${value}", "").trim().is_empty() {
        nodes.insert(0, Node::from(whole));
    }
    one_or_list(nodes)
}
