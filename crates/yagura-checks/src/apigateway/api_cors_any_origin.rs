//! `apigateway-api-cors-any-origin`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::apigateway::ApiV2;

pub(crate) static CHECK: Check = Check {
    id: "apigateway-api-cors-any-origin",
    title: Text {
        ja: "HTTP APIのCORSがすべてのオリジンを許可している", en: "HTTP API lets pages of any site call it"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "悪意あるサイトを開いた利用者のブラウザから、APIの応答を読み取られる。",
        en: "A page of the attacker's, opened by a user, reads the API's answers from the user's browser.",
    },
    fix: Text {
        ja: "AllowOriginsに自サイトのオリジンだけを列挙する。",
        en: "List the origins of your own sites in AllowOrigins.",
    },
    maps: &[Map::Sl(15), Map::Owasp(6), Map::Attack("T1189")],
    types: &["AWS::ApiGatewayV2::Api"],
    page: include_str!("api_cors_any_origin.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.apigateway.apis, judge),
};

fn judge(api: &Resource<ApiV2>) -> Judgement {
    let Some(cors) = api.cors_configuration.get()? else { return Ok(Verdict::Skip) };
    let mut gap = None;
    for (index, origin) in cors.allow_origins.get()?.iter().enumerate() {
        match origin.get() {
            Ok(origin) if matches!(origin.as_str(), "*" | "https://*" | "http://*") => {
                let path = format!("/CorsConfiguration/AllowOrigins/{index}");
                let verdict = Verdict::fail(api, &path);
                // With cookies sent along, the page acts as the user.
                return Ok(if *cors.allow_credentials.get()? { verdict.severity(Severity::High) } else { verdict });
            }
            Ok(_) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}
