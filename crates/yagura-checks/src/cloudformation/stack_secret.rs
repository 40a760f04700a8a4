//! `cloudformation-stack-secret`

use yagura_finding::{Check, Confidence, Map, Report, Severity, Text};
use yagura_model::Snapshot;

use crate::secrets::judge_held;

pub(crate) static CHECK: Check = Check {
    id: "cloudformation-stack-secret",
    title: Text {
        ja: "CloudFormationスタックまたはテンプレートに認証情報が平文で書かれている",
        en: "A CloudFormation stack or template holds a secret in plain text",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "cloudformation:DescribeStacksやGetTemplateを呼び出せる者に値が読まれる。テンプレートはリポジトリからも読まれる。",
        en: "Whoever may call cloudformation:DescribeStacks or GetTemplate has it; the template is read in its repository as well.",
    },
    fix: Text {
        ja: "Secrets Managerに移して動的参照 {{resolve:secretsmanager:…}} で渡し、漏れた値は変更する。",
        en: "Keep it in Secrets Manager, hand it over as {{resolve:secretsmanager:...}}, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::CloudFormation::Stack", "AWS::CloudFormation::Template"],
    page: include_str!("stack_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    report.each(&CHECK, &snapshot.cloudformation.stacks, judge_held);
    report.each(&CHECK, &snapshot.cloudformation.templates, judge_held);
}
