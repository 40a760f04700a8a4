//! `rds-instance-logs-not-exported`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::{DbCluster, DbInstance};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-logs-not-exported",
    title: Text {
        ja: "RDSのログがCloudWatch Logsに出力されていない", en: "RDS logs do not go to CloudWatch Logs"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "総当たりや大量の読み出しが起きても、気付く手段も後から調べる手段もない。",
        en: "Guessed passwords and mass reads leave nothing that could raise an alarm or be examined later.",
    },
    fix: Text {
        ja: "エンジンのログ(監査・エラーなど)をCloudWatch Logsに出力する。",
        en: "Export the logs of the engine (audit, error and so on) to CloudWatch Logs.",
    },
    maps: &[
        Map::Ap(18),
        Map::Ia(2),
        Map::Fsbp("RDS.9"),
        Map::Fsbp("RDS.34"),
        Map::Fsbp("RDS.37"),
        Map::Attack("T1562.008"),
    ],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_logs_not_exported.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    // Aurora exports by cluster.
    if instance.db_cluster_identifier.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    let logs = instance.enable_cloudwatch_logs_exports.get()?;
    Ok(if logs.is_empty() { Verdict::fail(instance, "/EnableCloudwatchLogsExports") } else { Verdict::Pass })
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    let logs = cluster.enable_cloudwatch_logs_exports.get()?;
    if logs.is_empty() {
        return Ok(Verdict::fail(cluster, "/EnableCloudwatchLogsExports"));
    }
    // Other logs do not say who connected and what was asked.
    let needed = match cluster.engine.get()?.as_deref() {
        Some("aurora-mysql") => "audit",
        Some("aurora-postgresql") => "postgresql",
        _ => return Ok(Verdict::Pass),
    };
    if logs.iter().any(|log| log == needed) {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail(cluster, "/EnableCloudwatchLogsExports")
        .detail(format!("`{needed}` ログが含まれていない"), format!("the `{needed}` log is not among them")))
}
