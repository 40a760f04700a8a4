//! `dynamodb-table-policy-public`

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::{Document, Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "dynamodb-table-policy-public",
    title: Text {
        ja: "DynamoDBテーブルのポリシーが誰にでも許可している", en: "DynamoDB table policy lets anyone in"
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のAWSアカウントから、テーブルの全項目を読み書きする。",
        en: "Any AWS account reads and writes every item of the table.",
    },
    fix: Text {
        ja: "リソースベースポリシーのPrincipalを特定のロールに限定する。",
        en: "Name the roles that need the table in its resource-based policy.",
    },
    maps: &[Map::Sl(14), Map::Owasp(5), Map::Attack("T1530")],
    types: &["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"],
    page: include_str!("table_policy_public.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.dynamodb.tables, |table| {
            let policy = table.resource_policy.get()?.as_ref();
            let document = policy.and_then(|policy| policy.policy_document.as_ref());
            judge(snapshot, table, "/ResourcePolicy/PolicyDocument", document)
        });
        report.each(&CHECK, &snapshot.dynamodb.global_tables, |table| {
            for (index, replica) in table.replicas.get()?.iter().enumerate() {
                let policy = replica.resource_policy.get()?.as_ref();
                let document = policy.and_then(|policy| policy.policy_document.as_ref());
                let path = format!("/Replicas/{index}/ResourcePolicy/PolicyDocument");
                let verdict = judge(snapshot, table, &path, document)?;
                if !matches!(verdict, Verdict::Pass) {
                    return Ok(verdict);
                }
            }
            Ok(Verdict::Pass)
        });
    },
};

fn judge<T: Serialize>(snapshot: &Snapshot, table: &Resource<T>, path: &str, document: Option<&Document>) -> Judgement {
    let Some(document) = document else { return Ok(Verdict::Pass) };
    Ok(match policies::open(snapshot, &table.meta, "dynamodb", document)? {
        Some(witness) => policies::let_in(table, path, &witness),
        None => Verdict::Pass,
    })
}
