//! Instances of modules and resources, and what their names mean.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::rc::Rc;

use yagura_model::{Gap, Map, Node, Value};

use crate::convert::{to_number, to_text};
use crate::eval::{Binding, Scope};
use crate::instance::Instance;
use crate::module::{Call, Declared, Module, ProviderName, Repeat, Variable};
use crate::tree::{Body, Expr, Place};
use crate::value::{Kind, Object, Val, whole};
use crate::world::World;
use crate::{data, files, resources};

/// How many instances a block may have.
const MAX_INSTANCES: usize = 2_000;
/// How deep modules may call each other.
const MAX_MODULES: usize = 40;

/// An instance of a module.
pub(crate) struct Frame {
    pub(crate) module: Rc<Module>,
    /// `module.net["a"].`, empty for a root.
    pub(crate) prefix: String,
    /// `net.subnets`: the names of the calls, as `modules.json` has them.
    key: String,
    caller: Option<(Rc<Frame>, Rc<Call>)>,
    /// `each` or `count` of the call.
    bound: Option<(&'static str, Val)>,
    /// The values of a root's variables.
    given: HashMap<Rc<str>, Val>,
    pub(crate) presence: Presence,
    root: Rc<Root>,
    depth: usize,
    variables: Cache<Rc<str>, Val>,
    locals: Cache<Rc<str>, Val>,
    outputs: Cache<Rc<str>, Val>,
    resources: Cache<usize, Rc<Copies<Resource>>>,
    modules: Cache<usize, Rc<Copies<Frame>>>,
    providers: Cache<usize, Rc<Provided>>,
}

/// Makes an instance of its key, of what its key means to expressions, and of whether it will be there.
type Make<'a, T> = dyn Fn(&str, Option<(&'static str, Val)>, Presence) -> Rc<T> + 'a;

/// What belongs to a whole root.
#[derive(Default)]
pub(crate) struct Root {
    /// The root's folder.
    pub(crate) folder: String,
    /// The folders of installed modules, by the names of their calls.
    pub(crate) installed: HashMap<String, String>,
}

/// Whether something will be there.
#[derive(Clone, Default)]
pub(crate) struct Presence {
    /// Why it is not known.
    pub(crate) unsure: Option<Gap>,
    /// What decides, the same text for the same expression.
    pub(crate) condition: Option<String>,
}

/// What a provider's block says.
#[derive(Default)]
pub(crate) struct Provided {
    pub(crate) region: Option<String>,
    pub(crate) default_tags: Option<Val>,
}

/// An instance of a resource or data source.
pub(crate) struct Resource {
    pub(crate) frame: Rc<Frame>,
    pub(crate) declared: Rc<Declared>,
    /// With all modules.
    pub(crate) address: String,
    bound: Option<(&'static str, Val)>,
    pub(crate) presence: Presence,
    body: Cache<(), Rc<Object>>,
    instance: OnceCell<Rc<Instance>>,
}

/// The instances of a block.
pub(crate) enum Copies<T> {
    One(Rc<T>),
    List(Vec<Rc<T>>),
    Map(Vec<(Rc<str>, Rc<T>)>),
    /// Not known how many: one stands for all.
    Many(Rc<T>, Gap),
}

impl<T> Copies<T> {
    pub(crate) fn all(&self) -> Vec<&Rc<T>> {
        match self {
            Self::One(one) | Self::Many(one, _) => vec![one],
            Self::List(list) => list.iter().collect(),
            Self::Map(map) => map.iter().map(|(_, one)| one).collect(),
        }
    }
}

/// A resource or a module, of which attributes are worked out when they are asked for.
#[derive(Clone)]
pub(crate) enum Lazy {
    Resource(Rc<Resource>),
    Module(Rc<Frame>),
    /// Not known how many: one stands for all.
    Resources(Rc<Resource>, Gap),
    Modules(Rc<Frame>, Gap),
}

impl Lazy {
    /// Whether both are the same thing.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.address() == other.address()
    }

    pub(crate) fn address(&self) -> &str {
        match self {
            Self::Resource(resource) | Self::Resources(resource, _) => &resource.address,
            Self::Module(frame) | Self::Modules(frame, _) => frame.prefix.trim_end_matches('.'),
        }
    }

