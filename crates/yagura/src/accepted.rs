//! Findings that somebody accepted: mutes in templates and in `yagura.yaml`, and baselines.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use serde_json::{Value, json};
use yagura_finding::{BaselineKey, Check, Mute, Report, Text, Words};
use yagura_report::Lang;

use crate::cli::{Exit, Failure};
use crate::{config, output};

/// The largest baseline that is read, in bytes.
const LARGEST: u64 = 256 << 20;

/// The options.
pub(crate) fn arguments(lang: Lang) -> [Arg; 3] {
    let help = |ja, en| lang.pick(Text { ja, en });
    let file =
        |name: &'static str| Arg::new(name).long(name).value_name("FILE").value_parser(clap::value_parser!(PathBuf));
    [
        file("config").help(help(
            "設定ファイル (既定: 検査するフォルダーの yagura.yaml)",
            "Configuration file (default: yagura.yaml in the scanned folder)",
        )),
        file("baseline").help(help(
            "ベースライン。そこにある検出は既知とし、終了コードに影響させない",
            "Baseline: what it holds is known and does not decide the exit code",
        )),
        file("write-baseline")
            .help(help("現在の検出をベースラインとして保存する", "Keep the findings of now as a baseline")),
    ]
}

/// Takes out of the count what is accepted, writes a baseline where one is asked for, and says what is wrong with what was written.
pub(crate) fn apply(
    matches: &ArgMatches,
    report: &mut Report<'_>,
    judged: &[&'static Check],
    lang: Option<Lang>,
) -> Result<(), Failure> {
    // A verb without templates has none.
    let path = matches.try_get_one::<PathBuf>("path").ok().flatten().map(PathBuf::as_path);
    let top = path.map(|path| if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path });
    let shown = top.map(yagura_template::folder::shown).filter(|top| top != ".").unwrap_or_default();
    let mut mutes: Vec<Mute> = report.snapshot().contents.ignores.iter().map(Mute::from).collect();
    mutes.extend(config::mutes(matches.get_one::<PathBuf>("config").map(PathBuf::as_path), top)?);
    let today = report.snapshot().contents.taken.get(..10).unwrap_or_default().to_owned();
    let mut notes = yagura_finding::mute(report, &mutes, &yagura_checks::all(), judged, &today);
    if lang.is_some()
        && let Some(file) = matches.get_one::<PathBuf>("write-baseline")
    {
        write(file, &yagura_finding::baseline(report, &shown))?;
    }
    if let Some(file) = matches.get_one::<PathBuf>("baseline") {
        let entries = read(file)?;
        notes.extend(yagura_finding::apply_baseline(report, &entries, judged, &shown, &file.to_string_lossy()));
    }
    if let Some(lang) = lang {
        for Words { ja, en } in notes {
            output::message(if lang == Lang::Ja { &ja } else { &en });
        }
    }
    Ok(())
}

fn write(file: &Path, keys: &[BaselineKey]) -> Result<(), Failure> {
    let entry = |key: &BaselineKey| {
        let BaselineKey { check, verdict, file, address, root, paths } = key;
        let mut entry = json!({"check": check, "verdict": verdict, "file": file, "address": address});
        if let (Some(root), Some(entry)) = (root, entry.as_object_mut()) {
            entry.insert("root".to_owned(), root.as_str().into());
        }
        if let (false, Some(entry)) = (paths.is_empty(), entry.as_object_mut()) {
            entry.insert("paths".to_owned(), paths.clone().into());
        }
        entry
    };
    let whole = json!({"version": 1, "findings": keys.iter().map(entry).collect::<Vec<_>>()});
    output::write_file(file, false, |out| {
        serde_json::to_writer_pretty(&mut *out, &whole)?;
        out.write_all(b"\n")
    })
    .map_err(|error| {
        Failure::new(Exit::Io, format!("cannot write `{}`: {error}", file.display()), Text { ja: "", en: "" })
    })
}

fn read(file: &Path) -> Result<Vec<BaselineKey>, Failure> {
    let wrong = |what: String| {
        Failure::new(
            Exit::Usage,
            format!("`{}`: {what}", file.display()),
            Text {
                ja: "ベースラインは `--write-baseline FILE` で作成できます。",
                en: "`--write-baseline FILE` makes a baseline.",
            },
        )
    };
    let metadata = std::fs::metadata(file).map_err(|error| wrong(error.to_string()))?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(wrong(format!("not a regular file of at most {LARGEST} bytes")));
    }
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let json: Value = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if json.get("version").and_then(Value::as_u64) != Some(1) {
        return Err(wrong("no baseline of version 1".to_owned()));
    }
    let findings = json.get("findings").and_then(Value::as_array).ok_or_else(|| wrong("no `findings`".to_owned()))?;
    findings
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let text = |name: &str| {
                let text = entry.get(name).and_then(Value::as_str).map(str::to_owned);
                text.ok_or_else(|| wrong(format!("entry {}: `{name}` is no text", at + 1)))
            };
            Ok(BaselineKey {
                check: text("check")?,
                verdict: text("verdict")?,
                file: text("file")?,
                address: text("address")?,
                root: entry.get("root").map(|_| text("root")).transpose()?,
                paths: match entry.get("paths").map(Value::as_array) {
                    None => Vec::new(),
                    Some(list) => {
                        let texts =
                            |list: &Vec<Value>| list.iter().map(|one| one.as_str().map(str::to_owned)).collect();
                        let paths: Option<Vec<String>> = list.and_then(texts);
                        paths.ok_or_else(|| wrong(format!("entry {}: `paths` is no list of texts", at + 1)))?
                    }
                },
            })
        })
        .collect()
}
