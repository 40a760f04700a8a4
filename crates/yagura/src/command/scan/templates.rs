//! Reading a file or folder of templates of all kinds.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use yagura_finding::Text;
use yagura_fix::Texts;
use yagura_model::{Gap, Snapshot};
use yagura_report::Lang;
use yagura_template::folder;

use super::now;
use crate::cli::{Exit, Failure};
use crate::fix;
use crate::sources::Sources;

/// What the command line says about the reading of templates.
#[derive(Default, Clone)]
pub(in crate::command) struct TemplateOptions {
    /// Patterns of what is left out.
    pub(in crate::command) exclude: Vec<String>,
    /// Files of values for Terraform's variables.
    pub(in crate::command) var_files: Vec<PathBuf>,
    /// What stands in place of files, by their names as the user would say them; plans, which follow no edit, are left out then.
    pub(in crate::command) texts: Option<Texts>,
}

/// Reads a file, or a folder with templates of all kinds: each file is offered to each reader, which knows its own by content.
/// `sources` learns which files there are.
pub(in crate::command) fn templates(
    path: &Path,
    said: &TemplateOptions,
    sources: &mut Sources,
) -> Result<(Snapshot, Summary), Failure> {
    const NAME_ONE: Text = Text {
        ja: "テンプレートのファイルまたはフォルダーを指定してください。",
        en: "Name a file or folder of templates.",
    };
    let options = folder::Options { exclude: said.exclude.clone(), ..folder::Options::default() };
    let top = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
    let mut snapshot = Snapshot::default();
    let mut gaps = Vec::new();
    let reader = yagura_cloudformation::Reader::with(said.texts.clone().unwrap_or_default());
    let mut read = Read { reader, texts: said.texts.clone(), ..Read::default() };
    folder::walk(path, &options, &mut gaps, &mut |found, gaps| {
        sources.note(found);
        read.file(gaps, top, found);
    })
    .map_err(|error| {
        let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        Failure::new(Exit::Io, format!("{error}{source}"), NAME_ONE)
    })?;
    read.templates = std::mem::take(&mut read.reader).finish(&mut snapshot);
    snapshot.contents.gaps.append(&mut gaps);
    let folder = if top.as_os_str().is_empty() { Path::new(".") } else { top };
    let shown = match folder::shown(folder).as_str() {
        "." => String::new(),
        shown => shown.to_owned(),
    };
    let mut wanted = terraform_options(said, &shown)?;
    let planned = |(file, text): &(String, String)| yagura_terraform::planned(file, text);
    wanted.plans = read.plans.iter().filter_map(planned).collect();
    let terraform = |snapshot: &mut Snapshot, paths: &[String]| -> Result<yagura_terraform::Blocks, Failure> {
        yagura_terraform::read_files(snapshot, folder, &shown, paths, &wanted)
            .map_err(|error| Failure::new(Exit::Io, error, NAME_ONE))
    };
    let blocks = if !read.configuration.is_empty() {
        terraform(&mut snapshot, &read.configuration)?
    } else if path.is_file() && !read.plans.is_empty() {
        // The configuration beside a plan is not judged: it says where the plan's resources stand.
        let mut beside = Read::default();
        let walked = folder::walk(folder, &options, &mut Vec::new(), &mut |found, _| {
            sources.note(found);
            beside.configuration(folder, found);
        });
        let mut apart = Snapshot::default();
        let blocks = walked.ok().and_then(|()| terraform(&mut apart, &beside.configuration).ok()).unwrap_or_default();
        snapshot.contents.ignores.append(&mut apart.contents.ignores);
        blocks
    } else {
        yagura_terraform::Blocks::default()
    };
    // Plans before states: a state says whether what is judged in its place is in the snapshot.
    read.plans.sort_by_key(|(file, _)| !wanted.plans.iter().any(|plan| plan.is_of(file)));
    let (plans, others): (Vec<_>, Vec<_>) = std::mem::take(&mut read.plans)
        .into_iter()
        .partition(|(file, text)| yagura_terraform::read_plan(&mut snapshot, file, text, &blocks));
    read.plans = plans;
    read.others.extend(others.into_iter().map(|(file, _)| file));
    snapshot.sort();
    if read.templates == 0
        && read.plans.is_empty()
        && read.configuration.is_empty()
        && snapshot.contents.gaps.is_empty()
    {
        let what = format!("no template in `{}` ({} other files were looked at)", path.display(), read.others.len());
        return Err(Failure::new(Exit::Usage, what, NAME_ONE));
    }
    let (now, epoch) = now();
    snapshot.contents.taken = now;
    snapshot.contents.taken_epoch = epoch;
    let Read { templates, configuration, plans, others, .. } = read;
    Ok((snapshot, Summary { templates, configuration: configuration.len(), plans: plans.len(), others }))
}

