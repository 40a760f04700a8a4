//! Code that lies beside templates: the folders and archives of which functions and layers are made.
//!
//! Nothing outside of the folder that is scanned is opened, whatever a template or a link says.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::overrides::{Override, OverrideBuilder};
use yagura_model::services::lambda::{Beside, Code, Package};
use yagura_model::{Fact, Gap, Ignore, Meta, Read, Snapshot};

use crate::folder::{Found, ReadError, Seen, shown};

/// How many files and folders of one package are looked at.
const MAX_ENTRIES: usize = 50_000;
/// How much of one folder is read: four times what Lambda takes, for a folder may hold what a build leaves out
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const MAX_BYTES: u64 = 1 << 30;
/// How deep folders may nest.
const MAX_DEPTH: usize = 100;
/// The largest file whose lines are shown.
const MAX_SHOWN: u64 = 16 << 20;

/// What is done with each file: what is known of the package so far, the file's name in it, its path, and what is in it.
pub type Search<'s> = &'s mut dyn FnMut(&mut Package, &str, &str, &mut File);

/// The packages of one folder of templates that were searched: each is read once, whatever uses it.
#[derive(Default)]
pub struct Packages {
    done: HashMap<Beside, Result<Package, Gap>>,
    /// The files in which something was found, as they were before they were read.
    pub seen: Vec<(String, Seen)>,
}

/// What may be opened.
struct Bounds<'a> {
    /// The folder that is scanned, resolved.
    inside: PathBuf,
    /// What the user leaves out.
    excluded: &'a Override,
}

impl Bounds<'_> {
    /// Whether the user leaves out a path, or a folder that it is in.
    fn leaves_out(&self, path: &Path) -> bool {
        let left_out = |(at, path): (usize, &Path)| self.excluded.matched(path, at > 0 || path.is_dir()).is_ignore();
        !self.excluded.is_empty() && path.ancestors().enumerate().any(left_out)
    }
}

impl Packages {
    /// Searches all that lies beside the templates of a snapshot and belongs to their functions and layers.
    ///
    /// `top` is the folder that is scanned, or the folder of the file that is; `exclude` are patterns of what the user leaves out.
    /// What cannot be read is a gap in its place. Fails where `top` cannot be read, and on a bad pattern.
    pub fn search(
        &mut self,
        snapshot: &mut Snapshot,
        top: &Path,
        exclude: &[String],
        search: Search<'_>,
    ) -> Result<(), ReadError> {
        if !wanted(snapshot) {
            return Ok(());
        }
        let top = if top.as_os_str().is_empty() { Path::new(".") } else { top };
        let inside = fs::canonicalize(top).map_err(|source| ReadError::Io { path: top.to_owned(), source })?;
        let mut excluded = OverrideBuilder::new(top);
        let wrong = |pattern: &str, source| ReadError::Pattern { pattern: pattern.to_owned(), source };
        for pattern in exclude {
            excluded.add(&format!("!{pattern}")).map_err(|source| wrong(pattern, source))?;
        }
        let excluded = excluded.build().map_err(|source| wrong(&exclude.join(", "), source))?;
        let bounds = Bounds { inside, excluded: &excluded };
        let mut alternatives = std::mem::take(&mut snapshot.contents.alternatives);
        self.of(snapshot, &bounds, search);
        for alternative in &mut alternatives {
            self.of(&mut alternative.snapshot, &bounds, search);
            // What stands beside a finding is the same whatever a condition decides.
            snapshot.contents.ignores.append(&mut alternative.snapshot.contents.ignores);
            snapshot.contents.reads.append(&mut alternative.snapshot.contents.reads);
        }
        snapshot.contents.alternatives = alternatives;
        snapshot.contents.ignores.sort();
        snapshot.contents.ignores.dedup();
        Ok(())
    }

