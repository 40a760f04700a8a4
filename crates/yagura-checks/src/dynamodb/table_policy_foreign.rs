//! `dynamodb-table-policy-foreign`

use std::collections::BTreeSet;

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::{Document, Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "dynamodb-table-policy-foreign",
    title: Text {
        ja: "DynamoDBテーブルのポリシーが他のアカウントを許可している",
        en: "DynamoDB table policy lets another account in",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "許可先のアカウントが侵害されると、そこからテーブルの項目に届く。",
        en: "A breach of the other account reaches the items of this table.",
    },
    fix: Text {
        ja: "許可先を特定のロールとアクションに絞り、不要なら削除する。",
        en: "Name one role and the actions it needs, or remove the statement.",
    },
    maps: &[Map::Sl(14), Map::Ia(8), Map::Attack("T1537"), Map::Attack("T1199")],
    types: &["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"],
    page: include_str!("table_policy_foreign.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.dynamodb.tables, |table| {
            let policy = table.resource_policy.get()?.as_ref();
            let document = policy.and_then(|policy| policy.policy_document.as_ref());
            judge(snapshot, table, "/ResourcePolicy/PolicyDocument", document, &trusted)
        });
        report.each(&CHECK, &snapshot.dynamodb.global_tables, |table| {
            for (index, replica) in table.replicas.get()?.iter().enumerate() {
                let policy = replica.resource_policy.get()?.as_ref();
                let document = policy.and_then(|policy| policy.policy_document.as_ref());
                let path = format!("/Replicas/{index}/ResourcePolicy/PolicyDocument");
                let verdict = judge(snapshot, table, &path, document, &trusted)?;
                if !matches!(verdict, Verdict::Pass) {
                    return Ok(verdict);
                }
            }
            Ok(Verdict::Pass)
        });
    },
};

fn judge<T: Serialize>(
    snapshot: &Snapshot,
    table: &Resource<T>,
    path: &str,
    document: Option<&Document>,
    trusted: &BTreeSet<String>,
) -> Judgement {
    let Some(document) = document else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    // What is open to everyone is the matter of another check.
    if policies::open(snapshot, &table.meta, "dynamodb", document).is_ok_and(|witness| witness.is_some()) {
        return Ok(Verdict::Skip);
    }
    Ok(match policies::foreigner(snapshot, &table.meta, "dynamodb", policy, trusted)? {
        Some(witness) => policies::let_in(table, path, &witness),
        None => Verdict::Pass,
    })
}
