//! `iam-role-admin-for-compute`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::trust::entries;
use yagura_model::services::iam::Role;
use yagura_model::{Resource, Snapshot};

use super::limits::Limits;
use super::principals;
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-role-admin-for-compute",
    title: Text {
        ja: "関数やインスタンスのロールが管理者権限を持っている",
        en: "A role of functions or instances is an administrator",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "SSRFやコードインジェクションで環境変数やIMDSから認証情報を盗み、アカウント全体を操作する。",
        en: "A code flaw gives away the role's credentials (environment, metadata), and with them the account.",
    },
    fix: Text {
        ja: "そのコードが呼び出す操作とリソースだけをロールに許可する。",
        en: "Allow the role only the calls and resources that the code uses.",
    },
    maps: &[Map::Ap(1), Map::Ia(7), Map::Sl(4), Map::Csa(4), Map::Attack("T1552.005")],
    types: &["AWS::IAM::Role"],
    page: include_str!("role_admin_for_compute.md"),
    run: |snapshot, report| {
        let limits = Limits::of(snapshot);
        report.each(&CHECK, &snapshot.iam.roles, |role| judge(snapshot, role, &limits));
    },
};

/// Services under whose roles the customer's own code runs.
const COMPUTE: &[&str] = &[
    "lambda.amazonaws.com",
    "edgelambda.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "pods.eks.amazonaws.com",
    "tasks.apprunner.amazonaws.com",
    "codebuild.amazonaws.com",
    "glue.amazonaws.com",
    "sagemaker.amazonaws.com",
    "bedrock-agentcore.amazonaws.com",
    "elasticmapreduce.amazonaws.com",
];

fn judge(snapshot: &Snapshot, role: &Resource<Role>, limits: &Limits) -> Judgement {
    let Some(document) = role.assume_role_policy_document.get()? else { return Ok(Verdict::Skip) };
    let (entries, gap) = entries(policies::parsed(document)?);
    let of_code = entries.iter().filter_map(|entry| entry.service()).any(|service| COMPUTE.contains(&service));
    if !of_code {
        let gap = gap.or_else(|| entries.into_iter().find_map(|entry| entry.gap));
        return gap.map_or(Ok(Verdict::Skip), |gap| Err(policies::gap(&gap)));
    }
    let holdings = principals::of_role(snapshot, role);
    let grant = holdings.is_admin()?;
    if !grant.is_yes() || limits.end_administration(&role.meta, &holdings) {
        return Ok(Verdict::Pass);
    }
    let (labels, pointers) = holdings.sources(&grant);
    let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
    Ok(Verdict::fail_all(role, &pointers).detail(labels.join("、"), labels.join(", ")))
}
