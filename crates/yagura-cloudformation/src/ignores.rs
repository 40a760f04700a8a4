//! What a template says about findings that are accepted: in comments, and in a resource's `Metadata`.

use yagura_model::{Ignore, Map, Node, Span, Value};
use yagura_template::{comments, mentions_ignore};

/// How deep loops and values are looked into.
const MAX_DEPTH: usize = 64;

/// All of them, as they are written.
///
/// ```yaml
/// Metadata:
///   yagura:
///     ignore:
///       - {check: s3-bucket-public-policy, until: 2027-03-31, reason: the site is public}
/// ```
pub(crate) fn ignores(file: &str, text: &str, root: &Node) -> Vec<Ignore> {
    // In JSON a letter of the key could be escaped; nobody does that, and then nothing is accepted.
    if !text.contains("yagura") {
        return Vec::new();
    }
    let mut resources = Vec::new();
    if let Some(map) = root.get("Resources").and_then(Node::as_map) {
        each(map, 0, &mut |node| resources.push(node));
    }
    let mut found = Vec::new();
    for node in &resources {
        let Some(span) = node.span else { continue };
        let Some(list) = node.get("Metadata").and_then(|node| node.get("yagura")).and_then(|node| node.get("ignore"))
        else {
            continue;
        };
        for item in list.as_list().unwrap_or(std::slice::from_ref(list)) {
            let text = |name: &str| {
                item.get(name).and_then(Node::as_str).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
            };
            found.push(Ignore {
                file: file.to_owned(),
                line: item.span.unwrap_or(span).line,
                first: span.line,
                last: span.end_line.max(span.line),
                check: text("check").unwrap_or_default(),
                reason: text("reason"),
                until: text("until"),
            });
        }
    }
    if mentions_ignore(text) {
        let spans: Vec<Span> = resources.iter().filter_map(|node| node.span).collect();
        let inside_text = |line, column| holds(root, line, column, 0);
        found.extend(comments(file, text, &["#"], &spans, &|comment| !inside_text(comment.line, comment.column)));
    }
    found
}

/// Every resource, those in loops too.
fn each<'n>(map: &'n Map, depth: usize, visit: &mut impl FnMut(&'n Node)) {
    for (id, node) in &map.entries {
        if id.starts_with("Fn::ForEach::") {
            let inner = node.as_list().and_then(|list| list.get(2)).and_then(Node::as_map);
            if let Some(inner) = inner.filter(|_| depth < MAX_DEPTH) {
                each(inner, depth + 1, visit);
            }
        } else {
            visit(node);
        }
    }
}

/// Whether a place lies inside a text.
fn holds(node: &Node, line: u32, column: u32, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    match &node.value {
        Value::List(list) => list.iter().any(|node| holds(node, line, column, depth + 1)),
        Value::Map(map) => map.entries.iter().any(|(_, node)| holds(node, line, column, depth + 1)),
        Value::String(_) => node.span.is_some_and(|span| {
            (span.line, span.column) <= (line, column) && (line, column) < (span.end_line, span.end_column)
        }),
        _ => false,
    }
}
