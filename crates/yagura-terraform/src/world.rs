//! What all evaluation of one tree shares: files, modules, limits.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use yagura_model::{Gap, GapKind, Span};

use crate::files::Files;
use crate::module::{self, Module};
use crate::outside::Outside;
use crate::syntax;
use crate::tree::{Body, Place};

/// How deep expressions may nest, through names and modules too.
const MAX_DEPTH: usize = 700;
/// How many expressions of one root are worked out.
const MAX_STEPS: usize = 40_000_000;
/// How many elements the expressions of one root may give.
const MAX_ELEMENTS: usize = 4_000_000;
/// How long one text may be, and all of one root together.
pub(crate) const MAX_TEXT: usize = 4 << 20;
const MAX_TEXTS: usize = 256 << 20;

/// A file that was read.
pub(crate) struct Source {
    /// The path, as the user would name it.
    pub(crate) shown: String,
    pub(crate) text: String,
    /// Where each line begins.
    lines: Vec<u32>,
}

/// The shared part.
pub(crate) struct World {
    pub(crate) files: Files,
    /// The configuration files that were found, by their folders.
    folders: HashMap<String, Vec<String>>,
    /// What stands before each path where it is shown.
    pub(crate) shown_prefix: String,
    pub(crate) sources: RefCell<Vec<Rc<Source>>>,
    modules: RefCell<HashMap<String, Rc<Module>>>,
    pub(crate) gaps: RefCell<Vec<Gap>>,
    /// The files that expressions of the root at hand name, as the user would; folders with `/` at their end.
    pub(crate) asked: RefCell<BTreeSet<String>>,
    /// What files say outside of their resources, by their numbers.
    pub(crate) outside: RefCell<Vec<(u32, Outside)>>,
    depth: Cell<usize>,
    steps: Cell<usize>,
    elements: Cell<usize>,
    texts: Cell<usize>,
}

impl World {
    /// `paths`: the configuration files that were found; others in the same folders are left out on purpose.
    pub(crate) fn new(files: Files, shown_prefix: String, paths: &[String]) -> Self {
        let mut folders: HashMap<String, Vec<String>> = HashMap::new();
        for path in paths {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            folders.entry(folder.to_owned()).or_default().push(name.to_owned());
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is put in order by itself")]
        for names in folders.values_mut() {
            names.sort();
        }
        Self {
            folders,
            files,
            shown_prefix,
            sources: RefCell::default(),
            modules: RefCell::default(),
            gaps: RefCell::default(),
            asked: RefCell::default(),
            outside: RefCell::default(),
            depth: Cell::new(0),
            steps: Cell::new(0),
            elements: Cell::new(0),
            texts: Cell::new(0),
        }
    }

    /// Each root has its own limits.
    pub(crate) fn begin_root(&self) {
        self.steps.set(0);
        self.elements.set(0);
        self.texts.set(0);
    }

    /// Runs one step deeper; what hangs on each other must not exhaust the stack.
    pub(crate) fn deeper<T>(&self, step: impl FnOnce() -> T) -> Result<T, Gap> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS {
            return Err(Gap::unsupported("the root module's expressions take too long"));
        }
        if self.depth.get() > MAX_DEPTH {
            return Err(Gap::unsupported("the expressions nest too deeply"));
        }
        self.depth.set(self.depth.get() + 1);
        let result = step();
        self.depth.set(self.depth.get() - 1);
        Ok(result)
    }

    /// Counts elements that an expression gives.
    pub(crate) fn charge(&self, elements: usize) -> Result<(), Gap> {
        self.elements.set(self.elements.get().saturating_add(elements));
        if self.elements.get() > MAX_ELEMENTS {
            return Err(Gap::unsupported("the root module's expressions give too much"));
        }
        Ok(())
    }

    /// Counts a text that an expression gives.
    pub(crate) fn charge_text(&self, length: usize) -> Result<(), Gap> {
        self.texts.set(self.texts.get().saturating_add(length));
        if length > MAX_TEXT || self.texts.get() > MAX_TEXTS {
            return Err(Gap::unsupported("the root module's expressions give too long texts"));
        }
        Ok(())
    }

    /// Says what went wrong at a place.
    pub(crate) fn note(&self, kind: GapKind, place: Place, message: impl std::fmt::Display) {
        let (file, span) = self.span(place);
        self.gaps.borrow_mut().push(Gap::new(kind, format!("{file}:{}: {message}", span.line.max(1))));
    }

    /// The path as the user would name it.
    pub(crate) fn shown(&self, path: &str) -> String {
        match (self.shown_prefix.as_str(), path) {
            ("", path) => path.to_owned(),
            (prefix, "") => prefix.to_owned(),
            (prefix, path) => format!("{}/{path}", prefix.trim_end_matches('/')),
        }
    }

    /// A file and lines and columns of it.
    pub(crate) fn span(&self, place: Place) -> (String, Span) {
        match self.sources.borrow().get(place.file as usize) {
            Some(source) => (source.shown.clone(), source.span(place)),
            None => (String::new(), Span::default()),
        }
    }

    pub(crate) fn source(&self, file: u32) -> Option<Rc<Source>> {
        self.sources.borrow().get(file as usize).cloned()
    }

