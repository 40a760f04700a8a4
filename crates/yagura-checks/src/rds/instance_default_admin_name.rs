//! `rds-instance-default-admin-name`

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::{DbCluster, DbInstance};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-default-admin-name",
    title: Text {
        ja: "RDSの管理者ユーザー名が推測できる既定の名前である",
        en: "RDS administrator has a default, guessable name",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "パスワード総当たりの半分が済んでいる。残るのはパスワードだけである。",
        en: "Half of a brute-force attempt is done: only the password remains to be guessed.",
    },
    fix: Text {
        ja: "推測されにくい管理者名で作り直し、アプリケーションには専用ユーザーを使う。",
        en: "Recreate it with a name of your own, and give applications users of theirs.",
    },
    maps: &[Map::Ap(7), Map::Fsbp("RDS.24"), Map::Fsbp("RDS.25"), Map::Attack("T1110")],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_default_admin_name.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

/// The names that consoles, tools and password lists begin with.
const DEFAULTS: &[&str] =
    &["admin", "administrator", "awsuser", "dbadmin", "master", "mysql", "oracle", "postgres", "root", "sa", "user"];

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    if instance.db_cluster_identifier.get()?.is_some() {
        return Ok(Verdict::Skip);
    }
    Ok(judge(instance.master_username.get()?.as_deref(), instance))
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    Ok(judge(cluster.master_username.get()?.as_deref(), cluster))
}

fn judge<T: Serialize>(name: Option<&str>, resource: &Resource<T>) -> Verdict {
    match name {
        // A replica or a restored database has the name of its source.
        None => Verdict::Skip,
        Some(name) if DEFAULTS.contains(&name.to_ascii_lowercase().as_str()) => {
            Verdict::fail(resource, "/MasterUsername")
        }
        Some(_) => Verdict::Pass,
    }
}
