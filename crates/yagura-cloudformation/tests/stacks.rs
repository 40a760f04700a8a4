//! Templates that belong together: nested stacks, and what the AWS CDK writes.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::Folder;
use yagura_cloudformation::{Options, walk};
use yagura_model::{Fact, Snapshot};

/// The files that were read, with the folder's own path taken out.
fn sources(folder: &Folder, snapshot: &Snapshot) -> Vec<String> {
    let root = format!("{}/", folder.0.display());
    snapshot.contents.sources.iter().map(|source| source.replace(&root, "")).collect()
}

/// Every bucket: `address name policy`, what is not known as `?`.
fn buckets(snapshot: &Snapshot) -> Vec<String> {
    let text = |fact: &Fact<Option<String>>| match fact {
        Fact::Known(Some(text)) => text.clone(),
        Fact::Known(None) => "-".to_owned(),
        Fact::Unknown(gap) => format!("? {}", gap.message),
    };
    let buckets = snapshot.s3.buckets.iter().map(|bucket| {
        let policy = match &bucket.policy_document {
            Fact::Known(Some(document)) => document.text().to_owned(),
            Fact::Known(None) => "-".to_owned(),
            Fact::Unknown(gap) => format!("? {}", gap.message),
        };
        format!("{} {} {policy}", bucket.meta.id, text(&bucket.bucket_name))
    });
    let mut buckets: Vec<String> = buckets.collect();
    buckets.sort();
    buckets
}

const CHILD: &str = "
Parameters:
  Name: { Type: String }
  Stage: { Type: String, Default: dev }
  Owner: { Type: String, Default: none }
Conditions:
  Production: !Equals [!Ref Stage, prod]
Resources:
  Store: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref Name } }
  Extra: { Type: AWS::S3::Bucket, Condition: Production }
  Own: { Type: AWS::S3::Bucket }
  Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Own, PolicyDocument: { Id: inner } } }
  OnOuter: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Owner, PolicyDocument: { Id: outer } } }
Outputs:
  Arn: { Value: !GetAtt Store.Arn }
  OwnName: { Value: !Ref Own }
  Missing: { Condition: Never, Value: x }
";

#[test]
fn a_nested_stack_is_read_with_its_parameters_and_gives_its_outputs() {
    let parent = "
Parameters:
  Stage: { Type: String, Default: prod }
Resources:
  Outer: { Type: AWS::S3::Bucket }
  Data:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested/data.yaml
      Parameters: { Name: !Sub '${Stage}-data', Stage: !Ref Stage, Owner: !Ref Outer }
  Named: { Type: AWS::S3::Bucket, Properties: { BucketName: !GetAtt Data.Outputs.Arn } }
  Symbol: { Type: AWS::S3::Bucket, Properties: { BucketName: !GetAtt Data.Outputs.OwnName } }
  NoSuch: { Type: AWS::S3::Bucket, Properties: { BucketName: !GetAtt Data.Outputs.Nothing } }
  OnInner:
    Type: AWS::S3::BucketPolicy
    Properties: { Bucket: prod-data, PolicyDocument: { Id: from outside } }
";
    let folder = Folder::new("stacks-nested", &[("main.yaml", parent), ("nested/data.yaml", CHILD)]);
    for below in ["", "main.yaml"] {
        let snapshot = folder.read(below);
        assert_eq!(
            buckets(&snapshot),
            [
                "Data.Extra - -",
                r#"Data.Own - {"Id":"inner"}"#,
                r#"Data.Store prod-data {"Id":"from outside"}"#,
                "Named arn:aws:s3:::prod-data -",
                "NoSuch ? the nested stack has no output `Nothing` -",
                r#"Outer - {"Id":"outer"}"#,
                "Symbol {Data.Own} -",
            ],
            "{below}"
        );
        assert_eq!(folder.gaps(&snapshot), Vec::<String>::new());
        assert_eq!(sources(&folder, &snapshot), ["main.yaml", "nested/data.yaml"]);
        let store = snapshot.s3.buckets.iter().find(|bucket| bucket.meta.id == "Data.Store").unwrap();
        let place = store.meta.template().unwrap();
        assert!(place.file.ends_with("nested/data.yaml") && place.span.line == 9, "{place:?}");
        assert_eq!(snapshot.s3.buckets.find(&store.meta, "{Outer}").unwrap().meta.id, "Outer");
        assert_eq!(snapshot.s3.buckets.find(&store.meta, "{Data.Own.Some.Thing}").unwrap().meta.id, "Data.Own");
    }
}

