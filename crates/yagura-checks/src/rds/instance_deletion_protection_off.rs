//! `rds-instance-deletion-protection-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::{DbCluster, DbInstance};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-deletion-protection-off",
    title: Text { ja: "RDSの削除保護が無効になっている", en: "RDS deletion protection is off" },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "奪った権限のAPI呼び出し1回で、自動バックアップごとデータベースを削除する。",
        en: "One API call with stolen permissions deletes the database and its automated backups with it.",
    },
    fix: Text { ja: "削除保護を有効にする。", en: "Turn on deletion protection." },
    maps: &[Map::Fsbp("RDS.7"), Map::Fsbp("RDS.8"), Map::Attack("T1485")],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_deletion_protection_off.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    // The cluster protects the data of its members.
    if instance.db_cluster_identifier.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    let on = *instance.deletion_protection.get()?;
    Ok(if on { Verdict::Pass } else { Verdict::fail(instance, "/DeletionProtection") })
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    let on = *cluster.deletion_protection.get()?;
    Ok(if on { Verdict::Pass } else { Verdict::fail(cluster, "/DeletionProtection") })
}