    /// Why it is not known how many there are.
    pub(crate) fn many(&self) -> Option<Gap> {
        match self {
            Self::Resources(_, gap) | Self::Modules(_, gap) => Some(gap.clone()),
            _ => None,
        }
    }

    /// The one that stands for all.
    pub(crate) fn one_of_many(&self) -> Option<Val> {
        match self {
            Self::Resources(resource, _) => Some(Kind::Lazy(Self::Resource(resource.clone())).into()),
            Self::Modules(frame, _) => Some(Kind::Lazy(Self::Module(frame.clone())).into()),
            _ => None,
        }
    }
}

/// Values that are worked out once. What is asked for while it is worked out hangs on itself.
struct Cache<K, V>(RefCell<HashMap<K, Option<V>>>);

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Cache<K, V> {
    fn get(&self, key: &K, make: impl FnOnce() -> V) -> Option<V> {
        if let Some(known) = self.0.borrow().get(key) {
            return known.clone();
        }
        self.0.borrow_mut().insert(key.clone(), None);
        let value = make();
        self.0.borrow_mut().insert(key.clone(), Some(value.clone()));
        Some(value)
    }
}

impl Frame {
    pub(crate) fn root(module: Rc<Module>, given: HashMap<Rc<str>, Val>, root: Rc<Root>) -> Rc<Self> {
        Rc::new(Self::new(module, root, given))
    }

    fn new(module: Rc<Module>, root: Rc<Root>, given: HashMap<Rc<str>, Val>) -> Self {
        Self {
            module,
            prefix: String::new(),
            key: String::new(),
            caller: None,
            bound: None,
            given,
            presence: Presence::default(),
            root,
            depth: 0,
            variables: Cache::default(),
            locals: Cache::default(),
            outputs: Cache::default(),
            resources: Cache::default(),
            modules: Cache::default(),
            providers: Cache::default(),
        }
    }

    /// The frame and all below it forget each other, so that they can go.
    pub(crate) fn clear(&self) {
        self.variables.0.borrow_mut().clear();
        self.locals.0.borrow_mut().clear();
        self.outputs.0.borrow_mut().clear();
        self.providers.0.borrow_mut().clear();
        let resources = std::mem::take(&mut *self.resources.0.borrow_mut());
        for resource in resources.values().flatten().flat_map(|copies| copies.all()) {
            resource.body.0.borrow_mut().clear();
        }
        let modules = std::mem::take(&mut *self.modules.0.borrow_mut());
        for frame in modules.values().flatten().flat_map(|copies| copies.all()) {
            frame.clear();
        }
    }
}

/// Runs with the names that a repeated block makes.
fn with_bound<T>(frame: &Rc<Frame>, bound: Option<&(&'static str, Val)>, run: impl FnOnce(Scope<'_>) -> T) -> T {
    match bound {
        None => run(Scope::of(frame)),
        Some((name, value)) => {
            let binding = Binding { name, value, outer: None };
            run(Scope { bindings: Some(&binding), ..Scope::of(frame) })
        }
    }
}

impl World {
    pub(crate) fn variable(&self, frame: &Rc<Frame>, name: &Rc<str>) -> Val {
        let Some(variable) = frame.module.variables.get(name) else {
            return Val::unknown(frame.module.undeclared(&format!("the variable `{name}`")));
        };
        let value = frame.variables.get(name, || self.variable_value(frame, name, variable));
        value.unwrap_or_else(|| Val::unknown(Gap::unsupported(format!("the variable `{name}` hangs on itself"))))
    }

    fn variable_value(&self, frame: &Rc<Frame>, name: &Rc<str>, variable: &Variable) -> Val {
        let default = |expression: &Expr| self.eval(expression, Scope::of(frame));
        let given = match &frame.caller {
            None => frame.given.get(name).cloned(),
            Some((caller, call)) => call.body.attribute(name).map(|attribute| {
                with_bound(caller, frame.bound.as_ref(), |scope| self.eval(&attribute.value, scope).at(attribute.place))
            }),
        };
        let given = given.filter(|given| !given.is_null() || (variable.nullable && frame.caller.is_some()));
        let value = match (given, &variable.default) {
            (Some(given), _) => given,
            (None, Some(expression)) => default(expression),
            (None, None) if frame.caller.is_some() => {
                // Terraform refuses that before it works anything out.
                Val::unknown(Gap::unresolved(format!("the module is not given its variable `{name}`")))
            }
            (None, None) => Val::unknown(Gap::unresolved(format!("variable `{name}` has no value"))),
        };
        let mut value = variable
            .of
            .convert(&value, &default)
            .unwrap_or_else(|gap| Val::unknown(Gap { message: format!("variable `{name}`: {}", gap.message), ..gap }));
        value.sensitive |= variable.sensitive;
        value
    }

