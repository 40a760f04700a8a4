//! `iam-policy-secret`

use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};
use yagura_model::{Document, Gap, Snapshot};

use crate::secrets::judge_plain;

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-secret",
    title: Text { ja: "ポリシーに認証情報が書かれている", en: "A policy holds a secret" },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "ポリシーを閲覧できる者 (iam:GetPolicyVersion、s3:GetBucketPolicyなど) に値が読まれる。",
        en: "Whoever may look at policies (iam:GetPolicyVersion, s3:GetBucketPolicy and the like) has it.",
    },
    fix: Text {
        ja: "ポリシーから取り除き、漏れた値は変更する。条件には秘密でない属性を使う。",
        en: "Take it out and change what was exposed; conditions go by attributes that are no secrets.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552")],
    types: &[
        "AWS::IAM::User",
        "AWS::IAM::Group",
        "AWS::IAM::Role",
        "AWS::IAM::ManagedPolicy",
        "AWS::ApiGateway::RestApi",
        "AWS::DynamoDB::Table",
        "AWS::EC2::VPCEndpoint",
        "AWS::ECR::Repository",
        "AWS::KMS::Key",
        "AWS::Lambda::Function",
        "AWS::Organizations::Policy",
        "AWS::S3::Bucket",
        "AWS::SecretsManager::Secret",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
    ],
    page: include_str!("policy_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    macro_rules! inline {
        ($($list:ident $name:literal),+) => {$(
            report.each(&CHECK, &snapshot.iam.$list, |holder| {
                let policies = holder.policies.get()?;
                match judge_plain(snapshot, $name, &holder.meta, false)? {
                    Verdict::Pass => {
                        for policy in policies {
                            read(policy.policy_document.get()?)?;
                        }
                        Ok(if policies.is_empty() { Verdict::Skip } else { Verdict::Pass })
                    }
                    other => Ok(other),
                }
            });
        )+};
    }
    inline!(users "AWS::IAM::User", groups "AWS::IAM::Group");
    report.each(&CHECK, &snapshot.iam.roles, |role| {
        let trust = role.assume_role_policy_document.get();
        let policies = role.policies.get();
        match judge_plain(snapshot, "AWS::IAM::Role", &role.meta, false)? {
            Verdict::Pass => {
                trust?.as_ref().map_or(Ok(()), read)?;
                for policy in policies? {
                    read(policy.policy_document.get()?)?;
                }
                Ok(Verdict::Pass)
            }
            other => Ok(other),
        }
    });
    macro_rules! of_resources {
        ($($service:ident $list:ident $type:literal $field:ident),+ $(,)?) => {$(
            report.each(&CHECK, &snapshot.$service.$list, |resource| {
                let document = resource.$field.get()?;
                match judge_plain(snapshot, $type, &resource.meta, false)? {
                    Verdict::Pass => document.as_ref().map_or(Ok(Verdict::Skip), |document| {
                        read(document).map(|()| Verdict::Pass)
                    }),
                    other => Ok(other),
                }
            });
        )+};
    }
    of_resources!(
        apigateway rest_apis "AWS::ApiGateway::RestApi" policy,
        ec2 vpc_endpoints "AWS::EC2::VPCEndpoint" policy_document,
        ecr repositories "AWS::ECR::Repository" repository_policy_text,
        kms keys "AWS::KMS::Key" key_policy,
        lambda functions "AWS::Lambda::Function" policy,
        organizations policies "AWS::Organizations::Policy" content,
        s3 buckets "AWS::S3::Bucket" policy_document,
        secretsmanager secrets "AWS::SecretsManager::Secret" resource_policy,
        sns topics "AWS::SNS::Topic" policy_document,
        sqs queues "AWS::SQS::Queue" policy_document,
    );
    report.each(&CHECK, &snapshot.dynamodb.tables, |table| {
        let policy = table.resource_policy.get()?;
        match judge_plain(snapshot, "AWS::DynamoDB::Table", &table.meta, false)? {
            Verdict::Pass => {
                let document = policy.as_ref().and_then(|policy| policy.policy_document.as_ref());
                document.map_or(Ok(Verdict::Skip), |document| read(document).map(|()| Verdict::Pass))
            }
            other => Ok(other),
        }
    });
    report.each(&CHECK, &snapshot.iam.managed_policies, |policy| {
        let document = policy.policy_document.get()?;
        match judge_plain(snapshot, "AWS::IAM::ManagedPolicy", &policy.meta, false)? {
            Verdict::Pass => document.as_ref().map_or(Ok(()), read).map(|()| Verdict::Pass),
            other => Ok(other),
        }
    });
}

/// Fails where a part of the policy is not known.
fn read(document: &Document) -> Result<(), Gap> {
    document.first_gap().map_or(Ok(()), Err)
}
