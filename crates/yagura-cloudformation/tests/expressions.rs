//! What the expressions of a template give: an expression in, a text out.

#![expect(clippy::expect_used, reason = "tests")]

use yagura_model::{Fact, GapKind, Snapshot};

/// The sections that every expression may use.
const SECTIONS: &str = r#"
Parameters:
  Stage: { Type: String, Default: prod }
  Limited: { Type: String, AllowedValues: [dev, test] }
  Open: { Type: String }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /some/path }
Mappings:
  Sizes: { prod: { Size: large }, "012345678901": { Size: 12 } }
Conditions:
  Yes: !Equals [!Ref Stage, prod]
  No: !Not [!Condition Yes]
  Unsure: !Equals [!Ref Open, x]
  Loop: !Condition Loop
  Excluded: !Equals [!Ref Limited, prod]
  ByRegion: !Equals [!Ref AWS::Region, us-east-1]
  OrYes: !Or [!Condition Unsure, !Condition Yes]
  AndNo: !And [!Condition Unsure, !Condition No]
"#;

fn name_of(snapshot: &Snapshot) -> String {
    let bucket = snapshot.s3.buckets.iter().find(|bucket| bucket.meta.id == "B").expect("the bucket");
    match &bucket.bucket_name {
        Fact::Known(Some(text)) => text.clone(),
        Fact::Known(None) => "(absent)".to_owned(),
        Fact::Unknown(gap) => format!("? {}", gap.message),
    }
}

