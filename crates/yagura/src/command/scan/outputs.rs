//! What a scan writes, and where.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use yagura_finding::{Report, Text};
use yagura_model::Snapshot;
use yagura_report::{JsonOptions, Lang, SarifOptions, TerminalOptions};

use super::io_failure;
use crate::cli::{Exit, Failure};
use crate::output;
use crate::sources::Sources;

/// What is written where: each `--output` goes with the `--format` before it.
#[derive(Default)]
pub(in crate::command) struct Outputs(Vec<(String, Option<PathBuf>)>);

impl Outputs {
    /// What the options of [`output_args`] say. A file whose name says no format, and which none goes before, is `otherwise`.
    pub(in crate::command) fn of(matches: &ArgMatches, otherwise: &str) -> Result<Self, Failure> {
        let places = |name: &str| matches.indices_of(name).into_iter().flatten();
        let formats = places("format").zip(matches.get_many::<String>("format").into_iter().flatten());
        let files = places("output").zip(matches.get_many::<PathBuf>("output").into_iter().flatten());
        let mut said: Vec<(usize, Result<&String, &PathBuf>)> =
            formats.map(|(at, format)| (at, Ok(format))).chain(files.map(|(at, file)| (at, Err(file)))).collect();
        said.sort_by_key(|(at, _)| *at);
        let mut pairs: Vec<(String, Option<PathBuf>)> = Vec::new();
        for (_, word) in said {
            match (word, pairs.last_mut()) {
                (Ok(format), _) => pairs.push((format.clone(), None)),
                (Err(file), Some((_, place @ None))) => *place = Some(file.clone()),
                (Err(file), _) => {
                    pairs.push((format_of(file).unwrap_or(otherwise).to_owned(), Some(file.clone())));
                }
            }
        }
        if pairs.iter().filter(|(_, file)| file.is_none()).count() > 1 {
            return Err(Failure::new(
                Exit::Usage,
                "two formats go to standard output",
                Text {
                    ja: "`--output FILE` で出力先を分けてください。", en: "Give all but one an `--output FILE`."
                },
            ));
        }
        let mut outputs = Self(pairs);
        outputs.at_least_people();
        Ok(outputs)
    }

    /// Where nothing is to be written, people are told.
    pub(in crate::command) fn at_least_people(&mut self) {
        if self.0.is_empty() {
            self.0.push(("terminal".to_owned(), None));
        }
    }

    /// Takes out the files of a format.
    pub(in crate::command) fn take(&mut self, format: &str) -> Vec<PathBuf> {
        let files = self.0.extract_if(.., |(name, _)| name == format).filter_map(|(_, file)| file);
        files.collect()
    }

    /// Whether nothing is to be written.
    pub(in crate::command) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them is for people.
    pub(super) fn terminal(&self) -> bool {
        self.0.iter().any(|(format, _)| format == "terminal")
    }

    /// Whether standard output is for people to read, or for nothing.
    pub(super) fn to_people(&self) -> bool {
        self.0.iter().all(|(format, file)| format == "terminal" || file.is_some())
    }

    pub(super) fn write(
        &self,
        report: &Report<'_>,
        snapshot: &Snapshot,
        sources: &Sources,
        all: bool,
        command: &str,
        lang: Lang,
    ) -> Result<(), Failure> {
        for (format, file) in &self.0 {
            let write = |out: &mut dyn std::io::Write| match format.as_str() {
                "json" => yagura_report::json(out, report, snapshot, &JsonOptions { pretty: true }),
                "sarif" => {
                    let options = SarifOptions { lang, pretty: true, ..SarifOptions::default() };
                    yagura_report::sarif(out, report, snapshot, &options)
                }
                "junit" => yagura_report::junit(out, report, lang),
                "github" => yagura_report::github(out, report, lang),
                "markdown" => yagura_report::markdown(out, report, snapshot, lang),
                _ => {
                    let output::Style { width, colour } =
                        if file.is_some() { output::plain() } else { output::style() };
                    let options = TerminalOptions { lang, width, colour, all, command: command.to_owned() };
                    let lines = |file: &str| sources.get(file);
                    out.write_all(yagura_report::terminal(report, snapshot, &lines, &options).as_bytes())
                }
            };
            match file {
                None => output::print_with(write).map_err(io_failure)?,
                Some(path) => output::write_file(path, false, |out| write(out)).map_err(|error| {
                    io_failure(std::io::Error::new(error.kind(), format!("cannot write `{}`: {error}", path.display())))
                })?,
            }
        }
        Ok(())
    }
}

fn format_of(file: &Path) -> Option<&'static str> {
    match file.extension().and_then(std::ffi::OsStr::to_str) {
        Some("json") => Some("json"),
        Some("sarif") => Some("sarif"),
        Some("xml") => Some("junit"),
        Some("md") => Some("markdown"),
        _ => None,
    }
}
