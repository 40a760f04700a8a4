//! A folder of files: what is opened, what is not, and what is said about it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;
use yagura_model::Gap;

/// How a folder is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The size in bytes above which a file is not read; a CloudFormation template may have 1 MB
    /// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>).
    pub max_bytes: u64,
    /// Leaves out what the folder's `.gitignore` files leave out.
    pub gitignore: bool,
    /// Leaves out files and folders whose name begins with a dot.
    pub skip_hidden: bool,
    /// Leaves out what one of these patterns (as in `.gitignore`) names.
    pub exclude: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_bytes: 16 << 20, gitignore: true, skip_hidden: true, exclude: Vec::new() }
    }
}

/// Why a path could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing, or it may not be read.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The path as it was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A pipe, a socket, a device.
    #[error("`{}` is neither a file nor a folder", path.display())]
    Special {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A pattern of what is left out is none.
    #[error("`{pattern}` is no pattern of paths")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: ignore::Error,
    },
}

/// A regular file that was found, or a link to one inside the folder.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// The path itself was named, and not only a folder above it: it is meant to be read.
    pub named: bool,
    /// A link to a file that is found in its own place too: only who minds the name of a file has more to read.
    pub again: bool,
    /// What is opened: what a link leads to.
    real: &'a Path,
    max_bytes: u64,
}

/// What is in a file.
// No `Debug`: a file may hold secret texts.
pub enum Content {
    /// A text; an empty one in place of what is no text.
    Text(String),
    /// A text in UTF-16.
    Utf16(String),
    /// Nearly a text: what is in it, and how many lines of it are UTF-8.
    NotUtf8 {
        /// The text with what is no UTF-8 replaced.
        text: String,
        /// The line that is no UTF-8.
        line: u32,
    },
    /// Its first part: it is too large.
    TooLarge(String),
}

/// A path without steps that lead nowhere.
pub fn clean(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(result.components().next_back(), Some(Component::Normal(_))) => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// The path as the user would name it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy().into_owned()
}

/// Calls `visit` with a file that is named, or with all files of a folder, in a stable order.
///
/// Only regular files are found, and symbolic links to them where they lie inside the folder; links to folders are not followed, for
/// what is in them is found in its own place. `.git`, `.terraform` and `node_modules`, which hold what others wrote, are left out.
/// What cannot be read below the path, or is not followed, goes to `gaps`.
/// Fails only when the path itself cannot be read, and on a bad pattern.
pub fn walk(
    path: &Path,
    options: &Options,
    gaps: &mut Vec<Gap>,
    visit: &mut dyn FnMut(Found<'_>, &mut Vec<Gap>),
) -> Result<(), ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(io)?;
    if metadata.is_file() {
        File::open(path).map_err(io)?;
        visit(Found { path, named: true, again: false, real: path, max_bytes: options.max_bytes }, gaps);
        return Ok(());
    }
    if !metadata.is_dir() {
        return Err(ReadError::Special { path: path.to_owned() });
    }
    let inside = fs::canonicalize(path).map_err(io)?;
    fs::read_dir(path).map_err(io)?;
    let mut excluded = OverrideBuilder::new(path);
    for pattern in &options.exclude {
        excluded
            .add(&format!("!{pattern}"))
            .map_err(|source| ReadError::Pattern { pattern: pattern.clone(), source })?;
    }
    let all = options.exclude.join(", ");
    let excluded = excluded.build().map_err(|source| ReadError::Pattern { pattern: all, source })?;
    let mut builder = WalkBuilder::new(path);
    builder
        .standard_filters(false)
        .hidden(options.skip_hidden)
        .git_ignore(options.gitignore)
        .require_git(false)
        .follow_links(false)
        .overrides(excluded)
        .filter_entry(|entry| {
            let foreign = [".git", ".terraform", "node_modules"].iter().any(|name| entry.file_name() == *name);
            entry.depth() == 0 || !foreign
        })
        .sort_by_file_path(Ord::cmp);
    let mut seen: HashSet<PathBuf> = HashSet::new();
    let mut links: Vec<PathBuf> = Vec::new();
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                gaps.push(Gap::error(format!("not read: {error}")));
                continue;
            }
        };
        if let Some(error) = entry.error() {
            gaps.push(Gap::error(format!("{}: {error}", shown(entry.path()))));
        }
        let Some(kind) = entry.file_type() else { continue };
        let found = entry.path();
        if kind.is_symlink() {
            links.push(found.to_owned());
            continue;
        }
        if kind.is_file() {
            let max_bytes = options.max_bytes;
            visit(Found { path: found, named: false, again: false, real: found, max_bytes }, gaps);
        } else if !kind.is_dir() {
            gaps.push(Gap::unsupported(format!("{}: neither a file nor a folder: not opened", shown(found))));
        }
        seen.extend(found.strip_prefix(path).ok().map(|below| inside.join(below)));
    }
    for link in links {
        follow(&link, &inside, &mut seen, options, gaps, visit);
    }
    Ok(())
}

