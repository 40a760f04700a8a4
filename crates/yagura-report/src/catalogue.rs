//! The catalogue of checks, and one check's page.

use std::io;

use serde::Serialize;
use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::json::TextV1;
use crate::lang::{self, Lang};
use crate::page;
use crate::terminal::canvas::{Canvas, Style, span, width};
use crate::wire;

const CHECKS_ONE: Text = Text { ja: "チェック{0}個", en: "{0} check" };
const CHECKS_MANY: Text = Text { ja: "チェック{0}個", en: "{0} checks" };
const NO_CHECK: Text = Text { ja: "該当するチェックはありません。", en: "No check fits." };
const SEVERITY: Text = Text { ja: "重大度", en: "Severity" };
const CONFIDENCE: Text = Text { ja: "確度", en: "Confidence" };
const TYPES: Text = Text { ja: "対象", en: "Looks at" };
const MAPS: Text = Text { ja: "対応する要件", en: "Requirements" };
const ATTACK: Text = Text { ja: "攻撃", en: "Attack" };
const FIX: Text = Text { ja: "対処", en: "Fix" };

const NOTHING: Text = Text { ja: "", en: "" };

/// An entry of the catalogue: a check, or a rule of the policy linter.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its id.
    pub id: &'a str,
    /// The group that it stands in.
    pub service: &'a str,
    /// What it finds.
    pub title: Text,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// How an attacker uses it; empty where that goes without saying.
    pub attack: Text,
    /// What to do.
    pub fix: Text,
    /// The types that it looks at.
    pub types: &'a [&'static str],
    /// The requirements that it speaks to.
    pub maps: &'a [Map],
    /// Its page.
    pub page: &'a str,
}

impl<'a> From<&'a Check> for Item<'a> {
    fn from(check: &'a Check) -> Self {
        let Check { id, title, severity, confidence, attack, fix, maps, types, page, .. } = check;
        let (title, severity, confidence, attack, fix) = (*title, *severity, *confidence, *attack, *fix);
        Self { id, service: check.service(), title, severity, confidence, attack, fix, types, maps, page }
    }
}

impl<'a> Item<'a> {
    /// The group of the linter's rules.
    pub const LINT: &'static str = "iam-lint";

    /// A rule of the policy linter: its id, title, severity, what to do, page.
    pub fn lint(id: &'a str, title: Text, severity: Severity, fix: Text, page: &'a str) -> Self {
        let (service, confidence, attack) = (Self::LINT, Confidence::High, NOTHING);
        Self { id, service, title, severity, confidence, attack, fix, types: &[], maps: &[], page }
    }
}

/// How the catalogue is drawn.
#[derive(Debug, Clone)]
pub struct CatalogueOptions {
    /// The language.
    pub lang: Lang,
    /// The columns of the terminal.
    pub width: usize,
    /// Use colours.
    pub colour: bool,
}

impl Default for CatalogueOptions {
    fn default() -> Self {
        Self { lang: Lang::default(), width: 100, colour: false }
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Critical => Style::Critical,
        Severity::High => Style::High,
        Severity::Medium => Style::Medium,
        Severity::Low => Style::Low,
        Severity::Info => Style::Dim,
    }
}

