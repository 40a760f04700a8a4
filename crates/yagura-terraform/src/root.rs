//! Which folders are root modules, and what their variables are given.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use yagura_model::Gap;

use crate::convert::Type;
use crate::eval::Scope;
use crate::files;
use crate::frame::{Frame, Root, is_local};
use crate::functions::from_json;
use crate::module::Module;
use crate::outside::Outside;
use crate::read::Options;
use crate::syntax;
use crate::tree::Place;
use crate::value::Val;
use crate::world::World;

/// The folders that no other folder calls as a module. Of folders that call each other in a circle the first is a root.
pub(crate) fn roots(world: &World, folders: &BTreeSet<String>) -> Vec<String> {
    let mut calls: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut called: BTreeSet<String> = BTreeSet::new();
    for folder in folders {
        let module = world.module_of(folder);
        let targets: BTreeSet<String> = module
            .calls
            .iter()
            .filter_map(|call| call.source.as_deref())
            .filter(|source| is_local(source))
            .filter_map(|source| Some(world.files.real(&files::normal(folder, source)?)))
            .filter(|target| target != folder)
            .collect();
        called.extend(targets.iter().cloned());
        calls.insert(folder, targets);
    }
    let mut roots: Vec<String> = folders.iter().filter(|folder| !called.contains(*folder)).cloned().collect();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut next = roots.clone();
    loop {
        while let Some(folder) = next.pop() {
            if reached.insert(folder.clone()) {
                next.extend(calls.get(folder.as_str()).into_iter().flatten().cloned());
            }
        }
        match folders.iter().find(|folder| !reached.contains(*folder)) {
            None => break,
            Some(folder) => {
                roots.push(folder.clone());
                next.push(folder.clone());
            }
        }
    }
    roots.sort();
    roots
}

/// A root module with its variables and installed modules.
pub(crate) fn frame(world: &World, folder: &str, options: &Options) -> Rc<Frame> {
    let module = world.module_of(folder);
    let given = given(world, &module, options);
    Frame::root(module, given, Rc::new(Root { folder: folder.to_owned(), installed: installed(world, folder) }))
}

/// What `terraform init` has brought in: `modules.json` names the folder of each call.
fn installed(world: &World, root: &str) -> HashMap<String, String> {
    let Some(path) = files::normal(root, ".terraform/modules/modules.json") else { return HashMap::new() };
    let Ok(text) = world.files.text(&path) else { return HashMap::new() };
    let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else {
        world.gaps.borrow_mut().push(Gap::error(format!("{}: not valid JSON", world.shown(&path))));
        return HashMap::new();
    };
    let modules = json.get("Modules").and_then(serde_json::Value::as_array);
    modules
        .into_iter()
        .flatten()
        .filter_map(|module| {
            let text = |name: &str| module.get(name).and_then(serde_json::Value::as_str);
            Some((text("Key")?.to_owned(), files::normal(root, text("Dir")?)?))
        })
        .collect()
}

/// The values of a root's variables; later sources win
/// (<https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>).
fn given(world: &World, module: &Module, options: &Options) -> HashMap<Rc<str>, Val> {
    let mut given = HashMap::new();
    for (name, text) in &options.environment {
        let Some(name) = name.strip_prefix("TF_VAR_") else { continue };
        let Some(variable) = module.variables.get(name) else { continue };
        let value = match variable.of {
            Type::Text | Type::Number | Type::Bool | Type::Any => Val::text(text.as_str()),
            // What is no text is written as an expression.
            _ => match syntax::expression(text, Place::default()) {
                Ok(expression) => evaluate(world, &expression),
                Err(_) => Val::unknown(Gap::error(format!("`TF_VAR_{name}` is no expression"))),
            },
        };
        given.insert(Rc::from(name), value);
    }
    // What a file that cannot be read would say of the variables is not known, and neither is of which.
    let unread = |given: &mut HashMap<Rc<str>, Val>, gap: &Gap| {
        given.extend(module.variables.keys().map(|name| (name.clone(), Val::unknown(gap.clone()))));
    };
    let names = world.in_folder(&module.folder).unwrap_or_else(|gap| {
        unread(&mut given, &gap);
        Vec::new()
    });
    world.asked.borrow_mut().extend(options.var_files.iter().map(|(path, _)| path.clone()));
    let automatic = names.iter().filter(|name| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"));
    let fixed = ["terraform.tfvars", "terraform.tfvars.json"].into_iter();
    let fixed = fixed.filter(|name| names.iter().any(|other| other == name));
    for name in fixed.chain(automatic.map(String::as_str)) {
        let Some(path) = files::normal(&module.folder, name) else { continue };
        world.asked.borrow_mut().insert(world.shown(&path));
        match world.files.text(&path) {
            Ok(text) => {
                if let Err(gap) = values(world, &path, text, &mut given) {
                    unread(&mut given, &gap);
                }
            }
            Err(gap) => {
                world.gaps.borrow_mut().push(gap.clone());
                unread(&mut given, &Gap::unsupported(gap.message));
            }
        }
    }
    for (path, text) in &options.var_files {
        if let Err(gap) = values(world, path, text.clone(), &mut given) {
            unread(&mut given, &gap);
        }
    }
    given
}

fn evaluate(world: &World, expression: &crate::tree::Expr) -> Val {
    world.eval(expression, Scope { frame: None, bindings: None, variables: None })
}

/// The values that a file gives. Fails, and tells why, where the file is not well formed.
fn values(world: &World, path: &str, text: String, given: &mut HashMap<Rc<str>, Val>) -> Result<(), Gap> {
    let wrong = |message: String| {
        world.gaps.borrow_mut().push(Gap::error(message.clone()));
        // Terraform would not run at all: `try` has nothing to catch.
        Err(Gap::unsupported(message))
    };
    if path.strip_suffix(".json").is_some() {
        let Ok(serde_json::Value::Object(object)) = serde_json::from_str::<serde_json::Value>(&text) else {
            return wrong(format!("{}: not a JSON object", world.shown(path)));
        };
        let outside = Outside::of_json(&world.shown(path), &object);
        world.outside.borrow_mut().extend(outside.into_iter().map(|outside| (u32::MAX, outside)));
        given.extend(object.iter().map(|(name, value)| (Rc::from(name.as_str()), from_json(value))));
        return Ok(());
    }
    world.keep(path, text, |text, file| match syntax::body(text, file) {
        Ok(body) => {
            let outside = Outside::of_values(world, &world.shown(path), &body);
            world.outside.borrow_mut().extend(outside.into_iter().map(|outside| (file, outside)));
            for attribute in &body.attributes {
                given.insert(attribute.name.clone(), evaluate(world, &attribute.value));
            }
            Ok(())
        }
        Err(error) => wrong(format!("{}:{}:{}: {}", world.shown(path), error.line, error.column, error.message)),
    })
}
