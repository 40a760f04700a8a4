//! The same account, written in CloudFormation and in Terraform, gives the same snapshot.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "agreement/views.rs"]
mod views;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use yagura_model::{Fact, Snapshot};

use views::same;

/// What a snapshot says of each resource: by type and by name, without where it stands in a file.
fn said(snapshot: &Snapshot) -> BTreeMap<(&'static str, String), Value> {
    let mut found = BTreeMap::new();
    snapshot.each_json(|resource_type, meta, properties| {
        let tags = match &meta.tags {
            Fact::Known(tags) => json!(tags),
            Fact::Unknown(gap) => json!({ "unknown": gap.message }),
        };
        let value = json!({ "arn": meta.arn, "region": meta.region, "tags": tags, "properties": properties });
        let name = same(&meta.name);
        let other = found.insert((resource_type, name), serde_json::from_str(&same(&value.to_string())).unwrap());
        assert!(other.is_none(), "two {resource_type} are called {}", meta.name);
    });
    found
}

#[test]
fn both_languages_give_the_same_account() {
    let cloudformation = yagura_cloudformation::read("template.yaml", include_str!("agreement/template.yaml"));
    let terraform = yagura_terraform::read(
        &[("main.tf", include_str!("agreement/main.tf"))],
        &yagura_terraform::Options::default(),
    );
    assert!(cloudformation.contents.gaps.is_empty(), "{:#?}", cloudformation.contents.gaps);
    assert!(terraform.contents.gaps.is_empty(), "{:#?}", terraform.contents.gaps);
    let (one, two) = (said(&cloudformation), said(&terraform));
    let mut wrong = Vec::new();
    for key in one.keys().chain(two.keys()).collect::<BTreeSet<_>>() {
        let (left, right) = (one.get(key), two.get(key));
        if left != right {
            let show = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            wrong.push(format!("{key:?}\n  CloudFormation {}\n  Terraform      {}", show(left), show(right)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let types: BTreeSet<&str> = one.keys().map(|(resource_type, _)| *resource_type).collect();
    assert!(types.len() >= 60, "only {} types are compared", types.len());
}
