//! `ec2-security-group-ssh-open`

use super::reach::{Port, TCP, Usage, judge_ports};
use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "ec2-security-group-ssh-open",
    title: Text {
        ja: "セキュリティグループがSSH（22番ポート）を全世界に公開している",
        en: "Security group lets the world reach SSH (port 22)",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "インターネット全体を巡回するスキャナーが数分で見つけ、漏えいした鍵や弱いパスワード、未修正の脆弱性で侵入を試みる。",
        en: "Scanners find the port within minutes; leaked keys, weak passwords and unpatched daemons are tried at once.",
    },
    fix: Text {
        ja: "22番ポートのルールを削除し、Session ManagerまたはEC2 Instance Connect Endpointで接続する。",
        en: "Remove the rule and connect through Session Manager or an EC2 Instance Connect Endpoint.",
    },
    maps: &[Map::Ap(8), Map::Ap(3), Map::Cis("5.2"), Map::Fsbp("EC2.13"), Map::Attack("T1133")],
    types: &["AWS::EC2::SecurityGroup"],
    page: include_str!("security_group_ssh_open.md"),
    run: |snapshot, report| {
        let usage = Usage::of(snapshot, report);
        report.each(&CHECK, &snapshot.ec2.security_groups, |group| {
            judge_ports(group, &snapshot.ec2.prefix_lists, &usage, PORTS)
        });
    },
};

const PORTS: &[Port] = &[(TCP, 22, "SSH")];
