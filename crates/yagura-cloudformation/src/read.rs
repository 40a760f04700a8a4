//! Templates into a snapshot: one alone, or a tree of stacks.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use yagura_model::{
    Alternative, Gap, GapKind, Map, Node, OWN_ACCOUNT, Read, Rest, Scope, ScopeKind, Snapshot, Span, Value,
};
use yagura_template::{Draft, Stray};

use crate::assembly::attach;
use crate::code;
use crate::ignores;
use crate::made;
use crate::outcomes::{Assumption, Comparison, outcomes};
use crate::outside;
use crate::stacks::{self, Instance, Library, Loaded, Plan};
use crate::template::{Context, Declared, Template};
use yagura_template::syntax::{self, ParseError, Parsed};

/// Reads one template. A text that is none is a gap that names the file; so is every part that cannot be read.
pub fn read(file: &str, text: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    read_alone(&mut snapshot, file, text, syntax::read(text));
    snapshot.sort();
    snapshot
}

/// What could not be done in one file.
pub(crate) struct Notes<'f> {
    file: &'f str,
    pub(crate) gaps: Vec<Gap>,
}

impl<'f> Notes<'f> {
    pub(crate) fn new(file: &'f str) -> Self {
        Self { file, gaps: Vec::new() }
    }

    pub(crate) fn add(&mut self, kind: GapKind, span: Option<Span>, message: impl std::fmt::Display) {
        let line = span.unwrap_or_default().line.max(1);
        self.gaps.push(Gap::new(kind, format!("{}:{line}: {message}", self.file)));
    }
}

/// Nothing but the template itself.
struct Alone;

impl Library for Alone {
    fn load(&mut self, path: &Path) -> Result<Rc<Loaded>, Gap> {
        Err(Gap::unsupported(format!("its template `{}` is not among the files", path.display())))
    }

    fn part(&mut self, path: &Path) -> Result<Rc<Node>, Gap> {
        Err(Gap::unsupported(format!("`{}` is not among the files", path.display())))
    }

    fn asset(&self, _: &Path, _: &str) -> Option<PathBuf> {
        None
    }

    fn asked(&mut self) -> BTreeSet<String> {
        BTreeSet::new()
    }
}

/// Takes in a file, or the reason why it could not be read: everything but its resources.
pub(crate) fn register(
    snapshot: &mut Snapshot,
    file: &str,
    text: &str,
    parsed: Result<Parsed, ParseError>,
) -> Option<Loaded> {
    snapshot.contents.sources.push(file.to_owned());
    match parsed {
        Ok(parsed) => {
            for duplicate in &parsed.duplicates {
                let message = format!("{file}:{}: {}", duplicate.again, duplicate.message());
                snapshot.contents.gaps.push(Gap::error(message));
            }
            snapshot.contents.ignores.extend(ignores::ignores(file, text, &parsed.root));
            Some(Loaded { file: file.to_owned(), root: parsed.root })
        }
        Err(error) => {
            scope(snapshot, file);
            let ParseError { line, column, message } = error;
            snapshot.contents.gaps.push(Gap::error(format!("{file}:{line}:{column}: {message}")));
            None
        }
    }
}

fn scope(snapshot: &mut Snapshot, file: &str) {
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Template,
        account: OWN_ACCOUNT.to_owned(),
        name: file.to_owned(),
        regions: Vec::new(),
        caller: String::new(),
    });
}

/// Adds one template, or the reason why it could not be read.
pub(crate) fn read_alone(snapshot: &mut Snapshot, file: &str, text: &str, parsed: Result<Parsed, ParseError>) {
    if let Some(loaded) = register(snapshot, file, text, parsed) {
        read_tree(snapshot, Path::new(file), Rc::new(loaded), Context::default(), &mut Alone);
    }
}

/// Adds a template with all stacks inside, and gives the paths of their templates.
pub(crate) fn read_tree(
    snapshot: &mut Snapshot,
    path: &Path,
    loaded: Rc<Loaded>,
    context: Context,
    library: &mut dyn Library,
) -> Vec<PathBuf> {
    let tree = Tree::plan(snapshot, path, loaded, context, library);
    let parts = tree.parts(&mut snapshot.contents.gaps);
    let read = evaluate(&parts, &Assumption::new(), library);
    keep(snapshot, &parts, read, &Strangers::default(), library);
    tree.inner()
}

/// A template with all stacks inside.
pub(crate) struct Tree {
    /// The file, as the user would name it.
    pub(crate) home: String,
    whole: Option<Span>,
    pub(crate) instances: Vec<Instance>,
}

