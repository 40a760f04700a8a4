//! The answer for a person with ten minutes.

pub(crate) mod canvas;
mod console;
mod open;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use yagura_finding::{Confidence, Finding, Proof, Report, Severity, VerdictKind};
use yagura_model::{GapKind, OWN_ACCOUNT, OWN_REGION, Scope, ScopeKind, Snapshot};

use crate::frame::{BELOW, Row, Sources, frame};
use crate::gaps::{gaps, resources};
use crate::lang::{self, Lang, thousands};
use canvas::{Canvas, Span, Style, clip, span, width};
use words as w;
pub(crate) use words::LEFT_OUT;

/// How many resources of a group are shown.
const SHOWN: usize = 5;
/// How many attributes of a resource are shown.
const PROOFS: usize = 3;

/// How the terminal output is made.
#[derive(Debug, Clone)]
pub struct TerminalOptions {
    /// The language.
    pub lang: Lang,
    /// The columns of the terminal.
    pub width: usize,
    /// Use colours. Whether `NO_COLOR` is set or the output is no terminal is for the caller to know.
    pub colour: bool,
    /// Show everything: every resource of a group, and the informational findings one by one.
    pub all: bool,
    /// The command line that was typed, without output options (`yagura scan examples/shop`): the next commands build on it.
    pub command: String,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { lang: Lang::default(), width: 100, colour: false, all: false, command: "yagura scan".to_owned() }
    }
}

/// The findings of one check.
struct Group<'a> {
    worst: Severity,
    findings: Vec<&'a Finding<'a>>,
}

/// The answer as text: a headline, the findings grouped by check and worst first, what could not be judged, what to type next.
/// `sources` gives the lines of templates that are shown beside what stands in them; files that it does not give are not shown.
pub fn terminal(report: &Report<'_>, snapshot: &Snapshot, sources: &Sources<'_>, options: &TerminalOptions) -> String {
    let lang = options.lang;
    let mut canvas = Canvas::new(options.width, options.colour);
    let groups = groups(report, VerdictKind::Fail);
    headline(&mut canvas, report, snapshot, options);
    let near = |account: &str| {
        let scope = snapshot.contents.scopes.iter().find(|scope| scope.account == account)?;
        scope.regions.first().map(String::as_str)
    };
    let (shown, informational): (Vec<_>, Vec<_>) =
        groups.iter().partition(|group| options.all || group.worst > Severity::Info);
    for group in shown {
        canvas.gap();
        draw_group(&mut canvas, group, sources, options, &near);
    }
    if !informational.is_empty() {
        canvas.gap();
        let number = informational.iter().map(|group| group.findings.len() as u64).sum();
        let text = lang.count(number, w::INFO_ONE, w::INFO_MANY);
        let option = lang.fill(w::SHOW_WITH, &[&format!("{} --all", options.command)]);
        canvas.put(0, 2, &[span(Style::Dim, &text), span(Style::Dim, &option)]);
    }
    muted_and_passed(&mut canvas, report, options);
    open::draw(&mut canvas, report, snapshot, options);
    next(&mut canvas, report, snapshot, &groups, options);
    canvas.finish()
}

fn groups<'a>(report: &'a Report<'_>, verdict: VerdictKind) -> Vec<Group<'a>> {
    let mut by_check: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.verdict == verdict) {
        by_check.entry(finding.check.id).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> = by_check
        .into_values()
        .map(|findings| {
            let worst = findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Info);
            Group { worst, findings }
        })
        .collect();
    // Stable: groups that are equally bad and sure stay in the order of their ids.
    groups.sort_by_key(|group| {
        let sure = group.findings.iter().map(|finding| finding.confidence).max().unwrap_or(Confidence::Low);
        std::cmp::Reverse((group.worst, sure))
    });
    groups
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

/// A list of names in one line, the first few of many.
fn some(lang: Lang, names: &[String], shown: usize) -> String {
    let mut text = names.iter().take(shown).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > shown {
        text.push_str(&lang.fill(w::AND_MORE_INLINE, &[&thousands((names.len() - shown) as u64)]));
    }
    text
}

