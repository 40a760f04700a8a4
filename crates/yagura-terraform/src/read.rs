//! Root modules into a snapshot.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{fs, io, thread};

use yagura_model::{Gap, GapKind, Map, Node, OWN_ACCOUNT, Read, Scope, ScopeKind, Snapshot, Span, Value};
use yagura_template::Draft;

use crate::files::Files;
use crate::frame::{Frame, Resource};
use crate::instance::Instance;
use crate::outside::Outside;
use crate::package::{Archives, is_archive};
use crate::places::Places;
use crate::plan::Planned;
use crate::tree::{Body, ExprKind, Place, Step};
use crate::world::{Source, World, is_configuration};
use crate::{ignores, resources, root, syntax};

/// Expressions may hang on each other some hundred deep: more stack than a thread has by itself, reserved and hardly used.
const STACK: usize = 1 << 29;
/// How many resources one root may have.
const MAX_DRAFTS: usize = 200_000;

/// How root modules are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The size in bytes above which a file is not read.
    pub max_bytes: u64,
    /// `TF_VAR_name` and its value: what the environment gives to variables.
    pub environment: BTreeMap<String, String>,
    /// Files of values for variables, as `-var-file` names them: path and text. They win over all other files.
    pub var_files: Vec<(String, String)>,
    /// The plans that are read too: a root that one of them plans in full is judged by it alone.
    pub plans: Vec<Planned>,
    /// What stands in place of files of the folder, by their paths in it.
    pub texts: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_bytes: 16 << 20,
            environment: BTreeMap::new(),
            var_files: Vec::new(),
            plans: Vec::new(),
            texts: BTreeMap::new(),
        }
    }
}

/// Why a folder could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing, or it may not be read.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The path as it was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Where the blocks of root modules stand: what a plan of the same configuration points at.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    roots: BTreeMap<String, HashMap<String, Block>>,
    /// The archives that each root packs.
    archives: BTreeMap<String, Archives>,
    /// What is judged of a root: itself, or its plan.
    judged: BTreeMap<String, String>,
}

/// Where a block stands, and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) file: String,
    pub(crate) span: Span,
    /// The types of the blocks in it, however deep, `dynamic` ones too.
    /// JSON writes blocks as objects, in which they are not told apart from values.
    pub(crate) inner: Option<BTreeSet<String>>,
    /// The attributes in it, however deep, whose expressions are references and nothing else.
    pub(crate) whole: BTreeSet<String>,
    /// Where what is in it stands.
    pub(crate) places: Places,
}

impl Blocks {
    /// A block, by its address without keys, in the root module of a folder;
    /// if there is only one root, it is that one.
    pub(crate) fn find(&self, folder: &str, address: &str) -> Option<&Block> {
        let root = match self.roots.get(folder) {
            Some(root) => root,
            None if self.roots.len() == 1 => self.roots.values().next()?,
            None => return None,
        };
        root.get(address)
    }

    /// The folder of the root that a plan or a state is of, as far as that is known: its own, else; and what the root packs.
    pub(crate) fn archives(&self, file: &str, folder: &str) -> (String, Archives) {
        let planned = self.judged.iter().find(|(_, by)| *by == file).map(|(root, _)| root.as_str());
        let root = planned.unwrap_or(folder);
        (root.to_owned(), self.archives.get(root).cloned().unwrap_or_default())
    }

    /// What is judged of the root module of a folder.
    pub(crate) fn judged(&self, folder: &str) -> Option<&str> {
        self.judged.get(folder).map(String::as_str)
    }
}

/// Reads texts by their paths (`main.tf`, `modules/net/main.tf`) as one tree of folders.
pub fn read(files: &[(&str, &str)], options: &Options) -> Snapshot {
    let files: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    // What `terraform init` brings in is read where it is called.
    let brought = |path: &str| path.split('/').any(|part| part == ".terraform");
    let paths: Vec<String> = files.keys().filter(|path| is_configuration(path) && !brought(path)).cloned().collect();
    let mut snapshot = Snapshot::default();
    tree(&mut snapshot, Files::Memory(files), String::new(), &paths, options);
    snapshot.sort();
    snapshot
}

