//! Amazon EMR on Amazon EC2.

use yagura_model::{Gap, Map, Node, Value};
use yagura_template::Defaults;

use super::table::{As, Kind, Many, One, Same, taken};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_emr_cluster",
    resource_type: "AWS::EMR::Cluster",
    fields: &[
        Same("name"),
        Many(
            "step",
            "Steps",
            &[
                Same("name"),
                Same("action_on_failure"),
                One(
                    "hadoop_jar_step",
                    "HadoopJarStep",
                    &[Same("args"), Same("jar"), Same("main_class"), As("properties", "StepProperties")],
                ),
            ],
        ),
        Many("bootstrap_action", "BootstrapActions", &[Same("name"), As("path", "ScriptPath"), Same("args")]),
    ],
    shape: configurations,
    ..Kind::NEW
}];

/// Settings are JSON with the API's names
/// (<https://docs.aws.amazon.com/emr/latest/APIReference/API_Configuration.html>).
fn configurations(cluster: &mut Map, body: &Map, _: &mut Defaults) {
    let Some(written) = taken(body, "configurations_json") else { return };
    let parsed = match &written.value {
        Value::String(text) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(json) => Node { span: written.span, ..Node::from(&json) },
            Err(_) => Node::unknown(Gap::error("`configurations_json` is no JSON")),
        },
        _ => written,
    };
    cluster.set("Configurations", parsed);
}