    pub(crate) fn local(&self, frame: &Rc<Frame>, name: &Rc<str>) -> Val {
        let Some(expression) = frame.module.locals.get(name) else {
            return Val::unknown(frame.module.undeclared(&format!("the local value `{name}`")));
        };
        let value = frame.locals.get(name, || self.eval(expression, Scope::of(frame)));
        value.unwrap_or_else(|| Val::unknown(Gap::unsupported(format!("the local value `{name}` hangs on itself"))))
    }

    /// All instances of a `resource` or `data` block, as one value.
    pub(crate) fn resource(&self, frame: &Rc<Frame>, is_data: bool, kind: &str, name: &Rc<str>) -> Val {
        let Some((at, declared)) = frame.module.resource(is_data, &Rc::from(kind), name) else {
            let address = if is_data { format!("data.{kind}.{name}") } else { format!("{kind}.{name}") };
            return Val::unknown(frame.module.undeclared(&format!("`{address}`")));
        };
        let Some(copies) = self.resource_copies(frame, at, declared) else {
            return Val::unknown(Gap::unsupported(format!("the number of `{kind}.{name}` hangs on itself")));
        };
        let lazy = |one: &Rc<Resource>| Val::from(Kind::Lazy(Lazy::Resource(one.clone())));
        copies_value(&copies, lazy, Lazy::Resources)
    }

    pub(crate) fn resource_copies(
        &self,
        frame: &Rc<Frame>,
        at: usize,
        declared: &Rc<Declared>,
    ) -> Option<Rc<Copies<Resource>>> {
        frame.resources.get(&at, || {
            let data = if declared.data { "data." } else { "" };
            let address = format!("{}{data}{}.{}", frame.prefix, declared.kind, declared.name);
            let make = |key: &str, bound: Option<(&'static str, Val)>, presence: Presence| {
                Rc::new(Resource {
                    frame: frame.clone(),
                    declared: declared.clone(),
                    address: format!("{address}{key}"),
                    bound,
                    presence,
                    body: Cache::default(),
                    instance: OnceCell::new(),
                })
            };
            Rc::new(self.copies(frame, &declared.repeat, declared.place, &make))
        })
    }

    fn copies<T>(&self, frame: &Rc<Frame>, repeat: &Repeat, place: Place, make: &Make<'_, T>) -> Copies<T> {
        let outer = || frame.presence.clone();
        let (expression, keyed) = match (&repeat.count, &repeat.for_each) {
            (Some(count), _) => (count, false),
            (None, Some(for_each)) => (for_each, true),
            (None, None) => return Copies::One(make("", None, outer())),
        };
        let value = self.eval(expression, Scope::of(frame));
        let too_many = |count: f64| Gap::unsupported(format!("{count} instances are more than are looked at"));
        let instances = || -> Result<Copies<T>, Gap> {
            if keyed {
                let elements = match &value.kind {
                    Kind::List(_) if value.first_gap().is_none() => {
                        return Err(Gap::error("`for_each` takes a map or a set of texts, not a list"));
                    }
                    Kind::List(_) => return Err(value.first_gap().cloned().unwrap_or_else(|| Gap::error("a list"))),
                    _ => self.elements(&value)?,
                };
                if elements.len() > MAX_INSTANCES {
                    return Err(too_many(elements.len() as f64));
                }
                self.charge(elements.len())?;
                let mut map = Vec::with_capacity(elements.len());
                for (key, value) in elements {
                    let name = to_text(&key)?;
                    let each = Val::object([("key", Val::text(name.clone())), ("value", value)]);
                    map.push((name.clone(), make(&format!("[{name:?}]"), Some(("each", each)), outer())));
                }
                return Ok(Copies::Map(map));
            }
            let count = to_number(&value)?;
            let count = whole(count)
                .and_then(|count| usize::try_from(count).ok())
                .filter(|count| *count <= MAX_INSTANCES)
                .ok_or_else(|| too_many(count))?;
            self.charge(count)?;
            Ok(Copies::List(
                (0..count)
                    .map(|at| {
                        let index = Val::object([("index", Val::number(at as f64))]);
                        make(&format!("[{at}]"), Some(("count", index)), outer())
                    })
                    .collect(),
            ))
        };
        instances().unwrap_or_else(|gap| {
            if gap.kind != yagura_model::GapKind::Unresolved {
                self.note(gap.kind, place, &gap.message);
            }
            let unknown = Val::unknown(gap.clone());
            let bound = if keyed {
                ("each", Val::object([("key", unknown.clone()), ("value", unknown)]))
            } else {
                ("count", Val::object([("index", unknown)]))
            };
            let mut condition = outer().condition.unwrap_or_default();
            let written = self.source(expression.place.file);
            condition.push_str(&frame.prefix);
            condition.push_str(written.as_ref().map(|source| source.slice(expression.place)).unwrap_or_default());
            let presence = Presence { unsure: Some(gap.clone()), condition: Some(condition) };
            Copies::Many(make("[*]", Some(bound), presence), gap)
        })
    }

