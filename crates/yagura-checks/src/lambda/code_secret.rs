//! `lambda-code-secret`

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Report, Severity, Text, Verdict};
use yagura_model::services::lambda::{Code, Function, InFile, LayerVersion, Package};
use yagura_model::{Fact, Gap, Resource, Resources, Sensitive, Snapshot, Span, Typed};

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "lambda-code-secret",
    title: Text {
        ja: "Lambda関数のコードに認証情報が埋め込まれている", en: "A Lambda function's code holds a secret"
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "lambda:GetFunctionを呼び出せる者はコードをダウンロードでき、値がそのまま手に入る。",
        en: "Whoever may call lambda:GetFunction downloads the code and has the value.",
    },
    fix: Text {
        ja: "Secrets ManagerまたはParameter Storeに移して実行時に取得し、漏れた値は変更する。",
        en: "Move it to Secrets Manager or Parameter Store, fetch it at run time, and change what was exposed.",
    },
    maps: &[Map::Se(2), Map::Ap(16), Map::Sl(1), Map::Sl(2), Map::Owasp(3), Map::Csa(7), Map::Attack("T1552.001")],
    types: &["AWS::Lambda::Function", "AWS::Lambda::LayerVersion"],
    page: include_str!("code_secret.md"),
    run,
};

/// Which secrets of which files were told already: several functions may be made of one folder.
type Told<'s> = BTreeSet<(&'s str, u32, &'s str)>;

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let mut told = Told::new();
    let functions = &snapshot.lambda.functions;
    each(report, functions, &mut told, "/Code", |function: &Function| &function.code);
    let layers = &snapshot.lambda.layer_versions;
    each(report, layers, &mut told, "/Content", |layer: &LayerVersion| &layer.content);
}

fn each<'s, T: Typed + Serialize>(
    report: &mut Report<'s>,
    resources: &'s Resources<T>,
    told: &mut Told<'s>,
    pointer: &str,
    code: impl Fn(&'s T) -> &'s Fact<Option<Code>>,
) {
    report.unlisted::<T>(&CHECK);
    // What a state of Terraform says as its source does is told at the source.
    let states = &report.snapshot().contents.states;
    let of_state =
        |resource: &Resource<T>| resource.meta.template().is_some_and(|template| states.contains_key(template.home()));
    let (later, first): (Vec<_>, Vec<_>) = resources.iter().partition(|resource| of_state(resource));
    for resource in first.into_iter().chain(later) {
        judge(report, resource, told, pointer, code(&resource.props));
    }
}

fn judge<'s, T: Typed + Serialize>(
    report: &mut Report<'s>,
    resource: &'s Resource<T>,
    told: &mut Told<'s>,
    pointer: &str,
    code: &'s Fact<Option<Code>>,
) {
    let code = match code.get() {
        Ok(Some(code)) => code,
        Ok(None) => return,
        Err(gap) => return report.keep(&CHECK, T::TYPE, &resource.meta, Err(gap)),
    };
    let mut files: Files<'s> = BTreeMap::new();
    let judgement = whole(resource, code, pointer, &mut files);
    let mut again = false;
    let mut failed = false;
    for ((file, _), found) in files {
        let new = |(_, _, one): &(usize, usize, &InFile)| !told.contains(&known(one));
        let found: Vec<_> = found.into_iter().filter(new).collect();
        again |= found.is_empty();
        if found.is_empty() {
            continue;
        }
        told.extend(found.iter().map(|(_, _, one)| known(one)));
        let mut texts = Texts::default();
        let mut places = BTreeMap::new();
        for (package, at, one) in found {
            let path = format!("{pointer}/Packages/{package}/Found/{at}");
            places.insert(path.clone(), one.span.unwrap_or_default());
            texts.found(path, &place(one), vec![one.secret.clone()]);
        }
        let span = |path: &str| places.get(path).copied().unwrap_or(Span::default());
        report.keep_in(&CHECK, T::TYPE, &resource.meta, texts.judge(resource), (file, &span));
        failed = true;
    }
    // What is well but for what was told before, or for what is told of its files, is not well.
    if !matches!(judgement, Ok(Verdict::Pass)) || !(failed || again) {
        report.keep(&CHECK, T::TYPE, &resource.meta, judgement);
    }
}

/// What was found in files on the disk, by the file, and apart what the file says to be no finding: where in the packages.
type Files<'s> = BTreeMap<(&'s str, bool), Vec<(usize, usize, &'s InFile)>>;

fn known(one: &InFile) -> (&str, u32, &str) {
    (one.path.as_deref().unwrap_or_default(), one.secret.line, &one.secret.hash)
}

/// The file as it is called in the package, and the line.
fn place(one: &InFile) -> String {
    format!("{}:{}", one.file, one.secret.line)
}

/// Judges what a search found in code that lies in no file of the user's.
pub(crate) fn stored<T: Serialize>(resource: &Resource<T>, code: &Fact<Option<Code>>, pointer: &str) -> Judgement {
    match code.get()? {
        Some(code) => whole(resource, code, pointer, &mut Files::new()),
        None => Ok(Verdict::Skip),
    }
}

/// Judges the texts of the template and what was downloaded; what was found in files goes to `files`.
fn whole<'s, T: Serialize>(resource: &Resource<T>, code: &'s Code, pointer: &str, files: &mut Files<'s>) -> Judgement {
    let mut texts = Texts::default();
    let mut looked = false;
    let mut look = |texts: &mut Texts, path: String, name: &str, text: Result<&Option<Sensitive>, Gap>| match text {
        Ok(None) => {}
        Ok(Some(text)) => {
            looked = true;
            texts.look(path, name, Ok(text));
        }
        Err(gap) => texts.unknown(gap),
    };
    look(&mut texts, format!("{pointer}/ZipFile"), "ZipFile", code.zip_file.get());
    for (at, inline) in code.inline.iter().enumerate() {
        look(&mut texts, format!("{pointer}/Inline/{at}/Text"), &inline.file, inline.text.get());
    }
    for beside in &code.beside {
        texts.unknown(match beside.get() {
            Ok(beside) => Gap::unsupported(format!("the code `{}` was not searched", beside.path)),
            Err(gap) => gap,
        });
    }
    for (index, package) in code.packages.get()?.iter().enumerate() {
        looked = true;
        match package.get() {
            Ok(package) => downloaded(&mut texts, package, (pointer, index), files),
            Err(gap) => texts.unknown(gap),
        }
    }
    if !looked && texts.is_empty() {
        return Ok(Verdict::Skip);
    }
    texts.judge(resource)
}

fn downloaded<'s>(texts: &mut Texts, package: &'s Package, (pointer, index): (&str, usize), files: &mut Files<'s>) {
    for (at, one) in package.found.iter().enumerate() {
        if let Some(path) = &one.path {
            files.entry((path, one.ignored.is_some())).or_default().push((index, at, one));
            continue;
        }
        let place = place(one);
        let name = if package.layer.is_empty() { place } else { format!("{} {place}", package.layer) };
        texts.found(format!("{pointer}/Packages/{index}/Found/{at}"), &name, vec![one.secret.clone()]);
    }
    if let Some(first) = package.unread.first() {
        let of = match (package.layer.as_str(), &package.path) {
            ("", None) => "its code".to_owned(),
            ("", Some(path)) => format!("`{path}`"),
            (layer, _) => layer.to_owned(),
        };
        let number = package.unread.len();
        texts.unknown(Gap::unsupported(format!("{number} files of {of} were not searched; the first: {first}")));
    }
}
