//! Policies of templates with names that are known at deployment only, asked about what is spelled out.

#![expect(clippy::unwrap_used, reason = "tests")]

use yagura_checks::access::{Question, Within, can, who_can};
use yagura_iam::evaluate::Outcome;
use yagura_model::Snapshot;

const TEMPLATE: &str = r#"
Resources:
  Logs: { Type: AWS::S3::Bucket }
  Named: { Type: AWS::S3::Bucket, Properties: { BucketName: shop-named } }
  Server: { Type: AWS::EC2::Instance }
  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
  Closed: { Type: AWS::SQS::Queue, Properties: { QueueName: closed } }
  ClosedPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Closed]
      PolicyDocument:
        Statement: { Effect: Deny, Principal: { AWS: "arn:aws:iam::111122223333:role/app" }, Action: "sqs:*", Resource: "*" }
  App:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      AssumeRolePolicyDocument: { Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" } }
      Policies: &policies
        - PolicyName: own
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Logs.Arn}/*" }
              - { Effect: Allow, Action: "sqs:SendMessage", Resource: [!GetAtt Jobs.Arn, !GetAtt Closed.Arn] }
              - { Effect: Allow, Action: "sqs:ReceiveMessage", Resource: "*" }
              - { Effect: Allow, Action: "ec2:StopInstances", Resource: !Sub "arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:instance/${Server}" }
              - { Effect: Allow, Action: "s3:DeleteObject", Resource: "*" }
              - { Effect: Deny, Action: "s3:DeleteObject", NotResource: !Sub "${Logs.Arn}/*" }
  Other:
    Type: AWS::IAM::Role
    Properties:
      RoleName: other
      AssumeRolePolicyDocument: { Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" } }
  Made:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" } }
  NamedPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Named
      PolicyDocument:
        Statement:
          - { Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/app" }, Action: "s3:PutObject", Resource: !Sub "${Named.Arn}/*" }
          - { Effect: Allow, Principal: { AWS: !GetAtt Other.Arn }, Action: "s3:GetObjectTagging", Resource: !Sub "${Named.Arn}/*" }
"#;

fn asked(snapshot: &Snapshot, principal: &str, action: &str, resource: &str) -> (Outcome, Option<String>) {
    let question = Question {
        principal: principal.to_owned(),
        action: action.to_owned(),
        resource: resource.to_owned(),
        ..Question::default()
    };
    let answer = can(snapshot, &question, Within::default()).unwrap();
    (answer.outcome, answer.gap)
}

#[test]
fn a_symbol_in_a_policy_may_be_what_is_spelled_out_and_nothing_of_the_template() {
    let snapshot = yagura_cloudformation::read("t.yaml", TEMPLATE);
    let (outcome, gap) = asked(&snapshot, "app", "s3:GetObject", "arn:aws:s3:::shop-logs/a");
    assert_eq!(outcome, Outcome::Unknown);
    assert!(gap.unwrap().contains("whether `arn:aws:s3:::{Logs}/*` is this resource is known at deployment only"));
    for (action, resource, expect) in [
        ("s3:GetObject", "arn:aws:s3:::{Logs}/a", Outcome::Allowed),
        // Its own name says that it is another bucket.
        ("s3:GetObject", "arn:aws:s3:::shop-named/a", Outcome::ImplicitDeny),
        ("s3:DeleteObject", "arn:aws:s3:::shop-logs/a", Outcome::Unknown),
        ("s3:DeleteObject", "arn:aws:s3:::{Logs}/a", Outcome::Allowed),
        ("s3:DeleteObject", "arn:aws:s3:::shop-named/a", Outcome::ExplicitDeny),
        ("sqs:SendMessage", "arn:aws:sqs:{Region}:{AccountId}:jobs", Outcome::Allowed),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs", Outcome::Unknown),
        ("ec2:StopInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", Outcome::Unknown),
        ("ec2:StopInstances", "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1", Outcome::ImplicitDeny),
        ("ec2:StopInstances", "arn:aws:ec2:{Region}:{AccountId}:instance/{Server}", Outcome::Allowed),
    ] {
        let (outcome, gap) = asked(&snapshot, "app", action, resource);
        assert_eq!(outcome, expect, "{action} {resource} {gap:?}");
    }
    // Nothing of the role's speaks of these; whose the bucket is, is another question.
    for (action, resource) in
        [("s3:GetObject", "arn:aws:s3:::shop-logs"), ("s3:GetObjectAcl", "arn:aws:s3:::shop-logs/a")]
    {
        assert_eq!(
            asked(&snapshot, "app", action, resource).1.unwrap(),
            "which account owns the resource is not known"
        );
    }
}

#[test]
fn a_symbol_in_a_principal_may_be_who_asks() {
    let snapshot = yagura_cloudformation::read("t.yaml", TEMPLATE);
    let object = "arn:aws:s3:::shop-named/a";
    let (outcome, gap) = asked(&snapshot, "app", "s3:PutObject", object);
    assert_eq!(outcome, Outcome::Unknown);
    assert!(gap.unwrap().contains("is who asks is known at deployment only"));
    for (principal, action, expect) in [
        // AWS makes its name.
        ("Made", "s3:PutObject", Outcome::Unknown),
        ("other", "s3:PutObject", Outcome::ImplicitDeny),
        ("other", "s3:GetObjectTagging", Outcome::Allowed),
        ("app", "s3:GetObjectTagging", Outcome::ImplicitDeny),
        // Another role of the template has that name.
        ("Made", "s3:GetObjectTagging", Outcome::ImplicitDeny),
    ] {
        assert_eq!(asked(&snapshot, principal, action, object).0, expect, "{principal} {action}");
    }
}

#[test]
fn who_can_names_those_of_whom_it_hangs_on_a_symbol_as_unknown() {
    let snapshot = yagura_cloudformation::read("t.yaml", TEMPLATE);
    let ways = |resource: &str| -> Vec<(String, bool)> {
        let found = who_can(&snapshot, "s3:GetObject", resource, Within::default()).unwrap();
        let app = found.ways.into_iter().filter(|way| way.who.ends_with("role/app"));
        app.map(|way| (way.who, way.gap.is_some())).collect()
    };
    let app = "arn:aws:iam::{AccountId}:role/app".to_owned();
    assert_eq!(ways("arn:aws:s3:::shop-logs/a"), [(app.clone(), true)]);
    assert_eq!(ways("arn:aws:s3:::{Logs}/a"), [(app, false)]);
    assert_eq!(ways("arn:aws:s3:::shop-named/a"), []);
}

#[test]
fn who_can_knows_that_a_principal_of_the_template_may_be_the_one_that_is_spelled_out() {
    let snapshot = yagura_cloudformation::read("t.yaml", TEMPLATE);
    let ways = |action: &str, arn: &str| -> Vec<(String, Option<String>)> {
        let found = who_can(&snapshot, action, arn, Within::default()).unwrap().ways;
        let of_template = found.into_iter().filter(|way| way.kind == "principal");
        of_template.map(|way| (way.who, way.gap)).collect()
    };
    let object = "arn:aws:s3:::shop-named/a";
    let found = ways("s3:PutObject", object);
    let [app, made, spelled] = found.try_into().unwrap();
    for (who, role) in [(&app, "app"), (&made, "{Made}")] {
        assert_eq!(who.0, format!("arn:aws:iam::{{AccountId}}:role/{role}"));
        let gap = who.1.as_deref().unwrap();
        assert!(gap.contains("whether `arn:aws:iam::111122223333:role/app` is who asks"), "{gap}");
    }
    assert_eq!(spelled, ("arn:aws:iam::111122223333:role/app".to_owned(), None));
    // A name of the template's own is nobody else's.
    let other = ("arn:aws:iam::{AccountId}:role/other".to_owned(), None);
    assert_eq!(ways("s3:GetObjectTagging", object), [other]);
    // What is taken away from somebody who is spelled out may be taken from the template's own.
    let app = "arn:aws:iam::{AccountId}:role/app".to_owned();
    let [(who, gap)] = ways("sqs:SendMessage", "arn:aws:sqs:{Region}:{AccountId}:closed").try_into().unwrap();
    assert_eq!(who, app);
    assert!(gap.unwrap().contains("is who asks is known at deployment only"));
    // What is of an account that is spelled out is one's own only if that is the template's.
    let queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
    let found = ways("sqs:ReceiveMessage", queue);
    assert!(found.iter().any(|(who, gap)| *who == app && gap.is_some()), "{found:?}");
}