    /// All instances of a module, as one value.
    pub(crate) fn module(&self, frame: &Rc<Frame>, name: &Rc<str>) -> Val {
        let Some((at, call)) =
            frame.module.call_index.get(name).and_then(|at| Some((*at, frame.module.calls.get(*at)?)))
        else {
            return Val::unknown(frame.module.undeclared(&format!("`module.{name}`")));
        };
        match self.module_copies(frame, at, call) {
            Err(gap) => Val::unknown(gap),
            Ok(copies) => {
                let lazy = |one: &Rc<Frame>| Val::from(Kind::Lazy(Lazy::Module(one.clone())));
                copies_value(&copies, lazy, Lazy::Modules)
            }
        }
    }

    /// The instances of a module; a gap says why it cannot be read.
    pub(crate) fn module_copies(
        &self,
        frame: &Rc<Frame>,
        at: usize,
        call: &Rc<Call>,
    ) -> Result<Rc<Copies<Frame>>, Gap> {
        let key = if frame.key.is_empty() { call.name.to_string() } else { format!("{}.{}", frame.key, call.name) };
        let folder = self.module_folder(frame, call, &key)?;
        let mut caller = Some(frame);
        while let Some(outer) = caller {
            if outer.module.folder == folder {
                return Err(Gap::error(format!("`module.{}` calls itself", call.name)));
            }
            caller = outer.caller.as_ref().map(|(outer, _)| outer);
        }
        if frame.depth >= MAX_MODULES {
            return Err(Gap::unsupported("modules call each other too deeply"));
        }
        let module = self.module_of(&folder);
        let copies = frame.modules.get(&at, || {
            let make = |index: &str, bound: Option<(&'static str, Val)>, presence: Presence| {
                Rc::new(Frame {
                    prefix: format!("{}module.{}{index}.", frame.prefix, call.name),
                    key: key.clone(),
                    caller: Some((frame.clone(), call.clone())),
                    bound,
                    presence,
                    depth: frame.depth + 1,
                    ..Frame::new(module.clone(), frame.root.clone(), HashMap::new())
                })
            };
            Rc::new(self.copies(frame, &call.repeat, call.place, &make))
        });
        copies.ok_or_else(|| Gap::unsupported(format!("the number of `module.{}` hangs on itself", call.name)))
    }

    fn module_folder(&self, frame: &Rc<Frame>, call: &Call, key: &str) -> Result<String, Gap> {
        let Some(source) = &call.source else {
            return Err(Gap::unresolved(format!("`module.{}` has no source that is a plain text", call.name)));
        };
        if is_local(source) {
            let folder = files::normal(&frame.module.folder, source)
                .ok_or_else(|| Gap::unsupported(format!("module `{source}` lies outside the folder: not read")))?;
            let folder = self.files.real(&folder);
            if !self.has_configuration(&folder) {
                return Err(Gap::unsupported(format!("module `{source}` has no files")));
            }
            return Ok(folder);
        }
        match frame.root.installed.get(key) {
            Some(folder) if self.has_configuration(folder) => Ok(folder.clone()),
            _ => Err(Gap::unsupported(format!(
                "module `{source}` is not here: run `terraform init` in `{}` first, or scan a plan",
                self.shown(&frame.root.folder)
            ))),
        }
    }

