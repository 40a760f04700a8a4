//! `lambda-function-role-admin`

use std::collections::BTreeSet;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

use yagura_model::services::lambda::Function;
use yagura_model::{Resource, Snapshot};

use crate::iam;

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-role-admin",
    title: Text {
        ja: "Lambda関数が管理者権限を持つロールで実行される",
        en: "A Lambda function runs as an administrator",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "関数のコードの欠陥1つで、アカウント全体を操作される。",
        en: "One flaw in the function's code is the whole account.",
    },
    fix: Text {
        ja: "関数が呼び出す操作とリソースだけを許可するロールに置き換える。",
        en: "Give it a role that allows the calls and resources that its code uses.",
    },
    maps: &[Map::Ap(1), Map::Ia(7), Map::Sl(4), Map::Owasp(5), Map::Csa(4), Map::Attack("T1548")],
    types: &["AWS::Lambda::Function", "AWS::IAM::Role"],
    page: include_str!("function_role_admin.md"),
    run: |snapshot, report| {
        let open = super::open_functions(snapshot);
        report.each(&CHECK, &snapshot.lambda.functions, |function| judge(snapshot, &open, function));
    },
};

fn judge(snapshot: &Snapshot, open: &BTreeSet<&str>, function: &Resource<Function>) -> Judgement {
    let Some(arn) = function.role.get()?.as_deref() else { return Ok(Verdict::Skip) };
    let role = snapshot.iam.roles.require(&function.meta, arn)?;
    let Some(labels) = iam::admin_by(snapshot, role)? else { return Ok(Verdict::Pass) };
    let (ja, en) = (labels.join("、"), labels.join(", "));
    let verdict = Verdict::fail(function, "/Role");
    let name = &role.meta.name;
    Ok(if open.contains(function.meta.id.as_str()) {
        verdict.severity(Severity::Critical).detail(
            format!("ロール{name}（{ja}）。認証のない関数URLから誰でも呼び出せる"),
            format!("role {name} ({en}), and anyone may call the function by its URL"),
        )
    } else {
        verdict.detail(format!("ロール{name}（{ja}）"), format!("role {name} ({en})"))
    })
}
