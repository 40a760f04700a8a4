//! One template into a snapshot.

use std::collections::{BTreeSet, HashMap};

use yagura_model::{Alternative, Gap, GapKind, Map, Node, OWN_ACCOUNT, Rest, Scope, ScopeKind, Snapshot, Span, Value};
use yagura_template::Draft;

use crate::expand;
use crate::ignores;
use crate::outcomes::outcomes;
use crate::sam;
use crate::template::{Declared, Template};
use yagura_template::syntax::{self, ParseError, Parsed};

/// Reads one template. A text that is none is a gap that names the file; so is every part that cannot be read.
pub fn read(file: &str, text: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    read_into(&mut snapshot, file, text, syntax::read(text));
    snapshot.sort();
    snapshot
}

/// Adds one template, or the reason why it could not be read.
pub(crate) fn read_into(snapshot: &mut Snapshot, file: &str, text: &str, parsed: Result<Parsed, ParseError>) {
    snapshot.contents.sources.push(file.to_owned());
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Template,
        account: OWN_ACCOUNT.to_owned(),
        name: file.to_owned(),
        regions: Vec::new(),
        caller: String::new(),
    });
    match parsed {
        Ok(parsed) => {
            for duplicate in &parsed.duplicates {
                let message = format!("{file}:{}: {}", duplicate.again, duplicate.message());
                snapshot.contents.gaps.push(Gap::error(message));
            }
            snapshot.contents.ignores.extend(ignores::ignores(file, text, &parsed.root));
            Reader { file, snapshot }.root(parsed.root);
        }
        Err(error) => {
            let ParseError { line, column, message } = error;
            snapshot.contents.gaps.push(Gap::error(format!("{file}:{line}:{column}: {message}")));
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    snapshot: &'a mut Snapshot,
}

impl Reader<'_> {
    fn gap(&mut self, kind: GapKind, span: Option<Span>, message: impl std::fmt::Display) {
        let line = span.unwrap_or_default().line.max(1);
        self.snapshot.contents.gaps.push(Gap::new(kind, format!("{}:{line}: {message}", self.file)));
    }

    fn root(&mut self, mut root: Node) {
        let Value::Map(map) = &mut root.value else {
            return self.gap(GapKind::Error, root.span, "no template: the file holds no map");
        };
        self.macros(map);
        self.expand(map);
        let Some(resources) = map.get("Resources") else {
            return self.gap(GapKind::Error, root.span, "no template: there is no `Resources`");
        };
        let Some(entries) = resources.as_map() else {
            return self.gap(GapKind::Error, resources.span, "`Resources` is no map");
        };
        let mut declared = Vec::with_capacity(entries.entries.len());
        for (id, node) in &entries.entries {
            if let Some(resource) = self.declared(id, node) {
                declared.push((id.as_str(), resource));
            }
        }
        let template = Template::new(map, declared.clone());
        self.resources(&template, entries);
        for assumed in outcomes(template.undecided(), declared.len()) {
            let mut alternative = Alternative { file: self.file.to_owned(), ..Alternative::default() };
            let template = Template::assuming(map, declared.clone(), assumed);
            // What cannot be read has been said already.
            let mut reader = Reader { file: self.file, snapshot: &mut alternative.snapshot };
            alternative.absent = reader.resources(&template, entries);
            self.snapshot.contents.alternatives.push(alternative);
        }
    }

    /// Writes out loops and SAM resources.
    fn expand(&mut self, root: &mut Map) {
        let mut notes = Vec::new();
        for section in ["Conditions", "Resources"] {
            if let Some(mut node) = root.remove(section) {
                expand::loops(&Template::new(root, Vec::new()), &mut node, &mut notes);
                root.set(section, node);
            }
        }
        sam::transform(root, &mut notes);
        for (kind, span, message) in notes {
            self.gap(kind, span, message);
        }
    }

    /// Macros run at deployment and may change everything; those of AWS that change nothing for us are known.
    fn macros(&mut self, root: &Map) {
        let Some(node) = root.get("Transform") else { return };
        let list = node.as_list().unwrap_or(std::slice::from_ref(node));
        for item in list {
            let name = item.as_str().or_else(|| item.get("Name").and_then(Node::as_str)).unwrap_or("…");
            let known = name.starts_with("AWS::Serverless-")
                || name.starts_with("AWS::SecretsManager-")
                || matches!(name, "AWS::LanguageExtensions" | "AWS::CodeDeployBlueGreen");
            if !known {
                self.gap(GapKind::Unsupported, item.span, format_args!("the macro `{name}` runs at deployment only"));
            }
        }
    }

    fn declared<'n>(&mut self, id: &str, node: &'n Node) -> Option<Declared<'n>> {
        if id.starts_with("Fn::") {
            self.gap(GapKind::Unsupported, node.span, format_args!("`{id}` in `Resources` is not read"));
            return None;
        }
        let Some(resource) = node.as_map() else {
            let message = match node.as_gap() {
                Some(gap) => format!("resource `{id}`: {}", gap.message),
                None => format!("resource `{id}` is no map"),
            };
            self.gap(GapKind::Error, node.span, message);
            return None;
        };
        let Some(resource_type) = resource.get("Type").and_then(Node::as_str) else {
            self.gap(GapKind::Error, node.span, format_args!("resource `{id}` has no `Type` that is a text"));
            return None;
        };
        if let Some(what) = made_elsewhere(resource_type) {
            self.gap(GapKind::Unsupported, node.span, format_args!("`{id}` ({resource_type}): {what}"));
        }
        let properties = match resource.get("Properties") {
            None | Some(Node { value: Value::Null, .. }) => None,
            Some(properties) => Some(properties),
        };
        Some(Declared { resource_type, properties, condition: resource.get("Condition") })
    }

    /// Reads the resources, and gives the addresses of those that are not made.
    fn resources(&mut self, template: &Template<'_>, entries: &Map) -> BTreeSet<String> {
        let mut absent = BTreeSet::new();
        let spans: HashMap<&str, Span> =
            entries.entries.iter().map(|(id, node)| (id.as_str(), node.span.unwrap_or_default())).collect();
        let mut drafts = Vec::with_capacity(template.resources.len());
        for (id, declared) in &template.resources {
            let unsure = match declared.condition.map(|node| (node, node.as_str())) {
                None => None,
                Some((node, None)) => {
                    self.gap(GapKind::Error, node.span, format_args!("the `Condition` of `{id}` is no text"));
                    Some(Gap::error(format!("the `Condition` of `{id}` is no text")))
                }
                Some((_, Some(name))) => match template.condition(name) {
                    Ok(true) => None,
                    Ok(false) => {
                        absent.insert((*id).to_owned());
                        continue;
                    }
                    Err(gap) => Some(gap),
                },
            };
            let span = spans.get(id).copied().unwrap_or_default();
            let properties = match declared.properties {
                None => Map::default(),
                Some(node) => match template.value(node).map(|node| node.value) {
                    Some(Value::Map(map)) => map,
                    None | Some(Value::Null) => Map::default(),
                    Some(Value::Unknown(gap)) => Map { entries: Vec::new(), rest: Rest::Unknown(gap) },
                    Some(_) => {
                        self.gap(GapKind::Error, node.span, format_args!("the `Properties` of `{id}` are no map"));
                        let gap = Gap::error(format!("the `Properties` of `{id}` are no map"));
                        Map { entries: Vec::new(), rest: Rest::Unknown(Box::new(gap)) }
                    }
                },
            };
            drafts.push(Draft {
                resource_type: declared.resource_type.to_owned(),
                id: (*id).to_owned(),
                properties,
                written: declared.properties,
                file: self.file.to_owned(),
                span,
                unsure,
                condition: declared.condition.and_then(Node::as_str).map(str::to_owned),
                name: template.physical_name(id),
                reference: template.symbol(id),
                arn: template.arn(id),
                ..Draft::default()
            });
        }
        yagura_template::finish(self.snapshot, drafts);
        absent
    }
}

/// What a resource brings along that does not stand in its template
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html>).
fn made_elsewhere(resource_type: &str) -> Option<&'static str> {
    if resource_type.ends_with("::MODULE") {
        Some("the module is expanded at deployment only; what it makes is not judged")
    } else if resource_type == "AWS::CloudFormation::Stack" {
        Some(
            "the nested stack is judged only where its template is among the files, and without the parameters given here",
        )
    } else {
        None
    }
}
