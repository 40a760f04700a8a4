//! AWS AppSync.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A GraphQL API
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-graphqlapi.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GraphqlApi {
    /// The API's name.
    pub name: Fact<Option<String>>,
    /// The environment variables of resolvers and functions.
    pub environment_variables: Fact<Texts>,
}

holds!(GraphqlApi { environment_variables: "EnvironmentVariables" });

/// What answers one field
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-resolver.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Resolver {
    /// The API's id.
    pub api_id: Fact<Option<String>>,
    /// The type of the field.
    pub type_name: Fact<Option<String>>,
    /// The field.
    pub field_name: Fact<Option<String>>,
    /// The JavaScript code.
    pub code: Fact<Texts>,
    /// The template of the request to the data source.
    pub request_mapping_template: Fact<Texts>,
    /// The template of the answer.
    pub response_mapping_template: Fact<Texts>,
    /// The place of the code in a bucket; in a template only.
    pub code_s3_location: Fact<Option<String>>,
    /// The place of the request's template in a bucket; in a template only.
    pub request_mapping_template_s3_location: Fact<Option<String>>,
    /// The place of the answer's template in a bucket; in a template only.
    pub response_mapping_template_s3_location: Fact<Option<String>>,
}

holds!(Resolver { code: "Code", request_mapping_template: "RequestMappingTemplate", response_mapping_template: "ResponseMappingTemplate" });

/// A step of resolvers that have several
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-functionconfiguration.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FunctionConfiguration {
    /// The API's id.
    pub api_id: Fact<Option<String>>,
    /// The function's name.
    pub name: Fact<Option<String>>,
    /// The JavaScript code.
    pub code: Fact<Texts>,
    /// The template of the request to the data source.
    pub request_mapping_template: Fact<Texts>,
    /// The template of the answer.
    pub response_mapping_template: Fact<Texts>,
    /// The place of the code in a bucket; in a template only.
    pub code_s3_location: Fact<Option<String>>,
    /// The place of the request's template in a bucket; in a template only.
    pub request_mapping_template_s3_location: Fact<Option<String>>,
    /// The place of the answer's template in a bucket; in a template only.
    pub response_mapping_template_s3_location: Fact<Option<String>>,
}

holds!(FunctionConfiguration { code: "Code", request_mapping_template: "RequestMappingTemplate", response_mapping_template: "ResponseMappingTemplate" });

/// What resolvers ask
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-datasource.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DataSource {
    /// The API's id.
    pub api_id: Fact<Option<String>>,
    /// The data source's name.
    pub name: Fact<Option<String>>,
    /// The HTTP endpoint.
    pub http_config: Fact<Texts>,
}

holds!(DataSource { http_config: "HttpConfig" });
