//! Which checks have a fix that is a change of a template, and which change it is.
//!
//! Only where there is one right value, and where deploying it neither replaces a resource nor locks anybody out whom the finding
//! does not speak of. Whether a property can change in place is said by its page in the CloudFormation resource reference
//! ("Update requires", <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>).

use yagura_finding::Text;

use crate::recipe::Value::{AtLeast, Bool, Int, Text as Word};
use crate::recipe::{Fix, Language, Op, Recipe};
use Op::{Among, DenyPlainHttp, Include, Item, Remove, Replace, Set, Unless, When};

const fn cf(kind: &'static str, ops: &'static [Op]) -> Recipe {
    Recipe { language: Language::CloudFormation, kind, ops }
}

const fn tf(kind: &'static str, ops: &'static [Op]) -> Recipe {
    Recipe { language: Language::Terraform, kind, ops }
}

const fn plain(check: &'static str, recipes: &'static [Recipe]) -> Fix {
    Fix { check, recipes, note: None, after: &[], unless: None }
}

const fn noted(check: &'static str, recipes: &'static [Recipe], ja: &'static str, en: &'static str) -> Fix {
    Fix { check, recipes, note: Some(Text { ja, en }), after: &[], unless: None }
}

/// What another resource of Terraform says of a bucket.
const fn beside_bucket(kind: &'static str, inline: &'static str, ops: &'static [Op]) -> Op {
    Op::Beside { kind, by: "bucket", reference: "id", inline, ops }
}

/// The fix of a check.
pub fn fix(check: &str) -> Option<&'static Fix> {
    FIXES.iter().find(|fix| fix.check == check)
}

