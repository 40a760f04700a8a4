//! Which IAM action allows an API operation.
//!
//! Source: AWS Service Authorization Reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>),
//! read in August 2026. Most operations are an action of the same name under the service's prefix; the tables hold the rest.

use crate::catalog;

/// Prefixes of services whose actions do not carry their signing name.
const PREFIXES: &[(&str, &str)] = &[
    ("bedrock-agent", "bedrock"),
    ("bedrock-agent-runtime", "bedrock"),
    ("bedrock-runtime", "bedrock"),
    ("cloudcontrol", "cloudformation"),
    ("cloudwatch", "cloudwatch"),
    ("docdb", "rds"),
    ("dynamodbstreams", "dynamodb"),
    ("efs", "elasticfilesystem"),
    ("emr", "elasticmapreduce"),
    ("iot-data", "iot"),
    ("iotsecuretunneling", "iot"),
    ("lex-models", "lex"),
    ("lexv2-models", "lex"),
    ("mturk", "mechanicalturk"),
    ("neptune", "rds"),
    ("opensearch", "es"),
    ("pinpoint", "mobiletargeting"),
    ("resourcegroupstaggingapi", "tag"),
    ("sesv2", "ses"),
    ("sso-admin", "sso"),
    ("stepfunctions", "states"),
];

/// Operations whose action has another name.
const ACTIONS: &[(&str, &str, &str)] = &[
    ("accessanalyzer", "GetFindingV2", "access-analyzer:GetFinding"),
    ("accessanalyzer", "ListFindingsV2", "access-analyzer:ListFindings"),
    ("amplify", "GetWebhook", "amplify:GetWebHook"),
    ("amplify", "ListWebhooks", "amplify:ListWebHooks"),
    ("detective", "ListOrganizationAdminAccounts", "detective:ListOrganizationAdminAccount"),
    ("dms", "DescribeDataProviders", "dms:ListDataProviders"),
    ("dms", "DescribeExtensionPackAssociations", "dms:ListExtensionPacks"),
    ("dms", "DescribeInstanceProfiles", "dms:ListInstanceProfiles"),
    ("dms", "DescribeMetadataModelAssessments", "dms:ListMetadataModelAssessments"),
    ("dms", "DescribeMetadataModelConversions", "dms:ListMetadataModelConversions"),
    ("dms", "DescribeMetadataModelExportsAsScript", "dms:ListMetadataModelExports"),
    ("dms", "DescribeMetadataModelExportsToTarget", "dms:ListMetadataModelExports"),
    ("dms", "DescribeMigrationProjects", "dms:ListMigrationProjects"),
    ("lambda", "GetLayerVersionByArn", "lambda:GetLayerVersion"),
    ("lookoutequipment", "DescribeLabel", "lookoutequipment:Describelabel"),
    ("memorydb", "DescribeACLs", "memorydb:DescribeAcls"),
    ("quicksight", "DescribeAnalysisDefinition", "quicksight:DescribeAnalysis"),
    ("quicksight", "DescribeDashboardDefinition", "quicksight:DescribeDashboard"),
    ("quicksight", "DescribeTemplateDefinition", "quicksight:DescribeTemplate"),
    ("s3", "GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration"),
    ("s3", "GetBucketAnalyticsConfiguration", "s3:GetAnalyticsConfiguration"),
    ("s3", "GetBucketCors", "s3:GetBucketCORS"),
    ("s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("s3", "GetBucketIntelligentTieringConfiguration", "s3:GetIntelligentTieringConfiguration"),
    ("s3", "GetBucketInventoryConfiguration", "s3:GetInventoryConfiguration"),
    ("s3", "GetBucketLifecycle", "s3:GetLifecycleConfiguration"),
    ("s3", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
    ("s3", "GetBucketMetadataConfiguration", "s3:GetBucketMetadataTableConfiguration"),
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
    ("s3control", "GetBucket", "s3-outposts:GetBucket"),
    ("s3control", "GetBucketLifecycleConfiguration", "s3-outposts:GetLifecycleConfiguration"),
    ("s3control", "GetBucketReplication", "s3-outposts:GetReplicationConfiguration"),
    ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
    ("s3control", "ListRegionalBuckets", "s3-outposts:ListRegionalBuckets"),
];

/// The IAM action that allows an operation; service in botocore's spelling.
///
/// API Gateway's actions are HTTP methods, those of Keyspaces are CQL's (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html>,
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkeyspacesforapachecassandra.html>).
pub fn iam_action(service: &str, operation: &str) -> String {
    if let Some((.., action)) = ACTIONS.iter().find(|(name, call, _)| *name == service && *call == operation) {
        return (*action).to_owned();
    }
    match service {
        "apigateway" | "apigatewayv2" => return "apigateway:GET".to_owned(),
        "budgets" if operation.starts_with("DescribeBudget") || operation.ends_with("ForBudget") => {
            return "budgets:ViewBudget".to_owned();
        }
        "keyspaces" => return "cassandra:Select".to_owned(),
        _ => {}
    }
    let prefix = PREFIXES
        .iter()
        .find(|(name, _)| *name == service)
        .map(|(_, prefix)| *prefix)
        .or_else(|| catalog::signing_name(service))
        .unwrap_or(service);
    format!("{prefix}:{operation}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_map_to_the_actions_that_policies_name() {
        for (service, operation, expect) in [
            ("ec2", "DescribeInstances", "ec2:DescribeInstances"),
            ("elbv2", "DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancers"),
            ("cloudwatch", "DescribeAlarms", "cloudwatch:DescribeAlarms"),
            ("logs", "DescribeLogGroups", "logs:DescribeLogGroups"),
            ("accessanalyzer", "ListFindingsV2", "access-analyzer:ListFindings"),
            ("apigatewayv2", "GetApis", "apigateway:GET"),
            ("ecr", "GetRepositoryPolicy", "ecr:GetRepositoryPolicy"),
            ("efs", "DescribeFileSystemPolicy", "elasticfilesystem:DescribeFileSystemPolicy"),
            ("inspector2", "ListFindings", "inspector2:ListFindings"),
            ("macie2", "GetMacieSession", "macie2:GetMacieSession"),
            ("opensearch", "DescribeDomain", "es:DescribeDomain"),
            ("organizations", "ListAccounts", "organizations:ListAccounts"),
            ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
            ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
            ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
            ("sso-admin", "ListInstances", "sso:ListInstances"),
            ("stepfunctions", "ListStateMachines", "states:ListStateMachines"),
        ] {
            assert_eq!(iam_action(service, operation), expect);
        }
    }
}
