//! The cloud assembly that `cdk synth` writes: which templates become which stacks, and where
//! (<https://docs.aws.amazon.com/cdk/v2/guide/deploy.html>).
//!
//! The manifest's form is that of the package `@aws-cdk/cloud-assembly-schema`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use yagura_model::{Gap, Map, Node, OWN_ACCOUNT, Value};

use crate::read::{Notes, declared};
use crate::stacks::Loaded;
use crate::template::{Context, Template};

/// What a manifest leads to; paths are beside it.
#[derive(Default)]
pub(crate) struct Manifest {
    /// The templates, each with where it is deployed.
    pub(crate) stacks: Vec<(PathBuf, Context)>,
    /// The manifests of assemblies inside (stages).
    pub(crate) inner: Vec<PathBuf>,
    /// The lists of files that are uploaded.
    pub(crate) assets: Vec<PathBuf>,
    /// What `cdk synth` wanted to know of the account and was not told
    /// (<https://docs.aws.amazon.com/cdk/v2/guide/context.html>).
    pub(crate) missing: Vec<String>,
    /// The texts that stand for it.
    pub(crate) placeholders: Rc<Vec<Placeholder>>,
}

/// A text that stands for what has not been looked up.
pub(crate) struct Placeholder {
    text: String,
    /// What was to be looked up.
    key: String,
}

/// What the AWS CDK writes for what it has not looked up, by the provider's name: `aws-cdk-lib` 2.276.0 (2026-11).
const PLACEHOLDERS: &[(&str, &[&str])] = &[
    (
        "vpc-provider",
        &["vpc-12345", "s-12345", "p-12345", "i-12345", "rtb-12345", "1.2.3.4/5", "dummy1a", "dummy1b", "dummy1c"],
    ),
    ("ami", &["ami-1234"]),
    ("availability-zones", &["dummy1a", "dummy1b", "dummy1c"]),
    ("endpoint-service-availability-zones", &["dummy1a", "dummy1b", "dummy1c"]),
    ("hosted-zone", &["DUMMY"]),
    ("security-group", &["sg-12345"]),
    ("load-balancer", &["my-load-balancer", "Z3DZXE0EXAMPLE", "sg-1234"]),
    ("load-balancer-listener", &["my-load-balancer", "sg-123456789012"]),
    ("key-provider", &["1234abcd-12ab-34cd-56ef-1234567890ab"]),
];
/// A shorter text may be anything.
const SHORTEST: usize = 4;
/// How often exports are followed from stack to stack.
const MAX_HOPS: usize = 5;

/// What is missing, and the texts that stand for it.
fn missing(root: &Node) -> (Vec<String>, Vec<Placeholder>) {
    let (mut keys, mut found) = (Vec::new(), Vec::new());
    for item in root.get("missing").and_then(Node::as_list).unwrap_or_default() {
        let Some(key) = item.get("key").and_then(Node::as_str) else { continue };
        let provider = item.get("provider").and_then(Node::as_str).unwrap_or_default();
        let mut texts: Vec<String> = Vec::new();
        for (_, known) in PLACEHOLDERS.iter().filter(|(name, _)| *name == provider) {
            texts.extend(known.iter().map(|text| (*text).to_owned()));
        }
        if let Some(props) = item.get("props") {
            props.get("dummyValue").into_iter().for_each(|node| leaves(node, &mut texts));
            if let ("ssm", Some(name)) = (provider, props.get("parameterName").and_then(Node::as_str)) {
                texts.push(format!("dummy-value-for-{name}"));
            }
        }
        texts.retain(|text| text.len() >= SHORTEST);
        found.extend(texts.into_iter().map(|text| Placeholder { text, key: key.to_owned() }));
        keys.push(key.to_owned());
    }
    (keys, found)
}

fn leaves(node: &Node, texts: &mut Vec<String>) {
    match &node.value {
        Value::String(text) => texts.push(text.clone()),
        Value::List(list) => list.iter().for_each(|node| leaves(node, texts)),
        Value::Map(map) => map.entries.iter().for_each(|(_, node)| leaves(node, texts)),
        _ => {}
    }
}

/// Makes unknown what stands for something that was not looked up.
pub(crate) fn not_looked_up(root: &mut Map, placeholders: &[Placeholder]) {
    for section in ["Resources", "Outputs", "Mappings", "Conditions"] {
        if let Some(node) = root.get_mut(section) {
            forget(node, placeholders);
        }
    }
}

fn forget(node: &mut Node, placeholders: &[Placeholder]) {
    let found = match &mut node.value {
        Value::String(text) => placeholders.iter().find(|placeholder| text.contains(&placeholder.text)),
        Value::List(list) => return list.iter_mut().for_each(|node| forget(node, placeholders)),
        Value::Map(map) => return map.entries.iter_mut().for_each(|(_, node)| forget(node, placeholders)),
        _ => None,
    };
    if let Some(Placeholder { text, key }) = found {
        let gap = Gap::unresolved(format!("`{text}` stands for `{key}`, which the CDK has not looked up"));
        node.value = Value::Unknown(Box::new(gap));
    }
}