/// Reads the root modules of a folder into a snapshot, beside what is there already.
///
/// `paths` are the configuration files that were found in it, relative to it, with `/`; `shown` stands before them where they are
/// shown. Other files are opened where an expression names them, if they lie inside. Fails only when the folder itself cannot be read.
pub fn read_files(
    snapshot: &mut Snapshot,
    folder: &Path,
    shown: &str,
    paths: &[String],
    options: &Options,
) -> Result<Blocks, ReadError> {
    let root = fs::canonicalize(folder).map_err(|source| ReadError::Io { path: folder.to_owned(), source })?;
    let files = Files::Folder { root, max_bytes: options.max_bytes, texts: options.texts.clone() };
    Ok(tree(snapshot, files, shown.to_owned(), paths, options))
}

/// Whether a file belongs to Terraform's configuration: `.tf` or `.tf.json`, not of an editor.
pub fn is_configuration_file(name: &str) -> bool {
    is_configuration(name)
}

fn tree(snapshot: &mut Snapshot, files: Files, shown: String, paths: &[String], options: &Options) -> Blocks {
    let mut blocks = Blocks::default();
    let read = thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
            let world = World::new(files, shown, paths);
            roots(snapshot, &world, paths, options, &mut blocks);
        });
        worker.is_ok_and(|worker| worker.join().is_ok())
    });
    if !read {
        snapshot.contents.gaps.push(Gap::error("the Terraform files could not be read: the reader gave up"));
    }
    blocks
}

fn roots(snapshot: &mut Snapshot, world: &World, paths: &[String], options: &Options, blocks: &mut Blocks) {
    let folder = |path: &String| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let folders: BTreeSet<String> = paths.iter().map(folder).collect();
    let mut read: Vec<(String, Collected)> = Vec::new();
    for root in root::roots(world, &folders) {
        let shown = match world.shown(&root) {
            shown if shown.is_empty() => ".".to_owned(),
            shown => shown,
        };
        world.begin_root();
        let frame = root::frame(world, &root, options);
        let mut collected = Collected::default();
        collect(world, &frame, &shown, &mut collected);
        for draft in &mut collected.drafts {
            collected.archives.resolve(draft, &shown);
        }
        frame.clear();
        let asked = std::mem::take(&mut *world.asked.borrow_mut());
        snapshot.contents.reads.extend(asked.into_iter().map(|file| Read { root: shown.clone(), file }));
        read.push((shown, collected));
    }
    let planned = planned(&options.plans, &read);
    for (shown, collected) in read {
        let Collected { mut drafts, written, places, unread, archives, .. } = collected;
        blocks.archives.insert(shown.clone(), archives);
        blocks.roots.insert(shown.clone(), places);
        blocks.judged.insert(shown.clone(), planned.get(&shown).unwrap_or(&shown).clone());
        if let Some(plan) = planned.get(&shown) {
            let message = format!("`{shown}` is judged by its plan `{plan}`, not by its source");
            snapshot.contents.gaps.push(Gap::unsupported(message));
            continue;
        }
        snapshot.contents.scopes.push(Scope {
            kind: ScopeKind::Template,
            account: OWN_ACCOUNT.to_owned(),
            name: shown.clone(),
            regions: Vec::new(),
            caller: String::new(),
        });
        resources::tell_unread(snapshot, &shown, unread);
        for (draft, written) in drafts.iter_mut().zip(&written) {
            draft.written = written.as_ref();
        }
        yagura_template::finish(snapshot, drafts);
    }
    snapshot.contents.ignores.append(&mut ignores::ignores(world));
    let mut outside: Vec<Outside> = world.outside.take().into_iter().map(|(_, outside)| outside).collect();
    let key = |one: &Outside| (one.file.clone(), one.address.clone(), one.block);
    outside.sort_by_cached_key(key);
    // A file of values may be given to several roots.
    outside.dedup_by_key(|one| key(one));
    yagura_template::finish(snapshot, outside.into_iter().map(Outside::draft).collect());
    snapshot.contents.sources.extend(paths.iter().map(|path| world.shown(path)));
    let mut seen = BTreeSet::new();
    let gaps = std::mem::take(&mut *world.gaps.borrow_mut());
    snapshot.contents.gaps.extend(gaps.into_iter().filter(|gap| seen.insert(gap.clone())));
}

