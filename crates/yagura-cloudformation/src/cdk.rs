//! The cloud assembly that `cdk synth` writes: which templates become which stacks, and where
//! (<https://docs.aws.amazon.com/cdk/v2/guide/deploy.html>).
//!
//! The manifest's form is that of the package `@aws-cdk/cloud-assembly-schema`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use yagura_model::{Map, Node, OWN_ACCOUNT, Value};

use crate::template::Context;

/// What a manifest leads to; paths are beside it.
#[derive(Default)]
pub(crate) struct Manifest {
    /// The templates, each with where it is deployed.
    pub(crate) stacks: Vec<(PathBuf, Context)>,
    /// The manifests of assemblies inside (stages).
    pub(crate) inner: Vec<PathBuf>,
    /// The lists of files that are uploaded.
    pub(crate) assets: Vec<PathBuf>,
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
    let mut found = Manifest::default();
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
