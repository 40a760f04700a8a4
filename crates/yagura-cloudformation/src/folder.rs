//! Which files of a folder are templates, how they belong together, and what is said about those that cannot be read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use yagura_model::{Gap, GapKind, Node, Snapshot};
use yagura_template::folder::{Content, Found, clean, shown};
use yagura_template::syntax::{self, ParseError, Parsed};

use crate::assembly::{self, MAX_TOGETHER};
use crate::cdk::{self, Manifest};
use crate::read::{Tree, read_alone, read_tree, register};
use crate::stacks::{self, Library, Loaded};
use crate::template::Context;
use crate::{is_template_tree, looks_like_template};

pub use yagura_template::folder::{Options, ReadError};

/// How deep assemblies of the AWS CDK may nest.
const MAX_ASSEMBLIES: usize = 10;

/// What a walk found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Walked {
    /// All templates, and what could not be read.
    pub snapshot: Snapshot,
    /// How many templates were found.
    pub templates: u64,
    /// How many files were looked at and are no templates.
    pub others: u64,
}

/// Reads a template, or all templates of a folder, as [`walk`] does.
pub fn read_path(path: &Path, options: &Options) -> Result<Snapshot, ReadError> {
    walk(path, options).map(|walked| walked.snapshot)
}

/// Reads a template, or all templates of a folder, which are known by their content.
///
/// Only regular files are opened, each once however many symbolic links lead to it, and nothing outside of the folder is read.
/// Of a template that is named itself, nested stacks are read where their templates lie below its folder.
/// Fails only when the path itself cannot be read; what cannot be read below it is a gap.
pub fn walk(path: &Path, options: &Options) -> Result<Walked, ReadError> {
    let mut walked = Walked::default();
    let mut gaps = Vec::new();
    let mut reader = Reader::default();
    yagura_template::folder::walk(path, options, &mut gaps, &mut |found, gaps| match found.content() {
        // A link to what is read in its own place.
        _ if found.again => {}
        Ok(content) => {
            walked.others += u64::from(reader.offer(gaps, found, &content) == Offered::Other);
        }
        Err(error) => gaps.push(Gap::error(format!("{}: not read: {error}", found.shown()))),
    })?;
    walked.templates = reader.finish(&mut walked.snapshot);
    walked.snapshot.contents.gaps.append(&mut gaps);
    walked.snapshot.sort();
    Ok(walked)
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// A template, or what leads to templates.
    Template,
    /// No template.
    Other,
    /// A template, it seems, that is too large: that is told.
    Told,
}

/// Takes in files one by one. A template that stands alone is read at once; what belongs together (nested stacks, a cloud
/// assembly of the AWS CDK) is read when all files are known.
// No `Debug`: templates may hold secret texts.
#[derive(Default)]
pub struct Reader {
    /// The templates that hold no nested stack, each read alone.
    alone: BTreeMap<PathBuf, Snapshot>,
    /// The templates that may hold nested stacks, and what was said of their files.
    whole: BTreeMap<PathBuf, (Rc<Loaded>, Snapshot)>,
    manifests: BTreeMap<PathBuf, Manifest>,
    /// Every file that was offered: what a template includes is one of them.
    offered: BTreeSet<PathBuf>,
    /// The folder of a file that was named itself.
    named: Option<PathBuf>,
    max_bytes: u64,
    /// What stands in place of files that are opened for others.
    texts: BTreeMap<String, String>,
}

impl Reader {
    /// A reader to which some files hold other texts, by their names as the user would say them:
    /// what a template refers to is opened by the reader itself.
    pub fn with(texts: BTreeMap<String, String>) -> Self {
        Self { texts, ..Self::default() }
    }