/// Where a stack is deployed: its account and its region.
pub(crate) type Environment = (Option<String>, Option<String>);

/// What stands before the addresses of a stack's resources where another stack names them: `Network#`.
pub(crate) fn abroad(stack: &str) -> String {
    format!("{stack}#")
}

/// The outputs of one stack, by name.
type Of = (Environment, HashMap<String, String>);

/// What the stacks of one assembly tell each other, as far as it is known. A name that AWS will make is a symbol with the stack's
/// name in it: `{Network#Vpc}`.
#[derive(Default)]
pub(crate) struct Outputs {
    /// By where they are deployed and by the exports' names, which are unique within a region of an account
    /// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html>).
    exports: HashMap<Environment, HashMap<String, String>>,
    /// By the stacks' names.
    stacks: HashMap<String, Vec<Of>>,
}

impl Outputs {
    /// What `Fn::ImportValue` gives in a stack.
    pub(crate) fn export(&self, context: &Context, name: &str) -> Option<&str> {
        self.exports.get(&(context.account.clone(), context.region.clone()))?.get(name).map(String::as_str)
    }

    /// What `Fn::GetStackOutput` gives in a stack: with a role it may be an output of another account
    /// (`Fn.getStackOutput` of `aws-cdk-lib` 2.276.0).
    pub(crate) fn output(
        &self,
        context: &Context,
        (stack, output): (&str, &str),
        region: Option<&str>,
        role: bool,
    ) -> Option<String> {
        let region = region.or(context.region.as_deref());
        let there = |of: &&Of| of.0.1.as_deref() == region && (role || of.0.0 == context.account);
        let mut found = self.stacks.get(stack)?.iter().filter(there);
        let ((account, _), outputs) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let text = outputs.get(output)?;
        match account {
            // Its own account is another one here.
            Some(account) if *account != context.account.clone().unwrap_or_default() => {
                Some(text.replace(OWN_ACCOUNT, account))
            }
            None if context.account.is_some() => None,
            _ => Some(text.clone()),
        }
    }

    fn number(&self) -> usize {
        self.stacks.values().flatten().map(|(_, outputs)| outputs.len()).sum()
    }
}

/// Whether a template takes anything from other stacks.
pub(crate) fn takes(node: &Node) -> bool {
    match &node.value {
        Value::List(list) => list.iter().any(takes),
        Value::Map(map) => map
            .entries
            .iter()
            .any(|(name, node)| matches!(name.as_str(), "Fn::ImportValue" | "Fn::GetStackOutput") || takes(node)),
        _ => false,
    }
}

/// What the stacks of one assembly tell each other.
pub(crate) fn outputs(stacks: &[(Rc<Loaded>, &Context)]) -> Rc<Outputs> {
    let telling = |loaded: &Loaded| {
        let outputs = loaded.root.get("Outputs").and_then(Node::as_map);
        outputs.is_some_and(|outputs| !outputs.entries.is_empty())
    };
    let mut telling: Vec<(Map, &Context)> = stacks
        .iter()
        .filter(|(loaded, _)| stacks.len() > 1 && telling(loaded))
        .filter_map(|(loaded, context)| Some((loaded.root.as_map()?.clone(), *context)))
        .collect();
    for (root, context) in &mut telling {
        if let Some(account) = &context.account {
            own_account(root, account);
        }
        if let Some(placeholders) = &context.placeholders {
            not_looked_up(root, placeholders);
        }
    }
    rounds(|known| {
        let told = telling.iter().map(|(root, context)| {
            let name = context.stack_name.clone().unwrap_or_default();
            let context = Context { planning: true, ..context.abroad(&name, Some(known)) };
            let mut quiet = Notes::new("");
            let resources = root.get("Resources").and_then(Node::as_map);
            let resources = resources.map(|entries| declared(entries, &mut quiet)).unwrap_or_default();
            (context.environment(), name, Template::new(root, resources, &context).outputs())
        });
        told.collect()
    })
}

/// Where a stack is, its name, and its outputs: the name, what it is exported as, and the value.
pub(crate) type Told = (Environment, String, Vec<(String, Option<String>, String)>);