/// Which roots are planned in full, and by which plan.
///
/// A plan is a root's where it has all that the source says will be there and lists all that may be. The root in the plan's own folder
/// comes first; where several roots elsewhere are alike, none of them is taken for the plan's.
fn planned(plans: &[Planned], roots: &[(String, Collected)]) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for plan in plans {
        let alike = |(_, root): &&(String, Collected)| {
            !root.places.is_empty()
                && root.certain.iter().all(|address| plan.resources.contains(address))
                && root.places.keys().all(|address| plan.configured.contains(address))
        };
        let alike: Vec<&String> = roots.iter().filter(alike).map(|(shown, _)| shown).collect();
        let own = alike.iter().find(|shown| ***shown == plan.folder);
        if let Some(root) = own.or(if alike.len() == 1 { alike.first() } else { None }) {
            found.entry((*root).clone()).or_insert_with(|| plan.file.clone());
        }
    }
    found
}

#[derive(Default)]
struct Collected {
    drafts: Vec<Draft<'static>>,
    /// The unknown properties of each draft as they are written.
    written: Vec<Option<Node>>,
    /// Where each block stands, by its address without keys.
    places: HashMap<String, Block>,
    /// Those of them of which it is known that they will be there.
    certain: BTreeSet<String>,
    /// How many resources there are of types that are not read.
    unread: BTreeMap<String, u64>,
    /// What packages are made of.
    archives: Archives,
}

fn collect(world: &World, frame: &Rc<Frame>, root: &str, collected: &mut Collected) {
    for (at, declared) in frame.module.resources.iter().enumerate() {
        if declared.data && !is_archive(&declared.kind) {
            continue;
        }
        let Some(copies) = world.resource_copies(frame, at, declared) else { continue };
        for resource in copies.all() {
            if collected.drafts.len() >= MAX_DRAFTS {
                world.note(GapKind::Unsupported, declared.place, format!("more than {MAX_DRAFTS} resources"));
                return;
            }
            let body = match world.body(resource) {
                Ok(body) => body,
                Err(gap) => {
                    world.note(gap.kind, declared.place, &gap.message);
                    continue;
                }
            };
            let instance = world.instance(resource, &body);
            if is_archive(&declared.kind) {
                collected.archives.add(&instance.address, &instance.body, root);
            }
            if declared.data {
                continue;
            }
            let place = || {
                let mut inner = BTreeSet::new();
                inner_blocks(&declared.body, &mut inner);
                let json = Path::new(&instance.file).extension().is_some_and(|extension| extension == "json");
                let inner = Some(inner).filter(|_| !json);
                let places = Places::of_map(&instance.body);
                Block { file: instance.file.clone(), span: instance.span, inner, whole: whole(&declared.body), places }
            };
            let address = crate::plan::without_keys(&instance.address);
            if instance.unsure.is_none() {
                collected.certain.insert(address.clone());
            }
            collected.places.entry(address).or_insert_with(place);
            match resources::drafts(&instance, root) {
                None => *collected.unread.entry(instance.kind.clone()).or_default() += 1,
                Some(drafts) => {
                    for mut draft in drafts {
                        let written = written(world, resource, &instance, &mut draft);
                        collected.drafts.push(draft);
                        collected.written.push(written);
                    }
                }
            }
        }
    }
    for (at, call) in frame.module.calls.iter().enumerate() {
        match world.module_copies(frame, at, call) {
            Err(gap) => world.note(gap.kind, call.place, &gap.message),
            Ok(copies) => {
                for inner in copies.all() {
                    world.asked.borrow_mut().insert(format!("{}/", world.shown(&inner.module.folder)));
                    collect(world, inner, root, collected);
                }
            }
        }
    }
}

