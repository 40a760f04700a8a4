use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};
use yagura_model::{Gap, GapKind, Node, Snapshot};

use super::engine::{Answer, Api, At, Failure, Run};
use super::table::{Detail, Field, Kind, List, Mark, Reach, Service, Step};

/// An answer, or a failure's kind and code.
type Recalled = Result<Value, (GapKind, &'static str)>;

/// Answers that were recorded, and what was asked.
#[derive(Default)]
pub(super) struct Recorded {
    answers: BTreeMap<String, Recalled>,
    asked: Mutex<Vec<String>>,
}

impl Recorded {
    pub(super) fn of(answers: &[(&str, Recalled)]) -> Self {
        Self {
            answers: answers.iter().map(|(call, answer)| ((*call).to_owned(), answer.clone())).collect(),
            asked: Mutex::default(),
        }
    }

    pub(super) fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.sort();
        asked
    }
}

impl Api for Recorded {
    fn call<'a>(&'a self, service: &'a str, operation: &'a str, region: &'a str, params: Value) -> Answer<'a> {
        Box::pin(async move {
            let call = format!("{service} {operation} {region} {params}");
            self.asked.lock().unwrap().push(call.clone());
            let answer = self.answers.get(&call).or_else(|| self.answers.get(operation));
            answer.cloned().unwrap_or(Err((GapKind::Denied, "AccessDenied"))).map_err(|(kind, code)| Failure {
                gap: Gap::new(kind, format!("{operation}: {code}")).at(service, operation, region),
                code: Some(code.to_owned()),
                region: None,
            })
        })
    }
}

pub(super) const AT: At<'static> =
    At { partition: "aws", account: "111122223333", endpoint_region: "us-east-1", region: "us-east-1", width: 4 };

fn read(api: &Recorded, service: &'static Service) -> (Vec<(String, Value)>, Option<Gap>, Vec<Gap>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = Run::new(api, service, AT);
    let found = runtime.block_on(run.kind(&service.kinds[0]));
    let shown = |node: &Node| yagura_model::json_of(node);
    (found.resources.iter().map(|(meta, node)| (meta.name.clone(), shown(node))).collect(), found.gap, found.gaps)
}

static TABLES: Service = Service {
    name: "dynamodb",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::DynamoDB::Table",
        list: List::of("ListTables", "TableNames"),
        steps: &[Step {
            operation: "DescribeTable",
            params: r#"{"TableName":"$"}"#,
            batch: 1,
            key: "",
            items: "Table",
        }],
        details: &[
            Detail::of("ResourcePolicy", "GetResourcePolicy", r#"{"ResourceArn":"$TableArn"}"#, "Policy")
                .absent(&["PolicyNotFoundException"]),
            Detail::of(
                "",
                "DescribeContinuousBackups",
                r#"{"TableName":"$TableName"}"#,
                "ContinuousBackupsDescription",
            ),
        ],
        fields: &[Field::of("Status", "TableStatus")],
        id: "TableName",
        name: "TableName",
        arn: "TableArn",
        gone: &["ResourceNotFoundException"],
        ..Kind::NONE
    }],
};

#[test]
fn lists_steps_details_and_fields_make_one_resource() {
    let api = Recorded::of(&[
        ("ListTables", Ok(json!({"TableNames": ["orders", "gone"]}))),
        (
            r#"dynamodb DescribeTable us-east-1 {"TableName":"orders"}"#,
            Ok(
                json!({"Table": {"TableName": "orders", "TableArn": "arn:aws:dynamodb:us-east-1:111122223333:table/orders", "TableStatus": "ACTIVE"}}),
            ),
        ),
        (
            r#"dynamodb DescribeTable us-east-1 {"TableName":"gone"}"#,
            Err((GapKind::Error, "ResourceNotFoundException")),
        ),
        ("GetResourcePolicy", Err((GapKind::Error, "PolicyNotFoundException"))),
        (
            "DescribeContinuousBackups",
            Ok(json!({"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED"}})),
        ),
    ]);
    let (tables, gap, gaps) = read(&api, &TABLES);
    assert_eq!((gap, gaps), (None, Vec::new()), "a table that went away is no fault");
    assert_eq!(tables.len(), 1);
    let (name, table) = &tables[0];
    assert_eq!(name, "orders");
    assert_eq!(table["Status"], "ACTIVE");
    assert_eq!(table["ResourcePolicy"], Value::Null, "absent, and that is known");
    assert_eq!(table["ContinuousBackupsStatus"], "ENABLED");
    assert!(
        table.as_object().unwrap().contains_key("SSEDescription"),
        "members of the shape that are not there are known to be absent"
    );
    assert!(!table.as_object().unwrap().contains_key("Invented"), "and no others");
}

