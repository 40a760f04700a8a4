//! A verdict that is the same whatever an undecided condition of a template turns out to be is said; one that differs is not.

use yagura_finding::{Options, Report, VerdictKind};
use yagura_model::Snapshot;

const SECTIONS: &str = "
Parameters:
  Env: { Type: String }
  Open: { Type: String, AllowedValues: ['yes', 'no'] }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Equals [!Ref Env, test]
  IsOpen: !Equals [!Ref Open, 'yes']
Resources:
";

/// What a check says of a resource, and why where it does not know.
fn verdict(snapshot: &Snapshot, check: &str, address: &str) -> String {
    let checks: Vec<_> = yagura_checks::all().into_iter().filter(|one| one.id == check).collect();
    assert_eq!(checks.len(), 1, "{check}");
    let report = Report::run(snapshot, &checks, Options { include_pass: true, ..Options::default() });
    let findings: Vec<_> = report.findings.iter().filter(|finding| finding.resource.id == address).collect();
    let [finding] = findings.as_slice() else { return format!("{} findings", findings.len()) };
    match (&finding.gap, finding.verdict) {
        (Some(gap), VerdictKind::Unknown) => format!("? {}", gap.message),
        (_, kind) => kind.name().to_owned(),
    }
}

fn read(resources: &str) -> Snapshot {
    yagura_cloudformation::read("t.yaml", &format!("{SECTIONS}{resources}"))
}

fn versioning(branches: &str) -> String {
    let snapshot = read(&format!(
        "  B:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {branches}
"
    ));
    verdict(&snapshot, "s3-bucket-versioning-off", "B")
}

#[test]
fn both_branches_that_fail_are_a_failure() {
    assert_eq!(versioning("!If [IsProd, { Status: Suspended }, !Ref AWS::NoValue]"), "fail");
}

#[test]
fn both_branches_that_pass_are_a_pass() {
    let nested =
        "!If [IsProd, { Status: Enabled }, !If [IsOpen, { Status: Enabled, MFADelete: Enabled }, { Status: Enabled }]]";
    assert_eq!(versioning(nested), "pass");
}

#[test]
fn branches_that_differ_are_unknown_and_name_the_parameter() {
    assert_eq!(
        versioning("!If [IsProd, { Status: Enabled }, !Ref AWS::NoValue]"),
        "? condition `IsProd` is not decided: parameter `Env` has no default"
    );
}

#[test]
fn a_parameter_does_not_have_two_values_at_once() {
    // Only where it were `prod` and `test` at once the bucket would have no versions.
    let branches =
        "!If [IsProd, !If [IsTest, !Ref AWS::NoValue, { Status: Enabled }], { Status: Enabled, MFADelete: Enabled }]";
    assert_eq!(versioning(branches), "pass");
}

#[test]
fn a_resource_is_judged_where_it_is_made() {
    let snapshot = read(
        "  B:
    Type: AWS::S3::Bucket
    Condition: IsProd
    Properties:
      VersioningConfiguration: { Status: !If [IsProd, Enabled, Suspended] }
",
    );
    assert_eq!(verdict(&snapshot, "s3-bucket-versioning-off", "B"), "pass");
}

#[test]
fn a_piece_under_a_condition_counts_where_it_is_there() {
    let snapshot = read(
        "  B: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false } } }
  P:
    Type: AWS::S3::BucketPolicy
    Condition: IsOpen
    Properties:
      Bucket: !Ref B
      PolicyDocument:
        Statement: [{ Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: !Sub '${B.Arn}/*' }]
",
    );
    assert_eq!(
        verdict(&snapshot, "s3-bucket-public-policy", "B"),
        "? condition `IsOpen` is not decided: parameter `Open` has no default"
    );
}

#[test]
fn templates_read_beside_each_other_are_settled_as_well() {
    let mut snapshot = Snapshot::default();
    for (file, other) in [("a.yaml", "Suspended"), ("b.yaml", "Enabled")] {
        snapshot.merge(yagura_cloudformation::read(
            file,
            &format!(
                "{SECTIONS}  B{}:
    Type: AWS::S3::Bucket
    Properties: {{ VersioningConfiguration: !If [IsProd, {{ Status: {other} }}, {{ Status: {other}, MFADelete: Enabled }}] }}
",
                file.get(..1).expect("a letter").to_uppercase()
            ),
        ));
    }
    snapshot.sort();
    assert_eq!(verdict(&snapshot, "s3-bucket-versioning-off", "BA"), "fail");
    assert_eq!(verdict(&snapshot, "s3-bucket-versioning-off", "BB"), "pass");
}

#[test]
fn a_nested_stack_under_the_condition_of_its_parent_is_settled_with_it() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("nested-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let stack = "
  S:
    Type: AWS::CloudFormation::Stack
    Condition: IsProd
    Properties: { TemplateURL: inner.yaml, Parameters: { Env: !Ref Env } }
";
    let inner = "
Parameters: { Env: { Type: String } }
Conditions: { Prod: !Equals [prod, !Ref Env] }
Resources:
  Fails: { Type: AWS::S3::Bucket }
  Hangs: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: !If [Prod, { Status: Enabled }, { Status: Suspended }] } }
";
    let text = format!("{SECTIONS}{stack}");
    std::fs::write(folder.join("main.yaml"), text).unwrap();
    std::fs::write(folder.join("inner.yaml"), inner).unwrap();
    // Something else beside it, which every outcome is judged with.
    std::fs::write(folder.join("other.yaml"), "Resources: { Other: { Type: 'AWS::S3::Bucket' } }").unwrap();
    let snapshot = yagura_cloudformation::read_path(&folder, &yagura_cloudformation::Options::default()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(verdict(&snapshot, "s3-bucket-versioning-off", "S.Fails"), "fail");
    assert_eq!(
        verdict(&snapshot, "s3-bucket-versioning-off", "S.Hangs"),
        "pass",
        "where the stack is made, the parameter is what makes it"
    );
}

#[test]
fn a_parameter_with_a_default_is_its_default_whatever_else_is_allowed() {
    let verdict_of = |default: &str| {
        let snapshot = yagura_cloudformation::read(
            "t.yaml",
            &format!(
                "
Parameters: {{ Keep: {{ Type: String, Default: '{default}', AllowedValues: ['yes', 'no'] }} }}
Conditions: {{ Kept: !Equals [!Ref Keep, 'yes'] }}
Resources:
  B:
    Type: AWS::S3::Bucket
    Properties: {{ VersioningConfiguration: {{ Status: !If [Kept, Enabled, Suspended] }} }}
"
            ),
        );
        assert!(snapshot.contents.alternatives.is_empty(), "nothing is open");
        verdict(&snapshot, "s3-bucket-versioning-off", "B")
    };
    assert_eq!(verdict_of("yes"), "pass");
    assert_eq!(verdict_of("no"), "fail");
}