/// What was looked at: the accounts with their regions, the templates.
fn places(lang: Lang, snapshot: &Snapshot) -> Vec<String> {
    let of = |kind: ScopeKind| snapshot.contents.scopes.iter().filter(move |scope| scope.kind == kind);
    let name = |scope: &Scope| {
        if scope.name.is_empty() || scope.name == scope.account {
            scope.account.clone()
        } else {
            format!("{} ({})", scope.account, scope.name)
        }
    };
    let mut places = Vec::new();
    let accounts: Vec<String> = of(ScopeKind::Account).map(name).collect();
    if !accounts.is_empty() {
        let label = if accounts.len() == 1 { w::ACCOUNT } else { w::ACCOUNTS };
        places.push(lang.fill(label, &[&some(lang, &accounts, 3)]));
        let regions: BTreeSet<&str> =
            of(ScopeKind::Account).flat_map(|scope| scope.regions.iter().map(String::as_str)).collect();
        let regions: Vec<String> = regions.into_iter().map(str::to_owned).collect();
        if !regions.is_empty() {
            places.push(some(lang, &regions, 3));
        }
    }
    let templates: Vec<String> = of(ScopeKind::Template).map(|scope| scope.name.clone()).collect();
    if !templates.is_empty() {
        let label = if templates.len() == 1 { w::TEMPLATE } else { w::TEMPLATES };
        places.push(lang.fill(label, &[&some(lang, &templates, 3)]));
    }
    places
}

fn headline(canvas: &mut Canvas, report: &Report<'_>, snapshot: &Snapshot, options: &TerminalOptions) {
    let lang = options.lang;
    let mut title = places(lang, snapshot);
    if !snapshot.contents.taken.is_empty() {
        title.push(snapshot.contents.taken.clone());
    }
    let title = if title.is_empty() { String::new() } else { format!(" · {}", title.join(" · ")) };
    canvas.put(0, 2, &[span(Style::Bold, "yagura"), span(Style::Plain, &title)]);
    canvas.gap();

    let of = |verdict: VerdictKind| report.findings.iter().filter(move |finding| finding.verdict == verdict);
    let mut counts: Vec<Span> = Vec::new();
    for severity in Severity::ALL {
        let number = of(VerdictKind::Fail).filter(|finding| finding.severity == severity).count() as u64;
        if number > 0 {
            if !counts.is_empty() {
                counts.push(span(Style::Plain, "   "));
            }
            let name = lang.pick(lang::severity(severity));
            counts.push(span(style(severity), &lang.fill(w::SEVERITY_COUNT, &[&thousands(number), &name])));
        }
    }
    let open = of(VerdictKind::Unknown).count() as u64;
    let unread = gaps(report, snapshot).len() as u64;
    let read = resources(snapshot);
    let looked = [lang.count(read, w::RESOURCE, w::RESOURCES), lang.count(report.checks as u64, w::CHECK, w::CHECKS)];
    if counts.is_empty() {
        let (look, text) = if report.checks == 0 {
            (Style::Medium, w::NO_CHECK_RAN)
        } else if open > 0 || unread > 0 {
            (Style::Medium, w::NOTHING_FOUND_BUT_OPEN)
        } else if of(VerdictKind::Muted).next().is_some() {
            (Style::Plain, w::NOTHING_BUT_MUTED)
        } else if report.left_out.as_ref().is_some_and(|left| left.results > 0) {
            (Style::Plain, w::NOTHING_CHANGED)
        } else if read == 0 && report.passes.is_empty() {
            (Style::Medium, w::NOTHING_THERE)
        } else {
            (Style::Good, w::NOTHING_FOUND)
        };
        canvas.put(2, 2, &[span(look, lang.pick(text))]);
    } else {
        canvas.put(2, 2, &counts);
    }
    canvas.put(2, 2, &[span(Style::Plain, &lang.fill(w::LOOKED_AT, &[&looked[0], &looked[1]]))]);
    looked_for(canvas, snapshot, lang);
    if let Some(left) = report.left_out.as_ref().filter(|left| left.results > 0) {
        let text = lang.fill(w::LEFT_OUT, &[&thousands(left.results), &left.revision]);
        canvas.put(2, 2, &[span(Style::Dim, &text)]);
    }
    if open > 0 {
        canvas.put(2, 2, &[span(Style::Medium, &lang.count(open, w::OPEN_ONE, w::OPEN_MANY))]);
    } else if unread > 0 {
        canvas.put(2, 2, &[span(Style::Medium, &lang.count(unread, w::UNREAD_ONE, w::UNREAD_MANY))]);
    }
}

/// What the numbers rest on: how many types were listed in full, and what was met and is not read.
fn looked_for(canvas: &mut Canvas, snapshot: &Snapshot, lang: Lang) {
    let types = |whole: bool| {
        let lists = snapshot.contents.lists.iter().filter(move |list| list.gap.is_none() == whole);
        lists.map(|list| list.resource_type.as_str()).collect::<BTreeSet<_>>()
    };
    let (partial, whole) = (types(false), types(true));
    let whole = whole.difference(&partial).count() as u64;
    if whole > 0 {
        canvas.put(2, 2, &[span(Style::Dim, &lang.count(whole, w::LISTED_ONE, w::LISTED_MANY))]);
    }
    let unmodelled: Vec<String> =
        snapshot.contents.unmodelled.iter().map(|(name, number)| format!("{name} ({})", thousands(*number))).collect();
    if !unmodelled.is_empty() {
        canvas.put(2, 2, &[span(Style::Dim, &lang.fill(w::UNMODELLED, &[&some(lang, &unmodelled, 3)]))]);
    }
}

