//! What the packages of functions and layers are made of, as far as that lies beside the configuration or in it
//! (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function>,
//! <https://registry.terraform.io/providers/hashicorp/archive/latest/docs/data-sources/file>).

use std::collections::HashMap;
use std::path::Path;

use yagura_model::{Gap, Map, Node, Value, json_of};
use yagura_template::Draft;
use yagura_template::folder::clean;

/// What one package is made of, in the model's words.
#[derive(Clone, Default)]
struct Archive {
    /// Files and folders; an unknown one is a gap.
    beside: Vec<Node>,
    /// Texts.
    inline: Vec<Node>,
}

/// The archives of one root.
// No `Debug`: what is packed may be secret.
#[derive(Clone, Default)]
pub(crate) struct Archives {
    by_address: HashMap<String, Archive>,
    by_path: HashMap<String, Archive>,
}

impl std::fmt::Debug for Archives {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archives").finish_non_exhaustive()
    }
}

/// Whether a type packs files.
pub(crate) fn is_archive(kind: &str) -> bool {
    kind == "archive_file"
}

impl Archives {
    /// Takes in an archive by its body; relative paths begin at the folder `root`, as the user would name it.
    pub(crate) fn add(&mut self, address: &str, body: &Map, root: &str) {
        let archive = Archive::of(body, root);
        if let Some(path) = body.get("output_path").and_then(Node::as_str).filter(|path| !path.contains('{')) {
            self.by_path.insert(joined(root, path), archive.clone());
        }
        self.by_address.insert(address.to_owned(), archive);
    }

    /// Writes what a function or layer is made of in the place of its file's name.
    pub(crate) fn resolve(&self, draft: &mut Draft<'_>, root: &str) {
        for property in ["Code", "Content"] {
            let Some(code) = draft.properties.get_mut(property).and_then(Node::as_map_mut) else { continue };
            let Some(file) = code.remove("Filename") else { continue };
            let Archive { mut beside, inline } = self.of(&file, root);
            // The place is that of the file's name: what is packed may stand in another file.
            for node in &mut beside {
                node.span = file.span;
            }
            code.set("Beside", beside);
            code.set("Inline", inline);
        }
    }

    fn of(&self, file: &Node, root: &str) -> Archive {
        let one = |node: Node| Archive { beside: vec![node], inline: Vec::new() };
        let Some(name) = file.as_str() else {
            return one(Node::unknown(unknown(file)));
        };
        let address = name.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        if let Some(archive) = address.and_then(|address| self.by_address.get(address)) {
            return archive.clone();
        }
        if name.contains('{') {
            return one(Node::unknown(Gap::unresolved("where the code lies is known after apply")));
        }
        let path = joined(root, name);
        match self.by_path.get(&path) {
            Some(archive) => archive.clone(),
            None => one(beside(path, Vec::new())),
        }
    }
}

impl Archive {
    fn of(body: &Map, root: &str) -> Self {
        let mut archive = Self::default();
        let written = |name: &str| body.get(name).filter(|node| node.value != Value::Null && node.as_str() != Some(""));
        for name in ["source_dir", "source_file"] {
            let Some(node) = written(name) else { continue };
            archive.beside.push(match node.as_str() {
                Some(path) if !path.contains('{') => {
                    let excludes = if name == "source_dir" { texts(body.get("excludes")) } else { Vec::new() };
                    beside(joined(root, path), excludes)
                }
                _ => Node::unknown(unknown(node)),
            });
        }
        if let Some(content) = written("source_content") {
            archive.inline.push(inline(written("source_content_filename"), Some(content)));
        }
        let blocks = match body.get("source").map(|node| &node.value) {
            None | Some(Value::Null) => &[],
            Some(Value::List(list)) => list.as_slice(),
            Some(_) => body.get("source").map(std::slice::from_ref).unwrap_or_default(),
        };
        for block in blocks {
            match block.as_map() {
                Some(map) => archive.inline.push(inline(map.get("filename"), map.get("content"))),
                None => archive.beside.push(Node::unknown(unknown(block))),
            }
        }
        if archive.beside.is_empty() && archive.inline.is_empty() {
            let gap = Gap::unresolved("what the archive is made of is known after apply");
            archive.beside.push(Node::unknown(gap));
        }
        archive
    }
}

/// A path beside the configuration, without steps that lead nowhere.
fn joined(root: &str, path: &str) -> String {
    let folder = if root == "." { "" } else { root };
    let whole = clean(&Path::new(folder).join(path)).to_string_lossy().into_owned();
    if whole.is_empty() { ".".to_owned() } else { whole }
}

fn beside(path: String, excludes: Vec<Node>) -> Node {
    let mut map = Map::default();
    map.set("Path", path);
    map.set("Excludes", excludes);
    Node::from(map)
}

fn inline(name: Option<&Node>, content: Option<&Node>) -> Node {
    let mut map = Map::default();
    map.set("File", name.and_then(Node::as_str).unwrap_or("source"));
    map.set(
        "Text",
        match content.map(|content| (content, &content.value)) {
            // A text that is JSON was read as such.
            Some((content, Value::Map(_) | Value::List(_))) => Node::from(json_of(content).to_string()),
            Some((content, _)) => Node { span: None, ..content.clone() },
            None => Node::null(),
        },
    );
    Node::from(map)
}

/// The texts of a list that are known: without an unknown pattern more is searched.
fn texts(list: Option<&Node>) -> Vec<Node> {
    let items = list.and_then(Node::as_list).unwrap_or_default();
    items.iter().filter_map(Node::as_str).filter(|text| !text.contains("${")).map(Node::from).collect()
}

fn unknown(node: &Node) -> Gap {
    node.as_gap().cloned().unwrap_or_else(|| Gap::unresolved("where the code lies is known after apply"))
}