/// A symbolic link: a file inside the folder that it leads to is found under this name too, whatever else is told.
fn follow(
    link: &Path,
    inside: &Path,
    seen: &mut HashSet<PathBuf>,
    options: &Options,
    gaps: &mut Vec<Gap>,
    visit: &mut dyn FnMut(Found<'_>, &mut Vec<Gap>),
) {
    let mut told = |why: &str| gaps.push(Gap::unsupported(format!("{}: {why}", shown(link))));
    let Ok(real) = fs::canonicalize(link) else { return told("a link that leads nowhere is not followed") };
    if !real.starts_with(inside) {
        return told("a link that leads out of the folder is not followed");
    }
    match fs::metadata(&real) {
        Ok(metadata) if metadata.is_file() => {
            // Of several links to a file that is left out, the first stands for it.
            let (again, max_bytes) = (!seen.insert(real.clone()), options.max_bytes);
            visit(Found { path: link, named: false, again, real: &real, max_bytes }, gaps);
        }
        Ok(metadata) if metadata.is_dir() => {
            if !seen.contains(&real) {
                told("a link to a folder that is left out is not followed");
            }
        }
        Ok(_) => told("neither a file nor a folder: not opened"),
        Err(error) => told(&format!("not read: {error}")),
    }
}

/// How much of a file decides whether the rest is worth reading.
const START: u64 = 64 << 10;

impl<'a> Found<'a> {
    /// A file that another one leads to. The caller has made sure that it may be read.
    pub fn new(path: &'a Path, named: bool, max_bytes: u64) -> Self {
        Self { path, named, again: false, real: path, max_bytes }
    }

    /// The path as the user would name it.
    pub fn shown(&self) -> String {
        shown(self.path)
    }

    /// The size in bytes above which the file is not read.
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Reads the file. Fails when the system does.
    pub fn content(&self) -> io::Result<Content> {
        let file = File::open(self.real)?;
        let metadata = file.metadata()?;
        // The name may mean something else by now.
        if !metadata.is_file() {
            return Err(io::Error::other("no regular file"));
        }
        self.content_of(&file, &metadata)
    }

    /// What the file is now, so that it can be read again. To be asked before the file is read. Fails when the system does.
    pub fn seen(&self) -> io::Result<Seen> {
        let stamp = Stamp::of(&fs::metadata(self.real)?);
        Ok(Seen { path: self.path.to_owned(), real: self.real.to_owned(), max_bytes: self.max_bytes, stamp })
    }

    fn content_of(&self, file: &File, metadata: &fs::Metadata) -> io::Result<Content> {
        let mut file = file;
        let mut bytes = Vec::new();
        file.by_ref().take(START).read_to_end(&mut bytes)?;
        if metadata.len() > self.max_bytes {
            return Ok(Content::TooLarge(String::from_utf8_lossy(&bytes).into_owned()));
        }
        if let Some(text) = utf16(&bytes) {
            return Ok(Content::Utf16(text));
        }
        if bytes.contains(&0) {
            return Ok(Content::Text(String::new()));
        }
        // A file may grow while it is read.
        file.by_ref().take(self.max_bytes.saturating_sub(START)).read_to_end(&mut bytes)?;
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let lines = bytes.get(..valid).unwrap_or_default().split(|byte| *byte == b'\n').count();
                let line = u32::try_from(lines).unwrap_or(u32::MAX);
                Content::NotUtf8 { text: String::from_utf8_lossy(&bytes).into_owned(), line }
            }
        })
    }
}

