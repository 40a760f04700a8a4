//! `iam-policy-kms-decrypt-on-all`

use yagura_finding::{Check, Confidence, Map, Severity, Text};
use yagura_iam::Policy;
use yagura_model::Gap;

use super::documents::{self, Hit, Question};

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-kms-decrypt-on-all",
    title: Text {
        ja: "IAMポリシーがすべてのKMSキーでの復号を許可している",
        en: "A policy allows to decrypt with every KMS key",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "暗号化による保護が効かず、読み出せたデータはすべて復号できる。",
        en: "Encryption no longer protects anything: whatever can be read can be decrypted.",
    },
    fix: Text {
        ja: "使用するキーのARNだけを許可するか、kms:ViaServiceで経由するサービスを限定する。",
        en: "Allow the keys that are used, or limit the service with kms:ViaService.",
    },
    maps: &[Map::Ap(1), Map::Se(3), Map::Fsbp("KMS.1"), Map::Fsbp("KMS.2")],
    types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
    page: include_str!("policy_kms_decrypt_on_all.md"),
    run: |snapshot, report| documents::each_document(snapshot, report, &CHECK, &QUESTION),
};

const KEY: &str = "arn:aws:kms:{region}:{AccountId}:key/00000000-0000-0000-0000-000000000000";

pub(super) const QUESTION: Question = Question { services: &["kms"], ask: question };

fn question(policy: &Policy) -> Result<Option<Hit>, Gap> {
    let decrypt = documents::unless_admin(policy, "kms:Decrypt", KEY);
    if let Ok(Some(hit)) = decrypt {
        return Ok(Some(hit));
    }
    let again = documents::unless_admin(policy, "kms:ReEncryptFrom", KEY)?;
    if again.is_some() { Ok(again) } else { decrypt }
}
