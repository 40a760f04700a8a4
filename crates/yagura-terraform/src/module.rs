//! A module as it is written: the declarations of all files of a folder.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use yagura_model::Gap;

use crate::convert::Type;
use crate::tree::{Attribute, Block, Body, Expr, ExprKind, Place, Step};

/// The declarations of a folder.
#[derive(Default)]
pub(crate) struct Module {
    /// The folder, from the tree's top.
    pub(crate) folder: String,
    pub(crate) variables: HashMap<Rc<str>, Variable>,
    pub(crate) locals: HashMap<Rc<str>, Expr>,
    pub(crate) outputs: BTreeMap<Rc<str>, Expr>,
    pub(crate) resources: Vec<Rc<Declared>>,
    pub(crate) resource_index: HashMap<(bool, Rc<str>, Rc<str>), usize>,
    pub(crate) calls: Vec<Rc<Call>>,
    pub(crate) call_index: HashMap<Rc<str>, usize>,
    pub(crate) providers: Vec<Rc<Provider>>,
    /// A file of the folder that could not be read: what is not declared may be declared there.
    pub(crate) unread: Option<String>,
    /// What Terraform would refuse: where and why.
    pub(crate) wrong: Vec<(Place, String)>,
}

/// A `variable` block.
pub(crate) struct Variable {
    pub(crate) of: Type,
    pub(crate) default: Option<Expr>,
    pub(crate) nullable: bool,
    pub(crate) sensitive: bool,
}

/// A `resource` or `data` block.
pub(crate) struct Declared {
    pub(crate) data: bool,
    pub(crate) kind: Rc<str>,
    pub(crate) name: Rc<str>,
    pub(crate) body: Body,
    pub(crate) place: Place,
    pub(crate) repeat: Repeat,
    /// `aws.west`: the provider's name and its alias.
    pub(crate) provider: Option<(Rc<str>, Option<Rc<str>>)>,
}

/// A `module` block.
pub(crate) struct Call {
    pub(crate) name: Rc<str>,
    pub(crate) source: Option<Rc<str>>,
    pub(crate) body: Body,
    pub(crate) place: Place,
    pub(crate) repeat: Repeat,
    /// Which of the caller's providers the module's are: `(name, alias)` inside to `(name, alias)` outside.
    pub(crate) providers: Vec<(ProviderName, ProviderName)>,
}

/// A provider's name and its alias.
pub(crate) type ProviderName = (Rc<str>, Option<Rc<str>>);

/// A `provider` block.
pub(crate) struct Provider {
    pub(crate) name: ProviderName,
    pub(crate) body: Body,
}

/// How many there are of a block.
#[derive(Default)]
pub(crate) struct Repeat {
    pub(crate) count: Option<Expr>,
    pub(crate) for_each: Option<Expr>,
}

impl Repeat {
    fn of(body: &Body) -> Self {
        Self { count: body.value("count").cloned(), for_each: body.value("for_each").cloned() }
    }
}

/// The declarations of a folder's files; those of override files come last and replace parts of the others
/// (<https://developer.hashicorp.com/terraform/language/files/override>).
pub(crate) fn module(folder: &str, bodies: Vec<(String, Body)>) -> Module {
    let mut blocks: Vec<Block> = Vec::new();
    let mut overrides: Vec<Block> = Vec::new();
    for (name, body) in bodies {
        if is_override(&name) { overrides.extend(body.blocks) } else { blocks.extend(body.blocks) }
    }
    for block in overrides {
        override_block(&mut blocks, block);
    }
    let mut module = Module { folder: folder.to_owned(), ..Module::default() };
    for block in blocks {
        module.declare(block);
    }
    module
}

fn is_override(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let stem = stem.strip_suffix(".tf").unwrap_or(stem);
    stem == "override" || stem.ends_with("_override")
}

fn override_block(blocks: &mut Vec<Block>, block: Block) {
    if &*block.kind == "locals" {
        // Each name by itself.
        for attribute in block.body.attributes {
            let place = blocks
                .iter_mut()
                .filter(|old| &*old.kind == "locals")
                .flat_map(|old| old.body.attributes.iter_mut())
                .find(|old| old.name == attribute.name);
            match place {
                Some(old) => *old = attribute,
                None => blocks.push(Block {
                    kind: Rc::from("locals"),
                    labels: Vec::new(),
                    place: attribute.place,
                    body: Body { attributes: vec![attribute], blocks: Vec::new() },
                }),
            }
        }
        return;
    }
    let Some(old) = blocks.iter_mut().find(|old| old.kind == block.kind && old.labels == block.labels) else {
        blocks.push(block);
        return;
    };
    for attribute in block.body.attributes {
        match old.body.attributes.iter_mut().find(|old| old.name == attribute.name) {
            Some(old) => *old = attribute,
            None => old.body.attributes.push(attribute),
        }
    }
    // All blocks of a type are replaced by those of the override.
    let of_type = |block: &Block| if &*block.kind == "dynamic" { block.labels.first().cloned() } else { None };
    let replaced: Vec<Rc<str>> =
        block.body.blocks.iter().map(|block| of_type(block).unwrap_or_else(|| block.kind.clone())).collect();
    old.body.blocks.retain(|block| {
        let kind = of_type(block).unwrap_or_else(|| block.kind.clone());
        !replaced.contains(&kind)
    });
    old.body.blocks.extend(block.body.blocks);
}

