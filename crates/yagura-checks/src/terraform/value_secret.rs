//! `terraform-value-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "terraform-value-secret",
    title: Text {
        ja: "Terraformの変数、ローカル値、出力値に認証情報が平文で書かれている",
        en: "A variable, local value or output of Terraform holds a secret in plain text",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "リポジトリを読める者、ステートを読める者に値が渡る。sensitiveは表示を隠すだけで、値は隠れない。",
        en: "Whoever reads the repository or the state has it: `sensitive` hides what is printed and nothing else.",
    },
    fix: Text {
        ja: "Secrets Managerに移して名前だけを渡し、実行時に取得させる。漏れた値は変更する。",
        en: "Keep it in Secrets Manager, hand over its name alone, fetch it at run time, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["Terraform::Value"],
    page: include_str!("value_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.terraform.values, judge_held),
};