fn stack(url: &str) -> String {
    format!("Resources:\n  S: {{ Type: 'AWS::CloudFormation::Stack', Properties: {{ TemplateURL: '{url}' }} }}\n")
}

const ONE: &str = "Resources:\n  B: { Type: 'AWS::S3::Bucket' }\n";

#[test]
fn a_template_that_two_others_use_is_judged_once_for_each() {
    let folder = Folder::new(
        "stacks-twice",
        &[("a.yaml", &stack("./one.yaml")), ("b/b.yaml", &stack("../one.yaml")), ("one.yaml", ONE), ("two.yaml", ONE)],
    );
    let snapshot = folder.read("");
    assert_eq!(buckets(&snapshot), ["B - -", "S.B - -", "S.B - -"]);
    assert_eq!(folder.gaps(&snapshot), Vec::<String>::new());
    assert_eq!(walk(&folder.0, &Options::default()).unwrap().templates, 4);
}

#[test]
fn a_stack_that_cannot_be_followed_is_told_and_its_template_is_judged_alone() {
    let ring = format!("{}  B: {{ Type: 'AWS::S3::Bucket' }}\n", stack("ring.yaml"));
    let never = "
Conditions: { Never: !Equals [a, b] }
Resources:
  S: { Type: AWS::CloudFormation::Stack, Condition: Never, Properties: { TemplateURL: alone.yaml } }
";
    let folder = Folder::new(
        "stacks-wrong",
        &[
            ("alone.yaml", ONE),
            ("away.yaml", &stack("https://s3.amazonaws.com/bucket/one.yaml")),
            ("broken.yaml", "Resources:\n  A: { Type: 'AWS::S3::Bucket'\n"),
            ("missing.yaml", &stack("nowhere.yaml")),
            ("never.yaml", never),
            ("outside.yaml", &stack("../../x.yaml")),
            ("ring.yaml", &ring),
            ("uses-broken.yaml", &stack("broken.yaml")),
            ("values.yaml", "a: b\n"),
            ("uses-values.yaml", &stack("values.yaml")),
        ],
    );
    let snapshot = folder.read("");
    assert_eq!(buckets(&snapshot), ["B - -", "B - -"], "the ring's own, and the one that no condition lets be made");
    let gaps = folder.gaps(&snapshot);
    let told = |start: &str| gaps.iter().any(|gap| gap.starts_with(start));
    assert!(told("unsupported: away.yaml:2: `S` (AWS::CloudFormation::Stack): its template is fetched"), "{gaps:#?}");
    assert!(told("error: broken.yaml:3:1"), "{gaps:#?}");
    assert!(told("error: missing.yaml:2: `S` (AWS::CloudFormation::Stack): `nowhere.yaml` is not among"), "{gaps:#?}");
    assert!(told("error: outside.yaml:2: `S`"), "{gaps:#?}");
    assert!(told("error: ring.yaml:2: `S` (AWS::CloudFormation::Stack): `ring.yaml` holds itself"), "{gaps:#?}");
    assert!(told("error: uses-broken.yaml:2: `S` (AWS::CloudFormation::Stack): its template `broken.yaml` cannot"));
    assert!(told("error: uses-values.yaml:2: `S`"), "{gaps:#?}");
    assert_eq!(gaps.len(), 7, "{gaps:#?}");
}

#[test]
fn of_a_named_template_nothing_outside_its_folder_is_read() {
    let folder = Folder::new("stacks-named", &[("in/a.yaml", &stack("../one.yaml")), ("one.yaml", ONE)]);
    let snapshot = folder.read("in/a.yaml");
    assert_eq!(buckets(&snapshot), Vec::<String>::new());
    let gaps = folder.gaps(&snapshot);
    assert!(gaps[0].contains("`one.yaml` lies outside of the folder"), "{gaps:?}");
}

