//! Amazon API Gateway: REST, HTTP and WebSocket APIs.


use serde::{Deserialize, Serialize};

use crate::sensitive::Sensitive;
use crate::{Document, Fact, Named};

/// A REST API
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RestApi {
    /// Its name.
    pub name: Fact<Option<String>>,
    /// Who may call it at all.
    pub policy: Fact<Option<Document>>,
    /// Where it can be called from.
    pub endpoint_configuration: Fact<Option<EndpointConfiguration>>,
    /// Whether `{id}.execute-api.{region}.amazonaws.com` is switched off.
    pub disable_execute_api_endpoint: Fact<bool>,
    /// Its OpenAPI definition, in a template.
    pub body: Fact<Option<Document>>,
}

/// Where a REST API can be called from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EndpointConfiguration {
    /// `EDGE`, `REGIONAL` or `PRIVATE`.
    pub types: Fact<Vec<String>>,
}

/// A method of a REST API
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Method {
    /// Its API.
    pub rest_api_id: Fact<Option<String>>,
    /// Its resource.
    pub resource_id: Fact<Option<String>>,
    /// The resource's path, at run time.
    pub path: Fact<Option<String>>,
    /// `GET`, `POST` … or `ANY`.
    pub http_method: Fact<Option<String>>,
    /// `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`.
    pub authorization_type: Fact<Option<String>>,
    /// Whether it asks for an API key.
    pub api_key_required: Fact<bool>,
}

/// A stage of a REST API
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Stage {
    /// Its API.
    pub rest_api_id: Fact<Option<String>>,
    /// Its name.
    pub stage_name: Fact<Option<String>>,
    /// Where access logs go; absent: nowhere.
    pub access_log_setting: Fact<Option<AccessLogSetting>>,
    /// What execution logs hold, for each method.
    pub method_settings: Fact<Vec<Fact<MethodSetting>>>,
    /// The web ACL; joined from `AWS::WAFv2::WebACLAssociation` in a template.
    pub web_acl_arn: Fact<Option<String>>,
    /// Stage variables.
    pub variables: Fact<Named<Fact<Sensitive>>>,
}

impl Stage {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        variables(&mut self.variables, "Variables", visit);
    }
}

fn variables(
    variables: &mut Fact<Named<Fact<Sensitive>>>,
    property: &str,
    visit: &mut dyn FnMut(&str, &str, &mut Sensitive),
) {
    if let Fact::Known(variables) = variables {
        for (name, value) in variables.iter_mut() {
            if let Fact::Known(text) = value {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                visit(&format!("/{property}/{escaped}"), name, text);
            }
        }
    }
}

/// Where access logs go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AccessLogSetting {
    /// The log group or delivery stream.
    pub destination_arn: Fact<Option<String>>,
}

/// What a stage does with the calls of a method.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MethodSetting {
    /// The resource's path, `/*` for all.
    pub resource_path: Option<String>,
    /// The method, `*` for all.
    pub http_method: Option<String>,
    /// `OFF`, `ERROR` or `INFO`.
    pub logging_level: Fact<Option<String>>,
    /// Whether requests and answers are logged in full.
    pub data_trace_enabled: Fact<bool>,
}

/// An HTTP or WebSocket API
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ApiV2 {
    /// Its name.
    pub name: Fact<Option<String>>,
    /// `HTTP` or `WEBSOCKET`.
    pub protocol_type: Fact<Option<String>>,
    /// Which pages of other sites may call it.
    pub cors_configuration: Fact<Option<Cors>>,
    /// Whether `{id}.execute-api.{region}.amazonaws.com` is switched off.
    pub disable_execute_api_endpoint: Fact<bool>,
}

/// Which pages of other sites may call an HTTP API.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Cors {
    /// The sites.
    pub allow_origins: Fact<Vec<Fact<String>>>,
    /// The methods.
    pub allow_methods: Fact<Vec<Fact<String>>>,
    /// Whether the browser sends cookies along.
    pub allow_credentials: Fact<bool>,
}

/// A route of an HTTP or WebSocket API
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RouteV2 {
    /// Its API.
    pub api_id: Fact<Option<String>>,
    /// The method and path (`GET /pets`), or the WebSocket route (`$connect`).
    pub route_key: Fact<Option<String>>,
    /// `NONE`, `AWS_IAM`, `CUSTOM` or `JWT`; absent: `NONE`.
    pub authorization_type: Fact<Option<String>>,
    /// Whether it asks for an API key.
    pub api_key_required: Fact<bool>,
}

/// A stage of an HTTP or WebSocket API.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct StageV2 {
    /// Its API.
    pub api_id: Fact<Option<String>>,
    /// Its name.
    pub stage_name: Fact<Option<String>>,
    /// Where access logs go; absent: nowhere.
    pub access_log_settings: Fact<Option<AccessLogSetting>>,
    /// Stage variables.
    pub stage_variables: Fact<Named<Fact<Sensitive>>>,
}

impl StageV2 {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        variables(&mut self.stage_variables, "StageVariables", visit);
    }
}

/// What ties an API to a custom domain name. The live list holds REST APIs as well
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ApiMapping {
    /// The API.
    pub api_id: Fact<Option<String>>,
    /// The domain name; in a template.
    pub domain_name: Fact<Option<String>>,
}

/// What ties a REST API to a custom domain name, in a template.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BasePathMapping {
    /// The API.
    pub rest_api_id: Fact<Option<String>>,
    /// The domain name.
    pub domain_name: Fact<Option<String>>,
}
