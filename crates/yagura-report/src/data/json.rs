//! The plan, and what was found, as JSON, version 1.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use yagura_finding::Severity;
use yagura_finding::data::{Amount, DataReport, Example, Exposure, Outcome, Plan, Store, Why};
use yagura_model::Gap;

use crate::wire;

/// How many of those outside, and how many reasons, are listed beside how many there are.
const WIRED: usize = 20;

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    plan: PlanV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stores: Option<Vec<StoreV1<'a>>>,
}

#[derive(Serialize)]
struct Summary {
    found: usize,
    none_in_sample: usize,
    unknown: usize,
    empty: usize,
    incomplete: bool,
}

#[derive(Serialize)]
struct PlanV1<'a> {
    budget: AmountV1,
    list_requests: u64,
    get_requests: u64,
    /// At most so many.
    acl_requests: u64,
    older_versions: bool,
    log_requests: u64,
    estimated_cost_usd: f64,
    /// Beside that, at most.
    estimated_kms_usd: f64,
    estimated_transfer_usd: f64,
    /// Some region has no prices of its own here.
    prices_assumed: bool,
    prices_of: &'a str,
    stores: Vec<PlannedV1<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<GapV1<'a>>,
}

#[derive(Serialize)]
struct AmountV1 {
    items: u64,
    bytes: u64,
}

impl From<Amount> for AmountV1 {
    fn from(amount: Amount) -> Self {
        Self { items: amount.items, bytes: amount.bytes }
    }
}

#[derive(Serialize)]
struct GapV1<'a> {
    kind: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'a str>,
}

impl<'a> From<&'a Gap> for GapV1<'a> {
    fn from(gap: &'a Gap) -> Self {
        Self { kind: gap.kind.name(), message: &gap.message, needs: gap.needs.as_deref() }
    }
}

#[derive(Serialize)]
struct PlannedV1<'a> {
    kind: &'static str,
    name: &'a str,
    region: &'a str,
    listed: AmountV1,
    listed_whole: bool,
    list_requests: u64,
    sample: AmountV1,
    dearer: AmountV1,
    not_read: BTreeMap<&'static str, AmountV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<GapV1<'a>>,
}

#[derive(Serialize)]
struct StoreV1<'a> {
    kind: &'static str,
    name: &'a str,
    region: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    listed: AmountV1,
    listed_whole: bool,
    read: AmountV1,
    not_read: BTreeMap<&'static str, AmountV1>,
    /// There may be some, and they were not looked at.
    older_versions_unread: bool,
    exposure: Option<ExposureV1<'a>>,
    found: Vec<FoundV1<'a>>,
    unread: Vec<UnreadV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<GapV1<'a>>,
}

#[derive(Serialize)]
struct ExposureV1<'a> {
    /// `null`: it cannot be told.
    public: Option<bool>,
    /// Where it is public: only with credentials of some account.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    needs_credentials: bool,
    outside: &'a [String],
    outside_count: usize,
    principals: Option<u64>,
    services: Option<u64>,
    at_least: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<ReaderGapV1<'a>>,
    gap_count: usize,
}

impl<'a> From<&'a Exposure> for ExposureV1<'a> {
    fn from(exposure: &'a Exposure) -> Self {
        // None that were counted, where not all could be, are none that are known.
        let counted = |count: u64| (count > 0 || !exposure.least).then_some(count);
        Self {
            public: (exposure.public || exposure.gaps.is_empty()).then_some(exposure.public),
            needs_credentials: exposure.public && exposure.signed,
            outside: exposure.outside.get(..WIRED).unwrap_or(&exposure.outside),
            outside_count: exposure.outside.len(),
            principals: counted(exposure.principals),
            services: counted(exposure.services),
            at_least: exposure.least,
            witness: exposure.witness.as_ref().map(|(_, en)| en.as_str()),
            gaps: exposure.gaps.iter().take(WIRED).map(|(who, message)| ReaderGapV1 { who, message }).collect(),
            gap_count: exposure.gaps.len(),
        }
    }
}

#[derive(Serialize)]
struct ReaderGapV1<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    who: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct FoundV1<'a> {
    prefix: &'a str,
    kind: &'a str,
    class: &'static str,
    severity: &'static str,
    confidence: &'static str,
    count: u64,
    items: u64,
    items_read: u64,
    kms: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_mebibyte: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exposure: Option<ExposureV1<'a>>,
    examples: Vec<ExampleV1<'a>>,
}

