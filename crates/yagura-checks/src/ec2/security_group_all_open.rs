//! `ec2-security-group-all-open`

use std::collections::BTreeSet;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

use yagura_model::services::ec2::{PrefixList, SecurityGroup};
use yagura_model::{Resource, Resources};

use super::reach::{Exposure, TCP, UDP, Usage, opened};

pub(crate) static CHECK: Check = Check {
    id: "ec2-security-group-all-open",
    title: Text {
        ja: "セキュリティグループがほぼすべてのポートを全世界に公開している",
        en: "Security group lets the world reach nearly all ports",
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "管理用・データベース用・開発用のどのポートで何かが動き始めても、その瞬間から全世界に公開される。",
        en: "Whatever starts to listen, on any port, is on the internet from that moment.",
    },
    fix: Text {
        ja: "必要なポートと送信元だけを許可するルールに置き換える。",
        en: "Replace the rule by one for each port and source that is really needed.",
    },
    maps: &[Map::Ap(8), Map::Cis("5.2"), Map::Fsbp("EC2.18"), Map::Fsbp("EC2.19"), Map::Attack("T1190")],
    types: &["AWS::EC2::SecurityGroup"],
    page: include_str!("security_group_all_open.md"),
    run: |snapshot, report| {
        let usage = Usage::of(snapshot, report);
        report.each(&CHECK, &snapshot.ec2.security_groups, |group| judge(group, &snapshot.ec2.prefix_lists, &usage));
    },
};

/// More open ports than this are no list of services any more.
const MOST: u32 = 32_768;

fn judge(group: &Resource<SecurityGroup>, lists: &Resources<PrefixList>, usage: &Usage<'_>) -> Judgement {
    let Some(exposure) = Exposure::to_world(group, lists)? else { return Ok(Verdict::Pass) };
    let mut open = BTreeSet::new();
    let mut names = Vec::new();
    for (protocol, name) in [(TCP, "TCP"), (UDP, "UDP")] {
        let (ports, rules) = exposure.width(protocol);
        if ports >= MOST {
            open.extend(rules);
            names.push(format!("{name}: {ports}"));
        }
    }
    if open.is_empty() {
        return match exposure.wide_doubt(TCP, MOST).or_else(|| exposure.wide_doubt(UDP, MOST)) {
            Some(gap) => Err(gap.clone()),
            None => Ok(Verdict::Pass),
        };
    }
    let verdict = opened(group, &open, usage);
    Ok(verdict.detail(
        format!("インターネットから到達できるポート数: {}", names.join(", ")),
        format!("number of ports that the internet reaches: {}", names.join(", ")),
    ))
}
