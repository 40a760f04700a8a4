//! One template into a snapshot.

use std::collections::{BTreeMap, HashMap};

use yagura_model::{
    Fact, GLOBAL, Gap, GapKind, Map, Meta, Node, OWN_ACCOUNT, OWN_REGION, Origin, Rest, Scope, ScopeKind, Snapshot,
    Span, Tags, Value,
};

use crate::expand;
use crate::sam;
use crate::services::{self, Defaults, Join};
use crate::syntax::{self, ParseError, Parsed};
use crate::template::{Declared, Template, mapping, scalar};

/// How many places are kept of one resource.
const MAX_PLACES: usize = 10_000;

/// A resource on its way into the snapshot.
struct Draft<'a> {
    id: &'a str,
    declared: &'a Declared<'a>,
    properties: Map,
    span: Span,
    /// Why it is not known that the resource will be there.
    unsure: Option<Gap>,
}

/// Reads one template. A text that is none is a gap that names the file; so is every part that cannot be read.
pub fn read(file: &str, text: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    read_into(&mut snapshot, file, syntax::read(text));
    snapshot.sort();
    snapshot
}

/// Adds one template, or the reason why it could not be read.
pub(crate) fn read_into(snapshot: &mut Snapshot, file: &str, parsed: Result<Parsed, ParseError>) {
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
        let template = Template::new(map, declared);
        self.resources(&template, entries);
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
        let properties = match resource.get("Properties") {
            None | Some(Node { value: Value::Null, .. }) => None,
            Some(properties) => Some(properties),
        };
        Some(Declared { resource_type, properties, condition: resource.get("Condition") })
    }

    fn resources(&mut self, template: &Template<'_>, entries: &Map) {
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
                    Ok(false) => continue,
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
            drafts.push(Draft { id, declared, properties, span, unsure });
        }
        self.join(template, &mut drafts);
        for draft in drafts {
            let resource_type = draft.declared.resource_type;
            // A piece that the model has no list for lives on in its owner.
            if services::joins(resource_type).is_empty() || Snapshot::TYPES.contains(&resource_type) {
                self.insert(template, draft);
            }
        }
    }

    /// Writes pieces into their owners.
    ///
    /// A piece whose owner is not known may belong to any resource of that type in the template: what it would set is unknown
    /// there, except where the owner's name is written as the same expression. Nothing unread ever passes.
    fn join(&mut self, template: &Template<'_>, drafts: &mut [Draft<'_>]) {
        let mut owners: HashMap<&'static str, Owners> = HashMap::new();
        let mut work: Vec<(&'static Join, usize, Target)> = Vec::new();
        for (at, piece) in drafts.iter().enumerate() {
            let mut outside: Vec<(&str, String)> = Vec::new();
            let mut placed: Vec<&str> = Vec::new();
            for join in services::joins(piece.declared.resource_type) {
                let owners = owners.entry(join.owner).or_insert_with(|| Owners::of(join.owner, template, drafts));
                let raw = piece.declared.properties.and_then(|properties| properties.get(join.by));
                let targets = targets(join, piece, raw, owners);
                for target in targets {
                    match &target {
                        Target::Outside(name) => {
                            let message = format!(
                                "`{}` ({}) belongs to `{name}`, which is not in this template: not judged",
                                piece.id, join.resource_type
                            );
                            outside.push((join.owner, message));
                        }
                        Target::Any(gap) => {
                            let message = format!(
                                "it is not known whose `{}` ({}) is: {}",
                                piece.id, join.resource_type, gap.message
                            );
                            self.gap(GapKind::Unresolved, Some(piece.span), message);
                        }
                        Target::One(_) => placed.push(join.owner),
                    }
                    work.push((join, at, target));
                }
            }
            // A piece of several types' (a web ACL's association) has its owner among one of them.
            for (owner, message) in outside {
                if placed.is_empty() || placed.contains(&owner) {
                    self.gap(GapKind::Unresolved, Some(piece.span), message);
                }
            }
        }
        let mut unknown: Vec<(usize, &'static Join, Gap)> = Vec::new();
        // One piece of nobody known is enough.
        let mut anybody = std::collections::HashSet::new();
        for (join, at, target) in work {
            let Some(piece) = drafts.get(at) else { continue };
            match target {
                Target::Any(gap) if anybody.insert(std::ptr::from_ref(join)) => {
                    let all = owners.get(join.owner).map(|owners| owners.all.as_slice()).unwrap_or_default();
                    unknown.extend(all.iter().map(|owner| (*owner, join, gap.clone())));
                }
                Target::Any(_) | Target::Outside(_) => {}
                Target::One(owner) => {
                    let condition =
                        |at: usize| drafts.get(at).and_then(|draft| draft.declared.condition).and_then(Node::as_str);
                    match &piece.unsure {
                        // Both are there or neither is.
                        Some(gap) if condition(at) != condition(owner) => unknown.push((owner, join, gap.clone())),
                        _ => {
                            let mut map = piece.properties.clone();
                            // What the owner may have to name: a managed policy is listed by its ARN.
                            if let Some(arn) = template.arn(piece.id) {
                                map.set("$arn", Node::at(Value::String(arn), piece.span));
                            }
                            let properties = Node::at(Value::Map(map), piece.span);
                            if let Some(owner) = drafts.get_mut(owner) {
                                (join.apply)(&mut owner.properties, &properties);
                            }
                        }
                    }
                }
            }
        }
        for (owner, join, gap) in unknown {
            if let Some(owner) = drafts.get_mut(owner) {
                for name in join.sets {
                    owner.properties.set(*name, gap.clone());
                }
            }
        }
    }

    fn insert(&mut self, template: &Template<'_>, draft: Draft<'_>) {
        let Draft { id, declared, mut properties, span, .. } = draft;
        let mapping = mapping(declared);
        let tags = tags(properties.get(mapping.tags), &properties.rest);
        let name = template
            .physical_name(id)
            .or_else(|| tags.known().and_then(|tags| tags.get("Name").cloned()))
            .unwrap_or_else(|| id.to_owned());
        let mut defaults = Defaults::default();
        (mapping.shape)(&mut properties, &mut defaults);
        let properties = Node::at(Value::Map(properties), span);
        let mut places = BTreeMap::new();
        properties.each_span(&mut |pointer, span| {
            if places.len() < MAX_PLACES && !pointer.is_empty() && span.line > 0 {
                places.insert(pointer.to_owned(), span);
            }
        });
        let meta = Meta {
            account: OWN_ACCOUNT.to_owned(),
            region: if mapping.global { GLOBAL } else { OWN_REGION }.to_owned(),
            id: id.to_owned(),
            arn: template.arn(id),
            name,
            tags,
            origin: Origin::Template(Box::new(yagura_model::Template {
                file: self.file.to_owned(),
                address: id.to_owned(),
                span,
                places,
                defaults: defaults.0,
            })),
        };
        if let Err(gap) = self.snapshot.insert(declared.resource_type, meta, &properties) {
            self.gap(gap.kind, Some(span), format_args!("resource `{id}`: {}", gap.message));
        }
    }
}

/// Where a piece belongs.
enum Target {
    One(usize),
    /// Some other template or account has it.
    Outside(String),
    /// Not known.
    Any(Gap),
}

/// The resources of one type, by everything they are called.
struct Owners {
    all: Vec<usize>,
    by_name: HashMap<String, usize>,
    /// By the expression that gives the name, as it is written.
    by_expression: HashMap<String, usize>,
}

impl Owners {
    fn of(resource_type: &str, template: &Template<'_>, drafts: &[Draft<'_>]) -> Self {
        let mut owners = Self { all: Vec::new(), by_name: HashMap::new(), by_expression: HashMap::new() };
        let name_property = services::mapping(resource_type).name;
        for (at, draft) in drafts.iter().enumerate() {
            if draft.declared.resource_type != resource_type {
                continue;
            }
            owners.all.push(at);
            if let Some(raw) = draft.declared.properties.and_then(|properties| properties.get(name_property)) {
                owners.by_expression.entry(expression(raw)).or_insert(at);
            }
            let names = [
                Some(format!("{{{}}}", draft.id)),
                template.symbol(draft.id),
                template.arn(draft.id),
                template.physical_name(draft.id),
            ];
            for name in names.into_iter().flatten() {
                owners.by_name.entry(name).or_insert(at);
            }
        }
        owners
    }
}

