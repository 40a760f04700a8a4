//! `ec2-security-group-admin-port-open`

use super::reach::{Port, TCP, Usage, judge_ports};
use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "ec2-security-group-admin-port-open",
    title: Text {
        ja: "セキュリティグループが管理用ポートを全世界に公開している",
        en: "Security group lets the world reach administration ports",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "DockerやKubernetesなどの管理APIに届けば、認証なしでホストの管理者権限を取られることがある。",
        en: "Administration interfaces such as Docker's or Kubernetes' often ask for nothing and hand over the host.",
    },
    fix: Text {
        ja: "送信元を運用拠点やVPNに限定するか、Session Managerのポート転送を使う。",
        en: "Restrict the source to the operators' network, or use Session Manager port forwarding.",
    },
    maps: &[Map::Ap(8), Map::Fsbp("EC2.19"), Map::Attack("T1133")],
    types: &["AWS::EC2::SecurityGroup"],
    page: include_str!("security_group_admin_port_open.md"),
    run: |snapshot, report| {
        let usage = Usage::of(snapshot, report);
        report.each(&CHECK, &snapshot.ec2.security_groups, |group| {
            judge_ports(group, &snapshot.ec2.prefix_lists, &usage, PORTS)
        });
    },
};

const PORTS: &[Port] = &[
    (TCP, 20, "FTP"),
    (TCP, 21, "FTP"),
    (TCP, 23, "Telnet"),
    (TCP, 111, "portmapper"),
    (TCP, 135, "Windows RPC"),
    (TCP, 445, "SMB"),
    (TCP, 873, "rsync"),
    (TCP, 2049, "NFS"),
    (TCP, 2375, "Docker"),
    (TCP, 2376, "Docker"),
    (TCP, 2379, "etcd"),
    (TCP, 2380, "etcd"),
    (TCP, 5601, "Kibana"),
    (TCP, 5900, "VNC"),
    (TCP, 5985, "WinRM"),
    (TCP, 5986, "WinRM"),
    (TCP, 6443, "Kubernetes API"),
    (TCP, 8500, "Consul"),
    (TCP, 10250, "kubelet"),
];
