//! The repair of a secret in plain text, filled in: where it should live, what refers to it there, and who may read it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use yagura_finding::{Evidence, Finding};
use yagura_model::{OWN_ACCOUNT, OWN_REGION, Snapshot};
use yagura_secrets::Detector;

use super::context::Found;
use super::statements::{self, FILL, Rewritten};

/// A repair.
pub(super) struct Repair {
    /// The command that keeps the new value; the value is read from a file and stands in no history. `None` where nothing is kept.
    store: Option<String>,
    /// What takes the place of the plain text.
    change: String,
    /// How many secrets of the resource it leaves out.
    more: usize,
    /// The statement for the role that fetches it.
    statement: Option<Value>,
    /// Which role that is, in CloudFormation's words; `None` where no property names it.
    role: Option<&'static str>,
    /// Of a policy: the statements that take the place of those in which it stood.
    statements: Option<Vec<Value>>,
    /// The statement for the key's policy, where the secret is encrypted with a key of one's own.
    key_policy: Option<Value>,
    /// What else is to be done, in words: Japanese, English.
    note: Option<(String, String)>,
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
        let (note_ja, note_en) = match &self.note {
            None => (String::new(), String::new()),
            Some((ja, en)) if self.change.is_empty() => (ja.clone(), en.clone()),
            Some((ja, en)) => (format!(" ({ja})"), format!(" ({en})")),
        };
        (format!("{}{fill_ja}{note_ja}{more_ja}", self.change), format!("{}{fill_en}{note_en}{more_en}", self.change))
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "store": self.store, "change": self.change, "more": self.more, "role": self.role, "statement": self.statement,
            "key_policy_statement": self.key_policy, "statements": self.statements,
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
pub(super) fn of(
    snapshot: &Snapshot,
    finding: &Finding<'_>,
    found: &[Found],
    detector: &OnceCell<Option<Detector>>,
) -> Option<Repair> {
    let resource = &finding.resource;
    match finding.check.id {
        "tags-resource-secret" => return of_tags(finding),
        // What stands in a policy is not used from there: it goes, and nothing takes its place.
        "iam-policy-secret" => return of_policies(finding, &statements::of(snapshot, finding, found, detector)),
        "terraform-value-secret" => return of_terraform(finding),
        _ => {}
    }
    let (_, form, variables, role) = FORMS.iter().find(|(name, ..)| *name == resource.resource_type)?;
    let account = if resource.account.is_empty() { OWN_ACCOUNT } else { resource.account };
    let region = if resource.region.is_empty() { OWN_REGION } else { resource.region };
    let partition = resource.arn.and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws");
    if matches!(form, Form::SecureString) {
        let name = format!("/{}-secure", plain(resource.name).trim_matches('/'));
        let arn = format!("arn:{partition}:ssm:{region}:{account}:parameter{name}");
        return Some(Repair {
            store: Some(format!("aws ssm put-parameter --name {name} --type SecureString --value file://secret.txt")),
            change: format!("aws ssm get-parameter --name {name} --with-decryption"),
            more: 0,
            statement: Some(json!({ "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": arn })),
            role: Some(role),
            key_policy: Some(key_policy("ssm", region)),
            statements: None,
            note: None,
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
        store: Some(store.join("\n")),
        change,
        more,
        statement: Some(json!({ "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": resources })),
        role: Some(role),
        key_policy: Some(key_policy("secretsmanager", region)),
        statements: None,
        note: None,
    })
}

/// Secrets of these names, for who fetches them: the commands that keep them, and the statements.
fn kept(names: &[String], finding: &Finding<'_>, change: String, more: usize) -> Repair {
    let resource = &finding.resource;
    let account = if resource.account.is_empty() { OWN_ACCOUNT } else { resource.account };
    let region = if matches!(resource.region, "" | "global") { OWN_REGION } else { resource.region };
    let partition = resource.arn.and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws");
    let store: Vec<String> = names
        .iter()
        .map(|name| format!("aws secretsmanager create-secret --name {name} --secret-string file://secret.txt"))
        .collect();
    let arns: Vec<Value> = names
        .iter()
        .map(|name| format!("arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-??????").into())
        .collect();
    let arns = if let [one] = arns.as_slice() { one.clone() } else { Value::from(arns) };
    Repair {
        store: Some(store.join("\n")),
        change,
        more,
        statement: Some(json!({ "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arns })),
        role: None,
        key_policy: Some(key_policy("secretsmanager", region)),
        statements: None,
        note: None,
    }
}

/// A tag goes, and what used it reads the secret: by the tagging API in an account
/// (<https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_UntagResources.html>).
fn of_tags(finding: &Finding<'_>) -> Option<Repair> {
    let keys: BTreeSet<String> = finding
        .evidence
        .iter()
        .filter_map(|proof| proof.evidence.path.strip_prefix("/Tags/"))
        .map(|key| key.replace("~1", "/").replace("~0", "~"))
        .collect();
    if keys.is_empty() {
        return None;
    }
    let shown: Vec<&String> = keys.iter().take(MOST).collect();
    let names: Vec<String> = shown
        .iter()
        .map(|key| format!("{}/{}", plain(finding.resource.name).trim_matches('/'), plain(key).trim_matches('/')))
        .collect();
    let listed: Vec<String> = shown.iter().map(|key| quoted(key)).collect();
    let more = keys.len().saturating_sub(MOST);
    if let Some(arn) = finding.resource.arn.filter(|_| finding.location.is_none()) {
        let (arn, keys) = (quoted(arn), listed.join(" "));
        let untag = format!("aws resourcegroupstaggingapi untag-resources --resource-arn-list {arn} --tag-keys {keys}");
        return Some(kept(&names, finding, untag, more));
    }
    let keys = listed.join(", ");
    let note = (format!("タグ {keys} を削除する"), format!("delete the tag {keys}"));
    Some(Repair { note: Some(note), ..kept(&names, finding, String::new(), more) })
}

/// A word of a shell's command, in quotes where it needs them.
fn quoted(word: &str) -> String {
    let plain =
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./:=@+,".contains(&byte));
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// The command that sets a policy anew, by the operations of the AWS CLI; `N` is the resource's name, `A` its ARN, `P` the policy's
/// own name (<https://docs.aws.amazon.com/cli/latest/reference/>).
const SET: &[(&str, &str, &str)] = &[
    (
        "AWS::IAM::User",
        "",
        "aws iam put-user-policy --user-name N --policy-name P --policy-document file://policy.json",
    ),
    (
        "AWS::IAM::Group",
        "",
        "aws iam put-group-policy --group-name N --policy-name P --policy-document file://policy.json",
    ),
    (
        "AWS::IAM::Role",
        "/AssumeRolePolicyDocument",
        "aws iam update-assume-role-policy --role-name N --policy-document file://policy.json",
    ),
    (
        "AWS::IAM::Role",
        "",
        "aws iam put-role-policy --role-name N --policy-name P --policy-document file://policy.json",
    ),
    // Old versions keep what stood in them.
    (
        "AWS::IAM::ManagedPolicy",
        "",
        "aws iam create-policy-version --policy-arn A --policy-document file://policy.json --set-as-default && aws iam delete-policy-version --policy-arn A --version-id OLD_VERSION",
    ),
    ("AWS::DynamoDB::Table", "", "aws dynamodb put-resource-policy --resource-arn A --policy file://policy.json"),
    (
        "AWS::EC2::VPCEndpoint",
        "",
        "aws ec2 modify-vpc-endpoint --vpc-endpoint-id I --policy-document file://policy.json",
    ),
    ("AWS::ECR::Repository", "", "aws ecr set-repository-policy --repository-name N --policy-text file://policy.json"),
    ("AWS::KMS::Key", "", "aws kms put-key-policy --key-id A --policy file://policy.json"),
    ("AWS::Organizations::Policy", "", "aws organizations update-policy --policy-id I --content file://policy.json"),
    ("AWS::S3::Bucket", "", "aws s3api put-bucket-policy --bucket N --policy file://policy.json"),
    (
        "AWS::SecretsManager::Secret",
        "",
        "aws secretsmanager put-resource-policy --secret-id A --resource-policy file://policy.json",
    ),
    (
        "AWS::SNS::Topic",
        "",
        "aws sns set-topic-attributes --topic-arn A --attribute-name Policy --attribute-value file://policy.json",
    ),
    // `attributes.json` has the policy as one string, under `Policy`.
    (
        "AWS::SQS::Queue",
        "",
        "aws sqs set-queue-attributes --queue-url \"$(aws sqs get-queue-url --queue-name N --query QueueUrl --output text)\" --attributes file://attributes.json",
    ),
    // A policy counts from the next deployment on
    // (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html).
    (
        "AWS::ApiGateway::RestApi",
        "",
        "aws apigateway update-rest-api --rest-api-id I --patch-operations file://patch.json && aws apigateway create-deployment --rest-api-id I --stage-name STAGE_NAME",
    ),
];

/// Files that a command reads and that hold the policy as one string: the name, and what is in it.
const FILES: &[(&str, &str)] = &[
    ("attributes.json", r#"{"Policy": "POLICY"}"#),
    ("patch.json", r#"[{"op": "replace", "path": "/policy", "value": "POLICY"}]"#),
];

/// The permission of a function taken away, and given anew without the secret
/// (<https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>).
fn of_permission(function: &str, one: &Rewritten) -> String {
    let (name, sid) = (quoted(function), one.sid.as_deref().map_or_else(|| "STATEMENT_ID".to_owned(), quoted));
    let mut commands = format!("aws lambda remove-permission --function-name {name} --statement-id {sid}");
    let Some(statement) = &one.statement else { return commands };
    let first = |value: &Value| match value {
        Value::Array(list) => list.first().and_then(Value::as_str).map(str::to_owned),
        other => other.as_str().map(str::to_owned),
    };
    let of = |at: &str| statement.pointer(at).and_then(first);
    let principal = of("/Principal").or_else(|| of("/Principal/Service")).or_else(|| of("/Principal/AWS"));
    let action = of("/Action").unwrap_or_else(|| "AS_WRITTEN".to_owned());
    let principal = principal.unwrap_or_else(|| "AS_WRITTEN".to_owned());
    let sid = if one.sid.is_some() { sid } else { "without-secret".to_owned() };
    commands += " && aws lambda add-permission --function-name ";
    commands +=
        &[&name, "--statement-id", &sid, "--action", &quoted(&action), "--principal", &quoted(&principal)].join(" ");
    let conditions = statement.get("Condition").and_then(Value::as_object);
    for (key, value) in conditions.into_iter().flat_map(|blocks| blocks.values()).filter_map(Value::as_object).flatten()
    {
        let option = match key.to_ascii_lowercase().as_str() {
            "aws:sourcearn" => " --source-arn",
            "aws:sourceaccount" => " --source-account",
            "aws:principalorgid" => " --principal-org-id",
            "lambda:functionurlauthtype" => " --function-url-auth-type",
            _ => continue,
        };
        commands += &[option, &quoted(&first(value).unwrap_or_default())].join(" ");
    }
    commands
}

/// The policy is set anew without it, in an account; a template is changed where it stands.
fn of_policies(finding: &Finding<'_>, rewritten: &[Rewritten]) -> Option<Repair> {
    let resource = &finding.resource;
    let mut commands: BTreeSet<String> = BTreeSet::new();
    let live = finding.location.is_none();
    if live && resource.resource_type == "AWS::Lambda::Function" {
        commands.extend(rewritten.iter().map(|one| of_permission(resource.name, one)));
    }
    for proof in finding.evidence.iter().filter(|_| live) {
        let path = proof.evidence.path.as_str();
        let of = |(name, at, _): &&(&str, &str, &str)| *name == resource.resource_type && path.starts_with(at);
        let Some((.., command)) = SET.iter().find(of) else { continue };
        let name = proof.evidence.name.as_deref().unwrap_or("POLICY_NAME");
        let words: Vec<String> = command
            .split(' ')
            .map(|word| match word {
                "N" => quoted(resource.name),
                "I" => quoted(resource.id),
                "A" => quoted(resource.arn.unwrap_or(resource.id)),
                "P" => quoted(name),
                word => word.to_owned(),
            })
            .collect();
        commands.insert(words.join(" "));
    }
    let statements: Vec<Value> = rewritten.iter().filter_map(|one| one.statement.clone()).take(MOST).collect();
    if commands.is_empty() && (live || rewritten.is_empty()) {
        return None;
    }
    let more = commands.len().saturating_sub(MOST);
    let shown: Vec<String> = commands.into_iter().take(MOST).collect();
    let change = shown.join("; ");
    Some(Repair {
        store: None,
        note: Some(instead(&change, rewritten)).filter(|(ja, _)| !ja.is_empty()),
        change,
        more,
        statement: None,
        role: None,
        key_policy: None,
        statements: Some(statements),
    })
}

/// What takes the place of the statements, and what is to be filled in.
fn instead(change: &str, rewritten: &[Rewritten]) -> (String, String) {
    let (mut ja, mut en): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (file, content) in FILES.iter().filter(|(file, _)| change.contains(file)) {
        ja.push(format!("{file}の内容は {content} で、POLICYはポリシー全体を1つの文字列にしたもの"));
        en.push(format!("{file} is {content}, where POLICY is the whole policy as one string"));
    }
    let mut all = change.to_owned();
    if let Some(statement) = rewritten.iter().find_map(|one| one.statement.as_ref()) {
        let text = statement.to_string();
        let more = rewritten.iter().filter(|one| one.statement.is_some()).count().saturating_sub(1);
        let (more_ja, more_en) = match more {
            0 => (String::new(), String::new()),
            more => (format!(" ほか{more}件も同様"), format!(", and {more} more alike")),
        };
        ja.push(format!("ステートメントを {text} に置き換える{more_ja}"));
        en.push(format!("write {text} in the place of the statement{more_en}"));
        all.push_str(&text);
    }
    if rewritten.iter().any(|one| one.statement.is_none()) {
        ja.push("値と比較して拒否するだけのステートメントは削除する".to_owned());
        en.push("delete the statement that denies by comparing with it".to_owned());
    }
    for (word, word_ja, word_en) in FILL.iter().filter(|(word, ..)| all.contains(word)) {
        ja.push(format!("{word}は{word_ja}"));
        en.push(format!("{word}: {word_en}"));
    }
    (ja.join("、"), en.join(", "))
}

/// A value of Terraform: the secret by its name, read when Terraform runs; a variable keeps no default. What a data source reads
/// stands in the state, what an ephemeral one reads does not
/// (<https://developer.hashicorp.com/terraform/language/manage-sensitive-data>).
fn of_terraform(finding: &Finding<'_>) -> Option<Repair> {
    let address = finding.location.as_ref().map_or(finding.resource.id, |location| location.address);
    let (block, name) = address.rsplit_once('.').unwrap_or(("", address));
    let block = block.rsplit('.').next().unwrap_or_default();
    let label: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' }).collect();
    if label.is_empty() {
        return None;
    }
    let data = format!(r#"data "aws_secretsmanager_secret_version" "{label}" {{ secret_id = "{label}" }}"#);
    let read = format!("data.aws_secretsmanager_secret_version.{label}.secret_string");
    let (change, note) = match block {
        "var" | "variable" => (
            format!(r#"variable "{label}" {{ sensitive = true }}"#),
            (
                format!(
                    "既定値は書かない。値は実行時に渡すか、{data} を加えて var.{label} の代わりに {read} を参照する"
                ),
                format!(
                    "without a default: hand the value over at run time, or add {data} and read {read} in the place of var.{label}"
                ),
            ),
        ),
        _ => (data, (format!("値の代わりに {read} を参照する"), format!("and read {read} in the place of the value"))),
    };
    // What a data source reads stands in the state.
    let (state_ja, state_en) = (
        "ステートに残さないためには、対応するリソースで ephemeral と write-only 引数を使う",
        "to keep it out of the state, use `ephemeral` and write-only arguments where the resource has them",
    );
    let note = (format!("{}。{state_ja}", note.0), format!("{}; {state_en}", note.1));
    Some(Repair { note: Some(note), ..kept(&[label], finding, change, 0) })
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
