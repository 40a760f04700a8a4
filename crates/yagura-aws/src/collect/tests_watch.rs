//! What trails, detectors, functions and containers answer, as it reaches the model.

use serde_json::{Value, json};
use yagura_model::{GapKind, Snapshot};

use super::engine::Run;
use super::table::Service;
use super::tests::{AT, Recorded};

/// Reads every kind of a service into a snapshot; the gaps of its lists go along.
fn snapshot(api: &Recorded, service: &'static Service) -> Snapshot {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = Run::new(api, service, AT);
    let mut snapshot = Snapshot::default();
    for kind in service.kinds {
        let named = kind.named.map(|named| named(&snapshot)).unwrap_or_default();
        let mut resources = Vec::new();
        let found = runtime.block_on(run.each(kind, &named, &mut |meta, node| resources.push((meta, node))));
        for (meta, node) in resources {
            snapshot.insert(kind.resource_type, meta, &node).unwrap();
        }
        snapshot.contents.gaps.extend(found.gap);
    }
    snapshot
}

const DENIED: Result<Value, (GapKind, &str)> = Err((GapKind::Denied, "AccessDenied"));

#[test]
fn a_trail_is_read_in_its_home_and_by_its_arn() {
    let arn = "arn:aws:cloudtrail:eu-west-1:999988887777:trail/org";
    let api = Recorded::of(&[
        (
            r#"cloudtrail DescribeTrails us-east-1 {"includeShadowTrails":true}"#,
            Ok(json!({"trailList": [
                {"Name": "org", "TrailARN": arn, "HomeRegion": "eu-west-1", "IsMultiRegionTrail": true, "IsOrganizationTrail": true, "S3BucketName": "logs", "LogFileValidationEnabled": true},
                {"Name": "here", "TrailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/here", "HomeRegion": "us-east-1", "IsMultiRegionTrail": false},
            ]})),
        ),
        (&format!(r#"cloudtrail GetTrailStatus eu-west-1 {{"Name":"{arn}"}}"#), Ok(json!({"IsLogging": true}))),
        ("GetEventSelectors", DENIED),
    ]);
    let snapshot = snapshot(&api, &super::cloudtrail::SERVICE);
    let [trail] = &snapshot.cloudtrail.trails[..] else { panic!("one trail of all regions") };
    assert_eq!((trail.meta.region.as_str(), trail.meta.arn.as_deref()), ("eu-west-1", Some(arn)));
    assert_eq!(trail.is_logging.known(), Some(&true));
    assert_eq!(trail.enable_log_file_validation.known(), Some(&true));
    assert_eq!(trail.kms_key_id.known(), Some(&None), "absent, and that is known");
    assert_eq!(trail.event_selectors.get().unwrap_err().kind, GapKind::Denied, "unread, and no default");
}

#[test]
fn a_detector_keeps_its_id_and_says_whether_it_is_on() {
    let api = Recorded::of(&[
        ("ListDetectors", Ok(json!({"DetectorIds": ["12abc"]}))),
        (
            r#"guardduty GetDetector us-east-1 {"DetectorId":"12abc"}"#,
            Ok(
                json!({"Status": "ENABLED", "ServiceRole": "r", "Features": [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}]}),
            ),
        ),
    ]);
    let read = snapshot(&api, &super::guardduty::SERVICE);
    let [detector] = &read.guardduty.detectors[..] else { panic!("one detector") };
    assert_eq!(detector.meta.arn.as_deref(), Some("arn:aws:guardduty:us-east-1:111122223333:detector/12abc"));
    assert_eq!(detector.enable.known(), Some(&true));
    assert_eq!(detector.features.known().unwrap()[0].status.known().unwrap(), "DISABLED");

    let api = Recorded::of(&[("ListDetectors", Ok(json!({"DetectorIds": ["12abc"]}))), ("GetDetector", DENIED)]);
    let read = snapshot(&api, &super::guardduty::SERVICE);
    assert!(read.guardduty.detectors[0].enable.get().is_err(), "denied is not off");
}

#[test]
fn a_service_that_is_off_is_absent_and_a_denied_one_is_a_gap() {
    let off = Recorded::of(&[("DescribeHub", Err((GapKind::Error, "InvalidAccessException")))]);
    let read = snapshot(&off, &super::securityhub::SERVICE);
    assert!(read.securityhub.hubs.is_empty() && read.contents.gaps.is_empty());

    for service in [&super::securityhub::SERVICE, &super::macie::SERVICE, &super::inspector::SERVICE] {
        let read = snapshot(&Recorded::default(), service);
        assert_eq!(read.contents.gaps.first().map(|gap| gap.kind), Some(GapKind::Denied), "{}", service.name);
    }
}

#[test]
fn names_in_lower_case_reach_the_model() {
    let api = Recorded::of(&[
        (
            "DescribeConfigurationRecorders",
            Ok(
                json!({"ConfigurationRecorders": [{"name": "default", "recordingGroup": {"allSupported": true, "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}}}]}),
            ),
        ),
        (
            "DescribeConfigurationRecorderStatus",
            Ok(json!({"ConfigurationRecordersStatus": [{"name": "default", "recording": true}]})),
        ),
        ("DescribeDeliveryChannels", Ok(json!({"DeliveryChannels": [{"name": "default", "s3BucketName": "logs"}]}))),
        ("DescribeConfigRules", Ok(json!({"ConfigRules": []}))),
    ]);
    let read = snapshot(&api, &super::config::SERVICE);
    let recorder = &read.config.recorders[0];
    assert_eq!(recorder.recording.known(), Some(&Some(true)));
    assert!(recorder.recording_group.known().unwrap().as_ref().unwrap().all_supported);
    assert_eq!(recorder.service_principal.known(), Some(&None));
    assert_eq!(read.config.delivery_channels[0].s3_bucket_name.known().unwrap().as_deref(), Some("logs"));

    let api = Recorded::of(&[(
        "BatchGetAccountStatus",
        Ok(
            json!({"accounts": [{"accountId": "111122223333", "state": {"status": "ENABLED"}, "resourceState": {"ec2": {"status": "ENABLED"}, "lambda": {"status": "DISABLED"}}}]}),
        ),
    )]);
    let read = snapshot(&api, &super::inspector::SERVICE);
    let kinds = read.inspector.account_status[0].resource_state.known().unwrap();
    assert_eq!(kinds.lambda.as_ref().unwrap().status.as_deref(), Some("DISABLED"));
}

#[test]
fn a_function_tells_its_environment_or_why_not() {
    let function = |name: &str, environment: Value| {
        json!({"FunctionName": name, "FunctionArn": format!("arn:aws:lambda:us-east-1:111122223333:function:{name}"), "Runtime": "python3.13",
               "Environment": environment, "KMSKeyArn": "arn:key", "Layers": [{"Arn": "arn:layer:1", "CodeSize": 5}]})
    };
    let api = Recorded::of(&[
        (
            "ListFunctions",
            Ok(json!({"Functions": [
                function("shop", json!({"Variables": {"TABLE": "orders"}})),
                function("vault", json!({"Error": {"ErrorCode": "AccessDeniedException", "Message": "no kms:Decrypt"}})),
            ]})),
        ),
        (r#"lambda GetPolicy us-east-1 {"FunctionName":"shop"}"#, Ok(json!({"Policy": "{\"Statement\":[]}"}))),
        ("GetPolicy", Err((GapKind::Error, "ResourceNotFoundException"))),
        (
            r#"lambda ListFunctionUrlConfigs us-east-1 {"FunctionName":"shop"}"#,
            Ok(
                json!({"FunctionUrlConfigs": [{"FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:shop", "AuthType": "NONE"}]}),
            ),
        ),
        ("ListFunctionUrlConfigs", Ok(json!({"FunctionUrlConfigs": []}))),
        ("GetFunctionConcurrency", Ok(json!({}))),
        ("ListEventSourceMappings", Ok(json!({"EventSourceMappings": []}))),
    ]);
    let read = snapshot(&api, &super::lambda::SERVICE);
    assert_eq!(read.contents.gaps, []);
    let [shop, vault] = &read.lambda.functions[..] else { panic!("two functions") };
    assert!(shop.environment.known().unwrap().as_ref().unwrap().variables.known().unwrap().contains_key("TABLE"));
    assert_eq!(vault.environment.get().unwrap_err().needs.as_deref(), Some("kms:Decrypt"));
    assert_eq!(shop.kms_key_arn.known().unwrap().as_deref(), Some("arn:key"));
    assert_eq!(shop.layers.known().unwrap()[0].known().unwrap(), "arn:layer:1");
    assert!(shop.policy.known().unwrap().is_some() && vault.policy.known().unwrap().is_none());
    let [url] = &read.lambda.urls[..] else { panic!("one URL") };
    assert_eq!(url.auth_type.known().unwrap().as_deref(), Some("NONE"));
    assert_eq!(url.reserved_concurrent_executions.known(), Some(&None), "no limit, and that is known");
    let lists = api.asked().iter().filter(|call| call.starts_with("lambda ListFunctions ")).count();
    assert_eq!(lists, 1, "functions are listed once for all that hangs on them");
}

#[test]
fn a_task_definition_is_read_down_to_its_containers() {
    let api = Recorded::of(&[
        ("ListClusters", Ok(json!({"clusterArns": ["arn:aws:ecs:us-east-1:111122223333:cluster/main"]}))),
        (
            "DescribeClusters",
            Ok(
                json!({"clusters": [{"clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/main", "clusterName": "main", "settings": [{"name": "containerInsights", "value": "enabled"}]}]}),
            ),
        ),
        (
            r#"ecs ListServices us-east-1 {"cluster":"arn:aws:ecs:us-east-1:111122223333:cluster/main","maxResults":100}"#,
            Ok(json!({"serviceArns": ["arn:aws:ecs:us-east-1:111122223333:service/main/shop"]})),
        ),
        (
            "DescribeServices",
            Ok(
                json!({"services": [{"serviceArn": "arn:aws:ecs:us-east-1:111122223333:service/main/shop", "serviceName": "shop", "clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/main",
            "taskDefinition": "arn:aws:ecs:us-east-1:111122223333:task-definition/shop:3", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}}}]}),
            ),
        ),
        ("ListTaskDefinitionFamilies", Ok(json!({"families": ["shop"]}))),
        (
            r#"ecs DescribeTaskDefinition us-east-1 {"taskDefinition":"shop"}"#,
            Ok(
                json!({"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/shop:3", "family": "shop",
            "containerDefinitions": [{"name": "shop", "image": "shop:1", "privileged": true, "environment": [{"name": "A", "value": "b"}], "command": ["run"],
                "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/shop"}}}]}}),
            ),
        ),
    ]);
    let read = snapshot(&api, &super::ecs::SERVICE);
    assert_eq!(read.contents.gaps, []);
    assert_eq!(read.ecs.clusters[0].cluster_settings.known().unwrap()[0].value.as_deref(), Some("enabled"));
    let service = &read.ecs.services[0];
    let network =
        service.network_configuration.known().unwrap().as_ref().unwrap().awsvpc_configuration.as_ref().unwrap();
    assert_eq!(network.assign_public_ip.known().unwrap().as_deref(), Some("ENABLED"));
    let revision = service.task_definition.known().unwrap().as_deref().unwrap();
    let task = read.ecs.task_definitions.find(&service.meta, revision).unwrap();
    let container = task.container_definitions.known().unwrap()[0].known().unwrap();
    assert_eq!(container.privileged.known(), Some(&true));
    assert_eq!(container.environment.known().unwrap()[0].known().unwrap().name.known().unwrap().as_deref(), Some("A"));
    assert_eq!(
        container.log_configuration.known().unwrap().as_ref().unwrap().log_driver.known().unwrap().as_deref(),
        Some("awslogs")
    );
    assert_eq!(task.task_role_arn.known(), Some(&None));
}

#[test]
fn the_revision_that_a_service_is_held_at_is_read_too() {
    const REVISIONS: &str = "arn:aws:ecs:us-east-1:111122223333:task-definition/shop";
    let described = |revision: u8| {
        let arn = format!("{REVISIONS}:{revision}");
        Ok(json!({"taskDefinition": {"taskDefinitionArn": arn, "family": "shop", "containerDefinitions": []}}))
    };
    let older = format!(r#"ecs DescribeTaskDefinition us-east-1 {{"taskDefinition":"{REVISIONS}:2"}}"#);
    let service = |revision: u8| {
        json!({"serviceArn": format!("arn:aws:ecs:us-east-1:111122223333:service/main/{revision}"), "serviceName": "shop",
            "taskDefinition": format!("{REVISIONS}:{revision}")})
    };
    let read = |answer: Result<Value, (GapKind, &'static str)>| {
        let api = Recorded::of(&[
            ("ListClusters", Ok(json!({"clusterArns": ["main"]}))),
            ("DescribeClusters", Ok(json!({"clusters": []}))),
            ("ListServices", Ok(json!({"serviceArns": ["a", "b", "c"]}))),
            ("DescribeServices", Ok(json!({"services": [service(2), service(3), service(2)]}))),
            ("ListTaskDefinitionFamilies", Ok(json!({"families": ["shop"]}))),
            (r#"ecs DescribeTaskDefinition us-east-1 {"taskDefinition":"shop"}"#, described(3)),
            (&older, answer),
        ]);
        let read = snapshot(&api, &super::ecs::SERVICE);
        (read, api.asked().iter().filter(|call| call.contains("DescribeTaskDefinition")).count())
    };
    let (both, calls) = read(described(2));
    assert_eq!(both.contents.gaps, []);
    let arns: Vec<&str> = both.ecs.task_definitions.iter().map(|task| task.meta.id.as_str()).collect();
    assert_eq!(arns, [format!("{REVISIONS}:3"), format!("{REVISIONS}:2")]);
    assert_eq!(calls, 2, "each revision is asked for once");
    let (one, _) = read(DENIED);
    assert_eq!(one.ecs.task_definitions.iter().count(), 1);
    assert_eq!(one.contents.gaps.len(), 1, "a revision in use that was not read is a gap");
}

#[test]
fn both_kinds_of_parameters_come_from_one_list() {
    let api = Recorded::of(&[
        (
            "DescribeParameters",
            Ok(json!({"Parameters": [{"Name": "plain", "Type": "String"}, {"Name": "kept", "Type": "SecureString"}]})),
        ),
        ("GetParameters", Ok(json!({"Parameters": [{"Name": "plain", "Type": "String", "Value": "v"}]}))),
    ]);
    let read = snapshot(&api, &super::ssm::SERVICE);
    assert_eq!(read.ssm.parameters.iter().count(), 2);
    assert_eq!(api.asked().iter().filter(|call| call.contains("DescribeParameters")).count(), 1);
}
