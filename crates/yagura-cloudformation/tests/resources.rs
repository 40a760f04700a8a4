//! What becomes of a template's resources: identity, places, pieces, loops, SAM, and what is wrong with them.

#![expect(clippy::expect_used, reason = "tests")]

use yagura_cloudformation::read;
use yagura_model::services::s3::Bucket;
use yagura_model::{Fact, Resource, Snapshot};

fn gaps(snapshot: &Snapshot) -> Vec<String> {
    snapshot.contents.gaps.iter().map(ToString::to_string).collect()
}

fn bucket<'s>(snapshot: &'s Snapshot, id: &str) -> &'s Resource<Bucket> {
    snapshot.s3.buckets.iter().find(|bucket| bucket.meta.id == id).expect("the bucket")
}

/// The bucket's policy: its JSON, `none`, or `? why`.
fn policy(snapshot: &Snapshot, id: &str) -> String {
    match &bucket(snapshot, id).policy_document {
        Fact::Known(Some(document)) => document.text().to_owned(),
        Fact::Known(None) => "none".to_owned(),
        Fact::Unknown(gap) => format!("? {}", gap.message),
    }
}

/// Two buckets and a policy with the given properties.
fn joined(properties: &str) -> Snapshot {
    read(
        "t.yaml",
        &format!(
            "
Parameters:
  Name: {{ Type: String }}
Conditions:
  Unsure: !Equals [!Ref Name, x]
Resources:
  One: {{ Type: AWS::S3::Bucket, Properties: {{ BucketName: one }} }}
  Two: {{ Type: AWS::S3::Bucket, Properties: {{ BucketName: !Ref Name }} }}
  Policy: {{ Type: AWS::S3::BucketPolicy, {properties} }}
"
        ),
    )
}

