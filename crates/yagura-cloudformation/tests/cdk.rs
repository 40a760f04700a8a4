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

/// A stack with one resource of each kind that takes pieces, and what it exports of them.
const OWNERS: &str = r#"{
    "Resources": {
        "Q": { "Type": "AWS::SQS::Queue" },
        "T": { "Type": "AWS::SNS::Topic" },
        "B": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "own-name" } },
        "G": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "g" } },
        "R": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": {} } },
        "F": { "Type": "AWS::Lambda::Function", "Properties": { "Role": "r" } }
    },
    "Outputs": {
        "Q": { "Value": { "Ref": "Q" }, "Export": { "Name": "A:Q" } },
        "T": { "Value": { "Ref": "T" }, "Export": { "Name": "A:T" } },
        "B": { "Value": { "Ref": "B" }, "Export": { "Name": "A:B" } },
        "G": { "Value": { "Fn::GetAtt": ["G", "GroupId"] }, "Export": { "Name": "A:G" } },
        "R": { "Value": { "Ref": "R" }, "Export": { "Name": "A:R" } },
        "F": { "Value": { "Fn::GetAtt": ["F", "Arn"] }, "Export": { "Name": "A:F" } }
    }
}"#;

fn import(name: &str) -> String {
    format!(r#"{{ "Fn::ImportValue": "A:{name}" }}"#)
}

/// The pieces that belong to [`OWNERS`].
fn pieces(of: impl Fn(&str) -> String) -> String {
    let document = |resource: &str| {
        format!(
            r#"{{ "Statement": {{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": {resource} }} }}"#
        )
    };
    let resources = [
        format!(
            r#""QP": {{ "Type": "AWS::SQS::QueuePolicy", "Properties": {{ "Queues": [{}], "PolicyDocument": {} }} }}"#,
            of("Q"),
            document(r#""*""#)
        ),
        format!(
            r#""TP": {{ "Type": "AWS::SNS::TopicPolicy", "Properties": {{ "Topics": [{}], "PolicyDocument": {} }} }}"#,
            of("T"),
            document(r#""*""#)
        ),
        format!(
            r#""BP": {{ "Type": "AWS::S3::BucketPolicy", "Properties": {{ "Bucket": {}, "PolicyDocument": {} }} }}"#,
            of("B"),
            document(&of("B"))
        ),
        format!(
            r#""GI": {{ "Type": "AWS::EC2::SecurityGroupIngress", "Properties": {{ "GroupId": {}, "IpProtocol": "-1", "CidrIp": "0.0.0.0/0" }} }}"#,
            of("G")
        ),
        format!(
            r#""RP": {{ "Type": "AWS::IAM::Policy", "Properties": {{ "PolicyName": "p", "Roles": [{}], "PolicyDocument": {} }} }}"#,
            of("R"),
            document(r#"{ "Ref": "Own" }"#)
        ),
        format!(
            r#""FP": {{ "Type": "AWS::Lambda::Permission", "Properties": {{ "FunctionName": {}, "Action": "lambda:InvokeFunction", "Principal": "*" }} }}"#,
            of("F")
        ),
        r#""Own": { "Type": "AWS::S3::Bucket" }"#.to_owned(),
    ];
    template(&resources.join(",\n"))
}

/// What the pieces set in their owners.
fn owned(snapshot: &Snapshot) -> Vec<String> {
    use yagura_model::Document;
    let text = |what: &str, fact: &Fact<Option<Document>>| match fact {
        Fact::Known(Some(document)) => format!("{what} {}", document.text()),
        Fact::Known(None) => format!("{what} -"),
        Fact::Unknown(gap) => format!("{what} ? {}", gap.message),
    };
    let mut all = Vec::new();
    all.extend(snapshot.sqs.queues.iter().map(|queue| text("queue", &queue.policy_document)));
    all.extend(snapshot.sns.topics.iter().map(|topic| text("topic", &topic.policy_document)));
    all.extend(snapshot.lambda.functions.iter().map(|function| text("function", &function.policy)));
    for bucket in snapshot.s3.buckets.iter().filter(|bucket| bucket.meta.id == "B") {
        all.push(text("bucket", &bucket.policy_document));
    }
    for group in snapshot.ec2.security_groups.iter() {
        let rules = group.security_group_ingress.get().expect("known");
        all.push(format!("group {}", rules.len()));
    }
    for role in snapshot.iam.roles.iter() {
        let policies = role.policies.get().expect("known");
        let policies = policies.iter().map(|policy| policy.policy_document.get().expect("known").text());
        all.extend(policies.map(|policy| format!("role {policy}")));
    }
    all
}

#[test]
fn a_piece_in_one_stack_belongs_to_its_owner_in_another() {
    let stacks = |other: &str| manifest(&[("A", HERE), ("D", other)], "");
    let folder = made(
        "pieces",
        &[
            ("cdk.out/manifest.json", stacks(HERE)),
            ("cdk.out/A.template.json", OWNERS.to_owned()),
            ("cdk.out/D.template.json", pieces(import)),
        ],
    );
    let (snapshot, gaps) = read(&folder);
    assert_eq!(gaps, Vec::<String>::new());
    let allow = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
    assert_eq!(
        owned(&snapshot),
        [
            &format!("queue {allow}"),
            &format!("topic {allow}"),
            r#"function {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Resource":"*"}]}"#,
            &format!("bucket {}", allow.replace(r#""Resource":"*""#, r#""Resource":"own-name""#)),
            "group 1",
            // A bucket of the other stack is none of this one's.
            &format!("role {}", allow.replace(r#""Resource":"*""#, r#""Resource":"{D#Own}""#)),
        ]
    );
    let queue = snapshot.sqs.queues.iter().next().expect("a queue");
    let (file, span) = queue.meta.template().expect("a template").stands("/PolicyDocument/Statement/Principal");
    assert!(file.ends_with("D.template.json") && span.line == 1, "{file}:{}", span.line);
    let group = snapshot.ec2.security_groups.iter().next().expect("a group");
    let template = group.meta.template().expect("a template");
    let (file, span) = template.stands("/SecurityGroupIngress/0/CidrIp");
    assert!(file.ends_with("D.template.json") && span.line == 4, "{file}:{}", span.line);
    assert!(template.stands("/GroupDescription").0.ends_with("A.template.json"));
    assert!(
        snapshot
            .contents
            .reads
            .iter()
            .any(|read| read.root.ends_with("A.template.json") && read.file.ends_with("D.template.json")),
        "what is written there is a part of this stack"
    );
}

#[test]
fn a_piece_belongs_to_nobody_in_another_place() {
    // By their own names and by the outputs of the stack.
    let output = |name: &str| match name {
        "B" => r#""own-name""#.to_owned(),
        _ => format!(
            r#"{{ "Fn::GetStackOutput": {{ "StackName": "A", "OutputName": "{name}", "Region": "eu-west-1" }} }}"#
        ),
    };
    let folder = made(
        "away",
        &[
            ("cdk.out/manifest.json", manifest(&[("A", HERE), ("D", "aws://111122223333/us-east-1")], "")),
            ("cdk.out/A.template.json", OWNERS.to_owned()),
            ("cdk.out/D.template.json", pieces(output)),
        ],
    );
    let (snapshot, gaps) = read(&folder);
    let role = r#"role {"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"{D#Own}"}}"#;
    assert_eq!(
        owned(&snapshot),
        ["queue -", "topic -", "function -", "bucket -", "group 0", role],
        "a role is of no region"
    );
    let told = |id: &str, name: &str| {
        gaps.iter().any(|gap| gap.contains(&format!("`{id}` (")) && gap.contains(&format!("belongs to `{name}`")))
    };
    assert!(told("BP", "own-name") && told("GI", "{A#G}"), "{gaps:#?}");
    assert_eq!(gaps.len(), 5, "{gaps:#?}");
}

#[test]
fn a_piece_of_a_nested_stack_belongs_to_a_resource_of_another_nested_stack() {
    let stack = |file: &str, more: &str| {
        format!(
            r#""N": {{ "Type": "AWS::CloudFormation::Stack", "Properties": {{ "TemplateURL": "x"{more} }},
                "Metadata": {{ "aws:asset:path": "{file}", "aws:asset:property": "TemplateURL" }} }}"#
        )
    };
    let owning = format!(
        r#"{{ "Resources": {{ {} }}, "Outputs": {{ "Q": {{ "Value": {{ "Fn::GetAtt": ["N", "Outputs.Q"] }}, "Export": {{ "Name": "A:Q" }} }} }} }}"#,
        stack("queue.json", "")
    );
    let queue =
        r#"{ "Resources": { "Q": { "Type": "AWS::SQS::Queue" } }, "Outputs": { "Q": { "Value": { "Ref": "Q" } } } }"#;
    let policy = r#"{
        "Parameters": { "Queue": { "Type": "String" } },
        "Resources": { "P": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Queue" }], "PolicyDocument": { "Id": "far" } } } }
    }"#;
    let folder = made(
        "nested-pieces",
        &[
            ("cdk.out/manifest.json", manifest(&[("A", HERE), ("D", HERE)], "")),
            ("cdk.out/A.template.json", owning),
            ("cdk.out/queue.json", queue.to_owned()),
            ("cdk.out/policy.json", policy.to_owned()),
            (
                "cdk.out/D.template.json",
                template(&stack("policy.json", &format!(r#", "Parameters": {{ "Queue": {} }}"#, import("Q")))),
            ),
        ],
    );
    let (snapshot, gaps) = read(&folder);
    assert_eq!(gaps, Vec::<String>::new());
    assert_eq!(owned(&snapshot), [r#"queue {"Id":"far"}"#]);
}

#[test]
fn a_piece_that_may_not_be_made_leaves_its_owner_elsewhere_unknown() {
    let unsure = r#"{
        "Parameters": { "Open": { "Type": "String" } },
        "Conditions": { "Open": { "Fn::Equals": [{ "Ref": "Open" }, "yes"] }, "Never": { "Fn::Equals": ["a", "b"] } },
        "Resources": {
            "P": { "Type": "AWS::SQS::QueuePolicy", "Condition": "Open",
                "Properties": { "Queues": [{ "Fn::ImportValue": "A:Q" }], "PolicyDocument": { "Id": "perhaps" } } },
            "T": { "Type": "AWS::SNS::TopicPolicy", "Condition": "Never",
                "Properties": { "Topics": [{ "Fn::ImportValue": "A:T" }], "PolicyDocument": { "Id": "never" } } },
            "Own": { "Type": "AWS::S3::Bucket" }
        }
    }"#;
    let folder = made(
        "unsure-pieces",
        &[
            ("cdk.out/manifest.json", manifest(&[("A", HERE), ("D", HERE)], "")),
            ("cdk.out/A.template.json", OWNERS.to_owned()),
            ("cdk.out/D.template.json", unsure.to_owned()),
        ],
    );
    let (snapshot, gaps) = read(&folder);
    assert_eq!(gaps, Vec::<String>::new());
    let all = owned(&snapshot);
    assert!(all[0].starts_with("queue ? ") && all[0].contains("`Open`"), "{all:?}");
    assert_eq!(all[1], "topic -");
}

#[test]
fn a_managed_policy_of_another_stack_is_read_where_it_is_attached() {
    let document =
        r#"{ "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": { "Fn::GetAtt": ["Own", "Arn"] } } }"#;
    let bucket = r#""Own": { "Type": "AWS::S3::Bucket" }"#;
    let policies = format!(
        r#"{{ "Resources": {{ {bucket},
            "P": {{ "Type": "AWS::IAM::ManagedPolicy", "Properties": {{ "PolicyDocument": {document} }} }},
            "To": {{ "Type": "AWS::IAM::ManagedPolicy", "Properties": {{ "PolicyDocument": {document}, "Roles": [{{ "Fn::ImportValue": "Roles:R" }}] }} }} }},
          "Outputs": {{ "P": {{ "Value": {{ "Ref": "P" }}, "Export": {{ "Name": "Policies:P" }} }} }} }}"#
    );
    let role = |more: &str| {
        format!(r#"{{ "Type": "AWS::IAM::Role", "Properties": {{ "AssumeRolePolicyDocument": {{}} {more} }} }}"#)
    };
    let roles = format!(
        r#"{{ "Resources": {{ {bucket}, "R": {}, "Takes": {} }},
          "Outputs": {{ "R": {{ "Value": {{ "Ref": "R" }}, "Export": {{ "Name": "Roles:R" }} }} }} }}"#,
        role(""),
        role(
            r#", "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess", { "Fn::ImportValue": "Policies:P" }, { "Fn::ImportValue": "Policies:None" }]"#
        ),
    );
    let folder = made(
        "managed",
        &[
            ("cdk.out/manifest.json", manifest(&[("Policies", HERE), ("Roles", HERE)], "")),
            ("cdk.out/Policies.template.json", policies),
            ("cdk.out/Roles.template.json", roles),
        ],
    );
    let (snapshot, gaps) = read(&folder);
    assert_eq!(gaps, Vec::<String>::new());
    let text = r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::{Policies#Own}"}}"#;
    for (id, name, listed) in [("R", "To", 0), ("Takes", "P", 2)] {
        let role = snapshot.iam.roles.iter().find(|role| role.meta.id == id).expect("the role");
        let held = role.policies.get().expect("known");
        assert_eq!(held.len(), 1, "{id}");
        assert_eq!(held[0].attached(), Some(format!("arn:aws:iam::{{AccountId}}:policy/{{Policies#{name}}}").as_str()));
        assert_eq!(held[0].policy_document.get().expect("known").text(), text, "a bucket of the policy's own stack");
        let arns = &role.managed_policy_arns;
        assert_eq!(arns.get().map_or(0, Vec::len), listed, "{id}: what is not known stays");
    }
    assert_eq!(snapshot.iam.managed_policies.iter().count(), 2);
}

#[test]
fn an_assembly_of_very_many_stacks_is_read_stack_by_stack() {
    let read_with = |number: usize| {
        let names: Vec<String> = (0..number).map(|at| format!("S{at}")).collect();
        let mut stacks: Vec<(&str, &str)> = vec![("A", HERE), ("D", HERE)];
        stacks.extend(names.iter().map(|name| (name.as_str(), HERE)));
        let mut files = vec![
            ("cdk.out/manifest.json".to_owned(), manifest(&stacks, "")),
            ("cdk.out/A.template.json".to_owned(), OWNERS.to_owned()),
            ("cdk.out/D.template.json".to_owned(), pieces(import)),
        ];
        let one = |name: &String| (format!("cdk.out/{name}.template.json"), template(&bucket("B", r#""b""#)));
        files.extend(names.iter().map(one));
        let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        let (snapshot, gaps) = read(&made(&format!("many-{number}"), &files));
        (owned(&snapshot)[0].clone(), gaps.len())
    };
    assert_eq!(read_with(248).1, 0);
    let (queue, told) = read_with(249);
    assert_eq!((queue.as_str(), told), ("queue -", 6), "told, and not judged");
}