/// All fixes, by the ids of their checks.
pub static FIXES: &[Fix] = &[
    plain(
        "account-password-policy-weak",
        &[tf(
            "aws_iam_account_password_policy",
            &[Set("minimum_password_length", AtLeast(14)), Set("password_reuse_prevention", AtLeast(24))],
        )],
    ),
    noted(
        "apigateway-default-endpoint-beside-custom-domain",
        &[
            cf("AWS::ApiGateway::RestApi", &[Set("DisableExecuteApiEndpoint", Bool(true))]),
            cf("AWS::ApiGatewayV2::Api", &[Set("DisableExecuteApiEndpoint", Bool(true))]),
            cf("AWS::Serverless::Api", &[Set("DisableExecuteApiEndpoint", Bool(true))]),
            cf("AWS::Serverless::HttpApi", &[Set("DisableExecuteApiEndpoint", Bool(true))]),
            tf("aws_api_gateway_rest_api", &[Set("disable_execute_api_endpoint", Bool(true))]),
            tf("aws_apigatewayv2_api", &[Set("disable_execute_api_endpoint", Bool(true))]),
        ],
        "既定のエンドポイントを呼び出しているクライアントは、カスタムドメインに切り替える必要がある",
        "clients that call the default endpoint have to move to the custom domain",
    ),
    noted(
        "cloudfront-distribution-default-root-object-missing",
        &[
            cf("AWS::CloudFront::Distribution", &[Set("DistributionConfig/DefaultRootObject", Word("index.html"))]),
            tf("aws_cloudfront_distribution", &[Set("default_root_object", Word("index.html"))]),
        ],
        "サイトの入口が index.html でない場合は、その名前にする",
        "name another object where the site does not begin at `index.html`",
    ),
    plain(
        "cloudfront-distribution-old-tls",
        &[
            cf(
                "AWS::CloudFront::Distribution",
                &[Set("DistributionConfig/ViewerCertificate/MinimumProtocolVersion", Word("TLSv1.2_2021"))],
            ),
            tf(
                "aws_cloudfront_distribution",
                &[Set("viewer_certificate/minimum_protocol_version", Word("TLSv1.2_2021"))],
            ),
        ],
    ),
    plain(
        "cloudfront-distribution-plain-http",
        &[
            cf(
                "AWS::CloudFront::Distribution",
                &[
                    Replace(
                        "DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy",
                        "allow-all",
                        Word("redirect-to-https"),
                    ),
                    Replace(
                        "DistributionConfig/CacheBehaviors/*/ViewerProtocolPolicy",
                        "allow-all",
                        Word("redirect-to-https"),
                    ),
                ],
            ),
            tf(
                "aws_cloudfront_distribution",
                &[
                    Replace("default_cache_behavior/viewer_protocol_policy", "allow-all", Word("redirect-to-https")),
                    Replace("ordered_cache_behavior*/viewer_protocol_policy", "allow-all", Word("redirect-to-https")),
                ],
            ),
        ],
    ),
    plain(
        "cloudtrail-trail-logging-stopped",
        &[
            cf("AWS::CloudTrail::Trail", &[Set("IsLogging", Bool(true))]),
            tf("aws_cloudtrail", &[Set("enable_logging", Bool(true))]),
        ],
    ),
    plain(
        "cloudtrail-trail-validation-off",
        &[
            cf("AWS::CloudTrail::Trail", &[Set("EnableLogFileValidation", Bool(true))]),
            tf("aws_cloudtrail", &[Set("enable_log_file_validation", Bool(true))]),
        ],
    ),
    noted(
        "cognito-user-pool-mfa-off",
        &[
            cf(
                "AWS::Cognito::UserPool",
                &[Set("MfaConfiguration", Word("OPTIONAL")), Include("EnabledMfas", "SOFTWARE_TOKEN_MFA")],
            ),
            tf(
                "aws_cognito_user_pool",
                &[
                    Set("mfa_configuration", Word("OPTIONAL")),
                    Set("software_token_mfa_configuration/enabled", Bool(true)),
                ],
            ),
        ],
        "利用者がTOTPを登録できるようになる。必須にするには ON にする",
        "users may register TOTP; `ON` makes it compulsory",
    ),
    noted(
        "cognito-user-pool-weak-password",
        &[
            cf("AWS::Cognito::UserPool", &[Set("Policies/PasswordPolicy/MinimumLength", AtLeast(12))]),
            tf("aws_cognito_user_pool", &[Set("password_policy/minimum_length", AtLeast(12))]),
        ],
        "新しいパスワードから適用される",
        "it holds for new passwords",
    ),
    noted(
        "config-recorder-partial",
        &[
            cf(
                "AWS::Config::ConfigurationRecorder",
                &[
                    Set("RecordingGroup/AllSupported", Bool(true)),
                    Remove("RecordingGroup/ResourceTypes"),
                    Remove("RecordingGroup/ExclusionByResourceTypes"),
                    Remove("RecordingGroup/RecordingStrategy"),
                ],
            ),
            tf(
                "aws_config_configuration_recorder",
                &[
                    Set("recording_group/all_supported", Bool(true)),
                    Remove("recording_group/resource_types"),
                    Remove("recording_group/exclusion_by_resource_types"),
                    Remove("recording_group/recording_strategy"),
                ],
            ),
        ],
        "記録する設定項目が増え、その分の料金がかかる",
        "more configuration items are recorded, and charged",
    ),
    plain(
        "dynamodb-table-deletion-protection-off",
        &[
            cf("AWS::DynamoDB::Table", &[Set("DeletionProtectionEnabled", Bool(true))]),
            cf("AWS::DynamoDB::GlobalTable", &[Set("Replicas/*/DeletionProtectionEnabled", Bool(true))]),
            tf("aws_dynamodb_table", &[Set("deletion_protection_enabled", Bool(true))]),
        ],
    ),
    plain(
        "dynamodb-table-point-in-time-recovery-off",
        &[
            cf(
                "AWS::DynamoDB::Table",
                &[Set("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", Bool(true))],
            ),
            cf(
                "AWS::Serverless::SimpleTable",
                &[Set("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", Bool(true))],
            ),
            cf(
                "AWS::DynamoDB::GlobalTable",
                &[Set("Replicas/*/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", Bool(true))],
            ),
            tf("aws_dynamodb_table", &[Set("point_in_time_recovery/enabled", Bool(true))]),
        ],
    ),
    plain("ec2-ebs-default-encryption-off", &[tf("aws_ebs_encryption_by_default", &[Set("enabled", Bool(true))])]),
    noted(
        "ec2-instance-hop-limit",
        &[
            cf("AWS::EC2::Instance", &[Set("MetadataOptions/HttpPutResponseHopLimit", Int(2))]),
            tf("aws_instance", &[Set("metadata_options/http_put_response_hop_limit", Int(2))]),
        ],
        "コンテナーがメタデータを使わない場合は1にする",
        "set it to 1 where no container needs the metadata",
    ),
    noted(
        "ec2-instance-imdsv1",
        &[
            cf("AWS::EC2::Instance", &[Set("MetadataOptions/HttpTokens", Word("required"))]),
            tf("aws_instance", &[Set("metadata_options/http_tokens", Word("required"))]),
        ],
        "インスタンス上のソフトウェアがIMDSv2に対応している必要がある",
        "what runs on the instance must know IMDSv2",
    ),
    noted(
        "ec2-launch-template-imdsv1",
        &[
            cf("AWS::EC2::LaunchTemplate", &[Set("LaunchTemplateData/MetadataOptions/HttpTokens", Word("required"))]),
            tf("aws_launch_template", &[Set("metadata_options/http_tokens", Word("required"))]),
        ],
        "インスタンス上のソフトウェアがIMDSv2に対応している必要がある",
        "what runs on the instances must know IMDSv2",
    ),
    noted(
        "ec2-subnet-auto-assigns-public-address",
        &[
            cf("AWS::EC2::Subnet", &[Set("MapPublicIpOnLaunch", Bool(false))]),
            tf("aws_subnet", &[Set("map_public_ip_on_launch", Bool(false))]),
        ],
        "これから起動するインスタンスには、明示しない限りパブリックIPアドレスが付かない",
        "instances that start from now on get no public address unless they ask for one",
    ),
    plain(
        "ecr-repository-scan-on-push-off",
        &[
            cf("AWS::ECR::Repository", &[Set("ImageScanningConfiguration/ScanOnPush", Bool(true))]),
            tf("aws_ecr_repository", &[Set("image_scanning_configuration/scan_on_push", Bool(true))]),
        ],
    ),
    noted(
        "ecr-repository-tags-mutable",
        &[
            cf("AWS::ECR::Repository", &[Unless("ImageTagMutability", &["MUTABLE_WITH_EXCLUSION"], Word("IMMUTABLE"))]),
            tf("aws_ecr_repository", &[Unless("image_tag_mutability", &["MUTABLE_WITH_EXCLUSION"], Word("IMMUTABLE"))]),
        ],
        "`latest` のように同じタグを上書きするプッシュは失敗するようになる",
        "a push that moves a tag, such as `latest`, fails from then on",
    ),
    noted(
        "ecs-cluster-insights-off",
        &[
            cf(
                "AWS::ECS::Cluster",
                &[Item {
                    path: "ClusterSettings",
                    name: ("Name", "containerInsights"),
                    value: ("Value", Word("enabled")),
                }],
            ),
            tf(
                "aws_ecs_cluster",
                &[Item { path: "setting", name: ("name", "containerInsights"), value: ("value", Word("enabled")) }],
            ),
        ],
        "カスタムメトリクスとしてCloudWatchの料金がかかる",
        "CloudWatch charges for its metrics",
    ),
    noted(
        "elbv2-listener-old-tls-policy",
        &[
            cf(
                "AWS::ElasticLoadBalancingV2::Listener",
                &[Set("SslPolicy", Word("ELBSecurityPolicy-TLS13-1-2-Res-2021-06"))],
            ),
            tf("aws_lb_listener", &[Set("ssl_policy", Word("ELBSecurityPolicy-TLS13-1-2-Res-2021-06"))]),
            tf("aws_alb_listener", &[Set("ssl_policy", Word("ELBSecurityPolicy-TLS13-1-2-Res-2021-06"))]),
        ],
        "TLS 1.2に対応していないクライアントは接続できなくなる",
        "clients that do not know TLS 1.2 can no longer connect",
    ),
    plain(
        "elbv2-load-balancer-drops-no-invalid-headers",
        &[
            cf(
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                &[Item {
                    path: "LoadBalancerAttributes",
                    name: ("Key", "routing.http.drop_invalid_header_fields.enabled"),
                    value: ("Value", Word("true")),
                }],
            ),
            tf("aws_lb", &[Set("drop_invalid_header_fields", Bool(true))]),
            tf("aws_alb", &[Set("drop_invalid_header_fields", Bool(true))]),
        ],
    ),
    noted(
        "guardduty-detector-off",
        &[
            cf("AWS::GuardDuty::Detector", &[Set("Enable", Bool(true))]),
            tf("aws_guardduty_detector", &[Set("enable", Bool(true))]),
        ],
        "GuardDutyの料金がかかる",
        "GuardDuty is charged",
    ),
    noted(
        "guardduty-detector-protections-off",
        &[
            cf(
                "AWS::GuardDuty::Detector",
                &[Among { path: "Features", name: ("Name", PLANS), value: ("Status", "DISABLED", Word("ENABLED")) }],
            ),
            tf(
                "aws_guardduty_detector",
                &[Op::Beside {
                    kind: "aws_guardduty_detector_feature",
                    by: "detector_id",
                    reference: "id",
                    inline: "",
                    ops: &[When("name", PLANS, &[Replace("status", "DISABLED", Word("ENABLED"))])],
                }],
            ),
        ],
        "有効にした保護プランの料金がかかる",
        "the protection plans that are turned on are charged",
    ),
    plain(
        "kms-key-rotation-off",
        &[
            cf("AWS::KMS::Key", &[Set("EnableKeyRotation", Bool(true))]),
            tf("aws_kms_key", &[Set("enable_key_rotation", Bool(true))]),
        ],
    ),
    noted(
        "lambda-function-tracing-off",
        &[
            cf("AWS::Lambda::Function", &[Set("TracingConfig/Mode", Word("Active"))]),
            cf("AWS::Serverless::Function", &[Set("Tracing", Word("Active"))]),
            tf("aws_lambda_function", &[Set("tracing_config/mode", Word("Active"))]),
        ],
        "関数のロールに xray:PutTraceSegments と xray:PutTelemetryRecords の許可が必要 (SAMは自動で追加する)",
        "the function's role has to allow xray:PutTraceSegments and xray:PutTelemetryRecords (SAM adds them itself)",
    ),
    noted(
        "logs-group-retention-unset",
        &[
            cf("AWS::Logs::LogGroup", &[Set("RetentionInDays", Int(365))]),
            tf("aws_cloudwatch_log_group", &[Set("retention_in_days", Int(365))]),
        ],
        "1年 (365日) より古いログは削除される",
        "log events older than a year (365 days) are deleted",
    ),
    noted(
        "rds-instance-backups-off",
        &[
            cf("AWS::RDS::DBInstance", &[Set("BackupRetentionPeriod", AtLeast(7))]),
            tf("aws_db_instance", &[Set("backup_retention_period", AtLeast(7))]),
        ],
        "自動バックアップを有効にする変更では、インスタンスが一時停止する",
        "turning automated backups on interrupts the instance for a moment",
    ),
    plain(
        "rds-instance-backups-short",
        &[
            cf("AWS::RDS::DBInstance", &[Set("BackupRetentionPeriod", AtLeast(7))]),
            cf("AWS::RDS::DBCluster", &[Set("BackupRetentionPeriod", AtLeast(7))]),
            tf("aws_db_instance", &[Set("backup_retention_period", AtLeast(7))]),
            tf("aws_rds_cluster", &[Set("backup_retention_period", AtLeast(7))]),
        ],
    ),
    plain(
        "rds-instance-deletion-protection-off",
        &[
            cf("AWS::RDS::DBInstance", &[Set("DeletionProtection", Bool(true))]),
            cf("AWS::RDS::DBCluster", &[Set("DeletionProtection", Bool(true))]),
            tf("aws_db_instance", &[Set("deletion_protection", Bool(true))]),
            tf("aws_rds_cluster", &[Set("deletion_protection", Bool(true))]),
        ],
    ),
    plain(
        "rds-instance-iam-authentication-off",
        &[
            cf("AWS::RDS::DBInstance", &[Set("EnableIAMDatabaseAuthentication", Bool(true))]),
            cf("AWS::RDS::DBCluster", &[Set("EnableIAMDatabaseAuthentication", Bool(true))]),
            tf("aws_db_instance", &[Set("iam_database_authentication_enabled", Bool(true))]),
            tf("aws_rds_cluster", &[Set("iam_database_authentication_enabled", Bool(true))]),
        ],
    ),
    noted(
        "rds-instance-logs-not-exported",
        &[
            cf("AWS::RDS::DBInstance", LOGS_CF),
            cf("AWS::RDS::DBCluster", LOGS_CF),
            tf("aws_db_instance", LOGS_TF),
            tf("aws_rds_cluster", LOGS_TF),
        ],
        "Aurora MySQLの監査ログ (audit) はパラメータグループでも有効にする必要がある",
        "the audit log of Aurora MySQL has to be turned on in the parameter group too",
    ),
    plain(
        "rds-instance-minor-upgrade-off",
        &[
            cf("AWS::RDS::DBInstance", &[Set("AutoMinorVersionUpgrade", Bool(true))]),
            cf("AWS::RDS::DBCluster", &[Set("AutoMinorVersionUpgrade", Bool(true))]),
            tf("aws_db_instance", &[Set("auto_minor_version_upgrade", Bool(true))]),
            tf("aws_rds_cluster_instance", &[Set("auto_minor_version_upgrade", Bool(true))]),
        ],
    ),
    // A cluster's own setting cannot change in place.
    noted(
        "rds-instance-public",
        &[
            cf("AWS::RDS::DBInstance", &[Set("PubliclyAccessible", Bool(false))]),
            tf("aws_db_instance", &[Set("publicly_accessible", Bool(false))]),
            tf("aws_rds_cluster_instance", &[Set("publicly_accessible", Bool(false))]),
        ],
        "インターネット経由で接続しているものは、VPC内またはVPNからの接続に切り替える必要がある",
        "who connects over the internet has to come through the VPC or a VPN",
    ),
    Fix {
        check: "s3-bucket-public-access-block-off",
        note: None,
        // Somebody reads or writes from outside: who, is decided first.
        after: &[
            "s3-bucket-public-acl",
            "s3-bucket-public-policy",
            "s3-bucket-public-write",
            "s3-bucket-website-public-http",
        ],
        unless: None,
        recipes: &[
            cf(
                "AWS::S3::Bucket",
                &[
                    Set("PublicAccessBlockConfiguration/BlockPublicAcls", Bool(true)),
                    Set("PublicAccessBlockConfiguration/BlockPublicPolicy", Bool(true)),
                    Set("PublicAccessBlockConfiguration/IgnorePublicAcls", Bool(true)),
                    Set("PublicAccessBlockConfiguration/RestrictPublicBuckets", Bool(true)),
                ],
            ),
            tf(
                "aws_s3_bucket",
                &[beside_bucket(
                    "aws_s3_bucket_public_access_block",
                    "",
                    &[
                        Set("block_public_acls", Bool(true)),
                        Set("block_public_policy", Bool(true)),
                        Set("ignore_public_acls", Bool(true)),
                        Set("restrict_public_buckets", Bool(true)),
                    ],
                )],
            ),
        ],
    },
    Fix {
        check: "s3-bucket-public-acl",
        note: Some(Text {
            ja: "ACLで読み書きしていた匿名の利用者はアクセスできなくなる",
            en: "anonymous users whom the ACL let in are shut out",
        }),
        after: &["s3-bucket-website-public-http"],
        unless: None,
        recipes: &[
            cf(
                "AWS::S3::Bucket",
                &[
                    Replace("AccessControl", "PublicRead", Word("Private")),
                    Replace("AccessControl", "PublicReadWrite", Word("Private")),
                    Replace("AccessControl", "AuthenticatedRead", Word("Private")),
                ],
            ),
            tf(
                "aws_s3_bucket",
                &[beside_bucket(
                    "aws_s3_bucket_acl",
                    "acl",
                    &[
                        Replace("acl", "public-read", Word("private")),
                        Replace("acl", "public-read-write", Word("private")),
                        Replace("acl", "authenticated-read", Word("private")),
                    ],
                )],
            ),
        ],
    },
    noted(
        "s3-bucket-tls-not-required",
        &[cf("AWS::S3::Bucket", &[DenyPlainHttp]), tf("aws_s3_bucket", &[DenyPlainHttp])],
        "HTTPで読み書きしているクライアントは拒否される",
        "clients that read or write over plain HTTP are denied",
    ),
    noted(
        "s3-bucket-versioning-off",
        &[
            cf("AWS::S3::Bucket", &[Set("VersioningConfiguration/Status", Word("Enabled"))]),
            tf(
                "aws_s3_bucket",
                &[beside_bucket(
                    "aws_s3_bucket_versioning",
                    "versioning",
                    &[Set("versioning_configuration/status", Word("Enabled"))],
                )],
            ),
        ],
        "古いバージョンの保管にも料金がかかる。ライフサイクルルールで期限を決める",
        "old versions are stored and charged: let a lifecycle rule end them",
    ),
    Fix {
        check: "sns-topic-unencrypted",
        note: Some(Text {
            ja: "AWSマネージドキーのトピックには、CloudWatchアラームやS3イベントなどのAWSのサービスが発行できない",
            en: "AWS services, such as CloudWatch alarms and S3 events, cannot publish to a topic with the AWS managed key",
        }),
        after: &[],
        unless: Some((
            PUBLISHERS,
            Text {
                ja: "AWSのサービスが発行するトピックにはカスタマーマネージドキーとそのポリシーが必要",
                en: "a topic to which AWS services publish needs a key of your own whose policy lets them",
            },
        )),
        recipes: &[
            cf("AWS::SNS::Topic", &[Set("KmsMasterKeyId", Word("alias/aws/sns"))]),
            tf("aws_sns_topic", &[Set("kms_master_key_id", Word("alias/aws/sns"))]),
        ],
    },
    plain(
        "sqs-queue-unencrypted",
        &[
            cf("AWS::SQS::Queue", &[Set("SqsManagedSseEnabled", Bool(true))]),
            tf("aws_sqs_queue", &[Set("sqs_managed_sse_enabled", Bool(true))]),
        ],
    ),
];

