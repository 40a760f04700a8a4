//! Templates that happen to use the same logical ids have nothing to do with each other.

use yagura_finding::{Options, Report, VerdictKind};
use yagura_model::Snapshot;

fn failing(templates: &[(&str, &str)], check: &str) -> Vec<String> {
    let mut snapshot = Snapshot::default();
    for (file, text) in templates {
        snapshot.merge(yagura_cloudformation::read(file, text));
    }
    snapshot.sort();
    let checks: Vec<_> = yagura_checks::all().into_iter().filter(|one| one.id == check).collect();
    assert_eq!(checks.len(), 1, "{check}");
    let report = Report::run(&snapshot, &checks, Options::default());
    let fails = report.findings.iter().filter(|finding| finding.verdict == VerdictKind::Fail);
    fails.map(|finding| finding.resource.name.to_owned()).collect()
}

#[test]
fn roles_of_the_same_logical_id_in_two_templates_are_two() {
    let sam = |name: &str| {
        format!(
            "
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {{ Type: AWS::Serverless::Function, Properties: {{ FunctionName: {name} }} }}
"
        )
    };
    let (one, two) = (sam("one"), sam("two"));
    assert_eq!(failing(&[("a.yaml", &one), ("b.yaml", &two)], "lambda-function-role-shared"), Vec::<String>::new());
    let named = |name: &str, role: &str| {
        format!(
            "
Resources:
  F: {{ Type: AWS::Lambda::Function, Properties: {{ FunctionName: {name}, Role: 'arn:aws:iam::111122223333:role/{role}' }} }}
"
        )
    };
    let (one, two, three) = (named("one", "same"), named("two", "same"), named("three", "other"));
    let all = [("a.yaml", one.as_str()), ("b.yaml", two.as_str()), ("c.yaml", three.as_str())];
    assert_eq!(failing(&all, "lambda-function-role-shared"), ["one", "two"]);
}
