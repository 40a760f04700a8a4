//! `cognito-client-leaks-tokens`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cognito::UserPoolClient;

pub(crate) static CHECK: Check = Check {
    id: "cognito-client-leaks-tokens",
    title: Text {
        ja: "Cognitoのアプリクライアントがトークンを漏らしやすい方法で渡している",
        en: "Cognito app client hands out tokens where they leak",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "URLや平文の通信から、トークンを盗まれて利用者になりすまされる。",
        en: "Tokens are taken from URLs or unencrypted connections and used in the name of the user.",
    },
    fix: Text {
        ja: "認可コードフロー（PKCE）だけを使い、コールバックURLはHTTPSにする。",
        en: "Use the code flow with PKCE only, and callbacks over HTTPS.",
    },
    maps: &[Map::Owasp(2), Map::Csa(2), Map::Attack("T1528")],
    types: &["AWS::Cognito::UserPoolClient"],
    page: include_str!("client_leaks_tokens.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cognito.clients, judge),
};

fn judge(client: &Resource<UserPoolClient>) -> Judgement {
    let mut gap = None;
    let mut paths = Vec::new();
    for (index, flow) in client.allowed_oauth_flows.get()?.iter().enumerate() {
        match flow.get() {
            Ok(flow) if flow == "implicit" => paths.push(format!("/AllowedOAuthFlows/{index}")),
            Ok(_) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    for (index, url) in client.callback_urls.get()?.iter().enumerate() {
        match url.get() {
            Ok(url) if is_plain(url) => paths.push(format!("/CallbackURLs/{index}")),
            Ok(_) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    if paths.is_empty() {
        return gap.map_or(Ok(Verdict::Pass), Err);
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    Ok(Verdict::fail_all(client, &paths))
}

/// Plain HTTP to another machine than the user's own.
fn is_plain(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    !matches!(host, "localhost" | "127.0.0.1")
}