    fn has_configuration(&self, folder: &str) -> bool {
        !self.configuration_files(folder).is_empty()
    }

    /// `path.module`: from the root's folder, as Terraform is run there.
    #[expect(clippy::unused_self, reason = "beside its kin")]
    pub(crate) fn relative(&self, frame: &Frame) -> String {
        files::relative(&frame.root.folder, &frame.module.folder)
    }

    /// The text of a file that an expression names.
    pub(crate) fn read_file(&self, path: &str, scope: Scope<'_>) -> Result<String, Gap> {
        self.files.text(&self.file_path(path, scope)?)
    }

    /// The path of a file that an expression names, from the tree's top: relative paths begin at the root's folder.
    pub(crate) fn file_path(&self, path: &str, scope: Scope<'_>) -> Result<String, Gap> {
        let folder = scope.frame.map(|frame| frame.root.folder.as_str()).unwrap_or_default();
        let path = files::normal(folder, path)
            .ok_or_else(|| Gap::unsupported(format!("the file `{path}` lies outside the folder: not read")))?;
        self.asked.borrow_mut().insert(self.shown(&path));
        Ok(path)
    }

    /// An attribute of a resource or module.
    pub(crate) fn lazy_attribute(&self, lazy: &Lazy, name: &Rc<str>) -> Val {
        match lazy {
            Lazy::Module(frame) => {
                let Some(expression) = frame.module.outputs.get(name) else {
                    return Val::unknown(
                        frame.module.undeclared(&format!("the output `{name}` of `{}`", lazy.address())),
                    );
                };
                let value = frame.outputs.get(name, || self.eval(expression, Scope::of(frame)));
                value.unwrap_or_else(|| Val::unknown(Gap::unsupported(format!("the output `{name}` hangs on itself"))))
            }
            Lazy::Resource(resource) if resource.declared.data => data::attribute(self, resource, name),
            Lazy::Resource(resource) => self.resource_attribute(resource, name),
            Lazy::Resources(_, gap) | Lazy::Modules(_, gap) => Val::unknown(gap.clone()),
        }
    }

    fn resource_attribute(&self, resource: &Rc<Resource>, name: &Rc<str>) -> Val {
        let body = match self.body(resource) {
            Ok(body) => body,
            Err(gap) => return Val::unknown(gap),
        };
        let written = body.entries.get(name).filter(|value| !value.is_null());
        if let Some(value) = written.filter(|value| value.gap().is_none()) {
            return value.clone();
        }
        let computed = match &*resource.declared.kind {
            kind if kind.starts_with("aws_") => resources::attribute(&self.instance(resource, &body), name),
            // What they make is a text of no meaning.
            "random_id" | "random_pet" | "random_string" | "random_integer" | "random_uuid" | "random_password"
                if written.is_none() =>
            {
                Some(Node::from(format!("{{{}.{name}}}", resource.address)))
            }
            _ => None,
        };
        match (computed, written) {
            (Some(node), _) => crate::node::to_val(&node),
            (None, Some(value)) => value.clone(),
            (None, None) => {
                Val::unknown(Gap::unresolved(format!("`{}.{name}` is known after apply", resource.address)))
            }
        }
    }

    /// What is written in a resource's block.
    pub(crate) fn body(&self, resource: &Rc<Resource>) -> Result<Rc<Object>, Gap> {
        let body = resource.body.get(&(), || {
            with_bound(&resource.frame, resource.bound.as_ref(), |scope| {
                Rc::new(self.block_body(&resource.declared.body, scope, true))
            })
        });
        body.ok_or_else(|| Gap::unsupported(format!("`{}` hangs on itself", resource.address)))
    }

