//! Plans and states as JSON
//! (<https://developer.hashicorp.com/terraform/internals/json-format>).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use serde_json::{Map as Object, Value as Json};
use yagura_model::{Gap, GapKind, Map, Node, OWN_ACCOUNT, Rest, Scope, ScopeKind, Snapshot, Span, Value};
use yagura_template::{Draft, syntax};

use crate::instance::Instance;
use crate::package::{Archives, is_archive};
use crate::read::Blocks;
use crate::resources;

/// How deep modules may nest.
const MAX_DEPTH: usize = 60;
/// How many values a JSON document at an attribute may hold.
const MAX_NODES: usize = syntax::MAX_NODES;

/// What kind of JSON a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `terraform show -json PLAN`.
    Plan,
    /// `terraform show -json`.
    State,
    /// A state file.
    RawState,
}

fn form(json: &Json) -> Option<Form> {
    if json.get("format_version").is_some() && json.get("planned_values").is_some() {
        return Some(Form::Plan);
    }
    if json.get("format_version").is_some() && (json.get("values").is_some() || json.get("terraform_version").is_some())
    {
        return Some(Form::State);
    }
    let raw = json.get("version").is_some_and(Json::is_number)
        && json.get("lineage").is_some()
        && json.get("resources").is_some_and(Json::is_array);
    raw.then_some(Form::RawState)
}

/// Whether a text may be a plan or a state: the cheap test.
pub fn looks_like_plan(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with('{')
        && (text.contains("\"terraform_version\"") || text.contains("\"planned_values\""))
        && (text.contains("\"format_version\"") || text.contains("\"lineage\""))
}

/// What a plan plans: the addresses, without keys, by which its root is known among those that are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The plan, as the user would name it.
    pub(crate) file: String,
    /// Its folder.
    pub(crate) folder: String,
    /// What will be there.
    pub(crate) resources: BTreeSet<String>,
    /// What is written.
    pub(crate) configured: BTreeSet<String>,
}

impl Planned {
    /// Whether it is the plan in this file.
    pub fn is_of(&self, file: &str) -> bool {
        self.file == file
    }
}

/// What a plan plans; `None` of what is no plan, and of a plan that says of itself that it is not whole.
pub fn planned(file: &str, text: &str) -> Option<Planned> {
    let json = looks_like_plan(text).then(|| serde_json::from_str::<Json>(text).ok()).flatten()?;
    if form(&json) != Some(Form::Plan) || !wanting(&json).is_empty() {
        return None;
    }
    let mut reader = Reader::new(file, Lines { addresses: HashMap::new() }, &NO_BLOCKS);
    reader.configuration(json.pointer("/configuration/root_module")?, "", 0);
    reader.module(json.pointer("/planned_values/root_module")?, &HashMap::new(), 0);
    Some(Planned {
        file: file.to_owned(),
        folder: folder_of(file).to_owned(),
        resources: reader.items.iter().map(|item| without_keys(&item.address)).collect(),
        configured: reader.configuration.into_keys().collect(),
    })
}

/// What a plan says it lacks (<https://developer.hashicorp.com/terraform/internals/json-format#plan-representation>).
fn wanting(json: &Json) -> Vec<String> {
    let mut lacks = Vec::new();
    if json.get("errored").and_then(Json::as_bool) == Some(true) {
        lacks.push("the plan failed: what it does not have is not judged".to_owned());
    } else if json.get("complete").and_then(Json::as_bool) == Some(false) {
        lacks.push("the plan is not complete: what it does not have is not judged".to_owned());
    }
    for change in array(json.get("deferred_changes")) {
        let address = change.pointer("/resource_change/address").and_then(Json::as_str).unwrap_or("?");
        lacks.push(format!("`{address}` is deferred to a later plan: not judged"));
    }
    lacks
}

static NO_BLOCKS: LazyLock<Blocks> = LazyLock::new(Blocks::default);

/// The folder of a file, as roots are named.
fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or(".", |(folder, _)| folder)
}