#[test]
fn a_piece_is_joined_by_reference_name_and_equal_expression() {
    for owner in ["!Ref One", "one", "!GetAtt One.Arn"] {
        let snapshot = joined(&format!("Properties: {{ Bucket: {owner}, PolicyDocument: {{ Id: a }} }}"));
        assert_eq!(policy(&snapshot, "One"), r#"{"Id":"a"}"#, "{owner}");
        assert_eq!(policy(&snapshot, "Two"), "none", "{owner}");
        assert_eq!(gaps(&snapshot), Vec::<String>::new());
    }
    for owner in ["!Ref Two", "!Ref Name"] {
        let snapshot = joined(&format!("Properties: {{ Bucket: {owner}, PolicyDocument: {{ Id: a }} }}"));
        assert_eq!(policy(&snapshot, "One"), "none", "{owner}");
        assert_eq!(policy(&snapshot, "Two"), r#"{"Id":"a"}"#, "{owner}");
    }
}

/// Secrets Manager takes a secret's name, its ARN, and the ARN without what it added to the name.
#[test]
fn a_policy_finds_its_secret_by_whatever_names_it() {
    let before = "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:";
    for owner in ["!Ref Db", "shop/db", &format!("!Sub '{before}shop/db'"), "!Sub '${Db}'"] {
        let text = format!(
            "Resources:
  Db: {{ Type: AWS::SecretsManager::Secret, Properties: {{ Name: shop/db }} }}
  Other: {{ Type: AWS::SecretsManager::Secret, Properties: {{ Name: shop/cache }} }}
  Policy:
    Type: AWS::SecretsManager::ResourcePolicy
    Properties: {{ SecretId: {owner}, ResourcePolicy: {{ Version: \"2012-10-17\", Statement: [] }} }}
"
        );
        let snapshot = yagura_cloudformation::read("t.yaml", &text);
        assert_eq!(gaps(&snapshot), Vec::<String>::new(), "{owner}");
        let has = |id: &str| {
            let secret = snapshot.secretsmanager.secrets.iter().find(|secret| secret.meta.id == id);
            secret.and_then(|secret| secret.resource_policy.known()).expect("known").is_some()
        };
        assert!(has("Db") && !has("Other"), "{owner}");
    }
}

#[test]
fn a_piece_of_nobody_known_makes_every_owner_unknown() {
    let snapshot = joined("Properties: { Bucket: !ImportValue x, PolicyDocument: { Id: a } }");
    assert_eq!(policy(&snapshot, "One"), "? the import `x` comes from another stack");
    assert_eq!(policy(&snapshot, "Two"), "? the import `x` comes from another stack");
    assert_eq!(
        gaps(&snapshot),
        [
            "unresolved: t.yaml:9: it is not known whose `Policy` (AWS::S3::BucketPolicy) is: the import `x` comes from another stack"
        ]
    );
}

#[test]
fn a_piece_of_another_template_is_a_gap() {
    let snapshot = joined("Properties: { Bucket: elsewhere, PolicyDocument: { Id: a } }");
    assert_eq!(policy(&snapshot, "One"), "none");
    assert_eq!(
        gaps(&snapshot),
        [
            "unresolved: t.yaml:9: `Policy` (AWS::S3::BucketPolicy) belongs to `elsewhere`, which is not in this template: not judged"
        ]
    );
}

#[test]
fn a_piece_of_what_is_in_the_template_and_not_judged_is_nothing_to_tell() {
    let read = |arn: &str| {
        let text = format!(
            "
Resources:
  Api: {{ Type: AWS::AppSync::GraphQLApi, Properties: {{ Name: a, AuthenticationType: AWS_IAM }} }}
  On: {{ Type: AWS::WAFv2::WebACLAssociation, Properties: {{ WebACLArn: a, ResourceArn: {arn} }} }}
"
        );
        gaps(&yagura_cloudformation::read("t.yaml", &text))
    };
    assert_eq!(read("!GetAtt Api.Arn"), Vec::<String>::new());
    assert_eq!(read("'arn:aws:appsync:eu-west-1:111122223333:apis/other'").len(), 1, "another's");
}

#[test]
fn a_piece_that_may_not_be_there_makes_its_owner_unknown() {
    let snapshot = joined("Condition: Unsure, Properties: { Bucket: !Ref One, PolicyDocument: { Id: a } }");
    assert_eq!(policy(&snapshot, "One"), "? condition `Unsure` is not decided: parameter `Name` has no default");
    assert_eq!(policy(&snapshot, "Two"), "none");
}

#[test]
fn a_piece_keeps_its_place_and_a_default_its_source() {
    let text = "Resources:
  Assets:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: assets
      Tags:
        - { Key: Name, Value: the assets }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: '*'
";
    let snapshot = read("infra/t.yaml", text);
    let meta = &bucket(&snapshot, "Assets").meta;
    assert_eq!(meta.name, "assets");
    assert_eq!(meta.arn.as_deref(), Some("arn:aws:s3:::assets"));
    assert_eq!(
        meta.tags.known().expect("known").get("Name").and_then(|name| name.known()).map(|name| &**name),
        Some("the assets")
    );
    let template = meta.template().expect("a template");
    assert_eq!((template.file.as_str(), template.address.as_str()), ("infra/t.yaml", "Assets"));
    let place = |pointer: &str| {
        let span = template.place(pointer);
        (span.line, span.column, span.end_line)
    };
    assert_eq!(place(""), (2, 3, 7));
    assert_eq!(place("/BucketName"), (5, 7, 5));
    assert_eq!(place("/PolicyDocument"), (12, 7, 15));
    assert_eq!(place("/PolicyDocument/Statement/0/Principal"), (15, 13, 15));
    assert_eq!(place("/PolicyDocument/Statement/0/Missing"), (14, 13, 15), "the nearest place above");
    assert!(template.defaults.get("/PublicAccessBlockConfiguration").expect("a default").contains("2023-04"));
}

#[test]
fn json_and_yaml_have_the_same_places() {
    let text = "{\n  \"Resources\": {\n    \"A\": { \"Type\": \"AWS::S3::Bucket\",\n      \"Properties\": { \"BucketName\": \"\\u00e9\" } } } }";
    let snapshot = read("t.json", text);
    let bucket = bucket(&snapshot, "A");
    assert_eq!(bucket.meta.name, "é");
    let span = bucket.meta.template().expect("a template").place("/BucketName");
    assert_eq!((span.line, span.column, span.end_line, span.end_column), (4, 23, 4, 45));
}

#[test]
fn an_odd_resource_is_a_gap_and_the_others_are_read() {
    for (odd, expect) in [
        ("Odd: { Type: 12 }", "error: t.yaml:3: resource `Odd` has no `Type` that is a text"),
        ("Odd: {}", "error: t.yaml:3: resource `Odd` has no `Type` that is a text"),
        ("Odd: { Type: [a] }", "error: t.yaml:3: resource `Odd` has no `Type` that is a text"),
        ("Odd: text", "error: t.yaml:3: resource `Odd` is no map"),
        ("Odd: { Type: 'AWS::S3::Bucket', Properties: [1] }", "error: t.yaml:3: the `Properties` of `Odd` are no map"),
        ("Odd: { Type: 'AWS::S3::Bucket', Condition: [1] }", "error: t.yaml:3: the `Condition` of `Odd` is no text"),
        ("Good: { Type: 'AWS::S3::Bucket' }", "error: t.yaml:4: `Good` stands twice, in lines 3 and 4"),
        (
            "Odd: { Type: 'AWS::S3::Bucket', Properties: { BucketName: a, BucketName: b } }",
            "error: t.yaml:3: `BucketName` stands twice, in lines 3 and 3",
        ),
    ] {
        let snapshot = read("t.yaml", &format!("\nResources:\n  {odd}\n  Good: {{ Type: 'AWS::S3::Bucket' }}\n"));
        assert!(snapshot.s3.buckets.iter().any(|bucket| bucket.meta.id == "Good"), "{odd}");
        assert_eq!(gaps(&snapshot), [expect], "{odd}");
    }
}

#[test]
fn a_property_that_stands_twice_is_not_known() {
    let snapshot =
        read("t.yaml", "Resources: { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: a, BucketName: b } } }");
    assert!(bucket(&snapshot, "A").bucket_name.get().is_err());
}

#[test]
fn a_text_that_is_no_template_says_so() {
    for (text, expect) in [
        ("", "error: t.yaml:1: no template: the file holds no map"),
        ("a: b", "error: t.yaml:1: no template: there is no `Resources`"),
        ("Resources: [1]", "error: t.yaml:1: `Resources` is no map"),
        (
            "Resources: {",
            "error: t.yaml:2:1: not valid YAML: did not find expected node content while parsing a flow node",
        ),
        (
            "a: [\n  b: : c\n",
            "error: t.yaml:2:6: not valid YAML: did not find expected node content while parsing a flow node",
        ),
    ] {
        let found = gaps(&read("t.yaml", text));
        let shape = |text: &str| text.split(": ").take(3).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found.iter().map(|gap| shape(gap)).collect::<Vec<_>>(), [shape(expect)], "{text}: {found:?}");
    }
}

#[test]
fn a_macro_is_a_gap() {
    let snapshot = read("t.yaml", "Transform: [Mine, 'AWS::Serverless-2016-10-31']\nResources: {}\n");
    assert_eq!(
        gaps(&snapshot),
        [
            "unsupported: t.yaml:1: the macro `Mine` runs at deployment only and may change every resource: the template is judged as it is written"
        ]
    );
    let snapshot = read(
        "t.yaml",
        "Resources: { A: { Type: 'AWS::S3::Bucket', Properties: { 'Fn::Transform': { Name: 'AWS::Include' }, BucketName: a } } }",
    );
    let bucket = bucket(&snapshot, "A");
    assert_eq!(bucket.bucket_name, Fact::Known(Some("a".to_owned())));
    assert!(bucket.public_access_block_configuration.get().is_err(), "the macro may set it");
}

#[test]
fn what_a_template_has_made_elsewhere_is_a_gap_and_the_rest_is_read() {
    let snapshot = read(
        "t.yaml",
        "Resources:
  M: { Type: 'Mine::S3::Bucket::MODULE' }
  S: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: ./inner.yaml } }
  B: { Type: 'AWS::S3::Bucket' }
",
    );
    assert_eq!(
        gaps(&snapshot),
        [
            "unsupported: t.yaml:2: `M` (Mine::S3::Bucket::MODULE): the module is expanded at deployment only; what it makes is not judged",
            "unsupported: t.yaml:3: `S` (AWS::CloudFormation::Stack): its template `inner.yaml` is not among the files; not judged",
        ]
    );
    assert_eq!(bucket(&snapshot, "B").meta.id, "B");
}

#[test]
fn a_loop_is_written_out() {
    let text = "
Transform: AWS::LanguageExtensions
Parameters:
  Names: { Type: CommaDelimitedList, Default: 'a-1,b' }
  Open: { Type: CommaDelimitedList }
Resources:
  Fn::ForEach::Buckets:
    - Name
    - !Ref Names
    - Bucket&{Name}:
        Type: AWS::S3::Bucket
        Properties:
          BucketName: !Sub 'x-${Name}'
          Tags: [{ Key: Name, Value: !Ref Name }]
  Fn::ForEach::Unknown: [N, !Ref Open, { 'Z${N}': { Type: 'AWS::S3::Bucket' } }]
";
    let snapshot = read("t.yaml", text);
    let names: Vec<_> = snapshot
        .s3
        .buckets
        .iter()
        .map(|bucket| {
            (bucket.meta.id.as_str(), bucket.meta.name.as_str(), bucket.meta.tags.known().expect("known").len())
        })
        .collect();
    assert_eq!(names, [("Bucketa1", "x-a-1", 1), ("Bucketb", "x-b", 1)]);
    assert_eq!(gaps(&snapshot), ["unresolved: t.yaml:15: `Fn::ForEach::Unknown`: parameter `Open` has no default"]);
}

#[test]
fn types_that_the_model_does_not_have_are_counted() {
    let snapshot = read("t.yaml", "Resources: { A: { Type: 'Custom::X' }, B: { Type: 'Custom::X' } }");
    assert_eq!(snapshot.contents.unmodelled.get("Custom::X"), Some(&2));
    assert_eq!(
        gaps(&snapshot),
        [
            "unsupported: t.yaml:1: `A` and 1 more (Custom::X): a custom resource is made by code at deployment; what it makes or changes is not judged"
        ]
    );
    for (kind, told) in [
        ("AWS::CloudFormation::CustomResource", true),
        ("Vendor::Thing::Part", true),
        ("AWS::CloudFormation::WaitCondition", false),
        ("Alexa::ASK::Skill", false),
    ] {
        let snapshot = read("t.yaml", &format!("Resources: {{ A: {{ Type: '{kind}' }} }}"));
        assert_eq!(gaps(&snapshot).iter().any(|gap| gap.contains(&format!("({kind})"))), told, "{kind}");
    }
}

#[test]
fn anchors_and_merges_are_read() {
    let text = "
Resources:
  A: { Type: AWS::S3::Bucket, Properties: &shared { BucketName: a, Tags: [{ Key: k, Value: v }] } }
  B: { Type: AWS::S3::Bucket, Properties: { <<: *shared, BucketName: b } }
";
    let snapshot = read("t.yaml", text);
    assert_eq!(bucket(&snapshot, "B").meta.name, "b");
    assert_eq!(bucket(&snapshot, "B").meta.tags, bucket(&snapshot, "A").meta.tags);
}

/// What the template's buckets are called, by their addresses, and what is noted.
fn named(sections: &str) -> (Vec<String>, Vec<String>) {
    let snapshot = read("t.yaml", &format!("Transform: AWS::LanguageExtensions\n{sections}"));
    let buckets = snapshot.s3.buckets.iter().map(|bucket| match &bucket.bucket_name {
        Fact::Known(name) => format!("{} {}", bucket.meta.id, name.as_deref().unwrap_or("-")),
        Fact::Unknown(gap) => format!("{} ? {}", bucket.meta.id, gap.message),
    });
    let buckets = buckets.collect();
    (buckets, gaps(&snapshot))
}

#[test]
fn loops_stand_in_loops_conditions_properties_and_outputs() {
    let (buckets, notes) = named(
        "
Parameters: { Stages: { Type: CommaDelimitedList, Default: 'dev,prod' } }
Conditions:
  Fn::ForEach::Is:
    - S
    - !Ref Stages
    - 'Is${S}': !Equals [!Ref S, prod]
Resources:
  Fn::ForEach::Outer:
    - S
    - !Ref Stages
    - Fn::ForEach::Inner:
        - Kind
        - [logs, data]
        - '${S}${Kind}':
            Type: AWS::S3::Bucket
            Condition: !Sub 'Is${S}'
            Properties:
              BucketName: !Join ['-', [!Ref S, !Ref Kind, Fn::Length: !Ref Stages]]
              Fn::ForEach::Switch: [P, [Accelerate], { '${P}Configuration': { AccelerationStatus: Enabled } }]
Outputs:
  Fn::ForEach::Names:
    - S
    - !Ref Stages
    - 'Name${S}': { Value: !Ref S }
",
    );
    // `Condition` takes a name and no function.
    assert_eq!(buckets.len(), 4, "{buckets:?}");
    assert_eq!(notes.len(), 4, "{notes:?}");
    let right = "
Parameters: { Stages: { Type: CommaDelimitedList, Default: 'dev,prod' } }
Conditions:
  Fn::ForEach::Is: [S, !Ref Stages, { 'Is${S}': !Equals [!Ref S, prod] }]
Resources:
  Fn::ForEach::Outer:
    - S
    - !Ref Stages
    - Fn::ForEach::Inner:
        - Kind
        - [logs, data]
        - '${S}${Kind}':
            Type: AWS::S3::Bucket
            Condition: 'Is${S}'
            Properties: { BucketName: !Join ['-', [!Ref S, !Ref Kind, Fn::Length: !Ref Stages]] }
";
    let (buckets, notes) = named(right);
    assert_eq!(buckets, ["proddata prod-data-2", "prodlogs prod-logs-2"]);
    assert_eq!(notes, Vec::<String>::new());
    let (buckets, notes) = named(&right.replace("[S, !Ref Stages, {", "[S, {"));
    assert_eq!(buckets.len(), 4, "a condition that is not there hides nothing");
    assert_eq!(notes, ["error: t.yaml:5: `Fn::ForEach::Is`: a loop is a list of a name, a collection and a map"]);
}

#[test]
fn the_functions_of_the_language_extensions_give_what_they_give_at_deployment() {
    let name = |expression: &str| {
        let (buckets, _) = named(&format!(
            "
Parameters: {{ Zones: {{ Type: CommaDelimitedList, Default: 'a,b,c' }}, Open: {{ Type: CommaDelimitedList }} }}
Mappings: {{ Sizes: {{ prod: {{ Size: large, List: [x, y] }} }} }}
Conditions: {{ Three: !Equals [Fn::Length: !Ref Zones, 3] }}
Resources:
  B: {{ Type: AWS::S3::Bucket, DeletionPolicy: !If [Three, Retain, Delete], Properties: {{ BucketName: {expression} }} }}
"
        ));
        buckets.join(" ")
    };
    for (expression, expect) in [
        ("!Sub ['n${L}', { L: { 'Fn::Length': !Ref Zones } }]", "B n3"),
        ("{ 'Fn::Length': [a, b] }", "B 2"),
        ("{ 'Fn::Length': !Split [',', 'a,b,c'] }", "B 3"),
        ("{ 'Fn::Length': !FindInMap [Sizes, prod, List] }", "B 2"),
        ("{ 'Fn::Length': text }", "B ? `Fn::Length` of what is no list"),
        ("{ 'Fn::Length': !Ref Open }", "B ? parameter `Open` has no default"),
        ("!If [Three, yes, no]", "B yes"),
        ("{ 'Fn::ToJsonString': { a: !Ref Zones, b: { 'Fn::Length': [1] } } }", r#"B {"a":["a","b","c"],"b":1}"#),
        ("{ 'Fn::ToJsonString': [1, !Ref 'AWS::NoValue', x] }", r#"B [1,"x"]"#),
        ("!FindInMap [Sizes, dev, Size, { DefaultValue: !Select [0, !Ref Zones] }]", "B a"),
        ("!FindInMap [Sizes, prod, Size, { DefaultValue: small }]", "B large"),
        ("!FindInMap [!Join ['', [Si, zes]], !If [Three, prod, dev], !Sub 'Size']", "B large"),
        ("!FindInMap [Sizes, dev, Size]", "B ? the mapping `Sizes` has no `dev`.`Size`"),
    ] {
        assert_eq!(name(expression), expect, "{expression}");
    }
}

#[test]
fn what_the_transform_makes_beside_a_function_is_whole() {
    let snapshot = read(
        "t.yaml",
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  T: { Type: AWS::SNS::Topic }
  F:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } }
      Events:
        Route: { Type: Api, Properties: { Method: get, Path: '/a/{id}' } }
        Queued: { Type: SNS, Properties: { Topic: !Ref T, SqsSubscription: true } }
        Daily: { Type: Schedule, Properties: { Schedule: rate(1 day), DeadLetterConfig: { Type: SQS, QueueLogicalId: Dead } } }
  P:
    Type: AWS::SQS::QueuePolicy
    Properties: { Queues: [!Ref F.DestinationQueue], PolicyDocument: { Id: !GetAtt F.DestinationQueue.Arn } }
",
    );
    assert_eq!(gaps(&snapshot), Vec::<String>::new());
    let function = snapshot.lambda.functions.iter().next().expect("a function");
    let policy = function.policy.get().expect("known").as_ref().expect("a policy").text();
    let api = r#""Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:execute-api:{Region}:{AccountId}:{ServerlessRestApi}/*/GET/a/*"}}"#;
    assert!(policy.contains(api) && policy.contains("events.amazonaws.com"), "{policy}");
    let queues: Vec<String> = snapshot
        .sqs
        .queues
        .iter()
        .map(|queue| {
            let policy = queue.policy_document.get().expect("known");
            let encrypted = queue.sqs_managed_sse_enabled.get().expect("known");
            format!("{} {encrypted:?} {}", queue.meta.id, policy.as_ref().map_or("-", |policy| policy.text()))
        })
        .collect();
    let statement = |principal: &str, queue: &str, from: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:{{Region}}:{{AccountId}}:{{{queue}}}","Principal":{principal},"Condition":{{"ArnEquals":{{"aws:SourceArn":"{from}"}}}}}}]}}"#
        )
    };
    assert_eq!(
        queues,
        [
            format!("Dead Some(true) {}", statement(r#"{"Service":"events.amazonaws.com"}"#, "Dead", "{FDaily.Arn}")),
            r#"FEventInvokeConfigOnFailureQueue Some(true) {"Id":"arn:aws:sqs:{Region}:{AccountId}:{FEventInvokeConfigOnFailureQueue}"}"#.to_owned(),
            format!(
                "FQueuedQueue Some(true) {}",
                statement(r#""*""#, "FQueuedQueue", "arn:aws:sns:{Region}:{AccountId}:{T}")
            ),
        ]
    );
}
