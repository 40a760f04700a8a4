//! `codebuild-project-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "codebuild-project-secret",
    title: Text {
        ja: "CodeBuildプロジェクトに認証情報が平文で保存されている",
        en: "A CodeBuild project holds a secret in plain text",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "codebuild:BatchGetProjectsを呼び出せる者に値が読まれる。ビルドを実行できれば、ビルドスペックから環境変数を出力させることもできる。",
        en: "Whoever may call codebuild:BatchGetProjects has it, and so does whoever gets a build to print its environment.",
    },
    fix: Text {
        ja: "環境変数の種類をSECRETS_MANAGERまたはPARAMETER_STOREに変えて参照にし、漏れた値は変更する。",
        en: "Make the variable a reference of type SECRETS_MANAGER or PARAMETER_STORE, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Fsbp("CodeBuild.2"), Map::Attack("T1552.001")],
    types: &["AWS::CodeBuild::Project"],
    page: include_str!("project_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.codebuild.projects, judge_held),
};
