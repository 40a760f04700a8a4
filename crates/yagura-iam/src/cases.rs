//! Many requests, one JSON line each in, one out (`yagura iam simulate --cases cases.jsonl`).
//!
//! The wire form is its own: field names here are what users write, whatever the library calls things.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::evaluate::{
    AclGrant, AclGrantee, AclPermission, Decision, KmsGrant, Layer, Outcome, Policies, S3Settings, Settings, decide,
};
use crate::policy::{Gap, Policy};
use crate::request::{Caller, ContextValue, Request};

/// One line in: a request and the policies that have a say in it.
/// Every policy is a document, or a string that holds one; absent parts are absent.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A name to find the answer by.
    #[serde(default)]
    pub name: String,
    /// The request.
    pub request: CaseRequest,
    /// Policies of the caller.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity_policies: Vec<Value>,
    /// Policy of the resource; for `sts:AssumeRole*` the role's trust policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_policy: Option<Value>,
    /// Permissions boundaries of the caller.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permission_boundaries: Vec<Value>,
    /// Session policy: one document or a list of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_policy: Option<Value>,
    /// SCPs: one list per level, root first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_control_policies: Vec<Vec<Value>>,
    /// RCPs: one list per level, root first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_control_policies: Vec<Vec<Value>>,
    /// VPC endpoint policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endpoint_policies: Vec<Value>,
    /// What services add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_settings: Option<CaseSettings>,
}

/// The request of a case.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseRequest {
    /// An ARN, a service principal, an identity provider, or `anonymous`.
    pub principal: String,
    /// The caller's account, where its ARN does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal_account: Option<String>,
    /// `service:Operation`
    pub action: String,
    /// An ARN, or `*`.
    pub resource: String,
    /// The account that owns the resource, where its ARN does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_account: Option<String>,
    /// Context keys: a text, a number, a boolean, a list of texts, or `{"$unknown": …}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub context: BTreeMap<String, Value>,
}

/// What services add to a case.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaseSettings {
    /// The id of the organization's management account.
    pub management_account: Option<String>,
    /// `[{"grantee": ARN, "operations": ["Decrypt"]}]`
    pub kms_grants: Vec<CaseKmsGrant>,
    /// How the bucket is set up.
    pub s3: Option<CaseS3>,
}

/// A KMS grant of a case.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "as in `KmsGrant`")]
pub struct CaseKmsGrant {
    pub grantee: String,
    pub operations: Vec<String>,
    pub encryption_context_equals: Option<BTreeMap<String, String>>,
    pub encryption_context_subset: Option<BTreeMap<String, String>>,
}

/// The bucket of a case.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the S3 API")]
pub struct CaseS3 {
    pub block_public_acls: bool,
    pub ignore_public_acls: bool,
    pub block_public_policy: bool,
    pub restrict_public_buckets: bool,
    /// `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.
    pub object_ownership: Option<String>,
    /// `[{"grantee": "AllUsers" | "AuthenticatedUsers" | account id, "permission": "READ" | …}]`
    pub bucket_acl: Vec<CaseAcl>,
    pub object_acl: Vec<CaseAcl>,
    /// The policy of the access point that the call goes through.
    pub access_point_policy: Option<Value>,
}

/// One grant of an ACL of a case.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the S3 API")]
pub struct CaseAcl {
    pub grantee: String,
    pub permission: String,
}

/// One line out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CaseResult {
    /// The name of the case.
    pub name: String,
    /// `allowed`, `explicit_deny`, `implicit_deny` or `unknown`
    pub decision: String,
    /// The layers behind it.
    pub by: Vec<String>,
    /// The statements behind it.
    pub statements: Vec<CaseStatement>,
    /// What keeps an unknown decision from being known; `null` otherwise.
    pub gap: Option<String>,
}

/// A statement behind a decision.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CaseStatement {
    /// Where its policy stands in the case: a JSON pointer such as `/identity_policies/0`.
    pub policy: String,
    /// Its position in the policy.
    pub index: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// `Allow` or `Deny`
    pub effect: String,
}

