//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>),
//! for code hosts and editors.

use std::collections::BTreeMap;
use std::io;

use serde::{Serialize, Serializer};
use yagura_finding::{Check, Confidence, Finding, MuteSource, Report, Severity, Text, VerdictKind};
use yagura_model::{Gap, GapKind, Snapshot, Span};

use crate::escape::{clean, markdown, percent};
use crate::gaps::gaps;
use crate::lang::{self, Lang};
use crate::{page, wire};

pub(crate) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How the SARIF output is made.
#[derive(Debug, Clone)]
pub struct SarifOptions {
    /// The language of the messages and the rules' descriptions.
    pub lang: Lang,
    /// One member a line, indented; else all in one line.
    pub pretty: bool,
    /// Report what could not be judged as results of kind `open`.
    /// Without them it still stands in the notifications; some viewers show every result as an alert, whatever its kind.
    pub open: bool,
}

impl Default for SarifOptions {
    fn default() -> Self {
        Self { lang: Lang::default(), pretty: false, open: true }
    }
}

/// Writes the SARIF 2.1.0 output. Fails only where `out` does.
pub fn sarif(
    out: &mut dyn io::Write,
    report: &Report<'_>,
    snapshot: &Snapshot,
    options: &SarifOptions,
) -> io::Result<()> {
    let lang = options.lang;
    let findings: Vec<&Finding> =
        report.findings.iter().filter(|finding| options.open || finding.verdict != VerdictKind::Unknown).collect();
    let checks: BTreeMap<&str, &'static Check> =
        findings.iter().map(|finding| (finding.check.id, finding.check)).collect();
    let index: BTreeMap<&str, usize> = checks.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let kinds = [GapKind::Denied, GapKind::Unreachable, GapKind::Unresolved, GapKind::Unsupported, GapKind::Error];
    let taken = &snapshot.contents.taken;
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "yagura",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: checks.values().map(|check| rule(check, lang)).collect(),
                    notifications: kinds
                        .into_iter()
                        .map(|kind| Descriptor {
                            id: gap_id(kind),
                            short_description: Plain { text: lang.pick(lang::gap_kind(kind)) },
                        })
                        .collect(),
                },
            },
            language: lang.name(),
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: BaseIds {
                root: Base {
                    description: Plain {
                        text: lang
                            .pick(Text {
                                ja: "スキャンを始めたフォルダー", en: "the folder in which the scan began"
                            }),
                    },
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                start_time_utc: (!taken.is_empty()).then_some(taken),
                tool_execution_notifications: gaps(report, snapshot).into_iter().map(notification).collect(),
            }],
            results: Results { findings: &findings, index: &index, lang },
        }],
    };
    wire::write(out, &log, options.pretty)
}

fn rule(check: &'static Check, lang: Lang) -> Rule {
    let mut tags = vec!["security".to_owned(), "aws".to_owned(), check.service().to_owned()];
    tags.extend(check.maps.iter().map(ToString::to_string));
    Rule {
        id: check.id,
        name: pascal(check.id),
        short_description: Plain { text: lang.pick(check.title) },
        full_description: Plain { text: lang.pick(check.attack) },
        help: Help { text: page::plain(lang, check.page), markdown: page::markdown(check.page) },
        default_configuration: Configuration { level: level(check.severity) },
        properties: RuleProperties {
            security_severity: score(check.severity),
            tags,
            precision: match check.confidence {
                Confidence::High => "high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
        },
    }
}

/// `s3-bucket-public-policy` as `S3BucketPublicPolicy`, the form SARIF wants of a rule's name.
pub(crate) fn pascal(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars)
        })
        .collect()
}

pub(crate) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The middle of each band in which code hosts read it: above 9 critical, 7 high, 4 medium, above 0 low.
pub(crate) fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

fn gap_id(kind: GapKind) -> String {
    format!("gap/{}", kind.name())
}