impl Tree {
    /// Lays out the stacks of a template, and says what was opened for that.
    pub(crate) fn plan(
        snapshot: &mut Snapshot,
        path: &Path,
        loaded: Rc<Loaded>,
        context: Context,
        library: &mut dyn Library,
    ) -> Self {
        let (home, whole) = (loaded.file.clone(), loaded.root.span);
        scope(snapshot, &home);
        let Plan { instances, mut gaps } = stacks::plan(path, loaded, context, library);
        snapshot.contents.gaps.append(&mut gaps);
        snapshot.contents.reads.extend(library.asked().into_iter().map(|file| Read { root: home.clone(), file }));
        Self { home, whole, instances }
    }

    /// The stacks with their resources, and what is wrong with them.
    pub(crate) fn parts(&self, gaps: &mut Vec<Gap>) -> Vec<Part<'_>> {
        let mut parts = Vec::with_capacity(self.instances.len());
        for instance in &self.instances {
            let mut notes = Notes::new(&instance.file);
            let mut resources = Vec::new();
            match instance.root.get("Resources") {
                None => notes.add(GapKind::Error, self.whole, "no template: there is no `Resources`"),
                Some(node) => match node.as_map() {
                    None => notes.add(GapKind::Error, node.span, "`Resources` is no map"),
                    Some(entries) => resources = declared(entries, &mut notes),
                },
            }
            gaps.append(&mut notes.gaps);
            let context = Context { planning: false, parameters: HashMap::new(), ..instance.context.clone() };
            // What the outermost stack is given comes from nowhere else.
            let context = match instance.outer {
                None => Context { parameters: instance.context.parameters.clone(), ..context },
                Some(_) => context,
            };
            parts.push(Part { instance, resources, context });
        }
        parts
    }

    /// The paths of the templates of the stacks inside.
    pub(crate) fn inner(self) -> Vec<PathBuf> {
        self.instances.into_iter().skip(1).map(|instance| instance.path).collect()
    }
}

/// What the stacks around have to do with one: pieces of theirs that may be its own, and its pieces that are theirs.
#[derive(Default)]
pub(crate) struct Strangers<'p> {
    pub(crate) guests: Vec<Draft<'p>>,
    pub(crate) taken: BTreeSet<Stray>,
    /// Managed policies of theirs by the ARNs that are named here.
    pub(crate) attached: BTreeMap<String, Draft<'p>>,
}

/// Keeps what was evaluated, and the outcomes of what is undecided.
pub(crate) fn keep<'p>(
    snapshot: &mut Snapshot,
    parts: &'p [Part<'_>],
    read: Evaluated<'p>,
    strangers: &Strangers<'_>,
    library: &dyn Library,
) {
    let Strangers { guests, taken, attached } = strangers;
    let Evaluated { mut drafts, mut gaps, undecided, .. } = read;
    attach(&mut drafts, attached);
    snapshot.contents.gaps.append(&mut gaps);
    yagura_template::finish_among(snapshot, drafts, guests, taken);
    let home = home(parts);
    let number = parts.iter().map(|part| part.resources.len()).sum();
    for assumed in outcomes(undecided, number) {
        let mut alternative = Alternative { file: home.to_owned(), ..Alternative::default() };
        // What cannot be read has been said already.
        let mut read = evaluate(parts, &assumed, library);
        attach(&mut read.drafts, attached);
        yagura_template::finish_among(&mut alternative.snapshot, read.drafts, guests, taken);
        alternative.absent = read.absent;
        snapshot.contents.alternatives.push(alternative);
    }
}

fn home<'p>(parts: &'p [Part<'_>]) -> &'p str {
    parts.first().map(|part| part.instance.file.as_str()).unwrap_or_default()
}

/// One stack with its resources.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    instance: &'a Instance,
    resources: Vec<(&'a str, Declared<'a>)>,
    pub(crate) context: Context,
}

/// The resources as they are written.
pub(crate) fn declared<'n>(entries: &'n Map, notes: &mut Notes<'_>) -> Vec<(&'n str, Declared<'n>)> {
    let mut elsewhere: BTreeMap<&str, (&str, Option<Span>, usize)> = BTreeMap::new();
    let mut all = Vec::with_capacity(entries.entries.len());
    for (id, node) in &entries.entries {
        let Some(resource) = one(id, node, notes) else { continue };
        if made_elsewhere(resource.resource_type).is_some() && !made::nothing(node) {
            elsewhere.entry(resource.resource_type).or_insert((id, node.span, 0)).2 += 1;
        }
        all.push((id.as_str(), resource));
    }
    for (resource_type, (id, span, number)) in elsewhere {
        let Some(what) = made_elsewhere(resource_type) else { continue };
        let more = if number > 1 { format!(" and {} more", number - 1) } else { String::new() };
        notes.add(GapKind::Unsupported, span, format_args!("`{id}`{more} ({resource_type}): {what}"));
    }
    all
}

