//! The `json` output, version 1. Frozen: others build on it; a change is a version 2 beside it.

use std::collections::BTreeSet;
use std::io;

use serde::{Serialize, Serializer};
use yagura_finding::{Finding, Json, MuteSource, Muted, Proof, Report, Severity, Text, VerdictKind};
use yagura_model::{Gap, ScopeKind, Snapshot};

use crate::gaps::{gaps, resources};
use crate::wire;

/// How the JSON is laid out.
#[derive(Debug, Clone, Default)]
pub struct JsonOptions {
    /// One member a line, indented; else all in one line.
    pub pretty: bool,
}

/// Writes the `json` output, version 1.
///
/// `totals.by_verdict` counts every verdict, also the passes that are not among the findings;
/// `totals.by_severity` counts the failures.
/// Fails only where `out` does.
pub fn json(
    out: &mut dyn io::Write,
    report: &Report<'_>,
    snapshot: &Snapshot,
    options: &JsonOptions,
) -> io::Result<()> {
    let contents = &snapshot.contents;
    let accounts: BTreeSet<&str> = contents
        .scopes
        .iter()
        .filter(|scope| scope.kind == ScopeKind::Account)
        .map(|scope| scope.account.as_str())
        .collect();
    let regions: BTreeSet<&str> =
        contents.scopes.iter().flat_map(|scope| scope.regions.iter().map(String::as_str)).collect();
    let verdicts = |kind| count(report, |finding| finding.verdict == kind);
    let failures =
        |severity| count(report, |finding| finding.verdict == VerdictKind::Fail && finding.severity == severity);
    let file = File {
        version: 1,
        scan: Scan {
            accounts: accounts.into_iter().collect(),
            regions: regions.into_iter().collect(),
            sources: contents.sources.iter().map(String::as_str).collect(),
            started: &contents.taken,
            seconds: if contents.seconds.is_finite() { contents.seconds } else { 0.0 },
            changed_since: report
                .left_out
                .as_ref()
                .map(|left| ChangedSince { revision: &left.revision, left_out: left.results }),
        },
        findings: Findings(&report.findings),
        gaps: gaps(report, snapshot).into_iter().map(GapV1::from).collect(),
        totals: Totals {
            resources: resources(snapshot),
            checks: report.checks,
            by_verdict: ByVerdict {
                fail: verdicts(VerdictKind::Fail),
                pass: report.passes.values().sum(),
                unknown: verdicts(VerdictKind::Unknown),
                muted: verdicts(VerdictKind::Muted),
            },
            by_severity: BySeverity {
                critical: failures(Severity::Critical),
                high: failures(Severity::High),
                medium: failures(Severity::Medium),
                low: failures(Severity::Low),
                info: failures(Severity::Info),
            },
        },
    };
    wire::write(out, &file, options.pretty)
}

fn count(report: &Report<'_>, matches: impl Fn(&Finding) -> bool) -> u64 {
    report.findings.iter().fold(0, |number, finding| number + u64::from(matches(finding)))
}

#[derive(Serialize)]
struct File<'a> {
    version: u32,
    scan: Scan<'a>,
    findings: Findings<'a>,
    gaps: Vec<GapV1<'a>>,
    totals: Totals,
}

#[derive(Serialize)]
struct Scan<'a> {
    accounts: Vec<&'a str>,
    regions: Vec<&'a str>,
    sources: Vec<&'a str>,
    started: &'a str,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_since: Option<ChangedSince<'a>>,
}

#[derive(Serialize)]
struct ChangedSince<'a> {
    revision: &'a str,
    left_out: u64,
}

/// The findings, each made when it is written: a large account's output is never held twice.
struct Findings<'a>(&'a [Finding<'a>]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(FindingV1::from))
    }
}

#[derive(Serialize)]
struct FindingV1<'a> {
    fingerprint: String,
    check: &'a str,
    verdict: &'static str,
    severity: &'static str,
    confidence: &'static str,
    title: TextV1,
    resource: ResourceV1<'a>,
    location: Option<LocationV1<'a>>,
    evidence: Vec<EvidenceV1<'a>>,
    gap: Option<GapV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    muted: Option<MutedV1<'a>>,
    maps: Vec<String>,
}

