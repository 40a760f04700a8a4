//! Following pages as the AWS CLI does, with a guard against those that never end (hostile-inputs F12).

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value};

use crate::catalog;
use crate::client::Client;
use crate::error::{At, CallError};
use crate::model::{Operation, Paginator, Service};

/// Token names of services whose paginators botocore does not list.
const TOKENS: &[(&str, &str)] = &[
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
    ("PageToken", "NextPageToken"),
    ("pageToken", "nextPageToken"),
];

impl Client {
    /// Makes a call, follows its pages and joins their results, as the AWS CLI prints them.
    pub async fn call_all(
        &self,
        service: &str,
        operation: &str,
        region: &str,
        params: &Value,
    ) -> Result<Value, CallError> {
        let at = At { service: service.to_owned(), operation: operation.to_owned(), region: region.to_owned() };
        let unsupported = |message: String| CallError::Unsupported { at: Box::new(at.clone()), message };
        let model = catalog::service(service).map_err(|error| unsupported(error.to_string()))?;
        let operation = catalog::operation(&model, operation).map_err(|error| unsupported(error.to_string()))?;
        let Some(paginator) = model.paginators.get(&operation.name).cloned().or_else(|| guess(&model, operation))
        else {
            return self.call(service, &operation.name, region, params).await;
        };

        let garbled = |message: String| CallError::Garbled { at: Box::new(at.clone()), message };
        let mut params = match params {
            Value::Object(map) => map.clone(),
            _ => Map::new(),
        };
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut result = Value::Object(Map::new());
        for page_number in 0..self.max_pages() {
            let mut page = self.call(service, &operation.name, region, &Value::Object(params.clone())).await?;
            if page_number == 0 {
                for path in &paginator.keep {
                    set(&mut result, path, find(&page, path).cloned().unwrap_or(Value::Null));
                }
            }
            let next = next_tokens(&paginator, &page);
            let keys = if paginator.result_keys.is_empty() {
                lists(&page, &paginator.output_tokens)
            } else {
                paginator.result_keys.clone()
            };
            for path in &keys {
                // Moved, not copied: a large account's policies are one page of many megabytes.
                if let Some(found) = find_mut(&mut page, path).map(Value::take).filter(|found| !found.is_null()) {
                    join(&mut result, path, found);
                }
            }
            let Some(next) = next else {
                return Ok(result);
            };
            if !seen.insert(Value::Array(next.clone()).to_string()) {
                return Err(garbled("the same page token came twice: the listing would never end".to_owned()));
            }
            for (name, token) in paginator.input_tokens.iter().zip(next) {
                if token.is_null() {
                    params.shift_remove(name);
                } else {
                    params.insert(name.clone(), token);
                }
            }
        }
        Err(garbled(format!("more than {} pages", self.max_pages())))
    }
}

/// A paginator for an operation that has a token on both sides but none in botocore.
pub(crate) fn guess(service: &Service, operation: &Operation) -> Option<Paginator> {
    let input = service.structure(operation.input.as_ref()?)?;
    let output = service.structure(operation.output.as_ref()?)?;
    let (from, to) = TOKENS.iter().find(|(from, to)| input.member(from).is_some() && output.member(to).is_some())?;
    Some(Paginator {
        input_tokens: vec![(*from).to_owned()],
        output_tokens: vec![(*to).to_owned()],
        ..Paginator::default()
    })
}

fn lists(page: &Value, tokens: &[String]) -> Vec<String> {
    let members = page.as_object().into_iter().flatten();
    members.filter(|(name, _)| !tokens.contains(name)).map(|(name, _)| name.clone()).collect()
}

