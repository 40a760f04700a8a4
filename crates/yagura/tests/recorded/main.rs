//! What the emulator lacks is judged on recorded answers, as `aws … --output json` prints them: a well and a bad answer
//! of each such service, and a refusal, all the way from the collection table to the check's verdict.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use serde_json::{Value, json};
use yagura_aws::collect::{self, Answer, Api, Failure};
use yagura_finding::{Options, Report, VerdictKind};
use yagura_model::{Gap, GapKind, Snapshot};

const ACCOUNT: &str = "123456789012";
const REGION: &str = "us-east-1";

/// Answers by operation. An object with `Error` (and `Message`) is an error of AWS.
struct Recorded {
    service: &'static str,
    answers: Value,
}

impl Api for Recorded {
    fn call<'a>(&'a self, service: &'a str, operation: &'a str, region: &'a str, _: Value) -> Answer<'a> {
        Box::pin(async move {
            let answer = match (service, operation) {
                ("sts", "GetCallerIdentity") => {
                    json!({"Account": ACCOUNT, "Arn": "arn:aws:iam::123456789012:user/auditor", "UserId": "A"})
                }
                ("s3control", "GetPublicAccessBlock") => json!({"Error": "NoSuchPublicAccessBlockConfiguration"}),
                (name, _) if name == self.service => self.answers.get(operation).cloned().unwrap_or_else(
                    || json!({"Error": "NotRecorded", "Message": format!("{service} {operation} is not recorded")}),
                ),
                _ => json!({}),
            };
            let Some(code) = answer.get("Error").and_then(Value::as_str) else { return Ok(answer) };
            let kind = if code == "AccessDenied" { GapKind::Denied } else { GapKind::Error };
            let message = answer.get("Message").and_then(Value::as_str).unwrap_or(code);
            let mut gap = Gap::new(kind, message).at(service, operation, region);
            gap.needs = (kind == GapKind::Denied).then(|| yagura_aws::iam_action(service, operation));
            Err(Failure { gap, code: Some(code.to_owned()), region: None })
        })
    }
}