fn draw_group<'a>(
    canvas: &mut Canvas,
    group: &Group<'_>,
    sources: &Sources<'_>,
    options: &TerminalOptions,
    near: &impl Fn(&str) -> Option<&'a str>,
) {
    let lang = options.lang;
    let Some(first) = group.findings.first() else { return };
    let check = first.check;
    let badge = badge(lang, group.worst);
    let title = format!("  {}", lang.pick(check.title));
    canvas.put(0, 2, &[span(style(group.worst), &badge), span(Style::Bold, &title)]);
    let mut about = format!("{} · {}", check.id, lang.count(group.findings.len() as u64, w::PLACE, w::PLACES));
    let sure = group.findings.iter().map(|finding| finding.confidence).max().unwrap_or(check.confidence);
    match sure {
        Confidence::High => {}
        Confidence::Medium => about.push_str(lang.pick(w::LIKELY)),
        Confidence::Low => about.push_str(lang.pick(w::MAYBE)),
    }
    canvas.put(2, 4, &[span(Style::Dim, &about)]);
    let shown = if options.all { group.findings.len() } else { SHOWN };
    // One example is enough of what many have.
    let mut framed = false;
    for finding in group.findings.iter().take(shown) {
        draw_finding(canvas, finding, group.worst, lang, near);
        if options.all || !framed {
            framed |= draw_frame(canvas, finding, sources).is_some();
        }
    }
    if let Some(more) = group.findings.len().checked_sub(shown).filter(|more| *more > 0) {
        let text = lang.fill(w::AND_MORE, &[&thousands(more as u64)]);
        let how = lang.fill(w::SHOW_WITH, &[&format!("{} --check {} --all", options.command, check.id)]);
        canvas.put(2, 4, &[span(Style::Plain, &text), span(Style::Dim, &how)]);
    }
    for (label, text) in [(w::ATTACK, check.attack), (w::FIX, check.fix)] {
        let label = lang.pick(label);
        canvas.put(2, 2 + width(label), &[span(Style::Bold, label), span(Style::Plain, lang.pick(text))]);
    }
}

/// A severity in front of its title: in English in capitals, in Japanese in brackets, so that it stands out without colours.
fn badge(lang: Lang, severity: Severity) -> String {
    let name = lang.pick(lang::severity(severity));
    match lang {
        Lang::Ja => format!("【{name}】"),
        Lang::En => name.to_uppercase(),
    }
}

fn draw_finding<'a>(
    canvas: &mut Canvas,
    finding: &Finding,
    worst: Severity,
    lang: Lang,
    near: &impl Fn(&str) -> Option<&'a str>,
) {
    let resource = &finding.resource;
    let mut line = vec![span(Style::Plain, "- "), span(Style::Bold, resource.name)];
    if finding.severity != worst {
        line.push(span(style(finding.severity), &format!(" [{}]", lang.pick(lang::severity(finding.severity)))));
    }
    let mut about = Vec::new();
    if resource.id != resource.name && finding.location.as_ref().is_none_or(|place| place.address != resource.id) {
        about.push(resource.id);
    }
    if resource.region != OWN_REGION && !resource.region.is_empty() {
        about.push(resource.region);
    }
    if resource.account != OWN_ACCOUNT && resource.account != resource.id && !resource.account.is_empty() {
        about.push(resource.account);
    }
    if !about.is_empty() {
        line.push(span(Style::Dim, &format!("  {}", about.join("  "))));
    }
    canvas.put(2, 4, &line);
    if let Some(detail) = &finding.detail {
        canvas.put(4, 6, &[span(Style::Plain, lang.words(detail))]);
    }
    for proof in finding.evidence.iter().take(PROOFS) {
        draw_proof(canvas, finding, proof, lang);
    }
    if finding.evidence.len() > PROOFS {
        let more = lang.fill(w::AND_MORE, &[&thousands((finding.evidence.len() - PROOFS) as u64)]);
        canvas.put(4, 6, &[span(Style::Dim, &more)]);
    }
    if let Some(location) = &finding.location {
        let place = match location.span.line {
            0 => location.file.to_owned(),
            line => format!("{}:{line}", location.file),
        };
        canvas.put(4, 6, &[span(Style::Plain, &place), span(Style::Dim, &format!("  {}", location.address))]);
    } else if let Some(link) = console::link(resource, finding.check.service(), near(resource.account)) {
        canvas.raw(4, &link);
    }
}

