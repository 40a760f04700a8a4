//! The repair of a secret in plain text, filled in: where it should live, what refers to it there, and who may read it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yagura_finding::{Evidence, Finding};
use yagura_model::{OWN_ACCOUNT, OWN_REGION};

/// A repair.
pub(super) struct Repair {
    /// The command that keeps the new value; the value is read from a file and stands in no history.
    store: String,
    /// What takes the place of the plain text.
    change: String,
    /// How many secrets of the resource it leaves out.
    more: usize,
    /// The statement for the role that fetches it.
    statement: Value,
    /// Which role that is, in CloudFormation's words.
    role: &'static str,
    /// The statement for the key's policy, where the secret is encrypted with a key of one's own.
    key_policy: Value,
}

impl Repair {
    /// What takes the place of the plain text, and what is to be filled in.
    pub(super) fn words(&self) -> (String, String) {
        let (fill_ja, fill_en) = if self.change.contains("-SUFFIX") {
            (
                " (SUFFIXは、シークレットの作成時に表示されるARNの末尾6文字)",
                " (SUFFIX: the ARN's last six characters, as creating the secret shows them)",
            )
        } else {
            ("", "")
        };
        let (more_ja, more_en) = match self.more {
            0 => (String::new(), String::new()),
            more => (format!(" ほか{more}件も同様"), format!(", and {more} more alike")),
        };
        (format!("{}{fill_ja}{more_ja}", self.change), format!("{}{fill_en}{more_en}", self.change))
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "store": self.store, "change": self.change, "more": self.more, "role": self.role, "statement": self.statement,
            "key_policy_statement": self.key_policy,
        })
    }
}

/// How a type refers to a secret.
enum Form {
    /// An entry of a container's `secrets`
    /// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html>,
    /// <https://docs.aws.amazon.com/batch/latest/userguide/specifying-sensitive-data.html>).
    Secrets,
    /// An environment variable of another type
    /// (<https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html>).
    BuildVariable,
    /// An entry of `RuntimeEnvironmentSecrets`
    /// (<https://docs.aws.amazon.com/apprunner/latest/api/API_ImageConfiguration.html>).
    RuntimeSecret,
    /// An option of another namespace
    /// (<https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.html>).
    EnvironmentSecret,
    /// A dynamic reference
    /// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html>).
    Resolve,
    /// Code that fetches it at run time
    /// (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets-python-sdk.html>).
    Python,
    /// A command that fetches it at run time
    /// (<https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>).
    Shell,
    /// A parameter that is encrypted
    /// (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>).
    SecureString,
}

/// How a type refers to a secret, where its variables stand (a part of the pointer), and which role fetches it.
const FORMS: &[(&str, Form, &str, &str)] = &[
    ("AWS::ECS::TaskDefinition", Form::Secrets, "/Environment/", "ExecutionRoleArn"),
    ("AWS::Batch::JobDefinition", Form::Secrets, "/Environment/", "ExecutionRoleArn"),
    ("AWS::CodeBuild::Project", Form::BuildVariable, "/EnvironmentVariables/", "ServiceRole"),
    ("AWS::AppRunner::Service", Form::RuntimeSecret, "/RuntimeEnvironmentVariables/", "InstanceRoleArn"),
    ("AWS::ElasticBeanstalk::Environment", Form::EnvironmentSecret, "/OptionSettings/", "IamInstanceProfile"),
    ("AWS::ElasticBeanstalk::ConfigurationTemplate", Form::EnvironmentSecret, "/OptionSettings/", "IamInstanceProfile"),
    ("AWS::CloudFormation::Stack", Form::Resolve, "/Parameters/", "RoleARN"),
    ("AWS::CloudFormation::Template", Form::Resolve, "/Parameters/", "RoleARN"),
    ("AWS::Lambda::Function", Form::Python, "/Environment/Variables/", "Role"),
    ("AWS::Glue::Job", Form::Python, "Arguments/", "Role"),
    ("AWS::EC2::Instance", Form::Shell, "", "IamInstanceProfile"),
    ("AWS::EC2::LaunchTemplate", Form::Shell, "", "IamInstanceProfile"),
    ("AWS::SSM::Document", Form::Shell, "", "IamInstanceProfile"),
    ("AWS::SSM::Parameter", Form::SecureString, "", "Role"),
];
/// How many secrets of one resource a repair is filled in for.
const MOST: usize = 20;