/// An account in which one service answers so, as it is stored.
fn read(service: &'static str, answers: Value) -> Snapshot {
    let api = Recorded { service, answers };
    let options = collect::Options {
        home: REGION.to_owned(),
        regions: Some(vec![REGION.to_owned()]),
        services: Some(vec![service.to_owned()]),
        now: "2026-01-31T00:00:00Z".to_owned(),
        now_epoch: 1_769_817_600,
        width: 4,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let read = runtime.block_on(collect::collect(&api, &options, &|_| {}));
    let mut snapshot = read.unwrap_or_else(|failure| panic!("{}", failure.gap.message));
    yagura_checks::secrets::analyse(&mut snapshot);
    snapshot
}

/// The worst verdict of one check on an account in which one service answers so.
fn verdict(check: &str, service: &'static str, answers: Value) -> VerdictKind {
    let snapshot = read(service, answers);
    let check = yagura_checks::find(check).unwrap_or_else(|| panic!("no check `{check}`"));
    let report = Report::run(&snapshot, &[check], Options { include_pass: true, ..Options::default() });
    let has = |kind| report.findings.iter().any(|finding| finding.verdict == kind);
    let worst = [VerdictKind::Fail, VerdictKind::Unknown, VerdictKind::Pass].into_iter().find(|kind| has(*kind));
    worst.unwrap_or_else(|| panic!("{} says nothing; gaps: {:#?}", check.id, snapshot.contents.gaps))
}

fn denied() -> Value {
    json!({"Error": "AccessDenied", "Message": "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform this operation"})
}

/// Checks a well, a bad and a refused answer; `list` is the call that is refused.
fn judged(check: &str, service: &'static str, list: &str, well: &Value, bad: &[Value]) {
    assert_eq!(verdict(check, service, well.clone()), VerdictKind::Pass, "{check} on {well:#}");
    for bad in bad {
        assert_eq!(verdict(check, service, bad.clone()), VerdictKind::Fail, "{check} on {bad:#}");
    }
    let mut refused = well.clone();
    refused.as_object_mut().unwrap().insert(list.to_owned(), denied());
    assert_eq!(verdict(check, service, refused), VerdictKind::Unknown, "{check} without {list}");
}

/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html>
#[test]
fn access_analyzer() {
    let analyzer = |status: &str, kind: &str| {
        json!({"ListAnalyzers": {"analyzers": [{
            "arn": "arn:aws:access-analyzer:us-east-1:123456789012:analyzer/shop",
            "createdAt": "2026-01-31T00:00:00+00:00", "name": "shop", "status": status, "tags": {}, "type": kind
        }]}})
    };
    judged(
        "accessanalyzer-analyzer-missing",
        "accessanalyzer",
        "ListAnalyzers",
        &analyzer("ACTIVE", "ACCOUNT"),
        &[
            json!({"ListAnalyzers": {"analyzers": []}}),
            analyzer("FAILED", "ACCOUNT"),
            analyzer("ACTIVE", "ACCOUNT_UNUSED_ACCESS"),
        ],
    );
}

/// <https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html>
#[test]
fn guardduty() {
    let detector = |status: &str, features: &str| {
        let feature = |name: &str| json!({"Name": name, "Status": features, "UpdatedAt": "2026-01-31T00:00:00+00:00"});
        let names = [
            "S3_DATA_EVENTS",
            "EKS_AUDIT_LOGS",
            "EBS_MALWARE_PROTECTION",
            "RDS_LOGIN_EVENTS",
            "LAMBDA_NETWORK_LOGS",
            "RUNTIME_MONITORING",
            "CLOUD_TRAIL",
            "DNS_LOGS",
            "FLOW_LOGS",
        ];
        json!({
            "ListDetectors": {"DetectorIds": ["12abc34d567e8fa901bc2d34e56789f0"]},
            "GetDetector": {
                "CreatedAt": "2026-01-31T00:00:00.000Z", "FindingPublishingFrequency": "SIX_HOURS",
                "ServiceRole": "arn:aws:iam::123456789012:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
                "Status": status, "UpdatedAt": "2026-01-31T00:00:00.000Z", "Tags": {},
                "Features": names.map(feature)
            }
        })
    };
    let none = json!({"ListDetectors": {"DetectorIds": []}});
    judged(
        "guardduty-detector-off",
        "guardduty",
        "ListDetectors",
        &detector("ENABLED", "ENABLED"),
        &[none, detector("DISABLED", "ENABLED")],
    );
    judged(
        "guardduty-detector-protections-off",
        "guardduty",
        "GetDetector",
        &detector("ENABLED", "ENABLED"),
        &[detector("ENABLED", "DISABLED")],
    );
}

/// <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html>
#[test]
fn security_hub() {
    let hub = |standards: Value| {
        json!({
            "DescribeHub": {
                "HubArn": "arn:aws:securityhub:us-east-1:123456789012:hub/default", "SubscribedAt": "2026-01-31T00:00:00.000Z",
                "AutoEnableControls": true, "ControlFindingGenerator": "SECURITY_CONTROL"
            },
            "GetEnabledStandards": {"StandardsSubscriptions": standards}
        })
    };
    let standard = json!([{
        "StandardsSubscriptionArn": "arn:aws:securityhub:us-east-1:123456789012:subscription/aws-foundational-security-best-practices/v/1.0.0",
        "StandardsArn": "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0",
        "StandardsInput": {}, "StandardsStatus": "READY"
    }]);
    let off = json!({"DescribeHub": {"Error": "InvalidAccessException", "Message": "Account 123456789012 is not subscribed to AWS Security Hub"}});
    judged("securityhub-hub-off", "securityhub", "DescribeHub", &hub(standard.clone()), &[off]);
    judged(
        "securityhub-hub-without-standards",
        "securityhub",
        "GetEnabledStandards",
        &hub(standard),
        &[hub(json!([]))],
    );
}

/// <https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html>
#[test]
fn inspector() {
    let status = |status: &str| {
        let state = json!({"status": status, "errorCode": "ALREADY_ENABLED", "errorMessage": ""});
        let parts = json!({"ec2": state, "ecr": state, "lambda": state, "lambdaCode": state, "codeRepository": state});
        json!({"BatchGetAccountStatus": {"accounts": [{"accountId": ACCOUNT, "state": state, "resourceState": parts}], "failedAccounts": []}})
    };
    judged(
        "inspector-scanning-off",
        "inspector2",
        "BatchGetAccountStatus",
        &status("ENABLED"),
        &[status("DISABLED"), status("SUSPENDED")],
    );
}

/// <https://docs.aws.amazon.com/macie/latest/APIReference/macie.html>
#[test]
fn macie() {
    let session = |status: &str| {
        json!({"GetMacieSession": {
            "createdAt": "2026-01-31T00:00:00+00:00", "findingPublishingFrequency": "SIX_HOURS", "status": status, "updatedAt": "2026-01-31T00:00:00+00:00",
            "serviceRole": "arn:aws:iam::123456789012:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"
        }})
    };
    let paused = verdict("macie-session-off", "macie2", session("PAUSED"));
    assert_ne!(paused, VerdictKind::Unknown);
    let refused = verdict("macie-session-off", "macie2", json!({"GetMacieSession": denied()}));
    assert_eq!(refused, VerdictKind::Unknown);
}

/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeDocumentPermission.html>
#[test]
fn ssm_documents() {
    let document = |shared: Value, line: &str| {
        let content = json!({"schemaVersion": "2.2", "mainSteps": [{"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": [line]}}]});
        json!({
            "DescribeParameters": {"Parameters": []},
            "ListDocuments": {"DocumentIdentifiers": [{"Name": "deploy", "Owner": ACCOUNT, "DocumentVersion": "1", "DocumentType": "Command", "SchemaVersion": "2.2", "DocumentFormat": "JSON", "Tags": []}]},
            "GetDocument": {"Name": "deploy", "Status": "Active", "Content": content.to_string(), "DocumentType": "Command", "DocumentFormat": "JSON"},
            "DescribeDocumentPermission": {"AccountIds": shared, "AccountSharingInfoList": []},
            "DescribeInstanceInformation": {"InstanceInformationList": []},
            "ListResourceComplianceSummaries": {"ResourceComplianceSummaryItems": []}
        })
    };
    let well = document(json!([]), "uptime");
    judged("ssm-document-public", "ssm", "DescribeDocumentPermission", &well, &[document(json!(["all"]), "uptime")]);
    let secret = format!("export DB_PASSWORD={}{}", "Tokiwa-", "Maigo-7713");
    judged("ssm-document-secret-plaintext", "ssm", "GetDocument", &well, &[document(json!([]), &secret)]);
}