/// Reads a plan or a state (`terraform show -json`, or a state file) beside what is in the snapshot already.
/// Where its configuration was read too, `blocks` says where it stands: there is where the resources point at.
/// Gives `false` where the text is neither.
pub fn read_plan(snapshot: &mut Snapshot, file: &str, text: &str, blocks: &Blocks) -> bool {
    if !looks_like_plan(text) {
        return false;
    }
    let Ok(json) = serde_json::from_str::<Json>(text) else {
        snapshot.contents.gaps.push(Gap::error(format!("{file}: not valid JSON")));
        return true;
    };
    let Some(form) = form(&json) else { return false };
    snapshot.contents.sources.push(file.to_owned());
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Template,
        account: OWN_ACCOUNT.to_owned(),
        name: file.to_owned(),
        regions: Vec::new(),
        caller: String::new(),
    });
    let judged = blocks.judged(folder_of(file)).filter(|_| form != Form::Plan);
    if let Some(root) = judged.filter(|root| snapshot.contents.scopes.iter().any(|scope| scope.name == **root)) {
        snapshot.contents.states.insert(file.to_owned(), root.to_owned());
    }
    let mut reader = Reader::new(file, Lines::of(text), blocks);
    match form {
        Form::Plan => {
            reader.gaps = wanting(&json);
            if let Some(root) = json.pointer("/configuration/root_module") {
                reader.configuration(root, "", 0);
            }
            let mut unknown = HashMap::new();
            for change in array(json.get("resource_changes")) {
                let after = change.pointer("/change/after_unknown");
                if let (Some(address), Some(after)) = (string(change, "address"), after) {
                    unknown.insert(address.to_owned(), after);
                }
            }
            if let Some(root) = json.pointer("/prior_state/values/root_module") {
                reader.archives(root, 0);
            }
            if let Some(root) = json.pointer("/planned_values/root_module") {
                reader.archives(root, 0);
                reader.module(root, &unknown, 0);
            }
        }
        Form::State => {
            if let Some(root) = json.pointer("/values/root_module") {
                reader.archives(root, 0);
                reader.module(root, &HashMap::new(), 0);
            }
        }
        Form::RawState => reader.raw(&json),
    }
    reader.finish(snapshot);
    true
}

/// The file's own kind of name in messages.
fn gap(kind: GapKind, file: &str, message: impl std::fmt::Display) -> Gap {
    Gap::new(kind, format!("{file}: {message}"))
}

fn array(json: Option<&Json>) -> &[Json] {
    json.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn string<'j>(json: &'j Json, name: &str) -> Option<&'j str> {
    json.get(name).and_then(Json::as_str)
}

/// Where addresses stand in the text, at their first places: lines and columns.
struct Lines {
    addresses: HashMap<String, (u32, u32)>,
}

impl Lines {
    fn of(text: &str) -> Self {
        const NAME: &str = "\"address\":";
        let mut addresses = HashMap::new();
        let (mut line, mut column, mut seen) = (1u32, 1u32, 0);
        for (at, _) in text.match_indices(NAME) {
            for c in text.get(seen..at).unwrap_or_default().chars() {
                (line, column) = if c == '\n' { (line.saturating_add(1), 1) } else { (line, column.saturating_add(1)) };
            }
            seen = at;
            let value = text.get(at + NAME.len()..).unwrap_or_default();
            let mut values = serde_json::Deserializer::from_str(value).into_iter::<String>();
            if let Some(Ok(address)) = values.next() {
                addresses.entry(address).or_insert((line, column));
            }
        }
        Self { addresses }
    }

    fn span(&self, address: &str) -> Span {
        let (line, column) = self.addresses.get(address).copied().unwrap_or((1, 1));
        Span { line, column, end_line: line, end_column: column }
    }
}

