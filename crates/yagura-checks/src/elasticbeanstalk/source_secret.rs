//! `elasticbeanstalk-source-secret`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::lambda::code_secret::stored;

pub(crate) static CHECK: Check = Check {
    id: "elasticbeanstalk-source-secret",
    title: Text {
        ja: "Elastic Beanstalkのソースバンドルに認証情報が埋め込まれている",
        en: "An Elastic Beanstalk source bundle holds a secret",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "ソースバンドルのあるバケットを読み取れる者に値が渡る。",
        en: "Whoever may read the bucket with the source bundles has the value.",
    },
    fix: Text {
        ja: "環境シークレットでSecrets ManagerまたはParameter Storeを参照し、漏れた値は変更する。",
        en: "Refer to Secrets Manager or Parameter Store with environment secrets, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::ElasticBeanstalk::Environment"],
    page: include_str!("source_secret.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.elasticbeanstalk.environments, |own| stored(own, &own.source, "/Source"));
    },
};
