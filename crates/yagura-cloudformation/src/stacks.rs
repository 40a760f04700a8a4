//! Nested stacks: which templates make one tree
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html>).

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use yagura_model::{Gap, GapKind, Map, Node, Value};

use crate::cdk;
use crate::expand;
use crate::includes;
use crate::made;
use crate::read::{Notes, declared};
use crate::sam;
use crate::template::{Context, Template};
use crate::values::size;
use yagura_template::folder::clean;
use yagura_template::syntax::MAX_NODES;

/// The type of a nested stack.
pub(crate) const STACK: &str = "AWS::CloudFormation::Stack";
/// How deep stacks may nest here.
const MAX_DEPTH: usize = 10;
/// How many stacks one tree may have here.
const MAX_STACKS: usize = 250;
/// How many nodes all templates of a tree may have.
const MAX_SIZE: usize = 4 * MAX_NODES;

/// A template that was read, and where from.
pub(crate) struct Loaded {
    /// As the user would name it.
    pub(crate) file: String,
    /// The tree as it is written.
    pub(crate) root: Node,
}

/// Finds the templates that a template names.
pub(crate) trait Library {
    /// The template at a path that is clean; why it cannot be had otherwise.
    fn load(&mut self, path: &Path) -> Result<Rc<Loaded>, Gap>;
    /// What stands in a file that is included in a template.
    fn part(&mut self, path: &Path) -> Result<Rc<Node>, Gap>;
    /// The path that an uploaded object was made from, by its address.
    fn asset(&self, from: &Path, url: &str) -> Option<PathBuf>;
    /// The files that were asked for since this was last called, as the user would name them.
    fn asked(&mut self) -> BTreeSet<String>;
}

/// One stack of a tree.
pub(crate) struct Instance {
    pub(crate) path: PathBuf,
    pub(crate) file: String,
    /// The template with its loops and SAM resources written out.
    pub(crate) root: Map,
    pub(crate) context: Context,
    /// The stack around, and the logical id in it.
    pub(crate) outer: Option<(usize, String)>,
    depth: usize,
}

/// A tree of stacks, the outermost first; every other one comes after the stack around it.
pub(crate) struct Plan {
    pub(crate) instances: Vec<Instance>,
    pub(crate) gaps: Vec<Gap>,
}

/// Lays out the stacks that a template makes.
pub(crate) fn plan(path: &Path, loaded: Rc<Loaded>, context: Context, library: &mut dyn Library) -> Plan {
    let mut plan = Plan { instances: Vec::new(), gaps: Vec::new() };
    let mut left = MAX_SIZE;
    if let Err(gap) = plan.add(path, loaded, Context { planning: true, ..context }, None, library, &mut left) {
        plan.gaps.push(gap);
    }
    let mut at = 0;
    while at < plan.instances.len() {
        plan.children(at, library, &mut left);
        at += 1;
    }
    plan
}

impl Plan {
    fn add(
        &mut self,
        path: &Path,
        loaded: Rc<Loaded>,
        context: Context,
        outer: Option<(usize, String)>,
        library: &mut dyn Library,
        left: &mut usize,
    ) -> Result<(), Gap> {
        let Some(rest) = left.checked_sub(size(&loaded.root)) else {
            return Err(Gap::error(format!("all its templates together have more than {MAX_SIZE} values")));
        };
        *left = rest;
        // Most templates stand in one place only.
        let Loaded { file, root } = Rc::try_unwrap(loaded)
            .unwrap_or_else(|shared| Loaded { file: shared.file.clone(), root: shared.root.clone() });
        let mut notes = Notes::new(&file);
        let Value::Map(mut root) = root.value else {
            notes.add(GapKind::Error, root.span, "no template: the file holds no map");
            self.gaps.append(&mut notes.gaps);
            return Ok(());
        };
        if let Some(account) = &context.account {
            cdk::own_account(&mut root, account);
        }
        if let Some(placeholders) = &context.placeholders {
            cdk::not_looked_up(&mut root, placeholders);
        }
        includes::include(&mut root, path, library, left);
        expand::macros(&root, &mut notes);
        expand::template(&mut root, &context, &mut notes);
        made::rewrite(&mut root);
        self.gaps.append(&mut notes.gaps);
        let depth = outer.as_ref().and_then(|(at, _)| self.instances.get(*at)).map_or(0, |outer| outer.depth + 1);
        self.instances.push(Instance { path: path.to_owned(), file, root, context, outer, depth });
        Ok(())
    }

