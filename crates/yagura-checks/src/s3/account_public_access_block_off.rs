//! `s3-account-public-access-block-off`

use yagura_finding::Listing;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::AccountPublicAccessBlock;

pub(crate) static CHECK: Check = Check {
    id: "s3-account-public-access-block-off",
    title: Text {
        ja: "アカウント全体のS3パブリックアクセスブロックが無効になっている",
        en: "S3 public access block of the account is off",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "バケット1つの設定ミスが、そのまま情報公開につながる。",
        en: "A slip on one bucket is a leak: nothing above it holds.",
    },
    fix: Text {
        ja: "アカウントレベルのパブリックアクセスブロックの4項目をすべて有効にする。",
        en: "Turn on all four switches of the account-level public access block.",
    },
    maps: &[Map::Ap(6), Map::Cis("2.1.4"), Map::Fsbp("S3.1"), Map::Attack("T1530")],
    types: &["AWS::S3::AccountPublicAccessBlock"],
    page: include_str!("account_public_access_block_off.md"),
    run: |snapshot, report| report.accounts(&CHECK, &snapshot.s3.account_blocks, judge),
};

fn judge(blocks: &Listing<'_, AccountPublicAccessBlock>) -> Judgement {
    let all = blocks.any(|block| {
        let block = block.public_access_block_configuration.get()?;
        Ok(block.block_public_acls
            && block.ignore_public_acls
            && block.block_public_policy
            && block.restrict_public_buckets)
    })?;
    Ok(match blocks.items.first() {
        _ if all => Verdict::Pass,
        Some(block) => Verdict::fail(block, "/PublicAccessBlockConfiguration"),
        None => Verdict::absent(),
    })
}