struct Reader<'a> {
    file: &'a str,
    blocks: &'a Blocks,
    lines: Lines,
    /// The expressions of the configuration, by addresses without keys.
    configuration: HashMap<String, (&'a str, &'a Json)>,
    /// The addresses of what has parts in resources of their own.
    parted: HashSet<String>,
    items: Vec<Instance>,
    /// What packages are made of, and the folder of the root.
    archives: Archives,
    root: String,
    /// What is not read.
    gaps: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(file: &'a str, lines: Lines, blocks: &'a Blocks) -> Self {
        let (configuration, parted) = (HashMap::new(), HashSet::new());
        let (root, archives) = blocks.archives(file, folder_of(file));
        Self { file, lines, blocks, configuration, parted, items: Vec::new(), archives, root, gaps: Vec::new() }
    }

    fn configuration(&mut self, module: &'a Json, prefix: &str, depth: usize) {
        if depth > MAX_DEPTH {
            self.gaps.push(format!("modules more than {MAX_DEPTH} deep are not read"));
            return;
        }
        for resource in array(module.get("resources")) {
            let Some(address) = string(resource, "address") else { continue };
            if string(resource, "mode") == Some("data") {
                continue;
            }
            // A block that says nothing has no expressions.
            let expressions = resource.get("expressions").unwrap_or(&Json::Null);
            let by = address.split('.').next().and_then(resources::part_of);
            let owners = by.and_then(|by| expressions.get(by)?.get("references"));
            for owner in array(owners).iter().filter_map(Json::as_str) {
                self.parted.insert(format!("{prefix}{owner}"));
            }
            self.configuration.insert(format!("{prefix}{address}"), (address, expressions));
        }
        let calls = module.get("module_calls").and_then(Json::as_object);
        for (name, call) in calls.into_iter().flatten() {
            if let Some(inner) = call.get("module") {
                self.configuration(inner, &format!("{prefix}module.{name}."), depth + 1);
            }
        }
    }

    fn module(&mut self, module: &Json, unknown: &HashMap<String, &Json>, depth: usize) {
        if depth > MAX_DEPTH {
            self.gaps.push(format!("modules more than {MAX_DEPTH} deep are not read"));
            return;
        }
        for resource in array(module.get("resources")) {
            let (Some(address), Some(kind)) = (string(resource, "address"), string(resource, "type")) else {
                self.gaps.push("a resource without its address and type is not read".to_owned());
                continue;
            };
            if string(resource, "mode") == Some("data") {
                continue;
            }
            let values = resource.get("values").and_then(Json::as_object);
            self.push(address, kind, values, unknown.get(address).copied());
        }
        for child in array(module.get("child_modules")) {
            self.module(child, unknown, depth + 1);
        }
    }

    /// The archives of a module and of those in it.
    fn archives(&mut self, module: &Json, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for resource in array(module.get("resources")) {
            if let (Some(address), Some(values)) = (string(resource, "address"), resource.get("values"))
                && string(resource, "type").is_some_and(is_archive)
            {
                self.archive(address, values);
            }
        }
        for child in array(module.get("child_modules")) {
            self.archives(child, depth + 1);
        }
    }

    fn archive(&mut self, address: &str, values: &Json) {
        if let Some(body) = Node::from(values).as_map() {
            self.archives.add(address, body, &self.root);
        }
    }

    fn raw(&mut self, json: &Json) {
        for resource in array(json.get("resources")) {
            let (Some(kind), Some(name)) = (string(resource, "type"), string(resource, "name")) else {
                self.gaps.push("a resource without its address and type is not read".to_owned());
                continue;
            };
            for values in array(resource.get("instances")).iter().filter_map(|instance| instance.get("attributes")) {
                if is_archive(kind) {
                    self.archive(&format!("data.{kind}.{name}"), values);
                }
            }
            if string(resource, "mode") == Some("data") {
                continue;
            }
            let module = string(resource, "module").map(|module| format!("{module}.")).unwrap_or_default();
            for instance in array(resource.get("instances")) {
                let key = match instance.get("index_key") {
                    Some(Json::Number(number)) => format!("[{number}]"),
                    Some(Json::String(key)) => format!("[{key:?}]"),
                    _ => String::new(),
                };
                let values = instance.get("attributes").and_then(Json::as_object);
                self.push(&format!("{module}{kind}.{name}{key}"), kind, values, None);
            }
        }
    }

    fn push(&mut self, address: &str, kind: &str, values: Option<&Object<String, Json>>, unknown: Option<&Json>) {
        let block_address = without_keys(address);
        let expressions = self.configuration.get(&block_address).map(|(_, expressions)| *expressions);
        let block = self.blocks.find(folder_of(self.file), &block_address);
        let prefix = Context {
            kind,
            blocks: block.and_then(|block| block.inner.as_ref()),
            whole: block.map(|block| &block.whole),
            parts: self.parted.contains(&block_address),
            module: address.rsplit_once(&format!("{kind}.")).map(|(prefix, _)| prefix).unwrap_or_default(),
            key: key(address).unwrap_or_default(),
        };
        let mut body = Map::default();
        for (name, value) in values.into_iter().flatten() {
            let unknown = unknown.and_then(|unknown| unknown.get(name));
            body.set(name.clone(), self.value(name, value, unknown, expression(expressions, name), prefix));
        }
        // What is not known at all is in `after_unknown` only.
        for (name, flag) in unknown.and_then(Json::as_object).into_iter().flatten() {
            if body.get(name).is_none() && !computed(expressions, name, prefix) {
                let node = self.value(name, &Json::Null, Some(flag), expression(expressions, name), prefix);
                if node.value != Value::Null {
                    body.set(name.clone(), node);
                }
            }
        }
        let text = |name: &str| values.and_then(|values| values.get(name)).and_then(Json::as_str).map(str::to_owned);
        let region = text("region").or_else(|| text("arn").and_then(|arn| arn.split(':').nth(3).map(str::to_owned)));
        if let Some(block) = block {
            block.places.put(&mut body);
        }
        let place = block.map(|block| (block.file.as_str(), block.span));
        let (file, span) = place.unwrap_or_else(|| (self.file, self.lines.span(address)));
        self.items.push(Instance {
            address: address.to_owned(),
            kind: kind.to_owned(),
            body,
            file: file.to_owned(),
            span,
            region: region.filter(|region| !region.is_empty()),
            unsure: None,
            condition: None,
        });
    }

    #[expect(clippy::self_only_used_in_recursion, reason = "beside its kin")]
    fn value(
        &self,
        name: &str,
        value: &Json,
        unknown: Option<&Json>,
        written: Option<&Json>,
        prefix: Context<'_>,
    ) -> Node {
        match (unknown, value) {
            (Some(Json::Bool(true)), _) => refer(name, written, prefix)
                .unwrap_or_else(|| Node::unknown(Gap::unresolved(format!("`{name}` is known after apply")))),
            (flags, Json::Array(list)) => {
                let flags = array(flags);
                let count = list.len().max(flags.len());
                let item = |at: usize| {
                    let value = list.get(at).unwrap_or(&Json::Null);
                    self.value(name, value, flags.get(at), written, prefix)
                };
                Node::from((0..count).map(item).collect::<Vec<_>>())
            }
            (flags, Json::Object(object)) => {
                let mut map = Map { entries: Vec::with_capacity(object.len()), rest: Rest::Absent };
                for (key, value) in object {
                    let flag = flags.and_then(|flags| flags.get(key));
                    map.entries.push((key.clone(), self.value(key, value, flag, expression(written, key), prefix)));
                }
                for (key, flag) in flags.and_then(Json::as_object).into_iter().flatten() {
                    if !object.contains_key(key) && !computed(written, key, prefix) {
                        map.set(
                            key.clone(),
                            self.value(key, &Json::Null, Some(flag), expression(written, key), prefix),
                        );
                    }
                }
                Node::from(map)
            }
            (_, Json::String(text)) if resources::is_document(name) && text.trim_start().starts_with(['{', '[']) => {
                match syntax::read_json(text, MAX_NODES) {
                    Ok(parsed) => plain(parsed.root),
                    Err(_) => Node::from(text.as_str()),
                }
            }
            _ => Node::from(value),
        }
    }

    fn finish(self, snapshot: &mut Snapshot) {
        let mut drafts: Vec<Draft<'static>> = Vec::new();
        let mut unread: BTreeMap<String, u64> = BTreeMap::new();
        for instance in &self.items {
            match resources::drafts(instance, self.file) {
                Some(made) => {
                    for mut draft in made {
                        // What AWS has answered already is the better name.
                        let known = |name: &str| instance.body.get(name).and_then(Node::as_str).map(str::to_owned);
                        if let Some(arn) = known("arn").filter(|arn| !arn.is_empty() && draft.arn.is_some()) {
                            draft.arn = Some(arn);
                        }
                        self.archives.resolve(&mut draft, &self.root);
                        if let Some(id) = known("id").filter(|id| !id.is_empty() && draft.reference.is_some()) {
                            draft.reference = Some(id);
                        }
                        drafts.push(draft);
                    }
                }
                None => *unread.entry(instance.kind.clone()).or_default() += 1,
            }
        }
        resources::tell_unread(snapshot, self.file, unread);
        let told: BTreeSet<&String> = self.gaps.iter().collect();
        snapshot.contents.gaps.extend(told.into_iter().map(|message| gap(GapKind::Unsupported, self.file, message)));
        if self.items.is_empty() {
            snapshot.contents.gaps.push(gap(GapKind::Unsupported, self.file, "no resources in the plan or state"));
        }
        yagura_template::finish(snapshot, drafts);
    }
}

