//! `ec2-vpc-flow-logs-off`

use std::collections::BTreeMap;
use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};

use yagura_model::services::ec2::{FlowLog, Vpc};
use yagura_model::{Gap, Meta, Resource, Snapshot, Template};

pub(crate) static CHECK: Check = Check {
    id: "ec2-vpc-flow-logs-off",
    title: Text { ja: "VPCフローログが有効になっていない", en: "VPC has no flow log" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "侵入後の探索やデータの持ち出しの通信が記録されず、後から追えない。",
        en: "Scans and theft of data leave no trace in the network, and nobody can tell later what left.",
    },
    fix: Text {
        ja: "VPCのフローログ（すべて、または少なくとも拒否）を有効にし、S3またはCloudWatch Logsに保存する。",
        en: "Create a flow log for the VPC (ALL, or at least REJECT) to S3 or CloudWatch Logs.",
    },
    maps: &[Map::Ap(18), Map::Sv, Map::Cis("3.7"), Map::Fsbp("EC2.6")],
    types: &["AWS::EC2::VPC", "AWS::EC2::FlowLog"],
    page: include_str!("vpc_flow_logs_off.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let mut logs: BTreeMap<[&str; 4], Vec<&Resource<FlowLog>>> = BTreeMap::new();
    let home = |meta: &'s Meta| meta.template().map(Template::home).unwrap_or_default();
    let mut unclear: Option<Gap> = None;
    for log in snapshot.ec2.flow_logs.iter() {
        match log.resource_id.get() {
            Ok(Some(id)) => {
                // In a template the VPC is named by its reference.
                let id = snapshot.ec2.vpcs.find(&log.meta, id).map_or(id.as_str(), |vpc| vpc.meta.id.as_str());
                let Meta { account, region, .. } = &log.meta;
                logs.entry([account, region, home(&log.meta), id]).or_default().push(log);
            }
            Ok(None) => {}
            Err(gap) => unclear = Some(gap),
        }
    }
    let unlisted = |vpc: &Resource<Vpc>| {
        let list = snapshot.contents.lists.iter().find(|list| {
            list.resource_type == "AWS::EC2::FlowLog"
                && list.account == vpc.meta.account
                && list.region == vpc.meta.region
        });
        list.and_then(|list| list.gap.clone())
    };
    report.each(&CHECK, &snapshot.ec2.vpcs, |vpc| {
        let mut gap = unclear.clone();
        let mut broken = false;
        let Meta { account, region, id, .. } = &vpc.meta;
        let own = logs.get(&[account.as_str(), region, home(&vpc.meta), id]);
        for log in own.into_iter().flatten() {
            match works(log) {
                Ok(true) => return Ok(Verdict::Pass),
                Ok(false) => broken = true,
                Err(reason) => gap = gap.or(Some(reason)),
            }
        }
        if let Some(gap) = gap.or_else(|| unlisted(vpc)) {
            return Err(gap);
        }
        let verdict = Verdict::absent();
        let verdict = if vpc.meta.template().is_some() { verdict.confidence(Confidence::Low) } else { verdict };
        Ok(if broken {
            verdict.detail("フローログはあるが配信に失敗している", "there is a flow log, but it is not delivered")
        } else {
            verdict
        })
    });
}

/// Whether a flow log is running and arrives.
fn works(log: &Resource<FlowLog>) -> Result<bool, Gap> {
    if log.meta.template().is_some() {
        return Ok(true);
    }
    let active = log.flow_log_status.get()?.as_deref() == Some("ACTIVE");
    Ok(active && log.deliver_logs_status.get()?.as_deref() != Some("FAILED"))
}
