//! `ec2-snapshot-public`

use std::collections::BTreeMap;
use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};

use yagura_model::services::ec2::RegionSettings;
use yagura_model::{Resource, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "ec2-snapshot-public",
    title: Text {
        ja: "EBSスナップショットが全世界に公開されている", en: "EBS snapshot is open to every AWS account"
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のAWSアカウントがスナップショットからボリュームを作り、ディスクの中身（データ、鍵、パスワード）をすべて読める。",
        en: "Any AWS account makes a volume of it and reads the whole disk: data, keys, passwords.",
    },
    fix: Text {
        ja: "スナップショットを非公開に変更し、アカウント全体でスナップショットのパブリックアクセスブロックを有効にする。",
        en: "Make the snapshot private, and turn on block public access for snapshots.",
    },
    maps: &[
        Map::Ap(6),
        Map::Ap(7),
        Map::Fsbp("EC2.1"),
        Map::Fsbp("EC2.182"),
        Map::Attack("T1530"),
        Map::Attack("T1537"),
    ],
    types: &["AWS::EC2::Snapshot", "AWS::EC2::RegionSettings"],
    page: include_str!("snapshot_public.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let ec2 = &snapshot.ec2;
    let settings: BTreeMap<(&str, &str), &Resource<RegionSettings>> = ec2
        .region_settings
        .iter()
        .map(|item| ((item.meta.account.as_str(), item.meta.region.as_str()), item))
        .collect();
    report.each(&CHECK, &ec2.snapshots, |item| {
        let place = (item.meta.account.as_str(), item.meta.region.as_str());
        let place_of_all = match item.create_volume_permissions.get() {
            Ok(permissions) => permissions
                .iter()
                .position(|permission| permission.group.as_deref() == Some("all"))
                .map(|at| format!("/CreateVolumePermissions/{at}")),
            // AWS's list of those that are open to everyone tells as well.
            Err(gap) => match item.public.known().copied().flatten() {
                Some(public) => public.then(|| "/Public".to_owned()),
                None => return Err(gap),
            },
        };
        let Some(path) = place_of_all else { return Ok(Verdict::Pass) };
        // With all sharing blocked, AWS treats what was shared with everyone as private.
        let blocked = settings.get(&place).and_then(|settings| settings.snapshot_block_public_access.known());
        if blocked.and_then(Option::as_deref) == Some("block-all-sharing") {
            return Ok(Verdict::Pass);
        }
        Ok(Verdict::fail(item, &path))
    });
}
