//! A folder of templates that belong together.

use std::fs;
use std::path::{Path, PathBuf};

use yagura_cloudformation::{Options, walk};
use yagura_model::Snapshot;

/// A folder of this test alone; it is gone when the test ends.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for (name, text) in files {
            let file = path.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self(path)
    }

    pub(crate) fn read(&self, below: &str) -> Snapshot {
        walk(&self.0.join(below), &Options::default()).expect("readable").snapshot
    }

    /// The gaps, with the folder's own path taken out.
    pub(crate) fn gaps(&self, snapshot: &Snapshot) -> Vec<String> {
        let root = format!("{}/", self.0.display());
        snapshot.contents.gaps.iter().map(|gap| gap.to_string().replace(&root, "")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
