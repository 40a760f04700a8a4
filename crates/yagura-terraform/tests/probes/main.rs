//! Each semantic alone: what is written, and what the resource then has.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod expressions;
mod files;
mod functions;
mod hostile;
mod leaks;
mod modules;
mod plans;
mod whole_plans;

use yagura_model::{Fact, Snapshot};
use yagura_terraform::{Options, read};

/// What an expression gives, as a tag of a bucket; `?` and the gap's message where it is not known.
fn value_in(context: &str, expression: &str) -> String {
    let text = format!("{context}\nresource \"aws_s3_bucket\" \"probe\" {{\n  tags = {{ v = {expression} }}\n}}\n");
    let snapshot = read(&[("main.tf", &text)], &Options::default());
    tag(&snapshot, "aws_s3_bucket.probe", "v")
}

fn tag(snapshot: &Snapshot, address: &str, name: &str) -> String {
    let Some(bucket) = snapshot.s3.buckets.iter().find(|bucket| bucket.meta.id == address) else {
        panic!("no {address}: {:?}", snapshot.contents.gaps);
    };
    match &bucket.meta.tags {
        Fact::Known(tags) => match tags.get(name) {
            None => "absent".to_owned(),
            Some(Fact::Known(value)) => value.to_string(),
            Some(Fact::Unknown(gap)) => format!("?{}", gap.message),
        },
        Fact::Unknown(gap) => format!("?{}", gap.message),
    }
}

fn value(expression: &str) -> String {
    value_in("", expression)
}

/// Each expression gives its text.
fn all(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(expression, expect)| {
            let got = value(expression);
            (got != *expect).then(|| format!("{expression}\n  is       {got}\n  expected {expect}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
