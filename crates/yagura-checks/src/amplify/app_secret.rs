//! `amplify-app-secret`

use yagura_finding::{Check, Confidence, Map, Report, Severity, Text};
use yagura_model::Snapshot;

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "amplify-app-secret",
    title: Text {
        ja: "Amplifyの環境変数またはビルド設定に認証情報が平文で保存されている",
        en: "An Amplify app keeps a secret in its variables or build settings",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "amplify:ListAppsやListBranchesを呼び出せる者に値が読まれる。フロントエンドのビルドに埋め込まれれば閲覧者にも見える。",
        en: "Whoever may call amplify:ListApps or ListBranches has it; built into a front end, every visitor has it.",
    },
    fix: Text {
        ja: "Amplifyのシークレット機能またはParameter Storeに移し、漏れた値は変更する。",
        en: "Keep it in Amplify's secrets or in Parameter Store, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::Amplify::App", "AWS::Amplify::Branch"],
    page: include_str!("app_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    report.each(&CHECK, &snapshot.amplify.apps, judge_held);
    report.each(&CHECK, &snapshot.amplify.branches, judge_held);
}