/// The next tokens, or nothing at the end.
pub(crate) fn next_tokens(paginator: &Paginator, page: &Value) -> Option<Vec<Value>> {
    if let Some(more) = &paginator.more_results
        && !find(page, more).is_some_and(|more| more.as_bool() == Some(true) || more.as_str() == Some("true"))
    {
        return None;
    }
    let tokens: Vec<Value> = paginator
        .output_tokens
        .iter()
        .map(|expression| {
            // `NextMarker || Contents[-1].Key`: the first that is there.
            expression
                .split("||")
                .find_map(|path| find(page, path.trim()).filter(|value| !empty(value)))
                .cloned()
                .unwrap_or(Value::Null)
        })
        .collect();
    tokens.iter().any(|token| !token.is_null()).then_some(tokens)
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// Follows `A.B[-1].C`, all of JMESPath that paginators use.
fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut current = value;
    for step in path.split('.') {
        let (name, last) = match step.strip_suffix("[-1]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        current = current.get(name)?;
        if last {
            current = current.as_array()?.last()?;
        }
    }
    (!current.is_null()).then_some(current)
}

fn set(target: &mut Value, path: &str, value: Value) {
    let (head, rest) = match path.split_once('.') {
        Some((head, rest)) => (head, Some(rest)),
        None => (path, None),
    };
    let Value::Object(map) = target else { return };
    match rest {
        None => {
            map.insert(head.to_owned(), value);
        }
        Some(rest) => set(map.entry(head).or_insert_with(|| Value::Object(Map::new())), rest, value),
    }
}

fn find_mut<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut current = value;
    for step in path.split('.') {
        current = current.get_mut(step)?;
    }
    Some(current)
}

/// Lists grow, numbers add up, texts follow each other, maps unite.
fn join(result: &mut Value, path: &str, found: Value) {
    match (find_mut(result, path), found) {
        (Some(Value::Array(existing)), Value::Array(more)) => existing.extend(more),
        (Some(Value::Object(existing)), Value::Object(more)) => existing.extend(more),
        (Some(Value::String(existing)), Value::String(more)) => existing.push_str(&more),
        (Some(existing @ Value::Number(_)), Value::Number(more)) => {
            let sum = match (existing.as_i64(), more.as_i64()) {
                (Some(a), Some(b)) => Some(Value::from(a.saturating_add(b))),
                _ => existing.as_f64().zip(more.as_f64()).and_then(|(a, b)| Number::from_f64(a + b)).map(Value::Number),
            };
            if let Some(sum) = sum {
                *existing = sum;
            }
        }
        (Some(existing), found) if !existing.is_null() && !found.is_null() => {}
        (_, found) => set(result, path, found),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pages_join_as_the_aws_cli_joins_them() {
        let mut result = json!({});
        for page in [
            json!({ "DistributionList": { "Items": [1, 2], "Quantity": 2 }, "Count": 2, "Text": "a" }),
            json!({ "DistributionList": { "Quantity": 0 }, "Count": 1, "Text": "b" }),
            json!({ "DistributionList": { "Items": [3] }, "Count": 4 }),
        ] {
            for path in ["DistributionList.Items", "Count", "Text"] {
                if let Some(found) = find(&page, path) {
                    join(&mut result, path, found.clone());
                }
            }
        }
        assert_eq!(result, json!({ "DistributionList": { "Items": [1, 2, 3] }, "Count": 7, "Text": "ab" }));
    }

    #[test]
    fn tokens_are_found_where_paginators_point() {
        let paginator = |token: &str, more: Option<&str>| Paginator {
            output_tokens: vec![token.to_owned()],
            more_results: more.map(str::to_owned),
            ..Paginator::default()
        };
        let page =
            json!({ "IsTruncated": true, "Contents": [{ "Key": "a" }, { "Key": "b" }], "Next": "", "S": { "M": "t" } });
        assert_eq!(
            next_tokens(&paginator("NextMarker || Contents[-1].Key", Some("IsTruncated")), &page),
            Some(vec![json!("b")])
        );
        assert_eq!(next_tokens(&paginator("S.M", None), &page), Some(vec![json!("t")]));
        assert_eq!(next_tokens(&paginator("Next", None), &page), None);
        assert_eq!(next_tokens(&paginator("S.M", Some("Absent")), &page), None);
    }
}
