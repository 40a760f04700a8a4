//! `s3-bucket-website-public-http`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};

use super::exposure;
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-website-public-http",
    title: Text {
        ja: "S3バケットがHTTPのみのWebサイトとして公開されている",
        en: "S3 bucket serves a public website over plain HTTP",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "経路上の攻撃者がページやスクリプトを書き換え、訪問者に偽の画面を見せる。",
        en: "Anyone on the way changes pages and scripts before the visitor sees them.",
    },
    fix: Text {
        ja: "CloudFrontでHTTPS配信し、OACでバケットを非公開にして静的ウェブサイトホスティングを無効にする。",
        en: "Serve through CloudFront with HTTPS, let only it read (OAC), and turn the website endpoint off.",
    },
    maps: &[Map::Ap(6), Map::Ap(11), Map::Owasp(3), Map::Attack("T1557")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_website_public_http.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket)),
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Judgement {
    // What strangers cannot read, the website endpoint does not serve.
    let policy = match bucket.website_configuration.get() {
        Ok(None) => return Ok(Verdict::Pass),
        Ok(Some(website)) if website.redirect_all_requests_to.is_some() => return Ok(Verdict::Pass),
        Ok(Some(_)) => exposure::by_name(snapshot, bucket, |policy| Some(policies::only(policy, &["s3:GetObject"])))?,
        // The live reader does not ask where the block keeps the public out.
        Err(gap) => {
            let shut = exposure::switched_on(snapshot, bucket, |block| block.restrict_public_buckets)?;
            return if shut { Ok(Verdict::Pass) } else { Err(gap) };
        }
    };
    Ok(match policy {
        Some(witness) => Verdict::fail(bucket, "/WebsiteConfiguration").detail(
            format!("{}。ウェブサイトエンドポイントはHTTPSに対応していない", witness.to_japanese()),
            format!("{witness}; the website endpoint has no HTTPS"),
        ),
        None => Verdict::Pass,
    })
}
