//! `dynamodb-table-deletion-protection-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::dynamodb::{GlobalTable, Table};

pub(crate) static CHECK: Check = Check {
    id: "dynamodb-table-deletion-protection-off",
    title: Text {
        ja: "DynamoDBテーブルの削除保護が無効になっている", en: "DynamoDB table can be deleted by one call"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "奪った権限や操作ミスのAPI呼び出し1回で、テーブルが消える。",
        en: "One call, made with stolen permissions or by mistake, deletes the table.",
    },
    fix: Text { ja: "削除保護を有効にする。", en: "Turn on deletion protection." },
    maps: &[Map::Fsbp("DynamoDB.6"), Map::Attack("T1485")],
    types: &["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"],
    page: include_str!("table_deletion_protection_off.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.dynamodb.tables, table);
        report.each(&CHECK, &snapshot.dynamodb.global_tables, global);
    },
};

fn table(table: &Resource<Table>) -> Judgement {
    let on = *table.deletion_protection_enabled.get()?;
    Ok(if on { Verdict::Pass } else { Verdict::fail(table, "/DeletionProtectionEnabled") })
}

fn global(table: &Resource<GlobalTable>) -> Judgement {
    super::replicas::judge(table, "DeletionProtectionEnabled", |replica| {
        replica.deletion_protection_enabled.get().copied()
    })
}