/// <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>
#[test]
fn tags_of_what_is_not_collected() {
    let secret = ["Tokiwa-", "Maigo-7713"].concat();
    let stream = |value: &str| {
        json!({"GetResources": {"PaginationToken": "", "ResourceTagMappingList": [{
            "ResourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
            "Tags": [{"Key": "Owner", "Value": "shop"}, {"Key": "DbPassword", "Value": value}]
        }]}})
    };
    let service = "resourcegroupstaggingapi";
    judged("tags-resource-secret", service, "GetResources", &stream("see the wiki"), &[stream(&secret)]);
    let stored = serde_json::to_string(&read(service, stream(&secret))).unwrap();
    assert!(stored.contains("stream/clicks") && stored.contains("DbPassword"), "{stored}");
    assert!(!stored.contains(&secret), "a mark stands in its place");
    // AWS lists nothing of IAM there: its users and roles are read with their tags.
    let mut user = json!({"UserDetailList": [{"UserName": "deploy", "UserId": "AIDAX", "Arn": "arn:aws:iam::123456789012:user/deploy", "Path": "/", "CreateDate": "2026-01-31T00:00:00Z", "UserPolicyList": [], "GroupList": [], "AttachedManagedPolicies": [], "Tags": []}], "GroupDetailList": [], "RoleDetailList": [], "Policies": []});
    user["UserDetailList"][0]["Tags"] = json!([{"Key": "DbPassword", "Value": secret}]);
    let answers = json!({"GetAccountAuthorizationDetails": user});
    assert_eq!(verdict("tags-resource-secret", "iam", answers), VerdictKind::Fail);
}

