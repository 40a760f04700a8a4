//! `ssm-document-secret-plaintext`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ssm::Document;

pub(crate) static CHECK: Check = Check {
    id: "ssm-document-secret-plaintext",
    title: Text {
        ja: "SSMドキュメントに秘密情報が平文で書かれている",
        en: "SSM document holds a secret in plain text",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "ドキュメントの閲覧権限だけで、埋め込まれた認証情報が手に入る。",
        en: "Permission to read documents is enough to get the credential inside.",
    },
    fix: Text {
        ja: "SecureStringパラメータやSecrets Managerを参照する形に書き換え、秘密を入れ替える。",
        en: "Refer to a SecureString parameter or to Secrets Manager instead, and change the secret.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Csa(7), Map::Attack("T1552.001")],
    types: &["AWS::SSM::Document"],
    page: include_str!("document_secret_plaintext.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ssm.documents, judge),
};

fn judge(document: &Resource<Document>) -> Judgement {
    let Some(text) = document.content.get()? else { return Ok(Verdict::Pass) };
    let Some(found) = text.matches()?.first() else { return Ok(Verdict::Pass) };
    Ok(Verdict::fail(document, "/Content").detail(
        format!("{}行目に {} と思われる文字列がある", found.line, found.kind),
        format!("line {} looks like {}", found.line, found.kind),
    ))
}
