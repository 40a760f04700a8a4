//! The resources, one module per service.

use serde::{Deserialize, Serialize};

use crate::decode::decode;
use crate::fact::Gap;
use crate::node::Node;
use crate::resource::{Meta, Resource, Resources, Typed};
use crate::sensitive::Sensitive;
use crate::snapshot::Contents;

/// Declares the services: their modules, their lists of resources, and everything that must hold for each type.
/// `texts` marks a type with an inherent method `texts`, which visits its [`Sensitive`] members.
macro_rules! services {
    ($($(#[$doc:meta])* $module:ident $group:ident {
        $($field:ident: $type:ident = $name:literal $([$texts:ident])?),* $(,)?
    })*) => {
        $($(#[$doc])* pub mod $module;)*

        $(
            #[doc = concat!("The resources of `", stringify!($module), "`.")]
            #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
            #[serde(default)]
            pub struct $group {
                $(#[doc = concat!("`", $name, "`.")] pub $field: Resources<$module::$type>,)*
            }

            $(impl Typed for $module::$type {
                const TYPE: &'static str = $name;
            })*
        )*

        /// Everything that was read, from all its places.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Snapshot {
            /// Where and when it was read, and what could not be.
            pub contents: Contents,
            $($(#[$doc])* pub $module: $group,)*
        }

        impl Snapshot {
            /// The types that the model has.
            pub const TYPES: &'static [&'static str] = &[$($($name,)*)*];

            /// Reads a tree into the resource of a type and keeps it.
            /// A type that the model does not have is counted; a tree that cannot be read is an error.
            pub fn insert(&mut self, resource_type: &str, meta: Meta, properties: &Node) -> Result<(), Gap> {
                match resource_type {
                    $($($name => self.$module.$field.push(Resource { meta, props: decode(properties)? }),)*)*
                    _ => *self.contents.unmodelled.entry(resource_type.to_owned()).or_default() += 1,
                }
                Ok(())
            }

            /// Calls `visit` with the type and identity of every resource, in a stable order.
            pub fn each_meta<'a>(&'a self, mut visit: impl FnMut(&'static str, &'a Meta)) {
                $($(for resource in self.$module.$field.iter() {
                    visit($name, &resource.meta);
                })*)*
            }

            /// Calls `visit` with the properties of every resource as JSON, in a stable order.
            pub fn each_json(&self, mut visit: impl FnMut(&'static str, &Meta, serde_json::Value)) {
                $($(for resource in self.$module.$field.iter() {
                    visit($name, &resource.meta, serde_json::to_value(&resource.props).unwrap_or_default());
                })*)*
            }

            /// Calls `visit` with every text that may hold a secret: type, identity, JSON pointer, name, text.
            pub fn each_text(&mut self, mut visit: impl FnMut(&'static str, &Meta, &str, &str, &mut Sensitive)) {
                let _ = &mut visit;
                $($($(
                    for resource in self.$module.$field.items_mut() {
                        let Resource { meta, props } = resource;
                        props.$texts(&mut |pointer, name, text| visit($name, meta, pointer, name, text));
                    }
                )?)*)*
            }

            /// Puts everything in its stable order. Readers call it once, at their end.
            pub fn sort(&mut self) {
                $($(self.$module.$field.sort();)*)*
                let Contents { scopes, lists, gaps, sources, .. } = &mut self.contents;
                scopes.sort();
                scopes.dedup();
                lists.sort();
                lists.dedup();
                gaps.sort();
                gaps.dedup();
                sources.sort();
                sources.dedup();
            }

            /// Takes in everything of another snapshot. [`Snapshot::sort`] afterwards.
            pub fn merge(&mut self, other: Self) {
                $($(for resource in other.$module.$field.into_items() {
                    self.$module.$field.push(resource);
                })*)*
                let theirs = other.contents;
                let ours = &mut self.contents;
                ours.scopes.extend(theirs.scopes);
                ours.lists.extend(theirs.lists);
                ours.gaps.extend(theirs.gaps);
                ours.sources.extend(theirs.sources);
                for (name, number) in theirs.unmodelled {
                    *ours.unmodelled.entry(name).or_default() += number;
                }
            }
        }
    };
}

services! {
    /// The account itself: contacts, regions, password policy.
    account Account {
        accounts: Account = "AWS::Account",
    }
    /// AWS Identity and Access Management.
    iam Iam {
        users: User = "AWS::IAM::User",
        groups: Group = "AWS::IAM::Group",
        roles: Role = "AWS::IAM::Role",
        managed_policies: ManagedPolicy = "AWS::IAM::ManagedPolicy",
        credentials: Credentials = "AWS::IAM::CredentialReportRow",
        virtual_mfa_devices: VirtualMfaDevice = "AWS::IAM::VirtualMFADevice",
        server_certificates: ServerCertificate = "AWS::IAM::ServerCertificate",
        saml_providers: SamlProvider = "AWS::IAM::SAMLProvider",
    }
    /// AWS Organizations.
    organizations Organizations {
        organizations: Organization = "AWS::Organizations::Organization",
        roots: Root = "AWS::Organizations::Root",
        accounts: Account = "AWS::Organizations::Account",
        policies: Policy = "AWS::Organizations::Policy",
        delegated_administrators: DelegatedAdministrator = "AWS::Organizations::DelegatedAdministrator",
    }
    /// IAM Access Analyzer.
    accessanalyzer AccessAnalyzer {
        analyzers: Analyzer = "AWS::AccessAnalyzer::Analyzer",
    }
    /// Amazon S3.
    s3 S3 {
        buckets: Bucket = "AWS::S3::Bucket",
        account_blocks: AccountPublicAccessBlock = "AWS::S3::AccountPublicAccessBlock",
    }
    /// AWS Key Management Service.
    kms Kms {
        keys: Key = "AWS::KMS::Key",
        aliases: Alias = "AWS::KMS::Alias",
    }
    /// AWS Secrets Manager; never the values.
    secretsmanager SecretsManager {
        secrets: Secret = "AWS::SecretsManager::Secret" [texts],
    }
    /// AWS Systems Manager: parameters, documents, managed instances.
    ssm Ssm {
    }
    /// Amazon DynamoDB.
    dynamodb DynamoDb {
    }
    /// Amazon RDS and Aurora.
    rds Rds {
    }
    /// Amazon SNS.
    sns Sns {
    }
    /// Amazon SQS.
    sqs Sqs {
    }
    /// Amazon ECR.
    ecr Ecr {
    }
    /// Amazon EC2 and Amazon VPC.
    ec2 Ec2 {
    }
    /// Elastic Load Balancing: application, network and gateway load balancers.
    elbv2 Elbv2 {
    }
    /// Amazon CloudFront.
    cloudfront CloudFront {
    }
    /// AWS WAF.
    wafv2 Wafv2 {
    }
    /// Amazon API Gateway: REST, HTTP and WebSocket APIs.
    apigateway ApiGateway {
    }
    /// Amazon Cognito.
    cognito Cognito {
    }
    /// AWS CloudTrail.
    cloudtrail CloudTrail {
    }
    /// AWS Config.
    config Config {
    }
    /// Amazon GuardDuty.
    guardduty GuardDuty {
    }
    /// AWS Security Hub.
    securityhub SecurityHub {
    }
    /// Amazon Inspector.
    inspector Inspector {
    }
    /// Amazon Macie.
    macie Macie {
    }
    /// Amazon CloudWatch alarms.
    cloudwatch CloudWatch {
    }
    /// Amazon CloudWatch Logs.
    logs Logs {
    }
    /// AWS Lambda.
    lambda Lambda {
    }
    /// Amazon ECS.
    ecs Ecs {
    }
}
