//! Which IAM action allows an API operation.
//!
//! Source: AWS Service Authorization Reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>),
//! read in August 2026. Most operations are an action of the same name under the service's prefix; the tables hold the rest.

use crate::catalog;

/// Prefixes of services whose actions do not carry their signing name.
const PREFIXES: &[(&str, &str)] = &[
    ("apigatewayv2", "apigateway"),
    ("bedrock-agent", "bedrock"),
    ("bedrock-agent-runtime", "bedrock"),
    ("bedrock-runtime", "bedrock"),
    ("cloudwatch", "cloudwatch"),
    ("docdb", "rds"),
    ("neptune", "rds"),
    ("dynamodbstreams", "dynamodb"),
    ("efs", "elasticfilesystem"),
    ("emr", "elasticmapreduce"),
    ("es", "es"),
    ("opensearch", "es"),
    ("iot-data", "iot"),
    ("lexv2-models", "lex"),
    ("lex-models", "lex"),
    ("mq", "mq"),
    ("pinpoint", "mobiletargeting"),
    ("route53", "route53"),
    ("sdb", "sdb"),
    ("sesv2", "ses"),
    ("sso-admin", "sso"),
    ("stepfunctions", "states"),
    ("waf-regional", "waf-regional"),
];

/// Operations whose action has another name.
const ACTIONS: &[(&str, &str, &str)] = &[
    ("ecr-public", "GetAuthorizationToken", "ecr-public:GetAuthorizationToken"),
    ("iam", "GetServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"),
    ("lambda", "GetFunctionCodeSigningConfig", "lambda:GetFunctionCodeSigningConfig"),
    ("lambda", "GetLayerVersionByArn", "lambda:GetLayerVersion"),
    ("lambda", "ListVersionsByFunction", "lambda:ListVersionsByFunction"),
    ("iot", "GetLoggingOptions", "iot:GetLoggingOptions"),
    ("s3", "GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration"),
    ("s3", "GetBucketAnalyticsConfiguration", "s3:GetAnalyticsConfiguration"),
    ("s3", "GetBucketCors", "s3:GetBucketCORS"),
    ("s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("s3", "GetBucketIntelligentTieringConfiguration", "s3:GetIntelligentTieringConfiguration"),
    ("s3", "GetBucketInventoryConfiguration", "s3:GetInventoryConfiguration"),
    ("s3", "GetBucketLifecycle", "s3:GetLifecycleConfiguration"),
    ("s3", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
    ("s3", "GetBucketMetricsConfiguration", "s3:GetMetricsConfiguration"),
    ("s3", "GetBucketNotification", "s3:GetBucketNotification"),
    ("s3", "GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
    ("s3", "GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("s3", "GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
    ("s3", "GetObjectTorrent", "s3:GetObject"),
    ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("s3", "HeadBucket", "s3:ListBucket"),
    ("s3", "HeadObject", "s3:GetObject"),
    ("s3", "ListBucketAnalyticsConfigurations", "s3:GetAnalyticsConfiguration"),
    ("s3", "ListBucketIntelligentTieringConfigurations", "s3:GetIntelligentTieringConfiguration"),
    ("s3", "ListBucketInventoryConfigurations", "s3:GetInventoryConfiguration"),
    ("s3", "ListBucketMetricsConfigurations", "s3:GetMetricsConfiguration"),
    ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
    ("s3", "ListDirectoryBuckets", "s3express:ListAllMyDirectoryBuckets"),
    ("s3", "ListMultipartUploads", "s3:ListBucketMultipartUploads"),
    ("s3", "ListObjectVersions", "s3:ListBucketVersions"),
    ("s3", "ListObjects", "s3:ListBucket"),
    ("s3", "ListObjectsV2", "s3:ListBucket"),
    ("s3", "ListParts", "s3:ListMultipartUploadParts"),
    ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
    ("s3control", "ListRegionalBuckets", "s3-outposts:ListRegionalBuckets"),
    ("ses", "GetAccountSendingEnabled", "ses:GetAccountSendingEnabled"),
];

/// The IAM action that allows an operation; service in botocore's spelling.
///
/// API Gateway's actions are HTTP methods (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html>).
pub fn iam_action(service: &str, operation: &str) -> String {
    if let Some((.., action)) = ACTIONS.iter().find(|(name, call, _)| *name == service && *call == operation) {
        return (*action).to_owned();
    }
    if matches!(service, "apigateway" | "apigatewayv2") {
        return "apigateway:GET".to_owned();
    }
    let prefix = PREFIXES
        .iter()
        .find(|(name, _)| *name == service)
        .map(|(_, prefix)| *prefix)
        .or_else(|| catalog::signing_name(service))
        .unwrap_or(service);
    format!("{prefix}:{operation}")
}