    fn of(&mut self, snapshot: &mut Snapshot, bounds: &Bounds<'_>, search: Search<'_>) {
        let Snapshot { lambda, contents, .. } = snapshot;
        let functions =
            lambda.functions.items_mut().iter_mut().map(|function| (&function.meta, &mut function.props.code));
        let layers = lambda.layer_versions.items_mut().iter_mut().map(|layer| (&layer.meta, &mut layer.props.content));
        for (meta, code) in functions.chain(layers) {
            let Fact::Known(Some(code)) = code else { continue };
            let first = code.packages.known().map_or(0, Vec::len);
            self.fill(code, bounds, search);
            for package in code.packages.known().into_iter().flatten().skip(first) {
                let Some(package) = package.known() else { continue };
                contents.ignores.extend(ignores(package));
                contents.reads.extend(unread(meta, package));
            }
        }
    }

    fn fill(&mut self, code: &mut Code, bounds: &Bounds<'_>, search: Search<'_>) {
        let Fact::Known(packages) = &mut code.packages else { return };
        for beside in std::mem::take(&mut code.beside) {
            packages.push(match beside {
                Fact::Unknown(gap) => Fact::Unknown(gap),
                // The user leaves it out.
                Fact::Known(beside) if bounds.leaves_out(Path::new(&beside.path)) => continue,
                Fact::Known(beside) => self.package(beside, bounds, search).map_or_else(Fact::unknown, Fact::Known),
            });
        }
    }

    fn package(&mut self, beside: Beside, bounds: &Bounds<'_>, search: Search<'_>) -> Result<Package, Gap> {
        if let Some(known) = self.done.get(&beside) {
            return known.clone();
        }
        let mut walk = Walk {
            package: Package { path: Some(beside.path.clone()), ..Package::default() },
            left: MAX_BYTES,
            entries: 0,
            folders: HashSet::new(),
            seen: &mut self.seen,
        };
        let package = walk.begin(&beside, bounds, search).map(|()| walk.package);
        self.done.insert(beside, package.clone());
        package
    }
}

fn wanted(snapshot: &Snapshot) -> bool {
    let some =
        |code: &Fact<Option<Code>>| code.known().and_then(Option::as_ref).is_some_and(|code| !code.beside.is_empty());
    snapshot.lambda.functions.iter().any(|function| some(&function.code))
        || snapshot.lambda.layer_versions.iter().any(|layer| some(&layer.content))
        || snapshot.contents.alternatives.iter().any(|alternative| wanted(&alternative.snapshot))
}

/// What the files themselves say to be no findings.
fn ignores(package: &Package) -> impl Iterator<Item = Ignore> + '_ {
    package.found.iter().filter_map(|found| {
        let (reason, line) = (found.ignored.clone()?, found.span?.line);
        let (file, check) = (found.path.clone()?, "lambda-code-secret".to_owned());
        Some(Ignore { file, line, first: line, last: line, check, reason: Some(reason), until: None })
    })
}

/// Where something was not read, a change of it may be what a finding of the resource is about.
fn unread(meta: &Meta, package: &Package) -> Option<Read> {
    let root = meta.template().filter(|_| !package.unread.is_empty())?.home().to_owned();
    Some(Read { root, file: format!("{}/", package.path.as_deref()?.trim_end_matches('/')) })
}

/// One package on its way.
struct Walk<'p> {
    package: Package,
    left: u64,
    entries: usize,
    /// The folders that were entered, resolved: links may lead in circles.
    folders: HashSet<PathBuf>,
    seen: &'p mut Vec<(String, Seen)>,
}