/// The lines that prove it, with their numbers; `None` where they cannot be shown.
fn draw_frame(canvas: &mut Canvas, finding: &Finding, sources: &Sources<'_>) -> Option<()> {
    const INDENT: usize = 4;
    let location = finding.location.as_ref()?;
    let source = sources(location.file)?;
    let last = location.span.end_line.min(location.span.line.saturating_add(BELOW)).max(location.span.line);
    let gutter = last.to_string().len();
    let room = canvas.room(INDENT).saturating_sub(gutter + " | ".len());
    let rows = frame(&source, &location.span, &location.block, room)?;
    for row in rows {
        let (number, code) = match row {
            Row::Code(number, text) => (number.to_string(), span(Style::Plain, &text)),
            Row::Mark(column, width) => {
                let mark = format!("{}{}", " ".repeat(column), "^".repeat(width));
                (String::new(), span(style(finding.severity), &mark))
            }
            Row::Left => ("…".to_owned(), span(Style::Plain, "")),
        };
        canvas.put(INDENT, INDENT, &[span(Style::Dim, &format!("{number:>gutter$} | ")), code]);
    }
    Some(())
}

fn draw_proof(canvas: &mut Canvas, finding: &Finding, proof: &Proof, lang: Lang) {
    let value = &proof.evidence.value;
    let value = if value.is_null() { lang.pick(w::NOT_SET) } else { value.text() };
    let mut note = String::new();
    if proof.default.is_some() {
        note.push_str(lang.pick(w::AWS_DEFAULT));
    }
    if let (Some((file, span)), Some(location)) = (&proof.place, &finding.location)
        && (file != &location.file || span.line != location.span.line)
    {
        note.push_str(&lang.fill(w::AT_LINE, &[&span.line]));
    }
    let path = if proof.evidence.path.is_empty() { String::new() } else { format!("{} = ", proof.evidence.path) };
    let path = span(Style::Dim, &path);
    let note = span(Style::Dim, &note);
    let room = canvas.room(4).saturating_sub(path.width() + note.width()).max(12);
    // Cleaned before it is cut: what is escaped is longer than what it stands for.
    let value = clip(&crate::clean(value), room);
    canvas.put(4, 6, &[path, span(Style::Plain, &value), note]);
}

fn muted_and_passed(canvas: &mut Canvas, report: &Report<'_>, options: &TerminalOptions) {
    let lang = options.lang;
    let muted = report.findings.iter().filter(|finding| finding.verdict == VerdictKind::Muted).count() as u64;
    if muted > 0 {
        canvas.gap();
        canvas.put(0, 2, &[span(Style::Dim, &lang.count(muted, w::MUTED_ONE, w::MUTED_MANY))]);
        let accepted = report.findings.iter().filter(|_| options.all);
        for (finding, muted) in accepted.filter_map(|finding| Some((finding, finding.muted.as_deref()?))) {
            let reason = muted.reason.as_deref().unwrap_or_default();
            let why = format!("  {reason} ({})", muted.place);
            let what = format!("{} {}", finding.check.id, finding.resource.name);
            canvas.put(2, 4, &[span(Style::Plain, &what), span(Style::Dim, &why)]);
        }
    }
    let mut passed = groups(report, VerdictKind::Pass);
    passed.sort_by_key(|group| group.findings.first().map(|finding| finding.check.id));
    if passed.is_empty() {
        return;
    }
    canvas.gap();
    canvas.put(0, 2, &[span(Style::Good, lang.pick(w::PASSED))]);
    for group in passed {
        let Some(first) = group.findings.first() else { continue };
        let names: Vec<String> = group.findings.iter().map(|finding| finding.resource.name.to_owned()).collect();
        let names = some(lang, &names, if options.all { names.len() } else { 3 });
        canvas.put(2, 4, &[span(Style::Plain, first.check.id), span(Style::Dim, &format!("  {names}"))]);
    }
}

fn next(
    canvas: &mut Canvas,
    report: &Report<'_>,
    snapshot: &Snapshot,
    groups: &[Group<'_>],
    options: &TerminalOptions,
) {
    let mut commands = Vec::new();
    if let Some(finding) = groups.first().and_then(|group| group.findings.first()) {
        commands.push((format!("yagura explain {}", finding.check.id), w::NEXT_EXPLAIN));
    }
    if gaps(report, snapshot).iter().any(|gap| gap.kind == GapKind::Denied) {
        commands.push(("yagura policy".to_owned(), w::NEXT_POLICY));
    }
    if groups.is_empty() {
        commands.push(("yagura checks".to_owned(), w::NEXT_CHECKS));
    } else {
        commands.push((format!("{} --format sarif --output yagura.sarif", options.command), w::NEXT_SARIF));
    }
    canvas.gap();
    let lang = options.lang;
    canvas.put(0, 2, &[span(Style::Bold, lang.pick(w::NEXT))]);
    for (command, why) in commands {
        canvas.put(2, 4, &[span(Style::Plain, &command), span(Style::Dim, &format!("  # {}", lang.pick(why)))]);
    }
}
