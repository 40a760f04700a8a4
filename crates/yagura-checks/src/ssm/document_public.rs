//! `ssm-document-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ssm::Document;

pub(crate) static CHECK: Check = Check {
    id: "ssm-document-public",
    title: Text {
        ja: "SSMドキュメントが全世界に公開されている", en: "SSM document is shared with everyone"
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "手順やホスト名、埋め込まれた認証情報を、誰でも自分のアカウントから読める。",
        en: "Anyone reads its steps, host names and embedded credentials from an account of their own.",
    },
    fix: Text {
        ja: "ドキュメントの共有をやめ、アカウントのSSMドキュメントのパブリック共有をブロックする。",
        en: "Stop sharing it, and block public sharing of documents for the account.",
    },
    maps: &[Map::Fsbp("SSM.4"), Map::Fsbp("SSM.7"), Map::Attack("T1592"), Map::Attack("T1552")],
    types: &["AWS::SSM::Document"],
    page: include_str!("document_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ssm.documents, judge),
};

fn judge(document: &Resource<Document>) -> Judgement {
    let public = document.account_ids.get()?.iter().any(|id| id.eq_ignore_ascii_case("all"));
    Ok(if public { Verdict::fail(document, "/AccountIds") } else { Verdict::Pass })
}
