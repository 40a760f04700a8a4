//! `rds-snapshot-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::rds::{DbClusterSnapshot, DbSnapshot, SnapshotAttribute};

pub(crate) static CHECK: Check = Check {
    id: "rds-snapshot-public",
    title: Text {
        ja: "RDSスナップショットが全世界に公開されている", en: "RDS snapshot is open to everyone"
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "誰でも自分のアカウントでスナップショットを復元し、データベースの中身をすべて読める。",
        en: "Anyone restores the snapshot in an account of their own and reads the whole database.",
    },
    fix: Text {
        ja: "スナップショットの公開をやめ、共有先のアカウントIDを個別に指定する。以後は暗号化する。",
        en: "Take `all` out of the restore attribute, name the accounts that need it, and encrypt from now on.",
    },
    maps: &[Map::Ap(7), Map::Fsbp("RDS.1"), Map::Attack("T1530")],
    types: &["AWS::RDS::DBSnapshot", "AWS::RDS::DBClusterSnapshot"],
    page: include_str!("snapshot_public.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.snapshots, instance);
        report.each(&CHECK, &snapshot.rds.cluster_snapshots, cluster);
    },
};

fn instance(snapshot: &Resource<DbSnapshot>) -> Judgement {
    // An encrypted snapshot cannot be made public; one that is not public is none, encrypted or not.
    if snapshot.encrypted.known() == Some(&true)
        || !is_public(snapshot.attributes.get()?)
        || *snapshot.encrypted.get()?
    {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail(snapshot, "/DBSnapshotAttributes"))
}

fn cluster(snapshot: &Resource<DbClusterSnapshot>) -> Judgement {
    if snapshot.storage_encrypted.known() == Some(&true)
        || !is_public(snapshot.attributes.get()?)
        || *snapshot.storage_encrypted.get()?
    {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail(snapshot, "/DBClusterSnapshotAttributes"))
}

fn is_public(attributes: &[SnapshotAttribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.attribute_name.as_deref() == Some("restore")
            && attribute.attribute_values.iter().any(|who| who == "all")
    })
}
