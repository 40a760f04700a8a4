//! `yagura.yaml`: what is set for a project.

use std::path::{Path, PathBuf};

use yagura_finding::{Mute, MuteSource, Target, Text};
use yagura_model::Node;
use yagura_secrets::{Identifier, Validator};

use crate::cli::{Exit, Failure};

/// Where it is looked for when none is named.
const DEFAULT: &str = "yagura.yaml";
/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

fn wrong(path: &Path, what: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Usage, format!("`{}`: {what}", path.display()), Text { ja: "", en: "" })
}

/// The whole file as a tree with places; `None` where none is named and there is none.
/// Fails where it cannot be read or is no YAML; the message names the line.
pub(crate) fn read(named: Option<&Path>) -> Result<Option<(PathBuf, Node)>, Failure> {
    read_in(named, None)
}

/// The same; where none is named it is looked for in a folder.
fn read_in(named: Option<&Path>, folder: Option<&Path>) -> Result<Option<(PathBuf, Node)>, Failure> {
    let default = folder.map_or_else(|| PathBuf::from(DEFAULT), |folder| folder.join(DEFAULT));
    let path = named.unwrap_or(&default);
    let metadata = match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => return Ok(None),
        other => other.map_err(|error| wrong(path, error))?,
    };
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(wrong(path, format!("not a regular file of at most {LARGEST} bytes")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| wrong(path, error))?;
    let tree = yagura_cloudformation::parse(&text).map_err(|error| wrong(path, error))?;
    let known = ["identifiers", "mutes"];
    let unknown = |map: &yagura_model::Map| {
        let entry = map.entries.iter().find(|(name, _)| !known.contains(&name.as_str()))?;
        Some((entry.0.clone(), entry.1.span.map_or(1, |span| span.line)))
    };
    // A misspelt key would be obeyed by nobody.
    if let Some((name, line)) = tree.as_map().and_then(unknown) {
        return Err(wrong(path, format!("line {line}: there is no `{name}`; there are {}", known.join(", "))));
    }
    Ok(Some((path.to_owned(), tree)))
}

/// The identifiers of one's own, from the key `identifiers`:
///
/// ```yaml
/// identifiers:
///   - name: customer-number
///     pattern: 'C-[0-9]{8}'
///     keywords: [customer, 顧客]
///     validator: luhn            # luhn, my-number, corporate-number
/// ```
pub(crate) fn identifiers(named: Option<&Path>) -> Result<Vec<Identifier>, Failure> {
    let Some((path, tree)) = read(named)? else { return Ok(Vec::new()) };
    let Some(list) = tree.get("identifiers") else { return Ok(Vec::new()) };
    let at = |node: &Node, what: String| {
        wrong(
            &path,
            match node.span {
                Some(span) => format!("line {}: {what}", span.line),
                None => what,
            },
        )
    };
    let Some(list) = list.as_list() else { return Err(at(list, "`identifiers` is no list".to_owned())) };
    list.iter()
        .map(|node| {
            let Some(map) = node.as_map() else {
                return Err(at(node, "an identifier has names and values".to_owned()));
            };
            let known = ["name", "pattern", "keywords", "validator"];
            if let Some((name, _)) = map.entries.iter().find(|(name, _)| !known.contains(&name.as_str())) {
                return Err(at(node, format!("an identifier has no `{name}`; it has {}", known.join(", "))));
            }
            let text = |name: &str| match node.get(name) {
                None => Ok(None),
                Some(value) => match value.as_str() {
                    Some(text) => Ok(Some(text.to_owned())),
                    None => Err(at(value, format!("`{name}` is no text"))),
                },
            };
            let needed = |name: &str| text(name)?.ok_or_else(|| at(node, format!("an identifier without `{name}`")));
            let keywords = match node.get("keywords") {
                None => Vec::new(),
                Some(list) => list
                    .as_list()
                    .and_then(|list| list.iter().map(|word| word.as_str().map(ToOwned::to_owned)).collect())
                    .ok_or_else(|| at(list, "`keywords` is no list of texts".to_owned()))?,
            };
            let validator = text("validator")?
                .map(|name| {
                    Validator::parse(&name).ok_or_else(|| {
                        at(node, format!("no validator `{name}`; there are luhn, my-number, corporate-number"))
                    })
                })
                .transpose()?;
            Ok(Identifier { name: needed("name")?, pattern: needed("pattern")?, keywords, validator })
        })
        .collect()
}

