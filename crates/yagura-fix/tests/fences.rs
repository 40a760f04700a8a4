//! Every fix does what it says on every failing template of its check's page.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failing, proposal, texts, with};
use yagura_fix::{FIXES, LEFT, Language, Texts, unified};

/// The failing fences of a page, with their language and line.
fn fences(page: &str) -> Vec<(Language, usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(Option<Language>, usize, String)> = None;
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let language = match info.split_whitespace().next() {
                    Some("cloudformation") => Some(Language::CloudFormation),
                    Some("terraform") => Some(Language::Terraform),
                    _ => None,
                };
                open = Some((language.filter(|_| info.contains("expect=fail")), number + 1, String::new()));
            }
            (Some(_), Some(_)) => {
                if let Some((Some(language), line, text)) = open.take() {
                    found.push((language, line, text));
                }
            }
            (Some((_, _, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

/// Fences whose finding stays, and why.
const STAYS: &[(&str, &str)] = &[
    (
        "ecr-repository-tags-mutable CloudFormation line 66",
        "somebody chose the tags that may move: filters would have to go",
    ),
    (
        "guardduty-detector-protections-off CloudFormation line 52",
        "the template does not name every plan: with the one on, the others are unknown",
    ),
    (
        "guardduty-detector-protections-off Terraform line 66",
        "the configuration does not name every plan: with the one on, the others are unknown",
    ),
];

fn files(language: Language, text: &str) -> Texts {
    texts(&[(if language == Language::Terraform { "main.tf" } else { "fence.yaml" }, text)])
}

/// Lines that are in the old text and not in the new one, in order.
fn gone(old: &str, new: &str) -> Vec<String> {
    let diff = unified("x", old, new);
    diff.lines().skip(2).filter_map(|line| line.strip_prefix('-')).map(str::to_owned).collect()
}

#[test]
fn every_fix_closes_the_findings_of_its_page_and_changes_nothing_else() {
    let only = std::env::var("YAGURA_CHECK").unwrap_or_default();
    let mut wrong = Vec::new();
    for fix in FIXES.iter().filter(|fix| fix.check.contains(&only)) {
        let check = yagura_checks::all().into_iter().find(|check| check.id == fix.check).unwrap();
        for (language, line, text) in fences(check.page) {
            let place = format!("{} {language:?} line {line}", fix.check);
            if STAYS.iter().any(|(stays, _)| *stays == place) {
                continue;
            }
            let before = files(language, &text);
            let only_this = |id: &str| id == fix.check;
            let proposed = proposal(&before, &only_this);
            let after = with(&before, &proposed);
            if proposed.offered.is_empty() || !proposed.refused.is_empty() {
                let why: Vec<String> = proposed.refused.iter().map(|refused| refused.why.words().en).collect();
                wrong.push(format!("{place}: not offered: {}", why.join("; ")));
                continue;
            }
            if !failing(&after, &only_this).is_empty() {
                wrong.push(format!("{place}: still fails"));
            }
            let (old, new) = (before.values().next().unwrap(), after.values().next().unwrap());
            // A changed line is one that had the bad value, or a block in one line.
            let gone = gone(old, new);
            if gone.len() > 4 || gone.iter().any(|line| new.lines().any(|new| new == line)) {
                wrong.push(format!("{place}: too much is gone:\n{}", gone.join("\n")));
            }
            let again = proposal(&after, &only_this);
            if !again.texts.is_empty() {
                wrong.push(format!("{place}: a second run changes more"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A configuration of Terraform's native syntax in the JSON syntax.
fn in_json(text: &str) -> String {
    use hcl_edit::structure::{Body, Structure};
    use hcl_edit::{Span as _, expr::Expression};
    use serde_json::{Map, Value};

    fn value(text: &str, expression: &Expression) -> Value {
        match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => Value::from(*value.value()),
            Expression::Number(number) => number.value().to_string().parse::<i64>().map_or(Value::Null, Value::from),
            Expression::String(said) => Value::from(said.value().as_str()),
            Expression::Array(items) => items.iter().map(|item| value(text, item)).collect(),
            other => Value::from(format!("${{{}}}", text.get(other.span().unwrap()).unwrap().trim())),
        }
    }

    fn body(text: &str, from: &Body) -> Map<String, Value> {
        let mut into = Map::new();
        for structure in from {
            match structure {
                Structure::Attribute(attribute) => {
                    into.insert(attribute.key.as_str().to_owned(), value(text, &attribute.value));
                }
                Structure::Block(block) => {
                    let mut place = into.entry(block.ident.as_str()).or_insert(Value::Null);
                    for label in &block.labels {
                        if place.is_null() {
                            *place = Value::Object(Map::new());
                        }
                        place = place.as_object_mut().unwrap().entry(label.as_str()).or_insert(Value::Null);
                    }
                    let inner = Value::Object(body(text, &block.body));
                    match place {
                        Value::Array(list) => list.push(inner),
                        place if !block.labels.is_empty() => *place = inner,
                        place => *place = Value::Array(vec![inner]),
                    }
                }
            }
        }
        into
    }

    let parsed = hcl_edit::parser::parse_body(text).unwrap();
    let mut json = serde_json::to_string_pretty(&body(text, &parsed)).unwrap();
    json.push('\n');
    json
}

#[test]
fn every_fix_closes_the_findings_of_its_page_in_terraforms_json_syntax_too() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for fix in FIXES {
        let check = yagura_checks::all().into_iter().find(|check| check.id == fix.check).unwrap();
        for (language, line, text) in fences(check.page) {
            let place = format!("{} {language:?} line {line}", fix.check);
            if language != Language::Terraform || STAYS.iter().any(|(stays, _)| *stays == place) {
                continue;
            }
            let before = texts(&[("main.tf.json", &in_json(&text))]);
            let only_this = |id: &str| id == fix.check;
            if failing(&before, &only_this).is_empty() {
                wrong.push(format!("{place}: does not fail in JSON"));
                continue;
            }
            tried += 1;
            let proposed = proposal(&before, &only_this);
            let after = with(&before, &proposed);
            let (old, new) = (before.values().next().unwrap(), after.values().next().unwrap());
            if proposed.offered.is_empty() || !failing(&after, &only_this).is_empty() {
                let why: Vec<String> = proposed.refused.iter().map(|refused| refused.why.words().en).collect();
                wrong.push(format!("{place}: not closed: {}\n{old}", why.join("; ")));
                continue;
            }
            if serde_json::from_str::<serde_json::Value>(new).is_err() {
                wrong.push(format!("{place}: no JSON any more\n{new}"));
            }
            if gone(old, new).len() > 6 {
                wrong.push(format!("{place}: too much is gone:\n{}", gone(old, new).join("\n")));
            }
            if !proposal(&after, &only_this).texts.is_empty() {
                wrong.push(format!("{place}: a second run changes more"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 39, "only {tried}");
}

#[test]
fn the_table_names_checks_that_there_are_and_is_sorted() {
    let ids: Vec<&str> = FIXES.iter().map(|fix| fix.check).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    for id in ids.iter().chain(LEFT.iter().map(|(id, _)| id)) {
        assert!(yagura_checks::all().iter().any(|check| check.id == *id), "{id}");
    }
    for (id, _) in LEFT {
        assert!(!ids.contains(id), "{id} is both");
    }
}