    /// Adds the nested stacks of one.
    fn children(&mut self, at: usize, library: &mut dyn Library, left: &mut usize) {
        let Some(instance) = self.instances.get(at) else { return };
        let file = instance.file.clone();
        let mut notes = Notes::new(&file);
        let mut found = Vec::new();
        let Some(entries) = instance.root.get("Resources").and_then(Node::as_map) else { return };
        let mut quiet = Notes::new(&instance.file);
        let all = declared(entries, &mut quiet);
        if !all.iter().any(|(_, declared)| declared.resource_type == STACK) {
            return;
        }
        let template = Template::new(&instance.root, all.clone(), &instance.context);
        for (id, declared) in &all {
            if declared.resource_type != STACK {
                continue;
            }
            let node = entries.get(id);
            let span = node.and_then(|node| node.span);
            let unmade = declared
                .condition
                .and_then(Node::as_str)
                .is_some_and(|condition| template.condition(condition) == Ok(false));
            if unmade {
                continue;
            }
            let url = declared
                .properties
                .and_then(|properties| properties.get("TemplateURL"))
                .and_then(|node| template.value(node));
            let asset = node.and_then(asset_of);
            let path = match link(&instance.path, asset, url.as_ref(), library) {
                Ok(path) => path,
                Err(gap) => {
                    notes.add(gap.kind, span, format_args!("`{id}` ({STACK}): {}", gap.message));
                    continue;
                }
            };
            let loaded = match self.may_nest(at, &path).and_then(|()| library.load(&path)) {
                Ok(loaded) => loaded,
                Err(gap) => {
                    notes.add(gap.kind, span, format_args!("`{id}` ({STACK}): {}; not judged", gap.message));
                    continue;
                }
            };
            let parameters: HashMap<String, Node> = declared
                .properties
                .and_then(|properties| properties.get("Parameters"))
                .and_then(Node::as_map)
                .map(|map| {
                    let values = map.entries.iter();
                    values.filter_map(|(name, node)| Some((name.clone(), template.value(node)?))).collect()
                })
                .unwrap_or_default();
            let context = Context {
                prefix: format!("{}{id}.", instance.context.prefix),
                stack_name: None,
                parameters,
                ..instance.context.clone()
            };
            found.push(((*id).to_owned(), path, loaded, context, span));
        }
        for (id, path, loaded, context, span) in found {
            if let Err(gap) = self.add(&path, loaded, context, Some((at, id.clone())), library, left) {
                notes.add(gap.kind, span, format_args!("`{id}` ({STACK}): {}; not judged", gap.message));
            }
        }
        self.gaps.append(&mut notes.gaps);
    }

    fn may_nest(&self, at: usize, path: &Path) -> Result<(), Gap> {
        if self.instances.len() >= MAX_STACKS {
            return Err(Gap::error(format!("there are more than {MAX_STACKS} stacks")));
        }
        let mut around = self.instances.get(at);
        while let Some(instance) = around {
            if instance.depth >= MAX_DEPTH {
                return Err(Gap::error(format!("stacks nest more than {MAX_DEPTH} deep")));
            }
            if instance.path == path {
                return Err(Gap::error(format!("`{}` holds itself", instance.file)));
            }
            around = instance.outer.as_ref().and_then(|(outer, _)| self.instances.get(*outer));
        }
        Ok(())
    }
}

/// The templates that a template names, whatever its conditions are.
pub(crate) fn links(path: &Path, root: &Node, library: &dyn Library) -> Vec<PathBuf> {
    let Value::Map(map) = &root.value else { return Vec::new() };
    let mut map = map.clone();
    sam::transform(&mut map, &HashMap::new(), &mut Vec::new());
    let Some(entries) = map.get("Resources").and_then(Node::as_map) else { return Vec::new() };
    let stacks = entries.entries.iter().filter(|(_, node)| node.get("Type").and_then(Node::as_str) == Some(STACK));
    stacks
        .filter_map(|(_, node)| {
            let url = node.get("Properties").and_then(|properties| properties.get("TemplateURL"));
            link(path, asset_of(node), url, library).ok()
        })
        .collect()
}

/// Whether a text may hold nested stacks, or other files' content.
pub(crate) fn may_hold(text: &str) -> bool {
    ["CloudFormation::Stack", "Serverless::Application", "AWS::Include", "DefinitionUri"]
        .iter()
        .any(|name| text.contains(name))
}

/// The file that the AWS CDK made a nested stack's template from
/// (<https://docs.aws.amazon.com/cdk/v2/guide/assets.html>).
fn asset_of(resource: &Node) -> Option<&str> {
    let metadata = resource.get("Metadata")?;
    let of_template = metadata.get("aws:asset:property").and_then(Node::as_str) == Some("TemplateURL");
    metadata.get("aws:asset:path").and_then(Node::as_str).filter(|_| of_template)
}

/// Where a nested stack's template lies: a path beside the template around it, as `aws cloudformation package` takes it
/// (<https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html>).
fn link(from: &Path, asset: Option<&str>, url: Option<&Node>, library: &dyn Library) -> Result<PathBuf, Gap> {
    let folder = from.parent().unwrap_or(Path::new(""));
    if let Some(asset) = asset {
        return Ok(clean(&folder.join(asset)));
    }
    if let Some(gap) = url.and_then(Node::as_gap).filter(|gap| gap.kind == GapKind::Unsupported) {
        return Err(gap.clone());
    }
    let Some(url) = url.and_then(Node::as_str) else {
        return Err(Gap::unsupported(
            "where its template is, is known at deployment only; it is not judged as its part",
        ));
    };
    if let Some(path) = library.asset(from, url) {
        return Ok(clean(&path));
    }
    if url.contains("://") || url.starts_with('{') {
        return Err(Gap::unsupported(
            "its template is fetched at deployment only: it is judged where it is among the files, and without the parameters given here",
        ));
    }
    Ok(clean(&folder.join(url)))
}
