//! `rds-instance-backups-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::DbInstance;

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-backups-off",
    title: Text {
        ja: "RDSの自動バックアップが無効になっている", en: "RDS automated backups are off"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "データを暗号化・削除して身代金を要求する攻撃者に対し、戻せる時点が残らない。",
        en: "After a ransom note or a dropped table there is no point in time to go back to.",
    },
    fix: Text {
        ja: "バックアップ保持期間を7日以上にする。", en: "Keep automated backups for at least seven days."
    },
    maps: &[Map::Fsbp("RDS.11"), Map::Attack("T1485"), Map::Attack("T1490")],
    types: &["AWS::RDS::DBInstance"],
    page: include_str!("instance_backups_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.rds.instances, judge),
};

fn judge(instance: &Resource<DbInstance>) -> Judgement {
    // A cluster keeps the backups of its members (at least one day), and a replica is rebuilt from its source.
    if instance.db_cluster_identifier.get()?.is_some() || instance.source_db_instance_identifier.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    // Absent means one day (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html).
    Ok(match instance.backup_retention_period.get()? {
        Some(0) => Verdict::fail(instance, "/BackupRetentionPeriod"),
        _ => Verdict::Pass,
    })
}