/// The tree without places: they are of the inner text.
fn plain(mut node: Node) -> Node {
    node.span = None;
    node.value = match node.value {
        Value::List(list) => Value::List(list.into_iter().map(plain).collect()),
        Value::Map(map) => Value::Map(Map {
            entries: map.entries.into_iter().map(|(name, node)| (name, plain(node))).collect(),
            rest: map.rest,
        }),
        value => value,
    };
    node
}

/// Whether nobody wrote an attribute or a block: what the provider makes of it is what it makes of a configuration that is read
/// without a plan, and no more unknown than there.
///
/// The configuration in the plan does not list what a `dynamic` block makes: the source says whether there is one, or the list of
/// what the provider computes by itself.
fn computed(expressions: Option<&Json>, name: &str, context: Context<'_>) -> bool {
    let listed = expressions.is_none() || expression(expressions, name).is_some();
    !listed
        && match context.blocks {
            Some(blocks) => !blocks.contains(name),
            None => resources::silent(context.kind, name, context.parts),
        }
}

/// The expression of an attribute; blocks are lists of such.
///
/// Blocks that are a set stand in another order than they are written, and those of a `dynamic` block are not listed: of blocks that
/// differ it is known only that one of them has the attribute.
fn expression<'j>(expressions: Option<&'j Json>, name: &str) -> Option<&'j Json> {
    match expressions? {
        Json::Array(list) => {
            let mut found = list.iter().map(|block| block.get(name));
            let first = found.next()?;
            if found.all(|other| other == first) { first } else { Some(&Json::Null) }
        }
        other => other.get(name),
    }
}