    /// Takes a file's content if it is a template; a file that was named is meant to be one.
    pub fn offer(&mut self, gaps: &mut Vec<Gap>, found: Found<'_>, content: &Content) -> Offered {
        let path = clean(found.path);
        self.offered.insert(path.clone());
        self.max_bytes = self.max_bytes.max(found.max_bytes());
        if found.named {
            self.named = path.parent().map(Path::to_owned);
        }
        if let Content::Text(text) = content
            && let Some(manifest) = manifest_of(&path, text)
        {
            self.manifests.insert(path, manifest);
            return Offered::Template;
        }
        let mut read = |parsed: Result<Parsed, ParseError>| {
            let text = if let Content::Text(text) = content { text.as_str() } else { "" };
            let mut snapshot = Snapshot::default();
            if stacks::may_hold(text) {
                if let Some(loaded) = register(&mut snapshot, &found.shown(), text, parsed) {
                    self.whole.insert(path.clone(), (Rc::new(loaded), snapshot));
                } else {
                    self.alone.insert(path.clone(), snapshot);
                }
            } else {
                read_alone(&mut snapshot, &found.shown(), text, parsed);
                self.alone.insert(path.clone(), snapshot);
            }
            Offered::Template
        };
        let likely = found.named || named_like_template(found.path);
        match content {
            Content::Text(text) if found.named => read(syntax::read(text)),
            Content::Text(text) if !looks_like_template(text) => Offered::Other,
            Content::Text(text) => match syntax::read(text) {
                Ok(parsed) if !is_template_tree(&parsed.root) => Offered::Other,
                // Prose and program code may quote a template.
                Err(_) if !likely => Offered::Other,
                parsed => read(parsed),
            },
            Content::Utf16(text) if likely && looks_like_template(text) => {
                read(Err(ParseError::new(1, 1, "the text is UTF-16; CloudFormation reads UTF-8")))
            }
            Content::NotUtf8 { text, line } if likely && looks_like_template(text) => {
                read(Err(ParseError::new(*line, 1, "the text is not UTF-8")))
            }
            Content::Utf16(_) | Content::NotUtf8 { .. } if found.named => read(syntax::read("")),
            Content::Utf16(_) | Content::NotUtf8 { .. } => Offered::Other,
            Content::TooLarge(start) => {
                let message = format!("larger than {} bytes", found.max_bytes());
                if found.named {
                    read(Err(ParseError::new(1, 1, message)))
                } else if looks_like_template(start) {
                    gaps.push(Gap::new(GapKind::Error, format!("{}: {message}: not read", found.shown())));
                    Offered::Told
                } else {
                    Offered::Other
                }
            }
        }
    }

    /// Reads what belongs together, and gives how many templates there were.
    /// A template that is part of another one, or of an assembly, is not read once more by itself.
    pub fn finish(self, snapshot: &mut Snapshot) -> u64 {
        let Self { mut alone, whole, manifests, offered, named, max_bytes, texts } = self;
        let mut files = Files {
            known: offered,
            parts: HashMap::new(),
            named: named.as_deref().and_then(|folder| std::fs::canonicalize(or_here(folder)).ok()),
            max_bytes,
            texts,
            said: Snapshot::default(),
            asked: BTreeSet::new(),
            loaded: HashMap::new(),
            uploaded: HashMap::new(),
            missing: BTreeSet::new(),
        };
        for (path, (loaded, said)) in &whole {
            files.loaded.insert(path.clone(), Ok(Rc::clone(loaded)));
            files.said.merge(said.clone());
        }
        let mut used = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for (path, manifest) in &manifests {
            files.assembly(snapshot, path, manifest, &mut seen, &mut used, 0);
        }
        let mut parts = BTreeSet::new();
        for (path, (loaded, _)) in &whole {
            parts.extend(stacks::links(path, &loaded.root, &files));
        }
        // First what is no part of anything; then what is left over: rings, and parts that no condition lets be made.
        for first in [true, false] {
            for (path, (loaded, _)) in &whole {
                if !used.contains(path) && (!first || !parts.contains(path)) {
                    used.extend(read_tree(snapshot, path, Rc::clone(loaded), Context::default(), &mut files));
                    used.insert(path.clone());
                }
            }
        }
        alone.retain(|path, _| !used.contains(path));
        let number = snapshot.contents.sources.len();
        for (_, read) in alone {
            snapshot.merge(read);
        }
        files.said.contents.sources.sort();
        files.said.contents.sources.dedup();
        snapshot.merge(files.said);
        u64::try_from(snapshot.contents.sources.len() - number).unwrap_or(u64::MAX)
    }
}

fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn manifest_of(path: &Path, text: &str) -> Option<Manifest> {
    if !cdk::looks_like_manifest(text) {
        return None;
    }
    cdk::manifest(path, &syntax::read(text).ok()?.root)
}

/// The templates that may be parts of others.
struct Files {
    /// What was found in the folder.
    known: BTreeSet<PathBuf>,
    /// Where a file was named itself: its folder, whose files are read as they are needed.
    named: Option<PathBuf>,
    max_bytes: u64,
    /// What stands in place of files.
    texts: BTreeMap<String, String>,
    /// What was said of the files that were loaded.
    said: Snapshot,
    /// What the tree of stacks at hand asked for.
    asked: BTreeSet<String>,
    loaded: HashMap<PathBuf, Result<Rc<Loaded>, Gap>>,
    parts: HashMap<PathBuf, Result<Rc<Node>, Gap>>,
    /// What assemblies upload, by folder and by the object's name.
    uploaded: HashMap<PathBuf, HashMap<String, PathBuf>>,
    /// What assemblies lack, as far as it is said already.
    missing: BTreeSet<String>,
}

impl Library for Files {
    fn load(&mut self, path: &Path) -> Result<Rc<Loaded>, Gap> {
        self.asked.insert(shown(path));
        if let Some(loaded) = self.loaded.get(path) {
            return loaded.clone();
        }
        let loaded = self.open(path).and_then(|text| {
            let parsed = syntax::read(&text);
            if parsed.as_ref().is_ok_and(|parsed| !is_template_tree(&parsed.root)) {
                return Err(Gap::error(format!("`{}` is no template", shown(path))));
            }
            register(&mut self.said, &shown(path), &text, parsed)
                .map(Rc::new)
                .ok_or_else(|| Gap::error(format!("its template `{}` cannot be read", shown(path))))
        });
        self.loaded.insert(path.to_owned(), loaded.clone());
        loaded
    }

    fn part(&mut self, path: &Path) -> Result<Rc<Node>, Gap> {
        self.asked.insert(shown(path));
        if let Some(part) = self.parts.get(path) {
            return part.clone();
        }
        let part = self.open(path).and_then(|text| {
            let parsed = syntax::read(&text).map_err(|error| Gap::error(error.to_string()))?;
            Ok(Rc::new(parsed.root))
        });
        self.parts.insert(path.to_owned(), part.clone());
        part
    }

    fn asked(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.asked)
    }

    fn asset(&self, from: &Path, url: &str) -> Option<PathBuf> {
        let folder = from.parent().unwrap_or(Path::new(""));
        self.uploaded.get(folder)?.get(url.rsplit('/').next()?).cloned()
    }
}

impl Files {
    fn open(&self, path: &Path) -> Result<String, Gap> {
        let missing = || Gap::error(format!("`{}` is not among the files that are read", shown(path)));
        if let Some(folder) = &self.named {
            let real = std::fs::canonicalize(path).map_err(|_| missing())?;
            if !real.starts_with(folder) {
                let message = format!("`{}` lies outside of the folder of what was named", shown(path));
                return Err(Gap::error(format!("{message}; name a folder that holds both")));
            }
        } else if !self.known.contains(path) {
            return Err(missing());
        }
        self.text(path)
    }

    fn text(&self, path: &Path) -> Result<String, Gap> {
        if let Some(text) = self.texts.get(&shown(path)) {
            return Ok(text.clone());
        }
        let wrong = |why: &str| Gap::error(format!("`{}` is not read: {why}", shown(path)));
        match Found::new(path, false, self.max_bytes).content() {
            Ok(Content::Text(text)) => Ok(text),
            Ok(Content::TooLarge(_)) => Err(wrong(&format!("larger than {} bytes", self.max_bytes))),
            Ok(_) => Err(wrong("the text is not UTF-8")),
            Err(error) => Err(wrong(&error.to_string())),
        }
    }

    fn is_empty_stack(&self, file: &Path) -> bool {
        let empty = || Some(cdk::is_empty(&syntax::read(&self.open(file).ok()?).ok()?.root));
        !self.loaded.contains_key(file) && empty().unwrap_or(false)
    }

