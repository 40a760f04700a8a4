//! `ec2-security-group-unused`

use std::collections::BTreeSet;
use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};

use yagura_model::services::ec2::SecurityGroup;
use yagura_model::{Gap, Meta, Resource, Snapshot};

use super::reach::Usage;

pub(crate) static CHECK: Check = Check {
    id: "ec2-security-group-unused",
    title: Text {
        ja: "使われていないセキュリティグループがある", en: "Security group is used by nothing"
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "忘れられた緩いルールが、後から誤って割り当てられて公開の原因になる。",
        en: "Forgotten rules are attached by mistake one day and open what they were never meant for.",
    },
    fix: Text { ja: "不要であれば削除する。", en: "Delete it if nobody needs it." },
    maps: &[Map::Ap(8), Map::Fsbp("EC2.22")],
    types: &["AWS::EC2::SecurityGroup", "AWS::EC2::NetworkInterface"],
    page: include_str!("security_group_unused.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let usage = Usage::of(snapshot, report);
    let mut named = BTreeSet::new();
    let mut gap = None;
    for group in snapshot.ec2.security_groups.iter() {
        let Ok(rules) = group.security_group_ingress.get() else { continue };
        for rule in rules.iter().filter_map(|rule| rule.known()) {
            if let Some(Some(source)) = rule.source_security_group_id.known() {
                named.insert((group.meta.account.as_str(), source.as_str()));
            }
        }
    }
    for template in snapshot.ec2.launch_templates.iter() {
        match template.launch_template_data.get() {
            Ok(data) => {
                let interfaces = data.network_interfaces.known().map(Vec::as_slice).unwrap_or_default();
                let groups = interfaces.iter().filter_map(|interface| interface.known()?.groups.known()).flatten();
                for group in data.security_group_ids.known().into_iter().flatten().chain(groups) {
                    if let Some(group) = group.known() {
                        named.insert((template.meta.account.as_str(), group.as_str()));
                    }
                }
            }
            Err(reason) => gap = Some(reason),
        }
    }
    let complete = |group: &Resource<SecurityGroup>| -> Result<(), Gap> {
        let Meta { account, region, .. } = &group.meta;
        let list = snapshot.contents.lists.iter().find(|list| {
            list.resource_type == "AWS::EC2::NetworkInterface" && list.account == *account && list.region == *region
        });
        match list {
            Some(list) => list.gap.clone().map_or(Ok(()), Err),
            None => Err(Gap::unsupported("network interfaces were not listed")),
        }
    };
    report.each(&CHECK, &snapshot.ec2.security_groups, |group| {
        // What a template's group is for may stand in another template; a default group cannot be deleted.
        if group.meta.template().is_some() || group.group_name.get()?.as_deref() == Some("default") {
            return Ok(Verdict::Skip);
        }
        if usage.is_used(&group.meta) || named.contains(&(group.meta.account.as_str(), group.meta.id.as_str())) {
            return Ok(Verdict::Pass);
        }
        complete(group)?;
        if usage.is_unused(&group.meta) {
            return gap.clone().map_or_else(|| Ok(Verdict::absent()), Err);
        }
        Err(Gap::unsupported("the groups of some network interface were not read"))
    });
}
