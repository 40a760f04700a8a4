//! The files of a tree: texts in memory, or a folder of which nothing outside is read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use yagura_model::Gap;

/// How many files `fileset` looks at.
const MAX_LISTED: usize = 20_000;

/// Where files are read from. Paths are relative to the tree's top, with `/`, without `.` and `..`.
pub(crate) enum Files {
    /// Texts by their paths.
    Memory(BTreeMap<String, String>),
    /// A folder.
    Folder {
        /// The folder, resolved.
        root: PathBuf,
        /// The size in bytes above which a file is not read.
        max_bytes: u64,
    },
}

/// A path without `.` and `..`; `None` where it leads out of the tree.
pub(crate) fn normal(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.starts_with('~') || path.contains('\0') || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A path from one folder of the tree to another.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path = vec!["..".to_owned(); from.len() - same];
    path.extend(to.into_iter().skip(same));
    if path.is_empty() { ".".to_owned() } else { path.join("/") }
}

impl Files {
    /// The bytes of a file; a gap says why there are none.
    pub(crate) fn bytes(&self, path: &str) -> Result<Vec<u8>, Gap> {
        let missing = || Gap::error(format!("there is no file `{path}`"));
        match self {
            Self::Memory(files) => files.get(path).map(|text| text.clone().into_bytes()).ok_or_else(missing),
            Self::Folder { root, max_bytes } => {
                let full = root.join(path);
                // A link may lead anywhere.
                let real = fs::canonicalize(&full).map_err(|_| missing())?;
                if !real.starts_with(root) {
                    return Err(Gap::unsupported(format!("`{path}` leads out of the folder: not read")));
                }
                let metadata = fs::metadata(&real).map_err(|_| missing())?;
                if !metadata.is_file() {
                    return Err(Gap::unsupported(format!("`{path}` is no regular file: not opened")));
                }
                if metadata.len() > *max_bytes {
                    return Err(Gap::unsupported(format!("`{path}` is larger than {max_bytes} bytes: not read")));
                }
                let file = File::open(&real).map_err(|error| Gap::unsupported(format!("`{path}`: {error}")))?;
                let mut bytes = Vec::new();
                file.take(*max_bytes)
                    .read_to_end(&mut bytes)
                    .map_err(|error| Gap::unsupported(format!("`{path}`: {error}")))?;
                Ok(bytes)
            }
        }
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Result<String, Gap> {
        String::from_utf8(self.bytes(path)?).map_err(|_| Gap::error(format!("`{path}` is not UTF-8")))
    }

    /// Whether there is such a file; not known of what cannot be looked at.
    pub(crate) fn exists(&self, path: &str) -> bool {
        match self {
            Self::Memory(files) => files.contains_key(path),
            Self::Folder { root, .. } => {
                fs::canonicalize(root.join(path)).is_ok_and(|real| real.starts_with(root) && real.is_file())
            }
        }
    }

    /// The names of the files right in a folder.
    pub(crate) fn in_folder(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        match self {
            Self::Memory(files) => {
                let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                let inside = files.keys().filter_map(|path| path.strip_prefix(&prefix));
                names.extend(inside.filter(|name| !name.contains('/')).map(str::to_owned));
            }
            Self::Folder { root, .. } => {
                let inside = fs::canonicalize(root.join(folder)).ok().filter(|real| real.starts_with(root));
                for entry in inside.and_then(|real| fs::read_dir(real).ok()).into_iter().flatten().flatten() {
                    if entry.file_type().is_ok_and(|kind| kind.is_file())
                        && let Ok(name) = entry.file_name().into_string()
                    {
                        names.push(name);
                    }
                }
            }
        }
        names.sort();
        names
    }

    /// The paths of all files below a folder, relative to it.
    pub(crate) fn below(&self, folder: &str) -> Result<Vec<String>, Gap> {
        let mut found = Vec::new();
        match self {
            Self::Memory(files) => {
                let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                found.extend(files.keys().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned));
            }
            Self::Folder { root, .. } => {
                let Some(top) = fs::canonicalize(root.join(folder)).ok().filter(|real| real.starts_with(root)) else {
                    return Ok(found);
                };
                let mut open = vec![top.clone()];
                let mut seen = 0;
                while let Some(next) = open.pop() {
                    for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
                        seen += 1;
                        if seen > MAX_LISTED {
                            return Err(Gap::unsupported(format!("more than {MAX_LISTED} files below `{folder}`")));
                        }
                        // Links are not followed.
                        let Ok(kind) = entry.file_type() else { continue };
                        if kind.is_dir() {
                            open.push(entry.path());
                        } else if kind.is_file() {
                            found
                                .extend(entry.path().strip_prefix(&top).ok().and_then(Path::to_str).map(str::to_owned));
                        }
                    }
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{normal, relative};

    #[test]
    fn paths_stay_inside() {
        assert_eq!(normal("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(normal("", "./x").as_deref(), Some("x"));
        for outside in ["../x", "a/../../x", "/etc/passwd", "~/x", "..\\x"] {
            assert_eq!(normal("", outside), None, "{outside}");
        }
        assert_eq!(relative("a/b", "a/c"), "../c");
        assert_eq!(relative("", "modules/x"), "modules/x");
        assert_eq!(relative("x", "x"), ".");
    }
}