/// What stacks tell each other, where what one tells may be what it was told by another.
pub(crate) fn rounds(mut tell: impl FnMut(&Rc<Outputs>) -> Vec<Told>) -> Rc<Outputs> {
    let mut known = Rc::new(Outputs::default());
    for _ in 0..MAX_HOPS {
        let mut next = Outputs::default();
        let mut twice: Vec<(Environment, String)> = Vec::new();
        for (environment, name, outputs) in tell(&known) {
            let mut own = HashMap::new();
            for (output, export, text) in outputs {
                if let Some(export) = export {
                    let exports = next.exports.entry(environment.clone()).or_default();
                    if exports.insert(export.clone(), text.clone()).is_some() {
                        twice.push((environment.clone(), export));
                    }
                }
                own.insert(output, text);
            }
            next.stacks.entry(name).or_default().push((environment, own));
        }
        // A name that stands twice is nobody's.
        for (environment, export) in twice {
            if let Some(exports) = next.exports.get_mut(&environment) {
                exports.remove(&export);
            }
        }
        let done = next.number() == known.number();
        known = Rc::new(next);
        if done {
            break;
        }
    }
    known
}

/// Whether it is the template of a stack that the CDK makes without any resource in it: it is not deployed.
pub(crate) fn is_empty(root: &Node) -> bool {
    let sections = ["Parameters", "Rules", "Conditions", "Mappings", "Metadata", "Outputs", "Description", "Transform"];
    root.as_map().is_some_and(|map| map.entries.iter().all(|(name, _)| sections.contains(&name.as_str())))
}

/// The cheap test.
pub(crate) fn looks_like_manifest(text: &str) -> bool {
    text.contains("\"artifacts\"")
        && (text.contains("\"aws:cloudformation:stack\"") || text.contains("\"cdk:cloud-assembly\""))
}

/// Reads a manifest; `None` where it is none.
pub(crate) fn manifest(path: &Path, root: &Node) -> Option<Manifest> {
    root.get("version").and_then(Node::as_str)?;
    let artifacts = root.get("artifacts")?.as_map()?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let (missing, placeholders) = missing(root);
    let mut found = Manifest { missing, placeholders: Rc::new(placeholders), ..Manifest::default() };
    for (id, artifact) in &artifacts.entries {
        let properties = artifact.get("properties");
        let text = |name: &str| properties.and_then(|properties| properties.get(name)).and_then(Node::as_str);
        match artifact.get("type").and_then(Node::as_str) {
            Some("aws:cloudformation:stack") => {
                let Some(file) = text("templateFile") else { continue };
                let (account, region) = environment(artifact.get("environment").and_then(Node::as_str));
                let parameters = properties.and_then(|properties| properties.get("parameters")).and_then(Node::as_map);
                let context = Context {
                    stack_name: Some(text("stackName").unwrap_or(id).to_owned()),
                    account,
                    region,
                    parameters: parameters.map(|map| map.entries.iter().cloned().collect()).unwrap_or_default(),
                    placeholders: Some(Rc::clone(&found.placeholders)).filter(|all| !all.is_empty()),
                    ..Context::default()
                };
                found.stacks.push((folder.join(file), context));
            }
            Some("cdk:cloud-assembly") => {
                if let Some(directory) = text("directoryName") {
                    found.inner.push(folder.join(directory).join("manifest.json"));
                }
            }
            Some("cdk:asset-manifest") => found.assets.extend(text("file").map(|file| folder.join(file))),
            _ => {}
        }
    }
    Some(found)
}

/// Account and region of `aws://account/region`, where they are known.
fn environment(text: Option<&str>) -> (Option<String>, Option<String>) {
    let Some((account, region)) = text.and_then(|text| text.strip_prefix("aws://")?.split_once('/')) else {
        return (None, None);
    };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_region = !region.is_empty() && region != "unknown-region" && !region.contains(['$', '{', '/']);
    (is_account.then(|| account.to_owned()), is_region.then(|| region.to_owned()))
}

/// The files that are uploaded, by the names they get.
pub(crate) fn uploaded(path: &Path, root: &Node) -> HashMap<String, PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut found = HashMap::new();
    let files = root.get("files").and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    for (_, file) in files {
        let source = file.get("source").and_then(|source| source.get("path")).and_then(Node::as_str);
        let destinations = file.get("destinations").and_then(Node::as_map);
        let (Some(source), Some(destinations)) = (source, destinations) else { continue };
        for (_, destination) in &destinations.entries {
            if let Some(key) = destination.get("objectKey").and_then(Node::as_str) {
                found.insert(key.rsplit('/').next().unwrap_or(key).to_owned(), folder.join(source));
            }
        }
    }
    found
}

/// Writes the account's own id as everywhere else in templates: what is granted to it is granted to its own.
pub(crate) fn own_account(root: &mut Map, account: &str) {
    for section in ["Resources", "Outputs"] {
        if let Some(node) = root.get_mut(section) {
            replace(node, account);
        }
    }
}

fn replace(node: &mut Node, account: &str) {
    match &mut node.value {
        Value::String(text) if text.contains(account) => *text = text.replace(account, OWN_ACCOUNT),
        Value::List(list) => list.iter_mut().for_each(|node| replace(node, account)),
        Value::Map(map) => map.entries.iter_mut().for_each(|(_, node)| replace(node, account)),
        _ => {}
    }
}