impl Walk<'_> {
    fn begin(&mut self, beside: &Beside, bounds: &Bounds<'_>, search: Search<'_>) -> Result<(), Gap> {
        let path = Path::new(&beside.path);
        let named = &beside.path;
        let real = fs::canonicalize(path)
            .map_err(|_| Gap::error(format!("the code `{named}` is not among the files: it was not searched")))?;
        if !real.starts_with(&bounds.inside) {
            return Err(Gap::unsupported(format!(
                "the code `{named}` lies outside of the folder that is scanned; name a folder that holds both"
            )));
        }
        let metadata = fs::metadata(&real).map_err(|error| told(named, &error.to_string()))?;
        if metadata.is_file() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            self.file(path, &real, &metadata, &name, search);
            return Ok(());
        }
        if !metadata.is_dir() {
            return Err(told(named, "neither a file nor a folder: not opened"));
        }
        let mut left_out = GitignoreBuilder::new("");
        for pattern in &beside.excludes {
            // The patterns begin at the folder itself.
            left_out
                .add_line(None, &format!("/{}", pattern.trim_start_matches('/')))
                .map_err(|_| told(named, &format!("`{pattern}` is no pattern of paths")))?;
        }
        let left_out = left_out.build().map_err(|_| told(named, "no patterns of paths"))?;
        self.folder(path, &real, "", 0, &left_out, bounds, search);
        Ok(())
    }

    fn unread(&mut self, name: &str, why: &str) {
        self.package.unread.push(format!("{name}: {why}"));
    }

    #[expect(clippy::too_many_arguments, reason = "one step of a walk")]
    fn folder(
        &mut self,
        path: &Path,
        real: &Path,
        name: &str,
        depth: usize,
        left_out: &Gitignore,
        bounds: &Bounds<'_>,
        search: Search<'_>,
    ) {
        let here = if name.is_empty() { "." } else { name };
        if depth > MAX_DEPTH {
            return self.unread(here, "too-deep");
        }
        if !self.folders.insert(real.to_owned()) {
            return;
        }
        let entries = match fs::read_dir(real).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => entries,
            Err(error) => return self.unread(here, &error.to_string()),
        };
        let mut names: Vec<_> = entries.into_iter().map(|entry| entry.file_name()).collect();
        names.sort();
        for own in names {
            // What others wrote, and no part of what is deployed.
            if own == ".git" || own == ".terraform" {
                continue;
            }
            let path = path.join(&own);
            let name = match name {
                "" => own.to_string_lossy().into_owned(),
                name => format!("{name}/{}", own.to_string_lossy()),
            };
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                if self.entries == MAX_ENTRIES + 1 {
                    self.unread(&name, "too-many-entries");
                }
                return;
            }
            let Ok(inner) = fs::canonicalize(real.join(&own)) else {
                self.unread(&name, "a link that leads nowhere is not followed");
                continue;
            };
            let metadata = match fs::metadata(&inner) {
                Ok(metadata) => metadata,
                Err(error) => {
                    self.unread(&name, &error.to_string());
                    continue;
                }
            };
            if left_out.matched(&name, metadata.is_dir()).is_ignore()
                || bounds.excluded.matched(&path, metadata.is_dir()).is_ignore()
            {
                continue;
            }
            if !inner.starts_with(&bounds.inside) {
                self.unread(&name, "a link that leads out of the folder is not followed");
            } else if metadata.is_dir() {
                self.folder(&path, &inner, &name, depth + 1, left_out, bounds, search);
            } else if metadata.is_file() {
                self.file(&path, &inner, &metadata, &name, search);
            } else {
                self.unread(&name, "no regular file");
            }
        }
    }

    fn file(&mut self, path: &Path, real: &Path, metadata: &Metadata, name: &str, search: Search<'_>) {
        let Some(left) = self.left.checked_sub(metadata.len()) else {
            return self.unread(name, "too-large");
        };
        self.left = left;
        let found = Found::new(path, false, MAX_SHOWN);
        // Before it is read: afterwards it may be another file.
        let seen = found.seen();
        match File::open(real) {
            Ok(mut file) => {
                let before = self.package.found.len();
                search(&mut self.package, name, &found.shown(), &mut file);
                if self.package.found.len() > before
                    && let Ok(seen) = seen
                {
                    self.seen.push((shown(path), seen));
                }
            }
            Err(error) => self.unread(name, &error.to_string()),
        }
    }
}

fn told(named: &str, why: &str) -> Gap {
    Gap::unsupported(format!("the code `{named}` was not searched: {why}"))
}