#[test]
fn stacks_that_hang_on_each_other_end() {
    let folder = Folder::new(
        "stacks-circle",
        &[
            (
                "main.yaml",
                "
Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: in.yaml, Parameters: { P: !GetAtt B.Outputs.O } } }
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: in.yaml, Parameters: { P: !GetAtt A.Outputs.O } } }
",
            ),
            (
                "in.yaml",
                "
Parameters: { P: { Type: String } }
Resources: { S: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref P } } }
Outputs: { O: { Value: !Sub '${P}${P}' } }
",
            ),
        ],
    );
    assert_eq!(
        buckets(&folder.read("")),
        ["A.S ? the output `O` hangs on itself -", "B.S ? the output `O` hangs on itself -"]
    );
    let deep: Vec<(String, String)> =
        (0..20).map(|at| (format!("t{at}.yaml"), stack(&format!("t{}.yaml", at + 1)))).collect();
    let mut files: Vec<(&str, &str)> = deep.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("t20.yaml", ONE));
    let folder = Folder::new("stacks-deep", &files);
    let snapshot = folder.read("");
    let gaps = folder.gaps(&snapshot);
    assert!(gaps.iter().any(|gap| gap.contains("nest more than 10 deep")), "{gaps:?}");
    assert_eq!(snapshot.s3.buckets.len(), 1, "what is too deep is read by itself");
}

#[test]
fn a_condition_of_a_stack_holds_for_all_inside() {
    let parent = "
Parameters: { Stage: { Type: String } }
Conditions:
  Production: !Equals [!Ref Stage, prod]
  Never: !Equals [a, b]
Resources:
  No: { Type: AWS::CloudFormation::Stack, Condition: Never, Properties: { TemplateURL: in.yaml } }
  S:
    Type: AWS::CloudFormation::Stack
    Condition: Production
    Properties: { TemplateURL: in.yaml, Parameters: { Level: !Ref Stage } }
";
    let child = "
Parameters: { Level: { Type: String, Default: x } }
Conditions: { High: !Equals [prod, !Ref Level] }
Resources:
  Low: { Type: AWS::S3::Bucket, Properties: { BucketName: !If [High, high, low] } }
";
    let folder = Folder::new("stacks-conditions", &[("main.yaml", parent), ("in.yaml", child)]);
    let snapshot = folder.read("");
    assert_eq!(
        buckets(&snapshot),
        ["S.Low ? condition `S.High` is not decided: parameter `Stage` has no default -"],
        "the stack that is never made has no part"
    );
    let alternatives: Vec<(Vec<String>, Vec<&str>)> = snapshot
        .contents
        .alternatives
        .iter()
        .map(|one| (buckets(&one.snapshot), one.absent.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        alternatives,
        [(vec!["S.Low high -".to_owned()], vec!["No"]), (Vec::new(), vec!["No", "S", "S.Low"])],
        "inside and outside it is one question"
    );
}

#[test]
fn a_serverless_application_beside_its_template_is_a_nested_stack() {
    let parent = "
Transform: AWS::Serverless-2016-10-31
Resources:
  App:
    Type: AWS::Serverless::Application
    Properties: { Location: app/template.yaml, Parameters: { Name: given } }
  Public:
    Type: AWS::Serverless::Application
    Properties: { Location: { ApplicationId: 'arn:aws:serverlessrepo:x', SemanticVersion: 1.0.0 } }
";
    let folder = Folder::new("stacks-app", &[("template.yaml", parent), ("app/template.yaml", CHILD)]);
    let snapshot = folder.read("");
    assert!(buckets(&snapshot).contains(&"App.Store given -".to_owned()), "{:?}", buckets(&snapshot));
    let gaps = folder.gaps(&snapshot);
    assert!(gaps.iter().any(|gap| gap.contains("`Public`")), "{gaps:?}");
    assert!(!gaps.iter().any(|gap| gap.contains("`App`")), "{gaps:?}");
}

const MANIFEST: &str = r#"{
  "version": "48.0.0",
  "artifacts": {
    "Shop.assets": { "type": "cdk:asset-manifest", "properties": { "file": "Shop.assets.json" } },
    "Shop": {
      "type": "aws:cloudformation:stack",
      "environment": "aws://111122223333/eu-west-1",
      "properties": { "templateFile": "Shop.template.json", "stackName": "shop-prod" }
    },
    "assembly-Stage": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "assembly-Stage" } },
    "Tree": { "type": "cdk:tree", "properties": { "file": "tree.json" } }
  }
}"#;

