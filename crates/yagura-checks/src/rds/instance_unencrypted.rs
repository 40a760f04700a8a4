//! `rds-instance-unencrypted`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::rds::{DbCluster, DbInstance};
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-unencrypted",
    title: Text { ja: "RDSのストレージが暗号化されていない", en: "RDS storage is not encrypted" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "スナップショットを共有・コピーできる権限を得た攻撃者が、鍵の許可なしにデータベース全体を復元して読み出す。",
        en: "Whoever may share or copy a snapshot restores the whole database elsewhere; no key stands in the way.",
    },
    fix: Text {
        ja: "スナップショットを暗号化付きでコピーし、そこから復元して切り替える。既存のインスタンスは後から暗号化できない。",
        en: "Copy a snapshot with encryption, restore from it and switch over; an existing instance cannot be encrypted in place.",
    },
    maps: &[Map::Ap(7), Map::Cis("2.3.1"), Map::Fsbp("RDS.3"), Map::Fsbp("RDS.27"), Map::Attack("T1530")],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_unencrypted.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    if *instance.storage_encrypted.get()? {
        return Ok(Verdict::Pass);
    }
    // Aurora keeps its data in the cluster's volume, and the cluster says whether that is encrypted.
    if instance.db_cluster_identifier.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    if instance.meta.template().is_some()
        && (instance.db_snapshot_identifier.get()?.is_some() || instance.source_db_instance_identifier.get()?.is_some())
    {
        return Err(Gap::unresolved(
            "whether it is encrypted is taken over from the snapshot or source it is made from",
        ));
    }
    Ok(Verdict::fail(instance, "/StorageEncrypted"))
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    if *cluster.storage_encrypted.get()? {
        return Ok(Verdict::Pass);
    }
    if cluster.meta.template().is_some()
        && (cluster.snapshot_identifier.get()?.is_some() || cluster.source_db_cluster_identifier.get()?.is_some())
    {
        return Err(Gap::unresolved(
            "whether it is encrypted is taken over from the snapshot or source it is made from",
        ));
    }
    Ok(Verdict::fail(cluster, "/StorageEncrypted"))
}
