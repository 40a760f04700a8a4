//! Code that lies beside templates, searched in the run that reads them.

use std::cell::{Ref, RefCell};
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;

use yagura_checks::secrets::CodeSearch;
use yagura_finding::Check;
use yagura_model::{Gap, OWN_ACCOUNT, Snapshot};
use yagura_secrets::KeyPair;
use yagura_template::package::Packages;

use crate::sources::Sources;

/// The check that judges what is found.
const CHECK: &str = "lambda-code-secret";

/// What was searched already: a template that is read again after an edit is made of the same code.
#[derive(Clone, Default)]
pub(crate) struct Searched {
    packages: Rc<RefCell<Packages>>,
    /// Whether access keys are to be verified: they are kept then, and only until they are.
    verify: bool,
    keys: Rc<RefCell<Vec<KeyPair>>>,
    /// The files that were opened, archives among them, as the user would name them.
    files: Rc<RefCell<HashSet<String>>>,
}

impl Searched {
    /// Nothing yet; `verify` where access keys are to be verified.
    pub(crate) fn new(verify: bool) -> Self {
        Self { verify, ..Self::default() }
    }

    /// Searches the code beside the templates that were read from `path`, if the check is among `checks`;
    /// `sources` learns of the files in which something is found.
    pub(crate) fn fill(
        &self,
        snapshot: &mut Snapshot,
        path: &Path,
        exclude: &[String],
        checks: &[&'static Check],
        sources: &mut Sources,
    ) {
        if !checks.iter().any(|check| check.id == CHECK) {
            return;
        }
        let top = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
        let mut packages = self.packages.borrow_mut();
        // Made when the first file is met: most templates have no code beside them.
        let mut search: Option<Result<CodeSearch, Gap>> = None;
        let new =
            || CodeSearch::new(OWN_ACCOUNT).map(|search| if self.verify { search.keeping_keys() } else { search });
        // Where the folder cannot be read, the code stays unsearched, which is told of each function.
        let mut files = self.files.borrow_mut();
        let _ = packages.search(snapshot, top, exclude, &mut |package, name, path, file| {
            files.insert(path.to_owned());
            match search.get_or_insert_with(new) {
                Ok(search) => search.file(package, name, path, file),
                Err(gap) => package.unread.push(format!("{name}: {}", gap.message)),
            }
        });
        for (file, seen) in &packages.seen {
            sources.keep(file, seen);
        }
        if let Some(Ok(mut search)) = search {
            self.keys.borrow_mut().append(&mut search.take_keys());
        }
    }

    /// The files that were searched.
    pub(crate) fn files(&self) -> Ref<'_, HashSet<String>> {
        self.files.borrow()
    }

    /// The access keys of AWS in what was searched, each with its secret.
    pub(crate) fn take_keys(&self) -> Vec<KeyPair> {
        self.keys.take()
    }
}
