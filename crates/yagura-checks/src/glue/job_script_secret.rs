//! `glue-job-script-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::lambda::code_secret::stored;

pub(crate) static CHECK: Check = Check {
    id: "glue-job-script-secret",
    title: Text {
        ja: "Glueジョブのスクリプトに認証情報が埋め込まれている", en: "A Glue job's script holds a secret"
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "スクリプトのあるバケットを読み取れる者に値が渡る。",
        en: "Whoever may read the bucket with the scripts has the value.",
    },
    fix: Text {
        ja: "Secrets ManagerまたはGlue接続に移して実行時に取得し、漏れた値は変更する。",
        en: "Move it to Secrets Manager or a Glue connection, fetch it at run time, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::Glue::Job"],
    page: include_str!("job_script_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.glue.jobs, |job| stored(job, &job.script, "/Script")),
};
