//! `rds-instance-iam-authentication-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::{DbCluster, DbInstance};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-iam-authentication-off",
    title: Text {
        ja: "RDSのIAMデータベース認証が無効になっている",
        en: "RDS does not take IAM tokens in place of passwords",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "長期間変わらないパスワードが設定ファイルやコードから漏れ、そのまま使われ続ける。",
        en: "Long-lived passwords leak from configuration and code and go on working.",
    },
    fix: Text {
        ja: "IAMデータベース認証を有効にし、アプリケーションは短期トークンで接続する。",
        en: "Turn on IAM database authentication and let applications connect with short-lived tokens.",
    },
    maps: &[Map::Ap(16), Map::Ia(4), Map::Fsbp("RDS.10"), Map::Fsbp("RDS.12"), Map::Attack("T1078")],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_iam_authentication_off.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    if *instance.enable_iam_database_authentication.get()? {
        return Ok(Verdict::Pass);
    }
    if instance.db_cluster_identifier.get()?.is_some() || !offers(instance.engine.get()?.as_deref()) {
        return Ok(Verdict::Skip);
    }
    Ok(Verdict::fail(instance, "/EnableIAMDatabaseAuthentication"))
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    if *cluster.enable_iam_database_authentication.get()? {
        return Ok(Verdict::Pass);
    }
    if !offers(cluster.engine.get()?.as_deref()) {
        return Ok(Verdict::Skip);
    }
    Ok(Verdict::fail(cluster, "/EnableIAMDatabaseAuthentication"))
}

/// The engines that offer it
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html>, 2026-01).
fn offers(engine: Option<&str>) -> bool {
    matches!(engine, Some("mysql" | "mariadb" | "postgres" | "aurora-mysql" | "aurora-postgresql"))
}