    /// Attributes by their names, blocks as lists by their types.
    fn block_body(&self, body: &Body, scope: Scope<'_>, top: bool) -> Object {
        let mut object = Object::default();
        for attribute in &body.attributes {
            let meta = matches!(&*attribute.name, "count" | "for_each" | "provider" | "depends_on");
            if top && meta {
                continue;
            }
            object.entries.insert(attribute.name.clone(), self.eval(&attribute.value, scope).at(attribute.place));
        }
        let mut blocks: BTreeMap<Rc<str>, Vec<Val>> = BTreeMap::new();
        for block in &body.blocks {
            let meta = matches!(&*block.kind, "lifecycle" | "provisioner" | "connection");
            if top && meta {
                continue;
            }
            if &*block.kind == "dynamic"
                && let Some(kind) = block.labels.first()
            {
                self.dynamic(kind, &block.body, block.place, scope, blocks.entry(kind.clone()).or_default());
                continue;
            }
            let inner = self.block_body(&block.body, scope, false);
            let value = Val::from(Kind::Map(Rc::new(inner))).at(block.place);
            blocks.entry(block.kind.clone()).or_default().push(value);
        }
        for (kind, mut list) in blocks {
            // In the JSON syntax a block stands where an attribute would, and `dynamic` ones of its kind beside it.
            match object.entries.remove(&kind) {
                None | Some(Val { kind: Kind::Null, .. }) => {}
                Some(Val { kind: Kind::List(written), .. }) => drop(list.splice(0..0, written.iter().cloned())),
                Some(written) => list.insert(0, written),
            }
            let value = match list.as_slice() {
                // Only a `dynamic` block that is not known.
                [only] if only.gap().is_some() => only.clone(),
                _ => {
                    let place = list.first().and_then(|first| first.place);
                    Val { place, ..Val::list(list) }
                }
            };
            object.entries.insert(kind, value);
        }
        object
    }

    /// <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>
    fn dynamic(&self, kind: &Rc<str>, body: &Body, place: Place, scope: Scope<'_>, blocks: &mut Vec<Val>) {
        let content = body.blocks("content").next();
        let collection = body.value("for_each").map(|expression| self.eval(expression, scope));
        let (Some(content), Some(collection)) = (content, collection) else {
            blocks.push(Val::unknown(Gap::error(format!("the dynamic block `{kind}` lacks `for_each` or `content`"))));
            return;
        };
        let elements = self.elements(&collection).and_then(|elements| {
            self.charge(elements.len())?;
            Ok(elements)
        });
        let iterator = match body.value("iterator").map(|expression| &expression.kind) {
            Some(crate::tree::ExprKind::Variable(name) | crate::tree::ExprKind::Text(name)) => name.clone(),
            _ => kind.clone(),
        };
        match elements {
            Err(gap) => blocks.push(Val::unknown(gap).at(place)),
            Ok(elements) => {
                for (key, value) in elements {
                    let value = Val::object([("key", key), ("value", value)]);
                    let binding = Binding { name: &iterator, value: &value, outer: scope.bindings };
                    let inner = self.block_body(&content.body, Scope { bindings: Some(&binding), ..scope }, false);
                    blocks.push(Val::from(Kind::Map(Rc::new(inner))).at(content.place));
                }
            }
        }
    }

    /// The instance as the tables of resource types read it.
    pub(crate) fn instance(&self, resource: &Rc<Resource>, body: &Rc<Object>) -> Rc<Instance> {
        if let Some(known) = resource.instance.get() {
            return known.clone();
        }
        let place = resource.declared.place;
        let (file, span) = self.span(place);
        let instance = Rc::new(Instance {
            address: resource.address.clone(),
            kind: resource.declared.kind.to_string(),
            body: self.tagged(resource, self.body_node(body, place.file)),
            file,
            span,
            region: self.region(resource, body),
            unsure: resource.presence.unsure.clone(),
            condition: resource.presence.condition.clone(),
        });
        // Somebody may have made it meanwhile, of the same body.
        resource.instance.get_or_init(|| instance).clone()
    }