fn notification(gap: &Gap) -> Notification<'_> {
    let call = match (&gap.service, &gap.operation) {
        (Some(service), Some(operation)) => Some(format!("{service}:{operation}")),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    };
    let mut text = gap.kind.name().to_owned();
    for (label, value) in [(" ", call.as_deref()), (" in ", gap.region.as_deref()), (", needs ", gap.needs.as_deref())]
    {
        if let Some(value) = value {
            text.push_str(label);
            text.push_str(value);
        }
    }
    text.push_str(": ");
    text.push_str(&gap.message);
    Notification {
        descriptor: DescriptorReference { id: gap_id(gap.kind) },
        level: if gap.kind == GapKind::Unresolved { "note" } else { "warning" },
        message: Words { text: literal(&text), markdown: None },
        properties: GapProperties {
            kind: gap.kind.name(),
            service: gap.service.as_deref(),
            operation: gap.operation.as_deref(),
            region: gap.region.as_deref(),
            needs: gap.needs.as_deref(),
        },
    }
}

/// Data inside a plain text message: cleaned, and without the `[text](target)` that SARIF reads as a link (3.11.6).
pub(crate) fn literal(text: &str) -> String {
    let text = clean(text);
    if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text.into_owned()
    }
}

/// The results, each made when it is written.
struct Results<'a> {
    findings: &'a [&'a Finding<'a>],
    index: &'a BTreeMap<&'static str, usize>,
    lang: Lang,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.findings.iter().map(|finding| {
            let index = self.index.get(finding.check.id).copied().unwrap_or_default();
            result(finding, index, self.lang)
        }))
    }
}

fn result<'a>(finding: &'a Finding<'a>, index: usize, lang: Lang) -> ResultV1<'a> {
    // 3.27.10: where the kind is not `fail`, the level is `none`.
    let (kind, level) = match finding.verdict {
        VerdictKind::Fail | VerdictKind::Muted => ("fail", level(finding.severity)),
        VerdictKind::Unknown => ("open", "none"),
        VerdictKind::Pass => ("pass", "none"),
    };
    let resource = &finding.resource;
    let physical_location = match &finding.location {
        Some(location) => {
            PhysicalLocation { artifact_location: artifact(location.file), region: region(&location.span) }
        }
        // Code hosts refuse results without a file, so a live resource gets a path that names it; no such file exists.
        None => PhysicalLocation {
            artifact_location: artifact(&format!(
                "aws/{}/{}/{}/{}",
                resource.account, resource.region, resource.resource_type, resource.name
            )),
            region: None,
        },
    };
    let place = finding.location.as_ref().map(|location| &location.address).or(resource.arn.as_ref());
    ResultV1 {
        rule_id: finding.check.id,
        rule_index: index,
        kind,
        level,
        message: message(finding, lang),
        locations: [Location {
            physical_location,
            logical_locations: [LogicalLocation {
                name: resource.name,
                fully_qualified_name: place.unwrap_or(&resource.id),
                kind: "resource",
            }],
        }],
        partial_fingerprints: Fingerprints { v1: finding.fingerprint() },
        suppressions: (finding.verdict == VerdictKind::Muted || finding.muted.is_some()).then(|| {
            let muted = finding.muted.as_deref();
            [Suppression {
                kind: match muted.map(|muted| muted.source) {
                    Some(MuteSource::Template) => "inSource",
                    _ => "external",
                },
                justification: muted.and_then(|muted| muted.reason.as_deref()).map(|reason| clean(reason).into_owned()),
            }]
        }),
        properties: ResultProperties {
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            resource_type: resource.resource_type,
            resource_id: resource.id,
            account: resource.account,
            region: resource.region,
            evidence: finding
                .evidence
                .iter()
                .map(|proof| Evidence { path: &proof.evidence.path, value: &proof.evidence.value })
                .collect(),
        },
    }
}

fn message(finding: &Finding, lang: Lang) -> Words {
    let resource = &finding.resource;
    let title = lang.pick(finding.check.title);
    let mut text = format!("{title}: {}", literal(resource.name));
    let mut marked = format!("{}: **{}**", markdown(title), markdown(resource.name));
    let mut add = |own: &str, data: &str| {
        text.push_str(own);
        text.push_str(&literal(data));
        marked.push_str(own);
        marked.push_str(&markdown(data));
    };
    if resource.id != resource.name {
        add(" / ", resource.id);
    }
    if let Some(detail) = &finding.detail {
        add(" - ", lang.words(detail));
    }
    match finding.verdict {
        VerdictKind::Unknown => {
            let open = Text {
                ja: " - 判定不能（合格ではありません）: ",
                en: " - could not be judged (this is not a pass): ",
            };
            add(lang.pick(open), finding.gap.as_ref().map_or("", |gap| &gap.message));
        }
        VerdictKind::Pass => add(lang.pick(Text { ja: " - 問題なし", en: " - not in this state" }), ""),
        VerdictKind::Fail | VerdictKind::Muted => {
            add(lang.pick(Text { ja: "。対処: ", en: ". Fix: " }), lang.pick(finding.check.fix));
        }
    }
    Words { text, markdown: Some(marked) }
}

