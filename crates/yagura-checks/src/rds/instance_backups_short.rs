//! `rds-instance-backups-short`

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::{DbCluster, DbInstance};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-backups-short",
    title: Text {
        ja: "RDSの自動バックアップの保持期間が7日より短い",
        en: "RDS automated backups are kept for less than seven days",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "侵害に気付いたときには、改ざん前の時点がすでに保持期間から外れている。",
        en: "By the time the tampering is noticed, the last good point in time has expired.",
    },
    fix: Text {
        ja: "バックアップ保持期間を7日以上にする。", en: "Keep automated backups for at least seven days."
    },
    maps: &[Map::Fsbp("RDS.11"), Map::Attack("T1490")],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_backups_short.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

/// Security Hub's control RDS.11 asks for seven days
/// (<https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11>, 2026-01).
const DAYS: i64 = 7;

/// What AWS takes where a template says nothing
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>, 2026-01).
const DEFAULT: i64 = 1;

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    if instance.db_cluster_identifier.get()?.is_some() || instance.source_db_instance_identifier.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    let days = instance.backup_retention_period.get()?.unwrap_or(DEFAULT);
    // No backups at all is a check of its own.
    Ok(if days == 0 { Verdict::Skip } else { judge(days, instance) })
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    Ok(judge(cluster.backup_retention_period.get()?.unwrap_or(DEFAULT), cluster))
}

fn judge<T: Serialize>(days: i64, resource: &Resource<T>) -> Verdict {
    if days >= DAYS {
        return Verdict::Pass;
    }
    Verdict::fail(resource, "/BackupRetentionPeriod")
        .detail(format!("保持期間は{days}日"), format!("kept for {days} day{}", if days == 1 { "" } else { "s" }))
}