/// The logs of each engine that say who connected or what went wrong
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html>).
const LOGS_CF: &[Op] = &[
    When("Engine", &["postgres", "aurora-postgresql"], &[Include("EnableCloudwatchLogsExports", "postgresql")]),
    When("Engine", &["mysql", "mariadb"], &[Include("EnableCloudwatchLogsExports", "error")]),
    When("Engine", &["aurora-mysql"], &[Include("EnableCloudwatchLogsExports", "audit")]),
];
const LOGS_TF: &[Op] = &[
    When("engine", &["postgres", "aurora-postgresql"], &[Include("enabled_cloudwatch_logs_exports", "postgresql")]),
    When("engine", &["mysql", "mariadb"], &[Include("enabled_cloudwatch_logs_exports", "error")]),
    When("engine", &["aurora-mysql"], &[Include("enabled_cloudwatch_logs_exports", "audit")]),
];

/// What publishes to topics for an AWS service
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html>), by types, and by properties where not every resource of a
/// type does.
const PUBLISHERS: &[&str] = &[
    "AWS::AutoScaling::",
    "AWS::Budgets::",
    "AWS::CE::AnomalySubscription",
    "AWS::CloudWatch::",
    "AWS::CodeStarNotifications::",
    "AWS::Config::",
    "AWS::DMS::EventSubscription",
    "AWS::Events::",
    "AWS::RDS::EventSubscription",
    "AWS::Redshift::EventSubscription",
    "AWS::SES::",
    "AWS::SNS::TopicPolicy",
    // A backup vault's notifications.
    "BackupVaultEvents",
    "NotificationConfiguration",
    // Clusters of ElastiCache.
    "NotificationTopicArn",
    // Trails.
    "SnsTopicName",
    "aws_autoscaling_notification",
    "aws_backup_vault_notifications",
    "aws_budgets_",
    "aws_ce_anomaly_subscription",
    "aws_cloudwatch_composite_alarm",
    "aws_cloudwatch_event_target",
    "aws_cloudwatch_metric_alarm",
    "aws_codestarnotifications_",
    "aws_config_",
    "aws_db_event_subscription",
    "aws_dms_event_subscription",
    "aws_redshift_event_subscription",
    "aws_s3_bucket_notification",
    "aws_ses_",
    "aws_sns_topic_policy",
    "notification_topic_arn",
    "sns_topic_name",
];