/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListResourceComplianceSummaries.html>
#[test]
fn ssm_patches() {
    let compliance = |status: &str, count: u32| {
        json!({
            "DescribeParameters": {"Parameters": []},
            "ListDocuments": {"DocumentIdentifiers": []},
            "DescribeInstanceInformation": {"InstanceInformationList": [{
                "InstanceId": "i-0123456789abcdef0", "PingStatus": "Online", "PlatformType": "Linux", "PlatformName": "Amazon Linux",
                "ResourceType": "EC2Instance", "ComputerName": "web", "IsLatestVersion": true, "AgentVersion": "3.3.0.0"
            }]},
            "ListResourceComplianceSummaries": {"ResourceComplianceSummaryItems": [{
                "ComplianceType": "Patch", "ResourceType": "ManagedInstance", "ResourceId": "i-0123456789abcdef0", "Status": status,
                "OverallSeverity": if count > 0 { "CRITICAL" } else { "UNSPECIFIED" },
                "ExecutionSummary": {"ExecutionTime": "2026-01-31T00:00:00+00:00", "ExecutionType": "Command"},
                "CompliantSummary": {"CompliantCount": 10, "SeveritySummary": {}},
                "NonCompliantSummary": {"NonCompliantCount": count, "SeveritySummary": {"CriticalCount": count, "HighCount": 0, "MediumCount": 0, "LowCount": 0, "InformationalCount": 0, "UnspecifiedCount": 0}}
            }]}
        })
    };
    judged(
        "ssm-instance-patches-missing",
        "ssm",
        "ListResourceComplianceSummaries",
        &compliance("COMPLIANT", 0),
        &[compliance("NON_COMPLIANT", 3)],
    );
}

