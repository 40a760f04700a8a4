//! `kms-key-pending-deletion`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::kms::Key;

pub(crate) static CHECK: Check = Check {
    id: "kms-key-pending-deletion",
    title: Text { ja: "KMSキーの削除が予定されている", en: "A KMS key is waiting to be deleted" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "攻撃者がキーの削除を予約すると、期限後にデータは二度と復号できなくなる (身代金要求)。",
        en: "An intruder schedules the deletion; when it is done, nobody ever reads the data again.",
    },
    fix: Text {
        ja: "意図した削除か確認し、不要であれば削除をキャンセルする。使用状況はCloudTrailで確認する。",
        en: "Find out who asked for it, look in CloudTrail for uses of the key, and cancel the deletion if in doubt.",
    },
    maps: &[Map::Sv, Map::Fsbp("KMS.3"), Map::Attack("T1485")],
    types: &["AWS::KMS::Key"],
    page: include_str!("key_pending_deletion.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.kms.keys, judge),
};

fn judge(key: &Resource<Key>) -> Judgement {
    // A template does not say what state a key is in.
    if key.meta.template().is_some() || super::of_aws(key)? {
        return Ok(Verdict::Skip);
    }
    let Some(state) = key.key_state.get()? else { return Ok(Verdict::Skip) };
    if !matches!(state.as_str(), "PendingDeletion" | "PendingReplicaDeletion") {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail_all(key, &["/KeyState", "/DeletionDate"]))
}