/// The plans that are turned on and off by themselves. The two of runtime monitoring are not among them: AWS refuses both together
/// (<https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateDetector.html>, as botocore 1.44.5 has it), and they need
/// an agent.
const PLANS: &[&str] =
    &["S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"];

/// Checks whose finding a change of a template could close, and why nothing is written by itself.
pub static LEFT: &[(&str, Text)] = &[
    ("cognito-identity-pool-guests-allowed", LOCKS_OUT),
    ("cognito-user-pool-self-sign-up-open", LOCKS_OUT),
    ("cloudfront-distribution-logging-off", WHERE),
    ("cloudfront-distribution-no-waf", WHERE),
    ("cloudtrail-trail-kms-missing", WHICH_KEY),
    ("ec2-default-security-group-has-rules", LOCKS_OUT),
    ("ec2-instance-key-pair", REPLACES),
    ("ec2-instance-public-address", REPLACES),
    ("ec2-volume-unencrypted", REPLACES),
    ("ec2-vpc-flow-logs-off", WHERE),
    (
        "ecr-repository-lifecycle-policy-absent",
        Text {
            ja: "どのイメージを削除するかは人が決める必要がある",
            en: "which images are deleted is for a person to decide",
        },
    ),
    ("ecs-container-privileged", BEHAVES),
    ("ecs-container-root-filesystem-writable", BEHAVES),
    ("ecs-service-public-address", LOCKS_OUT),
    ("elbv2-load-balancer-access-logs-off", WHERE),
    ("lambda-environment-customer-key-missing", WHICH_KEY),
    ("lambda-function-url-without-auth", LOCKS_OUT),
    ("logs-group-customer-key-missing", WHICH_KEY),
    ("rds-instance-default-admin-name", REPLACES),
    ("rds-instance-unencrypted", REPLACES),
    ("s3-bucket-access-log-off", WHERE),
    ("s3-bucket-public-policy", LOCKS_OUT),
];

const REPLACES: Text =
    Text { ja: "変更するとリソースが作り直される", en: "the change would replace the resource" };
const LOCKS_OUT: Text = Text {
    ja: "正当な利用者も締め出されるおそれがあり、人が決める必要がある",
    en: "it may shut out somebody who is meant to get in: a person decides",
};
const WHICH_KEY: Text = Text {
    ja: "どのKMSキーを使うかは人が決める必要がある",
    en: "which KMS key it is, is for a person to decide",
};
const WHERE: Text = Text {
    ja: "どこに送るか、または何を関連付けるかは人が決める必要がある",
    en: "where it goes, or what is associated, is for a person to decide",
};
const BEHAVES: Text = Text {
    ja: "コンテナーが動かなくなるおそれがあり、人が決める必要がある",
    en: "the container may need it: a person decides",
};
