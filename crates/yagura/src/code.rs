//! Code that lies beside templates, searched in the run that reads them.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use yagura_checks::secrets::CodeSearch;
use yagura_finding::Check;
use yagura_model::{OWN_ACCOUNT, Snapshot};
use yagura_template::package::Packages;

use crate::sources::Sources;

/// The check that judges what is found.
const CHECK: &str = "lambda-code-secret";

/// What was searched already: a template that is read again after an edit is made of the same code.
#[derive(Clone, Default)]
pub(crate) struct Searched(Rc<RefCell<Packages>>);

impl Searched {
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
        let mut packages = self.0.borrow_mut();
        // Made when the first file is met: most templates have no code beside them.
        let mut search = None;
        // Where the folder cannot be read, the code stays unsearched, which is told of each function.
        let _ = packages.search(snapshot, top, exclude, &mut |package, name, path, file| match search
            .get_or_insert_with(|| CodeSearch::new(OWN_ACCOUNT))
        {
            Ok(search) => search.file(package, name, path, file),
            Err(gap) => package.unread.push(format!("{name}: {}", gap.message)),
        });
        for (file, seen) in &packages.seen {
            sources.keep(file, seen);
        }
    }
}
