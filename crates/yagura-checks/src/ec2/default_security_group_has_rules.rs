//! `ec2-default-security-group-has-rules`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::SecurityGroup;

pub(crate) static CHECK: Check = Check {
    id: "ec2-default-security-group-has-rules",
    title: Text {
        ja: "VPCのデフォルトセキュリティグループにルールが残っている",
        en: "Default security group of a VPC has rules",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "グループを指定し忘れたリソース同士が互いに無制限で通信でき、1台の侵害が横に広がる。",
        en: "Resources that nobody gave a group to reach each other freely, so one break-in spreads.",
    },
    fix: Text {
        ja: "デフォルトセキュリティグループのインバウンド・アウトバウンドのルールをすべて削除し、用途ごとのグループを使う。",
        en: "Delete all rules of the default group and use a group for each purpose.",
    },
    maps: &[Map::Ap(8), Map::Cis("5.4"), Map::Fsbp("EC2.2")],
    types: &["AWS::EC2::SecurityGroup"],
    page: include_str!("default_security_group_has_rules.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.security_groups, judge),
};

fn judge(group: &Resource<SecurityGroup>) -> Judgement {
    if group.group_name.get()?.as_deref() != Some("default") {
        return Ok(Verdict::Skip);
    }
    let ingress = !group.security_group_ingress.get()?.is_empty();
    let egress = !group.security_group_egress.get()?.is_empty();
    Ok(match (ingress, egress) {
        (false, false) => Verdict::Pass,
        (true, true) => Verdict::fail_all(group, &["/SecurityGroupIngress", "/SecurityGroupEgress"]),
        (true, false) => Verdict::fail(group, "/SecurityGroupIngress"),
        (false, true) => Verdict::fail(group, "/SecurityGroupEgress").severity(Severity::Low),
    })
}
