//! `rds-instance-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ec2::IngressRule;
use yagura_model::services::rds::{DbCluster, DbInstance};
use yagura_model::{Fact, Gap, Meta, Resource, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-public",
    title: Text { ja: "RDSがインターネットに公開されている", en: "RDS has a public address" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "インターネットから接続し、パスワードの総当たりやエンジンの脆弱性で侵入する。",
        en: "It is found by scanning; passwords are guessed and holes of the engine are tried from anywhere.",
    },
    fix: Text {
        ja: "パブリックアクセスを無効にし、プライベートサブネットに置く。接続は踏み台かVPN経由にする。",
        en: "Turn public access off, keep it in private subnets, and connect through Session Manager or a VPN.",
    },
    maps: &[
        Map::Ap(7),
        Map::Ap(8),
        Map::Cis("2.3.3"),
        Map::Fsbp("RDS.2"),
        Map::Fsbp("RDS.46"),
        Map::Attack("T1190"),
        Map::Attack("T1110"),
    ],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_public.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, |db| instance(snapshot, db));
        report.each(&CHECK, &snapshot.rds.clusters, |db| cluster(snapshot, db));
    },
};

fn instance(snapshot: &Snapshot, db: &Resource<DbInstance>) -> Judgement {
    let said = *db.publicly_accessible.get()?;
    // Without a word: public in the default subnet group, unless it is Aurora, and private in any other
    // (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, 2026-01).
    let public = match said {
        Some(public) => public,
        None => match db.db_subnet_group_name.get()?.as_deref() {
            Some(group) => group == "default",
            None => !db.engine.get()?.as_deref().unwrap_or_default().starts_with("aurora"),
        },
    };
    if !public {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::fail(db, "/PubliclyAccessible");
    let verdict = if said.is_none() { verdict.confidence(Confidence::Medium) } else { verdict };
    let port = db.port.known().copied().flatten().or_else(|| default_port(db.engine.known()?.as_deref()?));
    Ok(weigh(verdict, snapshot, &db.meta, &db.vpc_security_groups, port))
}

fn cluster(snapshot: &Snapshot, db: &Resource<DbCluster>) -> Judgement {
    // Only a Multi-AZ cluster has an address of its own to make public.
    if !super::engines::is_multi_az(db)? {
        return Ok(Verdict::Skip);
    }
    match *db.publicly_accessible.get()? {
        Some(true) => {
            let verdict = Verdict::fail(db, "/PubliclyAccessible");
            let port = db.port.known().copied().flatten().or_else(|| default_port(db.engine.known()?.as_deref()?));
            Ok(weigh(verdict, snapshot, &db.meta, &db.vpc_security_group_ids, port))
        }
        Some(false) => Ok(Verdict::Pass),
        None if db.meta.template().is_none() => Ok(Verdict::Pass),
        // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html, 2026-01.
        None => Err(Gap::unresolved("not said; AWS decides by whether the VPC has an internet gateway")),
    }
}

/// Worse where a security group lets the world reach the port.
fn weigh(
    verdict: Verdict,
    snapshot: &Snapshot,
    near: &Meta,
    groups: &Fact<Vec<Fact<String>>>,
    port: Option<i64>,
) -> Verdict {
    let Some(port) = port else { return verdict };
    let ids = groups.known().map(Vec::as_slice).unwrap_or_default();
    for id in ids.iter().filter_map(Fact::known) {
        let Some(group) = snapshot.ec2.security_groups.find(near, id) else { continue };
        let rules = group.security_group_ingress.known().map(Vec::as_slice).unwrap_or_default();
        if rules.iter().filter_map(Fact::known).any(|rule| opens(rule, port)) {
            let name = &group.meta.id;
            return verdict.severity(Severity::Critical).detail(
                format!("セキュリティグループ {name} がポート {port} を全世界に許可している"),
                format!("security group {name} lets the world reach port {port}"),
            );
        }
    }
    verdict
}

/// Whether a rule lets the world, or half of it, reach a TCP port. What is not known of it opens nothing here:
/// this only makes a finding worse, and the checks of security groups themselves say what is unknown.
fn opens(rule: &IngressRule, port: i64) -> bool {
    let Some(protocol) = rule.ip_protocol.known() else { return false };
    // No port at all, and `-1`, are every port.
    let covers = match protocol.as_deref().unwrap_or("-1").to_ascii_lowercase().as_str() {
        "-1" | "all" => true,
        "tcp" | "6" => {
            rule.from_port.known().is_some_and(|from| from.is_none_or(|from| from <= port))
                && rule.to_port.known().is_some_and(|to| to.is_none_or(|to| to == -1 || port <= to))
        }
        _ => false,
    };
    let broad = |fact: &Fact<Option<String>>| {
        let cidr = fact.known().and_then(Option::as_deref);
        cidr.is_some_and(|cidr| cidr.ends_with("/0") || cidr.ends_with("/1"))
    };
    covers && (broad(&rule.cidr_ip) || broad(&rule.cidr_ipv6))
}

/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>, `Port`, 2026-01.
fn default_port(engine: &str) -> Option<i64> {
    Some(match engine {
        "mysql" | "mariadb" | "aurora-mysql" | "aurora" => 3306,
        "postgres" | "aurora-postgresql" => 5432,
        "docdb" => 27017,
        "neptune" => 8182,
        _ if engine.starts_with("oracle") || engine.starts_with("custom-oracle") => 1521,
        _ if engine.starts_with("sqlserver") || engine.starts_with("custom-sqlserver") => 1433,
        _ if engine.starts_with("db2") => 50000,
        _ => return None,
    })
}
