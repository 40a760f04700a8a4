//! `lambda-function-url-cors-any`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::lambda::Url;

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-url-cors-any",
    title: Text {
        ja: "Lambda関数URLのCORSですべてのオリジンが許可されている",
        en: "A Lambda function URL lets pages of any origin call it",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のWebサイトが、閲覧者のブラウザから関数を呼び出して応答を読める。",
        en: "Any web page calls the function from its visitors' browsers and reads the answers.",
    },
    fix: Text {
        ja: "AllowOriginsに必要なオリジンだけを指定する。",
        en: "Name in AllowOrigins the origins that need it.",
    },
    maps: &[Map::Sl(15), Map::Owasp(6), Map::Csa(3)],
    types: &["AWS::Lambda::Url"],
    page: include_str!("function_url_cors_any.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.urls, judge),
};

fn judge(url: &Resource<Url>) -> Judgement {
    let Some(cors) = url.cors.get()? else { return Ok(Verdict::Pass) };
    let any = cors.allow_origins.iter().any(|origin| matches!(origin.as_str(), "*" | "https://*" | "http://*"));
    if !any {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::fail(url, "/Cors/AllowOrigins");
    Ok(if cors.allow_credentials {
        verdict
            .severity(Severity::Medium)
            .detail("Cookieなどの認証情報も許可されている", "credentials are allowed as well")
    } else {
        verdict
    })
}
