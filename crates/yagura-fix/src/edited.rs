//! The texts of a run while an edit is made.

use std::collections::BTreeMap;

use crate::refusal::Refusal;

/// Texts of a run, and those that take their places.
pub(crate) struct Edited<'t> {
    texts: &'t BTreeMap<String, String>,
    changed: BTreeMap<String, String>,
}

impl<'t> Edited<'t> {
    pub(crate) fn new(texts: &'t BTreeMap<String, String>) -> Self {
        Self { texts, changed: BTreeMap::new() }
    }

    /// What is to take the place of the texts.
    pub(crate) fn changed(self) -> BTreeMap<String, String> {
        let Self { texts, mut changed } = self;
        changed.retain(|file, text| texts.get(file) != Some(text));
        changed
    }

    pub(crate) fn get(&self, file: &str) -> Result<&str, Refusal> {
        self.changed.get(file).or_else(|| self.texts.get(file)).map(String::as_str).ok_or(Refusal::Generated)
    }

    /// The configuration files of a folder in which a word stands. A block of a type is written with its name: to take all other
    /// files apart would cost each edit as much as the folder is large.
    pub(crate) fn with(&self, folder_of: &str, word: &str) -> Vec<(&str, &str)> {
        let above = if folder_of.is_empty() { String::new() } else { format!("{folder_of}/") };
        let files = self.texts.range(above.clone()..).take_while(|(file, _)| file.starts_with(&above));
        let here = files.filter(|(file, _)| is_configuration(file) && folder(file) == folder_of);
        let newest = here.map(|(file, text)| (file.as_str(), self.changed.get(file).unwrap_or(text).as_str()));
        newest.filter(|(_, text)| text.contains(word)).collect()
    }

    pub(crate) fn put(&mut self, file: &str, text: String) {
        self.changed.insert(file.to_owned(), text);
    }
}

/// Whether a file is one of Terraform's.
pub(crate) fn is_configuration(file: &str) -> bool {
    is_json(file) || file.rsplit_once('.').is_some_and(|(_, extension)| extension == "tf")
}

/// Whether a file is one of Terraform's JSON syntax.
pub(crate) fn is_json(file: &str) -> bool {
    file.ends_with(".tf.json")
}

/// The folder that a file lies in.
pub(crate) fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}
