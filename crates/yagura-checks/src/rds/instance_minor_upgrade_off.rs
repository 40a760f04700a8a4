//! `rds-instance-minor-upgrade-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::{DbCluster, DbInstance};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-minor-upgrade-off",
    title: Text {
        ja: "RDSのマイナーバージョン自動アップグレードが無効になっている",
        en: "RDS does not install minor versions by itself",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "公表済みの脆弱性が修正されないまま残り、既知の攻撃コードがそのまま通る。",
        en: "Published holes in the engine stay open, and known exploit code keeps working.",
    },
    fix: Text {
        ja: "マイナーバージョン自動アップグレードを有効にする。",
        en: "Turn on automatic minor version upgrades.",
    },
    maps: &[Map::Ap(13), Map::Cis("2.3.2"), Map::Fsbp("RDS.13"), Map::Fsbp("RDS.35"), Map::Attack("T1190")],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_minor_upgrade_off.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    // Absent means on (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html).
    Ok(match instance.auto_minor_version_upgrade.get()? {
        Some(false) => Verdict::fail(instance, "/AutoMinorVersionUpgrade"),
        _ => Verdict::Pass,
    })
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    // Only a Multi-AZ cluster has the setting; for the other engines each instance does.
    if !super::engines::is_multi_az(cluster)? {
        return Ok(Verdict::Skip);
    }
    Ok(match cluster.auto_minor_version_upgrade.get()? {
        Some(false) => Verdict::fail(cluster, "/AutoMinorVersionUpgrade"),
        _ => Verdict::Pass,
    })
}