const STAGE: &str = r#"{
  "version": "48.0.0",
  "artifacts": {
    "StageApp": {
      "type": "aws:cloudformation:stack",
      "environment": "aws://unknown-account/unknown-region",
      "properties": { "templateFile": "StageApp.template.json" }
    }
  }
}"#;

const SHOP: &str = r#"{
  "Conditions": { "Here": { "Fn::Equals": [{ "Ref": "AWS::Region" }, "eu-west-1"] } },
  "Mappings": { "Names": { "111122223333": { "Name": "by-account" } } },
  "Resources": {
    "Assets1234": {
      "Type": "AWS::S3::Bucket",
      "Condition": "Here",
      "Properties": { "BucketName": { "Fn::Join": ["", [{ "Ref": "AWS::StackName" }, "-", { "Ref": "AWS::Region" }]] } },
      "Metadata": { "aws:cdk:path": "Shop/Assets/Resource" }
    },
    "Plain5678": { "Type": "AWS::S3::Bucket", "Metadata": { "aws:cdk:path": "Shop/Plain/Resource" } },
    "Mapped": {
      "Type": "AWS::S3::Bucket",
      "Properties": { "BucketName": { "Fn::FindInMap": ["Names", { "Ref": "AWS::AccountId" }, "Name"] } }
    },
    "Policy": {
      "Type": "AWS::S3::BucketPolicy",
      "Properties": { "Bucket": { "Ref": "Plain5678" }, "PolicyDocument": { "Id": "arn:aws:iam::111122223333:root" } }
    },
    "ByAsset": {
      "Type": "AWS::CloudFormation::Stack",
      "Properties": { "TemplateURL": { "Fn::Join": ["", ["https://s3.eu-west-1.", { "Ref": "AWS::URLSuffix" }, "/cdk-assets/0a1b.json"]] } }
    },
    "ByPath": {
      "Type": "AWS::CloudFormation::Stack",
      "Properties": { "TemplateURL": { "Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}/cdk-assets-${AWS::AccountId}/ffff.json" } },
      "Metadata": { "aws:asset:path": "ShopInner.nested.template.json", "aws:asset:property": "TemplateURL" }
    }
  }
}"#;

const ASSETS: &str = r#"{
  "version": "48.0.0",
  "files": {
    "0a1b": {
      "source": { "path": "ShopInner.nested.template.json", "packaging": "file" },
      "destinations": { "current": { "bucketName": "cdk-assets", "objectKey": "0a1b.json" } }
    }
  }
}"#;

const INNER: &str = r#"{ "Resources": { "B": { "Type": "AWS::S3::Bucket" } } }"#;

#[test]
fn a_cloud_assembly_is_read_as_it_will_be_deployed() {
    let folder = Folder::new(
        "stacks-cdk",
        &[
            (".gitignore", "cdk.out\n"),
            ("cdk.out/manifest.json", MANIFEST),
            ("cdk.out/Shop.template.json", SHOP),
            ("cdk.out/Shop.assets.json", ASSETS),
            ("cdk.out/ShopInner.nested.template.json", INNER),
            ("cdk.out/assembly-Stage/manifest.json", STAGE),
            ("cdk.out/assembly-Stage/StageApp.template.json", INNER),
            ("cdk.out/tree.json", "{}"),
        ],
    );
    for below in ["cdk.out", "cdk.out/manifest.json"] {
        let snapshot = folder.read(below);
        assert_eq!(
            buckets(&snapshot),
            [
                "Assets1234 shop-prod-eu-west-1 -",
                "B - -",
                "ByAsset.B - -",
                "ByPath.B - -",
                "Mapped by-account -",
                r#"Plain5678 - {"Id":"arn:aws:iam::{AccountId}:root"}"#,
            ],
            "{below}"
        );
        assert_eq!(folder.gaps(&snapshot), Vec::<String>::new(), "{below}");
        let meta = |id: &str| &snapshot.s3.buckets.iter().find(|bucket| bucket.meta.id == id).unwrap().meta;
        assert_eq!(meta("Plain5678").name, "Shop/Plain", "what its author knows it by");
        assert_eq!(meta("Assets1234").name, "shop-prod-eu-west-1");
        assert_eq!(meta("Plain5678").region, "eu-west-1");
        assert_eq!(meta("B").region, "{Region}");
    }
    assert_eq!(walk(&folder.0.join("cdk.out"), &Options::default()).unwrap().templates, 3);
    assert_eq!(walk(&folder.0, &Options::default()).unwrap().templates, 0, "the folder above leaves it out");
}