    /// The body with the provider's default tags
    /// (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block>).
    fn tagged(&self, resource: &Resource, mut body: Map) -> Map {
        if !resource.declared.kind.starts_with("aws_") || &*resource.declared.kind == "aws_autoscaling_group" {
            return body;
        }
        let provided = self.provided(resource);
        let Some(defaults) = &provided.default_tags else { return body };
        let defaults = self.node(defaults, u32::MAX);
        match (body.get_mut("tags").map(|node| &mut node.value), defaults.value) {
            (Some(Value::Map(tags)), Value::Map(defaults)) => {
                for (name, node) in defaults.entries {
                    if tags.get(&name).is_none() {
                        tags.set(name, node);
                    }
                }
            }
            (None | Some(Value::Null), defaults) => body.set("tags", Node::new(defaults)),
            (Some(_), _) => {}
        }
        body
    }

    fn region(&self, resource: &Resource, body: &Object) -> Option<String> {
        let own = body.entries.get("region").and_then(|region| region.as_text().map(ToString::to_string));
        own.filter(|region| !crate::value::symbolic(region)).or_else(|| self.provided(resource).region.clone())
    }

    /// What the provider's block says for a resource.
    pub(crate) fn provided(&self, resource: &Resource) -> Rc<Provided> {
        let name = resource.declared.provider.clone();
        let name =
            name.unwrap_or_else(|| (Rc::from(resource.declared.kind.split('_').next().unwrap_or_default()), None));
        self.provider(&resource.frame, &name)
    }

    fn provider(&self, frame: &Rc<Frame>, name: &ProviderName) -> Rc<Provided> {
        if let Some((at, provider)) =
            frame.module.providers.iter().enumerate().find(|(_, provider)| provider.name == *name)
        {
            let provided = frame.providers.get(&at, || {
                let scope = Scope::of(frame);
                let region = provider.body.value("region").map(|expression| self.eval(expression, scope));
                let region = region.and_then(|region| region.as_text().map(ToString::to_string));
                let tags = provider.body.blocks("default_tags").next();
                let tags = tags.and_then(|block| block.body.value("tags")).map(|tags| self.eval(tags, scope));
                let region = region.filter(|region| !crate::value::symbolic(region));
                Rc::new(Provided { region, default_tags: tags })
            });
            return provided.unwrap_or_default();
        }
        let Some((caller, call)) = &frame.caller else { return Rc::default() };
        match call.providers.iter().find(|(inside, _)| inside == name) {
            Some((_, outside)) => self.provider(caller, outside),
            // The default provider is inherited.
            None if name.1.is_none() => self.provider(caller, name),
            None => Rc::default(),
        }
    }

    /// A resource or module as a plain value.
    pub(crate) fn force(&self, lazy: &Lazy) -> Val {
        match lazy {
            Lazy::Resource(resource) => match self.body(resource) {
                Err(gap) => Val::unknown(gap),
                Ok(body) => {
                    let mut object = (*body).clone();
                    for name in ["id", "arn"] {
                        let name: Rc<str> = Rc::from(name);
                        let value = self.lazy_attribute(lazy, &name);
                        if value.gap().is_none() {
                            object.entries.insert(name, value);
                        }
                    }
                    object.rest =
                        Some(Rc::new(Gap::unresolved(format!("`{}` is known after apply", resource.address))));
                    Kind::Map(Rc::new(object)).into()
                }
            },
            Lazy::Module(frame) => {
                let names: Vec<Rc<str>> = frame.module.outputs.keys().cloned().collect();
                let entries = names.into_iter().map(|name| {
                    let value = self.lazy_attribute(lazy, &name);
                    (name, value)
                });
                Val::map(entries.collect())
            }
            Lazy::Resources(_, gap) | Lazy::Modules(_, gap) => Val::unknown(gap.clone()),
        }
    }
}

/// Whether a module's source is a folder of the same tree.
pub(crate) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || matches!(source, "." | "..")
}

fn copies_value<T>(copies: &Copies<T>, lazy: impl Fn(&Rc<T>) -> Val, many: impl Fn(Rc<T>, Gap) -> Lazy) -> Val {
    match copies {
        Copies::One(one) => lazy(one),
        Copies::List(list) => Val::list(list.iter().map(lazy).collect()),
        Copies::Map(map) => Val::map(map.iter().map(|(name, one)| (name.clone(), lazy(one))).collect()),
        Copies::Many(one, gap) => Kind::Lazy(many(one.clone(), gap.clone())).into(),
    }
}