/// Where an expression stands: `module.net["a"].` and the instance's own key, `["k"]`.
#[derive(Clone, Copy)]
struct Context<'a> {
    kind: &'a str,
    /// The blocks in the source, where it is at hand.
    blocks: Option<&'a BTreeSet<String>>,
    /// The attributes that are references and nothing else, where the source is at hand.
    whole: Option<&'a BTreeSet<String>>,
    /// Whether the resource has parts in resources of their own.
    parts: bool,
    module: &'a str,
    key: &'a str,
}

/// The key at the end of an address.
fn key(address: &str) -> Option<&str> {
    let start = if address.ends_with("\"]") { address.rfind("[\"")? } else { address.rfind('[')? };
    address.ends_with(']').then(|| address.get(start..)).flatten()
}

/// What a sole reference means though its value is not known: the symbol of the resource that it names.
///
/// A plan lists the references of an expression and not what is made of them: `aws_s3_bucket.a.id` and `"${aws_s3_bucket.a.id}-logs"`
/// look alike. The source tells them apart; without it only an attribute that names another resource is taken for the reference.
fn refer(name: &str, written: Option<&Json>, context: Context<'_>) -> Option<Node> {
    match context.whole {
        Some(whole) if !whole.contains(name) => return None,
        None if resources::is_document(name) || !resources::names_another(context.kind, name) => return None,
        _ => {}
    }
    let written = written?;
    if written.get("constant_value").is_some() {
        return None;
    }
    let references: Vec<&str> = array(written.get("references")).iter().filter_map(Json::as_str).collect();
    let own = |name: &&&str| matches!(**name, "each.key" | "count.index");
    let keyed = references.iter().any(|name| own(&name));
    let references: Vec<&str> = references.iter().filter(|name| !own(name)).copied().collect();
    // From the longest to the shortest, each a step less: `aws_x.y.id`, `aws_x.y`.
    let mut longer = *references.first()?;
    for other in references.iter().skip(1) {
        let rest = longer.strip_prefix(other)?;
        if !rest.starts_with(['.', '[']) {
            return None;
        }
        longer = other;
    }
    let steps = steps(references.first()?);
    let (kind, one, attributes) = match steps.as_slice() {
        [kind, one, attributes @ ..] if kind.starts_with("aws_") => (kind, one, attributes),
        _ => return None,
    };
    // `aws_x.y[each.key].id` is listed as `aws_x.y` and `each.key`; with more, the key is in another part of the expression.
    if keyed && (!attributes.is_empty() || one.ends_with(']')) {
        return None;
    }
    let Context { module, key, .. } = context;
    let address = format!("{module}{kind}.{one}{}", if keyed { key } else { "" });
    Some(Node::from(match attributes {
        [] => format!("{{{address}}}"),
        [attribute] if resources::is_reference(kind, attribute) => format!("{{{address}}}"),
        attributes => format!("{{{address}.{}}}", attributes.join(".")),
    }))
}

/// The parts of a reference; keys in brackets may have dots.
fn steps(reference: &str) -> Vec<&str> {
    let (mut quoted, mut depth) = (false, 0);
    reference
        .split(move |c: char| {
            match c {
                '"' if depth > 0 => quoted = !quoted,
                '[' if !quoted => depth += 1,
                ']' if !quoted => depth -= 1,
                _ => {}
            }
            c == '.' && depth == 0
        })
        .collect()
}

/// `module.a["x"].aws_s3_bucket.b[0]` as `module.a.aws_s3_bucket.b`.
pub(crate) fn without_keys(address: &str) -> String {
    let mut result = String::new();
    let mut quoted = false;
    let mut depth = 0;
    for c in address.chars() {
        match c {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            _ if depth == 0 => result.push(c),
            _ => {}
        }
    }
    result
}
