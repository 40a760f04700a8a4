//! `elasticbeanstalk-environment-secret`

use yagura_finding::{Check, Confidence, Map, Report, Severity, Text};
use yagura_model::Snapshot;

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "elasticbeanstalk-environment-secret",
    title: Text {
        ja: "Elastic Beanstalkの環境プロパティに認証情報が平文で保存されている",
        en: "An Elastic Beanstalk environment keeps a secret in its properties",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "elasticbeanstalk:DescribeConfigurationSettingsを呼び出せる者に値が読まれる。",
        en: "Whoever may call elasticbeanstalk:DescribeConfigurationSettings has it.",
    },
    fix: Text {
        ja: "環境シークレットでSecrets ManagerまたはParameter Storeを参照し、漏れた値は変更する。",
        en: "Refer to Secrets Manager or Parameter Store with environment secrets, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::ElasticBeanstalk::Environment", "AWS::ElasticBeanstalk::ConfigurationTemplate"],
    page: include_str!("environment_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    report.each(&CHECK, &snapshot.elasticbeanstalk.environments, judge_held);
    report.each(&CHECK, &snapshot.elasticbeanstalk.configuration_templates, judge_held);
}
