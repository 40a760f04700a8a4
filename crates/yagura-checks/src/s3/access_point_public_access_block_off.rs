//! `s3-access-point-public-access-block-off`

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::PublicAccessBlock;
use yagura_model::{Fact, Resource};

pub(crate) static CHECK: Check = Check {
    id: "s3-access-point-public-access-block-off",
    title: Text {
        ja: "S3アクセスポイントのパブリックアクセスブロックが無効になっている",
        en: "S3 access point has its public access block switched off",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "アクセスポイントのポリシーを1つ書き間違えるだけで、バケットのポリシーが委任した相手として誰でも中身に届く。",
        en: "One slip in the access point's policy lets anyone in to whom the bucket's policy leaves the decision.",
    },
    fix: Text {
        ja: "4項目をすべて有効にしたアクセスポイントを作り直し、古いものを削除する（作成後は変更できない）。",
        en: "Make the access point anew with all four switches on, and delete the old one: they cannot be changed later.",
    },
    maps: &[Map::Ap(6), Map::Fsbp("S3.19"), Map::Fsbp("S3.24")],
    types: &["AWS::S3::AccessPoint", "AWS::S3::MultiRegionAccessPoint"],
    page: include_str!("access_point_public_access_block_off.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.s3.access_points, |point| judge(point, &point.public_access_block_configuration));
        report.each(&CHECK, &snapshot.s3.multi_region_access_points, |point| {
            judge(point, &point.public_access_block_configuration)
        });
    },
};

fn judge<T: Serialize>(point: &Resource<T>, block: &Fact<PublicAccessBlock>) -> Judgement {
    let block = block.get()?;
    let all = block.block_public_acls
        && block.ignore_public_acls
        && block.block_public_policy
        && block.restrict_public_buckets;
    Ok(if all { Verdict::Pass } else { Verdict::fail(point, "/PublicAccessBlockConfiguration") })
}