    /// Keeps a file's text and reads it with `read`.
    pub(crate) fn keep<T>(&self, path: &str, text: String, read: impl FnOnce(&str, u32) -> T) -> T {
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let source = Rc::new(Source::new(self.shown(path), text));
        let number = self.sources.borrow().len();
        self.sources.borrow_mut().push(source.clone());
        read(&source.text, u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// The module of a folder.
    pub(crate) fn module_of(&self, folder: &str) -> Rc<Module> {
        if let Some(known) = self.modules.borrow().get(folder) {
            return known.clone();
        }
        let mut bodies = Vec::new();
        let mut unread = None;
        for name in self.configuration_files(folder) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match self.configuration(&path) {
                Some(body) => bodies.push((name, body)),
                None => unread = unread.or_else(|| Some(self.shown(&path))),
            }
        }
        let module = Rc::new(Module { unread, ..module::module(folder, bodies) });
        for (place, message) in &module.wrong {
            self.note(GapKind::Error, *place, message);
        }
        self.modules.borrow_mut().insert(folder.to_owned(), module.clone());
        module
    }

    /// The places of all resources that are written in a file, in every module that was read.
    pub(crate) fn resources_in(&self, file: u32) -> Vec<Span> {
        let Some(source) = self.source(file) else { return Vec::new() };
        let modules = self.modules.borrow();
        let outside = self.outside.borrow();
        let blocks = outside.iter().filter(|(number, _)| *number == file).map(|(_, outside)| outside.block);
        let mut spans: Vec<Span> = modules
            .values()
            .flat_map(|module| &module.resources)
            .filter(|declared| declared.place.file == file)
            .map(|declared| source.span(declared.place))
            .chain(blocks)
            .collect();
        spans.sort();
        spans
    }

    /// The names of a folder's configuration files. What was not found by the search lies in `.terraform`.
    pub(crate) fn configuration_files(&self, folder: &str) -> Vec<String> {
        if let Some(names) = self.folders.get(folder) {
            return names.clone();
        }
        if !folder.split('/').any(|part| part == ".terraform") {
            return Vec::new();
        }
        self.in_folder(folder).unwrap_or_default().into_iter().filter(|name| is_configuration(name)).collect()
    }

    /// The names of a folder's files; that they could not be listed is told.
    pub(crate) fn in_folder(&self, folder: &str) -> Result<Vec<String>, Gap> {
        self.files.in_folder(folder).inspect_err(|gap| self.gaps.borrow_mut().push(gap.clone()))
    }

    /// Reads a file in either syntax; what is wrong with it is a gap.
    fn configuration(&self, path: &str) -> Option<Body> {
        let shown = self.shown(path);
        let text = match self.files.text(path) {
            Ok(text) => text,
            Err(gap) => {
                self.gaps.borrow_mut().push(Gap::new(GapKind::Error, format!("{shown}: {}", gap.message)));
                return None;
            }
        };
        self.keep(path, text, |text, file| {
            let read = if path.strip_suffix(".json").is_some() {
                crate::json::body(text, file)
            } else {
                syntax::body(text, file)
            };
            match read {
                Ok(body) => {
                    // What others wrote is theirs.
                    if self.folders.contains_key(path.rsplit_once('/').map_or("", |(folder, _)| folder)) {
                        let outside = Outside::of_configuration(self, &shown, &body);
                        self.outside.borrow_mut().extend(outside.into_iter().map(|outside| (file, outside)));
                    }
                    Some(body)
                }
                Err(error) => {
                    let message = format!("{shown}:{}:{}: {}", error.line, error.column, error.message);
                    self.gaps.borrow_mut().push(Gap::error(message));
                    None
                }
            }
        })
    }
}

/// Whether a file belongs to the configuration, by its name.
pub(crate) fn is_configuration(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    (name.strip_suffix(".tf").is_some() || name.ends_with(".tf.json"))
        && !name.starts_with('.')
        && !name.ends_with('~')
        && !(name.starts_with('#') && name.ends_with('#'))
}

impl Source {
    fn new(shown: String, text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        Self { shown, text, lines }
    }

    fn position(&self, offset: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start as usize..offset as usize).unwrap_or_default();
        let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
        (u32::try_from(line).unwrap_or(u32::MAX), column)
    }

    pub(crate) fn span(&self, place: Place) -> Span {
        let (line, column) = self.position(place.start);
        let (end_line, end_column) = self.position(place.end);
        Span { line, column, end_line, end_column }
    }

    fn offset(&self, line: u32, column: u32) -> Option<usize> {
        let start = *self.lines.get(line.checked_sub(1)? as usize)? as usize;
        let rest = self.text.get(start..)?;
        let skipped = rest.char_indices().nth(column.checked_sub(1)? as usize).map_or(rest.len(), |(at, _)| at);
        Some(start + skipped)
    }

    /// The text at a place that is given as lines and columns.
    pub(crate) fn slice_span(&self, span: Span) -> Option<&str> {
        self.text.get(self.offset(span.line, span.column)?..self.offset(span.end_line, span.end_column)?)
    }

    pub(crate) fn slice(&self, place: Place) -> &str {
        self.text.get(place.start as usize..place.end as usize).unwrap_or_default()
    }
}
