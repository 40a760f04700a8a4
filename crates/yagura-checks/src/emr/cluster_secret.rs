//! `emr-cluster-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "emr-cluster-secret",
    title: Text {
        ja: "EMRクラスターのステップや設定に認証情報が平文で書かれている",
        en: "An EMR cluster holds a secret in its steps or settings",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "elasticmapreduce:ListStepsやelasticmapreduce:DescribeClusterを呼び出せる者に値が読まれる。クラスターの終了後も一覧に残る。",
        en: "Whoever may call elasticmapreduce:ListSteps or elasticmapreduce:DescribeCluster has it, of ended clusters too.",
    },
    fix: Text {
        ja: "Secrets Managerに移して、ステップの中または設定の参照で取得し、漏れた値は変更する。",
        en: "Keep it in Secrets Manager, fetch it in the step or refer to it in the settings, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::EMR::Cluster"],
    page: include_str!("cluster_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.emr.clusters, judge_held),
};