/// A file as a URI reference: relative to where the scan began, or `file:` for an absolute path.
pub(crate) fn artifact(file: &str) -> ArtifactLocation {
    let slashes = file.replace('\\', "/");
    let relative = slashes.trim_start_matches("./");
    // The colon is encoded, so that no file name can be read as a scheme.
    let path = percent(relative, "/@+,=()");
    if path.starts_with('/') {
        ArtifactLocation { uri: format!("file:///{}", path.trim_start_matches('/')), uri_base_id: None }
    } else {
        ArtifactLocation { uri: path, uri_base_id: Some("%SRCROOT%") }
    }
}

/// A region needs a first line of 1 or more; a place that is not known has none.
fn region(span: &Span) -> Option<Region> {
    let known = |number: u32| (number > 0).then_some(number);
    Some(Region {
        start_line: known(span.line)?,
        start_column: known(span.column),
        end_line: known(span.end_line),
        end_column: known(span.end_column),
    })
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: BaseIds,
    invocations: [Invocation<'a>; 1],
    results: Results<'a>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
    notifications: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: String,
    short_description: Plain,
    full_description: Plain,
    help: Help,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Plain {
    text: &'static str,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    #[serde(rename = "security-severity")]
    security_severity: &'static str,
    tags: Vec<String>,
    precision: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    short_description: Plain,
}

#[derive(Serialize)]
struct BaseIds {
    #[serde(rename = "%SRCROOT%")]
    root: Base,
}

#[derive(Serialize)]
struct Base {
    description: Plain,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time_utc: Option<&'a String>,
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    descriptor: DescriptorReference,
    level: &'static str,
    message: Words,
    properties: GapProperties<'a>,
}

#[derive(Serialize)]
struct DescriptorReference {
    id: String,
}

#[derive(Serialize)]
struct GapProperties<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'a str>,
}

#[derive(Serialize)]
struct Words {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultV1<'a> {
    rule_id: &'static str,
    rule_index: usize,
    kind: &'static str,
    level: &'static str,
    message: Words,
    locations: [Location<'a>; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression; 1]>,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    name: &'a str,
    fully_qualified_name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "yagura/v1")]
    v1: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultProperties<'a> {
    severity: &'static str,
    confidence: &'static str,
    resource_type: &'a str,
    resource_id: &'a str,
    account: &'a str,
    region: &'a str,
    evidence: Vec<Evidence<'a>>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    path: &'a str,
    value: &'a yagura_finding::Json,
}

#[cfg(test)]
mod tests {
    use super::{artifact, literal, pascal};

    #[test]
    fn a_file_name_is_never_a_scheme_or_a_host() {
        for (file, uri, base) in [
            ("shop/template.yaml", "shop/template.yaml", true),
            ("./a b/日.yaml", "a%20b/%E6%97%A5.yaml", true),
            ("javascript:alert(1).yaml", "javascript%3Aalert(1).yaml", true),
            ("//host/x?#", "file:///host/x%3F%23", false),
            ("/tmp/x.yaml", "file:///tmp/x.yaml", false),
            ("a\\b.yaml", "a/b.yaml", true),
        ] {
            let location = artifact(file);
            assert_eq!((location.uri.as_str(), location.uri_base_id.is_some()), (uri, base));
        }
    }

    #[test]
    fn data_makes_no_links_in_messages() {
        assert_eq!(literal("aws_s3_bucket.a[0]"), "aws_s3_bucket.a[0]");
        assert_eq!(literal("[a](javascript:b)"), "\\[a\\](javascript:b)");
    }

    #[test]
    fn a_rules_name_is_its_id_in_pascal_case() {
        assert_eq!(pascal("s3-bucket-public-policy"), "S3BucketPublicPolicy");
    }
}