    /// Reads the stacks of an assembly, and of the assemblies inside.
    fn assembly(
        &mut self,
        snapshot: &mut Snapshot,
        path: &Path,
        manifest: &Manifest,
        seen: &mut BTreeSet<PathBuf>,
        used: &mut BTreeSet<PathBuf>,
        depth: usize,
    ) {
        let wrong = |snapshot: &mut Snapshot, why: &str| {
            snapshot.contents.gaps.push(Gap::error(format!("{}: {why}", shown(path))));
        };
        if depth > MAX_ASSEMBLIES {
            wrong(snapshot, "assemblies nest too deep");
            return;
        }
        if !seen.insert(path.to_owned()) {
            return;
        }
        for list in &manifest.assets {
            let list = clean(list);
            // What is no list names no file: the stack that needs it says so.
            let inside = self
                .named
                .as_ref()
                .is_none_or(|folder| std::fs::canonicalize(&list).is_ok_and(|real| real.starts_with(folder)))
                && list.starts_with(path.parent().unwrap_or(Path::new("")));
            let Ok(parsed) = (if inside { self.open(&list) } else { continue }).map(|text| syntax::read(&text)) else {
                continue;
            };
            let folder = list.parent().unwrap_or(Path::new("")).to_owned();
            if let Ok(parsed) = parsed {
                self.uploaded.entry(folder).or_default().extend(cdk::uploaded(&list, &parsed.root));
            }
        }
        for key in &manifest.missing {
            // An assembly misses what those inside of it miss.
            if !self.missing.insert(key.clone()) {
                continue;
            }
            let why = format!(
                "the CDK has not looked up `{key}`: what hangs on it is not known; run `cdk synth` with access to the account"
            );
            snapshot.contents.gaps.push(Gap::unresolved(format!("{}: {why}", shown(path))));
        }
        let mut stacks = Vec::with_capacity(manifest.stacks.len());
        for (file, context) in &manifest.stacks {
            let file = clean(file);
            if !self.is_empty_stack(&file) {
                let loaded = self.load(&file);
                stacks.push((file, loaded, context));
            }
        }
        let read = stacks.iter().filter_map(|(_, loaded, context)| Some((Rc::clone(loaded.as_ref().ok()?), *context)));
        let outputs = cdk::outputs(&read.collect::<Vec<_>>());
        let files: Vec<String> = stacks.iter().map(|(file, ..)| shown(file)).collect();
        let together = stacks.len() <= MAX_TOGETHER;
        let mut trees = Vec::new();
        for (file, loaded, context) in stacks {
            match loaded {
                Ok(loaded) => {
                    let context = &Context { outputs: Some(Rc::clone(&outputs)), ..context.clone() };
                    self.asked.insert(shown(path));
                    if cdk::takes(&loaded.root) {
                        self.asked.extend(files.iter().cloned());
                    }
                    self.asked.extend(manifest.assets.iter().map(|list| shown(&clean(list))));
                    if together {
                        trees.push(Tree::plan(snapshot, &file, loaded, context.clone(), self));
                    } else {
                        used.extend(read_tree(snapshot, &file, loaded, context.clone(), self));
                    }
                    used.insert(file);
                }
                Err(gap) => wrong(snapshot, &gap.message),
            }
        }
        assembly::keep_all(snapshot, &mut trees, self);
        used.extend(trees.into_iter().flat_map(Tree::inner));
        if self.named.is_none() {
            // The walk finds them by itself.
            return;
        }
        for inner in &manifest.inner {
            let inner = clean(inner);
            let read = self.open(&inner).map(|text| manifest_of(&inner, &text));
            match read {
                Ok(Some(found)) => self.assembly(snapshot, &inner, &found, seen, used, depth + 1),
                Ok(None) => wrong(snapshot, &format!("`{}` is no manifest of an assembly", shown(&inner))),
                Err(gap) => wrong(snapshot, &gap.message),
            }
        }
    }
}

fn named_like_template(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| matches!(extension, "yaml" | "yml" | "json" | "template" | "cfn"))
}