/// What tells whether a file is still the one that it was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device and number.
    #[cfg(unix)]
    place: (u64, u64),
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            place: (metadata.dev(), metadata.ino()),
        }
    }
}

/// A file that was found, to be read again as long as it is the same.
#[derive(Debug, Clone)]
pub struct Seen {
    path: PathBuf,
    real: PathBuf,
    max_bytes: u64,
    stamp: Stamp,
}

impl Seen {
    /// The text of the file; `None` where it is gone, is another file by now, or was no text within the limits.
    pub fn text(&self) -> Option<String> {
        // Asked before it is opened too: a pipe would wait.
        let same = |metadata: &fs::Metadata| metadata.is_file() && Stamp::of(metadata) == self.stamp;
        if !same(&fs::metadata(&self.real).ok()?) {
            return None;
        }
        let file = File::open(&self.real).ok()?;
        let metadata = file.metadata().ok().filter(same)?;
        let found = Found { path: &self.path, named: false, again: false, real: &self.real, max_bytes: self.max_bytes };
        match found.content_of(&file, &metadata).ok()? {
            Content::Text(text) => same(&file.metadata().ok()?).then_some(text),
            Content::Utf16(_) | Content::NotUtf8 { .. } | Content::TooLarge(_) => None,
        }
    }
}

/// The text, where the bytes are UTF-16: by their mark, or because every other byte of their start is zero.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xff, 0xfe, ..] | [1..=127, 0, 1..=127, 0, ..] => true,
        [0xfe, 0xff, ..] | [0, 1..=127, 0, 1..=127, ..] => false,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [one, two] if little => u16::from_le_bytes([*one, *two]),
        [one, two] => u16::from_be_bytes([*one, *two]),
        _ => 0,
    });
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Options, walk};

    #[cfg(unix)]
    #[test]
    fn links_to_one_file_that_is_left_out_are_one_file() {
        let folder = std::env::temp_dir().join(format!("yagura-links-{}", std::process::id()));
        fs::create_dir_all(folder.join(".hidden")).unwrap();
        fs::write(folder.join(".hidden/t.yaml"), "a: 1\n").unwrap();
        for link in ["a.yaml", "b.yaml"] {
            std::os::unix::fs::symlink(".hidden/t.yaml", folder.join(link)).unwrap();
        }
        let mut found = Vec::new();
        walk(&folder, &Options::default(), &mut Vec::new(), &mut |file, _| {
            found.push((file.path.file_name().unwrap().to_owned(), file.again));
        })
        .unwrap();
        assert_eq!(found, [("a.yaml".into(), false), ("b.yaml".into(), true)]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_is_read_again_only_while_it_is_the_same() {
        let folder = std::env::temp_dir().join(format!("yagura-seen-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let again = |change: &dyn Fn(&std::path::Path)| {
            let file = folder.join("t.yaml");
            fs::write(&file, "a: 1\n").unwrap();
            let mut seen = Vec::new();
            walk(&folder, &Options::default(), &mut Vec::new(), &mut |found, _| seen.extend(found.seen())).unwrap();
            assert_eq!(seen.first().unwrap().text().as_deref(), Some("a: 1\n"));
            change(&file);
            seen.first().unwrap().text()
        };
        assert_eq!(again(&|file| fs::write(file, "a: 22\n").unwrap()), None);
        assert_eq!(again(&|file| fs::remove_file(file).unwrap()), None);
        assert_eq!(
            again(&|file| {
                fs::remove_file(file).unwrap();
                fs::create_dir(file).unwrap();
            }),
            None
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