/// What was read of a folder, in numbers.
pub(in crate::command) struct Summary {
    templates: u64,
    configuration: usize,
    plans: usize,
    /// The files that are neither, by name.
    others: HashSet<String>,
}

impl Summary {
    /// One line about it; `code` are the files of code that were searched.
    pub(in crate::command) fn text(&self, snapshot: &Snapshot, code: &HashSet<String>, lang: Lang) -> String {
        let gaps = snapshot.contents.gaps.len();
        let unmodelled: u64 = snapshot.contents.unmodelled.values().sum();
        let others = self.others.iter().filter(|file| !code.contains(*file)).count();
        // English has a form of its own for one.
        let said = |number: u64, one: &str, more: &str| match (lang, number) {
            (Lang::Ja, _) => number.to_string(),
            (Lang::En, 1) => format!("1 {one}"),
            (Lang::En, _) => format!("{number} {more}"),
        };
        let searched = lang
            .pick(Text {
                ja: "、秘密情報を検査したコード {code} ファイル", en: ", {code} searched for secrets"
            });
        lang.pick(Text {
            ja: "読み取り: CloudFormation {templates}、Terraform {files} ファイル、プランとステート {plans}{searched}。対象外のファイル {others}、対象外のリソース {unmodelled}、読み取れなかった箇所 {gaps}",
            en: "read: {templates}, {files}, {plans}{searched}; {others}, {unmodelled} of types that no check looks at, {gaps} on what was not read",
        })
        .replace("{searched}", if code.is_empty() { "" } else { searched })
        .replace("{templates}", &said(self.templates, "CloudFormation template", "CloudFormation templates"))
        .replace("{files}", &said(self.configuration as u64, "Terraform file", "Terraform files"))
        .replace("{plans}", &said(self.plans as u64, "plan or state", "plans and states"))
        .replace("{code}", &said(code.len() as u64, "file of code", "files of code"))
        .replace("{others}", &said(others as u64, "other file", "other files"))
        .replace("{unmodelled}", &said(unmodelled, "resource", "resources"))
        .replace("{gaps}", &said(gaps as u64, "note", "notes"))
    }
}

/// What a walk has found.
#[derive(Default)]
struct Read {
    reader: yagura_cloudformation::Reader,
    templates: u64,
    /// What may be plans and states: they are read when the configuration has been.
    plans: Vec<(String, String)>,
    others: HashSet<String>,
    /// Terraform's own files, from the folder.
    configuration: Vec<String>,
    /// As in [`TemplateOptions`].
    texts: Option<Texts>,
}

impl Read {
    fn file(&mut self, gaps: &mut Vec<Gap>, top: &Path, found: folder::Found<'_>) {
        // Terraform's files count under each of their names; of others a link is read in its own place.
        if self.configuration(top, found) || found.again {
            return;
        }
        let content = match found.content() {
            Ok(content) => content,
            Err(error) => {
                gaps.push(Gap::error(format!("{}: not read: {error}", found.shown())));
                return;
            }
        };
        let other = self.texts.as_ref().and_then(|texts| texts.get(&found.shown()));
        let content = other.map_or(content, |text| folder::Content::Text(text.clone()));
        if let folder::Content::Text(text) = &content
            && fix::is_plan(text)
        {
            if self.texts.is_some() {
                return;
            }
            self.plans.push((found.shown(), text.clone()));
            return;
        }
        let offered = self.reader.offer(gaps, found, &content);
        if offered == yagura_cloudformation::Offered::Other {
            self.others.insert(found.shown());
        }
    }

    /// Whether the file is one of Terraform's own.
    fn configuration(&mut self, top: &Path, found: folder::Found<'_>) -> bool {
        let relative = found.path.strip_prefix(top).unwrap_or(found.path).to_string_lossy();
        let own = yagura_terraform::is_configuration_file(&relative);
        if own {
            self.configuration.push(relative.into_owned());
        }
        own
    }
}

fn terraform_options(said: &TemplateOptions, shown: &str) -> Result<yagura_terraform::Options, Failure> {
    let mut options = yagura_terraform::Options {
        environment: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("TF_VAR_"))
            .collect(),
        ..yagura_terraform::Options::default()
    };
    for (file, text) in said.texts.iter().flatten().filter(|(file, _)| yagura_terraform::is_configuration_file(file)) {
        if let Some(inside) = file.strip_prefix(shown) {
            options.texts.insert(inside.trim_start_matches('/').to_owned(), text.clone());
        }
    }
    for file in &said.var_files {
        let text = std::fs::read_to_string(file).map_err(|error| {
            let what = format!("cannot read `{}`: {error}", file.display());
            Failure::new(Exit::Io, what, Text { ja: "", en: "" })
        })?;
        options.var_files.push((file.to_string_lossy().into_owned(), text));
    }
    Ok(options)
}
