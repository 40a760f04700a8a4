//! `ec2-security-group-rdp-open`

use super::reach::{Port, TCP, UDP, Usage, judge_ports};
use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "ec2-security-group-rdp-open",
    title: Text {
        ja: "セキュリティグループがRDP（3389番ポート）を全世界に公開している",
        en: "Security group lets the world reach RDP (port 3389)",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "ランサムウェアの代表的な侵入口であり、総当たりや漏えいした認証情報で管理者として画面を操作される。",
        en: "A favourite way in for ransomware: guessed or leaked passwords give an administrator desktop.",
    },
    fix: Text {
        ja: "3389番ポートのルールを削除し、Fleet ManagerまたはSession Managerのポート転送で接続する。",
        en: "Remove the rule and connect through Fleet Manager or Session Manager port forwarding.",
    },
    maps: &[Map::Ap(8), Map::Ap(3), Map::Cis("5.2"), Map::Fsbp("EC2.14"), Map::Attack("T1133")],
    types: &["AWS::EC2::SecurityGroup"],
    page: include_str!("security_group_rdp_open.md"),
    run: |snapshot, report| {
        let usage = Usage::of(snapshot, report);
        report.each(&CHECK, &snapshot.ec2.security_groups, |group| {
            judge_ports(group, &snapshot.ec2.prefix_lists, &usage, PORTS)
        });
    },
};

const PORTS: &[Port] = &[(TCP, 3389, "RDP"), (UDP, 3389, "RDP")];
