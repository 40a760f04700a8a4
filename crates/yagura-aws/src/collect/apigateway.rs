//! Amazon API Gateway: REST APIs, and HTTP and WebSocket APIs.

use serde_json::{Value, json};

use super::table::{Field, Kind, List, Reach, Service};

const REST_APIS: List = List::of("GetRestApis", "items").with(r#"{"limit":500}"#);

/// REST APIs.
pub(super) static SERVICE: Service = Service {
    name: "apigateway",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::ApiGateway::RestApi",
            list: REST_APIS,
            fields: &[Field::of("Policy", "policy").shaped(unescaped)],
            capitalize: Some(&["tags"]),
            id: "id",
            name: "name",
            arn: "arn:{partition}:apigateway:{region}::/restapis/{id}",
            tags: "tags",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ApiGateway::Method",
            parent: Some(REST_APIS),
            // Every method of an API in one answer.
            list: List {
                split: Some(methods),
                ..List::of("GetResources", "items").with(r#"{"restApiId":"^id","embed":["methods"],"limit":500}"#)
            },
            fields: &[Field::of("RestApiId", "^.id")],
            id: "Id",
            name: "Name",
            arn: "arn:{partition}:apigateway:{region}::/restapis/{^.id}/resources/{ResourceId}/methods/{HttpMethod}",
            gone: &["NotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ApiGateway::Stage",
            parent: Some(REST_APIS),
            list: List::of("GetStages", "item").with(r#"{"restApiId":"^id"}"#),
            fields: &[
                Field::of("RestApiId", "^.id"),
                Field::of("AccessLogSetting", "accessLogSettings").shaped(|settings| {
                    if settings.is_null() {
                        settings
                    } else {
                        json!({ "DestinationArn": settings.get("destinationArn") })
                    }
                }),
                Field::of("MethodSettings", "methodSettings").shaped(method_settings),
            ],
            capitalize: Some(&["tags", "variables"]),
            id: "stageName",
            name: "stageName",
            arn: "arn:{partition}:apigateway:{region}::/restapis/{^.id}/stages/{stageName}",
            tags: "tags",
            gone: &["NotFoundException"],
            ..Kind::NONE
        },
    ],
};

const HTTP_APIS: List = List::of("GetApis", "Items");

/// HTTP and WebSocket APIs, and the mappings of domain names to APIs of all kinds.
pub(super) static HTTP: Service = Service {
    name: "apigatewayv2",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::ApiGatewayV2::Api",
            list: HTTP_APIS,
            id: "ApiId",
            name: "Name",
            arn: "arn:{partition}:apigateway:{region}::/apis/{ApiId}",
            tags: "Tags",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ApiGatewayV2::Route",
            parent: Some(HTTP_APIS),
            list: List::of("GetRoutes", "Items").with(r#"{"ApiId":"^ApiId"}"#),
            fields: &[Field::of("ApiId", "^.ApiId")],
            id: "RouteId",
            name: "RouteKey",
            arn: "arn:{partition}:apigateway:{region}::/apis/{^.ApiId}/routes/{RouteId}",
            gone: &["NotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ApiGatewayV2::Stage",
            parent: Some(HTTP_APIS),
            list: List::of("GetStages", "Items").with(r#"{"ApiId":"^ApiId"}"#),
            fields: &[Field::of("ApiId", "^.ApiId")],
            id: "StageName",
            name: "StageName",
            arn: "arn:{partition}:apigateway:{region}::/apis/{^.ApiId}/stages/{StageName}",
            tags: "Tags",
            gone: &["NotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ApiGatewayV2::ApiMapping",
            parent: Some(List::of("GetDomainNames", "Items")),
            list: List::of("GetApiMappings", "Items").with(r#"{"DomainName":"^DomainName"}"#),
            fields: &[Field::of("DomainName", "^.DomainName")],
            id: "ApiMappingId",
            arn: "arn:{partition}:apigateway:{region}::/domainnames/{^.DomainName}/apimappings/{ApiMappingId}",
            gone: &["NotFoundException"],
            ..Kind::NONE
        },
    ],
};

/// API Gateway gives a policy with its quotes escaped once more than JSON asks for.
fn unescaped(policy: Value) -> Value {
    let once = policy
        .as_str()
        .filter(|text| text.contains("\\\""))
        .and_then(|text| serde_json::from_str::<String>(&format!("\"{text}\"")).ok());
    once.map_or(policy, Value::String)
}

/// A resource as its methods.
fn methods(resource: Value) -> Vec<Value> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, path) = (text(&resource, "id"), text(&resource, "path"));
    resource
        .get("resourceMethods")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, method)| {
            json!({
                "Id": format!("{id}/{name}"),
                "Name": format!("{name} {path}"),
                "ResourceId": id,
                "Path": path,
                "HttpMethod": name,
                "AuthorizationType": method.get("authorizationType"),
                "ApiKeyRequired": method.get("apiKeyRequired"),
            })
        })
        .collect()
}

/// `{"~1pets/GET": {…}, "*/*": {…}}` as a list, as templates have it.
fn method_settings(settings: Value) -> Value {
    settings
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, setting)| {
            let (path, method) = key.rsplit_once('/').unwrap_or(("*", key));
            json!({
                "ResourcePath": format!("/{}", path.replace("~1", "/").trim_start_matches('/')),
                "HttpMethod": method,
                "LoggingLevel": setting.get("loggingLevel"),
                "DataTraceEnabled": setting.get("dataTraceEnabled"),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{method_settings, methods, unescaped};

    #[test]
    fn a_policy_loses_its_second_escape() {
        let twice = json!(r#"{\"Version\":\"2012-10-17\",\"Statement\":[]}"#);
        assert_eq!(unescaped(twice), json!(r#"{"Version":"2012-10-17","Statement":[]}"#));
        let once = json!(r#"{"Version":"2012-10-17"}"#);
        assert_eq!(unescaped(once.clone()), once);
        assert_eq!(unescaped(json!(null)), json!(null));
    }

    #[test]
    fn a_resource_gives_its_methods() {
        let resource = json!({
            "id": "r1", "path": "/pets",
            "resourceMethods": {"GET": {"httpMethod": "GET", "authorizationType": "NONE", "apiKeyRequired": false}},
        });
        assert_eq!(
            methods(resource),
            [json!({
                "Id": "r1/GET", "Name": "GET /pets", "ResourceId": "r1", "Path": "/pets", "HttpMethod": "GET",
                "AuthorizationType": "NONE", "ApiKeyRequired": false,
            })]
        );
        assert_eq!(methods(json!({"id": "r2", "path": "/"})), Vec::<serde_json::Value>::new());
    }

    #[test]
    fn method_settings_are_a_list() {
        let given = json!({"*/*": {"loggingLevel": "ERROR"}, "~1pets~1{id}/GET": {"loggingLevel": "OFF"}});
        assert_eq!(
            method_settings(given),
            json!([
                {"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "ERROR", "DataTraceEnabled": null},
                {"ResourcePath": "/pets/{id}", "HttpMethod": "GET", "LoggingLevel": "OFF", "DataTraceEnabled": null},
            ])
        );
    }
}