fn one<'n>(id: &str, node: &'n Node, notes: &mut Notes<'_>) -> Option<Declared<'n>> {
    if id.starts_with("Fn::") {
        if let Some(gap) = node.as_gap() {
            notes.add(gap.kind, node.span, format_args!("`{id}` in `Resources`: {}", gap.message));
            return None;
        }
        notes.add(GapKind::Unsupported, node.span, format_args!("`{id}` in `Resources` is not read"));
        return None;
    }
    let Some(resource) = node.as_map() else {
        let message = match node.as_gap() {
            Some(gap) => format!("resource `{id}`: {}", gap.message),
            None => format!("resource `{id}` is no map"),
        };
        notes.add(GapKind::Error, node.span, message);
        return None;
    };
    let Some(resource_type) = resource.get("Type").and_then(Node::as_str) else {
        notes.add(GapKind::Error, node.span, format_args!("resource `{id}` has no `Type` that is a text"));
        return None;
    };
    let properties = match resource.get("Properties") {
        None | Some(Node { value: Value::Null, .. }) => None,
        Some(properties) => Some(properties),
    };
    Some(Declared { resource_type, properties, condition: resource.get("Condition") })
}

/// What a resource brings along that does not stand in its template
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/registry.html>).
fn made_elsewhere(resource_type: &str) -> Option<&'static str> {
    let vendor = resource_type.split("::").next().unwrap_or_default();
    if resource_type.ends_with("::MODULE") {
        Some("the module is expanded at deployment only; what it makes is not judged")
    } else if vendor == "Custom" || resource_type == "AWS::CloudFormation::CustomResource" {
        Some("a custom resource is made by code at deployment; what it makes or changes is not judged")
    } else if !matches!(vendor, "AWS" | "Alexa") {
        Some("a type of a third party; what it makes is not judged")
    } else {
        None
    }
}

/// What a tree of stacks gives.
pub(crate) struct Evaluated<'p> {
    pub(crate) drafts: Vec<Draft<'p>>,
    /// The addresses of the resources that are not made.
    absent: BTreeSet<String>,
    /// The comparisons that are undecided.
    undecided: Vec<Comparison>,
    gaps: Vec<Gap>,
}