#[test]
fn a_denied_detail_hides_its_property_only() {
    let api = Recorded::of(&[
        ("ListTables", Ok(json!({"TableNames": ["orders"]}))),
        (
            "DescribeTable",
            Ok(json!({"Table": {"TableName": "orders", "TableArn": "arn:aws:dynamodb:us-east-1:1:table/orders"}})),
        ),
        ("DescribeContinuousBackups", Ok(json!({"ContinuousBackupsDescription": {}}))),
    ]);
    let (tables, gap, gaps) = read(&api, &TABLES);
    assert_eq!(gap, None);
    assert_eq!(gaps.len(), 1);
    assert_eq!(tables[0].1["ResourcePolicy"]["$unknown"]["kind"], "denied");
    assert_eq!(tables[0].1["TableName"], "orders");
}

#[test]
fn a_denied_list_or_description_is_a_gap_of_the_whole_list() {
    let (tables, gap, _) = read(&Recorded::default(), &TABLES);
    assert!(tables.is_empty());
    assert_eq!(gap.unwrap().kind, GapKind::Denied);
    let api = Recorded::of(&[("ListTables", Ok(json!({"TableNames": ["orders"]})))]);
    let (tables, gap, _) = read(&api, &TABLES);
    assert!(tables.is_empty());
    assert_eq!(gap.unwrap().operation.as_deref(), Some("DescribeTable"));
}

static TASKS: Service = Service {
    name: "ecs",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::ECS::Service",
        parent: Some(List::of("ListClusters", "clusterArns")),
        list: List::of("ListServices", "serviceArns").with(r#"{"cluster":"^"}"#),
        steps: &[Step {
            operation: "DescribeServices",
            params: r#"{"cluster":"^","services":["*"]}"#,
            batch: 2,
            key: "",
            items: "services",
        }],
        capitalize: Some(&[]),
        id: "serviceArn",
        name: "serviceName",
        arn: "serviceArn",
        tags: "tags",
        ..Kind::NONE
    }],
};

