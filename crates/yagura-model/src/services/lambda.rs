//! AWS Lambda.


use serde::{Deserialize, Serialize};

use crate::{Document, Fact, Named, SecretMatch, Sensitive, Span};

/// A function
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Function {
    /// The function's name.
    pub function_name: Fact<Option<String>>,
    /// The runtime's identifier (`python3.13`); absent for container images.
    pub runtime: Fact<Option<String>>,
    /// `Zip` or `Image`; absent: `Zip`.
    pub package_type: Fact<Option<String>>,
    /// The execution role: its ARN.
    pub role: Fact<Option<String>>,
    /// The environment variables.
    pub environment: Fact<Option<Environment>>,
    /// The customer's key for the environment variables; absent: AWS's own.
    pub kms_key_arn: Fact<Option<String>>,
    /// Whether calls are traced.
    pub tracing_config: Fact<Option<TracingConfig>>,
    /// The ARNs of the layers' versions.
    pub layers: Fact<Vec<Fact<String>>>,
    /// How many calls may run at once at most; absent: as many as the account may. In a template only.
    pub reserved_concurrent_executions: Fact<Option<i64>>,
    /// Who may call it: the resource policy, joined from `AWS::Lambda::Permission`.
    pub policy: Fact<Option<Document>>,
    /// The code; of a live function absent unless it was asked for.
    pub code: Fact<Option<Code>>,
}

/// The code of a function
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Code {
    /// The source, where a template holds it.
    pub zip_file: Fact<Option<Sensitive>>,
    /// What a search of the packages found: the function's own and its layers', or what lies beside a template.
    pub packages: Fact<Vec<Fact<Package>>>,
    /// The files whose texts a template writes itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inline: Vec<Inline>,
    /// What lies beside the template and nobody has searched yet: a search makes packages of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Fact<Beside>>,
}

/// A file of a package whose text stands in the template.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Inline {
    /// The file's name in the package.
    pub file: String,
    /// What is in it.
    pub text: Fact<Option<Sensitive>>,
}

/// A file or folder beside a template of which a package is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Beside {
    /// The path, as the user would name it.
    pub path: String,
    /// What of the folder stays out of the package: patterns of paths below it, `*` within a name and `**` across folders.
    pub excludes: Vec<String>,
}

/// A version of a layer, whose code runs in each function that uses it
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html>); in a
/// template only.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LayerVersion {
    /// The layer's name.
    pub layer_name: Fact<Option<String>>,
    /// The code.
    pub content: Fact<Option<Code>>,
}

impl LayerVersion {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(Some(code)) = &mut self.content {
            code.texts("/Content", visit);
        }
    }
}

impl Code {
    fn texts(&mut self, pointer: &str, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(Some(text)) = &mut self.zip_file {
            visit(&format!("{pointer}/ZipFile"), "", text);
        }
        for (at, inline) in self.inline.iter_mut().enumerate() {
            if let Fact::Known(Some(text)) = &mut inline.text {
                visit(&format!("{pointer}/Inline/{at}/Text"), "", text);
            }
        }
    }
}

/// What a search of a package found; the package itself is kept nowhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Package {
    /// A layer's ARN; empty for the function's own.
    pub layer: String,
    /// The secrets, with the files they are in.
    pub found: Vec<InFile>,
    /// The files that were not searched, and why.
    pub unread: Vec<String>,
    /// The file or folder that it was made of, as the user would name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The object that it was read from, as `bucket/key`, where that is one of a bucket that the account's own users can be let at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}

/// A secret in a file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InFile {
    /// The file, `lib/app.jar!config.yml` in an archive inside the package.
    pub file: String,
    /// What was found.
    pub secret: SecretMatch,
    /// The file on the disk that it stands in, or the archive that holds it, as the user would name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where in the file on the disk; nowhere in an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Why the file itself says that it is no finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
}

impl Function {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(Some(code)) = &mut self.code {
            code.texts("/Code", visit);
        }
        let Fact::Known(Some(environment)) = &mut self.environment else { return };
        let Fact::Known(variables) = &mut environment.variables else { return };
        for (name, value) in variables.iter_mut() {
            if let Fact::Known(text) = value {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                visit(&format!("/Environment/Variables/{escaped}"), name, text);
            }
        }
    }
}

/// The environment of a function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Environment {
    /// Names and values.
    pub variables: Fact<Named<Fact<Sensitive>>>,
}

/// How a function's calls are traced.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct TracingConfig {
    /// `Active` or `PassThrough`.
    pub mode: Option<String>,
}

/// An HTTPS endpoint of a function's own
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Url {
    /// The function: its name or ARN.
    pub target_function_arn: Fact<Option<String>>,
    /// `AWS_IAM`, or `NONE` for everyone.
    pub auth_type: Fact<Option<String>>,
    /// Which pages of other origins may call it.
    pub cors: Fact<Option<Cors>>,
    /// How many calls of the function may run at once at most (live only; `GetFunctionConcurrency`).
    pub reserved_concurrent_executions: Fact<Option<i64>>,
}

/// Which pages of other origins may call an endpoint
/// (<https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Cors {
    /// Whether cookies and credentials go along.
    pub allow_credentials: bool,
    /// The origins.
    pub allow_origins: Vec<String>,
}

/// What makes Lambda read a stream or queue and call a function
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EventSourceMapping {
    /// The function: its name or ARN.
    pub function_name: Fact<Option<String>>,
    /// The stream or queue.
    pub event_source_arn: Fact<Option<String>>,
}
