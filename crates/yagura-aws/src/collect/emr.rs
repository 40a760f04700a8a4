//! Amazon EMR on Amazon EC2.

use super::table::{Detail, Kind, List, Mark, Reach, Service};

/// Of how many clusters that are gone it is asked what they ran: each takes three calls, and who starts one for every night's
/// work has thousands.
const GONE_ASKED: usize = 300;

pub(super) static SERVICE: Service = Service {
    name: "emr",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::EMR::Cluster",
        // Those that ended are listed too, and their steps are still shown
        // (https://docs.aws.amazon.com/emr/latest/APIReference/API_ListClusters.html).
        list: List::of("ListClusters", "Clusters"),
        marks: &[Mark {
            into: "Active",
            list: List::of("ListClusters", "Clusters")
                .with(r#"{"ClusterStates":["STARTING","BOOTSTRAPPING","RUNNING","WAITING"]}"#),
            key: "Id",
        }],
        details: &[
            Detail::of("Steps", "ListSteps", r#"{"ClusterId":"$Id"}"#, "Steps").most(GONE_ASKED),
            Detail::of("BootstrapActions", "ListBootstrapActions", r#"{"ClusterId":"$Id"}"#, "BootstrapActions")
                .most(GONE_ASKED),
            Detail::of("Configurations", "DescribeCluster", r#"{"ClusterId":"$Id"}"#, "Cluster.Configurations")
                .most(GONE_ASKED),
        ],
        id: "Id",
        name: "Name",
        arn: "ClusterArn",
        ..Kind::NONE
    }],
};

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::engine::Run;
    use super::super::tests::{AT, Recorded};
    use super::*;

    #[test]
    fn what_runs_is_always_asked_and_of_what_is_gone_a_bounded_number() {
        let cluster = |id: String| json!({"Id": id, "Name": "nightly", "ClusterArn": format!("arn:aws:elasticmapreduce:us-east-1:111122223333:cluster/{id}")});
        let all: Vec<Value> =
            (0..=GONE_ASKED).map(|at| format!("j-{at}")).chain(["j-live".to_owned()]).map(cluster).collect();
        let active = r#"emr ListClusters us-east-1 {"ClusterStates":["STARTING","BOOTSTRAPPING","RUNNING","WAITING"]}"#;
        let api = Recorded::of(&[
            (active, Ok(json!({"Clusters": [{"Id": "j-live"}]}))),
            ("ListClusters", Ok(json!({"Clusters": all}))),
            ("ListSteps", Ok(json!({"Steps": [{"Id": "s-1", "Config": {"Args": ["a"]}}]}))),
            ("ListBootstrapActions", Ok(json!({"BootstrapActions": []}))),
            ("DescribeCluster", Ok(json!({"Cluster": {"Id": "j", "Tags": []}}))),
        ]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let run = Run::new(&api, &SERVICE, AT);
        let found = runtime.block_on(run.kind(&SERVICE.kinds[0]));
        let known: Vec<bool> = found
            .resources
            .iter()
            .map(|(_, node)| node.get("Steps").is_some_and(|steps| steps.as_gap().is_none()))
            .collect();
        assert_eq!(known.len(), GONE_ASKED + 2);
        assert_eq!(
            (known[0], known[GONE_ASKED], known[GONE_ASKED + 1]),
            (true, false, true),
            "gone, too many, running"
        );
        let said = found.gaps.iter().filter(|gap| gap.message.contains("first 300 only")).count();
        assert_eq!(said, 3, "each call is told once");
    }
}