/// The accepted findings, from the key `mutes`; without a name the file is looked for in `folder`.
///
/// ```yaml
/// mutes:
///   - check: s3-bucket-public-policy
///     resource: arn:aws:s3:::site      # an exact ARN, id or address; or pattern: arn:aws:s3:::site-*
///     root: live/prod                  # may be left out: only in this root, of several that use one module or nested template
///     path: /Parameters/0              # may be left out: only this of several secrets, and what is below it
///     reason: the site is public
///     until: 2027-03-31                # may be left out
/// ```
pub(crate) fn mutes(named: Option<&Path>, folder: Option<&Path>) -> Result<Vec<Mute>, Failure> {
    let Some((path, tree)) = read_in(named, folder)? else { return Ok(Vec::new()) };
    let Some(list) = tree.get("mutes") else { return Ok(Vec::new()) };
    let line = |node: &Node| node.span.map_or(1, |span| span.line);
    let at = |node: &Node, what: String| wrong(&path, format!("line {}: {what}", line(node)));
    let Some(list) = list.as_list() else { return Err(at(list, "`mutes` is no list".to_owned())) };
    list.iter()
        .map(|node| {
            let Some(map) = node.as_map() else { return Err(at(node, "a mute has names and values".to_owned())) };
            let known = ["check", "resource", "pattern", "root", "path", "reason", "until"];
            if let Some((name, _)) = map.entries.iter().find(|(name, _)| !known.contains(&name.as_str())) {
                return Err(at(node, format!("a mute has no `{name}`; it has {}", known.join(", "))));
            }
            let text = |name: &str| match node.get(name) {
                None => Ok(None),
                Some(value) => match value.as_str() {
                    Some(text) => Ok(Some(text.trim().to_owned())),
                    None => Err(at(value, format!("`{name}` is no text"))),
                },
            };
            let target = match (text("resource")?, text("pattern")?) {
                (Some(resource), None) => Target::Resource(resource),
                (None, Some(pattern)) => Target::Pattern(pattern),
                _ => return Err(at(node, "a mute has either `resource` or `pattern`".to_owned())),
            };
            Ok(Mute {
                check: text("check")?.ok_or_else(|| at(node, "a mute without `check`".to_owned()))?,
                target,
                root: text("root")?.map(|root| shown_below(folder, &root)),
                path: match text("path")? {
                    Some(path) if !path.starts_with('/') => {
                        return Err(at(node, "`path` is no JSON pointer: `/Environment/Variables/NAME`".to_owned()));
                    }
                    path => path,
                },
                reason: text("reason")?,
                until: text("until")?,
                place: format!("{}:{}", path.display(), line(node)),
                source: MuteSource::File,
            })
        })
        .collect()
}

/// A path below the scanned folder, as findings name it.
fn shown_below(folder: Option<&Path>, path: &str) -> String {
    let below = path.trim_start_matches("./").trim_end_matches('/');
    let shown = folder.map(yagura_template::folder::shown).filter(|top| top != "." && !top.is_empty());
    match (shown, below) {
        (None, "" | ".") => ".".to_owned(),
        (None, below) => below.to_owned(),
        (Some(top), "" | ".") => top.trim_end_matches('/').to_owned(),
        (Some(top), below) => format!("{}/{below}", top.trim_end_matches('/')),
    }
}