#[test]
fn batches_keep_to_their_parent_and_names_get_capitals_by_shape() {
    let api = Recorded::of(&[
        ("ListClusters", Ok(json!({"clusterArns": ["a", "b"]}))),
        (r#"ecs ListServices us-east-1 {"cluster":"a"}"#, Ok(json!({"serviceArns": ["a/1", "a/2", "a/3"]}))),
        (r#"ecs ListServices us-east-1 {"cluster":"b"}"#, Ok(json!({"serviceArns": ["b/1"]}))),
        (
            "DescribeServices",
            Ok(
                json!({"services": [{"serviceName": "web", "serviceArn": "arn:aws:ecs:x", "tags": [{"key": "env", "value": "prod"}],
                "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}}}]}),
            ),
        ),
    ]);
    let (services, gap, _) = read(&api, &TASKS);
    assert_eq!(gap, None);
    assert_eq!(services[0].1["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"], "ENABLED");
    let asked = api.asked();
    let described: Vec<&String> = asked.iter().filter(|call| call.contains("DescribeServices")).collect();
    assert_eq!(
        described,
        [
            r#"ecs DescribeServices us-east-1 {"cluster":"a","services":["a/1","a/2"]}"#,
            r#"ecs DescribeServices us-east-1 {"cluster":"a","services":["a/3"]}"#,
            r#"ecs DescribeServices us-east-1 {"cluster":"b","services":["b/1"]}"#,
        ]
    );
}

#[test]
fn every_table_names_types_of_the_model_and_operations_of_aws() {
    let mut wrong = Vec::new();
    for service in super::SERVICES {
        for kind in service.kinds {
            if !Snapshot::TYPES.contains(&kind.resource_type) {
                wrong.push(format!("{}: the model has no `{}`", service.name, kind.resource_type));
            }
            if kind.list.params.is_empty() {
                wrong.push(format!("{}: empty parameters", kind.resource_type));
            }
        }
        for (name, operation) in super::engine::operations(service) {
            match crate::catalog::service(name) {
                Err(error) => wrong.push(error.to_string()),
                Ok(model) if !model.operations.contains_key(operation) => {
                    wrong.push(format!("{name} has no `{operation}`"));
                }
                Ok(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_policy_names_read_actions_only() {
    let policy: Value = serde_json::from_str(&super::policy(None, false, false, false)).unwrap();
    let actions: Vec<&str> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap())
        .collect();
    assert!(actions.contains(&"s3:ListAllMyBuckets"), "{actions:?}");
    for action in actions {
        let verb = action.split(':').nth(1).unwrap();
        assert!(
            ["Get", "List", "Describe", "BatchGet", "Generate", "GET", "Search", "Lookup"]
                .iter()
                .any(|read| verb.starts_with(read)),
            "{action}"
        );
    }
    let s3: Value = serde_json::from_str(&super::policy(Some(&["s3api".to_owned()]), false, false, false)).unwrap();
    assert!(s3["Statement"].as_array().unwrap().len() < policy["Statement"].as_array().unwrap().len());
}

/// Units below units without end.
struct Endless;

impl Api for Endless {
    fn call<'a>(&'a self, _: &'a str, operation: &'a str, _: &'a str, params: Value) -> Answer<'a> {
        Box::pin(async move {
            if operation == "ListRoots" {
                return Ok(json!({"Roots": [{"Id": "r"}]}));
            }
            let parent = params["ParentId"].as_str().unwrap();
            Ok(json!({"OrganizationalUnits": [{"Id": format!("{parent}-u"), "Name": "unit"}]}))
        })
    }
}

#[test]
fn what_lies_too_deep_in_a_tree_is_a_gap() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let service = &super::organizations::SERVICE;
    let run = Run::new(&Endless, service, AT);
    let units = service.kinds.iter().find(|kind| kind.tree).unwrap();
    let found = runtime.block_on(run.kind(units));
    assert_eq!(found.resources.len(), 10);
    assert!(found.gap.unwrap().message.contains("deeper than 10 levels"));
}

static SNAPSHOTS: Service = Service {
    name: "ec2",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::EC2::Snapshot",
        list: List::of("DescribeSnapshots", "Snapshots").with(r#"{"OwnerIds":["self"]}"#),
        marks: &[Mark {
            into: "Public",
            list: List::of("DescribeSnapshots", "Snapshots").with(r#"{"RestorableByUserIds":["all"]}"#),
            key: "SnapshotId",
        }],
        details: &[Detail::of(
            "CreateVolumePermissions",
            "DescribeSnapshotAttribute",
            r#"{"SnapshotId":"$SnapshotId"}"#,
            "CreateVolumePermissions",
        )
        .most(1)],
        id: "SnapshotId",
        name: "SnapshotId",
        ..Kind::NONE
    }],
};

#[test]
fn a_bounded_detail_is_asked_of_the_first_and_of_those_with_a_mark_and_unknown_of_the_rest() {
    let own =
        json!({"Snapshots": [{"SnapshotId": "a"}, {"SnapshotId": "b"}, {"SnapshotId": "c"}, {"SnapshotId": "d"}]});
    let answers = |open: Recalled| {
        Recorded::of(&[
            (r#"ec2 DescribeSnapshots us-east-1 {"OwnerIds":["self"]}"#, Ok(own.clone())),
            (r#"ec2 DescribeSnapshots us-east-1 {"RestorableByUserIds":["all"]}"#, open),
            ("DescribeSnapshotAttribute", Ok(json!({"CreateVolumePermissions": [{"Group": "all"}]}))),
        ])
    };
    let api = answers(Ok(json!({"Snapshots": [{"SnapshotId": "d"}, {"SnapshotId": "of-another"}]})));
    let (snapshots, gap, gaps) = read(&api, &SNAPSHOTS);
    let public: Vec<&Value> = snapshots.iter().map(|(_, snapshot)| &snapshot["Public"]).collect();
    assert_eq!(public, [&json!(false), &json!(false), &json!(false), &json!(true)]);
    let known = |at: usize| snapshots[at].1["CreateVolumePermissions"].is_array();
    assert_eq!([known(0), known(1), known(2), known(3)], [true, false, false, true]);
    let why = &snapshots[1].1["CreateVolumePermissions"]["$unknown"]["message"];
    assert_eq!(why, "DescribeSnapshotAttribute was asked of the first 1 only");
    assert_eq!((gap, gaps.len()), (None, 1), "said once: {gaps:?}");

    let (snapshots, _, gaps) = read(&answers(Err((GapKind::Denied, "AccessDenied"))), &SNAPSHOTS);
    assert!(snapshots.iter().all(|(_, snapshot)| snapshot["Public"]["$unknown"].is_object()));
    assert_eq!(gaps.len(), 2);
}

#[test]
fn whether_snapshots_are_public_is_one_call_however_many_there_are() {
    let own: Vec<Value> = (0..1500)
        .map(|at| json!({"SnapshotId": format!("snap-{at}"), "OwnerId": "111122223333", "Encrypted": true}))
        .collect();
    let open = json!({"Snapshots": [{"SnapshotId": "snap-1499", "OwnerId": "111122223333"}]});
    let api = Recorded::of(&[
        (r#"ec2 DescribeSnapshots us-east-1 {"OwnerIds":["self"]}"#, Ok(json!({"Snapshots": own}))),
        (r#"ec2 DescribeSnapshots us-east-1 {"OwnerIds":["self"],"RestorableByUserIds":["all"]}"#, Ok(open)),
        ("DescribeSnapshotAttribute", Ok(json!({"CreateVolumePermissions": []}))),
    ]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let service = &super::ec2::SERVICE;
    let run = Run::new(&api, service, AT);
    let kind = service.kinds.iter().find(|kind| kind.resource_type == "AWS::EC2::Snapshot").unwrap();
    let found = runtime.block_on(run.kind(kind));
    assert_eq!(found.resources.len(), 1500);
    assert_eq!(api.asked().len(), 2 + 1000 + 1);
    let mut snapshot = Snapshot::default();
    for (meta, node) in found.resources {
        snapshot.insert(kind.resource_type, meta, &node).unwrap();
    }
    let public = |id: &str| {
        let item = snapshot.ec2.snapshots.iter().find(|item| item.meta.id == id).unwrap();
        (item.public.known().copied().flatten(), item.create_volume_permissions.get().is_ok())
    };
    assert_eq!(public("snap-0"), (Some(false), true));
    assert_eq!(public("snap-1400"), (Some(false), false));
    assert_eq!(public("snap-1499"), (Some(true), true));
}
