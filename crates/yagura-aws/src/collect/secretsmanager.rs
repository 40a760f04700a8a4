//! AWS Secrets Manager; never the values.

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "secretsmanager",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::SecretsManager::Secret",
        list: List::of("ListSecrets", "SecretList"),
        details: &[Detail::of("ResourcePolicy", "GetResourcePolicy", r#"{"SecretId":"$ARN"}"#, "ResourcePolicy")],
        id: "ARN",
        name: "Name",
        arn: "ARN",
        tags: "Tags",
        gone: &["ResourceNotFoundException"],
        ..Kind::NONE
    }],
};