#[derive(Serialize)]
struct ExampleV1<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    inside: &'a str,
    line: u64,
}

#[derive(Serialize)]
struct UnreadV1<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    inside: &'a str,
    why: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

fn amounts(left: &BTreeMap<Why, Amount>) -> BTreeMap<&'static str, AmountV1> {
    left.iter().filter(|(_, amount)| amount.items > 0).map(|(why, amount)| (why.name(), (*amount).into())).collect()
}

fn plan_wire<'a>(plan: &'a Plan, prices: &'a str) -> PlanV1<'a> {
    PlanV1 {
        budget: plan.budget.into(),
        list_requests: plan.lists,
        get_requests: plan.gets,
        acl_requests: plan.acls,
        older_versions: plan.versions,
        log_requests: plan.log_calls,
        estimated_cost_usd: plan.cost,
        estimated_kms_usd: plan.kms,
        estimated_transfer_usd: plan.transfer,
        prices_assumed: plan.assumed,
        prices_of: prices,
        stores: plan
            .stores
            .iter()
            .map(|store| PlannedV1 {
                kind: store.kind.name(),
                name: &store.name,
                region: &store.region,
                listed: store.listed.into(),
                listed_whole: store.whole,
                list_requests: store.requests,
                sample: store.sample.into(),
                dearer: store.dearer.into(),
                not_read: amounts(&store.left),
                gap: store.gap.as_ref().map(GapV1::from),
            })
            .collect(),
        gaps: plan.gaps.iter().map(GapV1::from).collect(),
    }
}

/// Writes a plan alone as JSON, version 1. Fails only where `out` does.
pub fn data_plan_json(out: &mut dyn io::Write, plan: &Plan, prices: &str) -> io::Result<()> {
    let wire = Wire { version: 1, plan: plan_wire(plan, prices), summary: None, stores: None };
    wire::write(out, &wire, true)
}

/// Writes the JSON output, version 1. Fails only where `out` does.
pub fn data_json(out: &mut dyn io::Write, report: &DataReport, prices: &str) -> io::Result<()> {
    let count = |outcome: Outcome| report.stores.iter().filter(|store| store.outcome == outcome).count();
    let summary = Summary {
        found: count(Outcome::Found),
        none_in_sample: count(Outcome::NoneInSample),
        unknown: count(Outcome::Unknown),
        empty: count(Outcome::Empty),
        incomplete: report.incomplete(),
    };
    let stores = report.stores.iter().map(store_wire).collect();
    let wire = Wire { version: 1, plan: plan_wire(&report.plan, prices), summary: Some(summary), stores: Some(stores) };
    wire::write(out, &wire, true)
}

fn store_wire(store: &Store) -> StoreV1<'_> {
    StoreV1 {
        kind: store.kind.name(),
        name: &store.name,
        region: &store.region,
        outcome: store.outcome.name(),
        severity: store.severity.map(Severity::name),
        listed: store.listed.into(),
        listed_whole: store.whole,
        read: store.read.into(),
        not_read: amounts(&store.left),
        older_versions_unread: store.older,
        exposure: store.exposure.as_ref().map(ExposureV1::from),
        found: store
            .found
            .iter()
            .map(|found| FoundV1 {
                prefix: &found.prefix,
                kind: &found.kind,
                class: found.class.name(),
                severity: found.severity.name(),
                confidence: found.confidence.name(),
                count: found.count,
                items: found.items,
                items_read: found.of,
                kms: found.kms,
                per_mebibyte: found.density.map(|density| (density * 100.0).round() / 100.0),
                exposure: found.exposure.as_ref().map(ExposureV1::from),
                examples: found
                    .examples
                    .iter()
                    .map(|Example { key, version, inside, line }| ExampleV1 { key, version, inside, line: *line })
                    .collect(),
            })
            .collect(),
        unread: store
            .unread
            .iter()
            .map(|unread| UnreadV1 {
                key: &unread.key,
                inside: &unread.inside,
                why: unread.why.name(),
                detail: &unread.detail,
            })
            .collect(),
        gap: store.gap.as_ref().map(GapV1::from),
    }
}