/// The repair of a finding; `None` for texts that have no reference to take their place.
pub(super) fn of(finding: &Finding<'_>) -> Option<Repair> {
    let resource = &finding.resource;
    // What stands in a tag or policy is not used from there.
    if matches!(finding.check.id, "tags-resource-secret" | "iam-policy-secret") {
        return None;
    }
    let (_, form, variables, role) = FORMS.iter().find(|(name, ..)| *name == resource.resource_type)?;
    let account = if resource.account.is_empty() { OWN_ACCOUNT } else { resource.account };
    let region = if resource.region.is_empty() { OWN_REGION } else { resource.region };
    let partition = resource.arn.and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws");
    if matches!(form, Form::SecureString) {
        let name = format!("/{}-secure", plain(resource.name).trim_matches('/'));
        let arn = format!("arn:{partition}:ssm:{region}:{account}:parameter{name}");
        return Some(Repair {
            store: format!("aws ssm put-parameter --name {name} --type SecureString --value file://secret.txt"),
            change: format!("aws ssm get-parameter --name {name} --with-decryption"),
            more: 0,
            statement: json!({ "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": arn }),
            role,
            key_policy: key_policy("ssm", region),
        });
    }
    let all: BTreeSet<String> = finding.evidence.iter().map(|proof| variable(&proof.evidence, variables)).collect();
    let more = all.len().saturating_sub(MOST);
    let (mut store, mut changes, mut arns) = (Vec::new(), Vec::new(), Vec::new());
    for variable in all.iter().take(MOST) {
        let name = format!("{}/{variable}", plain(resource.name).trim_matches('/'));
        // Secrets Manager ends the ARN with a hyphen and six characters, which `create-secret` tells
        // (https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html).
        let arn = format!("arn:{partition}:secretsmanager:{region}:{account}:secret:{name}");
        changes.push(match form {
            Form::Secrets => format!(r#"{{"name": "{variable}", "valueFrom": "{arn}-SUFFIX"}}"#),
            Form::BuildVariable => {
                format!(r#"{{"name": "{variable}", "type": "SECRETS_MANAGER", "value": "{name}"}}"#)
            }
            Form::RuntimeSecret => format!(r#""{variable}": "{arn}-SUFFIX""#),
            Form::EnvironmentSecret => format!(
                r#"{{"Namespace": "aws:elasticbeanstalk:application:environmentsecrets", "OptionName": "{variable}", "Value": "{arn}-SUFFIX"}}"#
            ),
            Form::Resolve => format!("{{{{resolve:secretsmanager:{name}}}}}"),
            Form::Python => {
                format!(r#"boto3.client("secretsmanager").get_secret_value(SecretId="{name}")["SecretString"]"#)
            }
            Form::Shell | Form::SecureString => {
                format!("aws secretsmanager get-secret-value --secret-id {name} --query SecretString --output text")
            }
        });
        store.push(format!("aws secretsmanager create-secret --name {name} --secret-string file://secret.txt"));
        arns.push(Value::from(format!("{arn}-??????")));
    }
    let change = match form {
        Form::Secrets => format!(r#""secrets": [{}]"#, changes.join(", ")),
        Form::RuntimeSecret => format!(r#""RuntimeEnvironmentSecrets": {{{}}}"#, changes.join(", ")),
        Form::BuildVariable | Form::EnvironmentSecret => changes.join(", "),
        _ => changes.join("; "),
    };
    let resources = if let [one] = arns.as_slice() { one.clone() } else { Value::from(arns) };
    Some(Repair {
        store: store.join("\n"),
        change,
        more,
        statement: json!({ "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": resources }),
        role,
        key_policy: key_policy("secretsmanager", region),
    })
}

/// Whoever reads the secret may use the key through that service alone
/// (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>).
fn key_policy(service: &str, region: &str) -> Value {
    json!({
        "Effect": "Allow", "Principal": { "AWS": "ROLE_ARN" }, "Action": "kms:Decrypt", "Resource": "*",
        "Condition": { "StringEquals": { "kms:ViaService": format!("{service}.{region}.amazonaws.com") } }
    })
}

/// What the secret is called: the variable's name, or the option's before it (`--db-password`); `SECRET` where it has none of its own.
fn variable(evidence: &Evidence, variables: &str) -> String {
    let name = evidence.name.as_deref().unwrap_or_default().rsplit(' ').next().unwrap_or_default();
    let named = name.starts_with("--") || (!variables.is_empty() && evidence.path.contains(variables));
    let name = name.trim_start_matches('-');
    let fits = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    if named && fits && !name.is_empty() { name.to_owned() } else { "SECRET".to_owned() }
}

/// A name that a secret may bear (<https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>).
fn plain(name: &str) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    name.chars().map(|c| if keep(c) { c } else { '-' }).collect()
}
