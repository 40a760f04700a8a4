//! `dynamodb-table-point-in-time-recovery-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::dynamodb::{GlobalTable, Table};

pub(crate) static CHECK: Check = Check {
    id: "dynamodb-table-point-in-time-recovery-off",
    title: Text {
        ja: "DynamoDBテーブルのポイントインタイムリカバリが無効になっている",
        en: "DynamoDB table has no point-in-time recovery",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "項目を書き換えたり消したりされても、直前の状態に戻せない。",
        en: "Items that were changed or deleted cannot be brought back to the moment before.",
    },
    fix: Text {
        ja: "ポイントインタイムリカバリを有効にする。", en: "Turn on point-in-time recovery."
    },
    maps: &[Map::Fsbp("DynamoDB.2"), Map::Attack("T1485"), Map::Attack("T1490")],
    types: &["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"],
    page: include_str!("table_point_in_time_recovery_off.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.dynamodb.tables, table);
        report.each(&CHECK, &snapshot.dynamodb.global_tables, global);
    },
};

fn table(table: &Resource<Table>) -> Judgement {
    let on = table.point_in_time_recovery_specification.get()?.point_in_time_recovery_enabled;
    let path = "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled";
    Ok(if on { Verdict::Pass } else { Verdict::fail(table, path) })
}

fn global(table: &Resource<GlobalTable>) -> Judgement {
    super::replicas::judge(table, "PointInTimeRecoverySpecification", |replica| {
        let own = replica.point_in_time_recovery_specification.get()?;
        Ok(own.as_ref().is_some_and(|own| own.point_in_time_recovery_enabled))
    })
}
