//! The example shop has its faults, and its corrected twin has none.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::run::{run, text};

fn report(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let output = run(&["scan", folder.to_str().unwrap(), "--format", "json"]);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.stderr))
}

#[test]
fn the_shop_has_faults_of_every_kind_that_templates_show() {
    let shop = report("shop");
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for finding in shop["findings"].as_array().unwrap().iter().filter(|finding| finding["verdict"] == "fail") {
        found.extend(finding["maps"].as_array().unwrap().iter().filter_map(Value::as_str));
    }
    // AP4, AP19 and AP21 are about what only an account or its code shows.
    let wanted = (1..=20).filter(|number| ![4, 19].contains(number)).map(|number| format!("AP{number}"));
    let lacking: Vec<String> = wanted.filter(|map| !found.contains(map.as_str())).collect();
    assert!(lacking.is_empty(), "nothing of {lacking:?} is found");
    // The code beside the template, too.
    let code = shop["findings"].as_array().unwrap().iter().find(|one| one["check"] == "lambda-code-secret").unwrap();
    assert!(text(&code["location"], "file").ends_with("functions/checkout/app.py"), "{code}");
}

#[test]
fn nothing_above_low_is_found_in_the_corrected_shop_and_nothing_is_unknown() {
    let fixed = report("shop-fixed");
    let wrong: Vec<String> = fixed["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| {
            finding["verdict"] == "unknown" || !["low", "info"].contains(&text(finding, "severity").as_str())
        })
        .map(|finding| format!("{} {} on {}", finding["verdict"], finding["check"], finding["resource"]["name"]))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(fixed["gaps"], Value::Array(Vec::new()));
}
