//! `guardduty-detector-off`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::guardduty::Detector;

pub(crate) static CHECK: Check = Check {
    id: "guardduty-detector-off",
    title: Text { ja: "GuardDutyが有効になっていない", en: "GuardDuty is off in a region" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "盗まれた認証情報の利用やマイニング、C2サーバーとの通信が始まっても検知されない。",
        en: "Stolen credentials in use, mining and calls to a command server raise no finding.",
    },
    fix: Text {
        ja: "使っていないリージョンも含め、すべてのリージョンでGuardDutyを有効にする。",
        en: "Turn GuardDuty on in every Region, the unused ones too.",
    },
    maps: &[Map::Ap(20), Map::Ia(2), Map::Sl(17), Map::Sv, Map::Fsbp("GuardDuty.1"), Map::Attack("T1562.001")],
    types: &["AWS::GuardDuty::Detector"],
    page: include_str!("detector_off.md"),
    run: |snapshot, report| {
        report.regions(&CHECK, &snapshot.guardduty.detectors, judge);
        // A live detector was judged with its region; a template's stands for itself.
        for detector in snapshot.guardduty.detectors.iter().filter(|detector| detector.meta.template().is_some()) {
            let on = detector.enable.get();
            let judgement = on.map(|on| if *on { Verdict::Pass } else { Verdict::fail(detector, "/Enable") });
            report.keep(&CHECK, "AWS::GuardDuty::Detector", &detector.meta, judgement);
        }
    },
};

fn judge(detectors: &Listing<'_, Detector>) -> Judgement {
    if detectors.any(|detector| Ok(*detector.enable.get()?))? {
        return Ok(Verdict::Pass);
    }
    Ok(if detectors.items.is_empty() {
        Verdict::absent()
    } else {
        Verdict::absent().detail("ディテクターはあるが停止している", "there is a detector, and it is suspended")
    })
}
