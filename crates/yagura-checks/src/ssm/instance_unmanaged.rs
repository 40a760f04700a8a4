//! `ssm-instance-unmanaged`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ec2::Instance;
use yagura_model::services::ssm::ManagedInstance;
use yagura_model::{Gap, Resource, Snapshot, Typed};

pub(crate) static CHECK: Check = Check {
    id: "ssm-instance-unmanaged",
    title: Text {
        ja: "EC2インスタンスがSystems Managerで管理されていない",
        en: "EC2 instance is not managed by Systems Manager",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "SSHキーと開いたポートでの運用が残り、パッチの適用漏れにも気付けない。",
        en: "People log in with shared SSH keys through an open port, and nobody sees which patches are missing.",
    },
    fix: Text {
        ja: "SSM Agentとインスタンスプロファイル(AmazonSSMManagedInstanceCore)を設定し、Session Managerで接続する。",
        en: "Give it the SSM agent and AmazonSSMManagedInstanceCore, and log in with Session Manager.",
    },
    maps: &[Map::Ap(3), Map::Ap(13), Map::Fsbp("SSM.1"), Map::Attack("T1021.004")],
    types: &["AWS::EC2::Instance"],
    page: include_str!("instance_unmanaged.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.instances, |instance| judge(snapshot, instance)),
};

fn judge(snapshot: &Snapshot, instance: &Resource<Instance>) -> Judgement {
    // Whether the agent answers is known only while it runs.
    if instance.meta.template().is_some() || instance.state.get()?.as_deref() != Some("running") {
        return Ok(Verdict::Skip);
    }
    let near = &instance.meta;
    if let Some(managed) = snapshot.ssm.managed_instances.find(near, &near.id) {
        return Ok(match managed.ping_status.get()?.as_deref() {
            Some("Online") => Verdict::Pass,
            status => {
                let status = status.unwrap_or("?");
                Verdict::fail_with("", status).severity(Severity::Low).detail(
                    format!("登録されているが応答していない({status})"),
                    format!("registered, but does not answer ({status})"),
                )
            }
        });
    }
    let list = snapshot.contents.lists.iter().find(|list| {
        list.resource_type == ManagedInstance::TYPE && list.account == near.account && list.region == near.region
    });
    match list {
        Some(list) => list.gap.clone().map_or_else(|| Ok(Verdict::absent()), Err),
        None => Err(Gap::unsupported("the managed instances of the region were not read")),
    }
}
