//! The files of a tree: texts in memory, or a folder of which nothing outside is read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
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
        /// What stands in place of files.
        texts: BTreeMap<String, String>,
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
            Self::Folder { texts, .. } if texts.contains_key(path) => {
                Ok(texts.get(path).cloned().unwrap_or_default().into_bytes())
            }
            Self::Folder { root, max_bytes, .. } => {
                let real = resolved(root, path)?.ok_or_else(missing)?;
                let metadata = fs::metadata(&real).map_err(|error| told(path, &error))?;
                if !metadata.is_file() {
                    return Err(Gap::unsupported(format!("`{path}` is no regular file: not opened")));
                }
                if metadata.len() > *max_bytes {
                    return Err(Gap::unsupported(format!("`{path}` is larger than {max_bytes} bytes: not read")));
                }
                let file = File::open(&real).map_err(|error| told(path, &error))?;
                let mut bytes = Vec::new();
                file.take(*max_bytes).read_to_end(&mut bytes).map_err(|error| told(path, &error))?;
                Ok(bytes)
            }
        }
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Result<String, Gap> {
        String::from_utf8(self.bytes(path)?).map_err(|_| Gap::error(format!("`{path}` is not UTF-8")))
    }

    /// Whether there is such a file; a gap says why that cannot be looked at.
    pub(crate) fn exists(&self, path: &str) -> Result<bool, Gap> {
        match self {
            Self::Memory(files) => Ok(files.contains_key(path)),
            Self::Folder { root, .. } => match resolved(root, path)? {
                None => Ok(false),
                Some(real) if real.is_file() => Ok(true),
                Some(_) => Err(Gap::error(format!("`{path}` is no regular file"))),
            },
        }
    }

    /// A folder under its own name, where links to it lie inside the tree.
    pub(crate) fn real(&self, folder: &str) -> String {
        let Self::Folder { root, .. } = self else { return folder.to_owned() };
        let real = resolved(root, folder).ok().flatten();
        let below = real.as_deref().and_then(|real| real.strip_prefix(root).ok()?.to_str());
        below.map_or_else(|| folder.to_owned(), str::to_owned)
    }

    /// The names of the files right in a folder, and of what may be one: reading it says what it is.
    pub(crate) fn in_folder(&self, folder: &str) -> Result<Vec<String>, Gap> {
        let mut names = Vec::new();
        match self {
            Self::Memory(files) => {
                let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                let inside = files.keys().filter_map(|path| path.strip_prefix(&prefix));
                names.extend(inside.filter(|name| !name.contains('/')).map(str::to_owned));
            }
            Self::Folder { root, .. } => {
                let Some(real) = resolved(root, folder)? else { return Ok(names) };
                for entry in fs::read_dir(real).map_err(|error| told(folder, &error))? {
                    let entry = entry.map_err(|error| told(folder, &error))?;
                    if entry.file_type().map_err(|error| told(folder, &error))?.is_dir() {
                        continue;
                    }
                    names.extend(entry.file_name().into_string());
                }
            }
        }
        names.sort();
        Ok(names)
    }

    /// The paths of all files below a folder, relative to it.
    pub(crate) fn below(&self, folder: &str) -> Result<Below, Gap> {
        let mut found = Below::default();
        match self {
            Self::Memory(files) => {
                let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                found.files.extend(files.keys().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned));
            }
            Self::Folder { root, .. } => {
                let Some(top) = resolved(root, folder)? else { return Ok(found) };
                let name = |path: &Path| path.strip_prefix(&top).ok().and_then(Path::to_str).map(str::to_owned);
                let mut open = vec![top.clone()];
                let mut seen = 0;
                while let Some(next) = open.pop() {
                    let here = name(&next).unwrap_or_default();
                    let entries = match fs::read_dir(&next) {
                        Ok(entries) => entries,
                        Err(error) => {
                            found.folders.push((here.clone(), told(&here, &error)));
                            continue;
                        }
                    };
                    for entry in entries {
                        seen += 1;
                        if seen > MAX_LISTED {
                            return Err(Gap::unsupported(format!("more than {MAX_LISTED} files below `{folder}`")));
                        }
                        let entry = entry.map_err(|error| told(&here, &error))?;
                        let kind = entry.file_type().map_err(|error| told(&here, &error))?;
                        let Some(path) = name(&entry.path()) else { continue };
                        if kind.is_dir() {
                            open.push(entry.path());
                        } else if kind.is_file() {
                            found.files.push(path);
                        } else if kind.is_symlink() {
                            let from_top = if folder.is_empty() { path.clone() } else { format!("{folder}/{path}") };
                            match resolved(root, &from_top) {
                                Ok(Some(real)) if real.is_file() => found.files.push(path),
                                Ok(_) => {
                                    let gap = Gap::unsupported(format!("`{path}`: a link to a folder is not followed"));
                                    found.folders.push((path, gap));
                                }
                                Err(gap) => found.folders.push((path, gap)),
                            }
                        }
                    }
                }
            }
        }
        found.files.sort();
        found.folders.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(found)
    }
}

/// What lies below a folder.
#[derive(Default)]
pub(crate) struct Below {
    /// Files, and links to files of the tree.
    pub(crate) files: Vec<String>,
    /// What may be a file or hold some, and why it was not looked at.
    pub(crate) folders: Vec<(String, Gap)>,
}

fn told(path: &str, error: &io::Error) -> Gap {
    Gap::unsupported(format!("`{path}`: {error}"))
}

/// Where a path leads, links followed; `None` where there is nothing, and a gap where that cannot be said.
fn resolved(root: &Path, path: &str) -> Result<Option<PathBuf>, Gap> {
    match fs::canonicalize(root.join(path)) {
        Ok(real) if real.starts_with(root) => Ok(Some(real)),
        // A link may lead anywhere.
        Ok(_) => Err(Gap::unsupported(format!("`{path}` leads out of the folder: not read"))),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            // Elsewhere a link that leads nowhere here may lead somewhere.
            let mut next = root.to_owned();
            for part in path.split('/') {
                next.push(part);
                if fs::symlink_metadata(&next).is_ok_and(|metadata| metadata.is_symlink())
                    && fs::metadata(&next).is_err()
                {
                    return Err(Gap::unsupported(format!("`{path}` is a link that leads nowhere: not read")));
                }
            }
            Ok(None)
        }
        Err(error) => Err(told(path, &error)),
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
