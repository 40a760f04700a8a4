//! AWS CloudTrail.

use yagura_finding::Check;
use yagura_model::services::cloudtrail::{AdvancedEventSelector, Trail};
use yagura_model::{Gap, Resource};

mod trail_bucket_public;
mod trail_cloudwatch_logs_missing;
mod trail_data_events_missing;
mod trail_kms_missing;
mod trail_logging_stopped;
mod trail_missing;
mod trail_validation_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &trail_missing::CHECK,
    &trail_logging_stopped::CHECK,
    &trail_bucket_public::CHECK,
    &trail_validation_off::CHECK,
    &trail_kms_missing::CHECK,
    &trail_cloudwatch_logs_missing::CHECK,
    &trail_data_events_missing::CHECK,
];

/// Whether a trail records the management events, reads and writes, of every region.
/// Whether it is switched on is another question.
pub(crate) fn records_all_regions(trail: &Resource<Trail>) -> Result<bool, Gap> {
    if !*trail.is_multi_region_trail.get()? || *trail.include_global_service_events.get()? == Some(false) {
        return Ok(false);
    }
    let advanced = trail.advanced_event_selectors.get()?;
    if !advanced.is_empty() {
        let (mut reads, mut writes) = (false, false);
        for selector in advanced {
            if !category(selector, "Management")? {
                continue;
            }
            let read_only = selector.field_selectors.iter().find(|field| field.field == "readOnly");
            // A selector by event name leaves others out; one by source leaves out the noise of KMS or RDS Data at most.
            if selector.field_selectors.iter().any(|field| field.field == "eventName") {
                continue;
            }
            let only = match read_only {
                Some(field) => match field.equals.first() {
                    Some(value) => Some(value.get()? == "true"),
                    None => None,
                },
                None => None,
            };
            reads |= only != Some(false);
            writes |= only != Some(true);
        }
        return Ok(reads && writes);
    }
    let basic = trail.event_selectors.get()?;
    let management = || basic.iter().filter(|selector| selector.include_management_events != Some(false));
    let kind = |name: &str| management().any(|selector| selector.read_write_type.as_deref().unwrap_or("All") == name);
    Ok(basic.is_empty() || kind("All") || (kind("ReadOnly") && kind("WriteOnly")))
}

/// Whether a trail records data events of anything.
fn records_data(trail: &Resource<Trail>) -> Result<bool, Gap> {
    for selector in trail.advanced_event_selectors.get()? {
        if category(selector, "Data")? {
            return Ok(true);
        }
    }
    Ok(trail.event_selectors.get()?.iter().any(|selector| !selector.data_resources.is_empty()))
}

fn category(selector: &AdvancedEventSelector, name: &str) -> Result<bool, Gap> {
    for field in selector.field_selectors.iter().filter(|field| field.field == "eventCategory") {
        for value in &field.equals {
            if value.get()? == name {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