#[test]
fn a_manifest_that_lacks_a_template_says_so() {
    let folder = Folder::new("stacks-cdk-wrong", &[("out/manifest.json", MANIFEST)]);
    for (below, number) in [("out", 1), ("out/manifest.json", 2)] {
        let snapshot = folder.read(below);
        let gaps = folder.gaps(&snapshot);
        assert_eq!(gaps.len(), number, "{gaps:?}");
        assert!(gaps[0].starts_with("error: out/manifest.json: `out/Shop.template.json` is not among"), "{gaps:?}");
    }
    let outside = MANIFEST.replace("Shop.template.json", "../Shop.template.json");
    let folder = Folder::new("stacks-cdk-outside", &[("out/manifest.json", &outside), ("Shop.template.json", INNER)]);
    assert_eq!(buckets(&folder.read("out/manifest.json")), Vec::<String>::new());
}

#[test]
fn what_a_template_includes_is_read_from_beside_it() {
    let template = "
Transform: AWS::Serverless-2016-10-31
Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: parts/bucket.yaml } }
  Own:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: own
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: parts/bucket.yaml } }
  Away:
    Type: AWS::S3::Bucket
    Properties:
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://bucket/part.yaml } }
  Missing:
    Type: AWS::S3::Bucket
    Properties:
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: ../../part.yaml } }
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1, DefinitionUri: parts/api.json } }
  Gone: { Type: AWS::Serverless::Api, Properties: { StageName: v1, DefinitionUri: parts/gone.json } }
";
    let folder = Folder::new(
        "stacks-include",
        &[
            ("template.yaml", template),
            ("parts/bucket.yaml", "BucketName: !Sub '${AWS::StackName}-included'\n"),
            ("parts/api.json", r#"{"openapi": "3.0.1", "paths": {"/a": {"get": {"security": []}}}}"#),
        ],
    );
    for below in ["", "template.yaml"] {
        let snapshot = folder.read(below);
        let above = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("");
        let buckets: Vec<String> =
            buckets(&snapshot).into_iter().map(|line| line.replace(above.to_str().unwrap(), "")).collect();
        assert_eq!(
            buckets,
            [
                "Away ? `AWS::Include` takes `s3://bucket/part.yaml`, which is fetched at deployment only ? `AWS::Include` takes `s3://bucket/part.yaml`, which is fetched at deployment only",
                "B {StackName}-included -",
                "Missing ? `AWS::Include` takes `../../part.yaml`: `part.yaml` is not among the files that are read ? `AWS::Include` takes `../../part.yaml`: `part.yaml` is not among the files that are read",
                "Own own -",
            ],
            "{below}"
        );
        let b = snapshot.s3.buckets.iter().find(|bucket| bucket.meta.id == "B").unwrap();
        assert_eq!(b.meta.template().unwrap().place("/BucketName").line, 7, "where it is included");
        let api = |id: &str| snapshot.apigateway.rest_apis.iter().find(|api| api.meta.id == id).unwrap();
        let gone = api("Gone").body.get().unwrap_err().message;
        assert!(gone.starts_with("`DefinitionUri` takes `parts/gone.json`: `"), "{gone}");
        let api = api("Api");
        assert!(api.body.get().unwrap().as_ref().unwrap().text().contains("/a"));
    }
}