/// What is written, as a text that is the same for the same expression.
fn expression(raw: &Node) -> String {
    yagura_model::json_of(raw).to_string()
}

fn targets(join: &Join, piece: &Draft<'_>, raw: Option<&Node>, owners: &Owners) -> Vec<Target> {
    let unknown = |gap: &Gap, raw: Option<&Node>| match raw.and_then(|raw| owners.by_expression.get(&expression(raw))) {
        Some(owner) => Target::One(*owner),
        None => Target::Any(gap.clone()),
    };
    let target = |node: &Node, raw: Option<&Node>| match scalar(node.value.clone()) {
        Err(gap) => unknown(&gap, raw),
        Ok(name) => match owners.by_name.get(&name).or_else(|| {
            // `{Assets.Something}` is still the resource `Assets`.
            let id = name.strip_prefix('{')?.strip_suffix('}')?.split('.').next()?;
            owners.by_name.get(&format!("{{{id}}}"))
        }) {
            Some(at) => Target::One(*at),
            None => Target::Outside(name),
        },
    };
    match piece.properties.get(join.by) {
        None => match &piece.properties.rest {
            Rest::Absent => Vec::new(),
            Rest::Unknown(gap) => vec![target(&Node::unknown((**gap).clone()), raw)],
        },
        Some(Node { value: Value::Null, .. }) => Vec::new(),
        Some(Node { value: Value::List(list), .. }) => {
            // The written list stands beside the read one as long as no item fell away.
            let raws = raw.and_then(Node::as_list).filter(|raws| raws.len() == list.len());
            list.iter().enumerate().map(|(at, node)| target(node, raws.and_then(|raws| raws.get(at)))).collect()
        }
        Some(node) => vec![target(node, raw)],
    }
}

/// Tags as a list of `Key` and `Value`, or as a map.
fn tags(node: Option<&Node>, rest: &Rest) -> Fact<Tags> {
    let Some(node) = node else {
        return match rest {
            Rest::Absent => Fact::Known(Tags::new()),
            Rest::Unknown(gap) => Fact::Unknown(gap.clone()),
        };
    };
    let read = || -> Result<Tags, Gap> {
        let mut tags = Tags::new();
        match &node.value {
            Value::Null => {}
            Value::Unknown(gap) => return Err((**gap).clone()),
            Value::Map(map) => {
                for (key, value) in &map.entries {
                    tags.insert(key.clone(), scalar(value.value.clone())?);
                }
            }
            Value::List(list) => {
                for item in list {
                    if let Some(gap) = item.as_gap() {
                        return Err(gap.clone());
                    }
                    let part = |name: &str| item.get(name).map_or(Ok(String::new()), |node| scalar(node.value.clone()));
                    tags.insert(part("Key")?, part("Value")?);
                }
            }
            _ => return Err(Gap::error("the tags are no list")),
        }
        Ok(tags)
    };
    read().map_or_else(Fact::unknown, Fact::Known)
}
