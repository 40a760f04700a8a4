//! What the AWS CDK writes into its assemblies beside templates.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::Folder;
use yagura_model::{Fact, Snapshot};

fn made(name: &str, files: &[(&str, String)]) -> Folder {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Folder::new(&format!("cdk-{name}"), &files)
}

/// What a folder holds, and the gaps.
fn read(folder: &Folder) -> (Snapshot, Vec<String>) {
    let snapshot = folder.read("");
    let gaps = folder.gaps(&snapshot);
    (snapshot, gaps)
}

/// A manifest of stacks: name, environment.
fn manifest(stacks: &[(&str, &str)], missing: &str) -> String {
    let stack = |(name, environment): &(&str, &str)| {
        format!(
            r#""{name}": {{ "type": "aws:cloudformation:stack", "environment": "{environment}",
                "properties": {{ "templateFile": "{name}.template.json" }} }}"#
        )
    };
    let stacks: Vec<String> = stacks.iter().map(stack).collect();
    format!(r#"{{ "version": "55.0.0", "artifacts": {{ {} }}, "missing": [{missing}] }}"#, stacks.join(","))
}

fn template(resources: &str) -> String {
    format!(r#"{{ "Resources": {{ {resources} }} }}"#)
}

fn name_of(snapshot: &Snapshot, id: &str) -> String {
    let bucket = snapshot.s3.buckets.iter().find(|bucket| bucket.meta.id == id).expect("the bucket");
    match &bucket.bucket_name {
        Fact::Known(Some(text)) => text.clone(),
        Fact::Known(None) => "(absent)".to_owned(),
        Fact::Unknown(gap) => format!("? {}", gap.message),
    }
}

/// A bucket whose name is an expression.
fn bucket(id: &str, name: &str) -> String {
    format!(r#""{id}": {{ "Type": "AWS::S3::Bucket", "Properties": {{ "BucketName": {name} }} }}"#)
}

const HERE: &str = "aws://111122223333/eu-west-1";

#[test]
fn what_a_stack_exports_is_known_to_the_others_of_its_environment() {
    let exporting = r#"{
        "Resources": { "B": { "Type": "AWS::S3::Bucket" }, "N": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "named" } } },
        "Outputs": {
            "Made": { "Value": { "Fn::GetAtt": ["B", "Arn"] }, "Export": { "Name": "A:Made" } },
            "Named": { "Value": { "Ref": "N" }, "Export": { "Name": "A:Named" } },
            "Twice": { "Value": "x", "Export": { "Name": "A:Twice" } },
            "Again": { "Value": "y", "Export": { "Name": "A:Twice" } }
        }
    }"#;
    // What it hands on comes from the stack before.
    let between = r#"{
        "Resources": { "B": { "Type": "AWS::S3::Bucket" } },
        "Outputs": { "On": { "Value": { "Fn::ImportValue": "A:Named" }, "Export": { "Name": "M:On" } } }
    }"#;
    let import = |id: &str, name: &str| bucket(id, &format!(r#"{{ "Fn::ImportValue": "{name}" }}"#));
    let importing = template(
        &[
            import("Made", "A:Made"),
            import("Named", "A:Named"),
            import("Twice", "A:Twice"),
            import("On", "M:On"),
            import("Other", "B:Named"),
        ]
        .join(","),
    );
    let stacks = [("D", HERE), ("M", HERE), ("A", HERE), ("Away", "aws://111122223333/us-east-1")];
    let folder = made(
        "exports",
        &[
            ("cdk.out/manifest.json", manifest(&stacks, "")),
            ("cdk.out/A.template.json", exporting.to_owned()),
            ("cdk.out/M.template.json", between.to_owned()),
            ("cdk.out/D.template.json", importing),
            ("cdk.out/Away.template.json", template(&import("Away", "A:Named"))),
        ],
    );
    let (snapshot, gaps) = read(&folder);
    assert_eq!(gaps, Vec::<String>::new());
    assert_eq!(name_of(&snapshot, "Made"), "arn:aws:s3:::{A#B}", "not this stack's own `B`");
    let reads = |root: &str, file: &str| {
        snapshot.contents.reads.iter().any(|read| read.root.ends_with(root) && read.file.ends_with(file))
    };
    assert!(reads("D.template.json", "A.template.json"), "a change of the one is a change of the other");
    assert!(!reads("A.template.json", "D.template.json"), "it takes nothing from anybody");
    assert_eq!(name_of(&snapshot, "Named"), "named");
    assert_eq!(name_of(&snapshot, "On"), "named");
    for (id, name) in [("Twice", "A:Twice"), ("Other", "B:Named"), ("Away", "A:Named")] {
        assert_eq!(name_of(&snapshot, id), format!("? the import `{name}` comes from another stack"));
    }
}

#[test]
fn the_output_of_another_stack_is_known_where_that_stack_is() {
    let told = r#"{
        "Resources": { "B": { "Type": "AWS::S3::Bucket" }, "R": { "Type": "AWS::IAM::Role" } },
        "Outputs": {
            "Name": { "Value": { "Ref": "B" } },
            "Role": { "Value": { "Fn::GetAtt": ["R", "Arn"] } }
        }
    }"#;
    let asks = |id: &str, more: &str| bucket(id, &format!(r#"{{ "Fn::GetStackOutput": {{ {more} }} }}"#));
    let asking = template(
        &[
            asks("Here", r#""StackName": "A", "OutputName": "Name""#),
            asks("Own", r#""StackName": "A", "OutputName": "Role""#),
            asks("There", r#""StackName": "West", "OutputName": "Name", "Region": "us-west-2""#),
            asks("Nowhere", r#""StackName": "West", "OutputName": "Name""#),
            asks("Away", r#""StackName": "Away", "OutputName": "Role", "RoleArn": "r""#),
            asks("NotAllowed", r#""StackName": "Away", "OutputName": "Role""#),
            asks("None", r#""StackName": "A", "OutputName": "Other""#),
        ]
        .join(","),
    );
    let away = "aws://444455556666/eu-west-1";
    let stacks = [("D", HERE), ("A", HERE), ("West", "aws://111122223333/us-west-2"), ("Away", away)];
    let folder = made(
        "outputs",
        &[
            ("cdk.out/manifest.json", manifest(&stacks, "")),
            ("cdk.out/A.template.json", told.to_owned()),
            ("cdk.out/West.template.json", told.to_owned()),
            ("cdk.out/Away.template.json", told.to_owned()),
            ("cdk.out/D.template.json", asking),
        ],
    );
    let (snapshot, gaps) = read(&folder);
    assert_eq!(gaps, Vec::<String>::new());
    assert_eq!(name_of(&snapshot, "Here"), "{A#B}");
    assert_eq!(name_of(&snapshot, "Own"), "arn:aws:iam::{AccountId}:role/{A#R}");
    assert_eq!(name_of(&snapshot, "There"), "{West#B}");
    assert_eq!(
        name_of(&snapshot, "Away"),
        "arn:aws:iam::444455556666:role/{Away#R}",
        "of an account that is not this one"
    );
    for (id, output, stack) in [("Nowhere", "Name", "West"), ("NotAllowed", "Role", "Away"), ("None", "Other", "A")] {
        assert_eq!(name_of(&snapshot, id), format!("? the output `{output}` comes from the stack `{stack}`"));
    }
}

#[test]
fn what_was_not_looked_up_is_unknown_and_said_once() {
    let missing = r#"
        { "key": "vpc-provider:x", "provider": "vpc-provider", "props": { "account": "111122223333" } },
        { "key": "ssm:y", "provider": "ssm", "props": { "parameterName": "/my/name" } },
        { "key": "new:z", "provider": "new", "props": { "dummyValue": { "Name": "stand-in", "Port": 1 } } }"#;
    let buckets = [
        bucket("Vpc", r#""logs-vpc-12345""#),
        bucket("Parameter", r#"{ "Fn::Join": ["-", ["x", "dummy-value-for-/my/name"]] }"#),
        bucket("New", r#""stand-in""#),
        bucket("Known", r#""mine""#),
    ];
    let folder = |name: &str, missing: &str| {
        made(
            name,
            &[
                ("cdk.out/manifest.json", manifest(&[("S", HERE)], missing)),
                ("cdk.out/S.template.json", template(&buckets.join(","))),
                // A stage tells it as well.
                ("cdk.out/assembly-Stage/manifest.json", manifest(&[], missing)),
            ],
        )
    };
    let (snapshot, gaps) = read(&folder("missing", missing));
    let stands = |text: &str, key: &str| format!("? `{text}` stands for `{key}`, which the CDK has not looked up");
    assert_eq!(name_of(&snapshot, "Vpc"), stands("vpc-12345", "vpc-provider:x"));
    assert_eq!(name_of(&snapshot, "Parameter"), stands("dummy-value-for-/my/name", "ssm:y"));
    assert_eq!(name_of(&snapshot, "New"), stands("stand-in", "new:z"));
    assert_eq!(name_of(&snapshot, "Known"), "mine");
    assert_eq!(gaps.len(), 3, "{gaps:?}");
    assert!(gaps.iter().any(|gap| gap.contains("manifest.json: the CDK has not looked up `ssm:y`")), "{gaps:?}");

    let (snapshot, gaps) = read(&folder("whole", ""));
    assert_eq!(name_of(&snapshot, "Vpc"), "logs-vpc-12345", "nothing is missing: that is its name");
    assert_eq!(gaps, Vec::<String>::new());
}

#[test]
fn a_stack_without_resources_is_nothing_to_tell() {
    let empty = r#"{
        "Parameters": { "BootstrapVersion": { "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk" } },
        "Rules": { "CheckBootstrapVersion": { "Assertions": [] } }
    }"#;
    let folder = |name: &str, text: &str| {
        made(
            name,
            &[
                ("cdk.out/manifest.json", manifest(&[("S", HERE), ("Assert", HERE)], "")),
                ("cdk.out/S.template.json", template(&bucket("B", r#""b""#))),
                ("cdk.out/Assert.template.json", text.to_owned()),
            ],
        )
    };
    assert_eq!(read(&folder("empty", empty)).1, Vec::<String>::new());
    let gaps = read(&folder("list", r#"{ "Some": "thing" }"#)).1;
    assert!(gaps.iter().any(|gap| gap.ends_with("Assert.template.json` is no template")), "{gaps:?}");
}

#[test]
fn what_the_custom_resources_of_the_cdk_make_is_read() {
    let custom = |id: &str, kind: &str, provider: &str, more: &str| {
        format!(
            r#""{id}": {{ "Type": "Custom::{kind}",
                "Properties": {{ "ServiceToken": {{ "Fn::GetAtt": ["{provider}", "Arn"] }}{more} }} }}"#
        )
    };
    let resources = [
        bucket("B", r#""b""#),
        custom("Clean", "S3AutoDeleteObjects", "CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F", ""),
        custom(
            "Keep",
            "LogRetention",
            "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A",
            r#", "LogGroupName": "/aws/lambda/f", "RetentionInDays": 7"#,
        ),
        custom(
            "Provider",
            "AWSCDKOpenIdConnectProvider",
            "CustomAWSCDKOpenIdConnectProviderCustomResourceProviderHandlerF2C543E0",
            r#", "Url": "https://token.example.com", "ClientIDList": ["me"]"#,
        ),
        // Somebody's own of the same name.
        custom("Mine", "S3AutoDeleteObjects", "MyFunction", ""),
    ];
    let text = template(&resources.join(","));
    let snapshot = yagura_cloudformation::read("t.json", &text);
    let gaps: Vec<String> = snapshot.contents.gaps.iter().map(ToString::to_string).collect();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert!(gaps[0].contains("`Mine` (Custom::S3AutoDeleteObjects): a custom resource is made by code"), "{gaps:?}");
    let group = snapshot.logs.groups.iter().next().expect("a group");
    assert_eq!(group.meta.name, "/aws/lambda/f");
    assert_eq!(group.retention_in_days, Fact::Known(Some(7)));
    let provider = snapshot.iam.oidc_providers.iter().next().expect("a provider");
    assert_eq!(provider.meta.arn.as_deref(), Some("arn:aws:iam::{AccountId}:oidc-provider/token.example.com"));
    assert_eq!(provider.client_id_list, Fact::Known(vec!["me".to_owned()]));
}
