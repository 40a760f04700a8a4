//! Amazon CloudWatch alarms.

use yagura_finding::{Check, Judgement, Listing, Report, Verdict};
use yagura_model::services::cloudtrail::Trail;
use yagura_model::services::cloudwatch::Alarm;
use yagura_model::services::logs::{MetricFilter, MetricTransformation};
use yagura_model::{Arn, Gap, Meta, Resource, Snapshot};

use pattern::Pattern;

mod pattern;

mod console_sign_in_failure_alarm_missing;
mod console_sign_in_without_mfa_alarm_missing;
mod iam_change_alarm_missing;
mod root_use_alarm_missing;
mod trail_change_alarm_missing;
mod unauthorized_call_alarm_missing;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &root_use_alarm_missing::CHECK,
    &iam_change_alarm_missing::CHECK,
    &trail_change_alarm_missing::CHECK,
    &console_sign_in_without_mfa_alarm_missing::CHECK,
    &console_sign_in_failure_alarm_missing::CHECK,
    &unauthorized_call_alarm_missing::CHECK,
];

/// Judges every account: whether somebody is notified of each of some events, given with what people call them.
fn each_account<'s>(check: &'static Check, snapshot: &'s Snapshot, report: &mut Report<'s>, events: &[(&str, &str)]) {
    report.accounts(check, &snapshot.cloudtrail.trails, |trails| judge(snapshot, trails, events));
}

fn judge(snapshot: &Snapshot, trails: &Listing<'_, Trail>, events: &[(&str, &str)]) -> Judgement {
    let mut gap = trails.gap.clone();
    let mut unknown = |reason: Gap| {
        gap.get_or_insert(reason);
    };
    let mut groups = Vec::new();
    for trail in &trails.items {
        match group_of(trail) {
            Ok(Some(group)) => groups.push(group),
            Ok(None) => {}
            Err(reason) => unknown(reason),
        }
    }
    let mut patterns = Vec::new();
    let here = |meta: &Meta| meta.account == trails.account;
    for filter in snapshot.logs.metric_filters.iter().filter(|filter| here(&filter.meta)) {
        match alarmed(snapshot, filter, &groups) {
            Ok(Some(pattern)) => patterns.push(pattern),
            Ok(None) => {}
            Err(reason) => unknown(reason),
        }
    }
    // What could not be listed may hold the missing link.
    for kind in ["AWS::Logs::MetricFilter", "AWS::CloudWatch::Alarm"] {
        let lists = snapshot.contents.lists.iter().filter(|list| list.account == trails.account);
        if let Some(reason) = lists.filter(|list| list.resource_type == kind).find_map(|list| list.gap.clone()) {
            unknown(reason);
        }
    }
    let mut missed = Vec::new();
    for (name, event) in events {
        let event = serde_json::from_str(event).map_err(|error| Gap::error(format!("the sample event: {error}")))?;
        if !patterns.iter().any(|pattern| pattern.matches(&event)) {
            missed.push(*name);
        }
    }
    if missed.is_empty() {
        return Ok(Verdict::Pass);
    }
    if let Some(gap) = gap {
        return Err(gap);
    }
    let verdict = Verdict::absent();
    if groups.is_empty() {
        return Ok(verdict.detail(
            "CloudWatch Logsに送信しているマルチリージョンの証跡がない",
            "no trail of all regions is sent to CloudWatch Logs",
        ));
    }
    let names = missed.join(", ");
    Ok(verdict.detail(format!("通知されないイベント: {names}"), format!("nobody is told of {names}")))
}

/// The log group that a trail of all regions sends to: region and name.
fn group_of(trail: &Resource<Trail>) -> Result<Option<(String, String)>, Gap> {
    if !*trail.is_multi_region_trail.get()? || !*trail.is_logging.get()? {
        return Ok(None);
    }
    let Some(arn) = trail.cloud_watch_logs_log_group_arn.get()?.as_deref().filter(|arn| !arn.is_empty()) else {
        return Ok(None);
    };
    let parsed = Arn::parse(arn).ok_or_else(|| Gap::error(format!("`{arn}` is no ARN of a log group")))?;
    if parsed.account != trail.meta.account {
        return Err(Gap::unsupported(format!("the trail delivers to account {}, which was not read", parsed.account)));
    }
    let name = parsed.resource.trim_start_matches("log-group:").trim_end_matches(":*");
    Ok(Some((parsed.region.to_owned(), name.to_owned())))
}

/// The pattern of a filter on one of the groups whose metric has an alarm that notifies somebody.
fn alarmed(
    snapshot: &Snapshot,
    filter: &Resource<MetricFilter>,
    groups: &[(String, String)],
) -> Result<Option<Pattern>, Gap> {
    let group = filter.log_group_name.get()?.as_deref().unwrap_or_default();
    if !groups.iter().any(|(region, name)| name == group && *region == filter.meta.region) {
        return Ok(None);
    }
    let metrics = filter.metric_transformations.get()?;
    let mut notified = false;
    for alarm in snapshot.cloudwatch.alarms.iter() {
        if alarm.meta.account == filter.meta.account && alarm.meta.region == filter.meta.region {
            notified |= watches(alarm, metrics)? && notifies(alarm)?;
        }
    }
    if !notified {
        return Ok(None);
    }
    let text = filter.filter_pattern.get()?.as_deref().unwrap_or_default();
    let pattern = pattern::read(text);
    pattern
        .map(Some)
        .ok_or_else(|| Gap::unsupported(format!("the filter pattern `{text}` is of a form that is not read")))
}

fn watches(alarm: &Resource<Alarm>, metrics: &[MetricTransformation]) -> Result<bool, Gap> {
    let known = |namespace: Option<&str>, name: Option<&str>| {
        metrics.iter().any(|metric| {
            Some(metric.metric_namespace.as_str()) == namespace && Some(metric.metric_name.as_str()) == name
        })
    };
    if known(alarm.namespace.get()?.as_deref(), alarm.metric_name.get()?.as_deref()) {
        return Ok(true);
    }
    Ok(alarm.metrics.get()?.iter().any(|query| {
        let metric = query.metric_stat.as_ref().and_then(|stat| stat.metric.as_ref());
        metric.is_some_and(|metric| known(metric.namespace.as_deref(), metric.metric_name.as_deref()))
    }))
}

fn notifies(alarm: &Resource<Alarm>) -> Result<bool, Gap> {
    if *alarm.actions_enabled.get()? == Some(false) {
        return Ok(false);
    }
    let mut gap = None;
    for action in alarm.alarm_actions.get()? {
        match action.get() {
            Ok(arn) if Arn::parse(arn).is_some_and(|arn| arn.service == "sns") => return Ok(true),
            Ok(_) => {}
            Err(reason) => gap = Some(reason),
        }
    }
    gap.map_or(Ok(false), Err)
}
