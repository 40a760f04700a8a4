//! `macie-session-off`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::macie::Session;

pub(crate) static CHECK: Check = Check {
    id: "macie-session-off",
    title: Text { ja: "Amazon Macieが有効になっていない", en: "Amazon Macie is off in a region" },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "個人情報を含むオブジェクトや公開されたバケットに、誰も気付かない。",
        en: "Objects with personal data, and buckets that became public, are noticed by nobody.",
    },
    fix: Text {
        ja: "S3に個人情報を保存しているリージョンでMacieを有効にする。日本語の個人情報は検出できないため別の手段で補う。",
        en: "Turn Macie on where S3 holds personal data; it does not know Japanese, so look for that by other means.",
    },
    maps: &[Map::Ap(20), Map::Sv, Map::Fsbp("Macie.1")],
    types: &["AWS::Macie::Session"],
    page: include_str!("session_off.md"),
    run: |snapshot, report| report.regions(&CHECK, &snapshot.macie.sessions, judge),
};

fn judge(sessions: &Listing<'_, Session>) -> Judgement {
    // Absent is enabled
    // (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-macie-session.html).
    let on = sessions.any(|session| Ok(session.status.get()?.as_deref().unwrap_or("ENABLED") == "ENABLED"))?;
    if on {
        return Ok(Verdict::Pass);
    }
    Ok(match sessions.items.first() {
        None => Verdict::absent(),
        Some(session) => Verdict::fail(session, "/Status").detail("一時停止中", "it is paused"),
    })
}
