//! `glue-job-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "glue-job-secret",
    title: Text {
        ja: "Glueジョブの引数に認証情報が平文で書かれている",
        en: "A Glue job holds a secret in its arguments",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "glue:GetJobsやglue:GetJobRunsを呼び出せる者に値が読まれる。",
        en: "Whoever may call glue:GetJobs or glue:GetJobRuns has it.",
    },
    fix: Text {
        ja: "接続情報をSecrets Managerに移してスクリプトまたはGlue接続から取得し、漏れた値は変更する。",
        en: "Keep it in Secrets Manager, fetch it in the script or by a Glue connection, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::Glue::Job"],
    page: include_str!("job_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.glue.jobs, judge_held),
};
