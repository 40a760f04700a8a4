//! Where the code of functions and layers lies, as far as that is beside the template: what
//! `aws cloudformation package` and `sam build` take, and the assets of the AWS CDK
//! (<https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html>,
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html>,
//! <https://docs.aws.amazon.com/cdk/v2/guide/assets.html>).

use std::path::Path;

use yagura_model::{Gap, Map, Node, Value};
use yagura_template::folder::clean;

use crate::stacks::Library;

/// Properties with code: type, property, and what SAM's path of it is called.
const CODE: &[(&str, &str, &str)] =
    &[("AWS::Lambda::Function", "Code", "CodeUri"), ("AWS::Lambda::LayerVersion", "Content", "ContentUri")];

/// Writes the code of a resource in the model's form: the text that the template holds, and the path of what lies beside it.
pub(crate) fn place(
    resource_type: &str,
    properties: &mut Map,
    resource: Option<&Node>,
    file: &Path,
    library: &dyn Library,
) {
    let Some((_, name, uri)) = CODE.iter().find(|(of, ..)| *of == resource_type) else { return };
    let asset = resource.and_then(|resource| asset_of(resource, name));
    let image = properties.get("PackageType").and_then(Node::as_str) == Some("Image");
    // SAM's layers are written as SAM has them.
    let said = properties.remove(uri).filter(|node| node.value != Value::Null);
    let Some(said) = properties.remove(name).or(said) else { return };
    let span = said.span;
    let mut code = Map::default();
    let path = match said.value {
        Value::String(_) => Some(said),
        // Unknown as a whole.
        Value::Unknown(_) | Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::List(_) => {
            properties.set(*name, said);
            return;
        }
        Value::Map(mut map) => {
            if let Some(text) = map.remove("ZipFile") {
                code.set("ZipFile", text);
            }
            code.rest = std::mem::take(&mut map.rest);
            let uploaded = || library.asset(file, map.get("S3Key").and_then(Node::as_str)?);
            match (asset, uploaded()) {
                // An image is in a registry.
                _ if image || map.get("ImageUri").is_some() => None,
                (Some(asset), _) => Some(Node { value: Value::String(asset.to_owned()), span }),
                // It is beside the list of what is uploaded, and that beside the template.
                (None, Some(path)) => {
                    let folder = file.parent().unwrap_or(Path::new(""));
                    let path = path.strip_prefix(folder).unwrap_or(&path);
                    Some(Node { value: Value::String(text(path)), span })
                }
                (None, None) => map.remove(uri),
            }
        }
    };
    if let Some(path) = path
        && let Some(beside) = beside(&path, file)
    {
        code.set("Beside", vec![beside]);
    }
    properties.set(*name, Node { value: Value::Map(code), span });
}

/// The file or folder that the AWS CDK made a property from.
fn asset_of<'n>(resource: &'n Node, property: &str) -> Option<&'n str> {
    let metadata = resource.get("Metadata")?;
    let of = metadata.get("aws:asset:property").and_then(Node::as_str)?;
    metadata.get("aws:asset:path").and_then(Node::as_str).filter(|_| of == property)
}

/// A path beside the template; nothing for what lies in a bucket.
fn beside(path: &Node, file: &Path) -> Option<Node> {
    let Some(said) = path.as_str() else {
        let gap = path.as_gap().cloned();
        return Some(Node::unknown(gap.unwrap_or_else(|| Gap::error("a text was expected where the code lies"))));
    };
    if said.contains("://") {
        return None;
    }
    if said.contains('{') {
        return Some(Node::unknown(Gap::unresolved("where the code lies is known at deployment only")));
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let whole = text(&clean(&folder.join(said)));
    let mut beside = Map::default();
    beside.set("Path", if whole.is_empty() { ".".to_owned() } else { whole });
    Some(Node { value: Value::Map(beside), span: path.span })
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
