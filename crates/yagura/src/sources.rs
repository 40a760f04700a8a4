//! The files of a scan, read once more for the lines that are shown of them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use yagura_checks::veil::Veil;
use yagura_model::Snapshot;
use yagura_report::Source;
use yagura_template::folder::{Found, Seen};

/// The files that were read, as they were then.
#[derive(Default)]
pub(crate) struct Sources {
    files: HashMap<String, Seen>,
    veil: Option<Veil>,
    /// What was asked for.
    read: RefCell<HashMap<String, Option<Rc<Source>>>>,
}

impl Sources {
    /// Takes in a file. To be called before the file is read.
    pub(crate) fn note(&mut self, found: Found<'_>) {
        if let Ok(seen) = found.seen() {
            self.files.insert(found.shown(), seen);
        }
    }

    /// Takes in a file that another reader has seen before it read it.
    pub(crate) fn keep(&mut self, file: &str, seen: &Seen) {
        self.files.entry(file.to_owned()).or_insert_with(|| seen.clone());
    }

    /// Learns what may not be shown. Without it, or where it fails, nothing is.
    pub(crate) fn veil(&mut self, snapshot: &mut Snapshot) {
        if !self.files.is_empty() {
            self.veil = Veil::new(snapshot).ok();
        }
    }

    /// The lines of a file without its secrets; `None` for what is no file of this scan, or not the same any more.
    pub(crate) fn get(&self, file: &str) -> Option<Rc<Source>> {
        if let Some(read) = self.read.borrow().get(file) {
            return read.clone();
        }
        let source = self.source(file).map(Rc::new);
        self.read.borrow_mut().insert(file.to_owned(), source.clone());
        source
    }

    /// What of a text of a file may not be shown; `None` where nothing of it may.
    pub(crate) fn hidden(&self, file: &str, text: &str) -> Option<Vec<Range<usize>>> {
        self.veil.as_ref()?.hidden(file, text, &yagura_cloudformation::no_echo(text))
    }

    fn source(&self, file: &str) -> Option<Source> {
        let text = self.files.get(file)?.text()?;
        Source::new(&text, &self.hidden(file, &text)?)
    }
}
