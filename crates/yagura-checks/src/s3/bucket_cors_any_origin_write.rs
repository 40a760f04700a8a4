//! `s3-bucket-cors-any-origin-write`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::s3::Bucket;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-cors-any-origin-write",
    title: Text {
        ja: "S3バケットのCORSが任意のオリジンからの書き込みを許可している",
        en: "S3 bucket lets pages of any origin write (CORS)",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "攻撃者のページが、利用者のブラウザーにある署名付きURLや権限でオブジェクトを書き換える。",
        en: "A page of the attacker uses the presigned URLs or session in the browser of a visitor to write objects.",
    },
    fix: Text {
        ja: "AllowedOriginsを自サイトのオリジンに限定し、必要なメソッドだけを許可する。",
        en: "Name the origins of your own site, and allow the methods that it needs.",
    },
    maps: &[Map::Sl(9), Map::Owasp(6), Map::Csa(3), Map::Attack("T1190")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_cors_any_origin_write.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, judge),
};

fn judge(bucket: &Resource<Bucket>) -> Judgement {
    let Some(cors) = bucket.cors_configuration.get()? else { return Ok(Verdict::Pass) };
    for (index, rule) in cors.cors_rules.iter().enumerate() {
        let any = rule.allowed_origins.iter().find(|origin| is_any(origin));
        let write = rule.allowed_methods.iter().find(|method| matches!(method.as_str(), "PUT" | "POST" | "DELETE"));
        if let (Some(origin), Some(method)) = (any, write) {
            return Ok(Verdict::fail(bucket, &format!("/CorsConfiguration/CorsRules/{index}"))
                .detail(format!("オリジン {origin} から {method}"), format!("{method} from origin {origin}")));
        }
    }
    Ok(Verdict::Pass)
}

/// Whether a pattern of origins leaves the host open up to a suffix that anybody can have
/// (`*`, `https://*`, `https://*.com`, `https://*.cloudfront.net`).
fn is_any(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let Some(suffix) = host.strip_prefix('*') else { return false };
    let suffix = suffix.trim_start_matches('.');
    !suffix.contains('.') || SHARED.contains(&suffix)
}

/// Domains under which anybody gets a name.
const SHARED: &[&str] =
    &["amazonaws.com", "amplifyapp.com", "cloudfront.net", "co.jp", "github.io", "ne.jp", "netlify.app", "vercel.app"];
