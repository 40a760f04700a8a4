//! `apigateway-method-without-authorizer`

use serde_json::Value;
use yagura_finding::{Check, Confidence, Judgement, Map, Report, Severity, Text, Verdict};
use yagura_iam::Policy;
use yagura_iam::reach::{Answer, ResourceContext, is_public};
use yagura_model::services::apigateway::{ApiV2, Method, RestApi, RouteV2};
use yagura_model::{Document, Gap, Resource, Resources, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "apigateway-method-without-authorizer",
    title: Text {
        ja: "API Gatewayのメソッドに認可が設定されていない",
        en: "API Gateway method asks nobody who they are",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "URLを知っているだけで誰でも呼び出せ、裏側のLambdaやデータに直接届く。",
        en: "Whoever knows the URL calls it, and with it the function and the data behind.",
    },
    fix: Text {
        ja: "IAM認証、Cognitoオーソライザー、Lambdaオーソライザー、JWTオーソライザーのいずれかを設定する。",
        en: "Set IAM authorization, or a Cognito, Lambda or JWT authorizer.",
    },
    maps: &[Map::Sl(15), Map::Fsbp("APIGateway.8"), Map::Owasp(2), Map::Csa(2), Map::Attack("T1190")],
    types: &["AWS::ApiGateway::Method", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Route"],
    page: include_str!("method_without_authorizer.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let own = &snapshot.apigateway;
    report.each(&CHECK, &own.methods, |method| judge_method(method, &own.rest_apis));
    report.each(&CHECK, &own.rest_apis, |api| {
        // Only a template has a definition; a live API's methods were listed.
        if api.meta.template().is_none() {
            return Ok(Verdict::Skip);
        }
        let Some(body) = api.body.get()? else { return Ok(Verdict::Skip) };
        judge_body(api, body)
    });
    report.each(&CHECK, &own.routes, |route| judge_route(route, &own.apis));
}

fn judge_method(method: &Resource<Method>, apis: &Resources<RestApi>) -> Judgement {
    let name = method.http_method.get()?.as_deref().unwrap_or_default();
    // A browser asks with OPTIONS before it has anything to show.
    if name.eq_ignore_ascii_case("OPTIONS") {
        return Ok(Verdict::Skip);
    }
    if method.authorization_type.get()?.as_deref().unwrap_or("NONE") != "NONE" {
        return Ok(Verdict::Pass);
    }
    let mut private = false;
    if let Some(id) = method.rest_api_id.get()?
        && let Some(api) = apis.find(&method.meta, id)
    {
        if limited(api)? {
            return Ok(Verdict::Pass);
        }
        private = is_private(api)?;
    }
    let keyed = *method.api_key_required.get()?;
    let verdict = Verdict::fail_all(method, &["/AuthorizationType", "/ApiKeyRequired"]);
    if keyed {
        return Ok(verdict.severity(Severity::Low).detail(
            "APIキーのみで保護されている（APIキーは認可の手段ではない）",
            "only an API key is asked for, which is no authorization",
        ));
    }
    Ok(if private { verdict.severity(Severity::Low) } else { verdict })
}

/// Whether the API's own policy keeps the public out.
fn limited(api: &Resource<RestApi>) -> Result<bool, Gap> {
    let Some(document) = api.policy.get()? else { return Ok(false) };
    let policy =
        Policy::from_json(document.text()).map_err(|error| Gap::error(format!("the API's policy: {error}")))?;
    match is_public(&policy, &ResourceContext::service("execute-api")) {
        Answer::Yes(_) => Ok(false),
        Answer::No(_) => Ok(true),
        Answer::Unknown(gap) => Err(Gap::unresolved(gap.to_string())),
    }
}

fn is_private(api: &Resource<RestApi>) -> Result<bool, Gap> {
    match api.endpoint_configuration.get()? {
        Some(configuration) => Ok(configuration.types.get()?.iter().any(|kind| kind == "PRIVATE")),
        None => Ok(false),
    }
}

/// Judges the operations of an OpenAPI definition: those without `security`, their own or the definition's
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html>).
fn judge_body(api: &Resource<RestApi>, body: &Document) -> Judgement {
    const METHODS: [&str; 8] =
        ["get", "put", "post", "delete", "head", "patch", "trace", "x-amazon-apigateway-any-method"];
    let secured = |value: Option<&Value>| value.and_then(Value::as_array).map(|list| !list.is_empty());
    let json = body.value();
    let whole = secured(json.get("security")).unwrap_or(false);
    let mut open = Vec::new();
    let mut seen = false;
    for (path, item) in json.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (name, operation) in item.as_object().into_iter().flatten() {
            if !METHODS.contains(&name.as_str()) {
                continue;
            }
            seen = true;
            let iam = operation.pointer("/x-amazon-apigateway-auth/type").and_then(Value::as_str);
            if !secured(operation.get("security")).unwrap_or(whole) && iam.is_none_or(|kind| kind == "NONE") {
                let name = if name.starts_with("x-") { "ANY" } else { name };
                open.push(format!("{} {path}", name.to_ascii_uppercase()));
            }
        }
    }
    if open.is_empty() {
        return match body.first_gap() {
            Some(gap) => Err(gap),
            None => Ok(if seen { Verdict::Pass } else { Verdict::Skip }),
        };
    }
    if limited(api)? {
        return Ok(Verdict::Pass);
    }
    let open = open.join(", ");
    let verdict = Verdict::fail_with("/Body/paths", open.clone())
        .detail(format!("認可のないオペレーション: {open}"), format!("operations without authorization: {open}"));
    Ok(if is_private(api)? { verdict.severity(Severity::Low) } else { verdict })
}

fn judge_route(route: &Resource<RouteV2>, apis: &Resources<ApiV2>) -> Judgement {
    let key = route.route_key.get()?.as_deref().unwrap_or_default();
    if key.starts_with("OPTIONS ") {
        return Ok(Verdict::Skip);
    }
    // A WebSocket asks once, when it connects.
    if key != "$connect" && !key.contains(' ') {
        let Some(id) = route.api_id.get()? else { return Ok(Verdict::Skip) };
        let api = apis.require(&route.meta, id)?;
        if api.protocol_type.get()?.as_deref() == Some("WEBSOCKET") {
            return Ok(Verdict::Skip);
        }
    }
    Ok(match route.authorization_type.get()?.as_deref() {
        None | Some("NONE") => Verdict::fail(route, "/AuthorizationType"),
        Some(_) => Verdict::Pass,
    })
}
