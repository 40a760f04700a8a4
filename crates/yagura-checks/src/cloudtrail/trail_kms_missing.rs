//! `cloudtrail-trail-kms-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cloudtrail::Trail;

pub(crate) static CHECK: Check = Check {
    id: "cloudtrail-trail-kms-missing",
    title: Text {
        ja: "CloudTrailのログがカスタマーマネージドキーで暗号化されていない",
        en: "CloudTrail log files are not encrypted with a customer managed key",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "バケットの読み取り権限だけで、アカウント内の操作の履歴をすべて読まれる。",
        en: "Read access to the bucket alone is enough to study everything that the account does.",
    },
    fix: Text {
        ja: "証跡にKMSキーを設定し、復号できるプリンシパルをログを調べる人に限る。",
        en: "Give the trail a KMS key whose policy lets only those who investigate decrypt.",
    },
    maps: &[Map::Ap(15), Map::Cis("3.5"), Map::Fsbp("CloudTrail.2")],
    types: &["AWS::CloudTrail::Trail"],
    page: include_str!("trail_kms_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudtrail.trails, judge),
};

fn judge(trail: &Resource<Trail>) -> Judgement {
    let key = trail.kms_key_id.get()?.as_deref().unwrap_or_default();
    Ok(if key.is_empty() { Verdict::fail(trail, "/KMSKeyId") } else { Verdict::Pass })
}