/// Decides one line.
/// A line that cannot be read has the decision `unknown`, and its `gap` says why.
pub fn decide_line(line: &str) -> CaseResult {
    match serde_json::from_str::<Case>(line) {
        Ok(case) => case.decide(),
        Err(error) => {
            let name = serde_json::from_str::<Value>(line)
                .ok()
                .and_then(|v| v.get("name").and_then(Value::as_str).map(str::to_owned));
            failed(name.unwrap_or_default(), &format!("case is not readable: {error}"))
        }
    }
}

fn failed(name: String, gap: &str) -> CaseResult {
    CaseResult { name, decision: "unknown".into(), by: Vec::new(), statements: Vec::new(), gap: Some(gap.to_owned()) }
}

/// A document, or what stands for one that cannot be read.
fn policy(value: &Value) -> Policy {
    Policy::from_value(value).unwrap_or_else(|error| Policy::unknown(Gap::new("malformed", error.to_string())))
}

fn list(values: &[Value]) -> Vec<Policy> {
    values.iter().map(policy).collect()
}

impl Case {
    /// Decides the case.
    pub fn decide(&self) -> CaseResult {
        let request = match self.request() {
            Ok(request) => request,
            Err(message) => return failed(self.name.clone(), &message),
        };
        let identity = list(&self.identity_policies);
        let boundaries = list(&self.permission_boundaries);
        let session = match &self.session_policy {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(documents)) => list(documents),
            Some(document) => vec![policy(document)],
        };
        let resource = self.resource_policy.as_ref().filter(|v| !v.is_null()).map(policy);
        let scps: Vec<Vec<Policy>> = self.service_control_policies.iter().map(|l| list(l)).collect();
        let rcps: Vec<Vec<Policy>> = self.resource_control_policies.iter().map(|l| list(l)).collect();
        let endpoints = list(&self.endpoint_policies);
        let s3 = self.service_settings.as_ref().and_then(|s| s.s3.as_ref());
        let access_point = s3.and_then(|s| s.access_point_policy.as_ref()).map(policy);
        let mut settings = match self.settings() {
            Ok(settings) => settings,
            Err(message) => return failed(self.name.clone(), &message),
        };
        settings.access_point = access_point.as_ref();
        let policies = Policies {
            identity: identity.iter().collect(),
            boundaries: boundaries.iter().collect(),
            session: session.iter().collect(),
            resource: resource.as_ref(),
            scps: scps.iter().map(|l| l.iter().collect()).collect(),
            rcps: rcps.iter().map(|l| l.iter().collect()).collect(),
            endpoints: endpoints.iter().collect(),
            settings,
        };
        self.result(&decide(&request, &policies))
    }

    fn request(&self) -> Result<Request, String> {
        let wire = &self.request;
        let mut caller = Caller::parse(&wire.principal)?;
        if let Some(given) = &wire.principal_account {
            match &mut caller {
                Caller::Root { account }
                | Caller::User { account, .. }
                | Caller::RoleSession { account, .. }
                | Caller::FederatedUser { account, .. } => {
                    account.clone_from(given);
                }
                Caller::Anonymous | Caller::Service(_) | Caller::Federated(_) => {}
            }
        }
        if wire.action.split_once(':').is_none_or(|(service, operation)| service.is_empty() || operation.is_empty()) {
            return Err(format!("action `{}` is not of the form service:Operation", wire.action));
        }
        let mut request = Request::new(caller, &wire.action, &wire.resource);
        if let Some(account) = &wire.resource_account {
            request = request.with_resource_account(account);
        }
        for (key, value) in &wire.context {
            match value {
                Value::Null => request.remove(key),
                Value::Array(items) => {
                    request.set(key, ContextValue::Many(items.iter().map(|i| text(key, i)).collect::<Result<_, _>>()?));
                }
                Value::Object(object) if object.contains_key("$unknown") => {
                    let message = object.get("$unknown").and_then(|u| u.get("message")).and_then(Value::as_str);
                    let message =
                        message.map_or_else(|| format!("the value of context key `{key}` is not known"), str::to_owned);
                    request.set(key, ContextValue::Unknown(Gap::new("context", message)));
                }
                other => request.set(key, text(key, other)?),
            }
        }
        Ok(request)
    }

    fn settings(&self) -> Result<Settings<'static>, String> {
        let Some(wire) = &self.service_settings else { return Ok(Settings::default()) };
        let pairs = |map: &BTreeMap<String, String>| map.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let kms_grants = wire
            .kms_grants
            .iter()
            .map(|g| KmsGrant {
                grantee: g.grantee.clone(),
                operations: g.operations.clone(),
                encryption_context_equals: g.encryption_context_equals.as_ref().map(pairs),
                encryption_context_subset: g.encryption_context_subset.as_ref().map(pairs),
            })
            .collect();
        let s3 = match &wire.s3 {
            None => None,
            Some(s3) => Some(S3Settings {
                restrict_public_buckets: s3.restrict_public_buckets,
                ignore_public_acls: s3.ignore_public_acls,
                acls_disabled: s3.object_ownership.as_deref() == Some("BucketOwnerEnforced"),
                bucket_acl: s3.bucket_acl.iter().map(acl).collect::<Result<_, _>>()?,
                object_acl: s3.object_acl.iter().map(acl).collect::<Result<_, _>>()?,
            }),
        };
        Ok(Settings { management_account: wire.management_account.clone(), kms_grants, s3, access_point: None })
    }

    fn result(&self, decision: &Decision<'_>) -> CaseResult {
        let place = |layer: Layer, level: usize, policy: usize| match layer {
            Layer::Identity => format!("/identity_policies/{policy}"),
            Layer::Resource if level == 1 => "/service_settings/s3/access_point_policy".into(),
            Layer::Resource => "/resource_policy".into(),
            Layer::Boundary => format!("/permission_boundaries/{policy}"),
            Layer::Session if matches!(self.session_policy, Some(Value::Array(_))) => {
                format!("/session_policy/{policy}")
            }
            Layer::Session => "/session_policy".into(),
            Layer::Scp => format!("/service_control_policies/{level}/{policy}"),
            Layer::Rcp => format!("/resource_control_policies/{level}/{policy}"),
            Layer::Endpoint => format!("/endpoint_policies/{policy}"),
        };
        CaseResult {
            name: self.name.clone(),
            decision: match decision.outcome {
                Outcome::Allowed => "allowed",
                Outcome::ExplicitDeny => "explicit_deny",
                Outcome::ImplicitDeny => "implicit_deny",
                Outcome::Unknown => "unknown",
            }
            .into(),
            by: decision.by.iter().map(|layer| layer.name().to_owned()).collect(),
            statements: decision
                .statements
                .iter()
                .map(|s| CaseStatement {
                    policy: place(s.layer, s.level, s.policy),
                    index: s.statement,
                    sid: s.sid.map(str::to_owned),
                    effect: if s.denies { "Deny" } else { "Allow" }.into(),
                })
                .collect(),
            gap: decision.gap.as_ref().map(ToString::to_string),
        }
    }
}

fn text(key: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err(format!("context key `{key}` has a value that is neither text nor a list of texts")),
    }
}

fn acl(wire: &CaseAcl) -> Result<AclGrant, String> {
    let group = wire.grantee.rsplit('/').next().unwrap_or_default();
    let grantee = match group {
        "AllUsers" => AclGrantee::AllUsers,
        "AuthenticatedUsers" => AclGrantee::AuthenticatedUsers,
        id if id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()) => AclGrantee::Account(id.to_owned()),
        other => {
            return Err(format!("ACL grantee `{other}` is neither AllUsers, AuthenticatedUsers nor an account id"));
        }
    };
    let permission = match wire.permission.as_str() {
        "READ" => AclPermission::Read,
        "WRITE" => AclPermission::Write,
        "READ_ACP" => AclPermission::ReadAcp,
        "WRITE_ACP" => AclPermission::WriteAcp,
        "FULL_CONTROL" => AclPermission::FullControl,
        other => return Err(format!("unknown ACL permission `{other}`")),
    };
    Ok(AclGrant { grantee, permission })
}
