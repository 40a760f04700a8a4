//! Paths into answers, and parameters that are filled from items.

use serde_json::{Map, Value};

/// All values at a path: `Name`, `A.B`, `A[].B[]`; the empty path is the value itself.
/// A member that is not there gives nothing.
pub(crate) fn all<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut values = vec![value];
    if path.is_empty() {
        return values;
    }
    for part in path.split('.') {
        let (name, each) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
        values = values.into_iter().filter_map(|value| value.get(name)).collect();
        if each {
            values = values.into_iter().filter_map(Value::as_array).flatten().collect();
        }
    }
    values
}

/// The items at a path: a list at its end is taken apart.
pub(crate) fn items(value: &Value, path: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for value in all(value, path) {
        match value {
            Value::Array(list) if !path.is_empty() => found.extend(list.iter().cloned()),
            Value::Null => {}
            other => found.push(other.clone()),
        }
    }
    found
}

/// The one value at a path; nothing where there is none.
pub(crate) fn one<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    all(value, path).into_iter().next().filter(|value| !value.is_null())
}

/// The text at a path (a number or boolean as text).
pub(crate) fn text(value: &Value, path: &str) -> Option<String> {
    match one(value, path)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// What parameters may speak of.
pub(crate) struct Place<'a> {
    pub(crate) item: &'a Value,
    pub(crate) parent: &'a Value,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    pub(crate) batch: &'a [String],
}

/// Parameters with their placeholders filled; see [`super::table`]. A member whose value is not there is left out.
pub(crate) fn params(template: &str, place: &Place<'_>) -> Result<Value, String> {
    let template: Value =
        serde_json::from_str(template).map_err(|error| format!("parameters `{template}`: {error}"))?;
    Ok(fill(template, place).unwrap_or_else(|| Value::Object(Map::new())))
}

fn fill(value: Value, place: &Place<'_>) -> Option<Value> {
    Some(match value {
        Value::String(text) => match text.chars().next() {
            Some('$') if text.starts_with("$$") => Value::String(text.get(1..)?.to_owned()),
            Some('$') => one(place.item, text.get(1..)?)?.clone(),
            Some('^') => one(place.parent, text.get(1..)?)?.clone(),
            Some('@') if text == "@account" => place.account.into(),
            Some('@') if text == "@region" => place.region.into(),
            _ => Value::String(text),
        },
        Value::Array(list) if list.len() == 1 && list.first().is_some_and(|only| only == "*") => {
            place.batch.iter().map(|text| Value::from(text.as_str())).collect()
        }
        Value::Array(list) => Value::Array(list.into_iter().filter_map(|value| fill(value, place)).collect()),
        Value::Object(map) => Value::Object(
            map.into_iter().filter_map(|(name, value)| fill(value, place).map(|value| (name, value))).collect(),
        ),
        other => other,
    })
}

/// A text with `{Path}`, `{partition}`, `{region}`, `{account}` filled; `None` when a part is not there.
pub(crate) fn pattern(pattern: &str, item: &Value, partition: &str, region: &str, account: &str) -> Option<String> {
    if !pattern.contains('{') {
        return text(item, pattern);
    }
    let mut filled = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        filled.push_str(before);
        match name {
            "partition" => filled.push_str(partition),
            "region" => filled.push_str(region),
            "account" => filled.push_str(account),
            path => filled.push_str(&text(item, path)?),
        }
        rest = tail;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Place, items, params, pattern, text};

    #[test]
    fn paths_go_through_lists() {
        let answer = json!({"Reservations": [{"Instances": [{"Id": 1}, {"Id": 2}]}, {"Instances": [{"Id": 3}]}, {}]});
        assert_eq!(items(&answer, "Reservations[].Instances[]").len(), 3);
        assert_eq!(items(&answer, "Reservations[].Instances").len(), 3);
        assert_eq!(items(&answer, "Nothing").len(), 0);
        assert_eq!(items(&answer, "").len(), 1, "the answer is the item");
        assert_eq!(items(&json!({"Names": ["a", "b"]}), "Names"), [json!("a"), json!("b")]);
        assert_eq!(text(&json!({"A": {"B": 5}}), "A.B").as_deref(), Some("5"));
    }

    #[test]
    fn parameters_are_filled_and_what_is_missing_is_left_out() {
        let batch = ["x".to_owned(), "y".to_owned()];
        let place = Place {
            item: &json!({"Name": "shop", "Nested": {"Id": 7}}),
            parent: &json!("cluster"),
            account: "111122223333",
            region: "us-east-1",
            batch: &batch,
        };
        let filled = params(
            r#"{"Bucket":"$Name","Id":"$Nested.Id","No":"$Nothing","cluster":"^","Account":"@account","all":["*"],"Max":5}"#,
            &place,
        );
        assert_eq!(
            filled,
            Ok(
                json!({"Bucket": "shop", "Id": 7, "cluster": "cluster", "Account": "111122223333", "all": ["x", "y"], "Max": 5})
            )
        );
        assert!(params("{", &place).is_err());
    }

    #[test]
    fn patterns_need_all_their_parts() {
        let item = json!({"Name": "shop"});
        assert_eq!(
            pattern("arn:{partition}:s3:::{Name}", &item, "aws-cn", "", "1").as_deref(),
            Some("arn:aws-cn:s3:::shop")
        );
        assert_eq!(pattern("arn:{partition}:s3:::{Gone}", &item, "aws", "", "1"), None);
        assert_eq!(pattern("Name", &item, "aws", "", "1").as_deref(), Some("shop"));
        assert_eq!(pattern("", &item, "aws", "", "1"), None);
    }
}