/// The types of all blocks below a body.
fn inner_blocks(body: &Body, inner: &mut BTreeSet<String>) {
    for block in &body.blocks {
        let kind = match block.labels.first() {
            Some(kind) if &*block.kind == "dynamic" => kind,
            _ => &block.kind,
        };
        inner.insert(kind.to_string());
        inner_blocks(&block.body, inner);
    }
}

/// The attributes of a body and all blocks in it that are references and nothing else wherever they stand.
fn whole(body: &Body) -> BTreeSet<String> {
    fn look(body: &Body, whole: &mut BTreeMap<String, bool>) {
        for attribute in &body.attributes {
            let is = match &attribute.value.kind {
                ExprKind::Traversal(..) => true,
                ExprKind::Tuple(items) => {
                    matches!(items.as_slice(), [one] if matches!(one.kind, ExprKind::Traversal(..)))
                }
                _ => false,
            };
            whole.entry(attribute.name.to_string()).and_modify(|all| *all &= is).or_insert(is);
        }
        body.blocks.iter().for_each(|block| look(&block.body, whole));
    }
    let mut found = BTreeMap::new();
    look(body, &mut found);
    found.into_iter().filter_map(|(name, whole)| whole.then_some(name)).collect()
}

/// The unknown properties as they are written, so that a piece finds the owner that is named by the same expression.
/// A piece of what a data source finds belongs to nothing in this tree.
fn written(world: &World, resource: &Resource, instance: &Instance, draft: &mut Draft<'static>) -> Option<Node> {
    let source = world.source(resource.declared.place.file)?;
    let text = |node: &Node| -> Option<String> {
        node.as_gap()?;
        expression(&source, node)
    };
    let mut map = Map::default();
    for (name, node) in &mut draft.properties.entries {
        let by = || yagura_template::joins(&draft.resource_type).iter().any(|join| join.by == name);
        let mut one = |node: &mut Node| -> Node {
            let Some(mut text) = text(node) else { return Node::null() };
            if by() && is_found(&text) {
                node.value = Value::String(format!("{{{text}}}"));
                return Node::null();
            }
            // The same words mean another thing in each module and instance.
            let own = text.contains("each.") || text.contains("count.");
            text.push('\0');
            text.push_str(if own { &instance.address } else { &resource.frame.prefix });
            Node::from(text)
        };
        let raw = match &mut node.value {
            Value::Unknown(_) => one(node),
            Value::List(list) if list.iter().any(|item| item.as_gap().is_some()) => {
                Node::from(list.iter_mut().map(&mut one).collect::<Vec<_>>())
            }
            _ => continue,
        };
        map.set(name.clone(), raw);
    }
    (!map.entries.is_empty()).then(|| Node::from(map))
}

/// Whether an expression is what a data source finds and nothing else.
fn is_found(text: &str) -> bool {
    let Ok(expression) = syntax::expression(text, Place::default()) else { return false };
    let ExprKind::Traversal(base, steps) = &expression.kind else { return false };
    matches!(&base.kind, ExprKind::Variable(root) if &**root == "data")
        && matches!(steps.as_slice(), [Step::Attribute(_), Step::Attribute(_), _, ..])
}

/// The expression at a node's place, without the name before it.
fn expression(source: &Source, node: &Node) -> Option<String> {
    let written = source.slice_span(node.span?)?;
    let name_end = written.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(0);
    let behind = written.get(name_end..)?.trim_start();
    let value = match behind.strip_prefix('=') {
        Some(value) if !value.starts_with('=') => value,
        _ => written,
    };
    Some(value.trim().to_owned())
}