#[derive(Serialize)]
struct MutedV1<'a> {
    source: &'static str,
    reason: Option<&'a str>,
    until: Option<&'a str>,
    place: &'a str,
}

impl<'a> From<&'a Muted> for MutedV1<'a> {
    fn from(muted: &'a Muted) -> Self {
        Self {
            source: match muted.source {
                MuteSource::Template => "template",
                MuteSource::File => "file",
                MuteSource::Baseline => "baseline",
            },
            reason: muted.reason.as_deref(),
            until: muted.until.as_deref(),
            place: &muted.place,
        }
    }
}

impl<'a> From<&'a Finding<'_>> for FindingV1<'a> {
    fn from(finding: &'a Finding) -> Self {
        let resource = &finding.resource;
        Self {
            fingerprint: finding.fingerprint(),
            check: finding.check.id,
            verdict: match finding.verdict {
                VerdictKind::Fail => "fail",
                VerdictKind::Unknown => "unknown",
                VerdictKind::Pass => "pass",
                VerdictKind::Muted => "muted",
            },
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            title: finding.check.title.into(),
            resource: ResourceV1 {
                resource_type: resource.resource_type,
                id: resource.id,
                arn: resource.arn,
                name: resource.name,
                account: resource.account,
                region: resource.region,
            },
            location: finding.location.as_ref().map(|location| LocationV1 {
                file: location.file,
                line: location.span.line,
                column: location.span.column,
                end_line: location.span.end_line,
                address: location.address,
                root: location.outer_root(),
                declared: location.declared.map(|(file, block)| DeclaredV1 { file, line: block.line }),
            }),
            evidence: finding.evidence.iter().map(EvidenceV1::from).collect(),
            gap: finding.gap.as_deref().map(GapV1::from),
            secret: finding.secret.as_deref(),
            muted: finding.muted.as_deref().map(MutedV1::from),
            maps: finding.check.maps.iter().map(ToString::to_string).collect(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct TextV1 {
    ja: &'static str,
    en: &'static str,
}

impl From<Text> for TextV1 {
    fn from(text: Text) -> Self {
        Self { ja: text.ja, en: text.en }
    }
}

#[derive(Serialize)]
struct ResourceV1<'a> {
    #[serde(rename = "type")]
    resource_type: &'a str,
    id: &'a str,
    arn: Option<&'a str>,
    name: &'a str,
    account: &'a str,
    region: &'a str,
}

#[derive(Serialize)]
struct LocationV1<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<DeclaredV1<'a>>,
}

#[derive(Serialize)]
struct DeclaredV1<'a> {
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct EvidenceV1<'a> {
    path: &'a str,
    value: &'a yagura_finding::Json,
    file: Option<&'a str>,
    line: Option<u32>,
}

impl<'a> From<&'a Proof<'_>> for EvidenceV1<'a> {
    fn from(proof: &'a Proof) -> Self {
        Self {
            path: &proof.evidence.path,
            value: &proof.evidence.value,
            file: proof.place.as_ref().map(|(file, _)| *file),
            line: proof.place.as_ref().map(|(_, span)| span.line),
        }
    }
}

#[derive(Serialize)]
struct GapV1<'a> {
    kind: &'static str,
    service: Option<&'a str>,
    operation: Option<&'a str>,
    region: Option<&'a str>,
    needs: Option<&'a str>,
    message: &'a str,
}

impl<'a> From<&'a Gap> for GapV1<'a> {
    fn from(gap: &'a Gap) -> Self {
        Self {
            kind: gap.kind.name(),
            service: gap.service.as_deref(),
            operation: gap.operation.as_deref(),
            region: gap.region.as_deref(),
            needs: gap.needs.as_deref(),
            message: &gap.message,
        }
    }
}

#[derive(Serialize)]
struct Totals {
    resources: u64,
    checks: usize,
    by_verdict: ByVerdict,
    by_severity: BySeverity,
}

#[derive(Serialize)]
struct ByVerdict {
    fail: u64,
    pass: u64,
    unknown: u64,
    muted: u64,
}

#[derive(Serialize)]
struct BySeverity {
    critical: u64,
    high: u64,
    medium: u64,
    low: u64,
    info: u64,
}