#[test]
fn a_permission_on_an_alias_is_one_on_its_function() {
    let text = |name: &str| {
        format!(
            "
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {{ Type: AWS::Serverless::Function, Properties: {{ Role: r, AutoPublishAlias: live }} }}
  U: {{ Type: AWS::Lambda::Url, Properties: {{ AuthType: NONE, TargetFunctionArn: !Ref F }} }}
  P:
    Type: AWS::Lambda::Permission
    Properties: {{ Action: 'lambda:InvokeFunction', Principal: '*', FunctionName: {name} }}
"
        )
    };
    for name in [
        "!Ref F.Alias",
        "!Ref FAliaslive",
        "!Sub '${F.Arn}:live'",
        "!Ref F",
        "!Sub '${F}:live'",
        "!GetAtt U.FunctionArn",
    ] {
        let snapshot = yagura_cloudformation::read("t.yaml", &text(name));
        let function = snapshot.lambda.functions.iter().next().unwrap();
        let policy = function.policy.get().unwrap().as_ref();
        assert!(policy.is_some_and(|policy| policy.text().contains(r#""Principal":"*""#)), "{name}");
    }
}

/// What is known of the policies of the functions `A`, whose name is `my-fn`, and `B`, beside a permission.
fn permitted(name: &str, more: &str) -> [String; 2] {
    let text = format!(
        "
Parameters: {{ Name: {{ Type: String }} }}
Resources:
  A: {{ Type: AWS::Lambda::Function, Properties: {{ Role: r, FunctionName: my-fn }} }}
  B: {{ Type: AWS::Lambda::Function, Properties: {{ Role: r, FunctionName: !Ref Name }} }}
{more}
  P:
    Type: AWS::Lambda::Permission
    Properties: {{ Action: 'lambda:InvokeFunction', Principal: '*', FunctionName: {name} }}
"
    );
    let snapshot = yagura_cloudformation::read("t.yaml", &text);
    ["A", "B"].map(|id| {
        let function = snapshot.lambda.functions.iter().find(|function| function.meta.id == id).unwrap();
        match function.policy.get() {
            Err(_) => "unknown".to_owned(),
            Ok(None) => "none".to_owned(),
            Ok(Some(_)) => "some".to_owned(),
        }
    })
}

#[test]
fn a_permission_names_its_function_in_every_form_that_lambda_takes() {
    for name in [
        "my-fn",
        "my-fn:live",
        "!Sub '${A}:live'",
        "!Sub '${A}:1'",
        "123456789012:function:my-fn",
        "'123456789012:function:my-fn:live'",
        "arn:aws:lambda:eu-west-1:123456789012:function:my-fn:live",
        "!Sub 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${A}:live'",
    ] {
        assert_eq!(permitted(name, ""), ["some", "none"], "{name}");
    }
    for (kind, of) in [
        ("Alias", "!GetAtt A.Arn"),
        ("Alias", "my-fn"),
        ("Alias", "123456789012:function:my-fn"),
        ("Version", "!Ref A"),
        ("Version", "!GetAtt A.Arn"),
    ] {
        let name = if kind == "Alias" { ", Name: live, FunctionVersion: '1'" } else { "" };
        let more = format!("  V: {{ Type: AWS::Lambda::{kind}, Properties: {{ FunctionName: {of}{name} }} }}");
        assert_eq!(permitted("!Ref V", &more), ["some", "none"], "{kind} of {of}");
    }
    let version = |of: &str| format!("  V: {{ Type: AWS::Lambda::Version, Properties: {{ FunctionName: {of} }} }}");
    assert_eq!(permitted("!GetAtt V.FunctionArn", &version("my-fn")), ["some", "none"]);
    assert_eq!(permitted("!Ref V", &version("!Ref Name")), ["none", "some"], "named by the same parameter");
    assert_eq!(permitted("!Ref V", &version("!ImportValue x")), ["unknown", "unknown"]);
    assert_eq!(permitted("elsewhere:my-fn", &version("my-fn")), ["none", "none"], "an alias that is called like it");
}

#[test]
fn a_url_finds_its_function_by_every_form_of_its_name() {
    for name in
        ["my-fn", "my-fn:live", "!Ref A", "!GetAtt A.Arn", "!Ref V", "!Sub '${A}:live'", "123456789012:function:my-fn"]
    {
        let text = format!(
            "
Resources:
  A: {{ Type: AWS::Lambda::Function, Properties: {{ Role: r, FunctionName: my-fn }} }}
  V: {{ Type: AWS::Lambda::Alias, Properties: {{ FunctionName: !Ref A, Name: live, FunctionVersion: '1' }} }}
  U: {{ Type: AWS::Lambda::Url, Properties: {{ AuthType: NONE, TargetFunctionArn: {name} }} }}
"
        );
        let snapshot = yagura_cloudformation::read("t.yaml", &text);
        let url = snapshot.lambda.urls.iter().next().unwrap();
        let target = url.target_function_arn.get().unwrap().clone().unwrap();
        let found = snapshot.lambda.functions.find(&url.meta, &target).map(|function| function.meta.id.as_str());
        assert_eq!(found, Some("A"), "{name}: {target}");
    }
}
