//! `ec2-network-acl-admin-ports-open`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::NetworkAcl;

use super::reach::{TCP, through_acl};

pub(crate) static CHECK: Check = Check {
    id: "ec2-network-acl-admin-ports-open",
    title: Text {
        ja: "ネットワークACLがSSHやRDPを全世界に許可している",
        en: "Network ACL lets the world reach SSH or RDP",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "セキュリティグループを1つ誤るだけで、サブネット内のサーバーに外部から届いてしまう。",
        en: "One slip in a security group is enough: the subnet itself stops nobody.",
    },
    fix: Text {
        ja: "22番と3389番ポートへの許可を運用拠点のアドレスに限定し、拒否ルールを小さい番号で置く。",
        en: "Allow ports 22 and 3389 from the operators' addresses only, or deny them with a lower number.",
    },
    maps: &[Map::Ap(9), Map::Cis("5.1"), Map::Fsbp("EC2.21")],
    types: &["AWS::EC2::NetworkAcl"],
    page: include_str!("network_acl_admin_ports_open.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.network_acls, judge),
};

fn judge(acl: &Resource<NetworkAcl>) -> Judgement {
    let default = *acl.is_default.get()?;
    if default && acl.associations.get()?.is_empty() {
        return Ok(Verdict::Skip);
    }
    let mut open = Vec::new();
    for (port, name) in [(22, "SSH"), (3389, "RDP")] {
        if through_acl(acl, TCP, port)?.is_broad() {
            open.push(format!("{port} ({name})"));
        }
    }
    if open.is_empty() {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::fail(acl, "/Entries").detail(
        format!("インターネットからの接続を許可しているポート: {}", open.join(", ")),
        format!("ports open to the internet: {}", open.join(", ")),
    );
    // AWS makes every VPC's first network ACL open; nobody designed it.
    Ok(if default { verdict.severity(Severity::Low) } else { verdict })
}