/// Checks and rules as text, by service in the order in which they are given: severity, id, title.
pub fn checks_text(checks: &[Item<'_>], options: &CatalogueOptions) -> String {
    let lang = options.lang;
    let mut canvas = Canvas::new(options.width, options.colour);
    if checks.is_empty() {
        canvas.put(0, 0, &[span(Style::Plain, lang.pick(NO_CHECK))]);
        return canvas.finish();
    }
    let severities = Severity::ALL.map(|severity| width(lang.pick(lang::severity(severity))));
    let first = severities.into_iter().max().unwrap_or_default();
    let second = checks.iter().map(|check| width(check.id)).max().unwrap_or_default();
    // The title stands beside the id where it has room there, else below it.
    let beside = canvas.room(0) >= 2 + first + 2 + second + 2 + 30;
    let mut service = "";
    for check in checks {
        if check.service != service {
            service = check.service;
            canvas.gap();
            canvas.put(0, 0, &[span(Style::Bold, service)]);
        }
        let severity = lang.pick(lang::severity(check.severity));
        let id = format!("{:1$}{2}", "", first + 2 - width(severity), check.id);
        let title = lang.pick(check.title);
        let mut line = vec![span(style(check.severity), severity), span(Style::Plain, &id)];
        if beside {
            let space = " ".repeat(second + 2 - width(check.id));
            line.push(span(Style::Plain, &format!("{space}{title}")));
            canvas.put(2, 2 + first + 2 + second + 2, &line);
        } else {
            canvas.put(2, 4, &line);
            canvas.put(4, 4, &[span(Style::Dim, title)]);
        }
    }
    canvas.gap();
    canvas.put(0, 0, &[span(Style::Plain, &lang.count(checks.len() as u64, CHECKS_ONE, CHECKS_MANY))]);
    canvas.finish()
}

/// One check or rule as text: what it finds, how an attacker uses it, what to do, its page, the requirements it speaks to.
pub fn explain(check: &Item<'_>, options: &CatalogueOptions) -> String {
    let lang = options.lang;
    let mut canvas = Canvas::new(options.width, options.colour);
    canvas.put(0, 0, &[span(Style::Bold, lang.pick(check.title))]);
    canvas.put(0, 0, &[span(Style::Dim, check.id)]);
    canvas.gap();
    let maps: Vec<String> = check.maps.iter().map(ToString::to_string).collect();
    let rows = [
        (SEVERITY, style(check.severity), lang.pick(lang::severity(check.severity)).to_owned()),
        (CONFIDENCE, Style::Plain, lang.pick(lang::confidence(check.confidence)).to_owned()),
        (TYPES, Style::Plain, check.types.join(", ")),
        (MAPS, Style::Plain, maps.join(", ")),
        (ATTACK, Style::Plain, lang.pick(check.attack).to_owned()),
        (FIX, Style::Plain, lang.pick(check.fix).to_owned()),
    ];
    let labels = rows.iter().map(|(label, ..)| width(lang.pick(*label))).max().unwrap_or_default();
    for (label, style, text) in rows {
        if text.is_empty() {
            continue;
        }
        let label = lang.pick(label);
        let space = " ".repeat(labels + 2 - width(label));
        canvas.put(0, labels + 2, &[span(Style::Bold, label), span(Style::Plain, &space), span(style, &text)]);
    }
    page::draw(&mut canvas, lang, check.page);
    canvas.finish()
}

/// Writes the catalogue as JSON: `{ "version": 1, "checks": [ … ] }`. Fails only where `out` does.
pub fn checks_json(out: &mut dyn io::Write, checks: &[Item<'_>], pretty: bool) -> io::Result<()> {
    let catalogue = Catalogue { version: 1, checks: checks.iter().map(CheckV1::from).collect() };
    wire::write(out, &catalogue, pretty)
}

#[derive(Serialize)]
struct Catalogue<'a> {
    version: u32,
    checks: Vec<CheckV1<'a>>,
}

#[derive(Serialize)]
struct CheckV1<'a> {
    id: &'a str,
    service: &'a str,
    title: TextV1,
    severity: &'static str,
    confidence: &'static str,
    attack: TextV1,
    fix: TextV1,
    types: &'a [&'static str],
    maps: Vec<String>,
}

impl<'a> From<&'a Item<'a>> for CheckV1<'a> {
    fn from(check: &'a Item<'a>) -> Self {
        Self {
            id: check.id,
            service: check.service,
            title: check.title.into(),
            severity: check.severity.name(),
            confidence: check.confidence.name(),
            attack: check.attack.into(),
            fix: check.fix.into(),
            types: check.types,
            maps: check.maps.iter().map(ToString::to_string).collect(),
        }
    }
}
