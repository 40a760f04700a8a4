//! `ec2-security-group-database-open`

use super::reach::{Port, TCP, UDP, Usage, judge_ports};
use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "ec2-security-group-database-open",
    title: Text {
        ja: "セキュリティグループがデータベースのポートを全世界に公開している",
        en: "Security group lets the world reach database ports",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "データベースに直接接続され、弱いパスワードや認証なしの設定から、データを丸ごと持ち出されたり消されたりする。",
        en: "The database is talked to directly: weak or missing passwords give all of its data away, or get it wiped.",
    },
    fix: Text {
        ja: "アプリケーションのセキュリティグループだけを送信元に指定する。",
        en: "Name the application's security group as the only source.",
    },
    maps: &[Map::Ap(8), Map::Ap(7), Map::Fsbp("EC2.19"), Map::Attack("T1190")],
    types: &["AWS::EC2::SecurityGroup"],
    page: include_str!("security_group_database_open.md"),
    run: |snapshot, report| {
        let usage = Usage::of(snapshot, report);
        report.each(&CHECK, &snapshot.ec2.security_groups, |group| {
            judge_ports(group, &snapshot.ec2.prefix_lists, &usage, PORTS)
        });
    },
};

const PORTS: &[Port] = &[
    (TCP, 1433, "SQL Server"),
    (UDP, 1434, "SQL Server Browser"),
    (TCP, 1521, "Oracle"),
    (TCP, 3306, "MySQL"),
    (TCP, 5432, "PostgreSQL"),
    (TCP, 5439, "Redshift"),
    (TCP, 5984, "CouchDB"),
    (TCP, 6379, "Redis"),
    (TCP, 7000, "Cassandra"),
    (TCP, 8086, "InfluxDB"),
    (TCP, 8182, "Neptune"),
    (TCP, 9042, "Cassandra"),
    (TCP, 9200, "OpenSearch"),
    (TCP, 9300, "OpenSearch"),
    (TCP, 11211, "Memcached"),
    (UDP, 11211, "Memcached"),
    (TCP, 27017, "MongoDB"),
];
