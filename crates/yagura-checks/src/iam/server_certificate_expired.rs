//! `iam-server-certificate-expired`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::ServerCertificate;
use yagura_model::{Gap, Resource, Snapshot};

use crate::when::epoch;

pub(crate) static CHECK: Check = Check {
    id: "iam-server-certificate-expired",
    title: Text {
        ja: "IAMに期限切れのサーバー証明書が残っている", en: "An expired server certificate is kept in IAM"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "期限切れの証明書を誤って使うと、利用者は警告を無視することに慣れてしまう。",
        en: "A site that serves it by mistake teaches its users to click warnings away.",
    },
    fix: Text {
        ja: "期限切れの証明書を削除し、AWS Certificate Managerの自動更新に移行する。",
        en: "Delete it and let AWS Certificate Manager renew certificates by itself.",
    },
    maps: &[Map::Cis("1.19")],
    types: &["AWS::IAM::ServerCertificate"],
    page: include_str!("server_certificate_expired.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.iam.server_certificates, |certificate| judge(snapshot, certificate));
    },
};

fn judge(snapshot: &Snapshot, certificate: &Resource<ServerCertificate>) -> Judgement {
    // A template does not say when a certificate expires.
    let Some(expiration) = certificate.expiration.get()? else { return Ok(Verdict::Skip) };
    let expires = epoch(expiration).ok_or_else(|| Gap::error("the expiration is no point in time"))?;
    Ok(if expires < snapshot.contents.taken_epoch { Verdict::fail(certificate, "/Expiration") } else { Verdict::Pass })
}