impl Module {
    fn declare(&mut self, block: Block) {
        let Block { kind, labels, body, place } = block;
        let mut labels = labels.into_iter();
        let mut label = || labels.next();
        match &*kind {
            "variable" => {
                let Some(name) = label() else { return self.unlabelled(place, "variable") };
                let flag = |name: &str| match body.value(name).map(|value| &value.kind) {
                    Some(ExprKind::Bool(value)) => Some(*value),
                    _ => None,
                };
                let variable = Variable {
                    of: body.value("type").map_or(Type::Any, Type::of),
                    nullable: flag("nullable").unwrap_or(true),
                    sensitive: flag("sensitive").unwrap_or(false),
                    default: body.value("default").cloned(),
                };
                self.variables.insert(name, variable);
            }
            "locals" => {
                for Attribute { name, value, place } in body.attributes {
                    if self.locals.insert(name.clone(), value).is_some() {
                        self.wrong.push((place, format!("the local value `{name}` is declared twice")));
                    }
                }
            }
            "output" => {
                let Some(name) = label() else { return self.unlabelled(place, "output") };
                if let Some(value) = body.value("value") {
                    self.outputs.insert(name, value.clone());
                }
            }
            "resource" | "data" => {
                let (Some(resource_kind), Some(name)) = (label(), label()) else {
                    return self.unlabelled(place, &kind);
                };
                let data = &*kind == "data";
                let key = (data, resource_kind.clone(), name.clone());
                if self.resource_index.contains_key(&key) {
                    self.wrong.push((place, format!("`{resource_kind}.{name}` is declared twice")));
                    return;
                }
                let provider = body.value("provider").and_then(provider_name);
                self.resource_index.insert(key, self.resources.len());
                self.resources.push(Rc::new(Declared {
                    data,
                    kind: resource_kind,
                    name,
                    repeat: Repeat::of(&body),
                    provider,
                    body,
                    place,
                }));
            }
            "module" => {
                let Some(name) = label() else { return self.unlabelled(place, "module") };
                if self.call_index.contains_key(&name) {
                    self.wrong.push((place, format!("`module.{name}` is declared twice")));
                    return;
                }
                let source = match body.value("source").map(|value| &value.kind) {
                    Some(ExprKind::Text(text)) => Some(text.clone()),
                    _ => None,
                };
                let providers = match body.value("providers").map(|value| &value.kind) {
                    Some(ExprKind::Object(items)) => items
                        .iter()
                        .filter_map(|(key, value)| Some((provider_name(key)?, provider_name(value)?)))
                        .collect(),
                    _ => Vec::new(),
                };
                self.call_index.insert(name.clone(), self.calls.len());
                self.calls.push(Rc::new(Call { name, source, repeat: Repeat::of(&body), providers, body, place }));
            }
            "provider" => {
                let Some(name) = label() else { return self.unlabelled(place, "provider") };
                let alias = match body.value("alias").map(|value| &value.kind) {
                    Some(ExprKind::Text(alias)) => Some(alias.clone()),
                    _ => None,
                };
                self.providers.push(Rc::new(Provider { name: (name, alias), body }));
            }
            _ => {}
        }
    }

    fn unlabelled(&mut self, place: Place, kind: &str) {
        self.wrong.push((place, format!("a `{kind}` block without its name")));
    }

    /// Why a name that stands in no file that was read is not known. Terraform refuses a name that is nowhere declared before it
    /// works anything out, so `try` and `can` never see that.
    pub(crate) fn undeclared(&self, what: &str) -> Gap {
        match &self.unread {
            Some(file) => Gap::unsupported(format!("{what} may be declared in `{file}`, which was not read")),
            None => Gap::unresolved(format!("{what} is not declared")),
        }
    }

    pub(crate) fn resource(&self, data: bool, kind: &Rc<str>, name: &Rc<str>) -> Option<(usize, &Rc<Declared>)> {
        let at = *self.resource_index.get(&(data, kind.clone(), name.clone()))?;
        Some((at, self.resources.get(at)?))
    }
}

/// `aws` or `aws.west`, as an expression, as a name of an object's entry, or as a text.
fn provider_name(expression: &Expr) -> Option<ProviderName> {
    match &expression.kind {
        ExprKind::Variable(name) => Some((name.clone(), None)),
        ExprKind::Text(text) => Some(match text.split_once('.') {
            Some((name, alias)) => (Rc::from(name), Some(Rc::from(alias))),
            None => (text.clone(), None),
        }),
        ExprKind::Traversal(base, steps) => match (&base.kind, steps.as_slice()) {
            (ExprKind::Variable(name), [Step::Attribute(alias)]) => Some((name.clone(), Some(alias.clone()))),
            _ => None,
        },
        _ => None,
    }
}