/// `expression` as the name of a bucket, beside a role, a topic, a queue with a name, and a security group.
fn check(expression: &str, expect: &str) {
    let text = format!(
        "{SECTIONS}
Resources:
  B: {{ Type: \"AWS::S3::Bucket\", Properties: {{ BucketName: {expression} }} }}
  Logs: {{ Type: \"AWS::S3::Bucket\" }}
  Named: {{ Type: \"AWS::S3::Bucket\", Properties: {{ BucketName: !Sub \"${{Stage}}-data\" }} }}
  Open1: {{ Type: \"AWS::S3::Bucket\", Properties: {{ BucketName: !Ref Open }} }}
  Role: {{ Type: \"AWS::IAM::Role\", Properties: {{ Path: /app/ }} }}
  Topic: {{ Type: \"AWS::SNS::Topic\" }}
  Queue: {{ Type: \"AWS::SQS::Queue\", Properties: {{ QueueName: jobs }} }}
  Group: {{ Type: \"AWS::EC2::SecurityGroup\" }}
  Other: {{ Type: \"AWS::Some::Thing\" }}
  Secret: {{ Type: \"AWS::SecretsManager::Secret\", Properties: {{ Name: shop/db }} }}
  Task: {{ Type: \"AWS::ECS::TaskDefinition\", Properties: {{ Family: shop }} }}
  Balancer: {{ Type: \"AWS::ElasticLoadBalancingV2::LoadBalancer\", Properties: {{ Name: shop, Type: network }} }}
  Plain: {{ Type: \"AWS::ElasticLoadBalancingV2::LoadBalancer\" }}
  Listener: {{ Type: \"AWS::ElasticLoadBalancingV2::Listener\", Properties: {{ LoadBalancerArn: !Ref Balancer }} }}
  Targets: {{ Type: \"AWS::ElasticLoadBalancingV2::TargetGroup\", Properties: {{ Name: shop }} }}
  Acl: {{ Type: \"AWS::WAFv2::WebACL\", Properties: {{ Name: shop, Scope: CLOUDFRONT }} }}
"
    );
    let snapshot = yagura_cloudformation::read("t.yaml", &text);
    let errors: Vec<_> = snapshot.contents.gaps.iter().filter(|gap| gap.kind == GapKind::Error).collect();
    assert!(errors.is_empty(), "{expression}: {errors:?}");
    assert_eq!(name_of(&snapshot), expect, "{expression}");
}

#[test]
fn references() {
    check("!Ref Stage", "prod");
    check("{ Ref: Stage }", "prod");
    check("!Ref Open", "? parameter `Open` has no default");
    check("!Ref Image", "? parameter `Image` is read from Parameter Store at deployment");
    check("!Ref Nothing", "? `Nothing` is not in the template");
    check("!Ref AWS::NoValue", "(absent)");
    check("!Ref AWS::AccountId", "{AccountId}");
    check("!Ref AWS::Region", "{Region}");
    check("!Ref AWS::Partition", "aws");
    check("!Ref AWS::URLSuffix", "amazonaws.com");
    check("!Ref Logs", "{Logs}");
    check("!Ref Named", "prod-data");
    check("!Ref Open1", "{Open1}");
    check("!Ref Topic", "arn:aws:sns:{Region}:{AccountId}:{Topic}");
    check("!Ref Queue", "https://sqs.{Region}.amazonaws.com/{AccountId}/jobs");
    check("!Ref Other", "{Other}");
    check("!Ref B", "{B}");
}

#[test]
fn attributes() {
    check("!GetAtt Role.Arn", "arn:aws:iam::{AccountId}:role/app/{Role}");
    check("!GetAtt [Named, Arn]", "arn:aws:s3:::prod-data");
    check("{ 'Fn::GetAtt': [Queue, Arn] }", "arn:aws:sqs:{Region}:{AccountId}:jobs");
    check("!GetAtt Group.GroupId", "{Group}");
    check("!Ref Group", "{Group}");
    check("!GetAtt Other.Some.Thing", "{Other.Some.Thing}");
    check("!GetAtt Nothing.Arn", "? `Nothing` is not in the template");
}

/// What AWS adds to a name stands in the ARN as a symbol: a policy on the ARN without it means something else.
#[test]
fn arns_that_aws_lengthens() {
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:{{Region}}:{{AccountId}}:{rest}");
    check("!Ref Secret", &arn("secretsmanager", "secret:shop/db-{6chr}"));
    check("!GetAtt Secret.Id", &arn("secretsmanager", "secret:shop/db-{6chr}"));
    check("!Ref Task", &arn("ecs", "task-definition/shop:{Task.Revision}"));
    check("!Ref Balancer", &arn("elasticloadbalancing", "loadbalancer/net/shop/{Balancer.Suffix}"));
    check("!GetAtt Balancer.LoadBalancerFullName", "net/shop/{Balancer.Suffix}");
    check("!GetAtt Plain.LoadBalancerArn", &arn("elasticloadbalancing", "loadbalancer/app/{Plain}/{Plain.Suffix}"));
    check("!Ref Listener", &arn("elasticloadbalancing", "listener/net/shop/{Balancer.Suffix}/{Listener}"));
    check("!Ref Targets", &arn("elasticloadbalancing", "targetgroup/shop/{Targets.Suffix}"));
    check("!GetAtt Acl.Arn", &arn("wafv2", "global/webacl/shop/{Acl.Id}"));
    check("!GetAtt Acl.Id", "{Acl.Id}");
    check("!Ref Acl", "shop|{Acl.Id}|CLOUDFRONT");
}

#[test]
fn texts() {
    check("!Sub '${Stage}-${AWS::Region}-${Role.Arn}'", "prod-{Region}-arn:aws:iam::{AccountId}:role/app/{Role}");
    check("!Sub ['${a}${a}', { a: !Ref Stage }]", "prodprod");
    check("!Sub '${!Stage} $Stage ${Stage'", "${Stage} $Stage ${Stage");
    check("!Sub '${Open}-x'", "? parameter `Open` has no default");
    check("!Join ['-', [a, !Ref Stage, 3]]", "a-prod-3");
    check("!Join ['', !Ref Zones]", "ab");
    check("!Join ['-', [a, !Ref Open]]", "? parameter `Open` has no default");
    check("!Select [1, !Split ['/', a/b/c]]", "b");
    check("!Select ['0', !Ref Zones]", "a");
    check("!Select [7, !Ref Zones]", "? `Fn::Select`: the list has no item 7");
    let most = usize::MAX;
    check(&format!("!Select ['{most}', !Ref Zones]"), &format!("? `Fn::Select`: the list has no item {most}"));
    check("!Select [5, !Split [':', !GetAtt Queue.Arn]]", "jobs");
    check(
        "!Select [0, !Split ['.', !GetAtt Other.Some.Thing]]",
        "? `{Other.Some.Thing}` cannot be split before deployment",
    );
    // The last part of a stack's id, and the host of a function's URL: parts of what AWS makes.
    check("!Select [4, !Split ['-', !Select [2, !Split ['/', !Ref AWS::StackId]]]]", "{StackId.-4}");
    check("!Select [2, !Split ['/', !GetAtt Other.Url]]", "{Other.Url./2}");
    check("!Select [3, !Split ['/', !Sub 'x/${Other.Url}']]", "{Other.Url./2}");
    check("!Select [3, !Split ['/', !Sub '${Other.Url}/x']]", "? `Fn::Select`: the list has no item 3");
    check("!Base64 hello", "hello");
    check("!Select [1, !Cidr [10.0.0.0/16, 4, 8]]", "10.0.1.0/24");
    check("!Select [0, !Cidr [10.0.0.0/16, 4]]", "? `Fn::Cidr` of `10.0.0.0/16` is not computed");
    check("!Select [0, !GetAZs '']", "? `Fn::GetAZs` is known at deployment only");
    check("!ImportValue shared", "? the import `shared` comes from another stack");
    check("{ 'Fn::Transform': { Name: 'AWS::Include' } }", "? the macro `AWS::Include` runs at deployment only");
    check("{ 'Fn::ToJsonString': { a: [1, !Ref Stage] } }", r#"{"a":[1,"prod"]}"#);
    check("{ 'Fn::Length': !Ref Zones }", "2");
    check("!Vendor x", "? the tag `!Vendor` is not read");
    check("'{{resolve:ssm:/a/b}}'", "{{resolve:ssm:/a/b}}");
}

#[test]
fn maps_and_numbers() {
    check("!FindInMap [Sizes, !Ref Stage, Size]", "large");
    check("!FindInMap [Sizes, '012345678901', Size]", "12");
    check("!FindInMap [Sizes, dev, Size]", "? the mapping `Sizes` has no `dev`.`Size`");
    check("!FindInMap [Sizes, dev, Size, { DefaultValue: small }]", "small");
    check(
        "!FindInMap [Sizes, !Ref AWS::AccountId, Size]",
        "? the mapping `Sizes` is asked for `{AccountId}`, which is known at deployment only",
    );
    check("012345678901", "012345678901");
    check("123456789012", "123456789012");
    check("3.10", "3.10");
    check("2012-10-17", "2012-10-17");
    check("yes", "yes");
    check("True", "true");
    check("0x1f", "0x1f");
    check("1e3", "1e3");
    check("!!str 12", "12");
    check("~", "(absent)");
}

#[test]
fn conditions() {
    check("!If [Yes, a, b]", "a");
    check("!If [No, a, b]", "b");
    check("!If [No, a, !Ref AWS::NoValue]", "(absent)");
    check("!If [Unsure, a, a]", "a");
    check("!If [Unsure, a, b]", "? condition `Unsure` is not decided: parameter `Open` has no default");
    check("!If [Unsure, a, !Ref AWS::NoValue]", "? condition `Unsure` is not decided: parameter `Open` has no default");
    check("!If [Excluded, a, b]", "b");
    check("!If [OrYes, a, b]", "a");
    check("!If [AndNo, a, b]", "b");
    check("!If [Loop, a, b]", "? condition `Loop` is not decided: the condition `Loop` hangs on itself");
    check("!If [ByRegion, a, b]", "? condition `ByRegion` is not decided: `{Region}` is known at deployment only");
    check("!If [Missing, a, b]", "? the condition `Missing` is not in the template");
}

#[test]
fn what_both_branches_say_is_known() {
    let text = format!(
        "{SECTIONS}
Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      Fn::If: [Unsure, {{ BucketName: same, Tags: [] }}, {{ BucketName: same }}]
"
    );
    assert_eq!(name_of(&yagura_cloudformation::read("t.yaml", &text)), "same");
}

#[test]
fn a_resource_whose_condition_fails_is_left_out_and_an_undecided_one_is_read() {
    let text = format!(
        "{SECTIONS}
Resources:
  Out: {{ Type: AWS::S3::Bucket, Condition: No }}
  In: {{ Type: AWS::S3::Bucket, Condition: Yes }}
  Maybe: {{ Type: AWS::S3::Bucket, Condition: Unsure }}
"
    );
    let snapshot = yagura_cloudformation::read("t.yaml", &text);
    let ids: Vec<&str> = snapshot.s3.buckets.iter().map(|bucket| bucket.meta.id.as_str()).collect();
    assert_eq!(ids, ["In", "Maybe"]);
}

#[test]
fn a_condition_inside_a_policy_is_no_function() {
    let text = "
Resources:
  B: { Type: AWS::S3::Bucket }
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref B
      PolicyDocument:
        Statement:
          - Condition: { Bool: { 'aws:SecureTransport': 'false' } }
";
    let snapshot = yagura_cloudformation::read("t.yaml", text);
    let bucket = snapshot.s3.buckets.first().expect("the bucket");
    let document = bucket.policy_document.get().expect("known").as_ref().expect("there");
    assert_eq!(document.text(), r#"{"Statement":[{"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#);
}