/// Evaluates the resources of all stacks.
pub(crate) fn evaluate<'p>(parts: &'p [Part<'_>], assumed: &Assumption, library: &dyn Library) -> Evaluated<'p> {
    let templates = templates(parts, assumed);
    let mut read = Evaluated { drafts: Vec::new(), absent: BTreeSet::new(), undecided: Vec::new(), gaps: Vec::new() };
    for ((template, made), part) in templates.iter().zip(parts) {
        let mut notes = Notes::new(&part.instance.file);
        part.drafts(template, made, (home(parts), library), &mut read.drafts, &mut read.absent, &mut notes);
        read.gaps.append(&mut notes.gaps);
    }
    for (template, _) in &templates {
        for comparison in template.undecided() {
            if !read.undecided.contains(&comparison) {
                read.undecided.push(comparison);
            }
        }
    }
    read
}

/// The stacks with each other: parameters come from above, outputs from below.
pub(crate) fn templates<'p>(parts: &'p [Part<'_>], assumed: &Assumption) -> Vec<(Rc<Template<'p>>, Made)> {
    let mut templates: Vec<(Rc<Template<'p>>, Made)> = Vec::with_capacity(parts.len());
    for Part { instance, resources, context } in parts {
        let template = Template::assuming(&instance.root, resources.clone(), context, assumed.clone());
        let outer = instance.outer.as_ref().and_then(|(at, id)| Some((templates.get(*at)?, id.as_str())));
        let (template, made) = match outer {
            None => (Rc::new(template), Made::Yes),
            Some(((outer, around), id)) => {
                let own = outer.resource(id).and_then(|declared| declared.condition);
                (template.inside(outer, id), around.clone().and(outer, own))
            }
        };
        templates.push((template, made));
    }
    templates
}

/// Whether a stack is made.
#[derive(Clone)]
pub(crate) enum Made {
    Yes,
    No,
    Unsure(Gap, String),
}

impl Made {
    /// Both it and what has a condition in it.
    fn and(self, template: &Template<'_>, condition: Option<&Node>) -> Self {
        match (self, condition.and_then(Node::as_str)) {
            (Self::Yes, Some(name)) => match template.condition(name) {
                Ok(true) => Self::Yes,
                Ok(false) => Self::No,
                Err(gap) => Self::Unsure(gap, template.address(name)),
            },
            (Self::Unsure(gap, around), Some(name)) => match template.condition(name) {
                Ok(true) => Self::Unsure(gap, around),
                Ok(false) => Self::No,
                Err(_) => Self::Unsure(gap, format!("{around} {}", template.address(name))),
            },
            (made, _) => made,
        }
    }
}

impl Part<'_> {
    fn drafts<'t>(
        &self,
        template: &Template<'t>,
        stack: &Made,
        (home, library): (&str, &dyn Library),
        drafts: &mut Vec<Draft<'t>>,
        absent: &mut BTreeSet<String>,
        notes: &mut Notes<'_>,
    ) {
        let entries = self.instance.root.get("Resources").and_then(Node::as_map);
        let written: HashMap<&str, &Node> =
            entries.map(|map| map.entries.iter().map(|(id, node)| (id.as_str(), node)).collect()).unwrap_or_default();
        let context = &self.context;
        let root = if context.prefix.is_empty() { String::new() } else { home.to_owned() };
        if let (Some(properties), false) = (outside::properties(&self.instance.root), matches!(stack, Made::No)) {
            drafts.push(Draft {
                resource_type: "AWS::CloudFormation::Template".to_owned(),
                id: template.address("Template"),
                properties,
                file: self.instance.file.clone(),
                root: root.clone(),
                space: context.prefix.clone(),
                span: Span { line: 1, column: 1, end_line: 1, end_column: 1 },
                region: context.region.clone(),
                name: Some(self.instance.file.clone()),
                ..Draft::default()
            });
        }
        for (id, declared) in &template.resources {
            let (mut unsure, condition) = match stack.clone().and(template, declared.condition) {
                Made::Yes => (None, declared.condition.and_then(Node::as_str).map(|name| template.address(name))),
                Made::Unsure(gap, names) => (Some(gap), Some(names)),
                Made::No => {
                    absent.insert(template.address(id));
                    continue;
                }
            };
            if let Some(node) = declared.condition.filter(|node| node.as_str().is_none()) {
                notes.add(GapKind::Error, node.span, format_args!("the `Condition` of `{id}` is no text"));
                unsure = Some(Gap::error(format!("the `Condition` of `{id}` is no text")));
            }
            let span = written.get(id).and_then(|node| node.span).unwrap_or_default();
            let properties = match declared.properties {
                None => Map::default(),
                Some(node) => match template.value(node).map(|node| node.value) {
                    Some(Value::Map(map)) => map,
                    None | Some(Value::Null) => Map::default(),
                    Some(Value::Unknown(gap)) => Map { entries: Vec::new(), rest: Rest::Unknown(gap) },
                    Some(_) => {
                        notes.add(GapKind::Error, node.span, format_args!("the `Properties` of `{id}` are no map"));
                        let gap = Gap::error(format!("the `Properties` of `{id}` are no map"));
                        Map { entries: Vec::new(), rest: Rest::Unknown(Box::new(gap)) }
                    }
                },
            };
            let mut properties = properties;
            let own = written.get(id).copied();
            code::place(declared.resource_type, &mut properties, own, &self.instance.path, library);
            drafts.push(Draft {
                resource_type: declared.resource_type.to_owned(),
                id: template.address(id),
                properties,
                written: declared.properties,
                file: self.instance.file.clone(),
                root: root.clone(),
                space: context.prefix.clone(),
                span,
                region: context.region.clone(),
                unsure,
                condition,
                label: written.get(id).and_then(|node| label(node)),
                name: template.physical_name(id),
                reference: template.symbol(id),
                arn: template.arn(id),
                ..Draft::default()
            });
        }
    }
}

/// The path of the construct that the AWS CDK made a resource from: what its author knows it by
/// (<https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html>).
fn label(resource: &Node) -> Option<String> {
    let path = resource.get("Metadata")?.get("aws:cdk:path")?.as_str()?;
    Some(path.strip_suffix("/Resource").or_else(|| path.strip_suffix("/Default")).unwrap_or(path).to_owned())
}