/// B5: which of two members of the same name AWS takes is not documented, so nothing is said to be closed, nor open.
#[test]
fn a_policy_with_a_member_that_stands_twice_is_unknown() {
    let bucket = |policy: &str| {
        let off = json!({"BlockPublicAcls": false, "IgnorePublicAcls": false, "BlockPublicPolicy": false, "RestrictPublicBuckets": false});
        let answers = json!({
            "ListBuckets": {"Buckets": [{"Name": "web", "BucketRegion": REGION}]},
            "GetBucketPolicy": {"Policy": policy},
            "GetPublicAccessBlock": {"PublicAccessBlockConfiguration": off},
        });
        verdict("s3-bucket-public-policy", "s3", answers)
    };
    let to = |principals: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",{principals},"Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}}}}"#
        )
    };
    let (open, closed) = (r#""Principal":"*""#, r#""Principal":{"AWS":"123456789012"}"#);
    assert_eq!(bucket(&to(open)), VerdictKind::Fail);
    assert_eq!(bucket(&to(closed)), VerdictKind::Pass);
    assert_eq!(bucket(&to(&format!("{open},{closed}"))), VerdictKind::Unknown);
    assert_eq!(bucket(&to(&format!("{closed},{open}"))), VerdictKind::Unknown);
    let old = to(closed).replacen('{', r#"{"Version":"2008-10-17","#, 1);
    assert_eq!(bucket(&old), VerdictKind::Unknown);
}

/// A secret that each service shows to whoever may describe what it is in.
const PASSWORD: &str = "Kx7-plumTree-41";

/// <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html>
#[test]
fn codebuild() {
    let project = |kind: &str, value: &str, spec: &str| {
        json!({
            "ListProjects": {"projects": ["shop"]},
            "BatchGetProjects": {"projects": [{
                "name": "shop", "arn": "arn:aws:codebuild:us-east-1:123456789012:project/shop",
                "source": {"type": "NO_SOURCE", "buildspec": spec}, "secondarySources": [],
                "environment": {"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "computeType": "BUILD_GENERAL1_SMALL",
                    "environmentVariables": [{"name": "DB_PASSWORD", "value": value, "type": kind}]},
                "serviceRole": "arn:aws:iam::123456789012:role/build", "tags": []
            }]}
        })
    };
    judged(
        "codebuild-project-secret",
        "codebuild",
        "BatchGetProjects",
        &project("SECRETS_MANAGER", "prod/db:password", "version: 0.2"),
        &[
            project("PLAINTEXT", PASSWORD, "version: 0.2"),
            project("PARAMETER_STORE", "/db/password", "env:\n  variables:\n    DB_PASSWORD: Kx7-plumTree-41\n"),
        ],
    );
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html>
#[test]
fn cloudformation() {
    let stack = |parameter: &str, output: &str, body: &str| {
        json!({
            "DescribeStacks": {"Stacks": [{
                "StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1f", "StackName": "shop", "StackStatus": "CREATE_COMPLETE",
                "Parameters": [{"ParameterKey": "DbPassword", "ParameterValue": parameter}],
                "Outputs": [{"OutputKey": "Connection", "OutputValue": output}], "Tags": []
            }]},
            "GetTemplate": {"TemplateBody": body}
        })
    };
    let well = r#"{"Parameters": {"DbPassword": {"Type": "String", "NoEcho": true}}, "Resources": {}}"#;
    let default = r#"{"Parameters": {"DbPassword": {"Type": "String", "NoEcho": true, "Default": "Kx7-plumTree-41"}}, "Resources": {}}"#;
    let yaml =
        "Parameters:\n  DbPassword:\n    Type: String\n    NoEcho: true\n    Default: Kx7-plumTree-41\nResources: {}\n";
    judged(
        "cloudformation-stack-secret",
        "cloudformation",
        "GetTemplate",
        &stack("****", "https://shop.example.jp/", well),
        &[
            stack(PASSWORD, "https://shop.example.jp/", well),
            stack("****", "postgres://shop:Kx7-plumTree-41@db.internal/shop", well),
            stack("****", "https://shop.example.jp/", default),
            stack("****", "https://shop.example.jp/", yaml),
        ],
    );
}

/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html>
#[test]
fn step_functions() {
    let machine = |password: &str| {
        let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:orders";
        json!({
            "ListStateMachines": {"stateMachines": [{"stateMachineArn": arn, "name": "orders", "type": "STANDARD"}]},
            "DescribeStateMachine": {
                "stateMachineArn": arn, "name": "orders", "status": "ACTIVE", "roleArn": "arn:aws:iam::123456789012:role/orders",
                "definition": format!(r#"{{"StartAt":"A","States":{{"A":{{"Type":"Pass","Result":{{"dbPassword":"{password}"}},"End":true}}}}}}"#)
            }
        })
    };
    judged(
        "stepfunctions-state-machine-secret",
        "stepfunctions",
        "DescribeStateMachine",
        &machine("$.password"),
        &[machine(PASSWORD)],
    );
}

/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListResolvers.html>
#[test]
fn appsync() {
    let api = |variable: &str, code: &str, template: &str, endpoint: &str| {
        json!({
            "ListGraphqlApis": {"graphqlApis": [{"apiId": "abc", "name": "shop", "arn": "arn:aws:appsync:us-east-1:123456789012:apis/abc", "tags": {}}]},
            "GetGraphqlApiEnvironmentVariables": {"environmentVariables": {"DB_PASSWORD": variable}},
            "ListTypes": {"types": [{"name": "Query", "format": "SDL", "definition": "type Query { orders: String }"}]},
            "ListResolvers": {"resolvers": [{"typeName": "Query", "fieldName": "orders", "resolverArn": "arn:aws:appsync:us-east-1:123456789012:apis/abc/types/Query/resolvers/orders", "code": code}]},
            "ListFunctions": {"functions": [{"functionId": "f", "functionArn": "arn:aws:appsync:us-east-1:123456789012:apis/abc/functions/f", "name": "load", "requestMappingTemplate": template}]},
            "ListDataSources": {"dataSources": [{"name": "api", "dataSourceArn": "arn:aws:appsync:us-east-1:123456789012:apis/abc/datasources/api", "type": "HTTP", "httpConfig": {"endpoint": endpoint}}]},
        })
    };
    let (code, template, endpoint) =
        ("export function request(ctx) { return {}; }", r#"{"version": "2018-05-29"}"#, "https://api.example.jp");
    judged(
        "appsync-api-secret",
        "appsync",
        "ListResolvers",
        &api("prod/db", code, template, endpoint),
        &[
            api(PASSWORD, code, template, endpoint),
            api("prod/db", "const password = \"Kx7-plumTree-41\";", template, endpoint),
            api("prod/db", code, r#"{"query": {"password": "Kx7-plumTree-41"}}"#, endpoint),
            api("prod/db", code, template, "https://shop:Kx7-plumTree-41@api.example.jp"),
        ],
    );
}

/// <https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobs.html>
#[test]
fn glue() {
    let job = |name: &str, value: &str| {
        json!({"GetJobs": {"Jobs": [{
            "Name": "load", "Role": "arn:aws:iam::123456789012:role/glue",
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://scripts/load.py"}, "DefaultArguments": {name: value}
        }]}})
    };
    judged("glue-job-secret", "glue", "GetJobs", &job("--db_secret", "prod/db"), &[job("--db_password", PASSWORD)]);
}

/// <https://docs.aws.amazon.com/batch/latest/APIReference/API_DescribeJobDefinitions.html>
#[test]
fn batch() {
    let definition = |value: &str, word: &str| {
        json!({"DescribeJobDefinitions": {"jobDefinitions": [{
            "jobDefinitionName": "report", "jobDefinitionArn": "arn:aws:batch:us-east-1:123456789012:job-definition/report:3",
            "revision": 3, "status": "ACTIVE", "type": "container", "parameters": {}, "tags": {},
            "containerProperties": {"image": "report", "command": ["report", "--db-password", word],
                "environment": [{"name": "DB_PASSWORD", "value": value}]}
        }]}})
    };
    judged(
        "batch-job-definition-secret",
        "batch",
        "DescribeJobDefinitions",
        &definition("", "Ref::password"),
        &[definition(PASSWORD, "Ref::password"), definition("", PASSWORD)],
    );
}

/// <https://docs.aws.amazon.com/emr/latest/APIReference/API_ListSteps.html>
#[test]
fn emr() {
    let cluster = |word: &str, metastore: &str| {
        json!({
            "ListClusters": {"Clusters": [{
                "Id": "j-2AB3CD4EF5GHI", "Name": "nightly", "Status": {"State": "TERMINATED"},
                "ClusterArn": "arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/j-2AB3CD4EF5GHI"
            }]},
            "ListSteps": {"Steps": [{
                "Id": "s-1", "Name": "import", "ActionOnFailure": "CONTINUE",
                "Config": {"Jar": "command-runner.jar", "Properties": {}, "Args": ["sqoop", "import", "--password", word]}
            }]},
            "ListBootstrapActions": {"BootstrapActions": []},
            "DescribeCluster": {"Cluster": {"Id": "j-2AB3CD4EF5GHI", "Configurations": [{
                "Classification": "hive-site", "Properties": {"javax.jdo.option.ConnectionPassword": metastore}
            }]}}
        })
    };
    let bad = [cluster(PASSWORD, ""), cluster("${DB_PASSWORD}", PASSWORD)];
    let well = cluster("${DB_PASSWORD}", "");
    judged("emr-cluster-secret", "emr", "ListSteps", &well, &bad);
    judged("emr-cluster-secret", "emr", "DescribeCluster", &well, &bad);
    judged("emr-cluster-secret", "emr", "ListClusters", &well, &bad);
}

/// <https://docs.aws.amazon.com/apprunner/latest/api/API_DescribeService.html>
#[test]
fn app_runner() {
    let service = |variables: Value| {
        let arn = "arn:aws:apprunner:us-east-1:123456789012:service/shop/1f";
        json!({
            "ListServices": {"ServiceSummaryList": [{"ServiceName": "shop", "ServiceId": "1f", "ServiceArn": arn, "Status": "RUNNING"}]},
            "DescribeService": {"Service": {"ServiceName": "shop", "ServiceId": "1f", "ServiceArn": arn,
                "SourceConfiguration": {"ImageRepository": {"ImageIdentifier": "shop", "ImageRepositoryType": "ECR",
                    "ImageConfiguration": {"Port": "8080", "RuntimeEnvironmentVariables": variables}}}}}
        })
    };
    judged(
        "apprunner-service-secret",
        "apprunner",
        "DescribeService",
        &service(json!({"STAGE": "live"})),
        &[service(json!({"DB_PASSWORD": PASSWORD}))],
    );
}

/// <https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeConfigurationSettings.html>
#[test]
fn elastic_beanstalk() {
    let set = |value: &str| {
        json!({"ApplicationName": "shop", "OptionSettings": [
            {"Namespace": "aws:elasticbeanstalk:application:environment", "OptionName": "DB_PASSWORD", "Value": value}]})
    };
    // What runs, and what is to run.
    let environment = |value: &str| {
        json!({
            "DescribeEnvironments": {"Environments": [{"EnvironmentName": "shop", "EnvironmentId": "e-1", "ApplicationName": "shop",
                "EnvironmentArn": "arn:aws:elasticbeanstalk:us-east-1:123456789012:environment/shop/shop"}]},
            "DescribeApplications": {"Applications": []},
            "DescribeConfigurationSettings": {"ConfigurationSettings": [set("prod/db"), set(value)]}
        })
    };
    let saved = |value: &str| {
        json!({
            "DescribeEnvironments": {"Environments": []},
            "DescribeApplications": {"Applications": [{"ApplicationName": "shop", "ConfigurationTemplates": ["base"]}]},
            "DescribeConfigurationSettings": {"ConfigurationSettings": [set(value)]}
        })
    };
    judged(
        "elasticbeanstalk-environment-secret",
        "elasticbeanstalk",
        "DescribeConfigurationSettings",
        &environment("prod/db"),
        &[environment(PASSWORD), saved(PASSWORD)],
    );
}

/// <https://docs.aws.amazon.com/amplify/latest/APIReference/API_ListApps.html>
#[test]
fn amplify() {
    let app = |of_app: &str, of_branch: &str, spec: &str, of_made: &str| {
        json!({
            "ListApps": {"apps": [{"appId": "d1", "appArn": "arn:aws:amplify:us-east-1:123456789012:apps/d1", "name": "shop",
                "autoBranchCreationConfig": {"environmentVariables": {"DB_PASSWORD": of_made}}, "environmentVariables": {"DB_PASSWORD": of_app}, "buildSpec": spec, "tags": {}}]},
            "ListBranches": {"branches": [{"branchArn": "arn:aws:amplify:us-east-1:123456789012:apps/d1/branches/live",
                "branchName": "live", "environmentVariables": {"DB_PASSWORD": of_branch}, "tags": {}}]}
        })
    };
    judged(
        "amplify-app-secret",
        "amplify",
        "ListBranches",
        &app("", "", "version: 1", ""),
        &[
            app(PASSWORD, "", "version: 1", ""),
            app("", PASSWORD, "version: 1", ""),
            app("", "", "version: 1\nenv:\n  variables:\n    DB_PASSWORD: Kx7-plumTree-41\n", ""),
            app("", "", "version: 1", PASSWORD),
        ],
    );
}
